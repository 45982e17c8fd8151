"""What every answer to an open question would do to every headline number: computed, never argued."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from sse_analysis.committee.numbers import Number
from sse_analysis.committee.reach import Reach
from sse_analysis.committee.replaying import Basis, Replay
from sse_analysis.errors import ParameterError, suggestion
from sse_analysis.perimeter import Decision, DecisionLog, counting_on
from sse_analysis.results.absence import Absence

#: What a committee is told of every answer, in this order.
HEADS = {
    "organizations": "Organizations", "members": "Members", "jobs": "Jobs", "regions": "Regions",
    "alignment": "Alignment with the goals", "informality": "Informality gap",
}  # fmt: skip
#: Areas of a ballot, those that move most; a sheet is one page.
AREAS = 3
_FROM_LEDGER = ("organizations", "members", "jobs")
_PERIMETERS = ("national", "broad")
Row = tuple["Number | None", ...]


@dataclass(frozen=True)
class Head:
    """One kind of headline number: its rows as things stand and under each option, or why there is none."""

    name: str
    rows: tuple[Row, ...] = ()
    why: str = ""

    @property
    def moves(self) -> bool:
        return any(len({value_of(one) for one in row}) > 1 for row in self.rows)


@dataclass(frozen=True, eq=False)
class Ballot:
    """One open question.

    Parameters
    ----------
    now : dict of str to Number
        Numbers as things stand, by id.
    outcomes : dict of str to dict of str to Number
        Numbers under each option.
    heads : tuple of Head
        Every head of :data:`HEADS`, whether it moves or not.
    absent : tuple of dict of str to str
        Why a total cannot be computed, by id: as things stand, then under each option.
    """

    question: Decision
    now: Mapping[str, Number] = field(repr=False)
    outcomes: Mapping[str, Mapping[str, Number]] = field(repr=False)
    heads: tuple[Head, ...] = field(default=(), repr=False)
    absent: tuple[Mapping[str, str], ...] = field(default=(), repr=False)

    @property
    def moved(self) -> tuple[str, ...]:
        """Ids of the numbers that some option would move."""
        places = sorted({*self.now, *(place for rows in self.outcomes.values() for place in rows)})
        return tuple(place for place in places if len({value_of(row) for row in self.row(place)}) > 1)

    def row(self, place: str) -> Row:
        """Return one number as things stand and under each option; None where there is none."""
        return (self.now.get(place), *(rows.get(place) for rows in self.outcomes.values()))


def value_of(row: Number | None) -> float | None:
    return None if row is None else row["value"]


def ballots(
    basis: Basis, log: DecisionLog, *, replay: Replay, reach: Reach, only: Sequence[str] = ()
) -> tuple[Ballot, ...]:
    """Return the ballot of every open question, or of the questions named.

    Parameters
    ----------
    basis : Basis
        The present state; its day tells which questions are open.
    reach : Reach
        Answers that need registers and surveys, on the present files.
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
    return tuple(_ballot(opened[name], basis, now, replay, reach) for name in only or opened)


def _ballot(
    question: Decision, basis: Basis, now: Mapping[str, Number], replay: Replay, reach: Reach
) -> Ballot:
    bases = {option: answered(basis, question, option) for option in question.options}
    outcomes = {option: replay.numbers(chosen) for option, chosen in bases.items()}
    plain = Ballot(question, now, outcomes)
    states = list(zip((basis, *bases.values()), (now, *outcomes.values()), strict=True))
    heads = [Head(name, tuple(_ledger_rows(plain, name)), _no_figure(name)) for name in _FROM_LEDGER]
    heads += [_reached(name, states, reach) for name in HEADS if name not in _FROM_LEDGER]
    return replace(plain, heads=tuple(heads), absent=tuple(replay.absent(state) for state, _ in states))


def answered(basis: Basis, question: Decision, option: str) -> Basis:
    """Return a state in which an open question is decided."""
    return replace(basis, decisions={**basis.decisions, question.topic: question.answered(option)})


def _ledger_rows(ballot: Ballot, name: str) -> Iterator[Row]:
    """Yield what the perimeters hold of a head, and whatever else of it moves, but for what is out: that is the rest."""
    every = {*ballot.now, *(place for rows in ballot.outcomes.values() for place in rows)}
    own = sorted(place for place in every if _head_of(place) == name and place.split("/")[2] != "out")
    moved = set(ballot.moved)
    held = [f"perimeter/{perimeter}/in" for perimeter in _PERIMETERS]
    first = [place for start in held for place in own if place.startswith(start)]
    for place in [*first, *(place for place in own if place in moved and place not in first)]:
        yield ballot.row(place)


def _head_of(place: str) -> str:
    kind, *rest = place.split("/")
    if kind == "forms":
        return "organizations"
    if kind != "perimeter":
        return ""
    return "organizations" if len(rest) == 3 else rest[2]


def _no_figure(name: str) -> str:
    return f"not computable: no figure of {name} is tied to a legal form inside, or reference years lie too far apart"


def reached(numbers: Mapping[str, Number], basis: Basis, reach: Reach) -> dict[str, Number]:
    """Return the numbers of a state that need registers or surveys, by head and id."""
    found = {}
    for name in HEADS:
        rows = [] if name in _FROM_LEDGER else reach.found(name, inside(numbers), counting(basis))
        found |= {} if isinstance(rows, Absence) else {f"{name}/{row['id']}": row for row in rows}
    return found


def _reached(name: str, states: Sequence[tuple[Basis, Mapping[str, Number]]], reach: Reach) -> Head:
    """Return a head that needs registers or surveys, for the national perimeter under every state."""
    found = [reach.found(name, inside(numbers), counting(basis)) for basis, numbers in states]
    absent = [one for one in found if isinstance(one, Absence)]
    by_place = [{} if isinstance(one, Absence) else {row["id"]: row for row in one} for one in found]
    places = list(dict.fromkeys(place for rows in by_place for place in rows))
    rows = [tuple(rows.get(place) for rows in by_place) for place in places]
    why = f"{absent[0].words}: {absent[0].why}" if absent else "not computable: nothing of it is inside"
    return Head(name, tuple(_most_moved(rows) if name == "regions" else rows), why)


def _most_moved(rows: Sequence[Row]) -> list[Row]:
    """Keep the count of areas and the few areas that move most, in their order."""
    spread = {place: _range(row) for place, row in enumerate(rows[1:], 1)}
    most = sorted((place for place in spread if spread[place] > 0), key=lambda place: -spread[place])[:AREAS]
    return [row for place, row in enumerate(rows) if place == 0 or place in most]


def _range(row: Row) -> float:
    values = [0.0 if one is None else one["value"] for one in row]
    return max(values) - min(values)


def inside(numbers: Mapping[str, Number]) -> list[str]:
    """Return the legal forms inside the national perimeter of a state."""
    row = numbers.get("forms/national/in")
    return [] if row is None else row["sources"]


def counting(basis: Basis) -> dict[str, str]:
    """Return the rules of counting of a state."""
    log = DecisionLog("", tuple(replace(one, replaces="") for one in basis.decisions.values()))
    return counting_on(log, dt.date.max)
