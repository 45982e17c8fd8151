"""A binomial model whose covariates are all categories, from sums by PSU and combination instead of rows.

Rows with the same covariates have the same mean and the same score per outcome, so sums of the weights and of weighted
outcomes by sampling unit and combination hold all that coefficients and their design covariance need. The numbers are
those of ``SurveySample.glm``; ten million rows cost two counts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sse_analysis.errors import EstimationError
from sse_analysis.results.model import Model
from sse_analysis.survey import formulas, grouped, newton
from sse_analysis.survey.cells import group_codes
from sse_analysis.survey.regression import Inputs, modelled
from sse_analysis.survey.variance import covariance_of_totals

if TYPE_CHECKING:
    from sse_analysis.survey.sample import SurveySample

#: Beyond so many combinations the sums are no smaller than the rows.
_MANY = 20_000


def applies(sample: SurveySample, formula: str) -> bool:
    """Tell whether a model can be fitted from sums: one stage, no replicates, categories of few combinations only."""
    names = formulas.variables(formulas.split(formula)[1])
    data = sample.data
    if not grouped.applies(sample) or any(name not in data for name in names):
        return False
    levels = [data[name].nunique() for name in names if isinstance(data[name].dtype, pd.CategoricalDtype)]
    return len(levels) == len(names) and 0 < np.prod(levels, dtype="float64") <= _MANY


def binomial(
    sample: SurveySample, formula: str, *, link: str = "logit", domain=None, level: float = 0.95
) -> Model:
    """Fit a weighted logit or probit from sums.

    Parameters
    ----------
    formula : str
        The outcome is 0 and 1; every covariate is a category.

    Raises
    ------
    EstimationError
        If the outcome has other values, or a covariate is no category.
    """
    if not applies(sample, formula):
        raise EstimationError(
            f"'{formula}' cannot be fitted from sums: every covariate must be a category, in a design of one stage."
        )
    left, right = formulas.split(formula)
    names = list(formulas.variables(right))
    rows, y = sample.domain_rows(domain), sample.column(left)
    codes, grid = group_codes(sample.data, names, rows)
    used = rows & (codes >= 0) & ~np.isnan(y)
    values = np.where(used, y, 0.0)
    if not np.isin(np.unique(values), (0.0, 1.0)).all():
        raise EstimationError(f"the outcome '{left}' has values besides 0 and 1; code it 0 and 1.")
    weight, ones = _sums(sample, values, np.where(used, codes, len(grid)), width=len(grid) + 1)
    held = weight.sum(axis=0) > 0
    weight, ones = weight[:, held], ones[:, held]
    cells = grid[held].astype({name: sample.data[name].dtype for name in names})
    matrix, spec = formulas.matrix_and_spec(right, cells)
    size = weight.sum(axis=0)
    fit = newton.fit(ones.sum(axis=0) / size, matrix, size, family=newton.family_of("binomial", link))
    totals = _scores(fit, matrix, weight=weight, ones=ones)
    covariance = fit.bread.T @ covariance_of_totals(totals, sample.binding.plan, rows=rows) @ fit.bread
    terms = tuple(str(name) for name in spec.column_names)
    given = Inputs(values, matrix, terms, {}, used, rows, cells, lambda other: formulas.rebuilt(spec, other))
    return modelled(sample, pd.DataFrame({"term": terms}), fit.beta, covariance, given=given, formula=formula,
                    family="binomial", link=link, level=level, warnings=fit.warnings, unbounded=fit.unbounded)  # fmt: skip


def _sums(sample: SurveySample, values: np.ndarray, codes: np.ndarray, *, width: int) -> list[np.ndarray]:
    """Return weights and weighted outcomes by unit and combination; the last code is for rows outside."""
    stage = sample.binding.plan.first
    place, units = stage.unit * width + codes, len(stage.stratum)
    return [
        np.bincount(place, amounts, units * width).reshape(units, width)[:, :-1]
        for amounts in (sample.weights, sample.weights * values)
    ]


def _scores(fit: newton.Fit, matrix: np.ndarray, *, weight: np.ndarray, ones: np.ndarray) -> np.ndarray:
    """Return totals of the scores by unit, shape (n_psu, p)."""
    eta = matrix @ fit.beta
    mean = fit.family.link.inverse(eta)
    return (
        (ones - weight * mean) * (fit.family.link.inverse_deriv(eta) / fit.family.variance(mean))
    ) @ matrix
