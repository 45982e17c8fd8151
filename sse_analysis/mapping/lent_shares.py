"""How much shares of active organizations differ, and what they say of the next one: log odds, pooled or drawn together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

#: Largest standard deviation of log odds that is thought of: shares from 2 to 98 percent are 4 apart.
WIDEST, _STEPS = 4.0, 161


@dataclass(frozen=True)
class Pool:
    """Mean of some log odds, its variance, the variance between them, and how many there are."""

    mean: float
    variance: float
    between: float
    count: int


def pooled_odds(active: pd.Series, registered: pd.Series) -> Pool:
    """Return mean and spread of the log odds of some shares (DerSimonian and Laird 1986); half a body is added to a
    share of nothing or of all."""
    odds, within = _odds(active, registered)
    weight = 1 / within
    fixed = np.average(odds, weights=weight)
    excess = (weight * (odds - fixed) ** 2).sum() - (len(odds) - 1)
    between = max(0.0, excess / (weight.sum() - (weight**2).sum() / weight.sum()))
    weight = 1 / (within + between)
    return Pool(float(np.average(odds, weights=weight)), float(1 / weight.sum()), float(between), len(odds))


def _odds(active, registered) -> tuple[np.ndarray, np.ndarray]:
    yes, every = np.atleast_1d(np.asarray(active, float)), np.atleast_1d(np.asarray(registered, float))
    add = np.where((yes == 0) | (yes == every), 0.5, 0.0)
    yes, no = yes + add, every - yes + add
    return np.log(yes / no), 1 / yes + 1 / no


def drawn(active: pd.Series, every: pd.Series, *, level: float = 0.95) -> tuple[np.ndarray, np.ndarray]:
    """Return the ends, in percent, of intervals of some shares that are drawn towards their mean.

    Log odds are normal around a common mean; mean and spread are not taken as known, but averaged over, the spread with
    equal weight from 0 to :data:`WIDEST`. Taken as known, intervals would be too narrow wherever the estimated spread is 0.

    Parameters
    ----------
    active, every : Series
        Counts; at least ``mapping.least_pairs`` of them.

    References
    ----------
    Gelman, Carlin, Stern, Dunson, Vehtari and Rubin 2013, Bayesian Data Analysis, 5.4.
    """
    odds, within = _odds(active, every)
    spread = np.linspace(0, WIDEST, _STEPS)[:, None] ** 2
    total = within + spread
    variance = 1 / (1 / total).sum(axis=1, keepdims=True)
    mean = variance * (odds / total).sum(axis=1, keepdims=True)
    fit = 0.5 * np.log(variance[:, 0]) - 0.5 * (np.log(total) + (odds - mean) ** 2 / total).sum(axis=1)
    weight = np.exp(fit - fit.max())[:, None]
    weight /= weight.sum()
    keep = spread / total
    centre, sd = keep * odds + (1 - keep) * mean, np.sqrt(keep * within + (1 - keep) ** 2 * variance)
    tail = (1 - level) / 2
    return tuple(percent_of(_quantile(share, weight, centre, sd)) for share in (tail, 1 - tail))


def _quantile(share: float, weight: np.ndarray, centre: np.ndarray, sd: np.ndarray) -> np.ndarray:
    """Return a quantile of every mixture of normals (columns), by halving."""
    low, high = (centre - 12 * sd).min(axis=0), (centre + 12 * sd).max(axis=0)
    for _ in range(60):
        middle = (low + high) / 2
        below = (weight * stats.norm.cdf((middle - centre) / sd)).sum(axis=0) < share
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2


def percent_of(odds: np.ndarray) -> np.ndarray:
    """Return log odds as percent."""
    return 100 / (1 + np.exp(-odds))
