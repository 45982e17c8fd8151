"""A change that reaches groups at different times: effects by group and time against those it never reaches.

Callaway and Sant'Anna (2021), parallel trends without covariates. The two-way fixed effects coefficient is given beside
them and never alone: it compares late groups with early ones that have already changed.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.errors import EstimationError
from sse_analysis.formalization.linearized import Linearized, evaluated, mean, stacked, total
from sse_analysis.results.absence import Absence
from sse_analysis.results.effects import GroupTime
from sse_analysis.survey import SurveySample
from sse_analysis.survey.presenting import tabulated


def group_time_effects(
    sample: SurveySample, y: str, *, unit: str, time: str, cohort: str, never: float = 0, level: float = 0.95
) -> GroupTime | Absence:
    """Estimate effects of a staggered change by cohort and time, and their averages.

    att(g, t) = (Y_gt - Y_gb) - (Y_0t - Y_0b), b the time before g for t >= g, else the time before t. ``simple`` and
    ``event_study`` (by time since the change) weigh by the estimated size of the cohorts.

    Parameters
    ----------
    sample : SurveySample
        One row a unit and time; every unit at every time, with one weight, inside one PSU of the design.
    unit, time, cohort : str
        Columns: the unit, the time (numeric), the time of its change.
    never : float
        Code of ``cohort`` for those the change does not reach in the data.

    Returns
    -------
    GroupTime or Absence
        ``not_computable`` without units that are never reached, or without a time before the first change.

    Raises
    ------
    EstimationError
        If the panel has gaps, or the design takes the rows of a unit as independent.
    """
    columns = {name: sample.column(name) for name in (y, time, cohort)}
    units = pd.factorize(sample.data[unit])[0]
    _check(sample, units, columns, names=(unit, time, cohort))
    times = np.unique(columns[time])
    cohorts = [g for g in np.unique(columns[cohort]) if g != never]
    reached = [g for g in cohorts if g > times[0]]
    if not reached or not (columns[cohort] == never).any():
        return _refusal(sample, y, bool(reached))
    pairs = [(g, t) for g in reached for t in times[1:]]

    def estimate(weights: np.ndarray) -> Linearized:
        cell = _cells(columns[y], columns[time], columns[cohort], weights)
        effects = [_att(cell, g, t, times=times, never=never) for g, t in pairs]
        after = {pair: effect for pair, effect in zip(pairs, effects, strict=True) if pair[1] >= pair[0]}
        sizes = {g: total((columns[cohort] == g).astype("float64"), weights) for g in reached}
        since = [_average({p: e for p, e in after.items() if p[1] - p[0] == k}, sizes) for k in _since(pairs)]
        twfe = _two_way(
            columns[y], units, columns[time], _changed(columns[time], columns[cohort], never), weights
        )
        return stacked(*effects, *since, _average(after, sizes), twfe)

    everyone = np.ones(len(units), bool)
    value, covariance = evaluated(sample, estimate, used=everyone, rows=everyone)
    df = sample.binding.degrees_of_freedom(everyone)
    frame = tabulated(_names(pairs), value, covariance, df=df, n=len(units), level=level)
    early = [f"{exact(g):g}" for g in cohorts if g <= times[0]]
    notes = (
        (
            f"Changed by the first time of the data, so in two-way fixed effects only: cohort {', '.join(early)}.",
        )
        if early
        else ()
    )
    return GroupTime(frame=frame, country=sample.country, covariance=covariance, level=level, notes=notes)


def _check(sample: SurveySample, units: np.ndarray, columns: dict, *, names: tuple[str, str, str]) -> None:
    unit, time, cohort = names
    problems = []
    if (units < 0).any() or any(np.isnan(column).any() for column in columns.values()):
        problems.append("a value is missing")
    counts = np.bincount(units[units >= 0])
    every = len(np.unique(columns[time]))
    twice = pd.DataFrame({"unit": units, "time": columns[time]}).duplicated().any()
    if twice or (counts != every).any():
        problems.append(f"not every '{unit}' has one row at each of the {every} values of '{time}'")
    by_unit = pd.DataFrame(
        {
            "unit": units,
            "cohort": columns[cohort],
            "weight": sample.weights,
            "psu": sample.binding.plan.first.unit,
        }
    )
    varies = (by_unit.groupby("unit").nunique() > 1).any()
    if varies["cohort"]:
        problems.append(f"'{cohort}' changes within a '{unit}'")
    if varies["weight"]:
        problems.append(f"the weight changes within a '{unit}'")
    if varies["psu"]:
        problems.append(
            f"the design takes the rows of one '{unit}' as independent: name '{unit}', or what holds it, as psu"
        )
    if problems:
        raise EstimationError(f"the panel cannot be used: {'; '.join(problems)}.")


def _refusal(sample: SurveySample, y: str, reached: bool) -> Absence:
    lack = "every unit is reached in the end" if reached else "no unit is seen before and after its change"
    return Absence(
        id="formalization-staggered-change", country=sample.country, reason="not_computable",
        what=f"Effect of a staggered change on '{y}'",
        why=f"There is nobody to compare with: {lack}. Needed: units that the change never reaches, and a time before "
        "the first change.",
        answers="What did the change do to those it reached, and how fast?",
    )  # fmt: skip


def _cells(y: np.ndarray, time: np.ndarray, cohort: np.ndarray, weights: np.ndarray):
    kept: dict[tuple[float, float], Linearized] = {}

    def cell(g: float, t: float) -> Linearized:
        if (g, t) not in kept:
            kept[g, t] = mean(y, weights * ((cohort == g) & (time == t)))
        return kept[g, t]

    return cell


def _att(cell, g: float, t: float, *, times: np.ndarray, never: float) -> Linearized:
    base = times[times < min(g, t)][-1]
    return (cell(g, t) - cell(g, base)) - (cell(never, t) - cell(never, base))


def _average(effects: dict, sizes: dict) -> Linearized:
    pairs = list(effects.items())
    above, below = pairs[0][1] * sizes[pairs[0][0][0]], sizes[pairs[0][0][0]]
    for (g, _), effect in pairs[1:]:
        above, below = above + effect * sizes[g], below + sizes[g]
    return above / below


def _changed(time: np.ndarray, cohort: np.ndarray, never: float) -> np.ndarray:
    return ((cohort != never) & (time >= cohort)).astype("float64")


def _two_way(
    y: np.ndarray, units: np.ndarray, time: np.ndarray, changed: np.ndarray, weights: np.ndarray
) -> Linearized:
    """Return the coefficient of the change with unit and time effects, taken out of a balanced panel by its means."""
    moments = pd.factorize(time)[0]

    def inner(x: np.ndarray) -> np.ndarray:
        by_unit = np.bincount(units, x) / np.bincount(units)
        by_time = np.bincount(moments, weights * x) / np.bincount(moments, weights)
        return x - by_unit[units] - by_time[moments] + weights @ x / weights.sum()

    treated, outcome = inner(changed), inner(y)
    size = weights @ treated**2
    slope = weights @ (treated * outcome) / size
    influence = weights * treated * (outcome - slope * treated) / size
    return Linearized(np.array([slope]), influence[:, None])


def _since(pairs: list[tuple[float, float]]) -> list[float]:
    return sorted({t - g for g, t in pairs if t >= g})


def _names(pairs: list[tuple[float, float]]) -> pd.DataFrame:
    rows = [("att", g, t, t - g) for g, t in pairs]
    rows += [("event_study", np.nan, np.nan, k) for k in _since(pairs)]
    rows += [("simple", np.nan, np.nan, np.nan), ("twfe", np.nan, np.nan, np.nan)]
    return pd.DataFrame(rows, columns=["quantity", "cohort", "time", "since"])
