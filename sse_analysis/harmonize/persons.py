"""Persons of any survey in shared variables: codes checked both ways, names of GLD and the ILO known.

A value of the file without a code is an error, a code that nobody has is reported. Nothing is guessed: a variable
without a column was not asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sse_analysis.errors import Failure, SchemaError, one_of, suggestion
from sse_analysis.harmonize import coding, derived
from sse_analysis.harmonize.rules import rows_of, table

if TYPE_CHECKING:
    from sse_analysis.parameters.microdata import SurveyFile, Variable

#: Columns of the design in the harmonized frame.
WEIGHT, STRATUM, UNIT = "weight", "stratum", "psu"


@dataclass(frozen=True, eq=False)
class Harmonized:
    """Persons in shared variables.

    Parameters
    ----------
    frame : DataFrame
        Shared variables that the survey asks, what follows from them, and the design columns ``weight``,
        ``stratum``, ``psu_1`` ...
    unseen : tuple of (str, str)
        Variable and code that the parameters describe and nobody has.
    asked : tuple of str
        Shared variables with a column.
    """

    frame: pd.DataFrame
    unseen: tuple[tuple[str, str], ...] = field(default=())
    asked: tuple[str, ...] = ()


def variables() -> dict[str, Mapping[str, str]]:
    """Return the shared variables: label, kind, codes and words."""
    return {row["variable"]: row for row in rows_of("persons_variables.csv")}


def described(given: SurveyFile, held: Iterable[str]) -> dict[str, Variable]:
    """Return how every variable is read: as the parameters say, else by the names of the convention.

    Parameters
    ----------
    held : iterable of str
        Columns of the file; names of a convention that it lacks are left out.

    Raises
    ------
    SchemaError
        If the parameters name variables that do not exist.
    """
    known = variables()
    strange = [name for name in given.variables if name not in known]
    if strange:
        problems = [
            Failure(
                f"{given.block}.variables", f"'{name}'", one_of(known), suggestion(name, known), column=name
            )
            for name in strange
        ]
        raise SchemaError("The parameters describe variables that do not exist:", problems)
    return coding.convention(given.convention, set(held)) | dict(given.variables)


def columns(
    given: SurveyFile, reading: Mapping[str, Variable], *, also: Iterable[str] = ()
) -> tuple[str, ...]:
    """Return every column of the file that is needed."""
    design = given.design
    names = [one.column for one in reading.values()] + [one.upper for one in reading.values() if one.upper]
    names += [name for name in (design.weights, design.strata, *design.psu, *design.fpc) if name]
    return tuple(dict.fromkeys([*names, *([given.wave_column] if given.wave_column else []), *also]))


def harmonize(
    raw: pd.DataFrame,
    given: SurveyFile,
    reading: Mapping[str, Variable],
    *,
    labels: Mapping[str, Mapping[str, str]] | None = None,
) -> Harmonized:
    """Return the persons in shared variables.

    Parameters
    ----------
    raw : DataFrame
        Columns of the file.
    reading : mapping
        See :func:`described`.
    labels : mapping, optional
        Value labels that the file carries, by column: the words of a variable of text without codes of its own.

    Raises
    ------
    SchemaError
        If a value of the data has no code, or a code leads outside the list of its variable; every problem is listed.
    """
    known = variables() | {row["question"]: row for row in table("questions")}
    frame, problems, unseen = {}, [], []
    for name, one in reading.items():
        if variables()[name]["kind"] == "text" and not one.codes and one.column in (labels or {}):
            one = one.model_copy(update={"codes": dict(labels[one.column])})
        done = coding.coded(raw, name, one, codes=known[name]["codes"], kind=variables()[name]["kind"])
        frame[name] = done.column
        problems += done.problems
        unseen += [(name, code) for code in done.unseen]
    if problems:
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
        raise SchemaError(f"The codes of the survey have {count}:", problems)
    found = _consistent(pd.DataFrame(frame, index=raw.index))
    found = derived.with_groups(found).assign(**_design(raw, given))
    return Harmonized(_in_words(found), tuple(unseen), tuple(reading))


def _consistent(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep answers on the job for the employed only, and say who is employed."""
    jobs = [row["question"] for row in table("questions")] + [
        "activity",
        "contract",
        "hours",
        "earnings",
        "tenure",
    ]
    if "labour_status" in frame:
        employed = frame["labour_status"].eq(1).fillna(False)
        frame = frame.assign(**{name: frame[name].where(employed) for name in jobs if name in frame})
    elif "status" in frame:
        employed = frame["status"].notna()
    else:
        return frame
    return frame.assign(employed=employed.astype("int8"))


def _design(raw: pd.DataFrame, given: SurveyFile) -> dict[str, pd.Series]:
    design = given.design
    found = {}
    if design.weights:
        found[WEIGHT] = numbers_of(raw, design.weights) / design.divide_by
    if design.strata:
        found[STRATUM] = raw[design.strata]
    found |= {f"{UNIT}_{place}": raw[name] for place, name in enumerate(design.psu, start=1)}
    return found | {f"fpc_{place}": raw[name] for place, name in enumerate(design.fpc, start=1)}


def numbers_of(raw: pd.DataFrame, name: str) -> pd.Series:
    """Return a column of numbers, such as weights.

    Raises
    ------
    SchemaError
        If a cell is none; the first of them are shown.
    """
    values = pd.to_numeric(raw[name].astype("object"), errors="coerce").astype("float64")
    wrong = raw[name][values.isna() & raw[name].notna()].unique()
    if len(wrong):
        found = ", ".join(f"'{value}'" for value in wrong[:3])
        fix = 'If decimals have a comma, say decimal: "," beside the format of the file.'
        problem = Failure(f"column '{name}'", found, "numbers", fix)
        raise SchemaError("The design of the survey cannot be read:", [problem])
    return values


def _in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """Turn codes of persons into categories in words; yes and no, and questions of the engine, stay numbers."""
    for name, row in variables().items():
        words = _words(row)
        yes_no = set(words) == {0, 1} and name != "urban"
        coded = name in frame and row["kind"] == "code" and not yes_no
        if coded and not isinstance(frame[name].dtype, pd.CategoricalDtype):
            frame[name] = _category(frame[name], words)
    return frame


def _words(row: Mapping[str, str]) -> dict[int, str]:
    return coding.pairs(row["words"])


def _category(column: pd.Series, words: Mapping[int, str]) -> pd.Series:
    place = {code: number for number, code in enumerate(words)}
    codes = column.to_numpy("float32", na_value=np.nan)
    found = np.full(len(codes), -1, "int8")
    for code, number in place.items():
        found[codes == code] = number
    held = [number for number in range(len(place)) if (found == number).any()]
    again = np.full(len(place) + 1, -1, "int8")
    again[held] = range(len(held))
    levels = [list(words.values())[number] for number in held]
    return pd.Series(pd.Categorical.from_codes(again[found], levels), index=column.index)
