"""Publication tables of the regional report."""

from __future__ import annotations

import pandas as pd

from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.regional import RateLines, SideBySide
from sse_analysis.sdg.constants import unit_words
from sse_analysis.tables.base import absent_cell, build_table, data_of, number


@build_table.register
def side_by_side(result: SideBySide) -> Table:
    """Print one line a quantity; a cell that must not be compared carries its reason."""
    frame = result.frame
    lines = frame.drop_duplicates("line")
    rows = [_row(line, frame[frame["line"].eq(line.line)], result) for line in lines.itertuples()]
    heads = [Column("", width=1.6), *(Column(name) for _, name in result.countries)]
    heads[0] = Column("Quantity", width=1.6)
    return Table(
        id=result.id,
        country=result.country,
        title=result.title,
        sources=result.sources,
        notes=result.notes,
        columns=tuple(heads),
        rows=tuple(rows),
        groups=_groups(lines),
        **data_of(result),
    )


def _row(line, cells: pd.DataFrame, result: SideBySide) -> tuple[Cell, ...]:
    by_country = {cell.country: cell for cell in cells.itertuples()}
    held = cells[cells["value"].notna()]
    shared = held["reason"].iloc[0] if len(held) > 1 and held["reason"].nunique() == 1 else ""
    head = f"{line.label}. Not compared: {shared}." if shared else line.label
    return (head, *(_cell(by_country.get(code), shared) for code, _ in result.countries))


def _cell(cell, shared: str) -> Cell:
    """Print a figure; a reason that all figures of the line share stands at its head, and here what is counted."""
    if cell is None:
        return absent_cell("no figure")
    if pd.isna(cell.value):
        return absent_cell(cell.reason)
    words = f"{number(cell.value, decimals=_decimals(cell))} {_unit(cell)}".strip()
    if pd.notna(cell.year):
        words = f"{words} ({', '.join(part for part in (str(cell.year), cell.said) if part)})"
    beside = f"; {cell.beside}" if cell.beside else ""
    if shared:
        return {"text": words + (f": {cell.wording}" if cell.wording else "") + beside, "tone": "partly"}
    if cell.reason:
        return {"text": f"{words}{beside}. Not compared: {cell.reason}.", "tone": "partly"}
    return words + beside


def _decimals(cell) -> int:
    whole = float(cell.value).is_integer() and cell.unit not in ("percent", "%")
    return 0 if whole or abs(cell.value) >= 10_000 else 1


def _unit(cell) -> str:
    quiet = ("rows", "cases", "legal forms", "entities")
    return "" if cell.unit in quiet else "%" if cell.unit == "percent" else unit_words(cell.unit)


def _groups(lines: pd.DataFrame) -> tuple[tuple[int, str], ...]:
    starts = lines["group"].ne(lines["group"].shift()).to_numpy().nonzero()[0]
    return tuple((int(row), lines["group"].iloc[row]) for row in starts if lines["group"].iloc[row])


@build_table.register
def rate_lines(result: RateLines) -> Table:
    """Print years down, countries across; a break is marked in the cell."""
    frame = result.frame
    names = list(dict.fromkeys(frame["name"]))
    cells = {(row["year"], row["name"]): row for row in frame.to_dict("records")}
    years = sorted(frame["year"].unique())
    rows = [(str(year), *(_rate(cells.get((year, name))) for name in names)) for year in years]
    return Table(
        id="informality-by-country-and-year",
        country=result.country,
        title=result.title,
        sources=result.sources,
        notes=result.notes,
        columns=(Column("Year"), *(Column(name, align="decimal") for name in names)),
        rows=tuple(rows),
        **data_of(result),
    )


def _rate(cell: dict | None) -> Cell:
    if cell is None:
        return absent_cell("no data")
    words = number(cell["value"], decimals=1)
    mark = "b" if cell["after_break"] else "s" if cell["kind"] == "large_step" else ""
    return {"text": f"{words} {mark}", "tone": "partly"} if mark else words
