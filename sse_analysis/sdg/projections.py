"""Where a line leads at its past pace, with an interval, and only where its data allow one to say so."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.results.absence import Absence, passes_absence_on
from sse_analysis.results.base import Provenance
from sse_analysis.results.sdg import Projections, counted
from sse_analysis.sdg import constants
from sse_analysis.sdg.lines import LINE, last_stretch, lines_of
from sse_analysis.sources.constants import threshold
from sse_analysis.sources.table import SourcedTable, citations

LEVEL = 0.8
_SIGN = {"higher_better": 1.0, "lower_better": -1.0}
_ABOUT = ["goal", "target", "indicator", "series", "label", "sex", "unit"]


@passes_absence_on
def projections(
    sdg_series: SourcedTable, sdg_indicators: SourcedTable, *, as_of: int, minimum_points: int = 8,
    oldest_latest: int = 6, target_year: int = 2030,
) -> Projections | Absence:  # fmt: skip
    """Project lines with a target value to the target year.

    Parameters
    ----------
    as_of : int
        Year from which the age of the latest value is counted.
    minimum_points : int
        Fewest usable values in the last unbroken stretch.
    oldest_latest : int
        A latest value that is older, in years, is not projected.

    Returns
    -------
    Projections
        One row a line: ``projected`` with ``low, high`` (80 per cent prediction interval), ``target_value``, and
        ``verdict``: reached, missed, open (the target lies inside the interval). Counted out with the reason:
        too few values, a stretch shorter than the way ahead, values of different kinds, a past that did not
        foresee its own last three values.

    Notes
    -----
    Straight line in the years, on the logit scale for shares strictly between 0 and 100, else as it is;
    the variance is widened by the first autocorrelation of the residuals. It continues the past; it is no
    forecast of policy.
    """
    rows = lines_of(sdg_series)
    about = sdg_indicators.frame.drop_duplicates("series").set_index("series")
    usable = last_stretch(rows)
    latest = rows.drop_duplicates(LINE, keep="last").join(
        about[["direction", "target_value_2030"]], on="series"
    )
    latest = latest[latest["target_value_2030"].notna() & latest["direction"].isin(_SIGN)]
    grouped = dict(iter(usable.groupby(LINE)))
    withheld = constants.series_with("no_trend")
    found, left = [], []
    limits = {"as_of": as_of, "minimum_points": minimum_points, "oldest_latest": oldest_latest}
    for row in latest.to_dict("records"):
        part = grouped.get(tuple(row[name] for name in LINE))
        why = _refusal(part, **limits, target_year=target_year)
        why = "a series without a meaningful trend" if row["series"] in withheld else why
        if why:
            left.append(why)
        else:
            found.append(_projected(row, part, target_year))
    if not found:
        return _nothing(sdg_series.country, minimum_points)
    frame = pd.DataFrame(found).assign(place=lambda part: constants.agenda_place(part["target"]))
    used = usable[usable["series"].isin(frame["series"])]
    return Projections(
        frame=frame.sort_values(["place", "indicator"], kind="stable")
        .drop(columns="place")
        .reset_index(drop=True),
        country=sdg_series.country,
        sources=citations(used, limit=4),
        notes=_notes(minimum_points, oldest_latest),
        provenance=Provenance(
            inputs=(*sdg_series.inputs, *sdg_indicators.inputs, *constants.inputs("readings"))
        ),
        target_year=target_year,
        left_out=counted(left),
    )


def _notes(minimum_points: int, oldest_latest: int) -> tuple[str, ...]:
    return (
        f"Straight continuation of the last unbroken stretch, {minimum_points} usable values or more, the latest not "
        f"older than {oldest_latest} years, whose last {threshold('sdg.held_back')} values lay within the 95 per cent "
        "interval that the earlier ones give. Bands: 80 per cent prediction intervals. It continues the past; it "
        "foresees no policy.",
        f"A share within {exact(threshold('sdg.nearly')):g} of a target of 0 or 100 per cent counts as reached.",
    )


def _refusal(part: pd.DataFrame | None, *, as_of: int, minimum_points: int, oldest_latest: int,
             target_year: int) -> str:  # fmt: skip
    if part is None or len(part) < minimum_points:
        return f"fewer than {minimum_points} usable values in an unbroken stretch"
    years = part["year"].to_numpy(int)
    if as_of - years[-1] > oldest_latest:
        return f"latest value older than {oldest_latest} years"
    if target_year - years[-1] > years[-1] - years[0]:
        return "the way ahead is longer than the past that is known"
    if part["nature"].fillna("").nunique() > 1:
        return "values of different kinds in one line"
    values = part["value"].to_numpy(float)
    if np.ptp(values) == 0:
        return "values that never change"
    held, level = threshold("sdg.held_back"), threshold("sdg.backtest_level")
    early = extrapolate(years[:-held], values[:-held], years[-held:], share=_is_share(part), level=level)
    inside = (values[-held:] >= early[1] - 1e-9) & (values[-held:] <= early[2] + 1e-9)
    return "" if inside.all() else f"earlier values did not foresee the last {held}"


def _is_share(part: pd.DataFrame) -> bool:
    values = part["value"]
    return bool(part["unit"].iloc[0].startswith("percent") and part["unit"].iloc[0] != "percent_per_year"
                and (values > 0).all() and (values < 100).all())  # fmt: skip


def extrapolate(
    years, values, ahead, *, share: bool = False, level: float = 0.8
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return value and prediction interval of a straight line continued to other years.

    Parameters
    ----------
    years, values, ahead : array
    level : float
        Of the interval.
    share : bool
        On the logit scale of per cent, so that it never leaves 0 to 100.

    References
    ----------
    Least squares with the t interval of a new observation; residual variance times (1 + r)/(1 - r) for a
    positive first autocorrelation r of the residuals (at most 0.8).
    """
    from scipy import stats

    x, y = np.asarray(years, float), np.asarray(values, float)
    y = np.log(y / (100 - y)) if share else y
    n, middle = len(x), x.mean()
    sxx = ((x - middle) ** 2).sum()
    slope = ((x - middle) * y).sum() / sxx
    residual = y - (y.mean() + slope * (x - middle))
    variance = (residual**2).sum() / (n - 2)
    power = (residual**2).sum()
    r = float(np.clip((residual[1:] * residual[:-1]).sum() / power, 0.0, 0.8)) if power > 0 else 0.0
    new = np.asarray(ahead, float) - middle
    spread = np.sqrt(variance * (1 + r) / (1 - r) * (1 + 1 / n + new**2 / sxx))
    centre = y.mean() + slope * new
    half = stats.t.ppf(0.5 + level / 2, n - 2) * spread
    found = [centre, centre - half, centre + half]
    return tuple(100 / (1 + np.exp(-each)) if share else each for each in found)


