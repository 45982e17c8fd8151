"""How long entities stay on a register when many were registered before it was opened.

An entity that was founded before the register began is seen only because it survived until then. It enters the
comparison when it comes under observation (``entry``); counting it from its birth overstates survival.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.errors import EstimationError


@dataclass(frozen=True)
class Curve:
    """Survival by time and group, and what the reader has to know about it.

    Parameters
    ----------
    frame : DataFrame
        ``group, time, survival, se, n_risk, n_present``: entities at risk at the first exit at or after the time (the
        step that comes next divides by them), and just before the time itself. They differ with delayed entry.
    notes : tuple of str
    """

    frame: pd.DataFrame
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Hazard:
    """Log hazard ratio of one group against another."""

    group: object
    base: object
    coef: float
    se: float

    @property
    def ratio(self) -> float:
        return float(np.exp(self.coef))


def kaplan_meier(
    spells: pd.DataFrame, *, exit: str, event: str, times: Sequence[float], entry: str | None = None,
    by: str | None = None,
) -> Curve:  # fmt: skip
    """Estimate survival by the product limit, with delayed entry.

    An entity is at risk at t when entry < t <= exit. se = S(t) sqrt(sum d/(n (n - d))) (Greenwood). With delayed
    entry the curve is conditional on reaching the first entry time.

    Parameters
    ----------
    spells : DataFrame
        One row an entity.
    exit, entry : str
        Columns: age (or time since a common origin) at which it was last seen, and came under observation; without
        ``entry`` from the start. One unit of time.
    event : str
        Column: 1 it ended, 0 it was last seen alive.
    times : sequence of float
        Where the curve is read. Missing beyond the last exit of a group, unless survival has reached 0.
    by : str, optional
        Column of groups; without it all entities are one group named None.

    Returns
    -------
    Curve
        A note says where a group's risk set ran empty early: the curve then drops to 0 for want of entities, not
        because all ended.

    Raises
    ------
    EstimationError
        For blanks, events other than 0 and 1, and entries that are not before their exit: all problems at once.

    References
    ----------
    Kaplan and Meier 1958; Tsai, Jewell and Wang 1987.
    """
    given = _checked(spells, exit=exit, event=event, entry=entry, by=by)
    groups = [(None, given)] if by is None else list(given.groupby("group", sort=True))
    rows, notes = [], []
    for name, part in groups:
        rows += [{"group": name, **point} for point in _curve(part, times)]
        notes += _early(part, name)
    return Curve(pd.DataFrame(rows), tuple(notes))


def cox(
    spells: pd.DataFrame, *, exit: str, event: str, group: str, base: object, entry: str | None = None
) -> Hazard:
    """Estimate the log hazard ratio of the group that is not ``base`` (proportional hazards, Efron ties).

    Parameters
    ----------
    spells, exit, event, entry
        As in :func:`kaplan_meier`.
    group : str
        Column with two values.
    base : object
        The value compared against.

    Raises
    ------
    EstimationError
        Besides the problems of :func:`kaplan_meier`: if ``group`` has not two values, ``base`` is none of them, or
        one of them has no event (its hazard ratio runs to 0 or infinity).

    References
    ----------
    Cox 1972; Efron 1977.
    """
    from statsmodels.duration.hazard_regression import PHReg

    given = _checked(spells, exit=exit, event=event, entry=entry, by=group)
    levels = sorted(given["group"].unique(), key=str)
    if len(levels) != 2 or base not in levels:
        raise EstimationError(f"'{group}' needs two values, one of them '{base}'; found {levels}.")
    (other,) = (level for level in levels if level != base)
    ended = given.groupby("group")["event"].sum()
    if (ended == 0).any():
        raise EstimationError(
            f"no entity ended in the group '{ended.idxmin()}': there is no hazard to compare."
        )
    moments = np.unique(given["exit"])
    # Only the order of times matters. Ranks let entry at t come after an event at t: PHReg would count it in.
    order = 2 * np.searchsorted(moments, given["exit"]) + 1
    start = 2 * np.searchsorted(moments, given["entry"], side="right")
    model = PHReg(
        order.astype("float64"), given["group"].eq(other).to_numpy("float64")[:, None],
        status=given["event"].to_numpy("float64"), entry=start.astype("float64"), ties="efron",
    )  # fmt: skip
    fitted = model.fit(disp=0)
    return Hazard(other, base, float(fitted.params[0]), float(fitted.bse[0]))


def logrank(
    spells: pd.DataFrame, *, exit: str, event: str, by: str, entry: str | None = None
) -> tuple[float, float]:
    """Test whether groups survive alike: chi-square on groups - 1 degrees of freedom, and its p value.

    Parameters
    ----------
    spells, exit, event, entry
        As in :func:`kaplan_meier`.
    by : str
        Column of groups, two or more.

    Raises
    ------
    EstimationError
        Besides the problems of :func:`kaplan_meier`: if there is one group only, or no event.

    References
    ----------
    Mantel 1966.
    """
    from statsmodels.duration.survfunc import survdiff

    given = _checked(spells, exit=exit, event=event, entry=entry, by=by)
    if given["group"].nunique() < 2 or not given["event"].any():
        raise EstimationError(f"a comparison needs two groups of '{by}' or more, and an entity that ended.")
    delayed = {"entry": given["entry"].to_numpy()} if entry else {}
    statistic, p = survdiff(
        given["exit"].to_numpy(), given["event"].to_numpy(), given["group"].to_numpy(), **delayed
    )
    return float(statistic), float(p)


def _checked(
    spells: pd.DataFrame, *, exit: str, event: str, entry: str | None, by: str | None
) -> pd.DataFrame:
    given = pd.DataFrame({"exit": spells[exit].astype("float64"), "event": spells[event].astype("float64")})
    given["entry"] = -np.inf if entry is None else spells[entry].astype("float64")
    if by is not None:
        given["group"] = spells[by].to_numpy()
    names = {"exit": exit, "event": event, "entry": entry, "group": by}
    problems = [f"'{names[column]}' is blank in {n} rows" for column, n in given.isna().sum().items() if n]
    wrong = int((~given["event"].isin([0, 1]) & given["event"].notna()).sum())
    if wrong:
        problems.append(f"'{event}' is neither 0 nor 1 in {wrong} rows")
    late = int((given["entry"] >= given["exit"]).sum())
    if late:
        problems.append(f"'{entry}' is not before '{exit}' in {late} rows")
    if not len(given):
        problems.append("there is no entity")
    if problems:
        raise EstimationError(
            f"survival cannot be estimated: {'; '.join(problems)}. Leave such entities out by a rule that is "
            "written down, and show how many they were."
        )
    return given


def _steps(part: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return event times, numbers at risk and numbers of events."""
    moments, ended = np.unique(part.loc[part["event"] == 1, "exit"], return_counts=True)
    return moments, _at_risk(part, moments), ended


