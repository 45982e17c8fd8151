"""Totals and means of groups without an array of rows by groups.

PSU totals of the influence values are linear in two sums by PSU and group, so one ``bincount`` over combined integer
codes gives them: for a mean, (sum w y - m sum w) / sum w. The covariance is the same one as everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from sse_analysis.results.estimates import Estimates
from sse_analysis.survey.cells import group_codes
from sse_analysis.survey.presenting import tabulated
from sse_analysis.survey.variance import covariance_of_totals

if TYPE_CHECKING:
    from sse_analysis.survey.sample import SurveySample


@dataclass(frozen=True, eq=False)
class Layout:
    """Where every row adds up: its PSU and its group in one code.

    Parameters
    ----------
    names : DataFrame, shape (n_groups, ...)
        Levels of the ``by`` columns.
    group : int array, shape (n_rows,)
        ``n_groups`` for rows of no group.
    place : int array, shape (n_rows,)
        PSU times (n_groups + 1) plus group.
    weight : float array, shape (n_psu, n_groups)
        sum w.
    n : int array, shape (n_groups,)
    """

    names: pd.DataFrame
    group: np.ndarray
    place: np.ndarray
    weight: np.ndarray
    n: np.ndarray

    def added(self, amounts: np.ndarray) -> np.ndarray:
        """Return sums by PSU and group; what falls in no group is thrown away."""
        units, groups = self.weight.shape
        return np.bincount(self.place, amounts, units * (groups + 1)).reshape(units, groups + 1)[:, :groups]


def applies(sample: SurveySample) -> bool:
    """Tell whether the design has one stage, no replicates and no calibration, so that PSU totals suffice."""
    binding = sample.binding
    return len(binding.plan.stages) == 1 and binding.replicates is None and binding.calibrated is None


def grouped(
    sample: SurveySample,
    y: str | None,
    *,
    by: list[str],
    domain,
    kind: Literal["mean", "total"],
    level: float,
) -> Estimates:
    """Return means or totals of ``y`` (of 1 when None) by groups; see ``SurveySample.mean``."""
    rows = sample.domain_rows(domain)
    values = None if y is None else sample.column(y)
    answered = None if values is None or not np.isnan(values.sum()) else ~np.isnan(values)
    layout = _layout(sample, by, rows=rows, whole=domain is None, answered=answered)
    weighted, square = layout.weight, layout.weight.sum(axis=0)
    if values is not None:
        values = values if answered is None else np.where(answered, values, 0.0)
        product = sample.weights * values
        weighted = layout.added(product)
        product *= values
        square = np.bincount(layout.group, product, len(layout.names) + 1)[: len(layout.names)]
    return _estimates(sample, y, layout, weighted=weighted, square=square, rows=rows, kind=kind, level=level)


def _layout(sample: SurveySample, by: list[str], *, rows, whole: bool, answered) -> Layout:
    """Return the layout of a grouping; the one of the whole sample is made once."""
    key = tuple(by)
    if whole and answered is None and key in sample.layouts:
        return sample.layouts[key]
    codes, names = group_codes(sample.data, by, rows)
    inside = rows & (codes >= 0)
    if answered is not None:
        inside &= answered
    group = np.where(inside, codes, len(names))
    stage, width = sample.binding.plan.first, len(names) + 1
    place = stage.unit * width + group
    units = len(stage.stratum)
    weight = np.bincount(place, sample.weights, units * width).reshape(units, width)[:, : len(names)]
    layout = Layout(names, group, place, weight, np.bincount(group, minlength=width)[: len(names)])
    if whole and answered is None:
        sample.layouts[key] = layout
    return layout


def _estimates(sample, y, layout: Layout, *, weighted, square, rows, kind, level) -> Estimates:
    plan, size = sample.binding.plan, layout.weight.sum(axis=0)
    value, totals = weighted.sum(axis=0), weighted
    if kind == "mean":
        value = np.divide(value, size, out=np.full_like(value, np.nan), where=size > 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            totals = (weighted - np.nan_to_num(value) * layout.weight) / size
    empty = np.isnan(value)
    covariance = covariance_of_totals(np.where(empty, 0.0, totals), plan, rows=rows)
    covariance[empty, :] = covariance[:, empty] = np.nan
    names = pd.concat([pd.DataFrame({"variable": [y or "count"] * len(layout.names)}), layout.names], axis=1)
    df = sample.binding.degrees_of_freedom(rows)
    table = tabulated(names, value, covariance, df=df, n=layout.n, level=level)
    if kind == "mean":
        table = _with_effects(table, square, size)
    return Estimates(frame=table, country=sample.country, covariance=covariance, level=level)


def _with_effects(table: pd.DataFrame, square: np.ndarray, size: np.ndarray) -> pd.DataFrame:
    n, mean = table["n"].to_numpy(), table["estimate"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = n / (n - 1) * (square / size - mean**2)
        replaced = table["se"].to_numpy() ** 2 / (spread / n)
        deff = replaced / (1 - n / size)
        return table.assign(deff=deff, deff_replace=replaced, n_eff=n / deff)
