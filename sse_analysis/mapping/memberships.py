"""From memberships to persons: between which ends, and what a survey of persons says.

A person in two organizations is two memberships. Sums of memberships therefore say how many persons there are at most;
how few there may be depends on how many belong to several, which no register tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sse_analysis import perimeter
from sse_analysis.decimals import exact
from sse_analysis.mapping import rules
from sse_analysis.mapping.figure_words import newer_held
from sse_analysis.mapping.leading import cited, leads
from sse_analysis.mapping.net import reasons, summed
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.disclosure import FEW
from sse_analysis.results.mapping import Landscape
from sse_analysis.results.mapping_net import PersonsBehind
from sse_analysis.sources.table import SourcedTable

if TYPE_CHECKING:
    from sse_analysis.survey.persons import Persons

#: Units that count persons once an organization; households and families are other units and never added.
_PERSONS = ("persons", "memberships")
_POPULATION = "SP.POP.TOTL"
_COLUMNS = ("part", "label", "value", "ci_low", "ci_high", "unit", "year", "years", "because", "ledger_id")


def persons_behind(
    landscape: Landscape | Absence,
    context: SourcedTable | Absence,
    persons: Persons | Absence,
    *,
    window: int = 5,
) -> PersonsBehind | Absence:
    """Return the memberships that may be added, the ends between which the persons behind them lie, and what a survey says.

    Parameters
    ----------
    landscape : Landscape
        Its headline memberships, one a form.
    context : SourcedTable
        Population, which no number of persons can pass.
    persons : Persons
        Survey that asks persons for membership; estimates with intervals where it does.
    window : int
        Memberships are added only when their reference years lie within this many years.

    Returns
    -------
    PersonsBehind or Absence
        At most: the sum, or the population. At least without any assumption: the members of one organization, of which
        the mean of a form is the least that the largest can have. At least if nobody belongs to two organizations of
        one form: the members of the largest form.
    """
    if isinstance(landscape, Absence):
        return landscape
    rows = counted_memberships(landscape, window=window)
    kept = rows[rows["because"].eq("")]
    found = [*_forms(rows), *_bounds(kept, landscape, _population(context), window), *_survey(persons)]
    if not found:
        return _nothing(landscape.country)
    frame = pd.DataFrame(found, columns=list(_COLUMNS)).astype({"year": "Int64"})
    one_year = frame["year"].astype("str").where(frame["year"].notna(), "")
    frame = frame.assign(years=frame["years"].astype("object").fillna(one_year))
    surveyed = () if isinstance(persons, Absence) else persons.sources
    inputs = () if isinstance(context, Absence) else context.inputs
    known = () if isinstance(persons, Absence) else persons.provenance.inputs
    status = frame["value"].notna().map({True: "A", False: "O"})
    return PersonsBehind(
        frame=frame.assign(obs_status=status.mask(frame["part"].eq("bound"), "E"), conf_status="F"),
        country=landscape.country, sources=(*cited(rows), *surveyed),
        notes=(
            "Households and families are other units and are in no sum. No value between the ends is more likely than "
            "another.",
            *newer_held(rows),
        ),
        provenance=Provenance(tuple(dict.fromkeys((*landscape.provenance.inputs, *inputs, *known))),
                              landscape.provenance.rules),
    )  # fmt: skip


def counted_memberships(landscape: Landscape, *, window: int = 5) -> pd.DataFrame:
    """Return one membership figure a main line, and in ``because`` why it may not be added; empty where it may."""
    rows = leads(landscape, ("members",))
    rows = rows[rows["unit"].isin(_PERSONS)].assign(unit="memberships").drop_duplicates("line")
    return rows.assign(because=reasons(rows, landscape.country, window=window))


def _forms(rows: pd.DataFrame) -> Iterator[dict]:
    for row in rows.to_dict("records"):
        about = {"part": "form" if not row["because"] else "taken out", "label": row["line_label"]}
        yield about | {name: row[name] for name in ("value", "unit", "year", "because", "ledger_id")}


def _bounds(kept: pd.DataFrame, landscape: Landscape, population: pd.Series, window: int) -> Iterator[dict]:
    if kept.empty:
        return
    total = perimeter.sums(np.ones((1, len(kept)), dtype=bool), kept, window=window).iloc[0]
    apart = (
        ""
        if total["total"] == total["total"]
        else f"reference years from {exact(total['first']):.0f} to {exact(total['last']):.0f}"
    )
    year = total["last"] if total["first"] == total["last"] else None
    years = perimeter.years_in_words(total["first"], total["last"])
    yield {"part": "memberships", "label": summed(kept), "value": total["total"], "unit": "memberships", "year": year,
           "years": years, "because": apart or "a person in two organizations is two of them"}  # fmt: skip
    people = population.get(total["last"], np.nan)
    most = np.nanmin([total["total"], people]) if not apart else np.nan
    capped = people == people and total["total"] > people
    ends = ("the population", total["last"]) if capped else ("nobody belongs to two organizations", year)
    yield _bound("At most", most, ends[1], apart or ends[0]) | ({} if capped else {"years": years})
    largest = kept.loc[kept["value"].idxmax()]
    yield _bound("At least, if nobody belongs to two organizations of one form", largest["value"], largest["year"],
                 f"everybody is in the largest form: {largest['line_label']}")  # fmt: skip
    means = _means(kept, landscape)
    if len(means):
        widest = means.loc[means["mean"].idxmax()]
        yield _bound("At least, without any assumption", np.ceil(widest["mean"]), widest["year"],
                     f"members of one organization, at the mean of {widest['line_label']}")  # fmt: skip


def _bound(label: str, value: float, year: float, because: str) -> dict:
    return {
        "part": "bound",
        "label": label,
        "value": value,
        "unit": "persons",
        "year": year,
        "because": because,
    }


def _means(kept: pd.DataFrame, landscape: Landscape) -> pd.DataFrame:
    """Return members for each organization of a form, where both are published for one year: the largest has no fewer."""
    counts = leads(landscape, rules.bodies())[["line", "year", "value"]].drop_duplicates("line")
    both = kept.merge(counts, on=["line", "year"], suffixes=("", "_organizations"))
    return both.assign(mean=both["value"] / both["value_organizations"])


def _population(context: SourcedTable | Absence) -> pd.Series:
    """Return the population by year, none without the series."""
    if isinstance(context, Absence):
        return pd.Series(dtype="float64")
    rows = context.frame[context.frame["series"].eq(_POPULATION)].dropna(subset=["value"])
    return rows.drop_duplicates("year", keep="last").set_index("year")["value"].astype("float64")


def _survey(persons: Persons | Absence) -> Iterator[dict]:
    """Yield what persons said of themselves: members, and their memberships."""
    if isinstance(persons, Absence) or not persons.has_design or not persons.asked("member"):
        return
    asked = [("member", "Persons who say that they are members", "persons")]
    if persons.asked("memberships"):
        asked.append(("memberships", "Memberships that they name", "memberships"))
    silent = _silent(persons.sample.data)
    for name, label, unit in asked:
        row = persons.sample.total([name]).frame.iloc[0]
        about = {
            "part": "survey",
            "label": label,
            "unit": unit,
            "because": f"estimate with 95% interval{silent}",
        }
        ends = {"value": row["estimate"], "ci_low": row["ci_low"], "ci_high": row["ci_high"]}
        yield about | ends | {"year": persons.given.year}


def _silent(data: pd.DataFrame) -> str:
    """Say how many of 15 and over did not say whether they are members: in a total they count as none."""
    adults = (
        data["age"].ge(15).fillna(False).astype(bool) if "age" in data else pd.Series(True, index=data.index)
    )
    open_ = int((adults & data["member"].isna()).sum())
    return (
        f"; {open_:,} of 15 and over did not answer or were not asked and count as none"
        if open_ >= FEW
        else ""
    )


def _nothing(country: str) -> Absence:
    return Absence(
        id="no-memberships-to-persons", country=country, reason="no_data", what="From memberships to persons",
        why="No headline count of members names a whole form or a legal form.", file=f"data/{country}/ledger.csv",
        layout="form, legal_form, measure (members), value, unit (persons or memberships), year",
        answers="How many persons belong, when a person in two organizations is counted once?",
    )  # fmt: skip
