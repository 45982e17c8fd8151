"""What an answer of the survey of organizations cannot be: each would be lost, or counted wrongly, in silence."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sse_analysis import paths
from sse_analysis.errors import Failure, one_of, suggestion
from sse_analysis.sources.read import ids

_YES_NO = (
    "surplus", "meeting_held", "registered", "tax_registered", "keeps_accounts", "led_by_woman", "self_identified",
    "assets_by_capital",
)  # fmt: skip
#: Parts, and the whole they are parts of.
_PARTS = {
    "women_members": "members", "women_board": "board_members", "workers_contract": "workers",
    "workers_insured": "workers", "workers_long_hours": "workers",
}  # fmt: skip
_COUNTS = (*_PARTS, "members", "board_members", "workers", "volunteers", "frame_size", "invited")
_PERCENT = ("grant_share", "surplus_kept")
_YEARS = ("founded", "registered_year")
_FIRST_YEAR, _LAST_YEAR, _BUDDHIST = 1800, 2200, 543
#: Columns that name a row of another table of the country.
_NAMES = {"legal_form": ("legal_forms.csv", "id"), "area": ("areas.csv", "unit_code")}


def problems(frame: pd.DataFrame, name: str) -> list[Failure]:
    """Return answers that no organization can have given.

    Parameters
    ----------
    frame : DataFrame
        Counts and years as numbers; the index says how many lines below line 2 a row begins.
    name : str
        The file, as the user knows it.
    """
    found = [
        failure
        for column in _YES_NO
        if column in frame
        for failure in codes(frame[column].dropna(), ("yes", "no"), name)
    ]
    for columns, expected, wrong in (
        (_COUNTS, "a whole number, 0 or more", lambda given: given.lt(0) | given.mod(1).ne(0)),
        (_PERCENT, "a percentage, 0 to 100", lambda given: ~given.between(0, 100)),
        (("weight",), "a weight above 0, or nothing", lambda given: given.le(0)),
    ):
        for column in frame.columns.intersection(list(columns)):
            found += _each(frame[column], wrong, expected, name)
    return [*found, *_years(frame, name), *_parts(frame, name), *_twice(frame, name)]


def _each(column: pd.Series, wrong, expected: str, name: str) -> Iterator[Failure]:
    given = column.dropna()
    for line, value in given[wrong(given)].items():
        yield Failure(name, f"'{value:g}'", expected, row=int(line) + 2, column=str(column.name))


def _years(frame: pd.DataFrame, name: str) -> Iterator[Failure]:
    for column in frame.columns.intersection(list(_YEARS)):
        given = frame[column].dropna()
        for line, year in given[~given.between(_FIRST_YEAR, _LAST_YEAR)].items():
            fix = f"Buddhist era? Write {year - _BUDDHIST:g}." if year > _LAST_YEAR else ""
            yield Failure(name, f"'{year:g}'", "a year of the common era", fix, int(line) + 2, column)


def _parts(frame: pd.DataFrame, name: str) -> Iterator[Failure]:
    for part, whole in _PARTS.items():
        if not {part, whole} <= set(frame):
            continue
        for line in frame.index[frame[part].gt(frame[whole])]:
            found = f"{frame[part][line]:g} of {frame[whole][line]:g} {whole}"
            yield Failure(name, found, "a part no larger than its whole", "", int(line) + 2, part)


def _twice(frame: pd.DataFrame, name: str) -> Iterator[Failure]:
    if "case_id" not in frame:
        return
    named = frame["case_id"].dropna()
    first = {case: line for line, case in reversed(list(named.items()))}
    for line, case in named[named.duplicated()].items():
        found = f"'{case}' a second time (first on line {int(first[case]) + 2})"
        yield Failure(name, found, "every answer once", "Delete one of them.", int(line) + 2, "case_id")


def unknown(country: str, frame: pd.DataFrame, name: str) -> Iterator[Failure]:
    """Return the first of every legal form and area that the tables of the country do not have."""
    for column, (file, key) in _NAMES.items():
        known = ids(paths.data_file(country, file), key)
        if known and column in frame:
            strange = frame[column][frame[column].notna() & ~frame[column].isin(known)].drop_duplicates()
            for line, value in strange.items():
                fix = suggestion(value, known)
                yield Failure(
                    name, f"'{value}'", f"a row of data/{country}/{file}", fix, int(line) + 2, column
                )


def strata(frame: pd.DataFrame, contacts: pd.DataFrame, name: str) -> Iterator[Failure]:
    """Return the first of every stratum of weighted answers from which nobody was invited."""
    if not {"stratum", "weight"} <= set(frame):
        return
    known = sorted(contacts["stratum"].dropna().unique())
    given = frame.loc[frame["weight"].notna(), "stratum"].dropna()
    for line, value in given[~given.isin(known)].drop_duplicates().items():
        yield Failure(name, f"'{value}'", one_of(known), suggestion(value, known), int(line) + 2, "stratum")


def codes(column: pd.Series, allowed: tuple[str, ...], name: str) -> list[Failure]:
    """Return the first of every value that is none of the allowed ones."""
    strange = column[~column.isin(allowed)]
    return [
        Failure(
            name, f"'{value}'", one_of(allowed), suggestion(value, allowed), int(row) + 2, str(column.name)
        )
        for row, value in strange.drop_duplicates().items()
    ]
