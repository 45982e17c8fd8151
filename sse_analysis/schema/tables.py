"""The tables of a folder: do they exist, load them checked and typed, list every problem."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from sse_analysis import paths
from sse_analysis.errors import Failure, SchemaError, SourceError
from sse_analysis.schema import borrowed, judgements, links
from sse_analysis.schema.check import failures
from sse_analysis.schema.layout import TableLayout
from sse_analysis.schema.layouts import LAYOUTS, OF_A_COUNTRY, OF_ALL
from sse_analysis.sources import manifest
from sse_analysis.sources.read import TextTable, read_csv
from sse_analysis.sources.table import SourcedTable

_SCALES = {"one": 1, "million": 10**6, "billion": 10**9, "trillion": 10**12}
#: How alike two file names must be to be taken for the same: ``ledgers.csv``, ``ledger.xlsx``.
_NEARLY = 0.85
_INFERRED = ("[year inferred]", "year inferred")


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
        With every problem of the file, also of what it says of other tables.
    """
    layout = LAYOUTS[name]
    table = read_csv(paths.data_file(folder, layout.file))
    wrong = failures(table, layout, country=folder, today=today) or _unlinked(folder, name, table)
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


def _amount(value: float, scale: str) -> float:
    """Multiply in decimals: 1.1 million is 1,100,000, not 1,100,000.0000000001."""
    return float(Decimal(repr(value)) * _SCALES[scale])


def _with_amounts(frame: pd.DataFrame) -> pd.DataFrame:
    facets = frame["facets"].fillna("")
    pairs = zip(frame["value"], frame["scale"], strict=True)
    amounts = [_amount(value, scale) for value, scale in pairs]
    return frame.assign(
        amount=pd.Series(amounts, index=frame.index, dtype="float64"),
        region=facets.str.extract(r"(?:^|;)region=([^;]+)", expand=False).astype("str"),
        facet_count=facets.map(lambda text: text.count("=")).astype("int64"),
        year_inferred=frame["note"].fillna("").str.startswith(_INFERRED),
    )


def _unlinked(folder: str, name: str, table: TextTable) -> list[Failure]:
    """Return what a sound table says of other tables, and of other countries, that is not so."""
    others = {}
    for place, other in links.partners(name):
        found = _soundly_headed(place or folder, other)
        if found:
            others[other] = found
    return [*borrowed.failures(table, LAYOUTS[name], country=folder), *links.failures(name, table, others)]


def _soundly_headed(folder: str, name: str) -> TextTable | None:
    """Return another table if it can be asked; its own mistakes are reported where it is loaded."""
    try:
        table = read_csv(paths.data_file(folder, LAYOUTS[name].file))
    except SourceError:
        return None
    return table if set(LAYOUTS[name].names) <= set(table.header) else None


def problems(folder: str, *, today: dt.date) -> list[Failure]:
    """Return every problem of every file of a folder, and of the files against one another.

    Raises
    ------
    ParameterError
        If ``folder`` is neither a country code nor ``common``.
    """
    found = [*manifest.problems(folder), *_misnamed(folder), *judgements.problems(folder)]
    for name in OF_ALL if folder == "common" else OF_A_COUNTRY:
        if not exists(folder, name):
            continue
        try:
            table = read_csv(paths.data_file(folder, LAYOUTS[name].file))
        except SourceError as error:
            found += error.failures
            continue
        found += failures(table, LAYOUTS[name], country=folder, today=today) or _unlinked(folder, name, table)
    return found


def _misnamed(folder: str) -> Iterator[Failure]:
    """A table under a name that is nearly right would be read by nobody, whether the right one is absent or empty."""
    here = {path.name for path in paths.data_folder(folder).glob("[!.~]*")}
    expected = {LAYOUTS[name].file for name in (OF_ALL if folder == "common" else OF_A_COUNTRY)}
    known = [file.removesuffix(".csv") for file in sorted(expected)]
    for file in sorted(here - expected):
        stem = file.lower().partition(".")[0]
        for close in difflib.get_close_matches(stem, known, n=1, cutoff=_NEARLY):
            fix = f"Did you mean '{close}.csv'? Then save it under that name, as CSV, UTF-8."
            yield Failure(
                f"data/{folder}/{file}", "a file that no analysis reads", "the name of a table", fix
            )


def titles() -> dict[str, str]:
    """Return file name and title of every table of a country."""
    return {LAYOUTS[name].file: LAYOUTS[name].title for name in OF_A_COUNTRY}


def empty_files() -> dict[str, str]:
    """Return file name and text of every table of a new country: a header and no rows."""
    return {LAYOUTS[name].file: ",".join(LAYOUTS[name].names) + "\n" for name in OF_A_COUNTRY}
