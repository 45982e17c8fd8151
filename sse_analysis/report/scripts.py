"""Runs of text in another script, so that a screen reader changes its voice, and where long words may break."""

from __future__ import annotations

import re

#: Scripts one language of the five countries uses.
_ALONE = {"km": "ក-៿᧠-᧿", "th": "ก-๛"}
_CYRILLIC = "Ѐ-ԯ"
_FOREIGN = re.compile(
    "|".join(
        f"(?P<{name}>[{letters}][{letters}\\u200b-\\u200d]*(?:[ \\u00a0]+[{letters}\\u200b-\\u200d]+)*)"
        for name, letters in {**_ALONE, "cyrillic": _CYRILLIC}.items()
    )
)
#: Longer words get places where they may break, so that no column and no line is wider than the page.
IN_CELLS = 28
#: They break behind these signs; parts that are still longer than so many letters break every few.
_JOINTS = re.compile(r"(?<=[_/-])(?=.)")
_PART, _STEP = 14, 8
_UNSPACED = re.compile(r"[\u0e00-\u0e7f\u1780-\u17ff]")


def runs(text: str, country: str = "", *, lang: str = "") -> list[tuple[str, str]]:
    """Return the text as (words, language) pairs; the language of the page is an empty string.

    Parameters
    ----------
    country : str
        Tells Kyrgyz from Mongolian, which share the Cyrillic script. Russian and Kyrgyz cannot always be
        told apart: a run in Kyrgyzstan without a letter that Russian lacks stays unmarked, since a wrong
        mark is worse than none.
    lang : str
        Language of the whole text where its maker named one.
    """
    if lang and lang != "en":
        return [(text, lang)]
    parts: list[tuple[str, str]] = []
    end = 0
    for found in _FOREIGN.finditer(text):
        language = found.lastgroup if found.lastgroup in _ALONE else _cyrillic(found.group(), country)
        if language:
            parts += [(text[end : found.start()], ""), (found.group(), str(language))]
            end = found.end()
    return [(words, tag or lang) for words, tag in [*parts, (text[end:], "")] if words]


def _cyrillic(text: str, country: str) -> str:
    if re.search("[ңҢ]", text):
        return "ky"
    if country == "mng":
        return "mn"
    return "ky" if country == "kgz" and re.search("[өӨүҮ]", text) else ""


def breakable(text: str, longest: int = IN_CELLS) -> str:
    """Return the text with places to break (U+200B) inside words longer than ``longest`` letters.

    Khmer and Thai are written without spaces and break at their own words, so they are left as they are.
    """
    return re.sub(rf"\S{{{longest + 1},}}", lambda word: "\u200b".join(_chunks(word.group())), text)


def _chunks(word: str) -> list[str]:
    if _UNSPACED.search(word):
        return [word]
    parts = _JOINTS.split(word)
    return [
        part[start : start + _STEP] if len(part) > _PART else part
        for part in parts
        for start in (range(0, len(part), _STEP) if len(part) > _PART else (0,))
    ]
