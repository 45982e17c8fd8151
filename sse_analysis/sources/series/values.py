"""Cells as publishers print them: numbers, limits, marks of absence, periods."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_LIMIT = re.compile(r"([<>])\s*=?\s*(\d+(\.\d+)?)")
_YEAR = re.compile(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d)")
_QUARTER = re.compile(r"(\d{4})-?\s?Q([1-4])")
_MONTH = re.compile(r"(\d{4})-?M(\d{1,2})")
#: Words that mark a value as preliminary in a head such as "Prel. 2016".
_PRELIMINARY = re.compile(r"\bprel?\b|prel_|\(\*\)", re.IGNORECASE)


@lru_cache(maxsize=1)
def rules() -> dict[str, Any]:
    """Return how the words of publishers are read, from ``rules.yml`` beside this module."""
    import yaml

    return yaml.safe_load((Path(__file__).parent / "rules.yml").read_text(encoding="utf-8"))


def typed(cells: pd.Series) -> pd.DataFrame:
    """Return what each printed cell says.

    Parameters
    ----------
    cells : Series of str
        As printed; an empty cell is a value that was not given.

    Returns
    -------
    DataFrame, same index
        ``as_published``; ``value`` (of ``<5`` the limit 5); ``qualifier`` ``<``, ``>`` or empty; ``state``:
        number, censored, missing, not_relevant, or unreadable.
    """
    text = cells.fillna("").astype(str).str.strip()
    known = {cell: _typed(cell) for cell in text.unique()}
    rows = pd.DataFrame([known[cell] for cell in text], index=cells.index,
                        columns=["value", "qualifier", "state"])  # fmt: skip
    return rows.assign(as_published=text).astype({"value": float})


def _typed(cell: str) -> tuple[float, str, str]:
    word, nothing = cell.lower(), float("nan")
    if word == "" or word in rules()["missing"]:
        return nothing, "", "missing"
    if word in rules()["not_relevant"]:
        return nothing, "", "not_relevant"
    if _NUMBER.fullmatch(cell):
        return float(cell), "", "number"
    if _GROUPED.fullmatch(cell):
        return float(cell.replace(",", "")), "", "number"
    limit = _LIMIT.fullmatch(cell)
    return (float(limit[2]), limit[1], "censored") if limit else (nothing, "", "unreadable")


def periods(cells: pd.Series) -> pd.DataFrame:
    """Return ``year`` (Int64), ``period`` (2023, 2023-Q2, 2025-M03) and ``preliminary`` of printed periods.

    ``2000.0``, ``Prel. 2016``, ``prel_2016`` and ``2016 (*)`` are years too; a cell without a year has none.
    """
    text = cells.fillna("").astype(str).str.strip()
    known = {cell: _period(cell) for cell in text.unique()}
    frame = pd.DataFrame([known[cell] for cell in text], index=cells.index,
                         columns=["year", "period", "preliminary"])  # fmt: skip
    return frame.astype({"year": "Int64", "period": "str"})


def _period(cell: str) -> tuple[object, str, bool]:
    preliminary = bool(_PRELIMINARY.search(cell))
    for pattern, mark in ((_QUARTER, "Q"), (_MONTH, "M")):
        found = pattern.search(cell)
        if found:
            number = found[2] if mark == "Q" else found[2].zfill(2)
            return int(found[1]), f"{found[1]}-{mark}{number}", preliminary
    year = _YEAR.search(cell.removesuffix(".0"))
    return (int(year[0]), year[0], preliminary) if year else (pd.NA, "", preliminary)


def coded(cells: pd.Series, name: str) -> pd.Series:
    """Return our code of each word of a list of the rules (``sex``, ``age``, ``location``), else NA."""
    lookup = {word: code for code, words in rules()[name].items() for word in words}
    return cells.fillna("").astype(str).str.strip().str.lower().map(lookup)


def is_total(cells: pd.Series) -> pd.Series:
    return cells.fillna("").astype(str).str.strip().str.lower().isin(rules()["totals"])


def ages(cells: pd.Series) -> pd.Series:
    """Return ages as we write them: ``15+``, ``15-24``, ``0-4``, ``all``; unknown codes as printed."""
    text = cells.fillna("").astype(str).str.strip()
    known = {cell: _age(cell) for cell in text.unique()}
    return text.map(known)


def _age(cell: str) -> str:
    word = cell.lower()
    for code, words in rules()["age"].items():
        if word in words:
            return str(code)
    open_end = re.fullmatch(r"y?_?(?:ge)?(\d+)\+?", word)
    if open_end:
        return f"{open_end[1]}+"
    between = re.fullmatch(r"y?(\d+)[-_t](\d+)y?", word)
    return f"{between[1]}-{between[2]}" if between else word


def units(cells: pd.Series) -> pd.Series:
    """Return our unit of each printed one; a unit we have no code for stays as printed, in lower case."""
    text = cells.fillna("").astype(str).str.strip().str.lower()
    return text.map(lambda unit: rules()["units"].get(unit, unit))
