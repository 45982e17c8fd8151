"""A sample bound to its design once: plan, analysis weights, replicates; and the covariance of any estimator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sse_analysis.survey.calibration import Calibrated, calibrate, solve, trimmed
from sse_analysis.survey.design import SurveyDesign
from sse_analysis.survey.plan import Plan, bind
from sse_analysis.survey.replication import ReplicateWeights, replicate_weights
from sse_analysis.survey.variance import covariance

#: Weights in, estimates (k,) and weighted influence values (n_rows, k) out. A model may give scores (n_rows, p)
#: instead, and as a third part the matrix (p, k) that turns them into influence values.
Estimator = Callable[[np.ndarray], tuple[np.ndarray, ...]]


@dataclass(frozen=True, eq=False)
class Binding:
    """What every estimate of a sample needs.

    Parameters
    ----------
    plan : Plan
    weights : float array, shape (n_rows,)
        Analysis weights, after calibration.
    calibrated : Calibrated, optional
    replicates : ReplicateWeights, optional
    """

    plan: Plan
    weights: np.ndarray
    calibrated: Calibrated | None = None
    replicates: ReplicateWeights | None = None

    def evaluate(self, estimator: Estimator, *, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return estimates (k,) and their design covariance (k, k).

        Parameters
        ----------
        rows : boolean array, shape (n_rows,)
            The domain, whose strata the singleton rule ``average`` counts.
        """
        value, influence, *bread = estimator(self.weights)
        if self.replicates is not None:
            columns = self.replicates.weights.T
            replicated = np.stack([estimator(column)[0] for column in columns])
            return value, self.replicates.covariance(replicated, value)
        covariance = self.covariance(influence, rows=rows)
        return value, bread[0].T @ covariance @ bread[0] if bread else covariance

    def covariance(self, influence: np.ndarray, *, rows: np.ndarray | None = None) -> np.ndarray:
        """Return the covariance of the totals of weighted influence values; see ``variance.covariance``."""
        empty = np.isnan(influence).all(axis=0)
        known = np.where(empty, 0.0, influence)
        if self.calibrated is not None:
            known = self.calibrated.residuals(known)
        result = covariance(known, self.plan, rows=rows)
        result[empty, :] = result[:, empty] = np.nan
        return result

    def degrees_of_freedom(self, rows: np.ndarray | None = None) -> int:
        if self.replicates is not None:
            return self.replicates.df
        return self.plan.degrees_of_freedom(rows)

    def degrees_of_groups(self, rows: np.ndarray, group: np.ndarray, groups: int) -> np.ndarray:
        """Return the degrees of freedom of every group; those of the replicates where there are replicates."""
        if self.replicates is not None:
            return np.full(groups, self.replicates.df)
        return self.plan.degrees_of_groups(rows, group, groups)


def bound(data: pd.DataFrame, design: SurveyDesign) -> Binding:
    """Bind a file to its design: check, code, calibrate, replicate."""
    plan = bind(data, design)
    calibrated = calibrate(data, plan.weights, design.calibration) if design.calibration else None
    weights = calibrated.weights if calibrated else plan.weights
    replicates = replicate_weights(data, plan, design.replicates) if design.replicates else None
    if replicates is not None and calibrated is not None:
        replicates = _calibrated_again(replicates, calibrated, design)
    return Binding(plan, weights, calibrated, replicates)


def _calibrated_again(
    replicates: ReplicateWeights, calibrated: Calibrated, design: SurveyDesign
) -> ReplicateWeights:
    """Calibrate every replicate to the same totals: otherwise their spread ignores the calibration."""
    wanted = design.calibration
    columns = []
    for base in replicates.weights.T:
        weights = solve(calibrated.auxiliary, base, calibrated.totals, wanted=wanted, terms=calibrated.terms)
        columns.append(trimmed(weights, wanted.trim) if wanted.trim else weights)
    return ReplicateWeights(
        np.stack(columns, axis=1), replicates.scale, replicates.rscales, replicates.mse, replicates.df
    )
