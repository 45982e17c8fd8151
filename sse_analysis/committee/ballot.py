"""What every answer to an open question would do to every headline number: computed, never argued."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sse_analysis.committee.numbers import Number
from sse_analysis.committee.replaying import Basis, Replay
from sse_analysis.errors import ParameterError, suggestion
from sse_analysis.perimeter import Decision, DecisionLog


@dataclass(frozen=True, eq=False)
class Ballot:
    """One open question.

    Parameters
    ----------
    now : dict of str to Number
        Numbers as things stand, by id.
    outcomes : dict of str to dict of str to Number
        Numbers under each option.
    """

    question: Decision
    now: Mapping[str, Number] = field(repr=False)
    outcomes: Mapping[str, Mapping[str, Number]] = field(repr=False)

    @property
    def moved(self) -> tuple[str, ...]:
        """Ids of the numbers that some option would move."""
        places = sorted({*self.now, *(place for rows in self.outcomes.values() for place in rows)})
        return tuple(place for place in places if len({value_of(row) for row in self.row(place)}) > 1)

    def row(self, place: str) -> tuple[Number | None, ...]:
        """Return one number as things stand and under each option; None where there is none."""
        return (self.now.get(place), *(rows.get(place) for rows in self.outcomes.values()))


def value_of(row: Number | None) -> float | None:
    return None if row is None else row["value"]


def ballots(
    basis: Basis, log: DecisionLog, *, replay: Replay, only: Sequence[str] = ()
) -> tuple[Ballot, ...]:
    """Return the ballot of every open question, or of the questions named.

    Parameters
    ----------
    basis : Basis
        The present state; its day tells which questions are open.
    only : sequence of str
        Ids of questions.

    Raises
    ------
    ParameterError
        If a named question is unknown or answered.
    """
    opened = {item.id: item for item in log.open_on(basis.date)}
    for name in only:
        if name not in opened:
            why = "is answered" if name in {item.id for item in log.decisions} else "is not in the log"
            raise ParameterError(
                f"'{name}' {why} ({log.file}). Open: {', '.join(opened) or 'none'}. "
                f"{'' if 'answered' in why else suggestion(name, opened)}".strip()
            )
    now = replay.numbers(basis)
    return tuple(_ballot(opened[name], basis, now, replay) for name in only or opened)


def _ballot(question: Decision, basis: Basis, now: Mapping[str, Number], replay: Replay) -> Ballot:
    outcomes = {}
    for option in question.options:
        decided = {**basis.decisions, question.form: question.answered(option)}
        chosen = replace(basis, decisions=decided)
        outcomes[option] = replay.numbers(chosen)
    return Ballot(question, now, outcomes)
