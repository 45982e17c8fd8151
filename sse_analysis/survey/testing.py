"""Tests that respect the design: independence, two groups, ranks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from sse_analysis.errors import EstimationError, one_of
from sse_analysis.results.model import Test
from sse_analysis.survey import estimators
from sse_analysis.survey.cells import group_codes
from sse_analysis.survey.regression import tested

if TYPE_CHECKING:
    from sse_analysis.survey.sample import SurveySample

Statistic = Literal["second_order_F", "first_order_chisq", "wald", "adjusted_wald"]


def independence(sample: SurveySample, rows: str, columns: str, *, statistic: Statistic, domain) -> Test:
    """Test that two categorical columns are independent.

    ``second_order_F`` and ``first_order_chisq`` are Rao and Scott's (1981, 1984; Thomas and Rao 1987);
    ``wald`` and ``adjusted_wald`` Koch, Freeman and Freeman's (1975).
    """
    inside = sample.domain_rows(domain)
    group, names = group_codes(sample.data, [rows, columns], inside)
    r, c = sample.data[rows].nunique(), sample.data[columns].nunique()
    member = ((group[:, None] == np.arange(len(names))) & inside[:, None]).astype("float64")
    if statistic in ("wald", "adjusted_wald"):
        return _wald(sample, member, inside, shape=(r, c), adjusted=statistic == "adjusted_wald")
    if statistic not in ("second_order_F", "first_order_chisq"):
        raise EstimationError(f"there is no statistic '{statistic}', expected {one_of(Statistic.__args__)}.")
    return _rao_scott(sample, member, inside, shape=(r, c), second=statistic == "second_order_F")


def _rao_scott(sample, member, inside, *, shape, second: bool) -> Test:
    from scipy.stats import chi2, f

    r, c = shape
    answered = np.broadcast_to(member.sum(axis=1, keepdims=True), member.shape)
    p, covariance = sample.binding.evaluate(lambda w: estimators.mean(member, w, answered), rows=inside)
    n = int(inside.sum())
    table = p.reshape(c, r).T
    expected = np.outer(table.sum(axis=1), table.sum(axis=0))
    pearson = n * ((table - expected) ** 2 / expected).sum()
    contrast = _interactions(r, c)
    inverse = np.divide(1, p, out=np.zeros_like(p), where=p > 0)
    weighted = contrast * inverse[:, None]
    delta = np.linalg.solve(contrast.T @ weighted / n, weighted.T @ covariance @ weighted)
    trace, k = np.trace(delta), (r - 1) * (c - 1)
    if not second:
        return tested(
            "Rao-Scott, first order",
            pearson,
            df=(k,),
            p=float(chi2.sf(pearson / (trace / k), k)),
            country=sample.country,
            scale=float(trace / k),
        )
    df1 = trace**2 / np.trace(delta @ delta)
    df2 = df1 * sample.binding.degrees_of_freedom(inside)
    value = pearson / trace
    return tested(
        "Rao-Scott, second order",
        value,
        df=(df1, df2),
        p=float(f.sf(value, df1, df2)),
        country=sample.country,
    )


def _interactions(r: int, c: int) -> np.ndarray:
    """Return the interaction columns of the dummy design, free of the main effects (plain least squares)."""
    row = np.tile(np.arange(r), c)
    column = np.repeat(np.arange(c), r)
    rows = (row[:, None] == np.arange(1, r)).astype("float64")
    columns = (column[:, None] == np.arange(1, c)).astype("float64")
    main = np.hstack([np.ones((r * c, 1)), rows, columns])
    both = (rows[:, :, None] * columns[:, None, :]).reshape(r * c, -1)
    return both - main @ np.linalg.lstsq(main, both, rcond=None)[0]


def _wald(sample, member, inside, *, shape, adjusted: bool) -> Test:
    from scipy.stats import f

    r, c = shape

    def residual(weights):
        totals, influence = estimators.total(member, weights, np.ones_like(member))
        cells = totals.reshape(c, r).T
        size, by_row, by_column = cells.sum(), cells.sum(axis=1), cells.sum(axis=0)
        z = influence.reshape(len(influence), c, r).transpose(0, 2, 1)
        z_size, z_row, z_column = z.sum(axis=(1, 2)), z.sum(axis=2), z.sum(axis=1)
        y = cells - np.outer(by_row, by_column) / size
        z_y = (
            z
            - z_row[:, :, None] * by_column / size
            - by_row[:, None] * z_column[:, None, :] / size
            + np.outer(by_row, by_column) / size**2 * z_size[:, None, None]
        )
        return y[1:, 1:].ravel(), z_y[:, 1:, 1:].reshape(len(z), -1)

    y, covariance = sample.binding.evaluate(residual, rows=inside)
    k, df = (r - 1) * (c - 1), sample.binding.degrees_of_freedom(inside)
    quadratic = float(y @ np.linalg.solve(covariance, y))
    value, below = (quadratic * (df - k + 1) / (k * df), df - k + 1) if adjusted else (quadratic / k, df)
    name = "adjusted Wald" if adjusted else "Wald"
    return tested(name, value, df=(k, below), p=float(f.sf(value, k, below)), country=sample.country)


def two_groups(sample: SurveySample, y: str, by: str, *, domain, ranks: bool = False) -> Test:
    """Test the difference of means (or of mean population ranks) of two groups; t on df - 1.

    Ranks are those of Lumley and Scott (2013): cumulated weight less half the own, over the total; ties get
    the plain mean of their ranks.
    """
    from scipy.stats import t as student

    inside = sample.domain_rows(domain)
    group, names = group_codes(sample.data, [by], inside)
    if len(names) != 2:
        raise EstimationError(f"'{by}' has {len(names)} levels; this test is for two.")
    values = sample.column(y)
    used = inside & (group >= 0) & ~np.isnan(values)
    values = np.where(used, np.nan_to_num(values), 0.0)
    member = np.stack([(group == number) & used for number in (0, 1)], axis=1).astype("float64")

    def difference(weights):
        scored = _ranks(values, weights, used) if ranks else values
        means, influence = estimators.mean(scored[:, None], weights, member)
        return np.array([means[1] - means[0]]), (influence[:, 1] - influence[:, 0])[:, None]

    value, covariance = sample.binding.evaluate(difference, rows=inside)
    t = float(value[0] / np.sqrt(covariance[0, 0]))
    df = sample.binding.degrees_of_freedom(inside) - 1
    name = "rank test" if ranks else "t test"
    p = float(2 * student.sf(abs(t), df))
    return tested(name, t, df=(df,), p=p, country=sample.country, difference=float(value[0]))


def _ranks(values: np.ndarray, weights: np.ndarray, used: np.ndarray) -> np.ndarray:
    y, w = values[used], weights[used]
    order = np.argsort(y, kind="stable")
    middle = (np.cumsum(w[order]) - w[order] / 2) / w.sum()
    _, tie = np.unique(y[order], return_inverse=True)
    mean = np.bincount(tie, middle) / np.bincount(tie)
    ranks = np.empty(len(y))
    ranks[order] = mean[tie]
    full = np.zeros(len(values))
    full[used] = ranks
    return full
