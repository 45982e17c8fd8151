"""What a decision log must look like: complete rows, known words, no contradiction, no circle."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from sse_analysis.errors import Failure, one_of, suggestion
from sse_analysis.perimeter.rules import counting, options

if TYPE_CHECKING:
    from sse_analysis.perimeter.decisions import Decision

_TEXTS = ("id", "question", "paragraph", "proposed_by")
_ANSWER = ("option", "reason", "decided_by", "decided_on")
_KEYS = (
    *_TEXTS,
    "form",
    "rule",
    "options",
    "evidence",
    "status",
    *_ANSWER,
    "in_force_from",
    "replaces",
    "meeting",
)
_DATES = ("decided_on", "in_force_from")
_CORRECTION = ("id", "file", "reason", "made_by", "made_on", "rows")


def shape(content: Any, country: str, forms: tuple[str, ...], file: str) -> Iterator[Failure]:
    """Yield what is wrong with the rows, one by one."""
    if not isinstance(content, dict) or not isinstance(content.get("decisions"), list):
        yield Failure(file, "no list 'decisions'", "the keys schema_version, country, decisions")
        return
    if content.get("country") != country:
        yield Failure(file, f"'{content.get('country')}'", f"'{country}', as the folder", column="country")
    corrections = content.get("corrections") or ()
    bare = [*_not_rows(content["decisions"], "decision", file), *_not_rows(corrections, "correction", file)]
    yield from bare
    if bare:
        return
    seen: set[str] = set()
    for number, row in enumerate(content["decisions"], 1):
        place = str(row.get("id") or f"decision {number}")
        if place in seen:
            yield Failure(file, "a second decision of this id", "ids that are unique", column=place)
        seen.add(place)
        yield from _row(row, place, forms, file)
    for number, row in enumerate(corrections, 1):
        yield from _correction(row, str(row.get("id") or f"correction {number}"), file)


def _not_rows(rows: Any, word: str, file: str) -> Iterator[Failure]:
    """Yield the entries that are plain text or numbers where keys are expected."""
    if not isinstance(rows, list | tuple):
        yield Failure(file, f"'{rows}'", f"a list of {word}s")
        return
    for number, row in enumerate(rows, 1):
        if not isinstance(row, dict):
            yield Failure(file, f"'{row}'", "keys and values, such as id: KHM-01", column=f"{word} {number}")


def _row(row: dict[str, Any], place: str, forms: tuple[str, ...], file: str) -> Iterator[Failure]:
    for key in row:
        if key not in _KEYS:
            fix = suggestion(key, _KEYS)
            yield Failure(file, f"the key '{key}'", one_of(_KEYS, limit=20), fix, column=place)
    for key in _TEXTS:
        if not row.get(key):
            yield Failure(file, f"no {key}", f"a {key}", column=place)
    yield from _topic(row, place, forms, file)
    if not row.get("evidence"):
        yield Failure(file, "no evidence", "at least one source or finding", column=place)
    known = counting().get(row.get("rule") or "", tuple(options()))
    for code in row.get("options") or {"": ""}:
        if code not in known:
            yield Failure(file, f"'{code}'", one_of(known), column=f"{place}.options")
    yield from _answer(row, place, file)


def _topic(row: dict[str, Any], place: str, forms: tuple[str, ...], file: str) -> Iterator[Failure]:
    """Yield what is wrong with what a question is about: one legal form, or one rule of counting."""
    given = [key for key in ("form", "rule") if row.get(key)]
    if len(given) != 1:
        found = "form and rule" if given else "neither form nor rule"
        yield Failure(file, found, "a legal form under form, or a rule of counting under rule", column=place)
        return
    key, words = given[0], {"form": "the id of a legal form of the country", "rule": one_of(counting())}
    known = {"form": forms, "rule": tuple(counting())}[key]
    if row[key] not in known:
        fix = suggestion(row[key], known)
        yield Failure(file, f"'{row[key]}'", words[key], fix, column=f"{place}.{key}")


def _answer(row: dict[str, Any], place: str, file: str) -> Iterator[Failure]:
    status = row.get("status", "open")
    if status not in ("open", "decided"):
        yield Failure(file, f"'{status}'", one_of(("open", "decided")), column=f"{place}.status")
    for key in _ANSWER:
        if status == "decided" and not row.get(key):
            yield Failure(
                file, f"decided without {key}", f"a {key}: without it nothing is decided", column=place
            )
        if status == "open" and row.get(key):
            yield Failure(file, f"open with {key}", "status decided, or no answer", column=place)
    if row.get("option") and row["option"] not in (row.get("options") or {}):
        yield Failure(file, f"'{row['option']}'", one_of(row.get("options") or ()), column=f"{place}.option")
    for key in _DATES:
        if row.get(key) is not None and not isinstance(row[key], dt.date):
            yield Failure(file, f"'{row[key]}'", "a date such as 2026-11-30", column=f"{place}.{key}")


def _correction(row: dict[str, Any], place: str, file: str) -> Iterator[Failure]:
    for key in row:
        if key not in _CORRECTION:
            yield Failure(
                file, f"the key '{key}'", one_of(_CORRECTION), suggestion(key, _CORRECTION), column=place
            )
    for key in _CORRECTION[:-1]:
        if not row.get(key):
            yield Failure(file, f"no {key}", f"a {key}", column=f"corrections.{place}")
    if row.get("made_on") and not isinstance(row["made_on"], dt.date):
        yield Failure(file, f"'{row['made_on']}'", "a date such as 2026-11-30", column=f"{place}.made_on")


def agreement(decisions: Iterable[Decision], file: str) -> Iterator[Failure]:
    """Yield contradictions, replaced decisions that are not there, and circles."""
    known = {decision.id: decision for decision in decisions}
    for decision in known.values():
        earlier = known.get(decision.replaces)
        if decision.replaces and earlier is None:
            fix = suggestion(decision.replaces, known)
            yield Failure(
                file, f"'{decision.replaces}'", "the id of a decision", fix, column=f"{decision.id}.replaces"
            )
        if earlier and earlier.topic != decision.topic:
            found = f"a decision on {earlier.topic}"
            yield Failure(file, found, f"one on {decision.topic}", column=f"{decision.id}.replaces")
    yield from _circles(known, file)
    yield from _contradictions([item for item in known.values() if item.status == "decided"], file)


def _circles(known: dict[str, Decision], file: str) -> Iterator[Failure]:
    reported: set[str] = set()
    for start in known:
        path, now = [start], known[start].replaces
        while now in known and now not in path:
            path.append(now)
            now = known[now].replaces
        if now == start and start not in reported:
            reported |= set(path)
            words = " replaces ".join([*path, start])
            yield Failure(file, words, "an order in time, without a circle", column=f"{start}.replaces")


def _contradictions(decided: list[Decision], file: str) -> Iterator[Failure]:
    for place, one in enumerate(decided):
        for other in decided[place + 1 :]:
            linked = one.replaces == other.id or other.replaces == one.id or _share_heir(one, other, decided)
            if one.topic == other.topic and not linked:
                fix = f"Write 'replaces: {one.id}' where it reverses the earlier decision."
                found = f"a second decision on {one.topic} beside {one.id}"
                yield Failure(file, found, "one decision in force on it", fix, column=other.id)


def _share_heir(one: Decision, other: Decision, decided: list[Decision]) -> bool:
    """Tell whether one of two decisions replaces the other through others in between."""
    by_id = {decision.id: decision for decision in decided}
    for start, end in ((one, other), (other, one)):
        now, steps = start, 0
        while now is not None and steps <= len(decided):
            if now.id == end.id:
                return True
            now, steps = by_id.get(now.replaces), steps + 1
    return False
