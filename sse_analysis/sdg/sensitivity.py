"""Which choice moves a result most: variance shares (Sobol indices) on a full grid of choices.

Every combination of choices is evaluated once, so the shares are exact for discrete choices, and exact to
rounding for smooth functions of a few continuous inputs when the grid is a Gauss-Legendre one. Nothing is
drawn at random.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class VarianceShares:
    """Shares of the variance of a result.

    Parameters
    ----------
    first_order : array, shape (inputs,)
        Share that one input explains alone.
    total_order : array, shape (inputs,)
        Share that would be left if all other inputs were known.
    variance : float
    """

    first_order: NDArray
    total_order: NDArray
    variance: float


def variance_shares(grid: NDArray, *, weights: Sequence[NDArray] | None = None) -> VarianceShares:
    """Return first and total order shares of a result evaluated on a full grid.

    Parameters
    ----------
    grid : array, one axis an input
        The result for every combination of levels.
    weights : sequence of arrays, optional
        Probability of each level of each input. Default: equally likely.

    References
    ----------
    Saltelli et al. 2008, Global Sensitivity Analysis: The Primer, chapter 4.
    """
    levels = weights or [np.full(size, 1 / size) for size in grid.shape]
    inputs = range(grid.ndim)
    variance = _variance(grid, levels)
    if variance == 0:
        nothing = np.zeros(grid.ndim)
        return VarianceShares(nothing, nothing, 0.0)
    first = [_variance(_mean_over(grid, levels, others(inputs, axis)), [levels[axis]]) for axis in inputs]
    rest = [
        _variance(_mean_over(grid, levels, [axis]), [levels[i] for i in others(inputs, axis)])
        for axis in inputs
    ]
    return VarianceShares(np.array(first) / variance, 1 - np.array(rest) / variance, float(variance))


def others(inputs: Sequence[int], axis: int) -> list[int]:
    return [other for other in inputs if other != axis]


def quadrature_shares(
    function: Callable[..., NDArray], *, ranges: Sequence[tuple[float, float]], nodes: int = 40
) -> VarianceShares:
    """Return variance shares of a smooth function of independent uniform inputs.

    Parameters
    ----------
    function : callable
        Takes one array an input, broadcast against each other.
    ranges : sequence of (low, high)
    nodes : int
        Gauss-Legendre nodes an input; the grid has ``nodes ** len(ranges)`` cells.
    """
    point, weight = np.polynomial.legendre.leggauss(nodes)
    axes = [low + (high - low) * (point + 1) / 2 for low, high in ranges]
    grid = function(*np.meshgrid(*axes, indexing="ij", sparse=True))
    return variance_shares(np.asarray(grid, dtype=float), weights=[weight / 2] * len(ranges))


def _mean_over(grid: NDArray, levels: Sequence[NDArray], axes: Sequence[int]) -> NDArray:
    for axis in sorted(axes, reverse=True):
        grid = np.tensordot(grid, levels[axis], axes=(axis, 0))
    return grid


def _variance(grid: NDArray, levels: Sequence[NDArray]) -> float:
    every = range(grid.ndim)
    mean = _mean_over(grid, levels, every)
    return float(_mean_over((grid - mean) ** 2, levels, every))
