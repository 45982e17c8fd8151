"""One theme for every chart: Noto Sans, Okabe-Ito colours (told apart by colour-blind readers), thin grid.

Colours are never the only carrier: lines also differ by marker, areas carry their label.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matplotlib.figure import Figure

INK = "#1b1f24"
MUTED = "#5d6670"
RULE = "#d5dae0"
#: Okabe and Ito 2008, ordered so that neighbours differ in lightness and survive grey printing.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#8a6d00", "#444b54")
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "*")
#: Tones of verdicts, light enough for black text.
TONES = {"yes": "#bfe3d0", "partly": "#fbe7b2", "no": "#f3c6bd", "unknown": "#e6e9ed"}
#: What stands behind words on hatched parts and on the lines of a grid, so that they stay readable.
PLATE = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}

WIDTH = 7.2


def per_cent(*values) -> tuple[float, float]:
    """Return the ends of an axis of percentages: 0 to 100 with room for markers, and every value beyond them."""
    low = min(min(column) for column in values)
    high = max(max(column) for column in values)
    return min(-4.0, low - 4.0), max(104.0, 1.04 * high)


def canvas(height: float = 3.6, *, columns: int = 1, rows: int = 1, **grid):
    """Return ``(figure, axes)`` on a bare matplotlib figure, never through pyplot's global state."""
    from matplotlib.figure import Figure

    figure: Figure = Figure(figsize=(WIDTH, height), layout=_layout()())
    return figure, figure.subplots(rows, columns, **grid)


@lru_cache(maxsize=1)
def _layout() -> type:
    """Return matplotlib's constrained layout with places of axes rounded to a billionth of the drawing.

    Its solver goes through its terms by their addresses in memory, so the last digit of a place may differ between
    two runs, and with it the names of clip paths, which are digests of places: another file for the same picture.
    """
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    class RoundedLayout(ConstrainedLayoutEngine):
        def execute(self, fig: Figure) -> None:
            super().execute(fig)
            for axes in fig.axes:
                laid_out, place = axes.get_in_layout(), axes.get_position(original=True).bounds
                axes.set_position([round(side, 9) for side in place])
                axes.set_in_layout(laid_out)  # set_position takes it for a wish of the user

    return RoundedLayout


@contextmanager
def style() -> Iterator[None]:
    """Draw with the theme of the house, and leave the reader's settings as they were."""
    import matplotlib
    import seaborn

    settings = seaborn.axes_style("ticks") | _settings(_family())
    with matplotlib.rc_context(settings):
        yield


def _settings(family: str) -> dict[str, object]:
    from cycler import cycler

    return {
        "font.family": [family],
        "font.size": 9,
        "axes.titlesize": 10,
        "axes.labelsize": 9,
        "xtick.labelsize": 8.5,
        "ytick.labelsize": 8.5,
        "legend.fontsize": 8.5,
        "text.color": INK,
        "axes.labelcolor": INK,
        "axes.edgecolor": MUTED,
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.grid": True,
        "axes.axisbelow": True,
        "grid.color": RULE,
        "grid.linewidth": 0.6,
        "lines.linewidth": 1.8,
        "lines.markersize": 4.5,
        "legend.frameon": False,
        "axes.prop_cycle": cycler(color=PALETTE),
        "figure.facecolor": "white",
        "savefig.facecolor": "white",
    }


@lru_cache(maxsize=1)
def _family() -> str:
    """Register the font that travels with the package and return the family of Latin and Cyrillic text."""
    from matplotlib import font_manager

    from sse_analysis.results.lettering import regular

    font_manager.fontManager.addfont(regular())
    return "Noto Sans"


def ink_on(fill: str) -> str:
    """Return the colour of words on a coloured piece: white or black, whichever stands out more.

    One of them always has a contrast of 4.58 or more; the ink of other words, a little lighter than black, has not.

    Parameters
    ----------
    fill : str
        ``#rrggbb``.
    """
    return max(("#ffffff", "#000000"), key=lambda ink: contrast(ink, fill))


def legible(colour: str) -> str:
    """Return a colour of lines as one of words on white: darkened until its contrast is 4.5."""
    from matplotlib.colors import to_hex, to_rgb

    while contrast(colour, "#ffffff") < 4.5:
        colour = to_hex([0.95 * part for part in to_rgb(colour)])
    return colour


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (Web Content Accessibility Guidelines 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    from matplotlib.colors import to_rgb

    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(colour)]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
