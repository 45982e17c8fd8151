"""Ordered rule tables: what stands in a file decides a class, row by row, the first rule that applies.

A condition is ``question = value``, ``question in value value`` or ``question >= value``, joined by ``and``;
an empty one always applies. A value may be the name of an option. An answer that is missing never fulfils a
condition: unknown goes on to the next rule.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import numpy as np

from sse_analysis import paths
from sse_analysis.errors import CodeError, Failure, SchemaError, one_of, suggestion

PARTS = ("unit", "job")
_COLUMNS = ("edition", "part", "place", "rule", "when", "condition", "outcome", "words")
_SIGNS = {"=": np.equal, ">=": np.greater_equal, "in": np.isin}
#: Codes each part may give; 0 of a job stands for missing.
_OUTCOMES = {"unit": (1, 2, 3), "job": (0, 1, 2)}


@dataclass(frozen=True)
class Test:
    """One comparison of a condition."""

    question: str
    sign: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """One row of a rule table.

    Parameters
    ----------
    name, words : str
        Short name, and what the rule says in words.
    tests : tuple of Test
        All of them must hold; none means that the rule always applies.
    when : tuple of (str, str)
        Options and the choice that switches the rule on.
    outcome : int
    """

    part: str
    name: str
    words: str
    tests: tuple[Test, ...]
    when: tuple[tuple[str, str], ...]
    outcome: int


@dataclass(frozen=True)
class RuleSet:
    """The rules of one edition, in order."""

    edition: str
    rules: tuple[Rule, ...]

    def of(self, part: str, options: Mapping[str, object]) -> tuple[Rule, ...]:
        """Return the rules of a part that the chosen options switch on."""
        return tuple(
            rule
            for rule in self.rules
            if rule.part == part and all(str(options[name]) == choice for name, choice in rule.when)
        )

    @property
    def questions(self) -> tuple[str, ...]:
        """Return the questions that some rule asks, in the order of the rules."""
        asked = (test.question for rule in self.rules for test in rule.tests)
        return tuple(dict.fromkeys(name for name in asked if name not in PARTS))


def rule_set(edition: str, file: Path | None = None) -> RuleSet:
    """Return the rules of one edition.

    Parameters
    ----------
    edition : str
        Name in column ``edition``, such as ``"icls17_ilo"``.
    file : Path, optional
        Rule table of a country; default: the table of the package.

    Raises
    ------
    SchemaError
        If the table has problems; every one is listed with its line.
    CodeError
        If the table has no such edition.
    """
    name = "informality_rules.csv" if file is None else str(paths.relative(file))
    rows = table("rules") if file is None else _rows(file.read_text(encoding="utf-8"))
    wrong = list(_problems(rows, name))
    if wrong:
        count = f"{len(wrong)} problem{'s' if len(wrong) > 1 else ''}"
        raise SchemaError(f"{name} has {count}:", wrong)
    known = tuple(dict.fromkeys(row["edition"] for row in rows))
    if edition not in known:
        raise CodeError(
            f"'{edition}' is not an edition of {name}. Expected {one_of(known)}. {suggestion(edition, known)}"
        )
    own = sorted(
        (row for row in rows if row["edition"] == edition),
        key=lambda row: (PARTS.index(row["part"]), int(row["place"])),
    )
    return RuleSet(edition, tuple(_rule(row) for row in own))


def table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a table of the concept engine.

    Parameters
    ----------
    name : {"rules", "editions", "questions", "options"}
    """
    return rows_of(f"informality_{name}.csv")


