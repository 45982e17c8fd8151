"""A survey's own codes into the questions of the concept engine, checked both ways.

Every value that stands in the data must have a code, and every code that is described should occur: a code
nobody has is usually a misread questionnaire.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sse_analysis.errors import Failure, SchemaError, one_of, suggestion
from sse_analysis.harmonize import rules as tables

#: Status in employment of the World Bank's GLD files, into ours. GLD hides members of cooperatives among the
#: self-employed and puts apprentices among workers without pay.
GLD_STATUS = {1: 1, 2: 5, 3: 2, 4: 3, 5: 6}


@dataclass(frozen=True)
class Recode:
    """How one question is read from a survey.

    Parameters
    ----------
    question : str
        Question of the concept engine, such as ``"registered"``.
    column : str
        Column of the survey.
    codes : mapping
        Code of the survey to code of the question.
    missing : tuple
        Codes of the survey that mean no answer.
    """

    question: str
    column: str
    codes: Mapping[object, float]
    missing: tuple[object, ...] = ()


@dataclass(frozen=True, eq=False)
class Recoded:
    """Persons in the questions of the concept engine.

    Parameters
    ----------
    frame : DataFrame
        One column a question, on the index of the survey.
    unseen : tuple of (str, str)
        Question and code that a recode describes and nobody has.
    """

    frame: pd.DataFrame
    unseen: tuple[tuple[str, str], ...] = field(default=())


def recode(persons: pd.DataFrame, recodes: Iterable[Recode]) -> Recoded:
    """Return the persons in the questions of the concept engine.

    A value that is missing stays missing; so does one named in ``missing``.

    Raises
    ------
    SchemaError
        If a column is absent, a question unknown or described twice, a value of the data has no code, or a
        code leads outside the list of the question; every problem is listed.
    """
    given = tuple(recodes)
    wrong = [*_twice(given), *(problem for one in given for problem in _problems(persons, one))]
    if wrong:
        count = f"{len(wrong)} problem{'s' if len(wrong) > 1 else ''}"
        raise SchemaError(f"The recodes have {count}:", wrong)
    frame = pd.DataFrame(
        {one.question: persons[one.column].map(dict(one.codes)).astype("float64") for one in given},
        index=persons.index,
    )
    unseen = [
        (one.question, str(code))
        for one in given
        for code in (*one.codes, *one.missing)
        if not persons[one.column].eq(code).any()
    ]
    return Recoded(frame, tuple(unseen))


def _twice(recodes: tuple[Recode, ...]) -> list[Failure]:
    names = [one.question for one in recodes]
    again = sorted({name for name in names if names.count(name) > 1})
    return [
        Failure("recodes", f"'{name}' described twice", "each question once", column=name) for name in again
    ]


def _problems(persons: pd.DataFrame, one: Recode) -> Iterable[Failure]:
    known = {row["question"]: row for row in tables.table("questions")}
    if one.question not in known:
        fix = suggestion(one.question, known)
        yield Failure("recodes", f"'{one.question}'", one_of(known), fix, column="question")
        return
    if one.column not in persons:
        fix = suggestion(one.column, persons.columns)
        yield Failure("persons", "no such column", f"the column '{one.column}'", fix, column=one.question)
        return
    described = {*one.codes, *one.missing}
    without = [value for value in persons[one.column].dropna().unique() if value not in described]
    if without:
        shown = ", ".join(str(value) for value in sorted(without, key=str)[:8])
        fix = "Add a code, or name it among the missing ones."
        yield Failure("persons", f"{shown} without a code", "a code for every value", fix, column=one.column)
    yield from _outside(one, known[one.question]["codes"])


def _outside(one: Recode, codes: str) -> Iterable[Failure]:
    """Return codes that lead outside the closed list of a question."""
    if codes == "number":
        return
    closed = {int(part.split()[0]) for part in codes.split(";")}
    strange = sorted({str(target) for target in one.codes.values() if target not in closed})
    if strange:
        yield Failure("recodes", f"codes {', '.join(strange)}", codes, column=one.question)


def size_from_bracket(lower: pd.Series, upper: pd.Series, *, threshold: int) -> pd.Series:
    """Return the size of a unit from its bracket: known only where the bracket lies on one side.

    A bracket across the threshold is unknown, never its middle. An open bracket (``upper`` missing) is known
    where it starts at the threshold or above.
    """
    large = lower.ge(threshold).fillna(False)
    small = upper.lt(threshold).fillna(False)
    return pd.Series(np.select([large, small], [lower, upper], default=np.nan), index=lower.index)


def from_gld(persons: pd.DataFrame, *, threshold: int = 6) -> pd.DataFrame:
    """Return the questions that a file in the layout of the World Bank's GLD can answer.

    ``status`` from ``empstat`` of the employed (``lstatus`` 1), ``socialsec``, ``isic2`` from the first two
    digits of ``industrycat_isic`` where ``isic_version`` is Rev. 4, ``firmsize`` from its bracket.
    Registration, accounts, leave, own use and premises are not in GLD: they stay out, so that they count as
    not asked, and GLD alone cannot give the informality of the 17th ICLS.

    Raises
    ------
    SchemaError
        If ``lstatus`` or ``empstat`` is absent.
    """
    absent = [name for name in ("lstatus", "empstat") if name not in persons]
    if absent:
        raise SchemaError(
            "The file is not in the layout of GLD.",
            [Failure("persons", "no such column", f"the column '{name}'", column=name) for name in absent],
        )
    employed = persons["lstatus"].eq(1)
    frame = pd.DataFrame({"status": persons["empstat"].map(GLD_STATUS).where(employed)}, index=persons.index)
    if "socialsec" in persons:
        frame["socialsec"] = persons["socialsec"].astype("float64")
    if {"industrycat_isic", "isic_version"} <= set(persons):
        digits = pd.to_numeric(persons["industrycat_isic"].astype("str").str[:2], errors="coerce")
        frame["isic2"] = digits.where(persons["isic_version"].astype("str").str.contains("4"))
    if "firmsize_l" in persons:
        upper = persons["firmsize_u"] if "firmsize_u" in persons else pd.Series(np.nan, index=persons.index)
        frame["firmsize"] = size_from_bracket(persons["firmsize_l"], upper, threshold=threshold)
    return frame
