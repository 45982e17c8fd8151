"""Replicate weights: take those of the file, or make them; their covariance.

V = scale sum_r rscale_r (theta_r - c)(theta_r - c)', c the mean of the replicates or the full-sample value
(Wolter 2007; Rao and Wu 1988 for the bootstrap; Judkins 1990 for Fay's factor).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sse_analysis.errors import DesignError
from sse_analysis.survey.design import Replicates
from sse_analysis.survey.plan import Plan


@dataclass(frozen=True, eq=False)
class ReplicateWeights:
    """Full analysis weights of every replicate.

    Parameters
    ----------
    weights : float array, shape (n_rows, R)
    scale : float
    rscales : float array, shape (R,)
    mse : bool
    df : int
    """

    weights: np.ndarray
    scale: float
    rscales: np.ndarray
    mse: bool
    df: int

    def covariance(self, replicates: np.ndarray, full: np.ndarray) -> np.ndarray:
        """Return the covariance of estimates from replicate estimates, shape (R, k), and full-sample ones."""
        centre = full if self.mse else replicates.mean(axis=0)
        deviations = (replicates - centre) * np.sqrt(self.scale * self.rscales)[:, None]
        return deviations.T @ deviations


def replicate_weights(data: pd.DataFrame, plan: Plan, wanted: Replicates) -> ReplicateWeights:
    """Return the replicate weights of a design."""
    if wanted.columns:
        return _given(data, plan, wanted)
    factors, scale, rscales = _make(plan, wanted)
    weights = plan.weights[:, None] * factors
    scale = scale if wanted.scale is None else wanted.scale
    return ReplicateWeights(weights, scale, rscales, wanted.mse, plan.degrees_of_freedom())


def _given(data: pd.DataFrame, plan: Plan, wanted: Replicates) -> ReplicateWeights:
    columns = data[list(wanted.columns)].to_numpy("float64")
    weights = columns * plan.weights[:, None] if wanted.are_factors else columns
    count = weights.shape[1]
    rscales = np.ones(count) if wanted.rscales is None else np.array(wanted.rscales, "float64")
    scale = _own_scale(wanted, count) if wanted.scale is None else wanted.scale
    df = int(np.linalg.matrix_rank(weights)) - 1
    return ReplicateWeights(weights, scale, rscales, wanted.mse, df)


def _own_scale(wanted: Replicates, count: int) -> float:
    if wanted.type in ("BRR", "Fay"):
        return 1 / (count * (1 - wanted.rho) ** 2)
    if wanted.type == "bootstrap":
        return 1 / count
    if wanted.type == "JK1":
        return (count - 1) / count
    raise DesignError(
        "JKn replicate weights need their rscales: (n_h - 1) / n_h of the stratum each one drops from."
    )


def _make(plan: Plan, wanted: Replicates) -> tuple[np.ndarray, float, np.ndarray]:
    makers = {"JK1": _jk1, "JKn": _jkn, "BRR": _halves, "Fay": _halves, "bootstrap": _bootstrap}
    factors, scale, rscales = makers[wanted.type](plan, wanted)
    return factors[plan.first.unit], scale, rscales


def _jk1(plan: Plan, wanted: Replicates):
    stage = plan.first
    if len(stage.size) > 1:
        raise DesignError("JK1 is for one stratum; this design has several. Use JKn.")
    n = len(stage.stratum)
    factors = np.full((n, n), n / (n - 1))
    np.fill_diagonal(factors, 0.0)
    return factors, (n - 1) / n, np.ones(n)


def _jkn(plan: Plan, wanted: Replicates):
    stage = plan.first
    n = stage.size[stage.stratum]
    if (n < 2).any():
        raise DesignError("JKn needs two PSUs in every stratum; merge the strata that have one.")
    same = stage.stratum[:, None] == stage.stratum[None, :]
    factors = np.where(same, (n / (n - 1))[None, :], 1.0)
    np.fill_diagonal(factors, 0.0)
    return factors, 1.0, (n - 1) / n


def _halves(plan: Plan, wanted: Replicates):
    stage = plan.first
    if not (stage.size == 2).all():
        raise DesignError("Half-samples need exactly two PSUs in every stratum.")
    halves = np.array(wanted.half_samples) if wanted.half_samples else hadamard(len(stage.size))
    sign = np.where(_first_in_file(plan), 1, -1)
    column = _strata_in_file(plan) if wanted.half_samples else stage.stratum
    kept = halves[:, column].T * sign[:, None] > 0
    factors = np.where(kept, 2 - wanted.rho, wanted.rho)
    count = factors.shape[1]
    return factors, 1 / (count * (1 - wanted.rho) ** 2), np.ones(count)


def _first_in_file(plan: Plan) -> np.ndarray:
    """Tell for every PSU whether it is the first of its stratum in the order of the file."""
    stage = plan.first
    units, rows = np.unique(stage.unit, return_index=True)
    appeared = np.empty(len(units))
    appeared[units] = rows
    earliest = np.full(len(stage.size), np.inf)
    np.minimum.at(earliest, stage.stratum, appeared)
    return appeared == earliest[stage.stratum]


def _strata_in_file(plan: Plan) -> np.ndarray:
    """Return for every PSU the rank of its stratum in the order of the file."""
    stage = plan.first
    strata, rows = np.unique(stage.stratum[stage.unit], return_index=True)
    rank = np.empty(len(strata), "int64")
    rank[strata[np.argsort(rows)]] = np.arange(len(strata))
    return rank[stage.stratum]


def hadamard(strata: int) -> np.ndarray:
    """Return half-samples of full balance: rows replicates, columns strata, 1 and -1.

    A Sylvester matrix of the next power of two above the number of strata; its constant column is not used.
    """
    order = 1
    while order <= strata:
        order *= 2
    matrix = np.ones((1, 1), "int64")
    while len(matrix) < order:
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    return matrix[:, 1 : strata + 1]


def _bootstrap(plan: Plan, wanted: Replicates):
    stage = plan.first
    if (stage.size < 2).any():
        raise DesignError("The bootstrap needs two PSUs in every stratum; merge the strata that have one.")
    random = np.random.default_rng(wanted.seed)
    factors = np.zeros((len(stage.stratum), wanted.n))
    for stratum in range(len(stage.size)):
        units = np.flatnonzero(stage.stratum == stratum)
        drawn = random.multinomial(len(units) - 1, np.full(len(units), 1 / len(units)), size=wanted.n).T
        factors[units] = drawn * len(units) / (len(units) - 1)
    return factors, 1 / wanted.n, np.ones(wanted.n)
