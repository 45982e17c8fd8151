"""Publication table of economic units."""

from __future__ import annotations

from sse_analysis.decimals import exact
from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.formalization_units import InformalUnits
from sse_analysis.tables.base import absent_cell, build_table, data_of, number, status_cell, text

_CARE = {"U": " (care)"}


@build_table.register
def units_table(result: InformalUnits) -> Table:
    """One row a cell: informal units, people in them and share of all units, each with its interval."""
    measures = [result.of(measure).to_dict("records") for measure in ("units", "people", "share")]
    rows = tuple(
        (
            text(units["group"]), text(units["label"]), *_both(units, 0), *_both(people, 0), *_both(share, 1),
            status_cell("Q") if units["conf_status"] in ("C", "D") else number(units["n"]),
        )
        for units, people, share in zip(*measures, strict=True)
    )  # fmt: skip
    heads = ("Units", "People working in them", "Percent of all units of the row")
    pairs = [(Column(head, "decimal"), Column("95% interval", "decimal", width=1.5)) for head in heads]
    return Table(
        id=result.id, country=result.country, title=result.title, sources=result.sources, notes=result.notes,
        columns=(Column("Group"), Column("Of whom", width=1.6), *(column for pair in pairs for column in pair),
                 Column("Units in the sample", "decimal")),
        rows=rows, stub=2, **data_of(result),
    )  # fmt: skip


def _both(row: dict, digits: int) -> tuple[Cell, Cell]:
    """Return an estimate and its interval."""
    if row["estimate"] != row["estimate"]:
        return (status_cell("Q"),) * 2
    shown = number(row["estimate"], decimals=digits) + _CARE.get(row["obs_status"], "")
    if row["ci_low"] != row["ci_low"]:
        return shown, absent_cell("no design")
    return shown, f"{exact(row['ci_low']):,.{digits}f} to {exact(row['ci_high']):,.{digits}f}"
