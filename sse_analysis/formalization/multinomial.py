"""Average marginal effects of a multinomial logit: effects on all outcomes at once, which add up to nothing.

The derivative of the effects by the coefficients is exact; the covariance is that of the design (delta method).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sse_analysis.results.estimates import Estimates
from sse_analysis.survey import SurveySample
from sse_analysis.survey.presenting import tabulated
from sse_analysis.survey.regression import inputs_of


def outcome_effects(
    sample: SurveySample, formula: str, *, levels: Sequence[str], effects: Sequence[Mapping], domain=None,
    level: float = 0.95,
) -> Estimates:  # fmt: skip
    """Estimate the mean change of every outcome's chance when a trait changes, everything else fixed.

    Parameters
    ----------
    formula : str
    levels : sequence of str
        Outcomes; the first is the base.
    effects : sequence of mapping
        ``{"variable": v, "from": a, "to": b}``.

    Returns
    -------
    Estimates
        ``outcome, effect`` (place in ``effects``), then the estimates.
    """
    model = sample.multinomial(formula, levels, domain=domain, level=level)
    given = inputs_of(sample, formula, domain, outcome=False)
    beta = model.frame["estimate"].to_numpy().reshape(len(levels) - 1, -1)
    weights = sample.weights[given.used]
    weights = weights / weights.sum()
    rows = []
    for effect in effects:
        ends = [
            given.rebuild(given.data.assign(**{effect["variable"]: effect[side]})) for side in ("to", "from")
        ]
        high, low = (_mean(matrix, beta, weights) for matrix in ends)
        rows.append((high[0] - low[0], high[1] - low[1]))
    value = np.concatenate([own for own, _ in rows])
    gradient = np.concatenate([own for _, own in rows])
    covariance = gradient @ model.covariance @ gradient.T
    names = pd.DataFrame(
        [(outcome, place) for place in range(len(effects)) for outcome in levels],
        columns=["outcome", "effect"],
    )
    table = tabulated(names, value, covariance, df=model.df_design, n=model.n, level=level)
    return Estimates(frame=table, country=sample.country, covariance=covariance, level=level, method="delta")


def _mean(matrix: np.ndarray, beta: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the weighted mean chance of every outcome, shape (K,), and its gradient by the coefficients."""
    eta = np.column_stack([np.zeros(len(matrix)), matrix @ beta.T])
    chance = np.exp(eta - eta.max(axis=1, keepdims=True))
    chance /= chance.sum(axis=1, keepdims=True)
    count = chance.shape[1]
    gradient = np.zeros((count, beta.size))
    for outcome in range(count):
        for other in range(1, count):
            slope = weights * chance[:, outcome] * ((outcome == other) - chance[:, other])
            gradient[outcome, (other - 1) * matrix.shape[1] : other * matrix.shape[1]] = slope @ matrix
    return weights @ chance, gradient
