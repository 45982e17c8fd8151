"""Inequality of earnings: Gini, Theil, mean log deviation, and what lies between and within groups.

Cowell (2011); Shorrocks (1980) for the decomposition; Langel and Tille (2013) for the linearisation of the Gini index.
A sample with replicate weights has its standard errors from them, any other by linearisation.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.errors import EstimationError
from sse_analysis.formalization.linearized import Linearized, evaluated, stacked, total
from sse_analysis.results.effects import Inequality
from sse_analysis.survey import SurveySample
from sse_analysis.survey.cells import group_codes
from sse_analysis.survey.presenting import tabulated


def inequality(
    sample: SurveySample, y: str, *, by: str | None = None, domain=None, level: float = 0.95
) -> Inequality:
    """Estimate the inequality of ``y``; with ``by``, also the Theil index between and within groups.

    Parameters
    ----------
    y : str
        Amounts of 0 or more; a missing one leaves the domain. One amount of 0 makes the mean log deviation undefined.
    by : str, optional
        Column of groups that share no member; a row without a group leaves the domain.

    Raises
    ------
    EstimationError
        If an amount is negative, or no amount is positive: these measures are then not defined.
    """
    column, rows = sample.column(y), sample.domain_rows(domain)
    used = rows & ~np.isnan(column)
    groups = None
    if by is not None:
        codes, _ = group_codes(sample.data, [by], rows)
        used &= codes >= 0
        groups = np.unique(codes[used], return_inverse=True)[1]
    amounts = column[used]
    _check(y, amounts)

    def estimate(weights: np.ndarray) -> Linearized:
        found = [_gini(amounts, weights), _theil(amounts, weights), _log_deviation(amounts, weights)]
        if groups is not None:
            between = _between(amounts, weights, groups)
            found += [between, found[1] - between]
        return stacked(*found)

    value, covariance = evaluated(sample, estimate, used=used, rows=rows)
    measures = ["gini", "theil_t", "mld", *(["theil_between", "theil_within"] if by is not None else [])]
    df = sample.binding.degrees_of_freedom(rows)
    frame = tabulated(
        pd.DataFrame({"measure": measures}), value, covariance, df=df, n=int(used.sum()), level=level
    )
    method = "linearised" if sample.binding.replicates is None else "replicates"
    return Inequality(
        frame=frame, country=sample.country, covariance=covariance, level=level, method=method, variable=y
    )


def _check(name: str, amounts: np.ndarray) -> None:
    negative = int((amounts < 0).sum())
    if negative:
        raise EstimationError(
            f"'{name}' has {negative:,} negative amounts: inequality measures are not defined for them. Leave these "
            "rows out by a domain, and say so."
        )
    if not (amounts > 0).any():
        raise EstimationError(
            f"'{name}' has no positive amount in the domain, so there is nothing to share out."
        )


def _gini(y: np.ndarray, weights: np.ndarray) -> Linearized:
    """Return 2 sum(w y F) / sum(w y) - 1, F the middle of the step of the distribution function at y."""
    _, place = np.unique(y, return_inverse=True)
    mass, amount = np.bincount(place, weights), np.bincount(place, weights * y)
    size, whole = weights.sum(), weights @ y
    middle = ((np.cumsum(mass) - mass / 2) / size)[place]
    above = ((whole - np.cumsum(amount) + amount / 2) / size)[place]
    product = weights @ (y * middle)
    change = y * middle + above - product / size
    influence = weights * 2 * (change / whole - product * y / whole**2)
    return Linearized(np.array([2 * product / whole - 1]), influence[:, None])


def _theil(y: np.ndarray, weights: np.ndarray) -> Linearized:
    """Return sum(w y ln y) / sum(w y) - ln(mean); 0 ln 0 is 0."""
    logs = np.log(np.where(y > 0, y, 1.0))
    whole = total(y, weights)
    return total(y * logs, weights) / whole - (whole / _size(weights)).log()


def _log_deviation(y: np.ndarray, weights: np.ndarray) -> Linearized:
    """Return ln(mean) - mean(ln y); missing when an amount is 0."""
    size = _size(weights)
    logs = np.log(np.where(y > 0, y, np.nan if (y[weights > 0] == 0).any() else 1.0))
    return (total(y, weights) / size).log() - total(logs, weights) / size


def _between(y: np.ndarray, weights: np.ndarray, groups: np.ndarray) -> Linearized:
    """Return sum over groups of their share of ``y`` times ln(mean of the group / mean)."""
    whole, size = total(y, weights), _size(weights)
    members = (groups[:, None] == np.arange(groups.max() + 1)).astype("float64")
    members = members[:, weights @ members > 0]
    amount, heads = total(members * y[:, None], weights), total(members, weights)
    held = amount.value > 0
    amount, heads = amount[np.flatnonzero(held)], heads[np.flatnonzero(held)]
    apart = (amount / heads).log() - (whole / size).log()
    return (amount / whole * apart).sum()


def _size(weights: np.ndarray) -> Linearized:
    return total(np.ones(len(weights)), weights)
