"""Quantiles of a sample: the interval of F(q), inverted; or the spread of the replicates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sse_analysis.errors import EstimationError
from sse_analysis.results.estimates import COLUMNS, Estimates
from sse_analysis.survey import estimators, intervals
from sse_analysis.survey.cells import cells_of
from sse_analysis.survey.quantiles import Distribution, inverted

if TYPE_CHECKING:
    from sse_analysis.survey.sample import SurveySample

_JACKKNIFE = ("JK1", "JKn")


def quantile_of(
    sample: SurveySample,
    y: str,
    *,
    p,
    by,
    domain,
    rule: str,
    interval: str,
    level: float,
    allow_invalid: bool = False,
) -> Estimates:
    """Return quantiles of ``y``, one row a probability and cell; see ``SurveySample.quantile``.

    Raises
    ------
    EstimationError
        If jackknife replicates are to give the interval: the jackknife is not consistent for quantiles.
    """
    cells = cells_of(sample, (y,), by=by, domain=domain)
    _refuse_jackknife(sample, interval, allow_invalid)
    chances = [float(p)] if np.isscalar(p) else [float(chance) for chance in p]
    df = cells.degrees_of_freedom(sample.binding)
    rows = [
        _one(sample, cells, column, p=chance, rule=rule, interval=interval, df=int(df[column]), level=level)
        for column in range(cells.y.shape[1])
        for chance in chances
    ]
    names = pd.DataFrame(
        [
            {**cells.names.iloc[column].to_dict(), "p": chance}
            for column in range(cells.y.shape[1])
            for chance in chances
        ]
    )
    table = pd.concat([names, pd.DataFrame(rows)[list(COLUMNS)]], axis=1)
    covariance = np.diag(table["se"].to_numpy() ** 2)
    return Estimates(frame=table, country=sample.country, covariance=covariance, level=level, method=interval)


def _refuse_jackknife(sample: SurveySample, interval: str, allowed: bool) -> None:
    given = sample.design.replicates
    if interval == "replicate" and given and given.type in _JACKKNIFE and not allowed:
        raise EstimationError(
            "The jackknife is not consistent for quantiles. Use interval='mean' (Woodruff), or bootstrap or BRR "
            "replicates; allow_invalid=True reproduces what other programs print."
        )


def _one(sample: SurveySample, cells, column: int, *, p, rule, interval, df, level) -> dict:
    inside = cells.inside[:, column] > 0
    y = cells.y[inside, column]
    distribution = Distribution(y, sample.weights[inside], rule=rule)
    value = distribution.quantile(p)
    binding = sample.binding
    t = float(intervals.student(df, level))
    if interval == "replicate":
        se = _replicated(binding, y, inside, p=p, rule=rule, value=value)
        low, high = value - t * se, value + t * se
    else:
        limits = _limits(sample, cells, column, value=value, p=p, interval=interval, df=df, level=level)
        low, high = inverted(distribution, limits)
        se = (high - low) / (2 * t)
    return _record(value, se, low=low, high=high, df=df, n=int(inside.sum()))


def _limits(sample, cells, column: int, *, value, p, interval, df, level) -> tuple[float, float]:
    """Return the interval of F(q) by the named method."""
    inside = cells.inside[:, [column]]
    below = np.where(inside > 0, cells.y[:, [column]] <= value, 0.0).astype("float64")
    share, covariance = sample.binding.evaluate(lambda w: estimators.mean(below, w, inside), rows=cells.rows)
    n = int(cells.rows.sum())
    return intervals.proportion(
        share[0], float(np.sqrt(covariance[0, 0])), df=df, n=n, method=interval, level=level
    )


def _replicated(binding, y, inside, *, p, rule, value) -> float:
    columns = binding.replicates.weights[inside].T
    replicated = np.array([[Distribution(y, weights, rule=rule).quantile(p)] for weights in columns])
    return float(np.sqrt(binding.replicates.covariance(replicated, np.array([value]))[0, 0]))


def _record(value, se, *, low, high, df, n) -> dict:
    cv = se / abs(value) if value else np.nan
    status = "M" if np.isnan(value) else "A"
    return dict(zip(COLUMNS, (value, se, low, high, cv, df, n, np.nan, status, "F"), strict=True))
