"""The concept engine: unit of production and nature of job by ordered rules, with an audit of every rule.

Unit of production: 1 informal, 2 formal, 3 household. Nature of job: 1 informal, 2 formal. The rules are
data (``tables/informality_rules.csv``) with their edition; METHODS 3.2 of the design names the order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from sse_analysis.errors import CodeError, Failure, SchemaError, one_of, suggestion
from sse_analysis.harmonize import rules as tables
from sse_analysis.harmonize.rules import Rule, RuleSet

DEFAULT_EDITION = "icls17_ilo"
INFORMAL, FORMAL, HOUSEHOLD = 1, 2, 3


@dataclass(frozen=True, eq=False)
class Informality:
    """Class of every row under one edition and one set of options.

    Parameters
    ----------
    frame : DataFrame
        ``unit`` and ``job`` (Int8, missing where nothing can be said), ``unit_rule`` and ``job_rule`` (name of
        the rule that decided), on the index of the persons.
    rules : RuleSet
    options : dict
        Every option with the choice that was used.
    not_asked : tuple of str
        Questions of the rules that the persons' table does not have: unknown for everybody.
    """

    frame: pd.DataFrame
    rules: RuleSet = field(repr=False)
    options: dict[str, object]
    not_asked: tuple[str, ...] = ()

    @property
    def edition(self) -> str:
        return self.rules.edition

    def audit(self, weights: pd.Series | None = None) -> pd.DataFrame:
        """Return the share that each rule decided.

        Returns
        -------
        DataFrame
            ``part, rule, words, outcome, n, weight, share`` in the order of the rules; ``share`` in percent
            of the part. A rule that decided nothing has zero; one switched off by an option is left out. Rows
            that no rule decided are the last of their part.
        """
        weight = _weights(self.frame, weights)
        parts = [_audited(self, part, weight) for part in tables.PARTS]
        return pd.concat(parts, ignore_index=True)

    def rate(self, weights: pd.Series | None = None) -> float:
        """Return the share of informal jobs among classified jobs, in percent; missing when there is none."""
        weight = _weights(self.frame, weights)
        known = self.frame["job"].notna()
        total = weight[known].sum()
        informal = self.frame["job"].eq(INFORMAL).fillna(False)
        return float("nan") if total == 0 else 100 * float(weight[informal].sum() / total)

    def components(self, weights: pd.Series | None = None) -> pd.DataFrame:
        """Return jobs by kind of unit and nature, weighted: informal in the informal sector, outside it ..."""
        weight = _weights(self.frame, weights)
        names = {"unit": {1: "informal", 2: "formal", 3: "household"}, "job": {1: "informal", 2: "formal"}}
        keys = [self.frame[part].map(names[part]).fillna("missing").rename(part) for part in tables.PARTS]
        found = pd.DataFrame({"n": 1, "weight": weight}).groupby(keys).sum().reset_index()
        return found.assign(share=100 * found["weight"] / found["weight"].sum())


def classify(
    persons: pd.DataFrame,
    *,
    edition: str = DEFAULT_EDITION,
    options: Mapping[str, object] | None = None,
    rule_file: Path | None = None,
) -> Informality:
    """Return the class of every employed person.

    Parameters
    ----------
    persons : DataFrame
        One row a job, in the columns and codes of ``tables/informality_questions.csv``, as numbers. A column
        that is absent was not asked: unknown for everybody. Rows without ``status`` get no job.
    edition : str
        Edition of the rules.
    options : mapping, optional
        Choices that differ from the defaults of ``tables/informality_options.csv``.
    rule_file : Path, optional
        Rule table of a country, in the same columns.

    Raises
    ------
    CodeError
        If the edition or an option is unknown.
    SchemaError
        If ``status`` is absent, or answers carry codes outside their list; every problem is listed.
    """
    found = tables.rule_set(edition, rule_file)
    chosen = chosen_options(options)
    answers, absent = _answers(persons, found)
    unit, unit_rule = _decide(found.of("unit", chosen), answers, chosen)
    answers["unit"] = np.where(unit < 0, np.nan, unit)
    job, job_rule = _decide(found.of("job", chosen), answers, chosen)
    job = np.where(job == 0, -1, job)
    frame = pd.DataFrame(
        {
            "unit": pd.Series(unit).where(unit >= 0).astype("Int8"),
            "job": pd.Series(job).where(job >= 0).astype("Int8"),
            "unit_rule": unit_rule,
            "job_rule": job_rule,
        }
    )
    return Informality(frame.set_axis(persons.index), found, chosen, absent)


def bounds(persons: pd.DataFrame, weights: pd.Series | None = None, **given: object) -> tuple[float, float]:
    """Return the lowest and the highest rate that unanswered questions allow, in percent.

    Every missing answer is taken once as the one that makes a job formal and once as the one that makes it
    informal (columns ``favours_formal`` and ``favours_informal`` of the questions). A question that is not
    asked at all counts as missing; destination and industry are left as they are. Each bound moves all
    answers at once, so it is attained by some completion of the data, and nothing lies outside.

    Parameters
    ----------
    given : see :func:`classify`
    """
    low, high = (
        classify(_completed(persons, side, given), **given).rate(weights)
        for side in ("favours_formal", "favours_informal")
    )
    return low, high


def chosen_options(given: Mapping[str, object] | None = None) -> dict[str, object]:
    """Return every option with its choice; the defaults where nothing is given.

    Raises
    ------
    CodeError
        If an option is unknown or a choice outside its list.
    """
    known = {row["option"]: row for row in tables.table("options")}
    chosen: dict[str, object] = {name: _number(row["default"]) for name, row in known.items()}
    for name, choice in (given or {}).items():
        if name not in known:
            raise CodeError(
                f"'{name}' is not an option of the rules. Expected {one_of(known)}. {suggestion(name, known)}"
            )
        closed = tables.choices_of(known[name])
        if closed and str(choice) not in closed:
            raise CodeError(
                f"option '{name}': found '{choice}', expected {one_of(closed)}. {suggestion(choice, closed)}"
            )
        if not closed and (isinstance(choice, bool) or not isinstance(choice, int) or choice < 1):
            raise CodeError(f"option '{name}': found '{choice}', expected a whole number from 1.")
        chosen[name] = choice
    return chosen


def _number(text: str) -> object:
    return int(text) if text.isdigit() else text


def _answers(persons: pd.DataFrame, found: RuleSet) -> tuple[dict[str, np.ndarray], tuple[str, ...]]:
    """Return the answers as numbers, missing where a question was not asked."""
    absent = tuple(name for name in found.questions if name not in persons)
    wrong = [*_not_there(persons), *(item for name in found.questions for item in _bad_codes(persons, name))]
    if wrong:
        count = f"{len(wrong)} problem{'s' if len(wrong) > 1 else ''}"
        raise SchemaError(f"The persons' table has {count}:", wrong)
    nothing = np.full(len(persons), np.nan, dtype="float32")
    answers = {
        name: nothing if name in absent else persons[name].to_numpy("float32", na_value=np.nan)
        for name in found.questions
    }
    return answers, absent


def _not_there(persons: pd.DataFrame) -> list[Failure]:
    if "status" in persons:
        return []
    fix = "Recode the status in employment to the codes of tables/informality_questions.csv."
    return [Failure("persons", "no such column", "the column 'status'", fix, column="status")]


def _bad_codes(persons: pd.DataFrame, name: str) -> list[Failure]:
    """Return what stands in a column outside its codes."""
    if name not in persons:
        return []
    column = persons[name]
    if not pd.api.types.is_numeric_dtype(column):
        return [
            Failure("persons", f"values of type {column.dtype}", "numbers", "Recode it first.", column=name)
        ]
    row = next(row for row in tables.table("questions") if row["question"] == name)
    if row["codes"] == "number":
        return []
    codes = [int(part.split()[0]) for part in row["codes"].split(";")]
    strange = sorted(set(column.dropna().unique()) - set(codes))
    if not strange:
        return []
    shown = ", ".join(f"{value:g}" for value in strange[:5])
    more = "" if len(strange) < 6 else f" and {len(strange) - 5} more"
    return [Failure("persons", f"{shown}{more}", row["codes"], "Recode it first.", column=name)]


def _decide(
    rules: tuple[Rule, ...], answers: Mapping[str, np.ndarray], options: Mapping[str, object]
) -> tuple[np.ndarray, pd.Categorical]:
    """Return code and deciding rule of every row: the first rule that applies; -1 where none does."""
    rows = len(next(iter(answers.values())))
    code = np.full(rows, -1, dtype="int8")
    decided = np.full(rows, -1, dtype="int8")
    for place, rule in enumerate(rules):
        open_ = decided < 0
        for test in rule.tests:
            open_ &= tables.holds(test, answers, options)
        code[open_] = rule.outcome
        decided[open_] = place
    return code, pd.Categorical.from_codes(decided, [rule.name for rule in rules], ordered=True)


def _weights(frame: pd.DataFrame, weights: pd.Series | None) -> pd.Series:
    """Return one weight a row.

    Raises
    ------
    SchemaError
        If weights are of another length or index, missing or negative.
    """
    if weights is None:
        return pd.Series(1.0, index=frame.index)
    if not weights.index.equals(frame.index):
        raise SchemaError("The weights do not stand on the rows of the persons' table.")
    if weights.isna().any() or (weights < 0).any():
        raise SchemaError(
            "Some weights are missing or negative: a person without a weight cannot be counted."
        )
    return weights.astype("float64")


def _audited(result: Informality, part: str, weight: pd.Series) -> pd.DataFrame:
    column = result.frame[f"{part}_rule"]
    totals = pd.DataFrame({"n": 1, "weight": weight}).groupby(column, observed=False).sum()
    active = result.rules.of(part, result.options)
    rows = [
        {"part": part, "rule": rule.name, "words": rule.words, "outcome": rule.outcome}
        | {"n": int(totals.at[rule.name, "n"]), "weight": float(totals.at[rule.name, "weight"])}
        for rule in active
    ]
    nobody = column.isna()
    if nobody.any():
        rest = {"part": part, "rule": "none", "words": "no rule applies", "outcome": 0}
        rows.append(rest | {"n": int(nobody.sum()), "weight": float(weight[nobody].sum())})
    found = pd.DataFrame(rows)
    return found.assign(share=100 * found["weight"] / weight.sum())


def _completed(persons: pd.DataFrame, side: str, given: Mapping[str, object]) -> pd.DataFrame:
    """Return the persons with every missing answer taken to one side."""
    options = chosen_options(given.get("options"))
    filled = persons.copy(deep=False)
    for row in tables.table("questions"):
        answer = row[side]
        if answer:
            value = float(options.get(answer, answer))
            name = row["question"]
            filled[name] = persons[name].astype("float64").fillna(value) if name in persons else value
    return filled
