"""Activity across forms and countries: what one share tells of another, and the ends that need no model.

A form with a pair of figures of its own is counted: at least those known to be active, at most all. A form without one
gets the interval in which the next share would lie (Higgins, Thompson and Spiegelhalter 2009), which is as wide as shares
differ between forms and countries. Groups of a survey are drawn towards one another. Beside stand the ends without a model.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from sse_analysis.decimals import exact
from sse_analysis.mapping import rules
from sse_analysis.mapping.figure_words import newer_held
from sse_analysis.mapping.leading import cited, leads
from sse_analysis.mapping.lent_shares import Pool, drawn, percent_of, pooled_odds
from sse_analysis.mapping.net import reasons
from sse_analysis.reference.countries import is_private_use
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping import ActivityFunnel, Landscape
from sse_analysis.results.mapping_activity import BorrowedActivity
from sse_analysis.results.mapping_registers import ActiveOrganizations
from sse_analysis.sources import constants
from sse_analysis.sources.constants import threshold

FILE = "activity_shares.csv"
_STATUS = {"own": "A", "borrowed": "E", "survey": "E", "none": "O"}
_NUMBERS = ("registered", "active", "year")


def borrowed_activity(
    landscape: Landscape | Absence,
    activity: ActivityFunnel | Absence,
    alive: ActiveOrganizations | Absence,
    *,
    level: float = 0.95,
) -> BorrowedActivity | Absence:
    """Return for every counted form the share of active bodies with an interval, and worst-case ends beside it.

    Parameters
    ----------
    landscape : Landscape
        Its lines that may be counted once.
    activity : ActivityFunnel
        Pairs of figures of this country; rules of thumb and estimates are never used.
    alive : ActiveOrganizations
        What came of the invitations to a survey, by group.
    level : float

    Returns
    -------
    BorrowedActivity or Absence
        Own pairs are counts and have no interval; a form without one has an interval and no value. A synthetic country
        borrows from nobody and lends to nobody.

    Notes
    -----
    Log odds with variance 1/active + 1/(registered - active); variance between pairs after DerSimonian and Laird (1986);
    the interval of a form without a pair by the t distribution with two degrees of freedom fewer than pairs. Groups of the
    survey as in :func:`drawn`, each end (not found: ended, or active) by itself.
    """
    if isinstance(landscape, Absence):
        return landscape
    own = pd.DataFrame() if isinstance(activity, Absence) else best_pairs(activity.frame)
    lent = _lent(landscape.country)
    pool = _together(own, lent, landscape.country)
    rows = leads(landscape, rules.bodies())
    rows = rows[reasons(rows, landscape.country).eq("")] if len(rows) else rows
    pooled = (
        pooled_odds(pool["active"], pool["registered"])
        if len(pool) >= threshold("mapping.least_pairs")
        else None
    )
    found = [*_lines(rows, own, pooled, level), *_groups(alive, level)]
    if not found:
        return _nothing(landscape.country)
    frame = _graded(pd.DataFrame(found).astype({"year": "Int64"}))
    shown = pool.assign(share=100 * pool["active"] / pool["registered"])
    surveyed = () if isinstance(alive, Absence) else alive.provenance.inputs
    inputs = (*landscape.provenance.inputs, *constants.inputs(FILE), *surveyed)
    return BorrowedActivity(
        frame=frame, country=landscape.country,
        pool=shown, notes=(*_notes(shown, pooled, level, frame), *newer_held(rows)),
        spread=float(np.sqrt(pooled.between)) if pooled else float("nan"),
        sources=(*_cited(rows, own), *dict.fromkeys(_lenders(lent)), *(() if isinstance(alive, Absence) else alive.sources)),
        provenance=Provenance(tuple(dict.fromkeys(inputs)), landscape.provenance.rules),
    )  # fmt: skip


def _graded(frame: pd.DataFrame) -> pd.DataFrame:
    """Add status and ``usable``: no where an interval is so wide that nothing can be done with it, or there is none."""
    wide = (frame["ci_high"] - frame["ci_low"]).gt(threshold("mapping.usable_width"))
    lost = wide | frame["basis"].eq("none")
    status = frame["basis"].map(_STATUS).mask(wide, "U")
    return frame.assign(usable=~lost, obs_status=status, conf_status="F")


def best_pairs(funnel: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs that may be borrowed from: counted, dated, no rule of thumb, of most of the form; one a line, newest.

    A line of a part of a form that has a pair of its own is left out.
    """
    most = funnel.groupby("form")["registered"].transform("max")
    used = funnel[
        funnel["usable"] & funnel["dated"] & funnel["active"].notna() & funnel["registered"].ge(most / 2)
    ]
    used = used.sort_values(["year", "active"], ascending=[False, False], kind="stable").drop_duplicates(
        "line"
    )
    whole = used["line"].str.endswith("|")
    return used[whole | ~used["form"].isin(used.loc[whole, "form"])].sort_values("line", ignore_index=True)


def _lines(rows: pd.DataFrame, own: pd.DataFrame, pooled: Pool | None, level: float) -> Iterator[dict]:
    """Yield published lines: counted where a pair is held, else lent by others."""
    pairs = {} if own.empty else own.set_index("line").to_dict("index")
    for row in rows.to_dict("records"):
        pair = pairs.get(row["line"])
        if pair is None:
            about = {
                "line_label": row["line_label"],
                "listed": row["value"],
                "year": row["year"],
                "ledger_id": row["ledger_id"],
            }
            found = _next_share(pooled, level) | {"basis": "borrowed" if pooled else "none"}
        else:
            ids = f"{pair['registered_id']} + {pair['active_id']}"
            about = {
                "line_label": row["line_label"],
                "listed": pair["registered"],
                "year": pair["year"],
                "ledger_id": ids,
            }
            found = _ends(100 * pair["active"] / pair["registered"], 100.0) | {"basis": "own"}
        yield about | found | _counts(found, about["listed"])


