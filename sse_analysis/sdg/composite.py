"""Composite indices and how far their ranks depend on the choices behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sse_analysis.errors import EstimationError

AGGREGATIONS = ("arithmetic", "geometric", "minimum")


def aggregate(matrix: ArrayLike, *, weights: ArrayLike, how: str = "arithmetic") -> NDArray:
    """Return one index value for each row.

    Parameters
    ----------
    matrix : array, shape (units, criteria)
        Normalized values, higher is better; a missing value makes the row missing.
    weights : array, shape (criteria,)
        Need not sum to 1. ``minimum`` ignores them.
    how : {"arithmetic", "geometric", "minimum"}
        The geometric mean is zero as soon as one value is, and is not defined for negative values.

    Raises
    ------
    EstimationError
        For another name, weights of another length, or negative values under the geometric mean.
    """
    values, shares = np.asarray(matrix, dtype=float), _shares(weights)
    if how not in AGGREGATIONS:
        raise EstimationError(f"An index cannot be made with '{how}'. Use one of {', '.join(AGGREGATIONS)}.")
    if values.ndim != 2 or values.shape[1] != len(shares):
        raise EstimationError(f"{len(shares)} weights do not fit a matrix of shape {values.shape}.")
    if how == "minimum":
        return values.min(axis=1)
    if how == "arithmetic":
        return values @ shares
    if np.nanmin(values) < 0:
        raise EstimationError(
            "A geometric mean of negative values is not defined. Normalize to 0 or more first."
        )
    with np.errstate(divide="ignore"):
        return np.exp(np.log(values) @ shares)


def ranks(values: ArrayLike) -> NDArray:
    """Return ranks with 1 for the highest value; ties share the mean rank."""
    numbers = np.asarray(values, dtype=float)
    better = (numbers[None, :] > numbers[:, None]).sum(axis=1)
    equal = (numbers[None, :] == numbers[:, None]).sum(axis=1)
    return better + (equal + 1) / 2


def leave_one_out(matrix: ArrayLike) -> NDArray:
    """Return the ranks of the plain mean without each criterion, shape (units, criteria)."""
    values = np.asarray(matrix, dtype=float)
    columns = [ranks(np.delete(values, column, axis=1).mean(axis=1)) for column in range(values.shape[1])]
    return np.column_stack(columns)


def mean_rank_shift(matrix: ArrayLike, *, weights: ArrayLike) -> float:
    """Return by how many ranks a unit moves on average when one criterion is left out."""
    base = ranks(aggregate(matrix, weights=weights))
    return float(np.abs(leave_one_out(matrix) - base[:, None]).mean())


def rank_probability(
    units: Mapping[str, Sequence[float]], *, unit: str, rank: int, draws: int = 100_000, seed: int = 20_300
) -> float:
    """Return the probability that a unit holds a rank when every set of weights is equally likely.

    Parameters
    ----------
    units : mapping of name to values of its criteria
    unit, rank : str, int
    draws, seed : int
        Used only with three criteria or more; two are solved exactly.

    Notes
    -----
    Weights are uniform on the simplex. With two criteria the first weight is uniform on [0, 1] and the order
    of the units changes only where two of them cross, so the shares of the intervals between crossings are
    exact.

    References
    ----------
    Lahdelma, Hokkanen and Salminen 1998.
    """
    names = list(units)
    values = np.array([units[name] for name in names], dtype=float)
    if values.shape[1] == 2:
        weights, mass = _intervals(values)
    else:
        generator = np.random.default_rng(seed)
        weights, mass = generator.dirichlet(np.ones(values.shape[1]), draws), np.full(draws, 1 / draws)
    scores = weights @ values.T
    ahead = (scores > scores[:, [names.index(unit)]]).sum(axis=1)
    return float(mass[ahead == rank - 1].sum())


def _intervals(values: NDArray) -> tuple[NDArray, NDArray]:
    """Return the middle of each interval of the first weight without crossings, and its length."""
    slope, level = values[:, 0] - values[:, 1], values[:, 1]
    with np.errstate(divide="ignore", invalid="ignore"):
        crossing = (level[None, :] - level[:, None]) / (slope[:, None] - slope[None, :])
    inside = crossing[np.isfinite(crossing) & (crossing > 0) & (crossing < 1)]
    edges = np.concatenate([[0.0], np.unique(inside), [1.0]])
    middle = (edges[:-1] + edges[1:]) / 2
    return np.column_stack([middle, 1 - middle]), np.diff(edges)


def _shares(weights: ArrayLike) -> NDArray:
    numbers = np.asarray(weights, dtype=float)
    if (numbers < 0).any() or numbers.sum() <= 0:
        raise EstimationError(
            "Weights of an index must not be negative, and one at least must be above zero."
        )
    # Weights that sum to one are used as given: rescaling would change the last digit, and with it near-ties.
    total = numbers.sum()
    return numbers if abs(total - 1) <= 1e-9 else numbers / total
