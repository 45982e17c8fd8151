"""Coefficients of a fitted model as points with their intervals, the constant left out."""

from __future__ import annotations

from dataclasses import replace

from sse_analysis.figures.base import build_chart
from sse_analysis.figures.estimates import points_chart
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.model import Model


@build_chart.register
def model_chart(result: Model) -> Figure:
    """One row a coefficient beside 0. The constant has another meaning and would set the scale, so it is left out."""
    shown = result.frame[result.frame["term"].ne("Intercept")].reset_index(drop=True)
    title = f"Coefficients of {result.formula} ({result.family}, {result.link})"
    return points_chart(replace(result, frame=shown), id="model-chart", title=title, line=0.0)
