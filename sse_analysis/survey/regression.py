"""Models of a sample: generalized linear, multinomial, ordered; term tests; marginal effects."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.errors import EstimationError, suggestion
from sse_analysis.results.model import Model, Test
from sse_analysis.survey import blocks, formulas, grouped, intervals, newton
from sse_analysis.survey.variance import covariance_of_totals

if TYPE_CHECKING:
    from sse_analysis.survey.sample import SurveySample


@dataclass(frozen=True, eq=False)
class Inputs:
    """Outcome and model matrix of the rows that enter a model.

    Parameters
    ----------
    y : float array, shape (n_used,)
    matrix : float array or Blocks, shape (n_used, p)
    terms : tuple of str
        Columns of the matrix.
    columns_of : dict of str to list of int
        Term of the formula, and its columns.
    used : boolean array, shape (n_rows,)
        Rows of the domain without a missing value.
    rows : boolean array, shape (n_rows,)
        The domain.
    rebuild : callable
        Data frame of the used rows -> model matrix with the same columns.
    """

    y: np.ndarray
    matrix: np.ndarray | blocks.Blocks
    terms: tuple[str, ...]
    columns_of: dict[str, list[int]]
    used: np.ndarray
    rows: np.ndarray
    data: pd.DataFrame
    rebuild: Callable


def inputs_of(
    sample: SurveySample, formula: str, domain, *, outcome: bool = True, in_blocks: bool = False
) -> Inputs:
    """Return what a model reads; a missing value takes the row out of the domain, not out of the design.

    ``in_blocks`` asks for a matrix that is never whole (``blocks.Blocks``), where the formula allows it.
    """
    left, right = formulas.split(formula)
    names = formulas.variables(right) if not outcome else formulas.variables(formula)
    absent = [name for name in names if name not in sample.data.columns]
    if absent:
        hint = suggestion(absent[0], sample.data.columns)
        raise EstimationError(
            f"the formula names '{absent[0]}', which the sample does not have. {hint}".strip()
        )
    rows = sample.domain_rows(domain)
    data = sample.data[list(names)]
    used = rows & data.notna().all(axis=1).to_numpy()
    data = data if used.all() else data[used]
    matrix, spec = blocks.build(right, data) if in_blocks else (None, None)
    if matrix is None:
        matrix, spec = formulas.matrix_and_spec(right, data)
    y = formulas.outcome(left, data) if outcome else np.zeros(len(data))
    columns_of = {str(term): list(place) for term, place in spec.term_indices.items()}
    terms = tuple(str(name) for name in spec.column_names)
    return Inputs(y, matrix, terms, columns_of, used, rows, data, lambda other: formulas.rebuilt(spec, other))


def expanded(values: np.ndarray, used: np.ndarray) -> np.ndarray:
    """Return influence values of the used rows at their place among all rows, 0 elsewhere."""
    if used.all():
        return values
    full = np.zeros((len(used), values.shape[1]))
    full[used] = values
    return full


def glm(sample: SurveySample, formula: str, *, family: str, link: str | None, domain, level: float) -> Model:
    """Fit a generalized linear model; see ``SurveySample.glm``."""
    given = inputs_of(sample, formula, domain, in_blocks=True)
    kind = newton.family_of(family, link)
    fits: list[newton.Fit] = []

    def fitted(weights: np.ndarray) -> tuple[newton.Fit, np.ndarray]:
        own = weights if given.used.all() else weights[given.used]
        fits.append(newton.fit(given.y, given.matrix, own, family=kind))
        return fits[-1], own

    if grouped.applies(sample):
        beta, covariance = _in_one_stage(sample, given, *fitted(sample.weights))
    else:
        beta, covariance = sample.binding.evaluate(lambda w: _scored(given, *fitted(w)), rows=given.rows)
    names = pd.DataFrame({"term": given.terms})
    link = link or newton.FAMILIES[family][0]
    return modelled(sample, names, beta, covariance, given=given, formula=formula, family=family, link=link,
                    level=level, warnings=fits[0].warnings, unbounded=fits[0].unbounded)  # fmt: skip


def _scored(given: Inputs, fit: newton.Fit, weights: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return coefficients, scores of all rows, and what turns them into influence values."""
    scores = [fit.scores(given.y[part], x, weights[part]) for part, x in blocks.parts(given.matrix)]
    return fit.beta, expanded(np.concatenate(scores), given.used), fit.bread


