"""The tables of a folder: do they exist, load them checked and typed, list every problem."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from sse_analysis import paths
from sse_analysis.errors import Failure, SchemaError, SSEAnalysisError, suggestion
from sse_analysis.schema.check import failures
from sse_analysis.schema.layout import TableLayout
from sse_analysis.schema.layouts import LAYOUTS, OF_A_COUNTRY, OF_ALL
from sse_analysis.sources import manifest
from sse_analysis.sources.read import TextTable, read_csv
from sse_analysis.sources.table import SourcedTable

_SCALES = {"one": 1.0, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_INFERRED = "[year inferred]"


@dataclass(frozen=True)
class Description:
    """What a table is, for the words of an absence."""

    file: str
    title: str
    question: str
    columns: tuple[str, ...]


def describe(name: str) -> Description:
    layout = LAYOUTS[name]
    return Description(layout.file, layout.title, layout.question, layout.names)


def exists(folder: str, name: str) -> bool:
    """Tell whether ``data/<folder>`` holds the file of a table."""
    return paths.data_file(folder, LAYOUTS[name].file).is_file()


def load(folder: str, name: str, *, today: dt.date) -> SourcedTable:
    """Return a table, checked and typed.

    Parameters
    ----------
    folder : str
        Country code, or ``common``.
    name : str
        Name of a layout.
    today : date
        Day after which only targets and projections may refer.

    Returns
    -------
    SourcedTable
        Text columns of type ``str`` with missing values as missing, years and whole numbers ``Int64``,
        numbers ``float64``. The ledger has further ``amount`` (value x scale), ``region``,
        ``facet_count`` and ``year_inferred``.

    Raises
    ------
    SourceError, SchemaError
        With every problem of the file.
    """
    layout = LAYOUTS[name]
    table = read_csv(paths.data_file(folder, layout.file))
    wrong = failures(table, layout, country=folder, today=today)
    if wrong:
        count = f"{len(wrong)} problem{'s' if len(wrong) > 1 else ''}"
        raise SchemaError(f"{table.file} has {count}:", wrong)
    frame = _typed(table, layout)
    return SourcedTable(
        name, folder, _with_amounts(frame) if name == "ledger" else frame, table.file, table.digest
    )


def _typed(table: TextTable, layout: TableLayout) -> pd.DataFrame:
    frame = pd.DataFrame(list(table.rows), columns=list(table.header), dtype="str")[list(layout.names)]
    frame = frame.mask(frame.eq(""))
    for column in layout.columns:
        if column.kind in ("year", "integer"):
            frame[column.name] = pd.to_numeric(frame[column.name]).astype("Int64")
        elif column.kind == "number":
            frame[column.name] = pd.to_numeric(frame[column.name]).astype("float64")
    return frame


def _with_amounts(frame: pd.DataFrame) -> pd.DataFrame:
    facets = frame["facets"].fillna("")
    return frame.assign(
        amount=frame["value"] * frame["scale"].map(_SCALES).astype("float64"),
        region=facets.str.extract(r"(?:^|;)region=([^;]+)", expand=False).astype("str"),
        facet_count=facets.map(lambda text: text.count("=")).astype("int64"),
        year_inferred=frame["note"].fillna("").str.startswith(_INFERRED),
    )


def problems(folder: str, *, today: dt.date) -> list[Failure]:
    """Return every problem of every file of a folder, and of the files against one another."""
    found = manifest.problems(folder)
    tables: dict[str, TextTable] = {}
    for name in OF_ALL if folder == "common" else OF_A_COUNTRY:
        if not exists(folder, name):
            continue
        try:
            table = read_csv(paths.data_file(folder, LAYOUTS[name].file))
        except SSEAnalysisError as error:
            found += error.failures
            continue
        wrong = failures(table, LAYOUTS[name], country=folder, today=today)
        found += wrong
        if not wrong:
            tables[name] = table
    return found + list(_across(tables))


def _across(tables: dict[str, TextTable]) -> Iterator[Failure]:
    """Check what one table says of another: regions, legal forms, areas."""
    if {"ledger", "regions"} <= tables.keys():
        regions = sorted(set(_values(tables["regions"], "region")))
        facets = zip(tables["ledger"].lines, _values(tables["ledger"], "facets"), strict=True)
        named = ((line, facet) for line, text in facets for facet in text.split(";"))
        for line, facet in named:
            region = facet.removeprefix("region=")
            if facet.startswith("region=") and region not in regions:
                yield _unknown(
                    tables["ledger"].file, line, "facets", region, ("a region of regions.csv", regions)
                )
    if {"ledger", "legal_forms"} <= tables.keys():
        yield from _references(tables["ledger"], "legal_form_id", tables["legal_forms"], "id")
    if {"regions", "areas"} <= tables.keys():
        yield from _references(tables["regions"], "unit_code", tables["areas"], "unit_code")


def _references(table: TextTable, column: str, other: TextTable, key: str) -> Iterator[Failure]:
    known = sorted(set(_values(other, key)))
    for line, value in zip(table.lines, _values(table, column), strict=True):
        if value and value not in known:
            yield _unknown(table.file, line, column, value, (f"a row of {other.file}", known))


def _unknown(file: str, line: int, column: str, value: str, expected: tuple[str, list[str]]) -> Failure:
    words, known = expected
    return Failure(file, f"'{value}'", words, suggestion(value, known), line, column)


def _values(table: TextTable, column: str) -> list[str]:
    place = table.header.index(column)
    return [row[place] for row in table.rows]


def empty_files() -> dict[str, str]:
    """Return file name and text of every table of a new country: a header and no rows."""
    texts = {}
    for name in OF_A_COUNTRY:
        buffer = io.StringIO()
        buffer.write(",".join(LAYOUTS[name].names) + "\n")
        texts[LAYOUTS[name].file] = buffer.getvalue()
    return texts
