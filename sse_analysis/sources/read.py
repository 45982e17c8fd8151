"""Read a CSV file as text, cell by cell, and refuse a file that is not what its name says."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

from sse_analysis import paths
from sse_analysis.errors import CONTROL, Failure, SourceError

MAX_BYTES = 200_000_000
MAX_CELL = 100_000
#: First bytes of files that are often renamed to .csv.
_SIGNATURES = {
    b"PK\x03\x04": "a zip archive (an Excel or OpenDocument workbook?)",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF document",
    b"\x1f\x8b": "a gzip archive",
    b"<!DOC": "a web page",
    b"<html": "a web page",
}
_TO_CSV = "Open it in its program and save it as CSV, UTF-8."
_UTF_8 = "Save it as CSV, UTF-8."
#: Spaces of every width, one or several: a word looks up the same whatever program wrote it.
_SPACES = re.compile(r"[^\S\t\r\n]+")
_OTHER_MARKS = {";": "semicolons", "\t": "tabs", "|": "bars"}


@dataclass(frozen=True)
class TextTable:
    """A CSV file as it stands: every cell text, every record with its line.

    Parameters
    ----------
    file : str
        Path relative to the project.
    header : tuple of str
    rows : tuple of tuples of str
        Records with at least one cell that is not empty; composed letters in Unicode form NFC and one plain
        space for no-break or repeated ones, so that a word looks up the same whatever keyboard wrote it.
    lines : tuple of int
        Line on which each record starts, as an editor counts; the header starts on line 1. A spreadsheet
        shows another number only below a cell that holds a line break.
    digest : str
        SHA-256 of the bytes.
    """

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    digest: str


def read_csv(path: Path) -> TextTable:
    """Read a comma-separated UTF-8 file (with or without byte order mark).

    Raises
    ------
    SourceError
        If the file is missing, too large, not text, not UTF-8, has no header, or has rows of another
        length than the header; every such row is listed.
    """
    name = str(paths.relative(path))
    content = _bytes(path, name)
    records, lines = _records(_text(content, name), name)
    if not records:
        raise _refused(name, "no header", "a line with the names of the columns", row=1)
    _commas(records[0], name)
    records = _without_blank_columns(records)
    _same_length(records, lines, name)
    digest = hashlib.sha256(content).hexdigest()
    return TextTable(name, records[0], tuple(records[1:]), tuple(lines[1:]), digest)


def ids(path: Path, key: str) -> set[str]:
    """Return the values of a column of a table; none where there is no such table or column."""
    if not path.is_file():
        return set()
    table = read_csv(path)
    return {row[table.header.index(key)] for row in table.rows} if key in table.header else set()


def _records(text: str, name: str) -> tuple[list[tuple[str, ...]], list[int]]:
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records, lines, before = [], [], 0
    try:
        for record in reader:
            if any(record):
                records.append(tuple(record))
                lines.append(before + 1)
            before = reader.line_num
    except csv.Error as error:
        found = f"text that is not CSV ({error})"
        raise _refused(name, found, "comma-separated values", row=before + 1) from None
    return records, lines


def _bytes(path: Path, name: str) -> bytes:
    if path.is_dir():
        raise _refused(name, "a folder", "a file")
    if not path.is_file():
        raise _refused(name, "no file", "comma-separated text")
    try:
        with path.open("rb") as handle:
            content = handle.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refused(name, f"a file that does not open ({error.strerror})", "a readable file") from None
    if len(content) > MAX_BYTES:
        raise _refused(name, f"more than {MAX_BYTES:,} bytes", "a table of at most that size")
    for start, kind in _SIGNATURES.items():
        if content[: len(start)].lower() == start.lower():
            raise _refused(name, kind, "comma-separated text", _TO_CSV)
    if b"\x00" in content:
        raise _refused(name, "zero bytes, as in a binary or UTF-16 file", "UTF-8 text", _UTF_8)
    return content


def _text(content: bytes, name: str) -> str:
    try:
        text = unicodedata.normalize("NFC", content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        found = f"the byte 0x{content[error.start]:02x}, which is not UTF-8"
        raise _refused(name, found, "UTF-8 text", _UTF_8, row=row) from None
    control = CONTROL.search(text)
    if control:
        row = text.count("\n", 0, control.start()) + 1
        found = f"the control character U+{ord(control[0]):04X}"
        raise _refused(name, found, "text that can be printed", "Delete the character.", row=row)
    return _SPACES.sub(" ", text)


def _commas(header: tuple[str, ...], name: str) -> None:
    for mark, words in _OTHER_MARKS.items():
        if len(header) == 1 and mark in header[0]:
            fix = "Save it as CSV with commas; a spreadsheet in some languages writes another mark."
            raise _refused(name, f"columns parted by {words}", "columns parted by commas", fix, row=1)


def _without_blank_columns(records: list) -> list:
    """Leave out columns at the right end that have neither a name nor a cell, as spreadsheets leave them behind."""
    width = max(max((place for place, cell in enumerate(record, 1) if cell), default=0) for record in records)
    ends = {len(record) for record in records}
    return [record[:width] for record in records] if len(ends) == 1 and width else records


def _same_length(records: list, lines: list, name: str) -> None:
    width = len(records[0])
    failures = [
        Failure(
            name,
            f"{len(record)} cells",
            f"{width}, as in the header",
            "Quote cells that contain commas.",
            row=line,
        )
        for record, line in zip(records[1:], lines[1:], strict=True)
        if len(record) != width
    ]
    if failures:
        raise SourceError(f"{name} has rows of another length than its header:", failures)


def _refused(name: str, found: str, expected: str, fix: str = "", row: int | None = None) -> SourceError:
    return SourceError(f"{name} cannot be read:", [Failure(name, found, expected, fix, row=row)])
