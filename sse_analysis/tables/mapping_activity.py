"""Publication table of activity across forms and countries."""

from __future__ import annotations

import pandas as pd

from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.mapping_activity import BorrowedActivity
from sse_analysis.tables.base import absent_cell, build_table, data_of, number, text

_BASIS = {
    "own": "own figures, counted", "borrowed": "other forms and countries", "survey": "survey, drawn together",
    "none": "nothing",
}  # fmt: skip


@build_table.register
def borrowed_table(result: BorrowedActivity) -> Table:
    rows = [
        (
            text(row["line_label"]), number(row["listed"]),
            absent_cell("–") if pd.isna(row["year"]) else f"{int(row['year'])}", _basis(row),
            number(row["observed"], decimals=1, absent="no own pair"),
            *(number(row[name], decimals=1, absent="counted" if row["basis"] == "own" else "too few pairs")
              for name in ("ci_low", "ci_high")),
            *(number(row[name], decimals=1) for name in ("worst_low", "worst_high")),
            *(number(row[name]) if row["usable"] else absent_cell("not usable") for name in ("count_low", "count_high")),
        )
        for row in result.frame.to_dict("records")
    ]  # fmt: skip
    share, worst, count = "Active, percent", "Without a model, percent", "Active organizations"
    return Table(
        id="activity-borrowed", country=result.country, stub=1, sources=result.sources, notes=result.notes,
        title="Active organizations of every counted form: own figures, what others lend, and worst-case ends",
        rows=tuple(rows), **data_of(result),
        columns=(Column("Form", width=1.8), Column("Listed", "decimal"), Column("Year", width=0.5),
                 Column("From", width=1.2), Column("Known", "decimal", group=share),
                 Column("95% low", "decimal", group=share), Column("High", "decimal", group=share),
                 Column("Low", "decimal", group=worst), Column("High", "decimal", group=worst),
                 Column("Low", "decimal", group=count), Column("High", "decimal", group=count)),
    )  # fmt: skip


def _basis(row: dict) -> Cell:
    words = _BASIS[row["basis"]]
    return words if row["usable"] else {"text": f"{words}; not a usable figure", "tone": "bad"}
