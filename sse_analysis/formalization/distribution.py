"""What moves a quantile of the whole distribution: recentred influence function regression (Firpo, Fortin, Lemieux 2009)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.errors import EstimationError
from sse_analysis.formalization.linearized import fitted
from sse_analysis.results.effects import QuantileRegression
from sse_analysis.survey import SurveySample
from sse_analysis.survey.quantiles import Distribution, Rule
from sse_analysis.survey.regression import expanded, inputs_of, modelled


def quantile_effects(
    sample: SurveySample, formula: str, *, tau: float, bandwidth: float | None = None, domain=None,
    rule: Rule = "math", level: float = 0.95,
) -> QuantileRegression:  # fmt: skip
    """Regress the recentred influence function of a quantile on covariates, by weighted least squares.

    RIF = q + (tau - 1(y <= q)) / f(q), f a weighted Gaussian kernel density. The linearised standard errors treat q and
    f(q) as known, as the method does; replicate weights estimate both again in every replicate.

    Parameters
    ----------
    formula : str
    tau : float
        Probability of the quantile, between 0 and 1.
    bandwidth : float, optional
        Of the kernel, in units of the outcome; None for Silverman's rule on the weighted data. The result states it.
    """
    from scipy.stats import norm

    if not 0 < tau < 1:
        raise EstimationError(
            f"the probability of the quantile is {tau}, expected more than 0 and less than 1."
        )
    given = inputs_of(sample, formula, domain)
    width = silverman(given.y, sample.weights[given.used]) if bandwidth is None else float(bandwidth)
    if not width > 0:
        raise EstimationError(
            f"the bandwidth is {exact(width):g}, expected more than 0; with an outcome that hardly varies give one."
        )

    def pieces(weights: np.ndarray) -> tuple[float, float]:
        q = Distribution(given.y, weights, rule=rule).quantile(tau)
        density = float(weights @ norm.pdf((q - given.y) / width) / (width * weights.sum()))
        return q, density

    def estimator(weights: np.ndarray):
        weights = weights[given.used]
        q, density = pieces(weights)
        recentred = q + (tau - (given.y <= q)) / density
        found = fitted(recentred, given.matrix, weights, ("gaussian", "identity"))
        return found.value, expanded(found.influence, given.used)

    beta, covariance = sample.binding.evaluate(estimator, rows=given.rows)
    q, density = pieces(sample.weights[given.used])
    model = modelled(sample, pd.DataFrame({"term": given.terms}), beta, covariance, given=given, formula=formula,
                     family="unconditional quantile", link="identity", level=level)  # fmt: skip
    notes = (
        f"Gaussian kernel, bandwidth {exact(width):.4g}; the quantile and the density are treated as known.",
    )
    return QuantileRegression(
        **{**vars(model), "notes": notes}, tau=tau, quantile=q, density=density, bandwidth=width
    )


def silverman(y: np.ndarray, weights: np.ndarray) -> float:
    """Return 0.9 min(sd, IQR / 1.34) n_eff^(-1/5) of weighted data (Silverman 1986), n_eff Kish's effective size."""
    centre = weights @ y / weights.sum()
    spread = np.sqrt(weights @ (y - centre) ** 2 / weights.sum())
    curve = Distribution(y, weights)
    between = (curve.quantile(0.75) - curve.quantile(0.25)) / 1.34
    size = weights.sum() ** 2 / (weights**2).sum()
    return float(0.9 * min(spread, between or spread) * size**-0.2)
