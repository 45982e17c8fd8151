"""The review sheet: pairs of records that only a person can judge, and what the person said.

``data/<iso3>/registers/review.xlsx``. Column *answer* takes ``same`` or ``different``, with a *reason* and *initials*;
the next run links, or parts, the two records accordingly.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from sse_analysis import paths
from sse_analysis.errors import Failure, SourceError, suggestion
from sse_analysis.sources import sheets
from sse_analysis.sources.registers import plain

FILE = "review.xlsx"
SHEET = "Review"
ANSWERS = {"same": True, "different": False}
#: What a person fills in, and what tells which pair a row is about.
FILLED, PAIR = ("answer", "reason", "initials"), ("left", "right")
_MOST_TOLD = 50


@dataclass(frozen=True, eq=False)
class Review:
    """A review sheet as it was filled in.

    Parameters
    ----------
    rows : DataFrame
        Every row as text, with the columns a person added; ``row`` is the row of the sheet.
    answers : mapping of (key, key) to bool
        Sorted pairs: one organization, or two.
    file, digest : str
        Empty where there is no sheet.
    """

    rows: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["row", *PAIR, *FILLED]))
    answers: Mapping[tuple[str, str], bool] = field(default_factory=dict)
    file: str = ""
    digest: str = ""

    @property
    def inputs(self) -> tuple[tuple[str, str], ...]:
        return ((self.file, self.digest),) if self.file else ()


def place(country: str) -> Path:
    """Return where the review sheet of a country lies, whether or not it is there."""
    return paths.register_folder(country) / FILE


def load(path: Path, keys: Collection[str]) -> Review:
    """Return what a person filled in.

    Parameters
    ----------
    path : Path
        Without such a file nothing was answered.
    keys : collection of str
        Records there are, ``register:record_id``.

    Raises
    ------
    SourceError
        Listing every problem: other columns, unknown records, answers that are none, that lack a reason or initials,
        that stand twice and differ, or that cannot all be true.
    """
    if not path.is_file():
        return Review()
    sheet = sheets.read(path, sheet=SHEET)
    heads = [plain(cell).casefold() for cell in sheet.rows[0]]
    absent = [name for name in (*PAIR, *FILLED) if heads.count(name) != 1]
    if absent:
        problems = [_no_column(sheet.file, name, heads) for name in absent]
        raise SourceError(f"{sheet.file} is no review sheet:", problems)
    rows = _rows(sheet.rows, heads)
    problems, answers = _judged(rows, sheet.file, set(keys))
    problems += _contradictions(rows, answers, sheet.file)
    if problems:
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
        raise SourceError(f"{sheet.file} has {count}:", _at_most(problems, sheet.file))
    return Review(rows, answers, sheet.file, hashlib.sha256(path.read_bytes()).hexdigest())


def _no_column(file: str, name: str, heads: list[str]) -> Failure:
    found = "the column twice" if heads.count(name) > 1 else "no such column"
    return Failure(file, found, f"one column '{name}'", suggestion(name, heads), row=1, column=name)


def _at_most(problems: list[Failure], file: str) -> list[Failure]:
    more = len(problems) - _MOST_TOLD
    return [*problems[:_MOST_TOLD], Failure(file, f"{more} more problems", "none")] if more > 0 else problems


def _rows(cells: list[list[object]], heads: list[str]) -> pd.DataFrame:
    """Return the rows with something in them, as text; a column without a head keeps its place as its name."""
    names = [head or f"column {place}" for place, head in enumerate(heads, 1)]
    texts = [[plain(cell) for cell in [*row, *[None] * len(names)][: len(names)]] for row in cells[1:]]
    frame = pd.DataFrame(texts, columns=names, dtype="str")
    frame.insert(0, "row", range(2, len(frame) + 2))
    return frame[frame[names].ne("").any(axis=1)].reset_index(drop=True)


def _judged(
    rows: pd.DataFrame, file: str, keys: set[str]
) -> tuple[list[Failure], dict[tuple[str, str], bool]]:
    problems, answers, first = [], {}, {}
    for row in rows.to_dict("records"):
        wrong = _wrong_row(row, file, keys)
        problems += wrong
        if wrong or not row["answer"]:
            continue
        pair, same = _sorted(row), ANSWERS[row["answer"].casefold()]
        if answers.setdefault(pair, same) != same:
            found = f"'{row['answer']}', against row {first[pair]}"
            problems.append(
                Failure(file, found, "one answer for a pair", "Keep one.", row=row["row"], column="answer")
            )
        first.setdefault(pair, row["row"])
    return problems, answers


def _sorted(row: dict) -> tuple[str, str]:
    left, right = sorted((row["left"], row["right"]))
    return left, right


def _wrong_row(row: dict, file: str, keys: set[str]) -> list[Failure]:
    """Return what is wrong with one row by itself. A row that nobody filled in is not judged."""
    if not any(row[name] for name in FILLED):
        return []
    at = {"row": row["row"]}
    problems = [
        Failure(file, f"'{row[name]}'" if row[name] else "nothing", "a record of a register", suggestion(row[name], keys)
                if row[name] and len(keys) < 20_000 else "", column=name, **at)
        for name in PAIR if row[name] not in keys
    ]  # fmt: skip
    if row["left"] == row["right"]:
        problems.append(Failure(file, "the same record twice", "two records", column="right", **at))
    if row["answer"] and row["answer"].casefold() not in ANSWERS:
        near = suggestion(row["answer"].casefold(), ANSWERS)
        problems.append(
            Failure(file, f"'{row['answer']}'", "'same' or 'different'", near, column="answer", **at)
        )
    if row["answer"]:
        problems += [
            Failure(file, "nothing", f"{word} for the answer", column=name, **at)
            for name, word in (("reason", "a reason"), ("initials", "the initials of a person"))
            if not row[name]
        ]
    return problems


def _contradictions(rows: pd.DataFrame, answers: Mapping[tuple[str, str], bool], file: str) -> list[Failure]:
    """Return pairs said to be different although other answers make them one organization."""
    cluster: dict[str, str] = {}

    def top(key: str) -> str:
        while cluster.get(key, key) != key:
            key = cluster[key]
        return key

    for (left, right), same in answers.items():
        if same:
            cluster[top(left)] = top(right)
    where = {_sorted(row): row["row"] for row in rows.to_dict("records") if row["answer"]}
    return [
        Failure(
            file, f"'different', while the rows {_chain(top(left), answers, where, top)} make the two records one",
            "answers that can all be true", "Change one of them.", row=where[(left, right)], column="answer",
        )
        for (left, right), same in answers.items() if not same and top(left) == top(right)
    ]  # fmt: skip


def _chain(root: str, answers: Mapping, where: Mapping, top) -> str:
    rows = sorted(where[pair] for pair, same in answers.items() if same and top(pair[0]) == root)
    return ", ".join(map(str, rows[:6])) + (" and more" if len(rows) > 6 else "")
