"""The one room that computes uncertainty: the design covariance of totals of influence values.

V = sum over strata of (1 - f_h) n_h / (n_h - 1) times the sum of squared deviations of PSU totals from their
stratum mean, plus the later stages whose population size is known (Sarndal, Swensson and Wretman 1992,
sections 2.5 and 4.3; Lumley 2010, chapter 2). Every standard error of this package is the root of a diagonal here.
"""

from __future__ import annotations

import numpy as np

from sse_analysis.errors import DesignError
from sse_analysis.survey.plan import Plan, Stage


def covariance(influence: np.ndarray, plan: Plan, *, rows: np.ndarray | None = None) -> np.ndarray:
    """Return the covariance of the totals of some influence values.

    Parameters
    ----------
    influence : float array, shape (n_rows, k)
        Weighted influence values; 0 outside the domain. Rows are never dropped.
    plan : Plan
    rows : boolean array, shape (n_rows,), optional
        The domain; only the rule ``average`` looks at it, to count the strata that matter.

    Returns
    -------
    float array, shape (k, k)

    Raises
    ------
    DesignError
        If a stratum has one PSU and the rule is ``fail``; the strata are listed.
    """
    totals = unit_totals(influence, plan.first)
    result = covariance_of_totals(totals, plan, rows=rows)
    share = plan.first.fraction[plan.first.stratum]
    for stage in plan.stages[1:]:
        totals = unit_totals(influence, stage)
        result += _stage(totals, stage, rule=plan.design.singleton, scale=share)
        share = share[stage.stratum] * stage.fraction[stage.stratum]
    return result


def unit_totals(influence: np.ndarray, stage: Stage) -> np.ndarray:
    """Return the totals of every unit of a stage, shape (n_units, k)."""
    units = len(stage.stratum)
    columns = [np.bincount(stage.unit, column, units) for column in influence.T]
    return np.stack(columns, axis=1) if columns else np.zeros((units, 0))


def covariance_of_totals(totals: np.ndarray, plan: Plan, *, rows: np.ndarray | None = None) -> np.ndarray:
    """Return the first-stage covariance from PSU totals, shape (n_psu, k) -> (k, k)."""
    stage = plan.first
    if plan.probability is not None:
        return _unequal(totals, plan)
    inflation = 1.0
    if plan.design.singleton == "average":
        inflation = _average(stage, rows)
    return inflation * _stage(totals, stage, rule=plan.design.singleton)


def _stage(totals: np.ndarray, stage: Stage, *, rule: str, scale: np.ndarray | None = None) -> np.ndarray:
    strata = len(stage.size)
    deviations = totals - _stratum_means(totals, stage)[stage.stratum]
    several = np.divide(stage.size, stage.size - 1, out=np.zeros(strata), where=stage.size > 1)
    factor = (1 - stage.fraction) * several * (1.0 if scale is None else scale)
    lonely = singletons(stage)
    if len(lonely):
        deviations, factor = _adjusted(totals, deviations, factor, stage=stage, rule=rule, lonely=lonely)
        factor = (
            factor if scale is None else np.where(np.isin(np.arange(strata), lonely), factor * scale, factor)
        )
    weighted = deviations * np.sqrt(factor)[stage.stratum][:, None]
    return weighted.T @ weighted


def _stratum_means(totals: np.ndarray, stage: Stage) -> np.ndarray:
    strata, width = len(stage.size), totals.shape[1]
    place = stage.stratum[:, None] * width + np.arange(width)
    sums = np.bincount(place.ravel(), totals.ravel(), strata * width).reshape(strata, width)
    return sums / np.maximum(stage.size, 1)[:, None]


def singletons(stage: Stage) -> np.ndarray:
    """Return the strata with one sampled unit that is not the whole stratum."""
    return np.flatnonzero((stage.size == 1) & (stage.fraction < 1))


def _adjusted(totals, deviations, factor, *, stage: Stage, rule: str, lonely: np.ndarray):
    """Return deviations and factors with the rule for singletons applied."""
    if rule == "fail":
        names = ", ".join(str(stage.names[number]) for number in lonely[:10])
        more = f" and {len(lonely) - 10} more" if len(lonely) > 10 else ""
        raise DesignError(
            f"{len(lonely)} strata have one PSU, so their variance cannot be estimated: {names}{more}. "
            "Merge them with a neighbour, or choose singleton='certainty', 'average', 'adjust_r' or 'adjust_centred'."
        )
    if rule in ("adjust_r", "adjust_centred"):
        alone = np.isin(stage.stratum, lonely)
        centre = totals.mean(axis=0) if rule == "adjust_centred" else 0.0
        deviations = np.where(alone[:, None], totals - centre, deviations)
        factor = factor.copy()
        factor[lonely] = 1 - stage.fraction[lonely]
    return deviations, factor


def _average(stage: Stage, rows: np.ndarray | None) -> float:
    """Return H / (H - S) among strata that hold a row of the domain."""
    units = stage.unit if rows is None else stage.unit[rows]
    held = np.unique(stage.stratum[np.unique(units)])
    alone = np.isin(held, singletons(stage)).sum()
    if alone == len(held):
        raise DesignError("Every stratum of the domain has one PSU: there is nothing to average over.")
    return len(held) / (len(held) - alone)


def _unequal(totals: np.ndarray, plan: Plan) -> np.ndarray:
    """Return the variance under unequal probabilities without replacement, from inclusion probabilities alone.

    Brewer (2002), as Berger (2004): n/(n-1) sum (1 - pi)(z - zbar)^2 with the plain mean. Hartley and Rao
    (1962): 1/(n-1) times the sum over pairs of (1 - pi_i - pi_j + sum pi^2 / n)(z_i - z_j)^2.
    """
    stage, chance = plan.first, plan.probability
    result = np.zeros((totals.shape[1],) * 2)
    for stratum in np.flatnonzero(stage.size):
        inside = stage.stratum == stratum
        own, pi, n = totals[inside], chance[inside], stage.size[stratum]
        if n < 2:
            if plan.design.singleton == "certainty" or pi[0] == 1:
                continue
            raise DesignError(f"Stratum {stage.names[stratum]} has one PSU; unequal probabilities need two.")
        result += _brewer(own, pi, n) if plan.design.joint == "brewer" else _hartley_rao(own, pi, n)
    return result


def _brewer(totals: np.ndarray, chance: np.ndarray, n: float) -> np.ndarray:
    deviations = totals - totals.mean(axis=0)
    return n / (n - 1) * (deviations * (1 - chance)[:, None]).T @ deviations


def _hartley_rao(totals: np.ndarray, chance: np.ndarray, n: float) -> np.ndarray:
    """Sum over pairs in closed form, so that no n x n matrix is built."""
    constant = 1 + (chance**2).sum() / n
    mean = totals.mean(axis=0)
    centred = totals - mean
    first = constant * n * centred.T @ centred
    weighted = (centred * chance[:, None]).T @ centred
    second = n * weighted + chance.sum() * centred.T @ centred
    return (first - second) / (n - 1)
