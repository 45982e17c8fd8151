"""The register of publication tables, and how numbers, dates and absences are printed."""

from __future__ import annotations

import importlib.util
from functools import singledispatch

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.results.absence import ABSENCE_CODES
from sse_analysis.results.base import Result
from sse_analysis.results.exhibit import Cell, Table

#: What is printed for a status of SDMX CL_OBS_STATUS when a cell has no value.
_WORDS = {code: words for code, _, words in reversed(ABSENCE_CODES.values())}


@singledispatch
def build_table(result: Result) -> Table:
    """Return the publication table of a result; each room registers its own kinds."""
    raise TypeError(f"no publication table is registered for {type(result).__name__}")


def table_of(result: Result) -> Table:
    load_room(result, "tables")
    return build_table(result)


def load_room(result: Result, floor: str) -> None:
    """Import the module of a floor that is named like the module of ``results`` defining this kind."""
    homes = {
        kind.__module__
        for kind in type(result).__mro__
        if kind.__module__.startswith("sse_analysis.results.")
    }
    for home in sorted(homes - {Result.__module__}):
        name = home.replace(".results.", f".{floor}.")
        if importlib.util.find_spec(name) is not None:
            importlib.import_module(name)


def number(value: object, *, decimals: int = 0, absent: str = "no data") -> Cell:
    """Return a number with thousands separated by a comma, or the word for its absence.

    A missing value is never printed as zero or as an empty cell.
    """
    if pd.isna(value):
        return absent_cell(absent)
    return f"{exact(float(value)):,.{decimals}f}"


def percent(value: object, *, decimals: int = 1, absent: str = "no data") -> Cell:
    """Return ``61.6`` for 61.6 percent; the unit stands in the head of the column."""
    return number(value, decimals=decimals, absent=absent)


def year(value: object) -> Cell:
    """Return a year without separators; a missing one is ``undated``, never a guess."""
    return absent_cell("undated") if pd.isna(value) else f"{int(value)}"


def text(value: object, *, absent: str = "not given", lang: str | None = None) -> Cell:
    """Return words as they are, marked with their language where it is not the page's."""
    if pd.isna(value) or value == "":
        return absent_cell(absent)
    return {"text": str(value), "lang": lang} if lang else str(value)


def absent_cell(words: str) -> Cell:
    return {"text": words, "tone": "absent"}


def status_cell(obs_status: str) -> Cell:
    """Return the words of an SDMX observation status that stands for a missing value."""
    return absent_cell(_WORDS.get(obs_status, "no data"))


def verdict(value: object) -> Cell:
    """Return yes, partly, no or unknown with its tone; the word carries the meaning, colour repeats it."""
    tones = {"yes": "good", "partly": "partly", "no": "bad"}
    word = "unknown" if pd.isna(value) or value == "" else str(value)
    return {"text": word, "tone": tones.get(word, "unknown")}


#: What JSON knows already; most cells are one of these.
_JSON = (str, float, int, bool, type(None))


def data_of(result: Result) -> dict[str, tuple]:
    """Return the tidy data of a result as the two fields an exhibit carries."""
    frame = result.to_frame()
    columns = [_values(frame.iloc[:, place]) for place in range(frame.shape[1])]
    return {
        "data_columns": tuple(str(name) for name in frame.columns),
        "data_rows": tuple(zip(*columns, strict=True)),
    }


def _values(column: pd.Series) -> list[object]:
    """Return a column as JSON values; what is missing is None, and so is a quotient by zero, which JSON does not know."""
    gone = (column.isna() | column.isin([float("inf"), float("-inf")])).tolist()
    return [None if missing else _plain(value) for value, missing in zip(column.tolist(), gone, strict=True)]


def _plain(value: object) -> object:
    """Return a JSON value: NumPy scalars become Python ones, dates ISO text."""
    if type(value) in _JSON:
        return value
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return value.item() if hasattr(value, "item") else value
