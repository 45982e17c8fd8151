"""Rules between the cells of one row: what each column alone cannot tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from sse_analysis.errors import one_of, suggestion
from sse_analysis.reference.codes import codes
from sse_analysis.reference.units import is_counted, units_of

Row = dict[str, str]
#: Column, what was found, what was expected, what to do.
Broken = tuple[str, str, str, str]

#: Facets whose values are a closed list, and those whose values follow a pattern.
_CLOSED = ("bound", "contract", "member_kind", "scope", "sex")
_BAND = r"(lt|ge)\d+|\d+-\d+"
_PATTERNS = {
    "period": (r"\d{4}-\d{4}", "two years such as 2015-2022"),
    "base_year": (r"\d{4}", "a year"),
    "workers": (_BAND, "a size such as lt10, 10-49 or ge100"),
    "member_count": (_BAND, "a size such as lt20, 20-100 or ge1001"),
}
_MEAN = "mean_"
#: Columns of the ecosystem that name another body.
RELATIONS = ("member_of", "supports", "finances")


def broken_together(rows: list[tuple[int, Row]], table: str) -> Iterator[tuple[int, Broken]]:
    """Return line and rule where rows that are sound alone contradict one another."""
    together = {"areas": one_area_a_tile, "ecosystem": bodies_that_have_a_row}
    if table in together:
        yield from together[table](rows)


def broken(row: Row, table: str) -> Iterator[Broken]:
    """Return the rules of a table that a row breaks; its cells have passed their own checks."""
    for rule in _RULES.get(table, ()):
        yield from rule(row)


def whole_count(row: Row) -> Iterator[Broken]:
    """Refuse ``29.378 entities``: half an entity, or the thousands mark of another country."""
    counted = is_counted(row["unit"]) and row["scale"] == "one" and not row["measure"].startswith(_MEAN)
    if counted and not float(row["value"]).is_integer():
        fix = "Is the point a thousands mark? Then write the number without it."
        yield "value", f"'{row['value']}'", f"a whole number of {row['unit']}", fix


def unit_of_measure(row: Row) -> Iterator[Broken]:
    allowed = units_of(row["measure"])
    if row["unit"] not in allowed:
        yield "unit", f"'{row['unit']}' for '{row['measure']}'", one_of(allowed), ""


def share_of_hundred(row: Row) -> Iterator[Broken]:
    if row["unit"] == "percent" and not 0 <= float(row["value"]) <= 100:
        yield "value", f"'{row['value']}' percent", "a share from 0 to 100", ""


def reference_day_in_year(row: Row) -> Iterator[Broken]:
    day, year = row["reference_date"], row["year"]
    if day and day[:4] != year:
        yield "reference_date", f"'{day}' in a row of the year '{year}'", "a day of that year", ""


def target_is_a_target(row: Row) -> Iterator[Broken]:
    """A planned number is never a count, so its kind must say so."""
    if row["measure"].startswith("target_") and row["kind"] != "target":
        yield "kind", f"'{row['kind']}' for '{row['measure']}'", "'target'", ""


def facet_values(row: Row) -> Iterator[Broken]:
    names = []
    for part in filter(None, row["facets"].split(";")):
        name, _, value = part.partition("=")
        if name in names:
            yield "facets", f"'{name}' twice", "each facet once", ""
        else:
            yield from _facet_value(name, value)
        names.append(name)


def _facet_value(name: str, value: str) -> Iterator[Broken]:
    if name in _CLOSED:
        known = [code.partition("=")[2] for code in codes("facet_value") if code.startswith(f"{name}=")]
        if value not in known:
            yield "facets", f"'{name}={value}'", one_of(known), ""
    pattern, words = _PATTERNS.get(name, ("", ""))
    if pattern and not re.fullmatch(pattern, value):
        yield "facets", f"'{name}={value}'", words, ""


def target_of_goal(row: Row) -> Iterator[Broken]:
    goal, target = row["goal"], row["target"]
    if target and not re.fullmatch(rf"{goal}\.[0-9a-z]{{1,2}}", target):
        yield "target", f"'{target}' under goal {goal}", f"a target such as '{goal}.1' or '{goal}.a'", ""


def indicator_of_target(row: Row) -> Iterator[Broken]:
    target, indicator = row["target"], row["indicator"]
    if not indicator.startswith(f"{target}."):
        yield "indicator", f"'{indicator}' under target {target}", f"an indicator such as '{target}.1'", ""


def read_source(row: Row) -> Iterator[Broken]:
    """A claim says who claims it, unless its evidence type is ``none``: no source was read."""
    if row["evidence_type"] == "none":
        return
    for column in ("source_title", "source_publisher", "source_url"):
        if not row[column]:
            fix = "Name the source, or set 'evidence_type' to 'none'."
            yield column, "an empty cell", "the source of the claim", fix


def address_of_each_publisher(row: Row) -> Iterator[Broken]:
    publishers, addresses = (len(row[name].split(" ; ")) for name in ("source_publisher", "source_url"))
    if publishers != addresses:
        found = f"{addresses} address{'es' if addresses > 1 else ''} for {publishers} publishers"
        yield "source_url", found, "one address for each publisher, joined by ' ; '", ""


def ends_after_it_began(row: Row) -> Iterator[Broken]:
    began, ended = row["valid_from"], row["valid_to"]
    shared = min(len(began), len(ended))
    if ended[:shared] < began[:shared]:
        yield "valid_to", f"'{ended}'", f"a day after '{began}' in 'valid_from'", ""


def dated_population(row: Row) -> Iterator[Broken]:
    given = [name for name in ("population", "population_year", "population_source") if row[name]]
    for name in ("population", "population_year", "population_source"):
        if given and name not in given:
            yield name, "an empty cell", "population, year and source together", "Give all three or none."


def counted_in_a_unit(row: Row) -> Iterator[Broken]:
    if row["how_many"] and not row["unit"]:
        yield "unit", "an empty cell", f"the unit of '{row['how_many']}'", ""


def one_area_a_tile(areas: list[tuple[int, Row]]) -> Iterator[tuple[int, Broken]]:
    """Two areas that exist at the same time cannot share a cell of the grid, or one hides the other."""
    taken: dict[tuple[str, str], list[tuple[int, Row]]] = {}
    for line, row in areas:
        cell = row["tile_row"], row["tile_col"]
        for other_line, other in taken.get(cell, ()):
            if _at_the_same_time(row, other):
                found = f"the cell {cell[0]}, {cell[1]} of '{other['name_en']}' (line {other_line})"
                yield line, ("tile_row, tile_col", found, "a cell of its own", "")
        taken.setdefault(cell, []).append((line, row))


def bodies_that_have_a_row(rows: list[tuple[int, Row]]) -> Iterator[tuple[int, Broken]]:
    """A body is described alike in each of its rows, and whoever is named has a row of its own, so its kind is known."""
    first = {row["body"]: (line, row) for line, row in reversed(rows)}
    for line, row in rows:
        where, described = first[row["body"]]
        for name in ("kind", "stands_for"):
            if row[name] != described[name]:
                yield line, (name, f"'{row[name]}'", f"'{described[name]}', as on line {where}", "")
        for name in RELATIONS:
            if row[name] == row["body"]:
                yield line, (name, "the body itself", "another body", "")
            elif row[name] and row[name] not in first:
                fix = suggestion(row[name], list(first)) or "Add a row that says what kind of body it is."
                yield line, (name, f"'{row[name]}'", "a name of the column 'body'", fix)


def one_relation(row: Row) -> Iterator[Broken]:
    given = [name for name in RELATIONS if row[name]]
    if len(given) > 1:
        yield ", ".join(given), f"{len(given)} relations", "one relation a row", "Give each a row of its own."


def _at_the_same_time(one: Row, other: Row) -> bool:
    """Tell whether two spans of days meet; an open end has no limit."""
    return all(
        not began or not ended or began <= ended
        for began, ended in ((one["valid_from"], other["valid_to"]), (other["valid_from"], one["valid_to"]))
    )


_GOALS = (target_of_goal, indicator_of_target)
_RULES: dict[str, tuple[Callable[[Row], Iterator[Broken]], ...]] = {
    "ledger": (
        whole_count,
        unit_of_measure,
        share_of_hundred,
        reference_day_in_year,
        target_is_a_target,
        facet_values,
    ),
    "legal_forms": (address_of_each_publisher, ends_after_it_began),
    "sdg_series": _GOALS,
    "sdg_indicators": _GOALS,
    "sdg_claims": (target_of_goal, read_source),
    "informality_series": (share_of_hundred,),
    "areas": (dated_population, ends_after_it_began),
    "pathways": (counted_in_a_unit,),
    "ecosystem": (one_relation,),
}
