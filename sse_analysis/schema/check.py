"""Hold a table against its layout, and list everything that is wrong with it."""

from __future__ import annotations

import datetime as dt
import unicodedata
from collections.abc import Iterator

from sse_analysis.errors import Failure, suggestion
from sse_analysis.reference.countries import exists, hint
from sse_analysis.schema import rules, together
from sse_analysis.schema.layout import Column, TableLayout
from sse_analysis.schema.values import BUDDHIST_ERA, problem
from sse_analysis.sources.read import TextTable

#: Kinds of figure that may refer to a day still to come, and the columns that hold what is referred to.
_AHEAD = ("target", "projection")
_REFERENCE = ("year", "reference_date", "population_year", "event_year")
#: When something was published or adopted; that has happened whatever the figure refers to.
_PUBLISHED = ("source_date", "release", "release_date", "law_year", "start_year")


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
    When the columns are wrong only they are reported: what stands below them cannot be judged. Rules
    between cells are held against rows whose cells are all sound.
    """
    wrong = list(_columns(table, layout))
    if wrong:
        return wrong
    found = [failure for column in layout.columns for failure in cells(table, column)]
    found += [*_country(table, country), *_future(table, today), *_duplicates(table, layout)]
    found += _rules(table, layout, unsound={failure.row for failure in found})
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
            found = f"the unknown column '{name}'" if name else "cells below a head without a name"
            yield Failure(table.file, found, "a column of this table", fix, 1, name)
        if name and table.header.count(name) > 1:
            yield Failure(table.file, "the column twice", "each column once", "Delete one of them.", 1, name)


def _column(table: TextTable, name: str) -> Iterator[tuple[int, str]]:
    place = table.header.index(name)
    for line, row in zip(table.lines, table.rows, strict=True):
        yield line, row[place]


def cells(table: TextTable, column: Column) -> Iterator[Failure]:
    """Return the cells of one column that are empty without leave, or not what the column holds."""
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
    if "country_iso3" not in table.header:
        return
    for line, value in _column(table, "country_iso3"):
        if value and country != "common" and value != country.upper():
            fix = _home(value, country.upper())
            yield Failure(table.file, f"'{_short(value)}'", f"'{country.upper()}'", fix, line, "country_iso3")
        elif value and (value != value.upper() or not exists(value.lower())):
            expected = "a country of ISO 3166-1 in capital letters"
            fix = hint(value.lower()) if not exists(value.lower()) else f"Write '{value.upper()}'."
            yield Failure(table.file, f"'{_short(value)}'", expected, fix, line, "country_iso3")


def _home(value: str, expected: str) -> str:
    """Say whose row it is; letters of two scripts that look alike are told apart."""
    if value.upper() == expected:
        return f"Write '{expected}'."
    if value.isupper() and exists(value.lower()):
        return f"This row belongs into data/{value.lower()}, or its code is wrong."
    foreign = ", ".join(
        sorted(
            {f"'{char}' is {unicodedata.name(char)}" for char in value if char > "\x7f" and char.isalpha()}
        )
    )
    return (
        f"A letter of another script: {foreign}."
        if foreign
        else f"Is it a row of this country? Then write '{expected}'."
    )


def _future(table: TextTable, today: dt.date) -> Iterator[Failure]:
    kinds = _column(table, "kind") if "kind" in table.header else ()
    planned = {line for line, kind in kinds if kind in _AHEAD}
    fix = "Is it a target or a projection? Then say so in 'kind'." if "kind" in table.header else ""
    expected = f"nothing after {today.isoformat()}"
    for name in (*_REFERENCE, *_PUBLISHED):
        if name not in table.header:
            continue
        exempt = planned if name in _REFERENCE else set()
        for line, value in _column(table, name):
            if line not in exempt and _is_after(value, today):
                hint = fix if name in _REFERENCE else ""
                yield Failure(table.file, f"'{value}'", expected, hint, line, name)


def _is_after(value: str, today: dt.date) -> bool:
    """Compare as far as the date goes: a year, a month or a day; the Buddhist era has its own message."""
    stated = value.isascii() and value[:4].isdigit() and len(value) >= 4 and int(value[:4]) < BUDDHIST_ERA
    return stated and value > today.isoformat()[: len(value)]


def _rules(table: TextTable, layout: TableLayout, *, unsound: set[int | None]) -> Iterator[Failure]:
    sound = [
        (line, dict(zip(table.header, values, strict=True)))
        for line, values in zip(table.lines, table.rows, strict=True)
        if line not in unsound
    ]
    broken = [(line, rule) for line, row in sound for rule in rules.broken(row, layout.name)]
    for line, (column, found, expected, fix) in (*broken, *together.broken(sound, layout.name)):
        yield Failure(table.file, found, expected, fix, line, column)


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
