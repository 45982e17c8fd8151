"""Parts that several charts of the mapping report share."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Mapping

import pandas as pd

from sse_analysis.figures.theme import INK, PALETTE, ink_on

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
    import seaborn as sns
    from matplotlib.colors import ListedColormap

    words = [*tones, *sorted(set(grid.stack()) - set(tones))]
    colours = [tones.get(word, "#ffffff") for word in words]
    sns.heatmap(
        grid.map(words.index), annot=grid.to_numpy(dtype=object), fmt="", cmap=ListedColormap(colours), vmin=-0.5,
        vmax=len(words) - 0.5, cbar=False, linewidths=1, linecolor="white",
        annot_kws={"color": INK, "fontsize": 8}, ax=axes,
    )  # fmt: skip
    axes.set_xticks([place + 0.5 for place in range(len(heads))], heads, rotation=0)
    axes.set_yticks([place + 0.5 for place in range(len(grid))], list(grid.index), rotation=0, fontsize=8)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.set(xlabel="", ylabel="")


def ink_cells(axes) -> None:
    """Write the words of a heat map in white or black, whichever stands out more from its cell."""
    from matplotlib.colors import to_hex

    mesh = axes.collections[0]
    fills, columns = mesh.get_facecolors(), mesh.get_coordinates().shape[1] - 1
    for words in axes.texts:
        across, down = (int(place) for place in words.get_position())
        words.set_color(ink_on(to_hex(fills[down * columns + across])))
