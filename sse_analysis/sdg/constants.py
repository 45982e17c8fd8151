"""Constants of the published methods and readings of the project, from ``data/common/sdg_methods*``.

A threshold, bound or target stands in those files with its source and edition, never in the code.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pandas as pd

from sse_analysis.errors import Failure, SourceError, one_of, suggestion
from sse_analysis.sources import breaks, constants

_METHODS, _INFORMALITY = "sdg_methods.yml", "formalization_readings.yml"
#: Columns that hold numbers; every other column is text.
_NUMBERS = ("goal", "standing", "factor", "n_countries", "first_year", "last_year", "mean", "sd")


def methods() -> dict[str, Any]:
    """Return the whole file of methods: ``reading``, ``methods``, ``units``, ``tables``."""
    return constants.settings(_METHODS)


def method(name: str) -> dict[str, Any]:
    """Return the constants of one published method.

    Raises
    ------
    SourceError
        If no method of this name is described.
    """
    known = methods()["methods"]
    if name not in known:
        problem = Failure(f"data/common/{_METHODS}", f"'{name}'", one_of(known), suggestion(name, known))
        raise SourceError("A method of measuring progress is not described.", [problem])
    return known[name]


def reading() -> dict[str, Any]:
    """Return how this project reads a series: break flags, unusable flags, fewest points."""
    return methods()["reading"]


def large_step(series: str) -> float | None:
    """Return from how many points a step in one year is told; None for series that formalization does not read."""
    watched = series in reading()["concepts_with_declared_breaks"]
    return float(constants.settings(_INFORMALITY)["reading"]["large_step"]) if watched else None


def table(name: str) -> pd.DataFrame:
    """Return one table of constants, such as ``"targets"``; an empty cell is missing.

    Parameters
    ----------
    name : {"targets", "readings", "gaps", "standings", "sdsn_match", "contribution", "reference_sd"}
    """
    return constants.table(_file(name), numbers=_NUMBERS)


def inputs(*names: str) -> tuple[tuple[str, str], ...]:
    """Return file and digest of the method files, the thresholds and the named tables, for provenance."""
    return constants.inputs(
        _METHODS, _INFORMALITY, breaks.FILE, constants.THRESHOLDS, *(_file(name) for name in names)
    )


def series_with(reading_code: str) -> dict[str, str]:
    """Return series code and reason of all series with one reading, such as ``"no_trend"``."""
    return dict(_readings(constants.content(_file("readings")), "reason").get(reading_code, {}))


def detail_of(reading_code: str) -> dict[str, str]:
    """Return series code and detail of all series with one reading, such as the targets it ``"also_serves"``."""
    return dict(_readings(constants.content(_file("readings")), "detail").get(reading_code, {}))


@lru_cache(maxsize=8)
def _readings(_content: bytes, column: str) -> dict[str, dict[str, str]]:
    rows = table("readings")
    return {
        reading: dict(zip(part["series"], part[column], strict=True))
        for reading, part in rows.groupby("reading", sort=False)
    }


def goal_label(goal: int) -> str:
    return _labels(constants.content(_file("targets")))[0][int(goal)]


def target_labels() -> dict[str, str]:
    """Return code and short label of the 169 targets, in the order of the agenda."""
    return dict(_labels(constants.content(_file("targets")))[1])


@lru_cache(maxsize=4)
def _labels(_content: bytes) -> tuple[dict[int, str], dict[str, str]]:
    """Return the labels of goals and of targets; they are read again when the file changes."""
    rows = table("targets")
    goals, targets = rows[rows["target"].isna()], rows[rows["target"].notna()]
    by_goal = {int(goal): str(label) for goal, label in zip(goals["goal"], goals["label"], strict=True)}
    return by_goal, dict(zip(targets["target"], targets["label"], strict=True))


def agenda_place(targets: pd.Series) -> pd.Series:
    """Return the place of each target in the agenda; a goal as a whole stands before its targets."""
    order = {target: place for place, target in enumerate(target_labels())}
    return targets.map(order).fillna(-1).astype(int)


def unit_words(unit: str) -> str:
    return methods()["units"].get(unit, unit.replace("_", " "))


def citation(name: str) -> str:
    """Return the source line of a method, with the edition whose thresholds are used."""
    about = method(name)
    source = f"{about['source_publisher']}, {about['source_title']} ({about['source_date']})"
    return source if about["edition"] == about["source_date"] else f"{source}; {about['edition']}"


def _file(name: str) -> str:
    return f"sdg_methods_{name}.csv"
