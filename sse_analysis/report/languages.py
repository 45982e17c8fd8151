"""Languages of a report: catalogues of translated words, names of countries, forms of numbers and dates.

A catalogue is ``report/locale/<language>.po``, a format translators know; the compiled ``.mo`` beside it is
what a report reads. An entry marked *fuzzy* is a draft that no native reader has approved yet.
"""

from __future__ import annotations

import csv
import datetime as dt
import gettext
import re
from collections import Counter
from functools import lru_cache
from importlib.resources import files
from io import BytesIO

from sse_analysis import paths, reference
from sse_analysis.errors import ParameterError, SSEAnalysisError, one_of, suggestion

ENGLISH = "en"
_TOKEN = re.compile(r"(?<![\w.,])\d[\d,]*(?:\.\d+)*(?![\w])")
#: Days as reports print them: 2025-12-31 and 31 Dec 2025.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY = rf"\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}} (?:{'|'.join(_MONTHS)}) \d{{4}}"
_DATE = re.compile(DAY)
#: A number that is no code: with thousands, or with decimals behind a year, a sign or an arrow, or before a year, ±, → or %.
_FIGURE = re.compile(
    r"(?<![\w.,])(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?"
    r"|(?:(?<=\b\d{4}: )|(?<=[+−±])|(?<=[±→] ))\d+\.\d+"
    r"|\d+\.\d+(?= ?(?:[%±→]|\(\d{4}\b)))(?!\w|\.\d)"
)
_NUMERIC = re.compile(r"[\d\s.,<>~≈±+\-−–()%/]*\d[\d\s.,<>~≈±+\-−–()%/]*")


def languages() -> tuple[str, ...]:
    """Return the languages with a catalogue, English first."""
    here = files("sse_analysis.report").joinpath("locale").iterdir()
    return (ENGLISH, *sorted(file.name[:-3] for file in here if file.name.endswith(".mo")))


def check(language: str) -> str:
    """Return ``language`` if reports can be written in it.

    Raises
    ------
    ParameterError
        If it has no catalogue.
    """
    known = languages()
    if language not in known:
        hint = suggestion(language, known)
        raise ParameterError(f"Found language '{language}', expected {one_of(known)}. {hint}".strip())
    return language


@lru_cache(maxsize=16)
def catalogue(language: str) -> dict[str, str]:
    """Return English words -> words of a language; empty for English and for an unknown language."""
    place = files("sse_analysis.report").joinpath("locale", f"{language}.mo")
    if language == ENGLISH or not place.is_file():
        return {}
    found = gettext.GNUTranslations(BytesIO(place.read_bytes()))._catalog
    return {english: words for english, words in found.items() if english and words}


@lru_cache(maxsize=16)
def drafts(language: str) -> tuple[str, ...]:
    """Return the entries of a catalogue that no native reader has approved."""
    from babel.messages.pofile import read_po

    place = files("sse_analysis.report").joinpath("locale", f"{language}.po")
    if language == ENGLISH or not place.is_file():
        return ()
    return tuple(entry.id for entry in read_po(BytesIO(place.read_bytes())) if entry.id and entry.fuzzy)


def terms(country: str, language: str) -> tuple[dict[str, str], ...]:
    """Return the national term base of a country: rows of ``data/<iso3>/terms.csv`` in a language."""
    return tuple(row for row in rows(country, "terms.csv") if row["language"] == language)


def names(country: str, language: str) -> dict[str, str]:
    """Return the names of a country's areas and legal forms in its national language; none in any other.

    A local name that two English ones share, or that is given in two languages, names nothing.
    """
    if _national(country) != language:
        return {}
    found = {}
    for file in ("legal_forms.csv", "areas.csv"):
        given = {(row["name_en"], row["name_local"]) for row in rows(country, file) if row["name_local"]}
        shared = Counter(local for _, local in given)
        found |= {name: local for name, local in sorted(given) if shared[local] == 1 and "/" not in local}
    return found


@lru_cache(maxsize=64)
def rows(country: str, name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of a data file of a country; none where there is no such file."""
    try:
        file = paths.data_file(country, name)
    except SSEAnalysisError:
        return ()
    if not file.is_file():
        return ()
    with file.open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def _national(country: str) -> str:
    """Return the national language of a country, ``""`` for what is no country."""
    try:
        return reference.country(country).national_language
    except SSEAnalysisError:
        return ""


def country_name(country: str, language: str, name: str) -> str:
    """Return the name of a country in its national language; ``name`` in any other."""
    return reference.country(country).name_national if _national(country) == language else name


@lru_cache(maxsize=16)
def _signs(language: str) -> tuple[str, str]:
    """Return the signs between thousands and before decimals."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    return get_group_symbol(language), get_decimal_symbol(language)


def numbers(text: str, language: str) -> str:
    """Return a text of numbers with the signs of a language; no digit is ever touched."""
    thousands, decimal = _signs(language)

    def signed(found: re.Match[str]) -> str:
        token = found.group()
        if token.count(".") > 1:
            return token
        return token.translate({ord(","): thousands, ord("."): decimal})

    return _TOKEN.sub(signed, text)


def figures(text: str, language: str) -> str:
    """Return a text with the signs of a language in what is surely a number; codes such as 8.3 keep theirs.

    >>> figures("71,890 (2023, B); target 8.3", "vi")
    '71.890 (2023, B); target 8.3'
    """
    return _FIGURE.sub(lambda found: numbers(found.group(), language), text)


def is_numeric(text: str) -> bool:
    """Tell whether a text is a number, an interval, or a number with a sign: nothing to translate."""
    return _NUMERIC.fullmatch(text) is not None


def decimal_sign(language: str) -> str:
    """Return the sign before decimals."""
    return "." if language == ENGLISH else _signs(language)[1]


def is_date(text: str) -> bool:
    """Tell whether a text is a day: ``2025-12-31`` or ``31 Dec 2025``."""
    return _DATE.fullmatch(text) is not None


def token(text: str, language: str) -> str:
    """Return a number or a day inside a translated title in the form of a language."""
    if is_date(text):
        from babel.dates import format_date

        return format_date(_day(text), "medium", locale=language)
    return numbers(text, language) if "," in text else text


def _day(text: str) -> dt.date:
    """Return the day of :func:`is_date`."""
    if "-" in text:
        return dt.date.fromisoformat(text)
    day, month, year = text.split()
    return dt.date(int(year), 1 + _MONTHS.index(month), int(day))


def listed(words: list[str], language: str) -> str:
    """Return a list in words, as a language joins them."""
    from babel.lists import format_list

    return format_list(words, style="standard", locale=language)
