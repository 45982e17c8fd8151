"""The survey of organizations: ``data/<iso3>/surveys/entities.csv``, one row an organization that answered.

Beside it: ``items.csv``, the codebook of the questions that are ticked on a scale, and ``contacts.csv``, what came of
every invitation.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sse_analysis import paths
from sse_analysis.errors import Failure, SourceError
from sse_analysis.results.absence import Absence
from sse_analysis.sources import entity_answers
from sse_analysis.sources.read import read_csv
from sse_analysis.sources.table import SourcedTable

NEEDED = ("case_id", "legal_form", "stratum", "founded", "registered", "weight")
_NUMBERS = (
    "frame_size", "invited", "weight", "founded", "members", "women_members", "board_members", "women_board", "workers",
    "workers_contract", "workers_insured", "workers_long_hours", "pay_month_th", "volunteers", "turnover_th", "grant_share",
    "registered_year", "surplus_kept",
)  # fmt: skip
#: Columns of the codebook and of the list of contacts.
BOOK = ("item", "dimension", "text", "low", "high", "reverse", "not_applicable")
CONTACTS = ("frame_id", "stratum", "outcome")
OUTCOMES = ("complete", "partial", "refused", "not_found", "defunct")


@dataclass(frozen=True, eq=False)
class EntitySurvey(SourcedTable):
    """Answers with their codebook and the outcome of every contact.

    Parameters
    ----------
    items : DataFrame, optional
        ``item, dimension, text, low, high, reverse, not_applicable``, one row a question; None without a codebook.
    contacts : DataFrame, optional
        ``frame_id, stratum, outcome``, one row an invited organization; None without the list.
    """

    items: pd.DataFrame | None = None
    contacts: pd.DataFrame | None = None


def load(country: str) -> EntitySurvey | Absence:
    """Return the answers of a country's survey of organizations, or the absence of one.

    Counts, years and ticked answers are numbers, everything else is text; a blank is missing. Codebook and contacts
    are read when they stand beside the answers.

    Raises
    ------
    SourceError
        If a file lacks columns, a number is none, or an answer stands outside its scale; every problem is listed.
    """
    path = paths.data_file(country, "surveys/entities.csv")
    name = str(paths.relative(path))
    if not path.is_file():
        return Absence(
            id="no-entity-survey", country=country, reason="no_data", what="Survey of organizations", file=name,
            why="The project holds no survey of organizations of the country.", layout=", ".join(NEEDED),
            answers="How organizations are governed, whom they serve, and how formal they are.",
        )  # fmt: skip
    frame = _text(path)
    problems = _absent(frame, NEEDED, name)
    problems += entity_answers.unknown(country, frame, name)
    numbers, wrong = _numbers(frame, [one for one in _NUMBERS if one in frame], name)
    book, book_file = _beside(path, "items.csv", BOOK)
    contacts, contacts_file = _beside(path, "contacts.csv", CONTACTS)
    frame = frame.assign(**numbers)
    problems += entity_answers.problems(frame, name)
    problems += wrong + book_file.problems + contacts_file.problems
    if book is not None and not book_file.problems:
        book, frame, wrong = _ticked(book, frame, (book_file.name, name))
        problems += wrong
    if contacts is not None and not contacts_file.problems:
        problems += entity_answers.codes(contacts["outcome"], OUTCOMES, contacts_file.name)
        problems += entity_answers.strata(frame, contacts, name)
    if problems:
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
        raise SourceError(f"{name} has {count}:", problems)
    also = tuple((one.name, one.digest) for one in (book_file, contacts_file) if one.digest)
    return EntitySurvey(
        "entity_survey",
        country,
        frame.reset_index(drop=True),
        name,
        _digest(path),
        also,
        items=book,
        contacts=contacts,
    )


@dataclass(frozen=True)
class _Beside:
    """A further file of the survey: its name, its digest (empty when absent), and what is wrong with its columns."""

    name: str
    digest: str
    problems: list[Failure]


def _text(path: Path) -> pd.DataFrame:
    """Return a table as text; the index says how many lines below line 2 a row begins."""
    table = read_csv(path)
    frame = pd.DataFrame(list(table.rows), columns=list(table.header), dtype="str")
    return frame.mask(frame.eq("")).set_axis([line - 2 for line in table.lines])


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _absent(frame: pd.DataFrame, needed: tuple[str, ...], name: str) -> list[Failure]:
    return [
        Failure(name, "no such column", f"the column '{column}'", column=column)
        for column in needed
        if column not in frame
    ]


def _numbers(frame: pd.DataFrame, columns: list[str], name: str) -> tuple[dict, list[Failure]]:
    """Return the columns as numbers, and the first text of each that is none."""
    numbers, problems = {}, []
    for column in columns:
        numbers[column] = pd.to_numeric(frame[column], errors="coerce")
        wrong = numbers[column].isna() & frame[column].notna()
        if wrong.any():
            found = f"'{frame.loc[wrong, column].iloc[0]}'"
            problems.append(Failure(name, found, "a number", row=int(wrong.idxmax()) + 2, column=column))
    return numbers, problems


def _beside(path: Path, file: str, needed: tuple[str, ...]) -> tuple[pd.DataFrame | None, _Beside]:
    other = path.with_name(file)
    name = str(paths.relative(other))
    if not other.is_file():
        return None, _Beside(name, "", [])
    frame = _text(other)
    return frame, _Beside(name, _digest(other), _absent(frame, needed, name))


def _ticked(book: pd.DataFrame, frame: pd.DataFrame, names: tuple[str, str]) -> tuple:
    """Return codebook and answers as numbers, and every question without a column or answer outside its scale."""
    ends, problems = _numbers(book, ["low", "high", "not_applicable"], names[0])
    book = book.assign(**ends)
    problems += entity_answers.codes(book["reverse"], ("yes", "no"), names[0])
    problems += _absent(frame, tuple(book["item"].dropna()), names[1])
    items = [one for one in book["item"] if one in frame]
    answers, wrong = _numbers(frame, items, names[1])
    for row in book[book["item"].isin(items)].itertuples():
        given = answers[row.item]
        strange = given.notna() & ~given.between(row.low, row.high) & given.ne(row.not_applicable)
        if strange.any():
            expected = f"{row.low:g} to {row.high:g}, or {row.not_applicable:g}"
            first = int(strange.idxmax())
            wrong.append(Failure(names[1], f"'{given[first]:g}'", expected, row=first + 2, column=row.item))
    return book, frame.assign(**answers), problems + wrong
