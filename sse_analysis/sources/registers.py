"""Registers of organizations: from the sheet as it stands to one row a record, with every doubt listed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pandas as pd
from pydantic import ValidationError

from sse_analysis import paths
from sse_analysis.errors import Failure, SourceError, suggestion
from sse_analysis.parameters import parsing, wording
from sse_analysis.parameters.registers import FIELDS, Register, RegisterColumn
from sse_analysis.reference.isic import filled_up, zeros_lost
from sse_analysis.sources import dates, numbers, sheets
from sse_analysis.sources.sheets import plain

#: Rows among which the heads of the columns are looked for when they are not where the description says.
_HEADS_WITHIN = 30
_TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")
#: Names of a row that adds up the others, in the languages of the registers; no organization is called so.
_SUMS = frozenset((
    "total", "grand total", "sum", "итого", "всего", "сумма", "жалпы", "баары", "нийт", "бүгд", "дүн",
    "รวม", "รวมทั้งสิ้น", "ยอดรวม", "tổng", "tổng cộng", "tổng số", "cộng", "សរុប",
))  # fmt: skip


@dataclass(frozen=True, eq=False)
class Records:
    """The records of one register.

    Parameters
    ----------
    name : str
        Name of the description, without ``.yml``.
    about : Register
    frame : DataFrame
        ``record_id`` and the fields the register has, one row a record; unknown is missing. ``row`` is the row of the
        sheet.
    doubts : DataFrame
        ``row, column, found, why``: what was not read because it is not sure.
    left_out : DataFrame
        ``row, found``: rows that are no records (sums, footnotes), with their first cells.
    file, digest : str
    """

    name: str
    about: Register
    frame: pd.DataFrame
    doubts: pd.DataFrame
    left_out: pd.DataFrame
    file: str
    digest: str


def names(country: str) -> tuple[str, ...]:
    """Return the registers that a country describes, sorted."""
    return tuple(sorted(file.stem for file in paths.register_folder(country).glob("*.yml")))


def undescribed(country: str) -> Iterator[Failure]:
    """Return the tables in the folder of registers that no description names: they would be read by nobody."""
    folder, told = paths.register_folder(country), ("review.xlsx",)
    for name in names(country):
        try:
            told += (describe(folder / f"{name}.yml").file,)
        except SourceError:
            return
    for file in sorted(folder.glob("[!.~]*")):
        if file.suffix.lower() in _TABLES and file.name not in told:
            where = str(paths.relative(file))
            fix = f"Draft it with: sse register inspect {where}"
            yield Failure(
                where, "a register that no description names", "a .yml beside it with this file", fix
            )


def describe(path: Path) -> Register:
    """Return a register's description.

    Raises
    ------
    SourceError
        With every problem of the file.
    """
    name = str(paths.relative(path))
    parsed = parsing.parse(path.read_bytes(), name)
    if parsed.failures:
        raise SourceError(f"{name} cannot be read:", parsed.failures)
    try:
        return Register.model_validate_json(json.dumps(parsed.content, default=str))
    except ValidationError as error:
        problems = wording.describe(error, name, Register, (parsed.lines, parsed.raw))
        raise SourceError(f"{name} does not describe a register:", problems) from None


def load(country: str, name: str) -> Records:
    """Return the records of a register of a country.

    Raises
    ------
    SourceError
        If a column is absent, a code is neither mapped nor set missing, or a record has no id, or two have the same.
    """
    folder = paths.register_folder(country)
    about = describe(paths.inside(folder, f"{name}.yml"))
    return read(paths.inside(folder, about.file), about, name=name)


def read(path: Path, about: Register, *, name: str) -> Records:
    """Return the records of a file by its description."""
    sheet = sheets.read(path, sheet=about.sheet, encoding=about.encoding, delimiter=about.delimiter)
    raw = _raw(sheet, about)
    if problems := list(_no_columns(sheet, about, list(raw.columns))):
        raise SourceError(f"{sheet.file} has not the columns of {name}.yml:", problems)
    raw, left_out = _records_only(raw, about)
    fields, doubts, failures = _fields(raw, about, sheet.file)
    frame = pd.DataFrame(fields, index=raw.index)
    failures += _identity(frame["record_id"], sheet.file, about.columns["record_id"].column)
    failures += _merged(sheet, about.header_row)
    if failures:
        raise SourceError(f"{sheet.file} does not fit {name}.yml:", _at_most(failures, sheet.file))
    listed = pd.DataFrame(doubts, columns=["row", "column", "found", "why"])
    frame = frame.rename_axis("row").reset_index()
    return Records(name, about, frame, listed, left_out, sheet.file, sha256(path.read_bytes()).hexdigest())


def _no_columns(sheet: sheets.Sheet, about: Register, held: list[str]) -> Iterator[Failure]:
    """Return the columns that are not there, and the row in which all heads stand, as below a row of merged ones."""
    wanted = {given.column for given in about.columns.values()}
    rows = enumerate(sheet.rows[:_HEADS_WITHIN], 1)
    other = next(
        (row for row, cells in rows if row != about.header_row and wanted <= set(map(plain, cells))), None
    )
    for field, given in about.columns.items():
        if given.column not in held:
            fix = (
                f"The heads stand in row {other}: say header_row: {other}."
                if other
                else suggestion(given.column, held)
            )
            expected = f"the column of {field}"
            yield Failure(sheet.file, f"no column '{given.column}'", expected, fix, about.header_row)


def _merged(sheet: sheets.Sheet, header_row: int) -> list[Failure]:
    """Of merged cells only the first has the value; the other records would have none."""
    fix = "Unmerge them and write the value into each."
    return [
        Failure(sheet.file, f"the cells {name} as one", "a value for every record", fix, first)
        for first, name in sheet.merged_below(header_row)
    ]


def _fields(raw: pd.DataFrame, about: Register, file: str) -> tuple[dict, list[tuple], list[Failure]]:
    """Return every field, what in it is doubtful, and codes that nobody described."""
    fields, doubts, failures = {}, [], []
    for field, given in about.columns.items():
        column = raw[given.column]
        if not given.codes:
            fields[field], found = (
                _industry(column, given) if field == "isic" else _typed(column, FIELDS[field], given)
            )
            doubts += [(row, given.column, text, why) for row, text, why in found]
            continue
        fields[field], unknown = _coded(column, given)
        wanted = f"a code of {field}, or one of 'missing'"
        failures += [
            Failure(file, f"code '{code}'", wanted, row=row, column=given.column) for row, code in unknown
        ]
    return fields, doubts, failures


def _at_most(failures: list[Failure], file: str, limit: int = 50) -> list[Failure]:
    more = [Failure(file, f"{len(failures) - limit} more problems", "none")] if len(failures) > limit else []
    return [*failures[:limit], *more]


def _raw(sheet: sheets.Sheet, about: Register) -> pd.DataFrame:
    """Return the rows under the heads, as text or numbers, indexed by the row of the sheet."""
    if len(sheet.rows) <= about.header_row:
        raise SourceError(
            f"{sheet.file} has {len(sheet.rows)} rows, so none under the header_row {about.header_row}."
        )
    heads = [plain(cell) for cell in sheet.rows[about.header_row - 1]]
    twice = sorted({head for head in heads if head and heads.count(head) > 1})
    if twice:
        raise SourceError(
            f"{sheet.file}: the heads {', '.join(twice)} stand twice in row {about.header_row}. Rename one."
        )
    width = len(heads)
    rows = [(list(row) + [None] * width)[:width] for row in sheet.rows[about.header_row :]]
    frame = pd.DataFrame(rows, columns=pd.Index(heads, dtype="object"), dtype="object")
    frame.index = range(about.header_row + 1, about.header_row + 1 + len(frame))
    frame = frame.loc[:, [bool(head) for head in heads]]
    return frame[frame.map(lambda cell: cell not in (None, "")).any(axis=1)]


def _records_only(raw: pd.DataFrame, about: Register) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the rows that are records, and those that are sums or lack what every record has."""
    filled = ~raw[about.columns["name"].column].map(lambda cell: plain(cell).casefold().rstrip(" :.")).isin(
        _SUMS
    )
    if about.records_have is not None:
        filled &= raw[about.columns[about.records_have].column].map(plain).ne("")
    words = [
        " | ".join(text for text in map(plain, row) if text)[:120]
        for row in raw[~filled].itertuples(index=False)
    ]
    return raw[filled], pd.DataFrame({"row": raw.index[~filled], "found": words})


