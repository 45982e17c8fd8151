"""Where the country stands: latest value, distance to the target, trend, age and gaps, for all goals."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.results.absence import Absence, passes_absence_on
from sse_analysis.results.base import Provenance
from sse_analysis.results.sdg import Baseline
from sse_analysis.sdg import constants
from sse_analysis.sdg.gaps import absent_targets
from sse_analysis.sdg.lines import LINE, described, lines_of
from sse_analysis.sdg.recency import latest_of
from sse_analysis.sdg.trend import trends
from sse_analysis.sources.constants import threshold
from sse_analysis.sources.table import SourcedTable, citations

#: SDMX CL_OBS_STATUS of a published value, by the flag of the publisher; a modelled or estimated value is E.
_STATUS = {"B": "B", "U": "U", "I": "I"}
_ESTIMATED = ("E", "M")
#: Tables of constants that the result depends on.
_TABLES = ("readings", "gaps", "targets")
_KEPT = ["goal", "target", "indicator", "label", "unit", "nature", "publisher", "dataset", "release", "url"]

NOTES = (
    "UN: the target value is a number of the 2030 Agenda. Project: parity, full coverage or a complete "
    "score, read "
    "into the target by this project.",
    "A value published as 'less than' keeps its sign; its distance to the target is not computed.",
)


@passes_absence_on
def baseline(
    sdg_series: SourcedTable,
    sdg_indicators: SourcedTable,
    *,
    baseline_year: int = 2015,
    minimum_points: int = 3,
    as_of: int | None = None,
) -> Baseline:
    """Return the latest figure of every series a country has, and every target that has none.

    Parameters
    ----------
    baseline_year, minimum_points : int
        Year from which a trend is measured, and its fewest usable values (three or more).
    as_of : int, optional
        Year from which the age of a value is counted. Default: year of the newest release.

    Returns
    -------
    Baseline
        One row a line (series, sex, age, place), ``distance`` 0 when the target is met; then one row a target
        without a series: ``value`` missing, ``why_absent`` filled, ``obs_status`` L or M.
    """
    rows = lines_of(sdg_series)
    about = described(sdg_indicators)
    latest = _latest(rows).join(_targets(about), on="series")
    moving = trends(rows, about["direction"], baseline_year=baseline_year, minimum_points=minimum_points)
    newest = as_of if as_of is not None else int(str(rows["release"].max())[:4])
    lines = _measured(latest.join(moving, on=LINE), as_of=newest)
    inputs = (*sdg_series.inputs, *sdg_indicators.inputs, *constants.inputs(*_TABLES))
    return Baseline(
        frame=_arranged(lines, absent_targets(lines, country=sdg_series.country)),
        country=sdg_series.country,
        sources=citations(rows),
        notes=(_trend_note(baseline_year, minimum_points), *NOTES),
        provenance=Provenance(inputs),
        history=rows,
        baseline_year=baseline_year,
        as_of=newest,
    )


def _trend_note(baseline_year: int, minimum_points: int) -> str:
    return (
        f"Trend: from the first to the last value since {baseline_year} of an unbroken stretch with at least "
        f"{minimum_points} usable values; a break, another survey, or a value flagged unreliable, is never bridged. "
        "Better and worse speak of the direction of the figure, not of its cause; a share that ends "
        f"less than {exact(threshold('sdg.least_change')):g} points from where it began has none."
    )


def _latest(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the last row of each line that has a value, with its history kept in order of year."""
    kept = latest_of(rows)[[*LINE, *_KEPT, "year", "value", "obs_status", "note"]].rename(
        columns={"obs_status": "flag"}
    )
    return kept.assign(qualifier=kept["flag"].eq("censored").map({True: "<", False: ""}))


def _targets(about: pd.DataFrame) -> pd.DataFrame:
    table = about[["direction", "target_value_2030", "target_basis", "note"]]
    return table.rename(columns={"target_value_2030": "target_value", "note": "series_note"})


def _measured(lines: pd.DataFrame, *, as_of: int) -> pd.DataFrame:
    stand_ins, two_sided = constants.series_with("stand_in"), constants.series_with("two_sided")
    both_sides = lines["series"].isin(two_sided)
    distance = _distance(lines, both_sides)
    estimated = lines["nature"].isin(_ESTIMATED)
    status = lines["flag"].map(_STATUS).fillna(estimated.map({True: "E", False: "A"}))
    return lines.assign(
        direction=lines["direction"].fillna("none"),
        target_basis=lines["target_basis"].fillna("none"),
        distance=distance,
        target_met=distance.eq(0).where(distance.notna()),
        two_sided=both_sides,
        stand_in=lines["series"].isin(stand_ins),
        data_age=as_of - lines["year"],
        obs_status=status,
        conf_status="F",
    )


def _distance(lines: pd.DataFrame, both_sides: pd.Series) -> pd.Series:
    """Return how far the value is from its target on the wrong side; on either side for two-sided targets."""
    above = lines["value"] - lines["target_value"]
    sign = lines["direction"].map({"lower_better": 1.0, "higher_better": -1.0})
    distance = (above * sign).clip(lower=0).where(~both_sides, above.abs())
    return distance.where(lines["qualifier"] == "").rename("distance")


def _arranged(lines: pd.DataFrame, absent: pd.DataFrame) -> pd.DataFrame:
    """Put lines and absent targets in the order of the agenda, with the labels of goal and target."""
    frame = pd.concat([lines, absent], ignore_index=True)
    place = constants.agenda_place(frame["target"])
    keys = pd.DataFrame(
        {"goal": frame["goal"], "place": place, "indicator": frame["indicator"], "row": frame.index}
    )
    frame = frame.loc[keys.sort_values(["goal", "place", "indicator", "row"], kind="stable").index]
    frame.insert(1, "goal_label", frame["goal"].map(constants.goal_label))
    frame.insert(3, "target_label", frame["target"].map(constants.target_labels()))
    return frame.reset_index(drop=True)


@passes_absence_on
def goal(standing: Baseline, number: int) -> Baseline | Absence:
    """Return the part of one goal (1 to 17), or an absence when it has no figure at all."""
    return standing.goal(number)