def _groups(alive: ActiveOrganizations | Absence, level: float) -> Iterator[dict]:
    """Yield the groups of a survey, each end drawn towards that of the other groups."""
    if isinstance(alive, Absence):
        return
    groups = alive.frame[alive.frame["stratum"].ne("all") & alive.frame["invited"].gt(0)]
    if len(groups) < threshold("mapping.least_pairs"):
        return
    lows = drawn(groups["reached"], groups["invited"], level=level)[0]
    highs = drawn(groups["invited"] - groups["gone"], groups["invited"], level=level)[1]
    for row, low, high in zip(groups.to_dict("records"), lows, highs, strict=True):
        about = {
            "line_label": f"Survey: {row['label'].lower()}",
            "listed": row["listed"],
            "year": pd.NA,
            "ledger_id": "",
        }
        held = row["ci_low"] == row["ci_low"]
        found = _ends(row["ci_low"], row["ci_high"]) if held else _ends(0.0, 100.0)
        found |= {"observed": np.nan, "ci_low": low, "ci_high": high, "basis": "survey"}
        yield about | found | _counts(found, row["listed"])


def _ends(low: float, high: float) -> dict[str, float]:
    return {"observed": low, "ci_low": np.nan, "ci_high": np.nan, "worst_low": low, "worst_high": high}


def _counts(found: dict, listed: float) -> dict[str, float]:
    """Return organizations: by the interval where there is one, else by the ends without a model."""
    low = found["ci_low"] if found["ci_low"] == found["ci_low"] else found["worst_low"]
    high = found["ci_high"] if found["ci_high"] == found["ci_high"] else found["worst_high"]
    return {"count_low": low * listed / 100, "count_high": high * listed / 100}


def _next_share(pooled: Pool | None, level: float) -> dict[str, float]:
    """Return the interval in which the share of one more form would lie; no value, and no ends but nothing and all."""
    found = _ends(0.0, 100.0) | {"observed": np.nan}
    if pooled is None:
        return found
    reach = stats.t.ppf((1 + level) / 2, pooled.count - 2) * np.sqrt(pooled.between + pooled.variance)
    return found | {"ci_low": percent_of(pooled.mean - reach), "ci_high": percent_of(pooled.mean + reach)}


def _together(own: pd.DataFrame, lent: pd.DataFrame, country: str) -> pd.DataFrame:
    names = ["country", "form", "label", "registered", "active", "year"]
    if own.empty:
        return lent[names]
    mine = own.rename(columns={"registered_label": "label"}).assign(country=country)[names]
    return pd.concat([mine, lent[names]], ignore_index=True) if len(lent) else mine


def _lent(country: str) -> pd.DataFrame:
    """Return the pairs of other countries; none for a synthetic one."""
    frame = constants.table(FILE, numbers=_NUMBERS)
    return frame.iloc[:0] if is_private_use(country) else frame[frame["country"].ne(country)]


def _cited(rows: pd.DataFrame, own: pd.DataFrame) -> tuple[str, ...]:
    """Return the sources of the lines as they stand in the table, and of every pair of the country behind the others."""
    return cited(rows) if own.empty else cited(own, rows[~rows["line"].isin(own["line"])])


def _lenders(lent: pd.DataFrame) -> Iterator[str]:
    for row in lent.itertuples():
        yield f"{row.source_publisher}, {row.source_title} ({row.source_date})"


def _notes(pool: pd.DataFrame, pooled: Pool | None, level: float, frame: pd.DataFrame) -> tuple[str, ...]:
    told = "; ".join(
        f"{row.country.upper()} {row.label} {exact(row.share):.0f} % ({int(row.year)})"
        for row in pool.itertuples()
    )
    worst = (
        "Without a model: at least those known to be active, at most all. What is not known to be active is not "
        "known to be inactive."
    )
    if frame["basis"].eq("survey").any():
        worst += " Of a group of the survey: its own interval, before it is drawn towards the others."
    if pooled is None:
        least = threshold("mapping.least_pairs")
        few = f"Too few pairs to say how shares differ: {told or 'none'}. At least {least} are needed."
        return (few, worst)
    ends = _next_share(pooled, level)
    return (
        f"{pooled.count} pairs: {told}. By them the next form would lie between {exact(ends['ci_low']):.0f} and "
        f"{exact(ends['ci_high']):.0f} percent: shares differ by form, country and meaning of active.",
        *_wide(pool, frame),
        worst,
    )


def _wide(pool: pd.DataFrame, frame: pd.DataFrame) -> tuple[str, ...]:
    """Return in one sentence why what others lend is no usable figure, where it is none."""
    if not (frame["basis"].eq("borrowed") & ~frame["usable"]).any():
        return ()
    return (
        f"What others lend is no usable figure here: only {len(pool)} shares are held, and they reach from "
        f"{exact(pool['share'].min()):.0f} to {exact(pool['share'].max()):.0f} percent, so the share of a form "
        f"without own figures is "
        "not known. Do not quote it or compute with it.",
    )


def _nothing(country: str) -> Absence:
    return Absence(
        id="no-borrowed-activity", country=country, reason="no_data", what="Active organizations of every counted form",
        why="No headline count of organizations may be counted once.", file=f"data/{country}/ledger.csv",
        layout="form, legal_form, measure (entities_registered and entities_active), value, year, source_title",
        answers="How many of the registered organizations are active, form by form?",
    )  # fmt: skip
