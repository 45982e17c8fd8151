"""Weighted quantiles with Woodruff intervals (Woodruff 1952; Francisco and Fuller 1991; Hyndman and Fan 1996)."""

from __future__ import annotations

from typing import Literal

import numpy as np

Rule = Literal["math", "hf7"]


class Distribution:
    """The weighted distribution function of one variable in one domain, sorted once.

    Parameters
    ----------
    y, weights : float array, shape (n,)
        Values and analysis weights of the rows of the domain, without missing values.
    rule : {"math", "hf7"}
        ``math`` is the left inverse; ``hf7`` interpolates, and is the usual type 7 when weights are equal.
    """

    def __init__(self, y: np.ndarray, weights: np.ndarray, *, rule: Rule = "math"):
        # A row of weight 0 (a PSU that a replicate drops) is no point of the distribution.
        y, weights = y[weights > 0], weights[weights > 0]
        order = np.argsort(y, kind="stable")
        self.values = y[order]
        self.cumulated = np.cumsum(weights[order])
        self.rule = rule

    def quantile(self, p: float) -> float:
        """Return the quantile of a probability; limits beyond 0 and 1 give the extremes."""
        if not len(self.values) or not np.isfinite(p):
            return np.nan
        if self.rule == "math":
            reached = self.cumulated / self.cumulated[-1] >= p - 1e-14
            place = int(np.argmax(reached)) if reached.any() else len(self.values) - 1
            return float(self.values[place])
        before = np.concatenate([[0.0], self.cumulated[:-1]])
        steps = before / before[-1] if before[-1] > 0 else before
        return float(np.interp(p, steps, self.values))


def inverted(distribution: Distribution, limits: tuple[float, float]) -> tuple[float, float]:
    """Return the interval of a quantile from the interval of F(q)."""
    low, high = (min(max(limit, 0.0), 1.0) for limit in limits)
    return distribution.quantile(low), distribution.quantile(high)
