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
_PRINTED = (*_TEXTS, "form", "rule", "option", "reason", "decided_by", "replaces", "meeting")
_DATES = ("decided_on", "in_force_from")
#: Years in which committees meet; what lies outside is another calendar or a slip.
_YEARS = range(1900, 2401)
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
    yield from _words(row, place, file)
    for key in _TEXTS:
        if _blank(row.get(key)):
            yield Failure(file, f"no {key}", f"a {key}", column=place)
    yield from _topic(row, place, forms, file)
    if not row.get("evidence"):
        yield Failure(file, "no evidence", "at least one source or finding", column=place)
    known = counting().get(row.get("rule") or "", tuple(options()))
    for code in row.get("options") or {"": ""}:
        if code not in known:
            yield Failure(file, f"'{code}'", one_of(known), column=f"{place}.options")
    yield from _answer(row, place, file)


def _blank(given: Any) -> bool:
    return not given or not str(given).strip()


def _words(row: dict[str, Any], place: str, file: str) -> Iterator[Failure]:
    """Yield what is no text where a page prints text: numbers, lists, and pieces that YAML took for keys."""
    for key in _PRINTED:
        if not isinstance(row.get(key), str | None):
            yield Failure(
                file, f"'{row[key]}'", "text, in quotes where it is a number", column=f"{place}.{key}"
            )
    given = row.get("options") or {}
    if not (isinstance(given, dict) and all(isinstance(words, str) for words in given.values())):
        fix = "Write 'in: Count it in', a line each."
        yield Failure(file, f"'{given}'", "codes with their meaning", fix, column=f"{place}.options")
    found = row.get("evidence") or []
    if not (isinstance(found, list | tuple) and all(isinstance(item, str) for item in found)):
        fix = "Begin each with '- '; put one that has a colon into quotes."
        yield Failure(file, f"'{found}'", "a list of texts", fix, column=f"{place}.evidence")


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
        if status == "decided" and _blank(row.get(key)):
            yield Failure(
                file, f"decided without {key}", f"a {key}: without it nothing is decided", column=place
            )
        if status == "open" and row.get(key):
            yield Failure(file, f"open with {key}", "status decided, or no answer", column=place)
    if row.get("option") and row["option"] not in (row.get("options") or {}):
        yield Failure(file, f"'{row['option']}'", one_of(row.get("options") or ()), column=f"{place}.option")
    for key in _DATES:
        yield from _date(row.get(key), f"{place}.{key}", file)


def _date(given: Any, place: str, file: str) -> Iterator[Failure]:
    """Yield what is no day of our calendar: a decision of the year 2569 would wait for 543 years."""
    if given is None:
        return
    if not isinstance(given, dt.date) or isinstance(given, dt.datetime):
        yield Failure(file, f"'{given}'", "a date such as 2026-11-30", column=place)
    elif given.year not in _YEARS:
        fix = f"Buddhist era? Write {given.year - 543}." if given.year > _YEARS[-1] else ""
        yield Failure(file, str(given), "a year of the common era", fix, column=place)


def _correction(row: dict[str, Any], place: str, file: str) -> Iterator[Failure]:
    for key in row:
        if key not in _CORRECTION:
            yield Failure(
                file, f"the key '{key}'", one_of(_CORRECTION), suggestion(key, _CORRECTION), column=place
            )
    for key in _CORRECTION[:-1]:
        if not row.get(key):
            yield Failure(file, f"no {key}", f"a {key}", column=f"corrections.{place}")
    yield from _date(row.get("made_on"), f"{place}.made_on", file)


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
        if (
            earlier
            and decision.decided_on
            and earlier.decided_on
            and decision.decided_on < earlier.decided_on
        ):
            found = f"{decision.decided_on}, before {earlier.id} was decided ({earlier.decided_on})"
            expected = "a day after that of the decision it replaces"
            yield Failure(file, found, expected, column=f"{decision.id}.decided_on")
    yield from _circles(known, file)
    yield from _contradictions(list(known.values()), file)


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


def _contradictions(decisions: list[Decision], file: str) -> Iterator[Failure]:
    """Yield entries on one topic of which none replaces the other: two answers, or a question beside its answer."""
    for place, one in enumerate(decisions):
        for other in decisions[place + 1 :]:
            if one.topic == other.topic and not _share_heir(one, other, decisions):
                decided = one.status == other.status == "decided"
                fix = f"Write 'replaces: {one.id}' where it reverses the earlier decision."
                if not decided:
                    fix = f"Put the answer into {one.id}, or write 'replaces: {one.id}' where it is asked again."
                word = "decision" if decided else "entry"
                found = f"a second {word} on {one.topic} beside {one.id}"
                expected = "one decision in force on it" if decided else "one question on it"
                yield Failure(file, found, expected, fix, column=other.id)


def _share_heir(one: Decision, other: Decision, decisions: list[Decision]) -> bool:
    """Tell whether one of two decisions replaces the other through others in between."""
    by_id = {decision.id: decision for decision in decisions}
    for start, end in ((one, other), (other, one)):
        now, steps = start, 0
        while now is not None and steps <= len(decisions):
            if now.id == end.id:
                return True
            now, steps = by_id.get(now.replaces), steps + 1
    return False
