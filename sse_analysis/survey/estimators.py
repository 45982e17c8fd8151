"""Values and influence values of simple statistics, as functions of arrays.

Each takes the analysis weights and returns the estimates, shape (k,), and weighted influence values, shape
(n_rows, k), whose totals have the covariance of the estimates (Deville 1999; METHODS: z = w d ...). A row outside the
domain has d = 0 and keeps its place in the design.
"""

from __future__ import annotations

import numpy as np


def total(y: np.ndarray, weights: np.ndarray, domain: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Estimate sum(w d y); z = w d y. ``y`` and ``domain`` have shape (n_rows, k)."""
    influence = weights[:, None] * domain * y
    return influence.sum(axis=0), influence


def mean(y: np.ndarray, weights: np.ndarray, domain: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Estimate sum(w d y) / sum(w d); z = w d (y - m) / sum(w d)."""
    inside = weights[:, None] * domain
    size = inside.sum(axis=0)
    value = _divide((inside * y).sum(axis=0), size)
    return value, inside * (y - np.nan_to_num(value)) / np.where(size == 0, np.nan, size)


def ratio(
    y: np.ndarray, weights: np.ndarray, domain: np.ndarray, *, x: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Estimate sum(w d y) / sum(w d x); z = w d (y - R x) / sum(w d x)."""
    inside = weights[:, None] * domain
    size = (inside * x).sum(axis=0)
    value = _divide((inside * y).sum(axis=0), size)
    return value, inside * (y - np.nan_to_num(value) * x) / np.where(size == 0, np.nan, size)


def variance(y: np.ndarray, weights: np.ndarray, domain: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Estimate the population variance n/(n-1) sum w d (y-m)^2 / sum(w d), n the rows of the domain."""
    count = domain.sum(axis=0)
    centre = mean(y, weights, domain)[0]
    return mean(count / (count - 1) * (y - centre) ** 2, weights, domain)


def _divide(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    return np.divide(above, below, out=np.full_like(above, np.nan), where=below != 0)


def design_effect(y: np.ndarray, weights: np.ndarray, domain: np.ndarray, *, variance_of_mean: np.ndarray):
    """Return V / [(1 - n/N) S2 / n] and the same against sampling with replacement.

    S2 = n/(n-1) sum w d (y-m)^2 / sum(w d), N = sum(w d) (Kish 1965; Lumley 2010).
    """
    count = domain.sum(axis=0)
    size = (weights[:, None] * domain).sum(axis=0)
    spread = variance(y, weights, domain)[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        replaced = variance_of_mean / (spread / count)
        return replaced / (1 - count / size), replaced


def kish(weights: np.ndarray) -> float:
    """Return n sum w^2 / (sum w)^2, the design effect of unequal weights alone (Kish 1965)."""
    return float(len(weights) * (weights**2).sum() / weights.sum() ** 2)
