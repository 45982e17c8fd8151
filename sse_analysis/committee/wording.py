"""The change report in words: for a screen, and as rows for a spreadsheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sse_analysis.committee.difference import Change, Crossing, Side
from sse_analysis.committee.numbers import Number
from sse_analysis.committee.passing import WITH_FORM, Passage
from sse_analysis.decimals import exact

COLUMNS = (
    "id", "label", "perimeter", "unit", "from", "to", "from_year", "to_year", "change", "cause", "part", "sources",
)  # fmt: skip


#: Organizations listed by name; of more the count is told.
LISTED = 25


def lines(
    one: Side, other: Side, moved: Sequence[Change], crossed: Sequence[Crossing],
    passed: Sequence[Passage] | None = (),
) -> Iterator[str]:  # fmt: skip
    """Yield the report line by line."""
    yield f"{one.state['country']}: {_named(one)} -> {_named(other)}"
    every = len({*one.numbers, *other.numbers})
    yield f"{len(moved)} of {every} numbers moved." if moved else f"None of {every} numbers moved."
    for change in moved:
        yield ""
        yield from _change(change)
    if crossed:
        yield ""
        yield "Legal forms judged otherwise"
        for row in crossed:
            yield f"  {row.perimeter}: {row.form}: {row.before or 'not there'} -> {row.after or 'not there'}"
    yield from _organizations(passed)


def _organizations(passed: Sequence[Passage] | None) -> Iterator[str]:
    if passed is None:
        yield from (
            "",
            "Organizations that entered or left: not told, the registers of a version were not kept.",
        )
    if not passed:
        return
    yield from ("", f"Organizations, national perimeter: {counted(passed)}")
    alone = single(passed)
    for row in alone[:LISTED]:
        yield f"  {row.move}: {row.name or 'without name'} ({row.organization}): {row.why}"
    if len(alone) > LISTED:
        yield f"  and {len(alone) - LISTED:,} more"
    for (form, move), count in with_form(passed).items():
        yield f"  {count:,} of {form} {'enter' if move == 'enters' else 'leave'} with their legal form"


def counted(passed: Sequence[Passage]) -> str:
    """Return how many organizations entered and left."""
    moves = Counter(row.move for row in passed)
    return f"{moves['enters']:,} entered, {moves['leaves']:,} left"


def single(passed: Sequence[Passage]) -> list[Passage]:
    """Return the organizations that moved by themselves, not with their legal form."""
    return [row for row in passed if row.why != WITH_FORM]


def with_form(passed: Sequence[Passage]) -> Counter[tuple[str, str]]:
    """Return how many organizations moved with their legal form, by form and move."""
    return Counter((row.form, row.move) for row in passed if row.why == WITH_FORM)


def rows(moved: Sequence[Change]) -> Iterator[tuple[object, ...]]:
    """Yield one row a cause, in the order of :data:`COLUMNS`; a number without a cause has one row too."""
    for change in moved:
        own = change.after or change.before
        before, after = change.before or {}, change.after or {}
        start = (
            change.id, own["label"], own["perimeter"], own["unit"], before.get("value"), after.get("value"),
            before.get("year"), after.get("year"), change.move,
        )  # fmt: skip
        sources = "; ".join(own["sources"])
        parts = change.credits or tuple((cause, None) for cause in change.causes) or (("", None),)
        for cause, part in parts:
            yield (*start, cause, part, sources)


def _named(side: Side) -> str:
    state = side.state
    return f"{state['name']} ({state['date']}, {state['status']})"


def _change(change: Change) -> Iterator[str]:
    own = change.after or change.before
    yield f"{own['label']} ({own['unit']})"
    head = f"  {_value(change.before)} -> {_value(change.after)}"
    if change.move is None:
        yield head
        yield from (f"    {cause}" for cause in change.causes)
        return
    yield (
        f"{head}   change {exact(change.move):+,.6g}"
        if change.move
        else f"{head}   same value, another year or unit"
    )
    yield from (f"    {exact(part):+,.6g}  {cause}" for cause, part in change.credits)


def _value(row: Number | None) -> str:
    if row is None:
        return "no figure"
    year = "" if row["year"] is None else f" ({row['year']})"
    return f"{_exact(row['value'])}{year}"


def _exact(value: float) -> str:
    return f"{exact(value):,.0f}" if value == int(value) else f"{exact(value):,.10g}"
