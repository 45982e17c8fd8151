"""Charts of the sample methods: what is compared with nothing is drawn beside 0."""

from __future__ import annotations

from sse_analysis.figures.base import build_chart
from sse_analysis.figures.estimates import points_chart
from sse_analysis.results.effects import Decomposition, Effect, GroupTime
from sse_analysis.results.exhibit import Figure


@build_chart.register
def decomposition_chart(result: Decomposition) -> Figure:
    return points_chart(result, id="decomposition-chart", title="Parts of the gap", line=0.0)


@build_chart.register
def effect_chart(result: Effect) -> Figure:
    return points_chart(
        result, id="effect-chart", title=f"Comparison of two groups ({result.estimand.upper()})", line=0.0
    )


@build_chart.register
def group_time_chart(result: GroupTime) -> Figure:
    return points_chart(result, id="group-time-chart", title="Effects by cohort and time", line=0.0)
