"""Estimates from a sample as points with their intervals; a chart without intervals is never drawn."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.theme import INK, MUTED, PALETTE
from sse_analysis.results.base import Result
from sse_analysis.results.estimates import Estimates
from sse_analysis.results.exhibit import Figure

_ROW, _MARGIN = 0.28, 0.9


@build_chart.register
def estimates_chart(result: Estimates) -> Figure:
    """One row a cell: the estimate, its interval, and how many persons stand behind it."""
    return points_chart(result, id="estimates-chart", title="Estimates from the sample", line=None)


def points_chart(result: Result, *, id: str, title: str, line: float | None) -> Figure:
    """Return points with intervals; an estimate that is withheld or undefined keeps its row, with a word.

    Parameters
    ----------
    line : float, optional
        Value to compare with, such as 0 for effects.
    """
    frame = result.frame.reset_index(drop=True)
    names = frame.columns[: list(frame.columns).index("estimate")]
    labels = [", ".join(_word(row[name]) for name in names) for row in frame.to_dict("records")]
    with style():
        figure, axes = canvas(_MARGIN + _ROW * len(frame))
        _draw(axes, frame, line)
        axes.set(yticks=range(len(frame)), yticklabels=labels, ylim=(len(frame) - 0.4, -0.6))
        axes.set_xlabel(f"estimate, {exact(100 * getattr(result, 'level', 0.95)):g}% interval")
        axes.grid(False, axis="y")
    return finish(figure, result, id=id, title=title, alt=_told(frame, labels))


def _draw(axes, frame: pd.DataFrame, line: float | None) -> None:
    import seaborn

    known = frame[frame["estimate"].notna()]
    if line is not None:
        axes.axvline(line, color=MUTED, linewidth=0.9)
    axes.hlines(known.index, known["ci_low"], known["ci_high"], color=PALETTE[0], linewidth=1.6)
    seaborn.scatterplot(x=known["estimate"], y=known.index, ax=axes, color=INK, s=28, zorder=3, legend=False)
    for place in frame.index[frame["estimate"].isna()]:
        axes.annotate(
            "not shown", (0.01, place), xycoords=("axes fraction", "data"), color=MUTED, va="center"
        )
    axes.set_ylabel("")


def _told(frame: pd.DataFrame, labels: list[str]) -> str:
    known = frame[frame["estimate"].notna()]
    if known.empty:
        return f"No estimate of {len(frame)} can be shown."
    low, high = known["estimate"].idxmin(), known["estimate"].idxmax()
    ends = "; ".join(
        f"{word} {labels[at]}, {_number(frame, at, 'estimate')} ({_number(frame, at, 'ci_low')} to "
        f"{_number(frame, at, 'ci_high')}, {_rows(frame.loc[at, 'n'])})"
        for word, at in (("lowest", low), ("highest", high))
    )
    hidden = f" {len(frame) - len(known)} are not shown." if len(known) < len(frame) else ""
    return f"{len(known)} estimates with their intervals: {ends}.{hidden}"


def _number(frame: pd.DataFrame, at: int, name: str) -> str:
    return f"{exact(frame.loc[at, name]):,.4g}"


def _rows(n: object) -> str:
    return "rows withheld" if pd.isna(n) else f"{int(n):,} rows"


def _word(value: object) -> str:
    if pd.isna(value):
        return "all"
    return f"{int(value)}" if isinstance(value, float) and value.is_integer() else str(value)
