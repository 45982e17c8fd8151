"""What a workbook may ask of the machine: measured in its parts before any cell is read."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from sse_analysis.errors import Failure, SourceError

MAX_UNPACKED = 1_000_000_000
MAX_RATIO = 300
#: Cells of a sheet, counted from its first to its last row and column: a reader keeps room for all of them.
MAX_CELLS = 40_000_000
#: Smaller archives are not worth a look at their ratio.
_SMALL = 50_000_000
_CHUNK = 4_000_000
_PLACE = re.compile(rb'<c [^>]*?r="([A-Z]{1,3})(\d{1,7})"')
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"


def check(path: Path, name: str) -> None:
    """Refuse a workbook that unpacks to far more than it is, or whose cells no memory holds.

    Raises
    ------
    SourceError
        Also for a file that is no archive, or a broken one.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _unpacked(sum(item.file_size for item in archive.infolist()), path.stat().st_size, name)
            cells = _in_xlsx(archive) if path.suffix.lower() == ".xlsx" else _in_ods(archive)
    except (zipfile.BadZipFile, EOFError, RuntimeError, zlib.error) as error:
        words = (
            "is no workbook, whatever its name says"
            if not zipfile.is_zipfile(path)
            else f"is broken ({error})"
        )
        raise SourceError(f"{name} {words}. Save it again as XLSX or CSV.") from None
    if cells > MAX_CELLS:
        raise SourceError(
            f"{name} was not opened.",
            [
                Failure(
                    name, f"a sheet that reaches over {cells:,} cells", f"at most {MAX_CELLS:,}",
                    "Delete what stands far below or beside the table, or save the table as CSV.",
                )
            ],
        )  # fmt: skip


def _unpacked(size: int, packed: int, name: str) -> None:
    if size > MAX_UNPACKED or (size > _SMALL and size > MAX_RATIO * packed):
        words = f"{packed / 1e6:,.1f} MB that unpack to {size / 1e6:,.0f} MB"
        raise SourceError(
            f"{name} was not opened.",
            [Failure(name, words, f"at most {MAX_RATIO} times its size", "Save it as CSV.")],
        )


def _in_xlsx(archive: zipfile.ZipFile) -> int:
    """Return the cells from the first to the last row and column of the largest sheet."""
    largest = 0
    for item in archive.infolist():
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", item.filename):
            with archive.open(item) as stream:
                rows, columns = _extent(stream)
            largest = max(largest, rows * columns)
    return largest


def _extent(stream: IO[bytes]) -> tuple[int, int]:
    """Return the last row and column that a cell names."""
    rows = columns = 0
    for text in _pieces(stream):
        places = set(_PLACE.findall(text))
        rows = max(rows, max((int(row) for _, row in places), default=0))
        columns = max(columns, max((_number(letters) for letters in {one for one, _ in places}), default=0))
    return rows, columns


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield the bytes in pieces that overlap by the length of a tag, so that none is cut in two."""
    tail = b""
    while piece := stream.read(_CHUNK):
        yield tail + piece
        tail = piece[-200:]


def _number(letters: bytes) -> int:
    found = 0
    for sign in letters:
        found = found * 26 + sign - 64
    return found


def _in_ods(archive: zipfile.ZipFile) -> int:
    """Return the cells with a value of the largest table, those counted that only say how often they repeat."""
    from xml.etree import ElementTree

    largest = cells = row = 0
    with archive.open("content.xml") if "content.xml" in archive.namelist() else _nothing() as stream:
        try:
            for event, part in ElementTree.iterparse(stream, events=("start", "end")):
                if event == "start" and part.tag == f"{_TABLE}table":
                    cells = 0
                elif event == "end" and part.tag == f"{_TABLE}table-cell":
                    row += _times(part, "columns") if _has_value(part) else 0
                elif event == "end" and part.tag == f"{_TABLE}table-row":
                    cells, row = cells + row * _times(part, "rows"), 0
                    largest = max(largest, cells)
                    part.clear()
        except ElementTree.ParseError as error:
            raise zipfile.BadZipFile(str(error)) from None
    return largest


def _nothing():
    raise zipfile.BadZipFile("it has no content.xml")


def _times(part, what: str) -> int:
    given = part.get(f"{_TABLE}number-{what}-repeated", "1")
    return int(given) if given.isdigit() else 1


def _has_value(part) -> bool:
    return part.get(f"{_OFFICE}value-type") is not None or len(part) > 0
