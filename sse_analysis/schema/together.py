"""Rules between the rows of one table: rows that are sound alone and contradict one another."""

from __future__ import annotations

from collections.abc import Iterator

from sse_analysis.errors import suggestion
from sse_analysis.schema.rules import RELATIONS, Broken, Row


def broken(rows: list[tuple[int, Row]], table: str) -> Iterator[tuple[int, Broken]]:
    """Return line and rule where rows that are sound alone contradict one another."""
    for rule in _TOGETHER.get(table, ()):
        yield from rule(rows)


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


def one_figure_once(rows: list[tuple[int, Row]]) -> Iterator[tuple[int, Broken]]:
    """One figure under two ids would count for two sources, and twice in a sum over regions."""
    first: dict[tuple[str, ...], int] = {}
    for line, row in rows:
        said = tuple(value for name, value in row.items() if name not in ("id", "grade", "verified", "note"))
        if said in first:
            yield (
                line,
                ("id", f"the figure of line {first[said]} again", "each figure once", "Delete one of them."),
            )
        first.setdefault(said, line)


def fraction_among_percentages(rows: list[tuple[int, Row]]) -> Iterator[tuple[int, Broken]]:
    """A hundredth of the value before it and of the value after it is a fraction, not a fall."""
    series: dict[tuple[str, ...], list[tuple[str, float, int]]] = {}
    for line, row in rows:
        if row["unit"] == "percent" and "growth" not in row["label"].lower():
            key = tuple(row[name] for name in ("series", "sex", "age", "location"))
            series.setdefault(key, []).append((row["year"], float(row["value"]), line))
    for points in map(sorted, series.values()):
        for before, here, after in zip([None, *points], points, [*points[1:], None], strict=False):
            beside = [point for point in (before, after) if point]
            if beside and here[1] > 0 and all(50 <= point[1] / here[1] <= 200 for point in beside):
                words = " and ".join(f"{value:g} in {year}" for year, value, _ in beside)
                found = f"{here[1]:g} percent beside {words}"
                yield (
                    here[2],
                    ("value", found, "a percentage", f"Is it a fraction? Then write {here[1] * 100:g}."),
                )


def _at_the_same_time(one: Row, other: Row) -> bool:
    """Tell whether two spans of days meet; an open end has no limit."""
    return all(
        not began or not ended or began <= ended
        for began, ended in ((one["valid_from"], other["valid_to"]), (other["valid_from"], one["valid_to"]))
    )


_TOGETHER = {
    "areas": (one_area_a_tile,),
    "ecosystem": (bodies_that_have_a_row,),
    "ledger": (one_figure_once,),
    "sdg_series": (fraction_among_percentages,),
}
