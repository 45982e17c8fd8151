"""Several values for the same thing and year, side by side, with the one the declared rule puts first."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from sse_analysis import reference
from sse_analysis.mapping import rules
from sse_analysis.mapping.headlines import choose, ranked, rule_words
from sse_analysis.mapping.lines import NEVER_COUNTS, SHOWN, figures
from sse_analysis.parameters.records import HeadlineRule
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping import CompetingFigures
from sse_analysis.sources.table import SourcedTable, citations

_COLUMNS = [
    "group",
    "form",
    "form_label",
    "line",
    "line_label",
    "measure",
    "unit",
    "year",
    "ledger_id",
    "value",
]
_COLUMNS += [
    "reference_date",
    "kind",
    "grade",
    "verified",
    "dated",
    "source",
    "headline",
    "gap_percent",
    "note",
]


def competing_figures(
    ledger: SourcedTable | Absence,
    legal_forms: SourcedTable | Absence | None = None,
    *,
    rule: HeadlineRule | None = None,
    as_of: dt.date | None = None,
    near_years: int = 0,
    tolerance: float = 0.005,
) -> CompetingFigures | Absence:
    """Return the groups of figures that give different values for one line, measure, unit and year.

    Counts of organizations with the status said or unsaid (registered, existing, not stated) count as one
    measure: that they differ is a finding, not a reason to hide it.

    Parameters
    ----------
    near_years : int
        Figures whose years lie this close together belong to one group; 0 for the same year only.
    tolerance : float
        Figures that differ by less than this relative distance agree by rounding and are left out.

    Returns
    -------
    CompetingFigures
        One row a value. ``gap_percent`` is the distance from the headline in percent; it is missing where no
        figure of the group may be a headline.
    """
    if isinstance(ledger, Absence):
        return ledger
    chosen = rule or HeadlineRule()
    rows = comparable(figures(ledger, legal_forms))
    groups = list(_groups(rows, near_years, tolerance))
    frames = [_judged(part, chosen, as_of=as_of, number=number) for number, part in enumerate(groups, 1)]
    if not frames:
        return _nothing(ledger)
    frame = pd.concat(frames, ignore_index=True)
    return CompetingFigures(
        frame=frame[_COLUMNS],
        country=ledger.country,
        sources=citations(pd.concat(groups)),
        notes=(
            "Gap: distance from the headline in percent. Figures of one year may refer to different days, "
            "which explains part of the gaps.",
        ),
        provenance=Provenance(inputs=(*ledger.inputs, *rules.inputs()), rules=(rule_words(chosen),)),
        rule=rule_words(chosen),
    )


def comparable(rows: pd.DataFrame) -> pd.DataFrame:
    """Return observed, estimated and expected national figures with ``counted_as``: one measure for counts of bodies."""
    keep = rows["kind"].isin(SHOWN) & ~rows["measure"].isin(NEVER_COUNTS) & rows["facet_count"].eq(0)
    rows = rows[keep & ~rows["form"].isin(rules.rules()["context_forms"])]
    return rows.assign(counted_as=rows["measure"].mask(rows["measure"].isin(rules.one_count()), "entities"))


def _groups(rows: pd.DataFrame, near_years: int, tolerance: float) -> Iterator[pd.DataFrame]:
    """Yield groups with two different values or more."""
    dated = rows[rows["year"].notna()]
    for _, part in dated.groupby(["form", "line", "counted_as", "unit"], sort=True):
        years = sorted(part["year"].unique())
        while years:
            near = [year for year in years if year - years[0] <= near_years]
            group = part[part["year"].isin(near)]
            if group["amount"].max() > group["amount"].min() * (1 + tolerance):
                yield group
            years = years[len(near) :]


def _judged(part: pd.DataFrame, rule: HeadlineRule, *, as_of: dt.date | None, number: int) -> pd.DataFrame:
    best = choose(part, rule, as_of=as_of)
    part = ranked(part, rule)
    is_headline = part["id"].eq(best["id"]) if best is not None else pd.Series(False, index=part.index)
    part = pd.concat([part[is_headline], part[~is_headline]])
    base = best["amount"] if best is not None else float("nan")
    gap = (part["amount"] / base - 1) * 100 if base else part["amount"] * float("nan")
    source = part["source_publisher"] + ", " + part["source_title"] + " (" + part["source_date"] + ")"
    return part.assign(
        group=number,
        form_label=part["form"].map(reference.labels("form")),
        ledger_id=part["id"],
        value=part["amount"],
        source=source,
        headline=is_headline.reindex(part.index),
        gap_percent=gap,
    )


def _nothing(ledger: SourcedTable) -> Absence:
    return Absence(
        id="no-competing-figures",
        country=ledger.country,
        reason="does_not_exist",
        what="Figures that contradict one another",
        why="No two figures of the ledger give different values for the same line, measure, unit and year.",
    )
