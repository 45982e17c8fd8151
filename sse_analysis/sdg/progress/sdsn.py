"""SDSN: normalized score, dashboard colours and arrows of the Sustainable Development Report."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.sdg.progress.panel import Panel, graded

ARROWS = ["decreasing", "stagnating", "moderately improving", "on track or maintaining"]


def normalize(values: pd.Series, *, lower: pd.Series, upper: pd.Series) -> pd.Series:
    """Return 100 (x - lower)/(upper - lower), cut to 0 and 100; ``lower`` is the value with score 0."""
    return (100 * (values - lower) / (upper - lower)).clip(0, 100)


def score(panel: Panel) -> pd.DataFrame:
    """Return the score of the first and of the latest value of each indicator.

    References
    ----------
    Lafortune et al. 2018, SDG Index and Dashboards, detailed methodological paper.
    """
    bounds = {"lower": panel.meta["lower"], "upper": panel.meta["upper"]}
    return pd.DataFrame(
        {
            "first_score": normalize(panel.ends["first"], **bounds),
            "score": normalize(panel.ends["last"], **bounds),
        }
    )


def index(goal_scores: pd.Series, *, aggregation: str = "arithmetic") -> float:
    """Return the mean of the goal scores; ``geometric`` is zero as soon as one goal is."""
    known = goal_scores.dropna()
    if known.empty:
        return np.nan
    if aggregation == "geometric":
        return float(np.exp(np.log(known).mean())) if (known > 0).all() else 0.0
    return float(known.mean())


def rate(panel: Panel, *, rating: list[float], colours: list[str]) -> pd.DataFrame:
    """Return the rating from 0 (lower bound) to 3 (upper bound) and the colour of each indicator.

    Parameters
    ----------
    rating : list of 5 numbers
        Rating at the lower bound, the red threshold, half way, the green threshold and the upper bound.
    colours : list of 4 names
        Up to the red threshold, up to half way, below the green threshold, and from it on.
    """
    values = pd.Series(
        [_rating(row, last, rating) for row, last in zip(_rows(panel), panel.ends["last"], strict=True)],
        index=panel.meta.index,
        dtype=float,
    )
    red, half, green = rating[1], rating[2], rating[3]
    colour = graded(values, [red, half, green], colours, strict=(0, 1))
    return pd.DataFrame({"rating": values, "colour": colour})


def goal_rating(panel: Panel, ratings: pd.Series) -> pd.Series:
    """Return the mean of the two worst ratings of each goal, goals ascending."""
    worst = ratings.groupby(panel.meta["goal"]).apply(lambda group: group.nsmallest(2).mean())
    return worst.sort_index()


def _rows(panel: Panel):
    return panel.meta[["lower", "red", "green", "upper"]].to_numpy(float)


def _rating(row: np.ndarray, value: float, rating: list[float]) -> float:
    lower, red, green, upper = row
    if np.isnan(row).any() or np.isnan(value):
        return np.nan
    knots = np.array([lower, red, (red + green) / 2, green, upper])
    order = np.argsort(knots, kind="stable")
    return float(np.interp(value, knots[order], np.array(rating, dtype=float)[order]))


def trend(panel: Panel, *, horizon: int, target_score: float, thresholds_trend: list[float]) -> pd.DataFrame:
    """Compare the growth of the score a year with the growth needed to reach ``target_score`` in ``horizon``.

    Returns
    -------
    DataFrame, index indicator
        ``actual_growth, required_growth, ratio, category``. A latest score at ``target_score`` is on track
        whatever the ratio; a score already there at the start and lost since is decreasing.
    """
    scores, ends = score(panel), panel.ends
    actual = (scores["score"] - scores["first_score"]) / ends["years"]
    required = (target_score - scores["first_score"]) / (horizon - ends["first_year"])
    ratio = (actual / required).where(required > 0)
    category = graded(ratio, thresholds_trend, ARROWS)
    started = required <= 0
    category = category.mask(started, ARROWS[0]).mask(scores["score"] >= target_score, ARROWS[-1])
    return pd.DataFrame(
        {"actual_growth": actual, "required_growth": required, "ratio": ratio, "category": category}
    )


def measure(
    panel: Panel, *, horizon: int, target_score: float, thresholds_trend: list[float]
) -> pd.DataFrame:
    """Return score and arrow of each indicator, in the form all methods share.

    Returns
    -------
    DataFrame, index indicator
        ``score, category, value, why``; ``value`` is the ratio behind the arrow.
    """
    arrows = trend(panel, horizon=horizon, target_score=target_score, thresholds_trend=thresholds_trend)
    why = pd.Series("no bounds for a score", index=panel.meta.index)
    bounded = panel.meta[["lower", "upper"]].notna().all(axis=1)
    return pd.DataFrame(
        {
            "score": score(panel)["score"],
            "category": arrows["category"],
            "value": arrows["ratio"],
            "why": why.where(~bounded, None),
        }
    )
