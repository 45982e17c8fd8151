"""The log of a committee: one row a decision, from ``parameters/<iso3>/decisions.yml``, checked when it is read."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from sse_analysis import paths
from sse_analysis.errors import ParameterError
from sse_analysis.perimeter import log_checks


@dataclass(frozen=True, kw_only=True)
class Decision:
    """One question to a committee and, once it has met, its answer.

    Parameters
    ----------
    id, question : str
    form, rule : str
        What it is about: the id of a legal form, or a rule of counting that holds for all forms. One of them is empty.
    options : dict of str to str
        Code (in, broad, out, attribute; or those of the rule) and what it means in words.
    paragraph : str
        The part of the definition the question turns on.
    status : {"open", "decided"}
    replaces : str
        Id of the earlier decision that this one reverses from ``in_force_from`` on.
    """

    id: str
    question: str
    form: str = ""
    rule: str = ""
    paragraph: str
    options: dict[str, str]
    evidence: tuple[str, ...]
    proposed_by: str
    status: str = "open"
    option: str = ""
    reason: str = ""
    decided_by: str = ""
    decided_on: dt.date | None = None
    in_force_from: dt.date | None = None
    replaces: str = ""
    meeting: str = ""

    @property
    def topic(self) -> str:
        """The legal form or the rule of counting that it decides on."""
        return self.form or self.rule

    @property
    def counts_from(self) -> dt.date | None:
        """The first day on which the decision counts; None for an open question."""
        if self.status != "decided":
            return None
        return max(self.decided_on, self.in_force_from or self.decided_on)

    def holds(self, on: dt.date) -> bool:
        """Tell whether the decision was taken and in force on a day, whatever replaced it later."""
        return self.counts_from is not None and self.counts_from <= on

    def answered(self, option: str) -> Decision:
        """Return the question as if it had always been answered so: what ballots compare."""
        return replace(self, status="decided", option=option, decided_on=dt.date.min)


@dataclass(frozen=True)
class Correction:
    """A declared correction of a wrong value: in which file, of which rows (none: all), when and why."""

    id: str
    file: str
    reason: str
    made_by: str
    made_on: dt.date
    rows: tuple[str, ...] = ()

    def covers(self, file: str, row: str) -> bool:
        return self.file == file and (not self.rows or row in self.rows)


@dataclass(frozen=True)
class DecisionLog:
    """Every question and decision of a country; ``digest`` is that of the file, empty where there is none."""

    country: str
    decisions: tuple[Decision, ...] = ()
    corrections: tuple[Correction, ...] = ()
    digest: str = field(default="", repr=False)

    @property
    def file(self) -> str:
        return f"parameters/{self.country}/decisions.yml"

    @property
    def inputs(self) -> tuple[tuple[str, str], ...]:
        return ((self.file, self.digest),) if self.digest else ()

    def open_on(self, on: dt.date) -> tuple[Decision, ...]:
        """Return the questions nobody had answered on a day, one a legal form or rule, and those that are asked again.

        An answer that is asked again (an open question ``replaces`` it) holds until another is given.
        """
        held = {decision.topic: decision.id for decision in self.in_force(on)}
        asked = [item for item in self.decisions if item.topic not in held or _again(item, held[item.topic])]
        first = {item.topic: item for item in reversed(asked)}
        return tuple(item for item in asked if first[item.topic] is item)

    def in_force(self, on: dt.date) -> tuple[Decision, ...]:
        """Return the decisions in force on a day: taken by then, and not replaced by one that is."""
        taken = [decision for decision in self.decisions if decision.holds(on)]
        replaced = {decision.replaces for decision in taken if decision.replaces}
        return tuple(decision for decision in taken if decision.id not in replaced)


def _again(item: Decision, held: str) -> bool:
    return item.status == "open" and item.replaces == held


def load(country: str, *, forms: Iterable[str]) -> DecisionLog:
    """Return the log of a country; a country without the file has an empty one.

    Parameters
    ----------
    country : str
    forms : iterable of str
        Ids of the legal forms that exist.

    Raises
    ------
    ParameterError
        If a decision lacks reason or date, names an unknown form or option, contradicts another one in force at the
        same time, or decisions replace one another in a circle; every problem is listed.
    """
    file = paths.decisions_file(country)
    if not file.is_file():
        return DecisionLog(country)
    raw = file.read_bytes()
    return read(country, raw, forms=forms)


def read(country: str, raw: bytes, *, forms: Iterable[str]) -> DecisionLog:
    """Return the log in the bytes of a file; see :func:`load`."""
    from sse_analysis.parameters import parsing

    name = f"parameters/{country}/decisions.yml"
    content = parsing.read(raw, name, ParameterError)
    wrong = list(log_checks.shape(content, country, tuple(forms), name))
    if not wrong:
        log = DecisionLog(
            country,
            tuple(_decision(row) for row in content["decisions"]),
            tuple(_correction(row) for row in content.get("corrections") or ()),
            hashlib.sha256(raw).hexdigest(),
        )
        wrong = list(log_checks.agreement(log.decisions, name))
    if wrong:
        raise ParameterError(f"{name} has {len(wrong)} problem{'s' if len(wrong) > 1 else ''}:", wrong)
    return log


def _decision(row: dict[str, Any]) -> Decision:
    given = {key: value for key, value in row.items() if value is not None}
    return Decision(**given | {"evidence": tuple(given["evidence"])})


def _correction(row: dict[str, Any]) -> Correction:
    return Correction(**row | {"rows": tuple(str(item) for item in row.get("rows") or ())})
