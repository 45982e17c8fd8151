"""Publication tables of double counting: from gross to net, from memberships to persons."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.mapping_net import NetLedger, PersonsBehind
from sse_analysis.tables.base import absent_cell, build_table, data_of, number, text
from sse_analysis.tables.mapping_words import short_ids

_PARTS = {
    "counted": "Counted once", "gross": "Gross", "taken out": "Taken out", "net": "Net", "form": "Memberships by form",
    "memberships": "All together", "bound": "Persons behind them", "survey": "What persons say of themselves",
}  # fmt: skip
_COUNTED = {"published": "published figures", "registers": "records of the registers"}


@build_table.register
def net_table(result: NetLedger) -> Table:
    """Lines that count, what is taken out and why, and the two sums."""
    frame = result.frame
    added = frame.loc[frame["part"].eq("gross"), "value"].notna().any()
    rows = [
        (
            text(row["label"]), _amount(row, less=bool(added)), text(row["years"], absent="–"),
            text(row["because"], absent="–"), short_ids(row["ledger_id"]) if row["ledger_id"] else absent_cell("–"),
        )
        for row in frame.to_dict("records")
    ]  # fmt: skip
    return Table(
        id=f"net-{result.counted}", country=result.country, stub=1, rows=tuple(rows), groups=_groups(frame),
        title=f"From gross to net: organizations counted once, {_COUNTED[result.counted]}", sources=result.sources,
        notes=result.notes, **data_of(result),
        columns=(Column("What", width=2.0), Column("Organizations", "decimal", width=1.1), Column("Years", width=0.7),
                 Column("Because", width=2.4), Column("Ledger ids", width=1.6)),
    )  # fmt: skip


def _amount(row: dict, *, less: bool) -> Cell:
    """Return the amount; what is taken out is negative where there is a gross sum that it is taken from."""
    if pd.isna(row["value"]):
        return absent_cell(f"no sum: {row['why_absent']}")
    shown = f"{exact(row['value']):,.0f}"
    if row["part"] == "taken out":
        return f"−{shown}" if row["value"] and less else shown
    return (
        shown if pd.isna(row["low"]) else f"{shown} ({exact(row['low']):,.0f} to {exact(row['high']):,.0f})"
    )


def _groups(frame: pd.DataFrame) -> tuple[tuple[int, str], ...]:
    starts = frame["part"].ne(frame["part"].shift()).to_numpy().nonzero()[0]
    return tuple((int(row), _PARTS[frame["part"].iloc[row]]) for row in starts)


@build_table.register
def persons_behind_table(result: PersonsBehind) -> Table:
    frame = result.frame.sort_values("part", kind="stable", key=lambda parts: parts.map(list(_PARTS).index))
    frame = pd.concat([frame[frame["part"].ne("taken out")], frame[frame["part"].eq("taken out")]])
    rows = [
        (
            text(row["label"]), number(row["value"], absent="not computable"), number(row["ci_low"], absent="–"),
            number(row["ci_high"], absent="–"), str(row["unit"]), text(row["years"], absent="–"),
            text(row["because"], absent="–"),
        )
        for row in frame.to_dict("records")
    ]  # fmt: skip
    return Table(
        id="memberships-to-persons", country=result.country, title="From memberships to the persons behind them", stub=1,
        sources=result.sources, notes=result.notes, rows=tuple(rows), groups=_groups(frame), **data_of(result),
        columns=(Column("What", width=2.0), Column("Number", "decimal"), Column("95% interval, low", "decimal"),
                 Column("High", "decimal"), Column("Unit"), Column("Years", width=0.7), Column("Because", width=2.2)),
    )  # fmt: skip
