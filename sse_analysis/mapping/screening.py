"""The perimeter on level 0: legal forms under each rule set, and the headline counts behind them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import numpy as np
import pandas as pd

from sse_analysis import perimeter, reference
from sse_analysis.errors import UnitError
from sse_analysis.mapping import rules
from sse_analysis.mapping.figure_words import newer_held
from sse_analysis.mapping.leading import cited, leads, one_each
from sse_analysis.mapping.lines import SCOPES, own_country
from sse_analysis.perimeter import DecisionLog
from sse_analysis.results.absence import ABSENCE_CODES, Absence, passes_absence_on
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping import Landscape, PerimeterCounts, PerimeterScreening
from sse_analysis.sources.table import SourcedTable, citations

_LAW = (
    "Screened by what the law asks for. Whether an organization keeps it in practice is another question, for which "
    "a register or a survey is needed."
)
#: Columns of the counts: lines first, then totals.
_COLUMNS = (
    "level",
    "form",
    "line_label",
    "legal_form",
    "rule_set",
    "verdict",
    "because",
    "value",
    "unit",
    "year",
)
_COLUMNS += ("years", "grade", "ledger_id", "added", "why_absent", "obs_status", "conf_status")
#: What weakens the figure of a line.
_MARKS = ("kind", "year_inferred", "qualifier")


@passes_absence_on
def perimeter_screening(
    legal_forms: SourcedTable, log: DecisionLog | None = None, *, on: dt.date | None = None
) -> PerimeterScreening:
    """Return the verdict of each rule set on each legal form, as proposals, and what a committee has decided.

    A rule set that asks the organization itself can say nothing of a form and is left out.

    Parameters
    ----------
    legal_forms : SourcedTable
    log : DecisionLog, optional
        Decisions of the committee; those in force overrule the national and the broad rule set.
    on : date, optional
        Day for which laws and decisions count; needed with a log.

    Returns
    -------
    PerimeterScreening
        ``id, name, kind, kind_label, tier, rule_set, verdict, because``. A principle that is not known leads to
        *undecided*, never to *out*.
    """
    own_country(legal_forms)
    sets = tuple(item for item in perimeter.rule_sets(on) if not item.asks_only)
    taken = log or DecisionLog(legal_forms.country)
    frame = perimeter.verdicts(legal_forms.frame, taken, on=on) if on else perimeter.screen(legal_forms.frame)
    frame = frame[frame["rule_set"].isin([item.code for item in sets])]
    kinds = reference.labels("form_type")
    order = {code: place for place, code in enumerate(kinds)}
    frame = frame.assign(kind_label=frame["kind"].map(kinds), place=frame["kind"].map(order))
    frame = frame.sort_values("place", kind="stable").drop(columns="place").reset_index(drop=True)
    return PerimeterScreening(
        frame=frame,
        country=legal_forms.country,
        sources=(*citations(legal_forms.frame, limit=3), *(dict.fromkeys(item.cited for item in sets))),
        notes=(perimeter.authorship(), _LAW, *perimeter.kinds_changed(legal_forms.frame, on)),
        provenance=Provenance(inputs=(*legal_forms.inputs, *perimeter.inputs(), *taken.inputs)),
        rule_sets=tuple((item.code, item.name, item.rationale) for item in sets),
        authorship=perimeter.authorship(),
        counting=perimeter.counting_on(taken, on) if on else perimeter.counting_on(taken, dt.date.min),
    )


@passes_absence_on
def perimeter_counts(
    landscape: Landscape, screening: PerimeterScreening, *, window: int = 5
) -> PerimeterCounts | Absence:
    """Return how many organizations each rule set takes in, leaves undecided or out, form by form.

    Parameters
    ----------
    landscape : Landscape
        Its headline counts of organizations.
    screening : PerimeterScreening
    window : int
        Counts are added only when their reference years lie within this many years.

    Returns
    -------
    PerimeterCounts
        One row a line and rule set with its count, and one ``total`` a rule set and verdict. A total is missing,
        with the reason, when years lie too far apart, or where a committee wants active bodies and none are counted.
        ``years`` says which years a total spans, ``year`` is there where that is one.
        Forms counted inside others and figures of wordings that are no legal form are never added; second tiers only
        where a committee has decided so.
    """
    counted = counted_lines(landscape, counting=screening.counting)
    joined = counted.merge(screening.frame, left_on="legal_form", right_on="id", suffixes=("", "_law"))
    if joined.empty:
        return _nothing(landscape.country)
    joined = joined.assign(added=joined["once"] & joined["verdict"].isin(["in", "undecided", "out"]))
    totals = [
        _total(part, rule_set, verdict, window=window)
        for (rule_set, verdict), part in joined[joined["added"]].groupby(["rule_set", "verdict"], sort=True)
    ]
    decided = [item for item in screening.counting.items() if item[1] != perimeter.counting()[item[0]][0]]
    joined = joined.assign(years=joined["year"].map(lambda year: perimeter.years_in_words(year, year)))
    rows = joined.assign(level="line", why_absent=pd.NA, obs_status="A", conf_status="F")
    rows = rows[[*_COLUMNS, *_MARKS]]
    newer = newer_held(joined.drop_duplicates("line"))
    frame = pd.concat([rows, pd.DataFrame(totals, columns=list(_COLUMNS))], ignore_index=True)
    return PerimeterCounts(
        frame=frame.astype({"year": "Int64", "value": "float64"}),
        country=landscape.country,
        sources=cited(joined.drop_duplicates("line")),
        notes=(
            screening.authorship,
            f"Counts are added only within {window} years, one unit and the first tier; forms counted inside another "
            "one, and wordings that name no legal form, are left out. Registered and existing bodies are counted alike.",
            *(f"Decided by the committee: {rule.replace('_', ' ')}, {option}." for rule, option in decided),
            *newer,
        ),
        newer=newer,
        provenance=landscape.provenance,
        rule_sets=screening.rule_sets,
        authorship=screening.authorship,
    )


def counted_lines(
    landscape: Landscape, quantities: tuple[str, ...] = (), *, counting: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return one headline a legal form and unit, without ``quantities`` of bodies, as :mod:`leading` chooses it.

    ``once`` tells which may be added: first tier, and not counted inside another line that stands there itself. Rules of
    counting hold for bodies alone: with active ones only, a form without a count of them has no value, and a count of
    another year or source than that of all bodies is none (the difference would be that of years); where a second tier
    is added, its members are still organizations and never added.
    """
    quantities = quantities or rules.bodies()
    decided = (counting or {}) if quantities == rules.bodies() else {}
    best = _of_legal_forms(landscape, quantities)
    if decided.get("silent_bodies") == "active":
        beside = ["legal_form", "unit", "year", "source"]
        alive = _of_legal_forms(landscape, ("active",)).merge(best[beside].drop_duplicates(), on=beside)
        silent = best[~best["legal_form"].isin(alive["legal_form"])]
        best = pd.concat([alive, silent.assign(value=float("nan"))], ignore_index=True)
    apart = ["mixed"] if decided.get("second_tier") == "added" else ["secondary", "tertiary", "mixed"]
    return best.assign(once=~is_inside(best, landscape.country) & ~best["tier"].isin(apart))


