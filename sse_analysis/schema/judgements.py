"""Rows that are a choice of ours, not a published fact: author, date and status stand in each of them.

A judgement is printed as a proposal until a committee approves it; without its status it would pass for
a fact.
"""

from __future__ import annotations

from collections.abc import Iterator

from sse_analysis import paths
from sse_analysis.errors import Failure, SourceError
from sse_analysis.schema.check import cells
from sse_analysis.schema.layout import Column, code, must
from sse_analysis.schema.layouts import LAYOUTS
from sse_analysis.sources.read import TextTable, read_csv

#: The marks of a judgement. ``project`` is the author of what nobody has approved yet.
_MARKS = (must("author"), must("date", "date"), code("status", ("proposal", "approved")))
_AUTHOR = "author"


def problems(folder: str) -> Iterator[Failure]:
    """Return the judgements of a folder that lack an author, a date or a status.

    Tables with a layout are left to it; a table without the column ``author`` holds no judgements.
    """
    known = {layout.file for layout in LAYOUTS.values()}
    for path in sorted(paths.data_folder(folder).glob("*.csv")):
        if path.name in known:
            continue
        try:
            table = read_csv(path)
        except SourceError as error:
            yield from error.failures
            continue
        if _AUTHOR in table.header:
            yield from _marked(table)


def _marked(table: TextTable) -> Iterator[Failure]:
    for mark in _MARKS:
        yield from cells(table, mark) if mark.name in table.header else _no_column(table, mark)


def _no_column(table: TextTable, mark: Column) -> Iterator[Failure]:
    fix = "Add it to the header."
    yield Failure(table.file, "no such column", f"the column '{mark.name}'", fix, 1, mark.name)
