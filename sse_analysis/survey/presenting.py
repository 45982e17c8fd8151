"""From values and covariance to a table of estimates with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sse_analysis.results.estimates import COLUMNS, Estimates
from sse_analysis.survey import estimators, intervals
from sse_analysis.survey.cells import Cells

if TYPE_CHECKING:
    from sse_analysis.survey.sample import SurveySample


def as_estimates(
    sample: SurveySample,
    function,
    cells: Cells,
    *,
    level: float,
    interval: tuple | None = None,
    effects: bool = False,
) -> Estimates:
    """Evaluate an estimator in every cell and table it.

    Parameters
    ----------
    function : callable
        ``function(y, weights, domain)`` of ``estimators``.
    interval : (str, bool), optional
        Method and cap of the interval of a share; None for value -+ t se.
    effects : bool
        Add the design effect of a mean against sampling without (``deff``) and with replacement.
    """
    binding = sample.binding
    value, covariance = binding.evaluate(lambda w: function(cells.y, w, cells.inside), rows=cells.rows)
    df = cells.degrees_of_freedom(binding)
    n = cells.inside.sum(axis=0).astype("int64")
    table = tabulated(cells.names, value, covariance, df=df, n=n, level=level)
    if interval is not None:
        table = _with_intervals(table, cells, df=df, interval=interval, level=level)
    if effects:
        table = _with_effects(table, cells, binding.weights)
    method = interval[0] if interval else "t"
    return Estimates(
        frame=table, country=sample.country, covariance=covariance, level=level, method=method,
        additive=function is estimators.total,
    )  # fmt: skip


def tabulated(
    names: pd.DataFrame, value: np.ndarray, covariance: np.ndarray, *, df: np.ndarray | float, n, level: float
) -> pd.DataFrame:
    """Return the fixed columns beside the names of the cells; of a covariance the diagonal is enough.

    ``df`` is one number, or one a cell.
    """
    variance = np.diag(covariance) if covariance.ndim == 2 else covariance
    se = np.sqrt(np.maximum(variance, 0.0))
    with np.errstate(divide="ignore", invalid="ignore"):
        half = intervals.student(df, level) * se
        cv = np.where(value != 0, se / np.abs(value), np.nan)
    absent = np.isnan(value)
    columns = {
        "estimate": value, "se": se, "ci_low": value - half, "ci_high": value + half, "cv": cv, "df": df, "n": n,
        "n_eff": np.nan, "obs_status": np.where(absent, "M", "A"), "conf_status": "F",
    }  # fmt: skip
    return pd.concat([names.reset_index(drop=True), pd.DataFrame(columns)[list(COLUMNS)]], axis=1)


def _with_intervals(
    table: pd.DataFrame, cells: Cells, *, df: np.ndarray, interval: tuple, level: float
) -> pd.DataFrame:
    method, cap = interval
    limits = [
        intervals.proportion(p, se, df=own, n=n, method=method, cap=cap, level=level)
        for p, se, n, own in zip(table["estimate"], table["se"], table["n"], df, strict=True)
    ]
    return table.assign(ci_low=[low for low, _ in limits], ci_high=[high for _, high in limits])


def _with_effects(table: pd.DataFrame, cells: Cells, weights: np.ndarray) -> pd.DataFrame:
    deff, replaced = estimators.design_effect(
        cells.y, weights, cells.inside, variance_of_mean=table["se"].to_numpy() ** 2
    )
    return table.assign(deff=deff, deff_replace=replaced, n_eff=effective(table["n"].to_numpy(), deff))


def effective(n: np.ndarray, deff: np.ndarray) -> np.ndarray:
    """Return the size n / deff of a simple sample as good as this one; missing where a mean has no error at all."""
    return np.divide(n, deff, out=np.full(np.shape(deff), np.nan), where=deff > 0)
