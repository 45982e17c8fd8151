"""The numbers behind tables and figures as CSV, safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable

from sse_analysis.report.model import Document, captioned
from sse_analysis.results.exhibit import Captioned, Table, cell_text

#: A cell that begins so is run as a formula by spreadsheets (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"[+-]?[0-9][0-9,]*(\.[0-9]+)?([eE][+-]?[0-9]+)?")


def data_files(document: Document) -> dict[str, bytes]:
    """Return ``tables/<id>.csv`` for every table and figure of the notebook: UTF-8, comma, LF, header line.

    A missing value is an empty cell. Text that a spreadsheet would run as a formula gets a leading
    apostrophe. An exhibit without tidy data gives its printed cells.
    """
    return {
        f"tables/{shown.exhibit.id}.csv": csv_of(shown.exhibit) for shown in captioned(document) if shown.cell
    }


def csv_of(exhibit: Captioned) -> bytes:
    """Return the data of one exhibit as CSV; empty bytes where it has none."""
    columns, rows = exhibit.data_columns, exhibit.data_rows
    if not columns and isinstance(exhibit, Table):
        columns = tuple(column.label for column in exhibit.columns)
        rows = tuple(tuple(cell_text(cell) for cell in row) for row in exhibit.rows)
    return written([columns, *rows]) if columns else b""


def neutral(value: object) -> object:
    """Return the value, with an apostrophe before text that looks like a formula; ``""`` if missing.

    Line ends become LF, which the writer quotes; a CR alone it would leave bare, and what follows begins a row.
    """
    if isinstance(value, str):
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    if isinstance(value, str) and value.startswith(_FORMULA) and not _NUMBER.fullmatch(value):
        return f"'{value}"
    missing = value is None or (isinstance(value, float) and math.isnan(value))
    return "" if missing else value


def written(rows: Iterable[Iterable[object]]) -> bytes:
    """Return rows as CSV with every cell :func:`neutral`."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    for row in rows:
        writer.writerow([neutral(value) for value in row])
    return buffer.getvalue().encode("utf-8")
