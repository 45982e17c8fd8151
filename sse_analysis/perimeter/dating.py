"""The dates of versions of a rule set: on one day one version holds, or none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from sse_analysis.errors import Failure

#: Keys of the first and of the last day on which a version holds.
DATES = ("in_force_from", "in_force_to")


def problems(given: list[tuple[str, str, dict[str, Any]]], file: str) -> Iterator[Failure]:
    """Yield dates that are none, spans that end before they begin, and versions that hold on the same day.

    Parameters
    ----------
    given : list of (str, str, dict)
        Code of the rule set, place in the file and keys of every version.
    file : str
        For messages.
    """
    wrong = [failure for _, place, one in given for failure in _dates(one, place, file)]
    yield from wrong
    if wrong:
        return
    for number, (code, place, one) in enumerate(given):
        for earlier, at, other in given[:number]:
            if code != earlier:
                continue
            if str(one.get("version")) == str(other.get("version")):
                found = f"version '{one.get('version')}' again, as in {at}"
                yield Failure(file, found, "a version of its own", column=place)
            start, end = (pick(ends) for pick, ends in zip((max, min), _ends(one, other), strict=True))
            if start <= end:
                found = f"in force on {start if start > dt.date.min else end}, as is {at}"
                fix = "End the earlier version on the day before the later one begins."
                yield Failure(file, found, "one version in force on a day", fix, column=place)


def _dates(one: dict[str, Any], place: str, file: str) -> Iterator[Failure]:
    for key in DATES:
        if one.get(key) is not None and type(one[key]) is not dt.date:
            yield Failure(file, f"'{one[key]}'", "a date such as 2026-11-30", column=f"{place}.{key}")
            return
    first, last = (one.get(key) for key in DATES)
    if first and last and last < first:
        yield Failure(
            file, f"{last}, before {first}", "a last day after the first", column=f"{place}.{DATES[1]}"
        )


def _ends(one: dict[str, Any], other: dict[str, Any]) -> tuple[list[dt.date], list[dt.date]]:
    """Return the first days and the last days of two versions; open ends are the ends of the calendar."""
    firsts = [given.get(DATES[0]) or dt.date.min for given in (one, other)]
    return firsts, [given.get(DATES[1]) or dt.date.max for given in (one, other)]
