"""Direction and pace of a line, where there are points enough to speak of one."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.sdg import constants
from sse_analysis.sdg.lines import LINE, last_stretch
from sse_analysis.sources.constants import threshold

COLUMNS = [
    "trend",
    "why_no_trend",
    "trend_from",
    "trend_to",
    "n_points",
    "value_from",
    "value_to",
    "yearly_change",
    "kinds_mixed",
    "large_steps",
]


def trends(
    rows: pd.DataFrame, direction: pd.Series, *, baseline_year: int, minimum_points: int
) -> pd.DataFrame:
    """Return one row a line with its trend, or the reason why there is none.

    Parameters
    ----------
    rows : DataFrame
        Headline rows with stretches (see :mod:`sse_analysis.sdg.lines`).
    direction : Series, index series
        ``higher_better``, ``lower_better`` or ``none``.
    baseline_year : int
        The trend is measured from the first usable value of this year or later, within the last unbroken
        stretch.
    minimum_points : int
        Fewest usable values; three at least, because two points are a line and not a trend.

    Returns
    -------
    DataFrame, index line
        ``trend`` is better, worse, no change, no clear direction, rising, falling (no agreed direction) or
        missing; a share that ends less than ``sdg.least_change`` (``data/common/thresholds.csv``) from where
        it began has no clear direction, and no change where it never was further away; ``yearly_change`` is
        the change a year in the unit of the series; ``kinds_mixed`` says that values of different nature
        (counted, estimated, modelled) are compared; ``large_steps`` names the steps between neighbouring years
        of a trend of informality that the formalization report tells as well.
    """
    recent = last_stretch(rows)
    recent = recent[recent["year"] >= baseline_year]
    grouped = dict(iter(recent.groupby(LINE)))
    broken = rows.groupby(LINE)["stretch"].max() > 0
    withheld = constants.series_with("no_trend")
    found = []
    for line in broken.index:
        points, series = grouped.get(line), line[0]
        if series in withheld:
            found.append(_none(points, withheld[series]))
        elif points is None or len(points) < minimum_points:
            found.append(_none(points, _too_few(points, baseline_year, broken=bool(broken[line]))))
        else:
            steps = _large_steps(points, constants.large_step(series))
            found.append([*_measure(points, direction.get(series, "none")), steps])
    return pd.DataFrame(found, index=broken.index, columns=COLUMNS)


def _too_few(points: pd.DataFrame | None, baseline_year: int, *, broken: bool) -> str:
    held = 0 if points is None else len(points)
    words = {0: "no usable value", 1: "one usable value", 2: "two usable values"}.get(
        held, f"{held} usable values"
    )
    return f"{words} since {baseline_year}" + (" after a break" if broken else "")


def _none(points: pd.DataFrame | None, why: str) -> list:
    held = 0 if points is None else len(points)
    return [pd.NA, why, pd.NA, pd.NA, held, np.nan, np.nan, np.nan, False, pd.NA]


def _large_steps(points: pd.DataFrame, limit: float | None) -> object:
    if limit is None:
        return pd.NA
    step = points["value"].diff().where(points["year"].diff().eq(1).fillna(False))
    told = points.assign(step=step)[step.abs() >= limit]
    words = [f"{exact(row.step):+.1f} points in {row.year}".replace("-", "−") for row in told.itertuples()]
    return "; ".join(words) or pd.NA


def _measure(points: pd.DataFrame, direction: str) -> list:
    year, value = points["year"].to_numpy(dtype=float), points["value"].to_numpy(dtype=float)
    change = value[-1] - value[0]
    least = threshold("sdg.least_change") if points["unit"].iloc[0].startswith("percent") else 0.0
    moved = change if abs(change) >= least else 0.0
    word = _word(moved, _median_slope(year, value), direction) if np.ptp(value) > least else "no change"
    pace = change / (year[-1] - year[0])
    mixed = points["nature"].fillna("").nunique() > 1
    return [word, pd.NA, int(year[0]), int(year[-1]), len(points), value[0], value[-1], pace, mixed]


def _median_slope(year: np.ndarray, value: np.ndarray) -> float:
    early, late = np.triu_indices(len(year), k=1)
    return float(np.median((value[late] - value[early]) / (year[late] - year[early])))


def _word(change: float, slope: float, direction: str) -> str:
    if change * slope <= 0:
        return "no clear direction"
    if direction == "none":
        return "rising" if change > 0 else "falling"
    better = (change > 0) == (direction == "higher_better")
    return "better" if better else "worse"
