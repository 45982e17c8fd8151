"""Publication table of the conditions of work in organizations."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.mapping_work import WorkConditions
from sse_analysis.tables.base import absent_cell, build_table, data_of, number, text

_HEADS = (
    ("Organizations with workers", "decimal"), ("Workers in the sample", "decimal"), ("Estimate", "decimal"),
    ("95% interval", "center"), ("Bounds", "center"),
)  # fmt: skip


@build_table.register
def work_table(result: WorkConditions) -> Table:
    """Print every indicator for all organizations and by group, with what stands behind it."""
    frame = result.frame
    starts = frame["label"].ne(frame["label"].shift()).to_numpy().nonzero()[0]
    units = {"percent": " (percent)"}
    return Table(
        id="work-conditions", country=result.country, title="The work that listed organizations give",
        sources=result.sources, notes=result.notes, stub=1, rows=tuple(_row(row) for row in frame.to_dict("records")),
        columns=(Column("Group", width=1.8), *(Column(*head) for head in _HEADS)),
        groups=tuple((int(row), f"{frame['label'].iloc[row]}{units.get(frame['unit'].iloc[row], '')}") for row in starts),
        **data_of(result),
    )  # fmt: skip


def _row(row: dict) -> tuple[Cell, ...]:
    decimals = {"persons": 0, "percent": 1, "amount": 2}[row["unit"]]
    star = "*" if row["obs_status"] == "U" else ""
    value = number(row["estimate"], decimals=decimals, absent="too few")
    return (
        text(row["group_label"]), number(row["organizations"]), number(row["workers"]),
        f"{value}{star}" if isinstance(value, str) else value, _between(row, "ci_low", "ci_high", decimals),
        _between(row, "lowest", "highest", decimals),
    )  # fmt: skip


def _between(row: dict, low: str, high: str, decimals: int) -> Cell:
    if pd.isna(row[low]):
        return absent_cell("too few" if pd.isna(row["estimate"]) else "–")
    return f"{exact(row[low]):,.{decimals}f} to {exact(row[high]):,.{decimals}f}"
