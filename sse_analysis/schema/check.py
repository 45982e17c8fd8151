"""Hold a table against its layout, and list everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sse_analysis.errors import Failure, suggestion
from sse_analysis.schema.layout import Column, TableLayout
from sse_analysis.schema.values import problem
from sse_analysis.sources.read import TextTable

#: Kinds of figure that may refer to a day still to come.
_AHEAD = ("target", "projection")


def failures(table: TextTable, layout: TableLayout, *, country: str, today: dt.date) -> list[Failure]:
    """Return every failure of a table, in the order of the file.

    Parameters
    ----------
    country : str
        Lower-case code of the folder; ``common`` allows any country.
    today : date
        Day after which only targets and projections may refer.

    Notes
    -----
    When the columns are wrong only they are reported: what stands below them cannot be judged.
    """
    wrong = list(_columns(table, layout))
    if wrong:
        return wrong
    found = [failure for column in layout.columns for failure in _cells(table, column)]
    found += [*_country(table, country), *_future(table, today), *_duplicates(table, layout)]
    return sorted(found, key=lambda failure: failure.row or 0)


def _columns(table: TextTable, layout: TableLayout) -> Iterator[Failure]:
    expected = set(layout.names)
    for name in layout.names:
        if name not in table.header:
            yield Failure(
                table.file, "no such column", f"the column '{name}'", "Add it to the header.", 1, name
            )
    for name in dict.fromkeys(table.header):
        if name not in expected:
            missing = [column for column in layout.names if column not in table.header]
            fix = suggestion(name, missing) or "Delete the column or move its content into the note."
            yield Failure(table.file, f"the unknown column '{name}'", "a column of this table", fix, 1, name)
        if table.header.count(name) > 1:
            yield Failure(table.file, "the column twice", "each column once", "Delete one of them.", 1, name)


def _column(table: TextTable, name: str) -> Iterator[tuple[int, str]]:
    place = table.header.index(name)
    for line, row in zip(table.lines, table.rows, strict=True):
        yield line, row[place]


def _cells(table: TextTable, column: Column) -> Iterator[Failure]:
    judged: dict[str, tuple[str, str] | None] = {}
    for line, value in _column(table, column.name):
        if value == "":
            if column.required:
                yield Failure(
                    table.file, "an empty cell", _expected(column), _empty_hint(column), line, column.name
                )
            continue
        if value not in judged:
            judged[value] = problem(value, column)
        if judged[value]:
            expected, fix = judged[value]
            yield Failure(table.file, f"'{_short(value)}'", expected, fix, line, column.name)


def _expected(column: Column) -> str:
    return {"number": "a number", "period": "a date or 'undated'", "url": "an address"}.get(
        column.kind, "a value"
    )


def _empty_hint(column: Column) -> str:
    if column.name.startswith("source_") or column.name in ("publisher", "dataset", "release", "url"):
        return "A figure without its source cannot be published."
    return ""


def _short(value: str) -> str:
    return value if len(value) <= 60 else f"{value[:57]}..."


def _country(table: TextTable, country: str) -> Iterator[Failure]:
    if country == "common" or "country_iso3" not in table.header:
        return
    for line, value in _column(table, "country_iso3"):
        if value and value != country.upper():
            fix = f"This row belongs into data/{value.lower()}, or its code is wrong."
            yield Failure(table.file, f"'{_short(value)}'", f"'{country.upper()}'", fix, line, "country_iso3")


def _future(table: TextTable, today: dt.date) -> Iterator[Failure]:
    ahead = (
        {line for line, kind in _column(table, "kind") if kind in _AHEAD} if "kind" in table.header else set()
    )
    for name in ("year", "reference_date", "population_year", "event_year"):
        if name not in table.header:
            continue
        for line, value in _column(table, name):
            if line not in ahead and _is_after(value, today):
                fix = (
                    "Is it a target or a projection? Then say so in 'kind'." if "kind" in table.header else ""
                )
                yield Failure(table.file, f"'{value}'", f"nothing after {today.isoformat()}", fix, line, name)


def _is_after(value: str, today: dt.date) -> bool:
    if len(value) == 4 and value.isascii() and value.isdigit():
        return today.year < int(value) < 2400
    try:
        return today < dt.date.fromisoformat(value) and int(value[:4]) < 2400
    except ValueError:
        return False


def _duplicates(table: TextTable, layout: TableLayout) -> Iterator[Failure]:
    places = [table.header.index(name) for name in layout.key]
    first: dict[tuple[str, ...], int] = {}
    for line, row in zip(table.lines, table.rows, strict=True):
        key = tuple(row[place] for place in places)
        if key in first:
            words = "', '".join(key)
            yield Failure(
                table.file, f"'{words}' a second time (first on line {first[key]})", "each row once",
                "Give the second its own id, or delete it.", line, ", ".join(layout.key),
            )  # fmt: skip
        first.setdefault(key, line)
