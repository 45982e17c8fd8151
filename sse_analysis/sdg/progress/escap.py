"""ESCAP: current status index and anticipated progress index.

References: Bidarbakht Nia 2017, SD/WP/05; Asia and the Pacific SDG Progress Report, technical notes.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.sdg.progress.panel import Panel, graded

#: From the smallest gap that is left to the largest.
CATEGORIES = ["maintain", "accelerate", "reverse"]


def measure(
    panel: Panel,
    *,
    target_year: int,
    regression_weights: str,
    thresholds: list[float],
    index_range: list[float],
    missing_target: str | None = None,
) -> pd.DataFrame:
    """Measure the way covered since the first year, and the gap that is left if the past goes on.

    Parameters
    ----------
    regression_weights : str
        Expression in ``year`` and ``first_year`` that weights each point of the projection.
    thresholds : [largest gap that counts as maintain, smallest that counts as reverse], per cent of the way
    missing_target : {"green"}, optional
        Column of ``panel.meta`` that stands for a missing target.

    Returns
    -------
    DataFrame, index indicator
        ``current_status_index, projected`` (target year), ``anticipated_gap_percent, category, value, why``.
    """
    meta = panel.meta
    target = meta["target"] if missing_target is None else meta["target"].fillna(meta[missing_target])
    way = (target - panel.ends["first"]).abs()
    projected = project(panel, target_year=target_year, weights=regression_weights)
    gap = (100 * meta["direction"] * (target - projected) / way).where(way > 0)
    category = _category(gap, thresholds).mask(target.notna() & (way == 0), _standing_still(panel, target))
    return pd.DataFrame(
        {
            "current_status_index": _status(panel, target, index_range=index_range),
            "projected": projected,
            "anticipated_gap_percent": gap,
            "category": category,
            "value": gap,
            "why": _without_target(target),
        }
    )


def _without_target(target: pd.Series) -> pd.Series:
    return pd.Series("no target value", index=target.index).where(target.isna(), None)


def _status(panel: Panel, target: pd.Series, *, index_range: list[float]) -> pd.Series:
    low, high = index_range
    ends, direction = panel.ends, panel.meta["direction"]
    way = (target - ends["first"]).abs()
    covered = (high * direction * (ends["last"] - ends["first"]) / way).where(way > 0, low)
    reached = direction * ends["last"] >= direction * target
    return covered.clip(low, high).mask(reached, high).where(target.notna() & ends["last"].notna())


def _category(gap: pd.Series, thresholds: list[float]) -> pd.Series:
    maintain, reverse = thresholds
    return graded(gap, [maintain, reverse], CATEGORIES, strict=(0,))


def _standing_still(panel: Panel, target: pd.Series) -> pd.Series:
    """Return the category of indicators that start exactly at their target, with no way left to measure."""
    direction = panel.meta["direction"]
    holds = direction * panel.ends["last"] >= direction * target
    return pd.Series(np.where(holds, CATEGORIES[0], CATEGORIES[-1]), index=target.index, dtype=object)


def project(panel: Panel, *, target_year: int, weights: str) -> pd.Series:
    """Return the value in ``target_year`` on the weighted least-squares line through each history."""
    points = panel.points if panel.history is None else panel.history
    by_indicator = dict(iter(points.groupby("indicator")))
    values = {name: _line(by_indicator.get(name), target_year, weights) for name in panel.meta.index}
    return pd.Series(values, dtype=float).reindex(panel.meta.index)


def _line(group: pd.DataFrame | None, target_year: int, weights: str) -> float:
    if group is None or group["year"].nunique() < 2:
        return np.nan
    year, value = group["year"].to_numpy(float), group["value"].to_numpy(float)
    names = {"year": group["year"].astype(float), "first_year": year.min()}
    weight = np.asarray(pd.eval(weights, engine="python", local_dict=names), dtype=float)
    centre = np.average(year, weights=weight)
    level = np.average(value, weights=weight)
    slope = np.sum(weight * (year - centre) * (value - level)) / np.sum(weight * (year - centre) ** 2)
    return float(level + slope * (target_year - centre))
