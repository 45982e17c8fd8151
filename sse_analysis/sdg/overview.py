"""The 17 goals at a glance, and women beside men."""

from __future__ import annotations

import pandas as pd

from sse_analysis.results.absence import Absence, passes_absence_on
from sse_analysis.results.base import Provenance
from sse_analysis.results.sdg import Baseline, GoalOverview, SexGap
from sse_analysis.sdg import constants
from sse_analysis.sdg.lines import own_rows, with_stretches
from sse_analysis.sources.table import SourcedTable, citations

#: Words of a trend that has no agreed direction.
_UNDIRECTED = ("no change", "no clear direction", "rising", "falling")


@passes_absence_on
def goal_overview(standing: Baseline) -> GoalOverview:
    """Count the lines of each goal: with a target, better, worse, without a trend, and how recent they are.

    Parameters
    ----------
    standing : Baseline

    Returns
    -------
    GoalOverview
        One row a goal, also a goal without any line. ``recent_share`` is the share of lines whose latest
        value is of the baseline year or later. Counts of lines are no score: a goal with many lines is only
        better documented.
    """
    rows = [_goal(standing, goal, part) for goal, part in standing.frame.groupby("goal", sort=True)]
    return GoalOverview(
        frame=pd.DataFrame(rows).astype({"latest_year": "Int64", "goal": "Int64"}),
        country=standing.country,
        sources=standing.sources,
        notes=(
            standing.notes[0],
            "A line is one series for one group of people. Counts say how much is documented, not how "
            "well a goal is met.",
        ),
        provenance=standing.provenance,
        baseline_year=standing.baseline_year,
    )


def _goal(standing: Baseline, goal: int, part: pd.DataFrame) -> dict:
    lines = part[part["value"].notna()]
    recent = int((lines["year"] >= standing.baseline_year).sum())
    served = part.loc[part["value"].notna() | part["listed_under"].notna(), "target"].nunique()
    return {
        "goal": goal,
        "goal_label": part["goal_label"].iloc[0],
        "lines": len(lines),
        "stand_ins": int(lines["stand_in"].sum()),
        "with_target": int(lines["target_value"].notna().sum()),
        "target_met": int(lines["target_met"].eq(True).sum()),
        "better": int((lines["trend"] == "better").sum()),
        "worse": int((lines["trend"] == "worse").sum()),
        "undirected": int(lines["trend"].isin(_UNDIRECTED).sum()),
        "no_trend": int(lines["trend"].isna().sum()),
        "recent": recent,
        "recent_share": recent / len(lines) if len(lines) else float("nan"),
        "latest_year": lines["year"].max() if len(lines) else pd.NA,
        "targets": part["target"].nunique(),
        "targets_served": served,
        "obs_status": "A" if len(lines) else part["obs_status"].mode().iloc[0],
        "conf_status": "F",
    }


@passes_absence_on
def women_and_men(sdg_series: SourcedTable, sdg_indicators: SourcedTable) -> SexGap | Absence:
    """Set women beside men for every series that has both, in the latest year with both.

    Returns
    -------
    SexGap
        ``women, men, difference`` (women minus men, in the unit of the series) and ``ratio`` (women over
        men). Values flagged unreliable or published as "less than" are left out.
    """
    rows = with_stretches(_by_sex(own_rows(sdg_series)))
    keys = ["goal", "target", "indicator", "series", "label", "age", "unit", "year"]
    wide = rows[rows["usable"]].pivot_table(
        index=keys, columns="sex", values="value", aggfunc="first", dropna=True
    )
    if not {"female", "male"} <= set(wide.columns):
        return _no_sexes(sdg_series.country)
    both = wide.dropna(subset=["female", "male"]).reset_index()
    latest = both.sort_values("year").groupby("series", as_index=False).tail(1)
    frame = latest.rename(columns={"female": "women", "male": "men"})
    frame = frame.assign(difference=frame["women"] - frame["men"], ratio=frame["women"] / frame["men"])
    used = rows[rows["series"].isin(frame["series"])]
    columns = [*keys, "women", "men", "difference", "ratio"]
    return SexGap(
        frame=frame.sort_values(["goal", "indicator", "series"])[columns].assign(
            obs_status="A", conf_status="F"
        ),
        country=sdg_series.country,
        sources=citations(used),
        notes=(
            "Difference is women minus men. Earnings are in current local currency: read their ratio, not "
            "their level.",
        ),
        provenance=Provenance(inputs=(*sdg_series.inputs, *constants.inputs())),
    )


def _by_sex(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows[rows["sex"].isin(["female", "male"]) & (rows["location"] == "national")]
    return rows.dropna(subset=["year"]).sort_values(["series", "sex", "year"])


def _no_sexes(country: str) -> Absence:
    return Absence(
        id="no-sdg-women-men",
        country=country,
        reason="no_data",
        what="Women beside men",
        why="No series of this country gives both sexes for the same year.",
        file=f"data/{country}/sdg_series.csv",
        layout="series, sex (female, male), age, unit, year, value",
        answers="On which goals women and men stand apart.",
    )
