"""Parts that several charts of the SDG report share."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sse_analysis.figures.cells import count_map
from sse_analysis.sdg import constants


def goal_names(goals: Iterable[int]) -> list[str]:
    return [f"{goal} {constants.goal_label(goal)}" for goal in goals]


def count_grid(axes, counts: pd.DataFrame) -> None:
    """Draw counts by goal (rows) and anything else (columns) as a grid of numbers; zero stays white."""
    count_map(axes, counts.set_axis(goal_names(counts.index)))
