"""How a table is set on a page: upright, upright in smaller type, turned, or turned and cut into parts.

Lengths are in points. Words are measured with the advance widths of the fonts the PDF embeds, so that no
cell is cut; Khmer and Thai, whose letters combine, come out a little wider than they are printed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from typing import Any

from sse_analysis.report import grid
from sse_analysis.report.fonts import width
from sse_analysis.results.exhibit import Column, Table

_MM = 72 / 25.4
MARGIN = 20 * _MM
PORTRAIT = 210 * _MM - 2 * MARGIN
LANDSCAPE = 297 * _MM - 2 * MARGIN
#: A column of words likes to be this wide; narrower is possible, wider where there is room.
_COMFORT = 24 * _MM
_SPARK = 25 * _MM
#: Rows deeper than this many lines are better read on a turned page.
_DEEPEST = 5.5
#: Lines of a row, in ems from one to the next, and the space above and below them.
_LEADING, _PADDING = 1.25, 8.0
#: A turned table may be squeezed by this factor before it is cut into parts.
_SQUEEZE = 1.2
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u1780-\u17ff]")


@dataclass(frozen=True)
class Look:
    """Type size, and the space left and right of a cell."""

    size: float
    gap: float


USUAL = Look(8.0, 5.0)
COMPACT = Look(7.0, 3.0)


@dataclass(frozen=True)
class Need:
    """What a column needs: its widest word, all it has in one line, and a good width between the two."""

    least: float
    most: float
    comfort: float
    weight: float


@dataclass(frozen=True)
class Fit:
    """The setting of a table. Every part is (columns, widths); all but the first repeat the stub."""

    look: Look
    turned: bool
    parts: tuple[tuple[tuple[int, ...], tuple[float, ...]], ...]


def fit(table: Table, texts: Sequence[Sequence[str]]) -> Fit:
    """Return the setting of a table.

    Parameters
    ----------
    texts : sequence of columns, each a sequence of str
        The words of the cells as they will be printed: U+200B where a word may break, U+00A0 where not.
    """
    every = tuple(range(len(table.columns)))
    first, small = needs(table, texts, USUAL), needs(table, texts, COMPACT)
    if _total(first, "comfort") <= PORTRAIT:
        return Fit(USUAL, False, ((every, shares(first, PORTRAIT)),))
    if _total(small, "least") <= PORTRAIT and _lines(small, PORTRAIT) <= _DEEPEST:
        return Fit(COMPACT, False, ((every, shares(small, PORTRAIT)),))
    if _total(first, "comfort") <= LANDSCAPE * _SQUEEZE and _total(first, "least") <= LANDSCAPE:
        return Fit(USUAL, True, ((every, shares(first, LANDSCAPE)),))
    parts = _parts(small, table.stub)
    return Fit(COMPACT, True, tuple((p, shares([small[k] for k in p], LANDSCAPE)) for p in parts))


def depth(texts: Sequence[Sequence[str]], setting: Fit) -> float:
    """Return about how deep the rows of a table are on the page, its deepest part if it is cut."""
    look = setting.look
    rooms = [dict(zip(columns, widths, strict=True)) for columns, widths in setting.parts]
    return max(
        sum(
            max(ceil(width(row[k]) * look.size / (room - 2 * look.gap)) for k, room in part.items())
            * _LEADING
            * look.size
            + _PADDING
            for row in zip(*texts, strict=True)
        )
        for part in rooms
    )


def needs(table: Table, texts: Sequence[Sequence[str]], look: Look) -> list[Need]:
    """Return the need of every column; many columns of numbers under one spanner are equally wide."""
    found = [_need(column, words, look) for column, words in zip(table.columns, texts, strict=True)]
    tails = grid.longest_tails(table)
    for place, row in enumerate(zip(*table.rows, strict=True)):
        aligned = _aligned(row, tails[place], look) if tails[place] else 0.0
        floor = max(aligned, _SPARK if any(cell.get("spark") for cell in row) else 0.0)
        need = found[place]
        found[place] = Need(*(max(one, floor) for one in (need.least, need.most, need.comfort)), need.weight)
    return _evened(table.columns, found)


def _aligned(cells: Sequence[Mapping[str, Any]], longest: str, look: Look) -> float:
    """Return the width of numbers set by their decimal sign: the longest whole part beside the longest ending."""
    ends = {cell["text"]: grid.tail_of(cell) for cell in cells}
    wide = [width(text) - width(end) + width(longest) for text, end in ends.items() if end is not None]
    return max(wide, default=0.0) * look.size + 2 * look.gap


def _need(column: Column, texts: Sequence[str], look: Look) -> Need:
    def wide(text: str, *, bold: bool = False) -> float:
        return width(text, bold=bold) * look.size + 2 * look.gap

    heads = _words(column.label)
    least = max((wide(word, bold=True) for word in heads), default=0.0)
    least = max([least, *(wide(word) for word in {word for text in texts for word in _words(text)})])
    most = max([least, wide(column.label, bold=True) / 1.7, *(wide(text) for text in set(texts))])
    return Need(least, most, max(least, min(most, _COMFORT * sqrt(column.width))), column.width)


def _words(text: str) -> list[str]:
    """Return the pieces a line may not break; a few letters at a time in scripts without spaces."""
    pieces = []
    for word in re.split("[ \u200b]+", text):
        pieces += re.findall(r".{1,9}", word) if _UNSPACED.search(word) else [word]
    return pieces


def _evened(columns: Sequence[Column], found: list[Need]) -> list[Need]:
    groups: dict[str, list[int]] = {}
    for place, column in enumerate(columns):
        if column.group and column.align == "decimal":
            groups.setdefault(column.group, []).append(place)
    for places in groups.values():
        if len(places) >= 4:
            same = [found[place] for place in places]
            widest = [max(getattr(need, key) for need in same) for key in ("least", "most", "comfort")]
            for place in places:
                found[place] = Need(*widest, found[place].weight)
    return found


def _total(found: Sequence[Need], key: str) -> float:
    return sum(getattr(need, key) for need in found)


def shares(found: Sequence[Need], room: float) -> tuple[float, ...]:
    """Share a width: short columns get what they need, the rest goes to those who would like more."""
    most = _total(found, "most")
    if most <= room:
        spread = room / most if most > 0.62 * room else 1.35
        return tuple(need.most * spread for need in found)
    start, goal = ("comfort", "most") if _total(found, "comfort") <= room else ("least", "comfort")
    rest = room - _total(found, start)
    wishes = [(getattr(need, goal) - getattr(need, start)) ** 0.75 * need.weight for need in found]
    full = sum(wishes) or 1.0
    return tuple(getattr(n, start) + rest * wish / full for n, wish in zip(found, wishes, strict=True))


def _lines(found: Sequence[Need], room: float) -> float:
    """Return the lines of the deepest cell when a width is shared."""
    return max(need.most / got for need, got in zip(found, shares(found, room), strict=True))


def _parts(found: Sequence[Need], stub: int) -> list[tuple[int, ...]]:
    """Cut the columns into parts that fit a turned page; every part repeats the stub."""
    head = _total(found[:stub], "comfort")
    parts: list[list[int]] = [[]]
    used = head
    for place in range(stub, len(found)):
        if parts[-1] and used + found[place].comfort > LANDSCAPE:
            parts.append([])
            used = head
        parts[-1].append(place)
        used += found[place].comfort
    return [(*range(stub), *part) for part in parts]