def _coded(column: pd.Series, given: RegisterColumn) -> tuple[pd.Series, list[tuple[int, str]]]:
    """Return the codes of the field, and the rows of the first of each code that is not described."""
    texts = column.map(plain)
    for beginning in given.drop_before:
        texts = texts.str.removeprefix(beginning)
    empty = texts.isin({"", *given.missing})
    known = texts.map(given.codes)
    strange = texts[~empty & known.isna()].drop_duplicates()
    return known.where(~empty).astype("str"), list(strange.items())


def _industry(column: pd.Series, given: RegisterColumn) -> tuple[pd.Series, list[tuple[int, str, str]]]:
    """Return codes of the industry; one that may have lost a leading zero is another industry, so it is a doubt."""
    texts, _ = _typed(column, "text", given)
    if given.width:
        return texts.map(lambda code: filled_up(code, given.width), na_action="ignore"), []
    short = texts.isin(zeros_lost(texts.dropna().unique()))
    doubts = [
        (row, text, f"'{text}' may have lost a leading zero; say 'width'")
        for row, text in texts[short].items()
    ]
    return texts.mask(short), doubts


def _typed(
    column: pd.Series, kind: str, given: RegisterColumn
) -> tuple[pd.Series, list[tuple[int, str, str]]]:
    """Return texts, numbers or dates, and what was not read."""
    blank = column.map(plain).isin(given.missing)
    if kind == "text":
        texts = column.map(plain)
        return texts.mask(blank | texts.eq("")).astype("str"), []
    if kind == "number":
        sign = given.decimal or numbers.decimal_of(column)
        readings = [numbers.read(cell, decimal=sign) for cell in column]
    else:
        readings = [dates.read(cell, calendar=given.calendar, order=given.order) for cell in column]
    doubts = [
        (row, plain(cell), reading.doubt)
        for row, cell, reading, empty in zip(column.index, column, readings, blank, strict=True)
        if reading.doubt and not empty
    ]
    values = [None if empty else reading.value for reading, empty in zip(readings, blank, strict=True)]
    if kind == "number":
        return pd.Series(values, index=column.index, dtype="float64"), doubts
    return pd.Series(pd.to_datetime(values), index=column.index), doubts


def _identity(ids: pd.Series, file: str, column: str) -> list[Failure]:
    """Return what is wrong with the ids: none at all, some missing, or the same twice."""
    if ids.isna().all():
        return [
            Failure(
                file,
                "no id in any record",
                "the number a register gives a record",
                "Name another column, or number the rows.",
                column=column,
            )
        ]
    empty = [
        Failure(file, "no id", "the number of the record", row=int(row), column=column)
        for row in ids.index[ids.isna()]
    ]
    again = ids[ids.duplicated() & ids.notna()]
    twice = [
        Failure(file, f"the id '{value}' again", "every id once", row=int(row), column=column)
        for row, value in again.items()
    ]
    return [*empty, *twice]


def unused_codes(records: Records) -> dict[str, tuple[str, ...]]:
    """Return the codes that are described and stand in no record: a misspelling, or a form that has gone."""
    found = {}
    for field, given in records.about.columns.items():
        seen = set(records.frame[field].dropna())
        absent = sorted({code for code in given.codes.values() if code not in seen})
        if absent:
            found[field] = tuple(absent)
    return found
