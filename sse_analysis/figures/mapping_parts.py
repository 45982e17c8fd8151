"""Parts that several charts of the mapping report share."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping

import pandas as pd

from sse_analysis import reference
from sse_analysis.figures.cells import heat_map
from sse_analysis.figures.theme import INK, PALETTE, PLATE

#: Grades of sources, with colour and marker.
GRADES = {"A": (PALETTE[0], "o"), "B": (PALETTE[1], "s"), "C": (PALETTE[3], "D")}


def wrapped(names: Iterable[str], width: int) -> list[str]:
    """Return names cut into at most two lines that fit beside an axis; names that would collide stay apart."""
    found: list[str] = []
    for name in names:
        lines = textwrap.wrap(str(name), width)
        words = "\n".join(lines[:2]) + ("" if len(lines) < 3 else " …")
        found.append(f"{words}\u200b" if words in found else words)
    return found


def beside(axes, words: str, point: tuple[float, str], *, size: float = 8) -> None:
    """Write words to the right of a dot on a plate, so that the lines of the grid do not strike them out."""
    axes.annotate(
        words, point, (8, 0), textcoords="offset points", va="center", fontsize=size, color=INK, bbox=PLATE
    )


def grade_legend(axes) -> None:
    """Print above a chart what the grades of its sources mean, across the whole drawing."""
    labels = reference.labels("grade")
    handles, grades = axes.get_legend_handles_labels()
    axes.get_legend().remove()
    axes.figure.legend(
        handles, [f"{grade}: {labels[grade]}" for grade in grades], title="Grade of the source", loc="outside upper left",
        ncols=3, fontsize=8, columnspacing=1.2, handletextpad=0.3,
    )  # fmt: skip


def word_grid(axes, grid: pd.DataFrame, tones: Mapping[str, str], *, heads: list[str]) -> None:
    """Draw a grid of words on their tones; a word without a tone is drawn on white.

    Parameters
    ----------
    grid : DataFrame
        Words; the index names the rows.
    tones : mapping of word to colour
    heads : list of str
        Printed above the columns.
    """
    from matplotlib.colors import ListedColormap

    words = [*tones, *sorted(set(grid.stack()) - set(tones))]
    colours = [tones.get(word, "#ffffff") for word in words]
    heat_map(
        axes, grid.map(words.index), annot=grid.to_numpy(dtype=object), fmt="", cmap=ListedColormap(colours),
        vmin=-0.5, vmax=len(words) - 0.5, linewidths=1, annot_kws={"color": INK, "fontsize": 8},
    )  # fmt: skip
    axes.set_xticks(axes.get_xticks(), heads)
    axes.set_yticks(axes.get_yticks(), list(grid.index), fontsize=8)
    axes.xaxis.tick_top()
