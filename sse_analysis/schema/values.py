"""Is this text a number, a year, a date, an address? Never guess: say what it looks like and refuse it."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable

from sse_analysis.errors import one_of, suggestion
from sse_analysis.reference.codes import codes
from sse_analysis.schema.layout import Column

#: What was expected, and what to do.
Problem = tuple[str, str]

_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_GROUPED = re.compile(r"-?\d{1,3}([.,'\u2019\s]\d{3})+([.,]\d+)?")
_YEAR = re.compile(r"\d{4}", re.ASCII)
_DATE = re.compile(r"(\d{4})(-\d{2}-\d{2})?", re.ASCII)
_PERIOD = re.compile(r"undated|\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_URL = re.compile(r"https?://[^\s/<>\"]+[^\s<>\"]*")
_WORDS = {"number": "a number", "integer": "a number", "year": "a year", "date": "a day", "period": "a date"}
_FIRST_YEAR = 1800
#: From this year on a date can only be of the Buddhist era, 543 years ahead of the common one.
BUDDHIST_ERA = 2400
_AHEAD_OF_COMMON_ERA = 543
_LAST_YEAR = 2200
#: Words of size that are printed after a number; the ledger has a column for them.
_SIZES = re.compile(
    r"nghìn|ngàn|triệu|tỷ|тыс|млн|млрд|мянга|сая|тэрбум|พัน|หมื่น|แสน|ล้าน|ពាន់|លាន|thousand|million|billion|trillion",
    re.IGNORECASE,
)


def problem(value: str, column: Column) -> Problem | None:
    """Return what is wrong with a cell that is not empty, or None."""
    if value != value.strip():
        return f"{_WORDS.get(column.kind, 'text')} without spaces around it", "Delete the spaces."
    return _CHECKS[column.kind](value, column)


def _text(value: str, column: Column) -> Problem | None:
    nothing_said = column.required and not any(char.isalnum() for char in value)
    return ("a value", "A sign in its place says nothing.") if nothing_said else None


def _number(value: str, column: Column) -> Problem | None:
    if not _NUMBER.fullmatch(value):
        return "a number such as 1234.5", _number_hint(value)
    if not math.isfinite(float(value)):
        return "a number that a computer can hold", ""
    return _range(float(value), column)


def plain_digits(text: str) -> str:
    """Return the text with Thai, Khmer and any other decimal digits written 0 to 9."""
    return "".join(str(unicodedata.decimal(char, char)) for char in text)


def _number_hint(value: str) -> str:
    if plain_digits(value) != value:
        return f"Write the digits as 0 to 9: {plain_digits(value)}."
    if _GROUPED.fullmatch(value):
        return "A thousands separator? Write the number without one, with a point before decimals."
    if re.fullmatch(r"-?\d+,\d+", value):
        return "Write the decimal mark as a point."
    if value.endswith("%"):
        return "Write the number alone; its unit is 'percent'."
    if _SIZES.search(value):
        return "Write the number alone; its size belongs into 'scale'."
    return "Leave the cell empty if the value is unknown; put words into the note."


def _integer(value: str, column: Column) -> Problem | None:
    wrong = _number(value, column)
    if wrong:
        return wrong
    return None if float(value).is_integer() else ("a whole number", "")


def _range(amount: float, column: Column) -> Problem | None:
    if column.low is not None and amount < column.low:
        return f"{column.low:g} or more", ""
    return (f"{column.high:g} or less", "") if column.high is not None and amount > column.high else None


def _year(value: str, column: Column) -> Problem | None:
    if _YEAR.fullmatch(value):
        return _calendar(int(value))
    plain = plain_digits(value)
    if plain == value or not _YEAR.fullmatch(plain):
        return "a year of four digits", ""
    wrong = _calendar(int(plain))
    return "a year of four digits", wrong[1] if wrong else f"Write the digits as 0 to 9: {plain}."


def _calendar(year: int) -> Problem | None:
    if year >= BUDDHIST_ERA:
        ours = year - _AHEAD_OF_COMMON_ERA
        return "a year of the common era", f"Buddhist era? Write {ours}." if ours < _LAST_YEAR else ""
    return None if year >= _FIRST_YEAR else (f"a year from {_FIRST_YEAR}", "")


def _date(value: str, column: Column) -> Problem | None:
    parts = _DATE.fullmatch(value)
    if not parts:
        return "a day such as 2026-11-30, or a year", ""
    return _calendar(int(parts[1])) or _of_the_calendar(value)


def _of_the_calendar(value: str) -> Problem | None:
    """Refuse the 31st of February and the 13th month; a year or a month stands for its first day."""
    try:
        dt.date.fromisoformat(f"{value}{'-01-01'[len(value) - 4 :]}")
    except ValueError:
        return "a day of the calendar", ""
    return None


def _period(value: str, column: Column) -> Problem | None:
    if not _PERIOD.fullmatch(value):
        return (
            "a year, a month (2020-10), a day, or 'undated'",
            "Write 'undated' if the source prints no date.",
        )
    return None if value == "undated" else _calendar(int(value[:4])) or _of_the_calendar(value)


def _url(value: str, column: Column) -> Problem | None:
    return None if _URL.fullmatch(value) else ("an address that starts with http:// or https://", "")


def _urls(value: str, column: Column) -> Problem | None:
    return next((wrong for part in value.split(" ; ") if (wrong := _url(part, column))), None)


def _code(value: str, column: Column) -> Problem | None:
    named = isinstance(column.codes, str)
    known = codes(column.codes) if named else column.codes
    if value in known:
        return None
    return one_of(known, of=column.codes if named else ""), suggestion(value, known)


def _facets(value: str, column: Column) -> Problem | None:
    known = codes("facet")
    for part in value.split(";"):
        name, equals, content = part.partition("=")
        if not equals or not content:
            return "pairs name=value joined by ';'", ""
        if name not in known:
            return f"facets named {one_of(known)}", suggestion(name, known)
    return None


_CHECKS: dict[str, Callable[[str, Column], Problem | None]] = {
    "text": _text,
    "number": _number,
    "integer": _integer,
    "year": _year,
    "date": _date,
    "period": _period,
    "url": _url,
    "urls": _urls,
    "code": _code,
    "facets": _facets,
}
