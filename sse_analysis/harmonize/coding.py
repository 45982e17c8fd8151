"""One column of a survey into one shared variable, by the codes that the parameters give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sse_analysis.errors import Failure
from sse_analysis.harmonize.recode import size_from_bracket
from sse_analysis.harmonize.rules import rows_of
from sse_analysis.reference.isic import filled_up, zeros_lost

if TYPE_CHECKING:
    from sse_analysis.parameters.microdata import Variable

_RANGE = re.compile(r"^\s*(-?\d+)\s*-\s*(\d+)\s*$")
_WHOLE = re.compile(r"^-?\d+(\.0+)?$")
#: Size from which a unit counts as large, where a bracket must lie on one side of it.
_SIZE = 6


@dataclass(frozen=True, eq=False)
class Coded:
    """A variable, what is wrong with its codes, and the codes that nobody has."""

    column: pd.Series
    problems: tuple[Failure, ...] = ()
    unseen: tuple[str, ...] = field(default=())


def convention(name: str, held: set[str]) -> dict[str, Variable]:
    """Return how a known convention names and codes the variables that a file holds."""
    from sse_analysis.parameters.microdata import Variable

    rows = [
        row
        for row in rows_of("persons_conventions.csv")
        if row["convention"] == name and row["column"] in held
    ]
    found = {}
    for row in rows:
        codes = dict(part.split("=") for part in row["codes"].split(";") if part)
        missing = tuple(code for code, target in codes.items() if not target)
        found[row["variable"]] = Variable(
            column=row["column"],
            codes={code: int(target) for code, target in codes.items() if target},
            missing=missing,
            digits=int(row["digits"]) if row["digits"] else None,
            upper=row["upper"] if row["upper"] in held else None,
        )
    return found


def pairs(text: str) -> dict[int, str]:
    """Return ``"1=men;2=women"`` as a dictionary."""
    return {int(code): words for code, words in (part.split("=", 1) for part in text.split(";") if part)}


def coded(raw: pd.DataFrame, name: str, one: Variable, *, codes: str, kind: str) -> Coded:
    """Return a variable from its column.

    Parameters
    ----------
    codes : str
        Closed list of the variable, such as ``"1 yes; 0 no"``; empty or ``number`` for none.
    kind : {"code", "engine", "number", "text"}
    """
    column = raw[one.column]
    if one.upper:
        return Coded(
            size_from_bracket(column.astype("float64"), raw[one.upper].astype("float64"), threshold=_SIZE)
        )
    place, levels = _levels(column)
    closed = (
        {int(part.split()[0]) for part in codes.split(";") if part.strip()} if codes != "number" else set()
    )
    targets, wrong, seen = _targets(levels, one, closed=closed, text=kind == "text")
    problems = list(_shortened(levels, name, one))
    if wrong:
        shown = ", ".join(str(level) for level in wrong[:8])
        more = f" and {len(wrong) - 8} more" if len(wrong) > 8 else ""
        expected = "a code for every value" if not closed else f"codes that lead to {codes}"
        fix = f"Add them to 'codes' of '{name}', or name them among the missing ones."
        problems.append(
            Failure(f"column '{one.column}'", f"{shown}{more} without a code", expected, fix, column=name)
        )
    unseen = [_text(key) for key in (*one.codes, *one.missing) if _text(key) not in seen]
    if kind == "text":
        return Coded(_category(place, targets), tuple(problems), tuple(unseen))
    return Coded(_narrow(place, targets, column.index), tuple(problems), tuple(unseen))


def _shortened(levels: list, name: str, one: Variable) -> Iterator[Failure]:
    """Refuse to take the first digits of codes of which some may have lost a leading zero."""
    words = {str(level).strip().removesuffix(".0") for level in levels}
    lost = (
        zeros_lost(words - {_text(code) for code in one.missing})
        if one.digits and not one.codes and not one.width
        else set()
    )
    if lost and max(map(len, words)) > one.digits:
        found = f"{', '.join(sorted(lost)[:8])} beside codes of more digits, none of which begins with 0"
        fix = f"If leading zeros were lost, say width: {max(map(len, words))} under '{name}'; else give 'codes'."
        yield Failure(f"column '{one.column}'", found, "codes of one length", fix, column=name)


def _levels(column: pd.Series) -> tuple[np.ndarray, list]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.codes.to_numpy(), list(column.cat.categories)
    place, levels = pd.factorize(column)
    return place, list(levels)


def _targets(levels: list, one: Variable, *, closed: set[int], text: bool) -> tuple[list, list, set[str]]:
    """Return the target of every level (None: missing), the levels without one, and the codes that were used."""
    exact = {_text(code): target for code, target in one.codes.items()}
    ranges = [(code, *map(int, found.groups())) for code in exact if (found := _RANGE.match(code))]
    missing = {_text(code) for code in one.missing}
    targets, wrong, seen = [], [], set()
    for level in levels:
        word = _text(level)
        within = [code for code, low, high in ranges if _WHOLE.match(word) and low <= float(word) <= high]
        key = word if word in exact or word in missing else within[0] if within else None
        if key is not None:
            seen.add(key)
        target = None if key in missing else exact[key] if key else _itself(level, one, text=text)
        if (key is None and target is None) or (target is not None and closed and target not in closed):
            wrong.append(level)
            target = None
        targets.append(target)
    return targets, wrong, seen


def _itself(level: object, one: Variable, *, text: bool) -> object:
    """Return a level as it is, where the variable has no codes; its first digits where they are asked for."""
    if one.codes:
        return None
    word = filled_up(str(level).strip().removesuffix(".0"), one.width)[: one.digits]
    if text:
        return _text(word) if not isinstance(level, str) else word
    try:
        return float(word)
    except ValueError:
        return None


def _text(code: object) -> str:
    """Return a code as text in which 1, 1.0 and "01" are the same."""
    word = str(code).strip()
    return str(int(float(word))) if _WHOLE.match(word) else word


def _narrow(place: np.ndarray, targets: list, index: pd.Index) -> pd.Series:
    table = np.array([np.nan if target is None else float(target) for target in (*targets, None)])
    whole = not np.isnan(table[:-1]).all() and np.all(np.isnan(table) | (table % 1 == 0))
    largest = np.nanmax(np.abs(table)) if whole else np.inf
    if largest >= 30_000:
        return pd.Series(table[place], index=index)
    kind = "int8" if largest < 120 else "int16"
    values = np.nan_to_num(table).astype(kind)[place]
    return pd.Series(pd.arrays.IntegerArray(values, np.isnan(table)[place]), index=index)


def _category(place: np.ndarray, targets: list) -> pd.Series:
    words = [None if target is None else str(target) for target in targets]
    levels = sorted({word for word in words if word is not None}, key=_in_order)
    number = {word: number for number, word in enumerate(levels)}
    table = np.array([-1 if word is None else number[word] for word in words] + [-1])
    return pd.Series(pd.Categorical.from_codes(table[place], levels))


def _in_order(word: str) -> tuple:
    return (0, int(word), "") if word.isdigit() else (1, 0, word)
