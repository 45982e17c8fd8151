"""What a catalogue can say of a text: its places for numbers, its parts, the items of a list, whether it is English."""

from __future__ import annotations

import re

from sse_analysis.report import languages

_VARIABLE = re.compile(rf"(?<![\w.])(?:{languages.DAY}|\d{{4}}-\d{{2}}|\d+(?:,\d{{3}})*(?:\.\d+)*)(?![\w])")
#: The number of a target before a label and a remark after it: translated apart, so that one entry serves all.
_APART = re.compile(
    r"(?P<number>\d{1,2}\.\w{1,2} (?=[A-Z]))?(?P<label>.+?)(?P<remark> \((?:n \d+|line: \d+ percent interval"
    r"|mapped by this project|commonly proposed|women only|men only|rural|urban|entities|legal forms|areas|persons|jobs"
    r"|memberships|families|households)\)| “[^”]*”)?"
)
#: How the unit after the label of a series begins.
_UNIT = re.compile("%|(?:per|index|score|ratio|kg|tonnes|watts|µg)\\b")
_WORDS = re.compile("[A-Za-z]{2}")
#: A figure with what it counts and remarks: "28,000 persons (2005, C, year inferred)".
_REMARKED = re.compile(r"([+−]?\d[\d,.]*)(?: ([a-z][a-z ]*[a-z]))? \((\d{4}(?: to \d{4})?, [^()]+)\)")
_REMARK = re.compile("([,;] )")
#: A name before a figure: "newer: 35,041 (2025, B)", "Red River Delta 7,780".
_COUNTED = re.compile(r"(.*?[^\W\d][^:;\d]*?)(: | )([+−]?\d[\d,.]*(?: \(.+\))?)")
#: A word with letters of a language other than English, or of another script; a word that may be English.
_FOREIGN = re.compile("[A-Za-z]*[\u00c0-\u024f\u0370-\u1fff][\\w]*")
_LATIN = re.compile(r"\b[A-Za-z]+\b")
#: English words that no national language writes so: beside foreign names they tell that a text is English.
_ENGLISH = re.compile(r"\b(?:the|of|and|with|from|for|is|are|not|quoting|reprinted)\b")
#: What a source says itself, whichever its language.
_QUOTED = re.compile('“[^”]*”|"[^"]*"')
_SEMICOLON = re.compile(r"; (?![^()]*\))")
#: What joins the items of a list, in the order in which a list is taken apart.
_JOINTS = ("; ", " / ", ": ", ", ")


def pattern(text: str, country_name: str, country: str = "") -> tuple[str, list[str]]:
    """Return a text with country, its code, days and numbers as places, ``{country}`` and ``{1}``, and the numbers."""
    found: list[str] = []

    def place(match: re.Match[str]) -> str:
        found.append(match.group())
        return f"{{{len(found)}}}"

    general = _VARIABLE.sub(place, text)
    general = general.replace(f"({country.upper()})", "({code})") if country else general
    return (general.replace(country_name, "{country}") if country_name else general), found


def parts(text: str) -> tuple[str, str, str]:
    """Return the number of a target, the label and the remark of a text; ``""`` for what it does not have."""
    found = _APART.fullmatch(text)
    return (
        (found["number"] or "", found["label"], (found["remark"] or "").strip()) if found else ("", text, "")
    )


def is_english(text: str) -> bool:
    """Tell whether a text has English words, and letters of another language in some of its names only."""
    own = _QUOTED.sub("", text)
    foreign = _FOREIGN.findall(own)
    if foreign and not (_ENGLISH.search(own) and len(_LATIN.findall(own)) > len(foreign)):
        return False
    return bool(_WORDS.search(own))


def items(text: str) -> tuple[str, list[str]]:
    """Return what joins the items of a list, and the items; one item where a text is no list.

    >>> items("29,378 (2022, A); newer: 35,041 (2025, B)")
    ('; ', ['29,378 (2022, A)', 'newer: 35,041 (2025, B)'])
    >>> items("cooperative, mutual")
    (', ', ['cooperative', 'mutual'])
    """
    joint = next((joint for joint in _JOINTS if joint in text and not (joint == " / " and ":" in text)), "")
    parts = clauses(text) if joint == "; " else text.split(joint) if joint else [text]
    return (joint, parts) if len(parts) > 1 else ("", [text])


def clauses(text: str) -> list[str]:
    """Return what stands between the semicolons of a text, those in brackets left out."""
    return _SEMICOLON.split(text)


def counted(text: str) -> tuple[str, str, str]:
    """Return the words before a figure, what joins them, and the figure; ``""`` for what is no such text.

    >>> counted("newer: 35,041 (2025, B)"), counted("Red River Delta 7,780")
    (('newer', ': ', '35,041 (2025, B)'), ('Red River Delta', ' ', '7,780'))
    """
    found = _COUNTED.fullmatch(text)
    return (found[1], found[2], found[3]) if found else ("", "", "")


def remarked(text: str) -> tuple[str, str, list[str]]:
    """Return a figure, what it counts, and its year and remarks with what joins them; none for what is no such text.

    >>> remarked("28,000 persons (2005, C, year inferred)")
    ('28,000', 'persons', ['2005', ', ', 'C', ', ', 'year inferred'])
    """
    found = _REMARKED.fullmatch(text)
    return (found[1], found[2] or "", _REMARK.split(found[3])) if found else ("", "", [])


def is_remark(text: str) -> bool:
    """Tell whether a remark on a figure is words to translate: no year, no grade, nothing a source says itself."""
    return bool(_WORDS.search(_QUOTED.sub("", text)))


def without_units(known: dict[str, str]) -> dict[str, str]:
    """Return the labels of series that tables print with a unit, as charts print them without."""
    return {
        english.rpartition(", ")[0]: words.rpartition(", ")[0]
        for english, words in known.items()
        if _UNIT.match(english.rpartition(", ")[2]) and ", " in english and ", " in words
    }
