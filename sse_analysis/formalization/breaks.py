"""Where a series breaks, and where it takes a step that somebody should look at."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sse_analysis.formalization import constants
from sse_analysis.formalization.rates import no_figures
from sse_analysis.formalization.series import SERIES, lines_of, when
from sse_analysis.results.absence import Absence, passes_absence_on
from sse_analysis.results.base import Provenance
from sse_analysis.results.formalization import Breaks
from sse_analysis.sources.table import SourcedTable, citations

#: Activity scopes that are looked at; the others follow the same surveys.
SCOPES = ("total", "agriculture", "nonagriculture")
_EVENT = ["scope", "year", "kind", "reason"]


@passes_absence_on
def breaks(informality: SourcedTable, *, scopes: Iterable[str] = SCOPES) -> Breaks | Absence:
    """Return every break and every large step without a flag in the series for both sexes.

    A break in the first year of a series is left out: nothing in it comes before. A step is large from the
    size in ``formalization_readings.yml``, between two neighbouring years; it cuts nothing.

    Returns
    -------
    Breaks
        One row a scope, year and reason. ``before`` and ``after`` are those of the newest release that
        has both years, ``n_series`` the number of data sets and releases in which the event stands.
    """
    rows = lines_of(informality)
    share = rows["concept"].eq("informal_employment_share") & rows["unit"].eq("percent")
    line = rows[share & rows["sex"].eq("total") & rows["location"].eq("national") & rows["stretch"].notna()]
    steps = steps_of(line[line["scope"].isin(list(scopes)) & line["kind"].eq("series")])
    if steps.empty:
        return (
            _no_break(informality.country)
            if len(line)
            else no_figures(informality.country, "Breaks in series")
        )
    return Breaks(
        frame=_events(steps),
        country=informality.country,
        sources=citations(steps),
        notes=(
            "Figures on the two sides of a break are not comparable, and no line is drawn across it.",
            "A break in the first year of a series has no figure before it: it stands in the table of rates only.",
            "A large step without a flag is no proof of a break: it is listed so that somebody asks.",
        ),
        provenance=Provenance((*informality.inputs, *constants.inputs("datasets", "breaks"))),
    )


def steps_of(line: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that follow a break or a large step, with the row before.

    Parameters
    ----------
    line : DataFrame
        Rows of :func:`~sse_analysis.formalization.series.lines_of` in order of years, series by series.

    Returns
    -------
    DataFrame
        The same columns and ``year_before, before, change`` (points), ``kind`` (a key of ``kinds_of_break`` in
        ``formalization_readings.yml``) and ``reason``.
    """
    series = line.groupby(SERIES)
    before = series[["year", "value"]].shift().rename(columns={"year": "year_before", "value": "before"})
    steps = line.join(before).dropna(subset=["before"])
    change = steps["value"] - steps["before"]
    neighbours = (steps["year"] - steps["year_before"]).eq(1)
    large = neighbours & change.abs().ge(constants.reading()["large_step"])
    words = constants.settings()["kinds_of_break"]
    kind = steps["break_kind"].fillna(pd.Series("large_step", index=steps.index).where(large))
    reason = steps["break_reason"].fillna(words["large_step"])
    return steps.assign(change=change, kind=kind, reason=reason)[kind.notna()]


def _events(steps: pd.DataFrame) -> pd.DataFrame:
    """Return one row an event, with the figures of the newest release; a carried flag joins the flag."""
    words = constants.settings()["kinds_of_break"]
    flagged = steps["kind"].eq("carried")
    steps = steps.assign(
        kind=steps["kind"].mask(flagged, "flagged"), reason=steps["reason"].mask(flagged, words["flagged"])
    )
    steps = steps.assign(age=steps["release_date"].map(when)).sort_values("age", kind="stable")
    found = steps.groupby(_EVENT, sort=False)
    last = found.tail(1).set_index(_EVENT)[
        ["year_before", "before", "value", "change", "short", "release_date"]
    ]
    events = last.assign(n_series=found.size()).reset_index().rename(columns={"value": "after"})
    events = events.assign(
        scope_label=events["scope"].map(constants.scope_label), kind_label=events["kind"].map(words)
    )
    order = (
        events.assign(place=events["scope"].map(constants.scope_order)).sort_values(["place", "year"]).index
    )
    return events.loc[order].reset_index(drop=True)


def _no_break(country: str) -> Absence:
    return Absence(
        id="no-informality-breaks",
        country=country,
        reason="does_not_exist",
        what="Breaks in the series of informal employment",
        why="No series has a break behind its first year, and none takes a large step in one year.",
    )
