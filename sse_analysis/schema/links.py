"""What one table says of another: regions, legal forms, areas, series.

A word that the other table does not know would lose its figures in silence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sse_analysis.errors import Failure, one_of, suggestion
from sse_analysis.schema.rules import PLACES
from sse_analysis.sources.read import TextTable

#: Measures that count bodies that exist.
_COUNTS = ("entities", "entities_registered", "entities_active", "member_entities")
Link = Callable[[TextTable, TextTable], Iterator[Failure]]


def partners(name: str) -> tuple[tuple[str, str], ...]:
    """Return the tables a table refers to, as (folder, name); folder ``""`` is its own."""
    return tuple(_LINKS.get(name, {}))


def failures(name: str, table: TextTable, others: dict[str, TextTable]) -> list[Failure]:
    """Return what a sound table says of others that they do not know.

    Parameters
    ----------
    others : dict
        The tables of :func:`partners` that exist, by name. One that does not exist is not asked: its
        analyses answer with an absence.
    """
    links = ((other, link) for (_, other), link in _LINKS.get(name, {}).items())
    found = [failure for other, link in links if other in others for failure in link(table, others[other])]
    return sorted(found, key=lambda failure: failure.row or 0)


def _ledger_regions(table: TextTable, regions: TextTable) -> Iterator[Failure]:
    known = sorted(set(_values(regions, "region")))
    for line, facets in zip(table.lines, _values(table, "facets"), strict=True):
        for facet in facets.split(";"):
            region = facet.removeprefix("region=")
            if facet.startswith("region=") and region not in known:
                yield _unknown(table.file, line, "facets", region, (f"a region of {regions.file}", known))


def _form_ids(table: TextTable, legal_forms: TextTable) -> Iterator[Failure]:
    yield from _references(table, "legal_form_id", legal_forms, "id")


def _ecosystem_counts(table: TextTable, ledger: TextTable) -> Iterator[Failure]:
    """A group of bodies is counted by a figure on entities; another measure would count members or money."""
    measures = dict(zip(_values(ledger, "id"), _values(ledger, "measure"), strict=True))
    for line, figure in zip(table.lines, _values(table, "ledger_id"), strict=True):
        if figure and figure not in measures:
            expected = (f"a row of {ledger.file}", list(measures))
            yield _unknown(table.file, line, "ledger_id", figure, expected)
        elif figure and measures[figure] not in _COUNTS:
            fix = "Name a figure that counts these bodies."
            yield Failure(table.file, f"'{measures[figure]}'", one_of(_COUNTS), fix, line, "ledger_id")


def _locations(table: TextTable, regions: TextTable) -> Iterator[Failure]:
    known = [*PLACES, *sorted(set(_values(regions, "region")))]
    expected = f"{', '.join(PLACES)} or a region of {regions.file}"
    for line, place in zip(table.lines, _values(table, "location"), strict=True):
        if place not in known:
            yield _unknown(table.file, line, "location", place, (expected, known))


def _region_units(table: TextTable, areas: TextTable) -> Iterator[Failure]:
    yield from _references(table, "unit_code", areas, "unit_code")


def _changed_units(table: TextTable, areas: TextTable) -> Iterator[Failure]:
    yield from _references(table, "source_code", areas, "unit_code")
    yield from _references(table, "target_code", areas, "unit_code")


def _described_series(table: TextTable, indicators: TextTable) -> Iterator[Failure]:
    """A series must be described, and in the same unit: its direction and target are read from there."""
    units = dict(zip(_values(indicators, "series"), _values(indicators, "unit"), strict=True))
    seen = set()
    rows = zip(table.lines, _values(table, "series"), _values(table, "unit"), strict=True)
    for line, series, unit in rows:
        if (series, unit) in seen:
            continue
        seen.add((series, unit))
        if series not in units:
            expected = (f"a series of {indicators.file}", list(units))
            yield _unknown(table.file, line, "series", series, expected)
        elif unit != units[series]:
            expected = f"'{units[series]}', as in {indicators.file}"
            yield Failure(table.file, f"'{unit}' for {series}", expected, "", line, "unit")


def _references(table: TextTable, column: str, other: TextTable, key: str) -> Iterator[Failure]:
    known = sorted(set(_values(other, key)))
    for line, value in zip(table.lines, _values(table, column), strict=True):
        if value and value not in known:
            yield _unknown(table.file, line, column, value, (f"a row of {other.file}", known))


def _unknown(file: str, line: int, column: str, value: str, expected: tuple[str, list[str]]) -> Failure:
    words, known = expected
    return Failure(file, f"'{value}'", words, suggestion(value, known), line, column)


def _values(table: TextTable, column: str) -> list[str]:
    place = table.header.index(column)
    return [row[place] for row in table.rows]


_LINKS: dict[str, dict[tuple[str, str], Link]] = {
    "ledger": {("", "regions"): _ledger_regions, ("", "legal_forms"): _form_ids},
    "informality_series": {("", "regions"): _locations},
    "member_interests": {("", "legal_forms"): _form_ids},
    "regions": {("", "areas"): _region_units},
    "area_changes": {("", "areas"): _changed_units},
    "ecosystem": {("", "ledger"): _ecosystem_counts},
    "sdg_series": {("common", "sdg_indicators"): _described_series},
}
