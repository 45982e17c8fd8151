"""The parts of a printed table, as printers name them: heads, spanners, segments, decimals."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sse_analysis.results.exhibit import Cell, Column, Table

_NUMBER = re.compile(r"[<>~≈±+\-−–]?\s?\d[\d,\u00a0\u202f]*(?P<tail>(?:\.\d+)?.{0,3})")
Row = tuple[Cell, ...]


@dataclass(frozen=True)
class Head:
    """One head cell. ``column`` is the first column it stands over; ``down`` is 2 beside spanners."""

    text: str
    column: int
    across: int = 1
    down: int = 1
    spanner: bool = False


def heads(columns: tuple[Column, ...]) -> list[list[Head]]:
    """Return one row of heads, or two where columns are grouped under spanners."""
    if not any(column.group for column in columns):
        return [[Head(column.label, place) for place, column in enumerate(columns)]]
    upper: list[Head] = []
    lower: list[Head] = []
    for place, column in enumerate(columns):
        if not column.group:
            upper.append(Head(column.label, place, down=2))
            continue
        lower.append(Head(column.label, place))
        last = upper[-1] if upper else None
        if last and last.spanner and last.text == column.group and last.column + last.across == place:
            upper[-1] = Head(last.text, last.column, across=last.across + 1, spanner=True)
        else:
            upper.append(Head(column.group, place, spanner=True))
    return [upper, lower]


def segments(table: Table) -> list[tuple[str, tuple[Row, ...]]]:
    """Return the rows cut at their group headings; rows before the first heading have none."""
    starts = sorted(table.groups)
    cuts = [(0, ""), *starts] if not starts or starts[0][0] > 0 else starts
    ends = [row for row, _ in cuts[1:]] + [len(table.rows)]
    return [(name, table.rows[start:end]) for (start, name), end in zip(cuts, ends, strict=True)]


def tail(text: str) -> str | None:
    """Return what follows the integer part of a number ("%" and the like included); None for words."""
    found = _NUMBER.fullmatch(text)
    return found["tail"] if found else None


def tail_of(cell: Cell) -> str | None:
    """Return the tail of a cell: as its translation says, else as its words show."""
    return cell["tail"] if "tail" in cell else tail(cell["text"])


def longest_tails(table: Table) -> tuple[str, ...]:
    """Return, for each decimal column whose numbers end differently, the longest ending; else ""."""
    longest = []
    for place, column in enumerate(table.columns):
        tails = {tail_of(row[place]) for row in table.rows} - {None}
        mixed = column.align == "decimal" and len({len(end) for end in tails}) > 1
        longest.append(max(tails, key=len) if mixed else "")
    return tuple(longest)
