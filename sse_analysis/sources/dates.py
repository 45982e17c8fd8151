"""Dates and years as people wrote them: Buddhist era, Thai and Khmer digits, Thai months, day first."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Literal

from sse_analysis.sources.numbers import BLANKS, Reading

Calendar = Literal["gregorian", "buddhist", "mixed"]
Order = Literal["dmy", "mdy", "ymd"]

#: Years between the Buddhist era (from the death of the Buddha) and the common era.
BUDDHIST = 543
_BUDDHIST_YEARS = range(2400, 2700)
_THAI_MONTHS = (
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
)
_YEAR = re.compile(r"(\d{4})(?:\.0)?")
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?")
_THREE = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4})(?:[T ].*)?")
_THAI = re.compile(r"(?:(\d{1,2})\s*)?(\S*\.)\s*(\d{2}|\d{4})")


def read(text: object, *, calendar: Calendar = "gregorian", order: Order = "dmy") -> Reading:
    """Read one date; a year alone is 1 January of it, a month alone its first day.

    Parameters
    ----------
    text : object
        Text, a date of a spreadsheet, or a year as a number.
    calendar : {"gregorian", "buddhist", "mixed"}
        ``mixed``: years from 2400 on are of the Buddhist era. In a Gregorian column such a year is a doubt.
    order : {"dmy", "mdy", "ymd"}
        Of three numbers that do not begin with a year.

    Returns
    -------
    Reading
        ``value`` is a date.

    Examples
    --------
    >>> read("ธ.ค. 65", calendar="buddhist").value
    datetime.date(2022, 12, 1)
    >>> read("31/12/2565", calendar="mixed").value
    datetime.date(2022, 12, 31)
    """
    if isinstance(text, dt.datetime | dt.date):
        found = text.date() if isinstance(text, dt.datetime) else text
        return _dated(found.year, found.month, found.day, calendar=calendar, text=found.isoformat())
    if isinstance(text, float) and text != text:
        return Reading()
    written = "" if text is None else f"{text:g}" if isinstance(text, float) else str(text)
    plain = "".join(
        str(unicodedata.digit(sign)) if unicodedata.digit(sign, None) is not None else sign
        for sign in written.strip()
    )
    if plain.lower() in BLANKS:
        return Reading()
    parts = _parts(plain, calendar=calendar, order=order)
    if parts is None:
        return Reading(doubt=f"'{written.strip()}' is no date of the form that is expected")
    return _dated(*parts, calendar=calendar, text=written.strip())


def _parts(text: str, *, calendar: Calendar, order: Order) -> tuple[int, int, int] | None:
    """Return year, month and day as written."""
    if found := _YEAR.fullmatch(text):
        return int(found[1]), 1, 1
    if found := _ISO.fullmatch(text):
        return int(found[1]), int(found[2]), int(found[3])
    if found := _THREE.fullmatch(text):
        first, second = int(found[1]), int(found[2])
        day, month = (second, first) if order == "mdy" else (first, second)
        return int(found[3]), month, day
    if (found := _THAI.fullmatch(text)) and found[2] in _THAI_MONTHS:
        year = int(found[3]) + (2500 if len(found[3]) == 2 else 0)
        return year, _THAI_MONTHS.index(found[2]) + 1, int(found[1] or 1)
    return None


def _dated(year: int, month: int, day: int, *, calendar: Calendar, text: str) -> Reading:
    if year in _BUDDHIST_YEARS:
        if calendar == "gregorian":
            return Reading(doubt=f"'{text}' may be of the Buddhist era; say calendar: mixed or buddhist")
        year -= BUDDHIST
    elif calendar == "buddhist":
        return Reading(doubt=f"'{text}' is no year of the Buddhist era; say calendar: mixed")
    try:
        return Reading(dt.date(year, month, day))
    except ValueError:
        return Reading(doubt=f"'{text}' is no day of a calendar")
