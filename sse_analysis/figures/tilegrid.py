"""A tile grid: one rectangle an area, placed near its neighbours, every one labelled."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import pandas as pd

from sse_analysis.figures.base import canvas
from sse_analysis.figures.theme import INK, MUTED, RULE, WIDTH

#: Height of a tile in inches, and how wide one may be.
_TILE_HEIGHT, _WIDEST = 0.46, 1.15
_EMPTY = "#ffffff"


def tile_canvas(tiles: pd.DataFrame, *, legend_lines: int = 0):
    """Return ``(figure, axes)`` large enough for a grid, with room for lines of a legend below."""
    rows = int(tiles["row"].max() - tiles["row"].min() + 1)
    return canvas(rows * _TILE_HEIGHT + 0.25 + 0.24 * legend_lines)


def draw_tiles(axes, tiles: pd.DataFrame, *, colours: Mapping[str, str], labels: Mapping[str, str]) -> None:
    """Draw every area as a labelled rectangle.

    Parameters
    ----------
    axes : matplotlib Axes
    tiles : DataFrame
        ``unit_code, name, row, column``.
    colours : mapping of unit code to colour
        An area without a colour is white and hatched.
    labels : mapping of unit code to text
        Printed under the name.
    """
    columns = int(tiles["column"].max() - tiles["column"].min() + 1)
    width = min(WIDTH / columns, _WIDEST)
    letters = max(6, int(width * 14))
    for tile in tiles.itertuples():
        colour = colours.get(tile.unit_code)
        _rectangle(axes, tile, colour)
        words = textwrap.wrap(tile.name, letters, break_long_words=False)
        words = [*words[:2], labels[tile.unit_code]] if tile.unit_code in labels else words[:3]
        size = _size(words, width)
        axes.annotate(
            "\n".join(words), (tile.column, tile.row), ha="center", va="center",
            fontsize=size, color=INK, linespacing=1.05,
        )  # fmt: skip
    _frame(axes, tiles, width)


def _rectangle(axes, tile, colour: str | None) -> None:
    from matplotlib.patches import Rectangle

    look = {"facecolor": colour, "edgecolor": MUTED, "linewidth": 0.5}
    if colour is None:
        look = {"facecolor": _EMPTY, "edgecolor": RULE, "linewidth": 0.5, "hatch": "////"}
    axes.add_patch(Rectangle((tile.column - 0.47, tile.row - 0.46), 0.94, 0.92, **look))


def _size(words: list[str], width: float) -> float:
    """Return the type size at which the longest line fits its tile."""
    longest = max(len(line) for line in words)
    return max(4.2, min(7.5, 0.94 * width * 72 / (0.56 * longest), 33 / (1.1 * len(words))))


def _frame(axes, tiles: pd.DataFrame, width: float) -> None:
    columns = int(tiles["column"].max() - tiles["column"].min() + 1)
    spare = (WIDTH / width - columns) / 2
    axes.set_xlim(tiles["column"].min() - 0.5 - spare, tiles["column"].max() + 0.5 + spare)
    axes.set_ylim(tiles["row"].max() + 0.5, tiles["row"].min() - 0.5)
    axes.set_axis_off()
