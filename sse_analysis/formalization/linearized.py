"""Estimates that carry their influence values, so that a formula of estimates has its own by the chain rule.

A value with influence z has the variance of the total of z under the design; sums, products, quotients and smooth
functions follow Taylor's rule (Deville 1999; Binder 1983). No standard error is computed here: ``survey.variance`` does.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sse_analysis.survey import newton
from sse_analysis.survey.regression import expanded


@dataclass(frozen=True, eq=False)
class Linearized:
    """Estimates and their influence values.

    Parameters
    ----------
    value : float array, shape (k,)
    influence : float array, shape (n, k)
        Weighted influence values; the weights are in them.
    """

    #: Lets an array on the left of an operator leave the work to this class.
    __array_ufunc__ = None

    value: np.ndarray
    influence: np.ndarray

    def __add__(self, other: Linearized | np.ndarray | float) -> Linearized:
        if isinstance(other, Linearized):
            return Linearized(self.value + other.value, self.influence + other.influence)
        return Linearized(self.value + other, self.influence)

    def __neg__(self) -> Linearized:
        return Linearized(-self.value, -self.influence)

    def __sub__(self, other: Linearized | np.ndarray | float) -> Linearized:
        return self + (-other)

    def __mul__(self, other: Linearized | np.ndarray | float) -> Linearized:
        if isinstance(other, Linearized):
            return Linearized(
                self.value * other.value, self.influence * other.value + self.value * other.influence
            )
        return Linearized(self.value * other, self.influence * other)

    def __truediv__(self, other: Linearized) -> Linearized:
        return self * other.through(lambda x: 1 / x, lambda x: -1 / x**2)

    def __getitem__(self, place: int | slice | list[int]) -> Linearized:
        place = [place] if isinstance(place, int | np.integer) else place
        return Linearized(self.value[place], self.influence[:, place])

    def through(self, function: Callable, slope: Callable) -> Linearized:
        """Return a smooth function, given its derivative, of every value."""
        with np.errstate(divide="ignore", invalid="ignore"):
            return Linearized(function(self.value), self.influence * slope(self.value))

    def log(self) -> Linearized:
        return self.through(np.log, lambda x: 1 / x)

    def sum(self) -> Linearized:
        return Linearized(self.value.sum(keepdims=True), self.influence.sum(axis=1, keepdims=True))

    def along(self, matrix: np.ndarray) -> Linearized:
        """Return linear combinations: ``matrix`` has shape (k, m), one column a combination."""
        return Linearized(self.value @ matrix, self.influence @ matrix)


def stacked(*parts: Linearized) -> Linearized:
    """Return several estimates as one, so that they have one joint covariance."""
    return Linearized(
        np.concatenate([part.value for part in parts]),
        np.concatenate([part.influence for part in parts], axis=1),
    )


def total(values: np.ndarray, weights: np.ndarray) -> Linearized:
    """Estimate sum(w y) of every column; ``values`` has shape (n,) or (n, k)."""
    columns = values if values.ndim == 2 else values[:, None]
    influence = weights[:, None] * columns
    return Linearized(influence.sum(axis=0), influence)


def mean(values: np.ndarray, weights: np.ndarray) -> Linearized:
    """Estimate sum(w y) / sum(w); weights of 0 are outside."""
    columns = values if values.ndim == 2 else values[:, None]
    size = weights.sum()
    value = weights @ columns / size
    return Linearized(value, weights[:, None] * (columns - value) / size)


def coefficients(fit: newton.Fit, y: np.ndarray, matrix: np.ndarray, weights: np.ndarray) -> Linearized:
    """Return the coefficients of a fitted model with their influence values (Binder 1983)."""
    return Linearized(fit.beta, fit.scores(y, matrix, weights) @ fit.bread)


def fitted(y: np.ndarray, matrix: np.ndarray, weights: np.ndarray, family: tuple[str, str]) -> Linearized:
    """Fit a weighted model and return its coefficients; rows of weight 0 are outside."""
    fit = newton.fit(y, matrix, weights, family=newton.family_of(*family))
    return coefficients(fit, y, matrix, weights)


def predicted(beta: Linearized, matrix: np.ndarray, weights: np.ndarray, *, link) -> Linearized:
    """Estimate the weighted mean of the predictions of a model over the rows with a weight.

    Its influence counts both that the rows are a sample and that the coefficients are estimates.
    """
    eta = matrix @ beta.value
    own = mean(link.inverse(eta), weights)
    gradient = (weights * link.inverse_deriv(eta)) @ matrix / weights.sum()
    return Linearized(own.value, own.influence + beta.influence @ gradient[:, None])


def evaluated(sample, estimate: Callable[[np.ndarray], Linearized], *, used: np.ndarray, rows: np.ndarray):
    """Return values (k,) and design covariance (k, k) of an estimate made from the weights of the used rows."""

    def estimator(weights: np.ndarray):
        found = estimate(weights[used])
        return found.value, expanded(found.influence, used)

    return sample.binding.evaluate(estimator, rows=rows)
