"""Charts of the SDG report: progress by published methods."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.cells import heat_map
from sse_analysis.figures.theme import INK, MUTED, PLATE, TONES
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.sdg import Agreement, Progress

#: Steps of the common scale from 0, with colour and hatch.
_STEPS = (
    ("moving away", TONES["no"], "///"),
    ("little or none", TONES["partly"], "\\\\\\"),
    ("some progress", "#dcebc6", ""),
    ("on track", TONES["yes"], ""),
)


@build_chart.register
def progress_chart(result: Progress) -> Figure:
    """Draw for each method how many lines stand on each step of the common scale."""
    import seaborn as sns

    frame = result.frame.dropna(subset=["standing"])
    names = dict(result.methods)
    frame = frame.assign(name=frame["method"].map(names), step=frame["standing"].astype(int))
    order = [name for code, name in result.methods if code in set(frame["method"])]
    frame["name"] = pd.Categorical(frame["name"], order)
    with style():
        figure, axes = canvas(0.55 * len(order) + 1.2)
        sns.histplot(
            data=frame,
            y="name",
            hue="step",
            hue_order=[3, 2, 1, 0][::-1],
            multiple="stack",
            palette=[colour for _, colour, _ in _STEPS],
            shrink=0.7,
            alpha=1,
            edgecolor=MUTED,
            linewidth=0.5,
            legend=False,
            ax=axes,
        )
        _count_parts(axes)
        axes.set(xlabel="lines", ylabel="")
        axes.grid(axis="y", visible=False)
        _step_key(figure)
    return finish(
        figure,
        result,
        id="sdg-progress-chart",
        title=f"Progress since {result.baseline_year} by published methods, on the scale of this project",
        alt=_progress_words(frame, order),
    )


def _count_parts(axes) -> None:
    for place, container in enumerate(axes.containers):
        step = len(_STEPS) - 1 - place
        for patch in container:
            patch.set_hatch(_STEPS[step][2])
            if patch.get_width() > 0:
                centre = patch.get_x() + patch.get_width() / 2, patch.get_y() + patch.get_height() / 2
                plate = PLATE if _STEPS[step][2] else None
                words = f"{exact(patch.get_width()):.0f}"
                axes.annotate(words, centre, ha="center", va="center", fontsize=8, color=INK, bbox=plate)


def _step_key(figure) -> None:
    from matplotlib.patches import Patch

    handles = [
        Patch(facecolor=colour, hatch=hatch, edgecolor=MUTED, linewidth=0.5, label=words)
        for words, colour, hatch in reversed(_STEPS)
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=len(handles))


def _progress_words(frame: pd.DataFrame, order: list[str]) -> str:
    parts = []
    for name in order:
        counts = frame.loc[frame["name"] == name, "step"].value_counts()
        steps = ", ".join(f"{words} {int(counts.get(step, 0))}" for step, (words, _, _) in enumerate(_STEPS))
        parts.append(f"{name} grades {int(counts.sum())} lines: {steps}")
    return f"Stacked bars for {len(order)} methods. {'. '.join(parts)}."


@build_chart.register
def agreement_chart(result: Agreement) -> Figure:
    """Draw the standing by each method for the lines on which the methods part."""
    frame = result.frame
    apart = frame[~frame["verdict"].isin(["agree", "one method only"])]
    shown = (apart if len(apart) else frame).reset_index(drop=True)
    codes = [code for code, _ in result.methods]
    with style():
        figure, axes = canvas(0.27 * len(shown) + 0.9)
        _standing_grid(axes, shown[codes])
        names = [_name(row) for row in shown.itertuples()]
        axes.set_yticks(np.arange(len(shown)) + 0.5, names, rotation=0, fontsize=7.5)
        axes.set_xticks(np.arange(len(codes)) + 0.5, [name for _, name in result.methods], rotation=0)
        axes.xaxis.tick_top()
    title = (
        "Lines on which published methods part" if len(apart) else "Lines by published methods: no two part"
    )
    return finish(figure, result, id="sdg-agreement-chart", title=title, alt=_agreement_words(frame, apart))


def _standing_grid(axes, grid: pd.DataFrame) -> None:
    """Draw the steps as coloured cells with their words; a method without an answer stays white."""
    from matplotlib.colors import ListedColormap

    words = grid.map(lambda step: "" if pd.isna(step) else _STEPS[int(step)][0])
    heat_map(
        axes,
        grid,
        annot=words,
        fmt="",
        cmap=ListedColormap([colour for _, colour, _ in _STEPS]),
        vmin=-0.5,
        vmax=3.5,
        linewidths=0.8,
        annot_kws={"color": INK, "fontsize": 7.5},
    )
    middle = {"ha": "center", "va": "center", "fontsize": 7.5, "color": MUTED}
    for row, column in np.argwhere(grid.isna().to_numpy()):
        axes.annotate("no answer", (column + 0.5, row + 0.5), **middle)


def _name(row) -> str:
    return textwrap.shorten(f"{row.target} {row.label}", 52, placeholder=" …")


def _agreement_words(frame: pd.DataFrame, apart: pd.DataFrame) -> str:
    counts = frame["verdict"].value_counts()
    words = ", ".join(f"{verdict} {count}" for verdict, count in counts.items())
    far = [
        f"{row.target} {row.label} ({row.reason})"
        for row in apart[apart["verdict"] == "disagree"].itertuples()
    ]
    most = f" They disagree about: {'; '.join(far)}." if far else ""
    return (
        f"Table of colours with words for {len(apart)} of {len(frame)} lines. Over all lines: {words}.{most}"
    )