def _limits(unit: str, values: np.ndarray) -> tuple[float, float]:
    """Return the ends of a scale such as ``score_1_5`` or ``index_0_1``; zero where nothing was below it."""
    ends = re.search(r"_(\d+)_(\d+)$", unit) if unit.startswith(("score", "index")) else None
    if ends:
        return float(ends[1]), float(ends[2])
    return (0.0 if (values >= 0).all() else -np.inf), np.inf


def _projected(row: dict, part: pd.DataFrame, target_year: int) -> dict:
    years, values = part["year"].to_numpy(int), part["value"].to_numpy(float)
    value, low, high = (
        float(each[0]) for each in extrapolate(years, values, [target_year], share=_is_share(part))
    )
    floor, ceiling = _limits(row["unit"], values)
    value, low, high = (min(max(each, floor), ceiling) for each in (value, low, high))
    target, sign = row["target_value_2030"], _SIGN[row["direction"]]
    worst, best = (low, high) if sign > 0 else (high, low)
    target = (
        target - sign * threshold("sdg.nearly")
        if row["unit"].startswith("percent") and target in (0, 100)
        else target
    )
    verdict = (
        "reached" if sign * worst >= sign * target else "missed" if sign * best < sign * target else "open"
    )
    return {**{name: row[name] for name in _ABOUT}, "first_year": int(years[0]), "last_year": int(years[-1]),
            "n": len(years), "last": values[-1], "projected": value, "low": low, "high": high,
            "target_value": row["target_value_2030"], "verdict": verdict, "obs_status": "F", "conf_status": "F"}  # fmt: skip


def _nothing(country: str, minimum_points: int) -> Absence:
    return Absence(
        id="no-sdg-projections",
        country=country,
        reason="not_computable",
        what="Projections to the target year",
        why=f"No line with a target value has {minimum_points} usable, recent values of one kind that foresee "
        "one another.",
        file=f"data/{country}/sdg_series.csv",
        layout="series, unit, year, value, nature, obs_status, release",
        answers="Where the country would stand in the target year if the past went on.",
    )
