"""Publication tables of estimates from samples: every number with its standard error, interval and persons behind it."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.results.base import Result
from sse_analysis.results.estimates import COLUMNS, Estimates
from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.tables.base import build_table, data_of, number, text

WITHHELD = "withheld"
#: Columns of numbers that may follow the fixed ones, and their heads.
_FURTHER = {
    "se_delta": "SE, covariates fixed",
    "se_ps_known": "SE, propensity known",
    "deff": "Design effect",
}


@build_table.register
def estimates_table(result: Estimates) -> Table:
    """One row a cell, headed by the columns that name it."""
    return numbers_table(result, id="estimates", title="Estimates from the sample")


def numbers_table(result: Result, *, id: str, title: str, words: Mapping[str, str] | None = None) -> Table:
    """Return a table of estimates.

    Parameters
    ----------
    words : mapping, optional
        Word printed for a code of the naming columns.
    """
    frame, words = result.frame, words or {}
    names = list(frame.columns[: list(frame.columns).index("estimate")])
    further = [name for name in _FURTHER if name in frame and name not in COLUMNS]
    heads = [Column(name.replace("_", " ").capitalize(), width=1.4) for name in names]
    digits = _decimals(frame["estimate"])
    numbers = ("Estimate", "Standard error", *_limits(result))
    columns = [Column(head, "decimal") for head in (*numbers, *(_FURTHER[name] for name in further))]
    rows = [
        (
            *(_name(row[name], words) for name in names),
            *_numbers(row, further, digits),
            number(row["n"], absent=WITHHELD),
        )
        for row in frame.to_dict("records")
    ]
    return Table(
        id=id, country=result.country, title=title, sources=result.sources, notes=result.notes,
        columns=(*heads, *columns, Column("Rows", "decimal")), rows=tuple(rows), stub=len(names), **data_of(result),
    )  # fmt: skip


def _limits(result: Result) -> tuple[str, str]:
    level = getattr(result, "level", None)
    words = "Interval," if level is None else f"{exact(100 * level):g}% interval,"
    return f"{words} low", f"{words} high"


def _numbers(row: dict, further: list[str], digits: int) -> list[Cell]:
    keys = ("estimate", "se", "ci_low", "ci_high", *further)
    absent = "not defined" if row.get("conf_status", "F") == "F" else WITHHELD
    return [number(row[key], decimals=digits, absent=absent) for key in keys]


def _name(value: object, words: Mapping[str, str]) -> Cell:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return text(words.get(str(value), value), absent="all")


def _decimals(values: pd.Series) -> int:
    largest = values.abs().max()
    if pd.isna(largest) or largest < 10:
        return 4
    return 2 if largest < 1000 else 0
