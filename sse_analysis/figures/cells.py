"""Grids of cells with a word or a number in each."""

from __future__ import annotations

from typing import Any

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures.theme import INK, PALETTE, ink_on


def heat_map(axes, frame: pd.DataFrame, **look: Any) -> None:
    """Draw a heat map with a label at every row and column, thin white lines between cells, and no ticks.

    Parameters
    ----------
    frame : DataFrame
        Numbers that choose the colour; a missing one leaves its cell white. Index and columns are printed.
    look
        Options of ``seaborn.heatmap``.
    """
    import seaborn

    # seaborn would draw a label only to see whether it overlaps the next; we place and turn them ourselves.
    fixed = {"xticklabels": False, "yticklabels": False, "linecolor": "white"}
    seaborn.heatmap(frame, ax=axes, **{"linewidths": 0.6, "cbar": False} | look | fixed)
    axes.set_xticks([place + 0.5 for place in range(len(frame.columns))], list(frame.columns))
    axes.set_yticks([place + 0.5 for place in range(len(frame.index))], list(frame.index), va="center")
    axes.tick_params(length=0)
    axes.grid(visible=False)
    axes.set(xlabel="", ylabel="")


def number_map(axes, frame: pd.DataFrame, *, most: float, decimals: int = 0) -> None:
    """Draw numbers as a grid, each printed in its cell and the deeper the larger; ``most`` has the deepest blue."""
    words = frame.map(lambda value: f"{exact(value):.{decimals}f}")
    heat_map(axes, frame, annot=words, fmt="", cmap="Blues", vmin=0, vmax=most, annot_kws={"fontsize": 8})


def count_map(axes, counts: pd.DataFrame, *, size: float = 8) -> None:
    """Draw counts as a grid of numbers; zero stays white.

    Parameters
    ----------
    size : float
        Of the numbers, in points.
    """
    import seaborn

    heat_map(
        axes,
        counts.where(counts > 0),
        annot=counts.map(lambda count: f"{count}" if count else ""),
        fmt="",
        cmap=seaborn.light_palette(PALETTE[0], as_cmap=True),
        vmin=0,
        vmax=max(int(counts.to_numpy().max()), 1) * 1.6,
        annot_kws={"color": INK, "fontsize": size},
    )


def ink_cells(axes) -> None:
    """Write the words of a heat map in white or black, whichever stands out more from its cell."""
    from matplotlib.colors import to_hex

    mesh = axes.collections[0]
    fills, columns = mesh.get_facecolors(), mesh.get_coordinates().shape[1] - 1
    for words in axes.texts:
        across, down = (int(place) for place in words.get_position())
        words.set_color(ink_on(to_hex(fills[down * columns + across])))
