"""Coefficients of a fitted model with their intervals, and a test under the distribution of no difference."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.estimates import points_chart
from sse_analysis.figures.theme import INK, MUTED, PALETTE
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.model import Model, Test

_HEIGHT, _POINTS = 2.6, 400


@build_chart.register
def model_chart(result: Model) -> Figure:
    """One row a coefficient beside 0. The constant has another meaning and would set the scale, so it is left out."""
    shown = result.frame[result.frame["term"].ne("Intercept")].reset_index(drop=True)
    title = f"Coefficients of {result.formula} ({result.family}, {result.link})"
    return points_chart(replace(result, frame=shown), id="model-chart", title=title, line=0.0)


@build_chart.register
def test_chart(result: Test) -> Figure:
    """The density that the statistic would have without a difference, with what lies beyond it."""
    import seaborn
    from scipy import stats

    name, *df = result.reference
    known, two_sided, judged = getattr(stats, name)(*df), name == "t", result.statistic / result.scale
    end = max(abs(judged) * 1.15, known.ppf(0.9995))
    x = np.linspace(-end if two_sided else end / _POINTS, end, _POINTS)
    with style():
        figure, axes = canvas(_HEIGHT)
        seaborn.lineplot(x=x, y=known.pdf(x), ax=axes, color=MUTED)
        beyond = np.abs(x) >= abs(judged)
        axes.fill_between(x, known.pdf(x), where=beyond, color=PALETTE[0], alpha=0.5, linewidth=0)
        axes.axvline(judged, color=INK, linewidth=1.4)
        axes.set(
            xlabel=f"statistic, p value {exact(result.p):.4f}",
            ylabel="density without a difference",
            ylim=(0, None),
        )
    return finish(figure, result, id="test-chart", title="Test on the sample", alt=_told(result))


def _told(result: Test) -> str:
    title, (name, *df) = result.frame["test"].iloc[0], result.reference
    word = {"t": "Student's t", "chi2": "chi-square", "f": "F"}[name]
    degrees = " and ".join(f"{exact(number):,.1f}" for number in df)
    return (
        f"{title}: statistic {exact(result.statistic / result.scale):.4f}, p value {exact(result.p):.4f}, under "
        f"{word} with {degrees} "
        "degrees of freedom. "
        "What lies beyond the statistic is shaded."
    )
