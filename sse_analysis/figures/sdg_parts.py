"""Parts that several charts of the SDG report share."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sse_analysis.figures.theme import INK, PALETTE
from sse_analysis.sdg import constants

#: Counts stay readable on a hatched part.
PLATE = {"boxstyle": "round,pad=0.15", "facecolor": "white", "edgecolor": "none", "alpha": 0.85}


def goal_names(goals: Iterable[int]) -> list[str]:
    return [f"{goal} {constants.goal_label(goal)}" for goal in goals]


def count_grid(axes, counts: pd.DataFrame) -> None:
    """Draw counts by goal (rows) and anything else (columns) as a grid of numbers; zero stays white."""
    import seaborn as sns

    sns.heatmap(
        counts.where(counts > 0),
        annot=counts.map(lambda count: f"{count}" if count else ""),
        fmt="",
        cmap=sns.light_palette(PALETTE[0], as_cmap=True),
        vmin=0,
        vmax=max(int(counts.to_numpy().max()), 1) * 1.6,
        cbar=False,
        linewidths=0.6,
        linecolor="white",
        annot_kws={"color": INK, "fontsize": 8},
        ax=axes,
    )
    axes.set_yticks([place + 0.5 for place in range(len(counts))], goal_names(counts.index), rotation=0)
    axes.tick_params(length=0)
    axes.grid(visible=False)