def _at_risk(part: pd.DataFrame, moments: np.ndarray) -> np.ndarray:
    entered = np.searchsorted(np.sort(part["entry"]), moments, side="left")
    left = np.searchsorted(np.sort(part["exit"]), moments, side="left")
    return entered - left


def _curve(part: pd.DataFrame, times: Sequence[float]) -> list[dict[str, float]]:
    moments, risk, ended = _steps(part)
    survival = np.cumprod(1 - ended / risk)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = np.sqrt(np.cumsum(ended / (risk * (risk - ended))))
    error = np.where(survival > 0, survival * np.where(np.isfinite(spread), spread, 0.0), np.nan)
    at = np.asarray(times, "float64")
    place = np.searchsorted(moments, at, side="right")
    value, se = np.append(1.0, survival)[place], np.append(0.0, error)[place]
    unseen = (at > part["exit"].max()) & (value > 0)
    value[unseen] = se[unseen] = np.nan
    exits = np.append(np.sort(part["exit"]), np.inf)
    coming = exits[np.searchsorted(exits, at, side="left")]
    return [
        {"time": t, "survival": s, "se": e, "n_risk": int(n), "n_present": int(now)}
        for t, s, e, n, now in zip(at, value, se, _at_risk(part, coming), _at_risk(part, at), strict=True)
    ]


def _early(part: pd.DataFrame, name: object) -> list[str]:
    moments, risk, ended = _steps(part)
    empty = moments[(ended == risk) & (moments < part["exit"].max())]
    whom = "" if name is None else f" of the group '{name}'"
    return [
        f"At {exact(time):g} all {count} entities under observation{whom} ended, so survival is 0 from there on although "
        "others came under observation later. Start the curve after that time."
        for time, count in zip(empty, risk[np.isin(moments, empty)], strict=True)
    ]
