"""Runs of text in another script, so that a screen reader changes its voice and a page its line breaks."""

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
