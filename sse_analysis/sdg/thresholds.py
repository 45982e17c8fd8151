"""Degrees of membership from thresholds: how far a value is inside a set such as "decent work for all"."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sse_analysis.errors import EstimationError

#: Log odds of membership at the anchors "fully out", "neither in nor out", "fully in" (direct method).
ANCHOR_LOG_ODDS = (-3.0, 0.0, 3.0)


def membership(x: ArrayLike, *, out: float, crossover: float, full: float) -> NDArray:
    """Return the degree of membership of each value, between 0 and 1.

    Parameters
    ----------
    x : array of float
        A missing value stays missing.
    out, crossover, full : float
        Values that are fully out, neither in nor out, and fully in; rising or falling, never equal.

    Raises
    ------
    EstimationError
        If the three anchors are not in order.

    References
    ----------
    Ragin 2008, Redesigning Social Inquiry, chapter 5 (direct method of calibration).
    """
    rising = full > out
    ordered = out < crossover < full if rising else out > crossover > full
    if not ordered:
        raise EstimationError(
            f"The anchors {out}, {crossover} and {full} are not in order. Give 'out', 'crossover' and 'full' "
            "rising or falling, without two equal ones."
        )
    low, middle, high = ANCHOR_LOG_ODDS
    values = np.asarray(x, dtype=float) - crossover
    inside = values * np.sign(full - crossover) >= 0
    log_odds = np.where(
        inside, (high - middle) * values / (full - crossover), (low - middle) * values / (out - crossover)
    )
    return 1 / (1 + np.exp(-(middle + log_odds)))