def _of_legal_forms(landscape: Landscape, quantities: tuple[str, ...]) -> pd.DataFrame:
    rows = leads(landscape, quantities)
    rows = rows[rows["scope"].ne(SCOPES[2]) & rows["legal_form"].notna()]
    parts = [one_each(part, "legal_form") for _, part in rows.groupby("unit", sort=False)]
    return pd.concat(parts).sort_index() if parts else rows


def is_inside(rows: pd.DataFrame, country: str) -> pd.Series:
    """Tell which lines are counted inside another line of the table: only when that whole stands in it itself."""
    wholes = set(rows.loc[rows["scope"].eq(SCOPES[0]), "form"])
    inside = [part for part, whole in rules.contained(country).items() if whole in wholes]
    return rows["form"].isin(inside)


def _total(part: pd.DataFrame, rule_set: str, verdict: str, *, window: int) -> tuple:
    ids = " + ".join(part["ledger_id"])
    low, high = int(part["year"].min()), int(part["year"].max())
    unit, why = part["unit"].iloc[0], f"reference years from {low} to {high}" if high - low > window else ""
    if part["value"].isna().any():
        why = "a form has no count of active bodies from the source and year of its count of all bodies"
    try:
        shown = perimeter.sums(np.ones((1, len(part)), dtype=bool), part, window=window)["total"].iloc[0]
    except UnitError as error:
        shown, unit, why = float("nan"), "", error.message
    status = ABSENCE_CODES["not_computable"][:2] if why else ("A", "F")
    about = ("total", "", "1 form" if len(part) == 1 else f"{len(part)} forms", "", rule_set, verdict, "")
    year = high if low == high else pd.NA
    return (
        *about,
        shown,
        unit,
        year,
        perimeter.years_in_words(low, high),
        "",
        ids,
        True,
        why or None,
        *status,
    )


def _nothing(country: str) -> Absence:
    return Absence(
        id="no-perimeter-counts",
        country=country,
        reason="not_computable",
        what="Organizations under each rule set",
        why="No headline count belongs to a legal form of the table of legal forms.",
        file=f"data/{country}/ledger.csv",
        layout="legal_form_id, legal_form, measure, value, unit, year",
        answers="How much of the total is the definition?",
    )