@lru_cache(maxsize=16)
def rows_of(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a file of ``harmonize/tables``."""
    place = files("sse_analysis.harmonize").joinpath("tables", name)
    return _rows(place.read_text(encoding="utf-8"))


def _rows(text: str) -> tuple[dict[str, str], ...]:
    return tuple(csv.DictReader(io.StringIO(text)))


def _rule(row: Mapping[str, str]) -> Rule:
    when = tuple(tuple(part.strip().split("=")) for part in row["when"].split(";") if part.strip())
    return Rule(row["part"], row["rule"], row["words"], _tests(row["condition"]), when, int(row["outcome"]))


def conditions(text: str) -> tuple[Test, ...]:
    """Return the comparisons of a condition, such as ``"status in 2 3 and registered = 0"``."""
    return _tests(text)


def _tests(condition: str) -> tuple[Test, ...]:
    parts = [part.split() for part in condition.split(" and ") if part.strip()]
    return tuple(Test(words[0], words[1], tuple(words[2:])) for words in parts)


def _problems(rows: Iterable[Mapping[str, str]], name: str) -> Iterable[Failure]:
    """Return what is wrong with a rule table, with the line of the file."""
    questions = tuple(row["question"] for row in table("questions"))
    options = {row["option"]: row for row in table("options")}
    for line, row in enumerate(rows, start=2):
        if set(row) != set(_COLUMNS):
            found = f"columns {', '.join(str(key) for key in row)}"
            yield Failure(name, found, f"columns {', '.join(_COLUMNS)}", row=1)
            return
        yield from _row_problems(row, Failure(name, "", "", row=line), questions, options=options)


def _row_problems(
    row: Mapping[str, str], here: Failure, questions: tuple[str, ...], *, options: Mapping[str, dict]
) -> Iterable[Failure]:
    if row["part"] not in PARTS:
        yield _bad(here, "part", row["part"], expected=one_of(PARTS))
        return
    if not row["place"].isdigit():
        yield _bad(here, "place", row["place"], expected="a whole number")
    if row["outcome"] not in [str(code) for code in _OUTCOMES[row["part"]]]:
        yield _bad(here, "outcome", row["outcome"], expected=one_of(_OUTCOMES[row["part"]]))
    for part in filter(None, (part.strip() for part in row["when"].split(";"))):
        option, _, choice = part.partition("=")
        if option not in options or choice not in choices_of(options[option]):
            expected, fix = "an option and one of its choices", suggestion(option, options)
            yield _bad(here, "when", part, expected=expected, fix=fix)
    known = (*questions, *(("unit",) if row["part"] == "job" else ()))
    for part in filter(None, row["condition"].split(" and ")):
        yield from _test_problems(part, here, known, options=options)


def _test_problems(
    part: str, here: Failure, known: tuple[str, ...], *, options: Mapping[str, dict]
) -> Iterable[Failure]:
    words = part.split()
    if len(words) < 3 or words[1] not in _SIGNS or (words[1] != "in" and len(words) > 3):
        expected = "'question = value', 'question in values' or 'question >= value'"
        yield _bad(here, "condition", part, expected=expected)
        return
    if words[0] not in known:
        fix = suggestion(words[0], known)
        yield _bad(here, "condition", words[0], expected=one_of(known), fix=fix)
    for value in words[2:]:
        if not value.isdigit() and value not in options:
            expected, fix = "a number or the name of an option", suggestion(value, options)
            yield _bad(here, "condition", value, expected=expected, fix=fix)


def _bad(here: Failure, column: str, found: str, *, expected: str, fix: str = "") -> Failure:
    return Failure(here.file, f"'{found}'", expected, fix, here.row, column)


def choices_of(option: Mapping[str, str]) -> tuple[str, ...]:
    """Return the closed choices of an option; none where it is a number."""
    return () if option["values"] == "number" else tuple(part.strip() for part in option["values"].split(";"))


def holds(test: Test, answers: Mapping[str, np.ndarray], options: Mapping[str, object]) -> np.ndarray:
    """Say for each row whether a comparison holds; a missing answer fulfils none."""
    values = [float(options.get(value, value)) for value in test.values]
    column = answers[test.question]
    return _SIGNS[test.sign](column, values if test.sign == "in" else values[0])
