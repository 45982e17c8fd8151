"""Totals and means of groups without an array of rows by groups.

PSU totals of the influence values are linear in two sums by PSU and group, so one ``bincount`` over combined integer
codes gives them: for a mean, (sum w y - m sum w) / sum w. The covariance is the same one as everywhere.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from sse_analysis.results.estimates import Estimates
from sse_analysis.survey.cells import group_codes
from sse_analysis.survey.presenting import effective, tabulated
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
    names: list[str] | None,
    *,
    by: list[str],
    domain,
    kind: Literal["mean", "total"],
    level: float,
    joint: bool = True,
    effects: bool = True,
) -> Estimates:
    """Return means or totals of some variables (of 1 when None) by groups; see ``SurveySample.mean``.

    Each variable costs two passes over its column, one when it is yes or no, because its square is itself. The
    variables after the first are shared between two threads: adding up holds no lock, and no sum is split.
    """
    rows, effects = sample.domain_rows(domain), effects and kind == "mean"

    def worked(part: list[str | None]) -> list[Part]:
        room = np.empty(len(sample.data))
        given = {"by": by, "rows": rows, "whole": domain is None, "squares": effects, "room": room}
        return [
            _part(sample, _sums(sample, name, **given), kind=kind, joint=joint, rows=rows) for name in part
        ]

    first, *others = names or [None]
    parts = worked([first])
    with ThreadPoolExecutor(max_workers=2) as pool:
        half = len(others) // 2
        parts += [one for part in pool.map(worked, [others[:half], others[half:]]) for one in part]
    codes, labels = group_codes(sample.data, by, rows)
    df = np.tile(sample.binding.degrees_of_groups(rows, codes, len(labels)), len(parts))
    found = _estimates(sample, names or ["count"], parts, rows=rows, df=df, effects=effects, level=level)
    return replace(found, additive=kind == "total")


@dataclass(frozen=True, eq=False)
class Sums:
    """Sums of one variable: w y by PSU and group, shape (n_psu, n_groups), and w y^2 by group."""

    layout: Layout
    weighted: np.ndarray
    square: np.ndarray


@dataclass(frozen=True, eq=False)
class Part:
    """One variable: values of the groups, PSU totals of their influence values, and its covariance if asked for."""

    sums: Sums
    value: np.ndarray
    totals: np.ndarray
    covariance: np.ndarray | None


def _part(sample: SurveySample, sums: Sums, *, kind: str, joint: bool, rows) -> Part:
    value, totals = _influence(sums, kind)
    return Part(sums, value, totals, None if joint else _covariance(value, totals, sample, rows))


def _sums(sample: SurveySample, name: str | None, *, by, rows, whole: bool, squares: bool, room) -> Sums:
    """Add up one variable; ``room`` holds its products, because new memory costs more than the sums."""
    if name is None:
        layout = _layout(sample, by, rows=rows, whole=whole, answered=None)
        return Sums(layout, layout.weight, layout.weight.sum(axis=0))
    values, answered = _values(sample, name)
    layout = _layout(sample, by, rows=rows, whole=whole, answered=answered)
    np.multiply(sample.weights, values, out=room)
    if answered is not None:
        room[~answered] = 0.0
    weighted = layout.added(room)
    if not squares or sample.data[name].dtype.kind == "b":
        return Sums(layout, weighted, weighted.sum(axis=0))
    np.multiply(room, values, out=room, where=True if answered is None else answered)
    groups = len(layout.names)
    return Sums(layout, weighted, np.bincount(layout.group, room, groups + 1)[:groups])


def _values(sample: SurveySample, name: str) -> tuple[np.ndarray, np.ndarray | None]:
    """Return a column and which rows answered, None for all; yes and no without a copy."""
    if name in sample.data and sample.data[name].dtype == bool:
        return sample.data[name].to_numpy(), None
    values = sample.column(name)
    return values, ~np.isnan(values) if np.isnan(values.sum()) else None


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


def _estimates(sample, variables, parts: list[Part], *, rows, df, effects, level) -> Estimates:
    """Table the cells of all variables, with their joint covariance or the one of each variable."""
    names = pd.concat([part.sums.layout.names for part in parts], ignore_index=True)
    counts = [len(part.value) for part in parts]
    names.insert(0, "variable", pd.Series(variables, dtype="str").repeat(counts).to_numpy())
    value = np.concatenate([part.value for part in parts])
    if parts[0].covariance is None:
        totals = np.concatenate([part.totals for part in parts], axis=1)
        covariance = variance = _covariance(value, totals, sample, rows)
    else:
        covariance = np.stack([part.covariance for part in parts])
        variance = np.diagonal(covariance, axis1=1, axis2=2).ravel()
    n = np.concatenate([part.sums.layout.n for part in parts])
    table = tabulated(names, value, variance, df=df, n=n, level=level)
    if effects:
        size = np.concatenate([part.sums.layout.weight.sum(axis=0) for part in parts])
        table = _with_effects(table, np.concatenate([part.sums.square for part in parts]), size)
    return Estimates(frame=table, country=sample.country, covariance=covariance, level=level)


def _covariance(value: np.ndarray, totals: np.ndarray, sample: SurveySample, rows) -> np.ndarray:
    """Return the covariance of the groups; undefined, not zero, where a mean is one of nobody."""
    covariance, empty = covariance_of_totals(totals, sample.binding.plan, rows=rows), np.isnan(value)
    covariance[empty, :] = covariance[:, empty] = np.nan
    return covariance


def _influence(sums: Sums, kind: str) -> tuple[np.ndarray, np.ndarray]:
    """Return the values of the groups, NaN for a mean of nobody, and the PSU totals of their influence values."""
    value, size = sums.weighted.sum(axis=0), sums.layout.weight.sum(axis=0)
    if kind == "total":
        return value, sums.weighted
    held = np.where(size > 0, size, 1.0)
    return np.where(size > 0, value / held, np.nan), (
        sums.weighted - value / held * sums.layout.weight
    ) / held


def _with_effects(table: pd.DataFrame, square: np.ndarray, size: np.ndarray) -> pd.DataFrame:
    n, mean = table["n"].to_numpy(), table["estimate"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = n / (n - 1) * (square / size - mean**2)
        replaced = table["se"].to_numpy() ** 2 / (spread / n)
        deff = replaced / (1 - n / size)
    return table.assign(deff=deff, deff_replace=replaced, n_eff=effective(n, deff))
