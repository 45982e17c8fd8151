"""A design bound to a file: integer codes of strata and units at every stage, and their sampling fractions."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.errors import DesignError, Failure, suggestion
from sse_analysis.survey.design import SurveyDesign

FILE = "the sample"


@dataclass(frozen=True, eq=False)
class Stage:
    """One stage of sampling.

    Parameters
    ----------
    unit : int array, shape (n_rows,)
        Unit of every row.
    stratum : int array, shape (n_units,)
        Stratum of every unit; at later stages, the unit of the stage before.
    names : Index, shape (n_strata,)
        Strata as they are called in the file.
    size : float array, shape (n_strata,)
        Units in the sample.
    fraction : float array, shape (n_strata,)
        Sampling fraction; 0 for sampling with replacement.
    """

    unit: np.ndarray
    stratum: np.ndarray
    names: pd.Index
    size: np.ndarray
    fraction: np.ndarray


@dataclass(frozen=True, eq=False)
class Plan:
    """The stages that enter the variance, the base weights, and the rule for singletons.

    Parameters
    ----------
    weights : float array, shape (n_rows,)
        Base weights, before calibration.
    stages : tuple of Stage
    probability : float array, shape (n_units,), optional
        Inclusion probability of every PSU.
    """

    design: SurveyDesign
    weights: np.ndarray
    stages: tuple[Stage, ...]
    probability: np.ndarray | None = None

    @property
    def first(self) -> Stage:
        return self.stages[0]

    def degrees_of_freedom(self, rows: np.ndarray | None = None) -> int:
        """Return PSUs minus strata, counted among those that hold one of ``rows`` (boolean mask)."""
        stage = self.first
        if rows is None or rows.all():
            return len(stage.stratum) - int((stage.size > 0).sum())
        return self._held(np.bincount(stage.unit, rows, len(stage.stratum)) > 0)

    def degrees_of_groups(self, rows: np.ndarray, group: np.ndarray, groups: int) -> np.ndarray:
        """Return the degrees of freedom of every group: each is a domain of its own.

        Parameters
        ----------
        rows : boolean array, shape (n_rows,)
        group : int array, shape (n_rows,)
            0 to ``groups`` - 1; any other number is no group.
        """
        inside = rows & (group >= 0) & (group < groups)
        units = len(self.first.stratum)
        place = self.first.unit[inside] * groups + group[inside]
        held = np.bincount(place, minlength=units * groups).reshape(units, groups) > 0
        return np.array([self._held(held[:, one]) for one in range(groups)], dtype="int64")

    def _held(self, units: np.ndarray) -> int:
        """Return how many units some are, minus the strata they lie in."""
        return int(units.sum()) - len(np.unique(self.first.stratum[units]))


def bind(data: pd.DataFrame, design: SurveyDesign) -> Plan:
    """Return the plan of a design for a file.

    Raises
    ------
    DesignError
        With every problem: missing columns, missing or negative weights, missing strata or units, a PSU in
        two strata, a population smaller than its sample.
    """
    _columns(data, design)
    failures = [*_weights(data, design), *_missing(data, design)]
    if failures:
        raise DesignError("The design does not fit the data:", failures)
    weights = np.ones(len(data)) if design.weights is None else data[design.weights].to_numpy("float64")
    stages = tuple(_stages(data, design))
    chance = _probability(data, design, stages[0])
    return Plan(design, weights, stages, chance)


def _columns(data: pd.DataFrame, design: SurveyDesign) -> None:
    absent = [name for name in design.columns() if name not in data.columns]
    failures = [
        Failure(FILE, "no such column", f"the column '{name}'", suggestion(name, data.columns), column=name)
        for name in absent
    ]
    if failures:
        raise DesignError("The design names columns that the data do not have:", failures)


def _weights(data: pd.DataFrame, design: SurveyDesign):
    if design.weights is None:
        return
    values = pd.to_numeric(data[design.weights], errors="coerce").to_numpy("float64")
    for wrong, words in ((np.isnan(values), "without a weight"), (values < 0, "with a negative weight")):
        if wrong.any():
            rows = f"{int(wrong.sum()):,} rows {words} (first: row {int(np.argmax(wrong))})"
            yield Failure(FILE, rows, "a weight of 0 or more in every row", column=design.weights)


def _missing(data: pd.DataFrame, design: SurveyDesign):
    for name in (design.strata, *design.psu, *design.fpc, design.inclusion_probability):
        if name is not None and data[name].isna().any():
            count = int(data[name].isna().sum())
            yield Failure(
                FILE,
                f"{count:,} empty cells",
                "a value in every row: it places the row in the design",
                column=name,
            )


def _stages(data: pd.DataFrame, design: SurveyDesign):
    rows = len(data)
    above, names = (
        _codes(data[design.strata]) if design.strata else (np.zeros(rows, "int64"), pd.Index(["all"]))
    )
    units = [data[name] for name in design.psu] or [pd.Series(np.arange(rows), index=data.index)]
    for number, column in enumerate(units):
        if number and number >= len(design.fpc):
            return
        nested = design.nest or number > 0
        unit, stratum = (
            _nested(column, above) if nested or not design.psu else _unnested(column, above, names, design)
        )
        size = np.bincount(stratum, minlength=len(names)).astype("float64")
        fraction = _fraction(data, design, number, above=above, size=size)
        yield Stage(unit, stratum, names, size, fraction)
        above, names = unit, pd.RangeIndex(int(unit.max(initial=-1)) + 1)


def _codes(column: pd.Series) -> tuple[np.ndarray, pd.Index]:
    codes, levels = pd.factorize(column, sort=True)
    return codes.astype("int64"), pd.Index(levels)


def _nested(column: pd.Series, above: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return unit codes that are unique over strata, and the stratum of every unit."""
    inner, levels = pd.factorize(column)
    pair = above * max(len(levels), 1) + inner
    distinct, unit = np.unique(pair, return_inverse=True)
    return unit.astype("int64"), (distinct // max(len(levels), 1)).astype("int64")


def _unnested(column: pd.Series, above: np.ndarray, names: pd.Index, design: SurveyDesign):
    unit, levels = _codes(column)
    stratum = np.full(len(levels), -1, "int64")
    stratum[unit] = above
    split = np.unique(unit[stratum[unit] != above])
    if len(split):
        first = levels[split[0]]
        raise DesignError(
            f"{len(split)} PSU codes of '{design.psu[0]}' stand in more than one stratum (first: {first}). "
            "If codes repeat in different strata, set nest=True; if not, correct the strata."
        )
    return unit, stratum


def _fraction(data: pd.DataFrame, design: SurveyDesign, number: int, *, above: np.ndarray, size: np.ndarray):
    if number >= len(design.fpc):
        return np.zeros(len(size))
    name = design.fpc[number]
    population = np.zeros(len(size))
    values = data[name].to_numpy("float64")
    population[above] = values
    if not np.array_equal(population[above], values):
        raise DesignError(
            f"'{name}' is not the same in all rows of a stratum; it counts the units of the population there."
        )
    short = np.flatnonzero((population < size) & (size > 0))
    if len(short):
        raise DesignError(
            f"'{name}' is smaller than the sample in {len(short)} strata: the number of units in the population "
            f"must be {int(size[short[0]])} or more, found {exact(population[short[0]]):g}."
        )
    return np.divide(size, population, out=np.zeros_like(size), where=population > 0)


def _probability(data: pd.DataFrame, design: SurveyDesign, stage: Stage) -> np.ndarray | None:
    if design.inclusion_probability is None:
        return None
    values = data[design.inclusion_probability].to_numpy("float64")
    if not ((values > 0) & (values <= 1)).all():
        raise DesignError(f"'{design.inclusion_probability}' must lie above 0 and not above 1 in every row.")
    chance = np.zeros(len(stage.stratum))
    chance[stage.unit] = values
    return chance
