"""Fixed words of a report, by language. A language that is not here yet reads English."""

from __future__ import annotations

ENGLISH = {
    "skip": "Skip to the report",
    "contents": "Contents",
    "eyebrow": "Social and solidarity economy",
    "table": "Table",
    "figure": "Figure",
    "statement": "Statement",
    "absence": "Not available",
    "source": "Source",
    "sources": "Sources",
    "note": "Note",
    "notes": "Notes",
    "data": "Data (CSV)",
    "code": "Code",
    "output": "Text as computed",
    "code_of": "of notebook cell",
    "scroll": "scrolls sideways where it is wider than the page",
    "absent_file": "What would fill it",
    "absent_layout": "Columns",
    "absent_answers": "What it would answer",
    "absent_again": "Not available for the reason given above",
    "picture": "Picture",
    "no_alt": "This picture has no text description.",
    "status": "Status of this report",
    "annex": "Annex: parameters of this run",
    "parameters_caption": "Parameters the notebook was run with",
    "parameter": "Parameter",
    "value": "Value",
    "page": "Page",
    "of": "of",
    "run": "Run",
    "continued": "continued",
    "part": "part",
    "offline": "This page is complete in itself: it loads nothing from the network.",
}

_LANGUAGES = {"en": ENGLISH}


def words(language: str) -> dict[str, str]:
    """Return the fixed words in a language given as a BCP 47 tag."""
    return _LANGUAGES.get(language.split("-")[0].lower(), ENGLISH)
