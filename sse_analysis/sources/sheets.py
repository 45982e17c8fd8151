"""Read a table of a register as it stands: CSV of any encoding, XLSX, ODS. Bounded, and nothing is computed."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from pathlib import Path

from sse_analysis import paths
from sse_analysis.errors import CONTROL, Failure, SourceError, suggestion
from sse_analysis.sources import bounds

MAX_BYTES = 200_000_000
MAX_COLUMNS = 500
MAX_ROWS = 2_000_000
_DELIMITERS = ";,\t|"
_BOOKS = (".xlsx", ".ods")
#: What programs of the region wrote before UTF-8; a rarer one must be named in the description.
_OLD_ENCODINGS = ["cp1251", "cp874", "cp1258", "cp1252", "koi8_r", "utf_16"]


@dataclass(frozen=True)
class Sheet:
    """Cells as they stand.

    Parameters
    ----------
    file, name : str
        File as the user knows it, and the sheet (empty for CSV).
    rows : list of lists
        Texts; numbers, dates and None where a workbook holds them.
    about : tuple of str
        How it was read: encoding, delimiter, formulas.
    merged : tuple of str
        Cells of several rows that are one, such as ``G4:G7``: the value stands in the first of them only.
    """

    file: str
    name: str
    rows: list[list[object]]
    about: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()

    def merged_below(self, row: int) -> list[tuple[int, str]]:
        """Return first row and name (``G4:G7``) of cells that are one over several rows below a row, counted from 1."""
        found = [(int(re.search(r"\d+", name)[0]), name) for name in self.merged]
        return [(first, name) for first, name in sorted(found) if first > row]


def read(
    path: Path, *, sheet: str | None = None, encoding: str | None = None, delimiter: str | None = None
) -> Sheet:
    """Read one table.

    Raises
    ------
    SourceError
        If the file is absent, too large when unpacked, empty, of another kind than its name says, or has several
        sheets and none was named.
    """
    name = str(paths.relative(path))
    _must_be_there(path, name)
    if path.stat().st_size > MAX_BYTES:
        raise SourceError(f"{name} has more than {MAX_BYTES // 1_000_000} MB. Cut it into several registers.")
    found = (
        _book(path, name, sheet) if path.suffix.lower() in _BOOKS else _text(path, name, encoding, delimiter)
    )
    if not any(any(cell not in (None, "") for cell in row) for row in found.rows):
        raise SourceError(f"{name}{_of(found.name)} is empty. Name the sheet that holds the register.")
    if max(map(len, found.rows)) > MAX_COLUMNS:
        found_words = f"{max(map(len, found.rows)):,} columns"
        raise SourceError(
            f"{name}{_of(found.name)} cannot be a register.",
            [Failure(name, found_words, f"at most {MAX_COLUMNS}", "Delete the columns without a head.")],
        )
    return found


def sheets(path: Path) -> tuple[str, ...]:
    """Return the names of the sheets of a workbook; none for CSV."""
    if path.suffix.lower() not in _BOOKS:
        return ()
    return tuple(_opened(path, str(paths.relative(path))).sheet_names)


def _must_be_there(path: Path, name: str) -> None:
    if not path.is_file():
        raise SourceError(f"{name} does not exist.")


def _of(sheet: str) -> str:
    return f", sheet '{sheet}'," if sheet else ""


def _opened(path: Path, name: str):
    from python_calamine import CalamineError, CalamineWorkbook

    _must_be_there(path, name)
    bounds.check(path, name)
    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise SourceError(
            f"{name} cannot be opened as a workbook: {error}. Save it again as XLSX or CSV."
        ) from None


def _book(path: Path, name: str, sheet: str | None) -> Sheet:
    book = _opened(path, name)
    names = book.sheet_names
    if sheet is None and len(names) > 1:
        raise SourceError(
            f"{name} has {len(names)} sheets: {', '.join(names)}. Say which one: sheet: {names[0]}"
        )
    if sheet is not None and sheet not in names:
        raise SourceError(
            f"{name} has no sheet '{sheet}'. {suggestion(sheet, names)} It has: {', '.join(names)}."
        )
    chosen = _part(book, sheet or names[0], name)
    if chosen.total_height * max(chosen.total_width, 1) > MAX_ROWS * 20:
        raise SourceError(
            f"{name}{_of(chosen.name)} has {chosen.total_height:,} rows. Cut it into several registers."
        )
    rows = chosen.to_python(skip_empty_area=False)
    formulas = _formulas(path) if path.suffix.lower() == ".xlsx" else 0
    about = (f"{formulas} formulas: their last computed values are read",) if formulas else ()
    spans = [span for span in getattr(chosen, "merged_cell_ranges", None) or () if span[0][0] < span[1][0]]
    merged = tuple(f"{_place(*first)}:{_place(*last)}" for first, last in spans)
    return Sheet(name, chosen.name, rows, about, merged)


def _place(row: int, column: int) -> str:
    """Return the name of a cell, counted from 0: ``G4`` for (3, 6)."""
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _part(book, sheet: str, name: str):
    """Return a sheet of an open workbook."""
    from python_calamine import CalamineError

    try:
        return book.get_sheet_by_name(sheet)
    except (CalamineError, OSError, ValueError) as error:
        raise SourceError(
            f"{name}, sheet '{sheet}', cannot be read: {error}. Save it again as XLSX or CSV."
        ) from None


def _formulas(path: Path) -> int:
    """Return how many cells of a workbook are formulas."""
    with zipfile.ZipFile(path) as archive:
        parts = [item for item in archive.namelist() if re.fullmatch(r"xl/worksheets/[^/]+\.xml", item)]
        return sum(len(re.findall(rb"<f[ >/]", archive.read(part))) for part in parts)


def _text(path: Path, name: str, encoding: str | None, delimiter: str | None) -> Sheet:
    data = path.read_bytes()
    found = encoding or _encoding(data, name)
    try:
        text = data.decode(found).removeprefix("\ufeff")
    except (UnicodeDecodeError, LookupError) as error:
        raise SourceError(
            f"{name} is not in the encoding {found}: {error}. Leave 'encoding' out to have it found."
        ) from None
    mark = delimiter or _delimiter(text)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=mark))
    shown = {"\t": "tab"}.get(mark, mark)
    return Sheet(name, "", [list(row) for row in rows], (f"encoding {found}", f"delimiter {shown}"))


def _encoding(data: bytes, name: str) -> str:
    from charset_normalizer import from_bytes

    if data.startswith((b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0")):
        raise SourceError(
            f"{name} is no CSV file, whatever its name says. Give it its own ending, or save it as CSV."
        )
    try:
        data.decode("utf-8")
        return "utf-8"
    except UnicodeDecodeError:
        best = from_bytes(data[:200_000], cp_isolation=_OLD_ENCODINGS).best()
    if best is None:
        raise SourceError(f"{name}: the encoding cannot be told. Say it, such as encoding: windows-1251")
    return best.encoding


def _delimiter(text: str) -> str:
    """Return the sign that parts most lines into the same number of columns, more than one."""
    lines = [line for line in text.splitlines()[:50] if line.strip()]
    scores = {}
    for mark in _DELIMITERS:
        counts = [len(row) for row in csv.reader(lines, delimiter=mark)]
        usual = max(set(counts), key=counts.count) if counts else 1
        scores[mark] = counts.count(usual) * (usual > 1)
    return max(_DELIMITERS, key=lambda mark: scores[mark])


def plain(cell: object) -> str:
    """Return a cell as text: composed letters that can be printed, no spaces around, 12 for 12.0, empty for nothing."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return "" if cell is None else CONTROL.sub("", unicodedata.normalize("NFC", str(cell))).strip()