def _in_one_stage(sample: SurveySample, given: Inputs, fit: newton.Fit, weights: np.ndarray):
    """Return coefficients and covariance from PSU totals of the scores, which are all that one stage asks for."""
    totals = _unit_scores(sample, given, fit, weights)
    middle = covariance_of_totals(totals, sample.binding.plan, rows=given.rows)
    return fit.beta, fit.bread.T @ middle @ fit.bread


def _unit_scores(sample: SurveySample, given: Inputs, fit: newton.Fit, weights: np.ndarray) -> np.ndarray:
    """Return the PSU totals of the scores, shape (n_psu, p)."""
    stage = sample.binding.plan.first
    unit = stage.unit if given.used.all() else stage.unit[given.used]
    totals = np.zeros((len(stage.stratum), len(given.terms)))
    for part, x in blocks.parts(given.matrix):
        np.add.at(totals, unit[part], fit.scores(given.y[part], x, weights[part]))
    return totals


def modelled(
    sample, names, beta, covariance, *, given: Inputs, formula, family, link, level=0.95, warnings=(),
    unbounded=None,
) -> Model:  # fmt: skip
    """Table coefficients with t tests on df_design + 1 - p degrees of freedom; unbounded ones without any."""
    from scipy.stats import t as student

    df_design = sample.binding.degrees_of_freedom(given.rows)
    per_outcome = len(beta) if "outcome" not in names else len(given.terms)
    df = df_design + 1 - per_outcome
    covariance, told = _bounded(names, covariance, unbounded)
    se = np.sqrt(np.maximum(np.diag(covariance), 0))
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = beta / se
    half = intervals.student(df, level) * se
    table = names.assign(
        estimate=beta, se=se, ci_low=beta - half, ci_high=beta + half, t=ratio,
        p=2 * student.sf(np.abs(ratio), df) if df > 0 else np.nan, df=df, n=int(given.used.sum()),
    )  # fmt: skip
    return Model(
        frame=table, country=sample.country, covariance=covariance, formula=formula, family=family, link=link,
        df_design=df_design, df_residual=df, n=int(given.used.sum()), warnings=(*warnings, *told),
    )  # fmt: skip


def _bounded(names: pd.DataFrame, covariance: np.ndarray, unbounded: np.ndarray | None):
    """Return the covariance without what no likelihood bounds, and a sentence that names these terms."""
    if unbounded is None or not unbounded.any():
        return covariance, ()
    covariance = covariance.copy()
    covariance[unbounded, :] = covariance[:, unbounded] = np.nan
    terms = ", ".join(names["term"][unbounded])
    return covariance, (f"no standard error for {terms}: the data allow any larger coefficient as well",)


def term_test(sample: SurveySample, model: Model, term: str, *, domain) -> Test:
    """Test that all coefficients of a term are 0: F = b'V^-1 b / q on (q, df_residual)."""
    from scipy.stats import f

    given = inputs_of(sample, model.formula, domain)
    if term not in given.columns_of:
        raise EstimationError(f"the model has no term '{term}'. {suggestion(term, given.columns_of)}".strip())
    place = given.columns_of[term]
    beta = model.frame["estimate"].to_numpy()[place]
    value = float(beta @ np.linalg.solve(model.covariance[np.ix_(place, place)], beta)) / len(place)
    p = float(f.sf(value, len(place), model.df_residual))
    return tested("term", value, df=(len(place), model.df_residual), p=p, country=sample.country)


def tested(
    name: str, statistic: float, *, df: tuple, p: float, country: str, difference: float = float("nan"),
    scale: float = 1.0,
) -> Test:  # fmt: skip
    """Return a test as a result of one row; ``scale`` is what the statistic is divided by before it is judged."""
    second = df[1] if len(df) > 1 else np.nan
    row = {"test": name, "statistic": statistic, "df1": df[0], "df2": second, "p": p}
    notes = (f"Judged after division by {exact(scale):.4f}, the mean design effect.",) if scale != 1 else ()
    return Test(
        frame=pd.DataFrame([row]), country=country, statistic=statistic, df=df, p=p, difference=difference,
        scale=scale, notes=notes,
    )  # fmt: skip
