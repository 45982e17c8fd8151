"""Read a CSV file as text, cell by cell, and refuse a file that is not what its name says."""

from __future__ import annotations

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

from sse_analysis import paths
from sse_analysis.errors import Failure, SourceError

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


@dataclass(frozen=True)
class TextTable:
    """A CSV file as it stands: every cell text, every record with its line.

    Parameters
    ----------
    file : str
        Path relative to the project.
    header : tuple of str
    rows : tuple of tuples of str
    lines : tuple of int
        Line on which each record starts, as an editor counts; the header starts on line 1.
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
    text = _text(content, name)
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records, lines, before = [], [], 0
    try:
        for record in reader:
            if record:
                records.append(tuple(record))
                lines.append(before + 1)
            before = reader.line_num
    except csv.Error as error:
        raise _refused(
            name, f"text that is not CSV ({error})", "comma-separated values", row=before + 1
        ) from None
    if not records:
        raise _refused(name, "no header", "a line with the names of the columns", row=1)
    _same_length(records, lines, name)
    digest = hashlib.sha256(content).hexdigest()
    return TextTable(name, records[0], tuple(records[1:]), tuple(lines[1:]), digest)


def _bytes(path: Path, name: str) -> bytes:
    if not path.is_file():
        raise SourceError(f"{name} does not exist.")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise _refused(name, f"{size:,} bytes", f"at most {MAX_BYTES:,}")
    content = path.read_bytes()
    for start, kind in _SIGNATURES.items():
        if content[: len(start)].lower() == start.lower():
            raise _refused(
                name, kind, "comma-separated text", "Open it in its program and save it as CSV, UTF-8."
            )
    if b"\x00" in content:
        raise _refused(
            name, "zero bytes, as in a binary or UTF-16 file", "UTF-8 text", "Save it as CSV, UTF-8."
        )
    return content


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        row = content[: error.start].count(b"\n") + 1
        raise _refused(
            name,
            f"the byte 0x{content[error.start]:02x}, which is not UTF-8",
            "UTF-8 text",
            "Save it as CSV, UTF-8.",
            row=row,
        ) from None


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
