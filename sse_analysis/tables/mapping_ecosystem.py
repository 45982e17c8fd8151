"""Publication table of the network of bodies."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.mapping.figure_words import kind_words
from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.mapping_ecosystem import Ecosystem
from sse_analysis.tables.base import absent_cell, build_table, data_of, number, text

_TIES = {
    "member_of": "belongs to", "supported_by": "supported by", "financed_by": "financed by", "supports": "supports",
    "finances": "finances",
}  # fmt: skip


@build_table.register
def ecosystem_table(result: Ecosystem) -> Table:
    """Print every place of the network: how many bodies, the members named, and who is tied to it."""
    frame = result.frame
    rows = [_row(row) for row in frame.to_dict("records")]
    starts = frame["kind"].ne(frame["kind"].shift()).to_numpy().nonzero()[0]
    return Table(
        id="ecosystem", country=result.country, title="Apex bodies, unions, support and finance, as sources name them",
        sources=result.sources, notes=(*result.notes, gaps(result)), stub=1, rows=tuple(rows), **data_of(result),
        columns=(
            Column("Body", width=2.0), Column("How many (year)", width=0.9),
            Column("Single organizations named as members", "decimal", width=0.9),
            Column("Ties that sources state", width=2.6), Column("Said by", width=1.8),
        ),
        groups=tuple((int(row), str(frame["kind_label"].iloc[row])) for row in starts),
    )  # fmt: skip


def _row(row: dict) -> tuple[Cell, ...]:
    ties = "; ".join(f"{words} {row[name].replace('; ', ', ')}" for name, words in _TIES.items() if row[name])
    return (
        str(row["label"]),
        how_many(row) or absent_cell("not counted"),
        number(row["members_named"]) if row["members_named"] else absent_cell("none"),
        text(ties[:1].upper() + ties[1:], absent="none stated"),
        text(row["source"]),
    )


def how_many(row: dict) -> str:
    """Return how many bodies a row stands for, with the year of the figure that counts them; empty where nobody did."""
    if pd.isna(row["bodies"]):
        return ""
    if pd.isna(row["ledger_id"]):
        return f"{exact(row['bodies']):,.0f}"
    year = "undated" if pd.isna(row["year"]) else f"{int(row['year'])}"
    said = f", {row['counted_said']}" if row["counted_said"] else ""
    return f"{exact(row['bodies']):,.0f} ({year}{kind_words(row['counted'])}{said})"


def gaps(result: Ecosystem) -> str:
    """Return in words what no source names."""
    told = result.totals
    parts = [
        f"unions, federations and networks that belong to no body that is named: {told['no_apex']} of {told['unions']}",
        f"apex bodies, unions, federations and networks without a member that is named: {told['no_member']}",
        "bodies and groups of members for which no support organization is named: "
        f"{told['no_support']} of {told['clients']}, no financing body: {told['no_finance']} of {told['clients']}",
        f"bodies without any relation: {told['alone']}",
    ]
    return f"Gaps in what is named: {'; '.join(parts)}."
