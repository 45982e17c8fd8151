"""What is not the same in a report that was made again, told in words: a changed number once, with its row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sse_analysis.batch import keys

#: How many changed numbers of a report are told; --explain tells every place.
LIMIT = 12


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same.

    Parameters
    ----------
    kind : {"number", "text", "page", "file", "input", "failure"}
        ``input`` explains and is no difference of a report by itself.
    where : str
        File or exhibit; for a number also line and column.
    row : str
        What the row of a number is about: its row of the ledger, else its words.
    was, now : str
        A cell as it is published and as it was made again; empty for all else.
    """

    job: str
    kind: str
    words: str
    where: str = ""
    row: str = ""
    was: str = ""
    now: str = ""

    def __str__(self) -> str:
        return f"{self.job}: {self.words}"

    @property
    def table(self) -> str:
        return self.where.partition(",")[0]


def told(found: Iterable[Difference]) -> Iterator[str]:
    """Yield lines: what the reports depend on and has changed, then report by report what differs."""
    found = list(found)
    yield from _changes([one for one in found if one.kind == "input"])
    for job in dict.fromkeys(one.job for one in found if one.kind != "input"):
        own = [one for one in found if one.job == job]
        yield f"{job}: {_verdict(own)}"
        yield from (f"    {line}" for line in _of_report([one for one in own if one.kind != "input"]))


def _changes(found: list[Difference]) -> Iterator[str]:
    jobs: dict[str, list[str]] = {}
    for one in found:
        jobs.setdefault(one.words, []).append(one.job)
    for names in dict.fromkeys(map(tuple, jobs.values())):
        yield f"Changed since {', '.join(names)} {'was' if len(names) == 1 else 'were'} made:"
        lines = [words for words, own in jobs.items() if tuple(own) == names]
        yield from (f"    {line}" for line in keys.short(lines))


def _verdict(own: list[Difference]) -> str:
    kinds = {one.kind for one in own}
    if "failure" in kinds:
        return "not made again"
    cells = {(one.was, one.now) for one in own if one.was != one.now}
    if cells:
        return f"{len(cells)} {'value differs' if len(cells) == 1 else 'values differ'} in the tables"
    if kinds & {"number", "text"}:
        return "it says something else"
    same = "every number and sentence is the same"
    return f"{same}; its pages print digests of what changed" if "input" in kinds else same


def _of_report(own: list[Difference]) -> Iterator[str]:
    yield from (one.words for one in own if one.kind in ("failure", "file"))
    cells: dict[tuple[str, str], list[Difference]] = {}
    for one in own:
        if one.was != one.now:
            cells.setdefault((one.was, one.now), []).append(one)
    ordered = sorted(cells.values(), key=len, reverse=True)
    yield from (_cell(places) for places in ordered[:LIMIT])
    if len(ordered) > LIMIT:
        yield f"and {len(ordered) - LIMIT} more values"
    yield from (one.words for one in own if one.kind == "number" and one.was == one.now)
    yield from _listed(own, "text", lambda names: f"{_exhibits(names)} something else: ")
    yield from _listed(own, "page", lambda names: "other bytes: ")


def _cell(places: list[Difference]) -> str:
    """Return one changed value after the row it stands for in most tables, and how far it went."""
    rows = Counter(one.row for one in places if one.row).most_common(1)
    row = rows[0][0] if rows else ""
    first = next(one for one in places if one.row == row or not row)
    tables = len({one.table for one in places})
    told = f"{_short(first.was)}, made again {_short(first.now)}"
    many = f"{len(places)} places of {tables} table{'' if tables == 1 else 's'}, first "
    return f"{row}{': ' if row else ''}{told}; {many if len(places) > 1 else ''}{first.where}"


def _short(cell: str) -> str:
    if not cell:
        return "empty"
    return cell if len(cell) <= 90 else f"{cell[:87]}..."


def _exhibits(names: list[str]) -> str:
    return "1 exhibit says" if len(names) == 1 else f"{len(names)} exhibits say"


def _listed(own: list[Difference], kind: str, head: Callable[[list[str]], str]) -> Iterator[str]:
    names = [one.where for one in own if one.kind == kind and one.where]
    if names:
        yield head(names) + ", ".join(names)
    yield from (one.words for one in own if one.kind == kind and not one.where)


def row_of(header: list[str], cells: list[str]) -> str:
    """Return what a row of a table is about: its row of the ledger, else its first words."""
    named: dict[str, Any] = dict(zip(header, cells, strict=False))
    ledger = named.get("ledger_id", "")
    if ledger and "|" not in ledger:
        return ledger
    words = [cell for cell in cells if cell and not _number(cell)]
    return ", ".join(dict.fromkeys(words[:3]))[:80]


def _number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
