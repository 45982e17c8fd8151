"""How figures of the formalization report are printed."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.results.exhibit import Cell
from sse_analysis.tables.base import absent_cell, number

_UNITS = {"percent": "percent", "thousand_persons": "thousand persons", "million_persons": "million persons"}


def unit_words(unit: str) -> str:
    return _UNITS.get(unit, unit.replace("_", " "))


def amount(value: object, unit: str) -> Cell:
    """Return a figure with the decimals its unit carries; thousands and shares have one."""
    return number(value, decimals=1)


def signed(value: object) -> Cell:
    """Return a difference in points with its sign; a minus is the real sign, and zero has none."""
    if pd.isna(value):
        return absent_cell("no data")
    text = f"{exact(float(value)):+.1f}"
    return "0.0" if text in ("+0.0", "-0.0") else text.replace("-", "−")


def ordered_groups(labels: pd.Series) -> tuple[tuple[int, str], ...]:
    """Return the rows at which a label begins, for headings between rows."""
    starts = labels.reset_index(drop=True)
    return tuple((int(row), str(label)) for row, label in starts[starts.ne(starts.shift())].items())
