"""What moved between two versions, by how much, and why: every cause is recomputed, none is guessed.

A cause is changed alone first (from the older version) and alone last (back from the newer one). Where both moves have
the same sign it is credited with the smaller, else with nothing; what causes do only together stands on a line of its
own, so that the parts always add up to the move. Exchanging the versions changes every sign and nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sse_analysis.committee.factors import Factor, factors, mixed
from sse_analysis.committee.numbers import Number
from sse_analysis.committee.replaying import Basis, Load, Replay
from sse_analysis.perimeter import DecisionLog

METHOD = "method: another version of the software"
TOGETHER = "several causes together"
UNKNOWN = "not told apart: the content of some inputs was not kept"
#: Share of the larger value below which a remainder is rounding.
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Change:
    """One number that moved.

    Parameters
    ----------
    before, after : dict or None
        The rows of :func:`committee.numbers.numbers`; None where the version does not have the number.
    credits : tuple of (str, float)
        Parts of the move by cause, largest first; they add up to it. Empty where the number is new or gone.
    causes : tuple of str
        For a number that is new or gone: what brings it or takes it away on its own.
    """

    id: str
    before: Number | None
    after: Number | None
    credits: tuple[tuple[str, float], ...] = ()
    causes: tuple[str, ...] = ()

    @property
    def move(self) -> float | None:
        """How far the number moved; None where it is new or gone."""
        if self.before is None or self.after is None:
            return None
        return self.after["value"] - self.before["value"]


@dataclass(frozen=True)
class Crossing:
    """A legal form that a perimeter judges otherwise than before; an empty verdict is a form that was not there."""

    perimeter: str
    form: str
    before: str
    after: str


@dataclass(frozen=True, eq=False)
class Side:
    """A version and what it was made of; ``basis`` is None where some of its inputs were not kept."""

    state: Mapping[str, Any]
    basis: Basis | None
    log: DecisionLog

    @property
    def numbers(self) -> dict[str, Number]:
        return {row["id"]: row for row in self.state["numbers"]}


def changes(one: Side, other: Side, *, load: Load) -> tuple[Change, ...]:
    """Return every number that is not the same in both versions, in the order of their ids.

    Parameters
    ----------
    load : callable
        Returns the study of a country; see :class:`~sse_analysis.committee.replaying.Replay`.
    """
    before, after = one.numbers, other.numbers
    moved = [
        place for place in sorted({*before, *after}) if _seen(before.get(place)) != _seen(after.get(place))
    ]
    if one.basis is None or other.basis is None:
        return tuple(_untold(place, before.get(place), after.get(place)) for place in moved)
    trials = _trials(one, other, load) if moved else None
    return tuple(_change(place, before.get(place), after.get(place), trials) for place in moved)


def crossings(one: Side, other: Side) -> tuple[Crossing, ...]:
    """Return the legal forms whose verdict differs, by perimeter."""
    verdicts = [_verdicts(side.numbers) for side in (one, other)]
    return tuple(
        Crossing(*place, verdicts[0].get(place, ""), verdicts[1].get(place, ""))
        for place in sorted({*verdicts[0], *verdicts[1]})
        if verdicts[0].get(place) != verdicts[1].get(place)
    )


def _verdicts(rows: Mapping[str, Number]) -> dict[tuple[str, str], str]:
    found = {}
    for place, row in rows.items():
        if place.startswith("forms/"):
            _, perimeter, verdict = place.split("/")
            found |= {(perimeter, form): verdict for form in row["sources"]}
    return found


def _seen(row: Number | None) -> tuple | None:
    """Return what a reader sees of a number. Its sources may change while it stays."""
    return None if row is None else (row["value"], row["unit"], row["year"])


@dataclass(frozen=True, eq=False)
class _Trials:
    """Numbers of every mixture that is needed: both ends, and each factor changed first and last."""

    start: dict[str, Number]
    end: dict[str, Number]
    alone: tuple[tuple[Factor, dict[str, Number], dict[str, Number]], ...]


def _trials(one: Side, other: Side, load: Load) -> _Trials:
    replay = Replay(one.state["country"], load)
    every = factors(one.basis, other.basis, logs=(one.log, other.log))
    alone = []
    for factor in every:
        first = mixed(one.basis, other.basis, {factor}, every=every)
        last = mixed(one.basis, other.basis, set(every) - {factor}, every=every)
        alone.append((factor, replay.numbers(first), replay.numbers(last)))
    return _Trials(replay.numbers(one.basis), replay.numbers(other.basis), tuple(alone))


def _change(place: str, before: Number | None, after: Number | None, trials: _Trials) -> Change:
    if before is None or after is None or before["unit"] != after["unit"]:
        return Change(place, before, after, causes=_bringing(place, trials))
    move = after["value"] - before["value"]
    found = {}
    for factor, first, last in trials.alone:
        found[factor.words] = _credit(
            _minus(first.get(place), trials.start.get(place)), _minus(trials.end.get(place), last.get(place))
        )
    found[METHOD] = (_minus(trials.start.get(place), before) or 0.0) + (
        _minus(after, trials.end.get(place)) or 0.0
    )
    found[TOGETHER] = move - sum(found.values())
    least = _ROUNDING * max(abs(before["value"]), abs(after["value"]), 1.0)
    parts = [(words, part) for words, part in found.items() if abs(part) > least]
    return Change(place, before, after, tuple(sorted(parts, key=lambda item: (-abs(item[1]), item[0]))))


def _credit(first: float | None, last: float | None) -> float:
    """Return the smaller of two moves of the same sign, and zero for moves against one another.

    A mixture that lacks the number tells nothing; then the other move counts alone.
    """
    known = [move for move in (first, last) if move is not None]
    if not known or min(known) < 0 < max(known):
        return 0.0
    return min(known, key=abs)


def _minus(one: Number | None, other: Number | None) -> float | None:
    """Return a difference; None where one side does not have the number."""
    return None if one is None or other is None else one["value"] - other["value"]


def _bringing(place: str, trials: _Trials) -> tuple[str, ...]:
    """Return what brings a number or takes it away on its own, from either end."""
    ends = (_unit(trials.start.get(place)), _unit(trials.end.get(place)))
    if ends[0] == ends[1]:
        return (METHOD,)
    found = [
        factor.words
        for factor, first, last in trials.alone
        if _unit(first.get(place)) == ends[1] or _unit(last.get(place)) == ends[0]
    ]
    return tuple(found) or (TOGETHER,)


def _unit(row: Number | None) -> str:
    return "" if row is None else row["unit"]


def _untold(place: str, before: Number | None, after: Number | None) -> Change:
    if before is None or after is None or before["unit"] != after["unit"]:
        return Change(place, before, after, causes=(UNKNOWN,))
    move = after["value"] - before["value"]
    return Change(place, before, after, ((UNKNOWN, move),) if move else ())
