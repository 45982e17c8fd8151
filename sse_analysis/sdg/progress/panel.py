"""What every method of measuring progress starts from: indicators, their targets, their points in time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

#: Columns of ``Panel.meta``; a missing number means "not set", never zero.
META = ("goal", "direction", "lower", "upper", "red", "green", "target")


@dataclass(frozen=True, eq=False)
class Panel:
    """Indicators of one country, ready for any method.

    Parameters
    ----------
    meta : DataFrame, index indicator
        ``goal``; ``direction`` 1 when a higher value is better, -1 when a lower one is; ``lower`` and
        ``upper`` the values with score 0 and 100; ``red`` and ``green`` thresholds; ``target``.
    points : DataFrame
        ``indicator, year, value`` without missing values: the span over which progress is measured.
    history : DataFrame, optional
        The same columns, from an earlier year on, for methods that project from a longer past. Default:
        ``points``.
    """

    meta: pd.DataFrame
    points: pd.DataFrame
    history: pd.DataFrame | None = None

    @cached_property
    def ends(self) -> pd.DataFrame:
        """First and latest point of every indicator: ``first_year, first, last_year, last, n, years``."""
        ordered = self.points.sort_values(["indicator", "year"], kind="stable").groupby("indicator")
        ends = pd.DataFrame(
            {
                "first_year": ordered["year"].first(),
                "first": ordered["value"].first(),
                "last_year": ordered["year"].last(),
                "last": ordered["value"].last(),
                "n": ordered["year"].size(),
            }
        ).reindex(self.meta.index)
        ends["years"] = ends["last_year"] - ends["first_year"]
        return ends.astype(float)

    def met(self, values: pd.Series) -> pd.Series:
        """Say for which indicators a value meets the target; without a target it does not."""
        direction = self.meta["direction"]
        return (direction * values >= direction * self.meta["target"]) & self.meta["target"].notna()

    def goal_mean(self, values: pd.Series) -> pd.Series:
        """Return the mean over the indicators of each goal, goals ascending; missing values are left out."""
        return values.groupby(self.meta["goal"]).mean().sort_index()


def graded(
    values: pd.Series, steps: list[float], names: list[str], *, strict: tuple[int, ...] = ()
) -> pd.Series:
    """Return the name of the step each value reaches; missing where the value is.

    Parameters
    ----------
    values : Series of float
    steps : list of float
        Ascending lower limits of ``names[1:]``.
    names : list of str
        From the worst to the best, one more than ``steps``.
    strict : tuple of int
        Positions in ``steps`` that a value must exceed, not only reach.
    """
    rank = np.zeros(len(values), dtype=int)
    for position, step in enumerate(steps):
        reached = values > step if position in strict else values >= step
        rank += reached.to_numpy(dtype=bool)
    named = pd.Series(np.array(names, dtype=object)[rank], index=values.index)
    return named.where(values.notna(), None)
