"""The landscape as a mosaic: a column where the definition puts forms, and in it a piece for each form."""

from __future__ import annotations

import textwrap

from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.theme import ink_on
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.mapping_perimeter import PLACES, Mosaic
from sse_analysis.tables.mapping_words import amount

#: From dark to light as forms lie farther outside, so that the order is seen in grey too.
_COLOURS = dict(zip(PLACES, ("#0b5394", "#5c93c7", "#a9c8e6", "#d9dde2", "#f3c6bd"), strict=True))
#: A piece is labelled when it has at least this part of the width and of the height.
_WIDE, _HIGH = 0.12, 0.055


@build_chart.register
def mosaic_chart(result: Mosaic) -> Figure:
    frame = result.frame
    every, start, small = float(frame["value"].sum()), 0.0, []
    with style():
        # One piece shows no sizes beside one another: a band is enough.
        drawing, axes = canvas(4.2 if len(frame) > 1 else 1.2)
        for place, part in frame.groupby("place", sort=False):
            width = float(part["value"].sum()) / every
            shares = part["value"] / part["value"].sum()
            bottoms = shares.cumsum() - shares
            axes.bar(
                [start] * len(part), shares, width, bottoms, align="edge", color=_COLOURS[place], edgecolor="white",
                linewidth=1.2, label=place,
            )  # fmt: skip
            small += _labels(axes, part.assign(share=shares, bottom=bottoms), (start, width), place)
            start += width
        axes.set(xlim=(0, 1), ylim=(1, 0), xticks=[], yticks=[])
        axes.set_xlabel(
            textwrap.fill(f"without room for a name: {'; '.join(small)}", 110) if small else "", fontsize=8
        )
        axes.grid(False)
        for side in axes.spines.values():
            side.set_visible(False)
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)
    told = "; ".join(f"{place}: {_told(part)}" for place, part in frame.groupby("place", sort=False))
    return finish(
        drawing, result, id="landscape-mosaic-chart",
        title="Counted organizations by form and by where the core and the broad definition put it; areas are counts",
        alt=f"Mosaic of {len(frame)} forms. {told}.",
    )  # fmt: skip


def _labels(axes, part, column: tuple[float, float], place: str) -> list[str]:
    """Write into the pieces that have room, and return the words of the others."""
    start, width = column
    left, ink = [], ink_on(_COLOURS[place])
    for row in part.to_dict("records"):
        words = f"{row['line_label']}: {amount(row['value'])} ({int(row['year'])})"
        if width < _WIDE or row["share"] < _HIGH:
            left.append(words)
            continue
        lines = textwrap.wrap(words, max(int(95 * width), 12))[: max(int(row["share"] * 18), 1)]
        axes.annotate(
            "\n".join(lines), (start + width / 2, row["bottom"] + row["share"] / 2), ha="center", va="center",
            fontsize=8, color=ink,
        )  # fmt: skip
    return left


def _told(part) -> str:
    return ", ".join(f"{row.line_label} {amount(row.value)} ({int(row.year)})" for row in part.itertuples())
