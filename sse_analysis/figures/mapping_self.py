"""Chart of organizations that see themselves as part of the SSE: share, interval and bounds of every group."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.mapping_parts import wrapped
from sse_analysis.figures.theme import INK, MUTED, PALETTE
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.mapping_perimeter import SelfIdentified


@build_chart.register
def self_identified_chart(result: SelfIdentified) -> Figure:
    """A grey bar between the bounds, a line for the interval, a dot for the share."""
    import seaborn

    frame = result.frame
    places = range(len(frame))
    with style():
        drawing, axes = canvas(1.0 + 0.32 * len(frame))
        axes.hlines(places, frame["lowest"], frame["highest"], color="#c3c9d0", linewidth=9)
        axes.hlines(places, frame["ci_low"], frame["ci_high"], color=PALETTE[0], linewidth=2)
        seaborn.scatterplot(x=frame["estimate"], y=places, color=INK, s=26, zorder=3, ax=axes, legend=False)
        for place, row in enumerate(frame.to_dict("records")):
            if pd.isna(row["estimate"]):
                axes.annotate("too few", (50, place), ha="center", va="center", fontsize=8, color=MUTED)
        axes.set_yticks(places, wrapped(frame["label"], 34), fontsize=8)
        axes.set(xlim=(0, 100), ylim=(len(frame) - 0.5, -0.5), ylabel="")
        axes.set_xlabel("percent (dot: share; blue: 95% interval; grey: bounds for open answers)")
        axes.grid(False, axis="y")
    return finish(
        drawing, result, id="self-identified-chart", alt=_in_words(frame),
        title="Listed organizations that see themselves as part of the social and solidarity economy, percent",
    )  # fmt: skip


def _in_words(frame: pd.DataFrame) -> str:
    told = [
        f"{row['label']}: too few"
        if pd.isna(row["estimate"])
        else f"{row['label']}: {exact(row['estimate']):.0f} percent ({exact(row['ci_low']):.0f} to "
        f"{exact(row['ci_high']):.0f})"
        for row in frame.to_dict("records")
    ]
    return f"Share of organizations that count themselves in, for {len(told)} groups. {'; '.join(told)}."
