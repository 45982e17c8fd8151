"""Write files whose bytes depend on their content alone: no time, no host, no order of a dictionary."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd

from sse_analysis.errors import extra_needed

#: Date inside every file that must carry one.
STAMP = dt.datetime(2026, 1, 1)
_ZIP_TIME = (2026, 1, 1, 0, 0, 0)


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """Write a table as UTF-8 with commas and line feeds; missing is an empty cell."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_csv(path, index=False, encoding="utf-8", lineterminator="\n")


def write_rows(
    path: Path, rows: Iterable[list], *, delimiter: str = ",", bom: bool = False, end: str = "\n"
) -> None:
    """Write rows of text as a separated file of the kind that an office exports."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(out.getvalue().encode("utf-8-sig" if bom else "utf-8"))


def write_json(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def write_stata(path: Path, frame: pd.DataFrame, labels: Mapping[str, Mapping[int, str]]) -> None:
    """Write a Stata file (version 118) with value labels; missing numbers are Stata's missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_stata(
        path,
        write_index=False,
        version=118,
        time_stamp=STAMP,
        data_label="Synthetic country",
        value_labels=dict(labels),
    )


def spss_writer():
    """Return the package that writes SPSS files.

    Raises
    ------
    SetupError
        If it is not installed.
    """
    try:
        import pyreadstat
    except ImportError:
        raise extra_needed("pyreadstat", "microdata", "The SPSS file of the synthetic country") from None
    return pyreadstat


def write_spss(path: Path, frame: pd.DataFrame, labels: Mapping, *, names: Mapping[str, str]) -> None:
    """Write an SPSS file with variable and value labels, and without the time of writing."""
    pyreadstat = spss_writer()
    path.parent.mkdir(parents=True, exist_ok=True)
    pyreadstat.write_sav(
        frame, str(path), file_label="Synthetic country", column_labels=[names.get(name, "") for name in frame],
        variable_value_labels={name: dict(codes) for name, codes in labels.items()}, row_compress=True,
    )  # fmt: skip
    content = bytearray(path.read_bytes())
    # Bytes 92 to 100 of the header are the date, 101 to 108 the time (PSPP developers' guide, system file format).
    content[92:109] = b"01 Jan 26" + b"00:00:00"
    path.write_bytes(bytes(content))


def zipped(path: Path, parts: Mapping[str, bytes], *, stored: Iterable[str] = ()) -> None:
    """Write a zip archive in the order given, with one fixed time and fixed attributes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = set(stored)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, _ZIP_TIME)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_STORED if name in kept else zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)


def write_xlsx(path: Path, sheets: Mapping[str, list[list]], *, merged: Mapping[str, list[str]]) -> None:
    """Write a workbook; cells are text, numbers, days or nothing.

    Parameters
    ----------
    merged : mapping
        Sheet to ranges such as ``A1:L1``.
    """
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
        for cells in merged.get(title, ()):
            sheet.merge_cells(cells)
    book.properties.created = book.properties.modified = STAMP
    out = io.BytesIO()
    book.save(out)
    with zipfile.ZipFile(out) as made:
        parts = {name: made.read(name) for name in sorted(made.namelist())}
    core = "docProps/core.xml"
    # openpyxl writes the time of saving whatever its properties say.
    saved = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")
    parts[core] = saved.sub(rb"\g<1>2026-01-01T00:00:00Z", parts[core])
    zipped(path, parts)


_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{long}:1.0"'
    for short, long in (("office", "office"), ("table", "table"), ("text", "text"))
)
_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{_ODS}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def write_ods(path: Path, sheet: str, rows: list[list], *, wide: int) -> None:
    """Write an OpenDocument spreadsheet of one sheet; its first row is a title merged over ``wide`` columns."""
    body = "".join(_ods_row(row, wide if number == 0 else 1) for number, row in enumerate(rows))
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document-content {_NAMES} office:version="1.2"><office:body>'
        f'<office:spreadsheet><table:table table:name="{escape(sheet)}">{body}</table:table></office:spreadsheet>'
        "</office:body></office:document-content>"
    )
    parts = {
        "mimetype": _ODS.encode(),
        "content.xml": content.encode("utf-8"),
        "META-INF/manifest.xml": _MANIFEST.encode(),
    }
    zipped(path, parts, stored=("mimetype",))


def _ods_row(row: list, wide: int) -> str:
    cells = [_ods_cell(value, wide if place == 0 and wide > 1 else 1) for place, value in enumerate(row)]
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def _ods_cell(value: object, wide: int) -> str:
    span = f' table:number-columns-spanned="{wide}" table:number-rows-spanned="1"' if wide > 1 else ""
    covered = "<table:covered-table-cell/>" * (wide - 1)
    if value is None or value == "":
        return f"<table:table-cell{span}/>{covered}"
    shown = f"<text:p>{escape(str(value))}</text:p>"
    number = isinstance(value, int | float)
    kind = f'office:value-type="float" office:value="{value}"' if number else 'office:value-type="string"'
    return f"<table:table-cell {kind}{span}>{shown}</table:table-cell>{covered}"
