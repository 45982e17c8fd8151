"""Fixed words of a report. Their translations stand in the catalogues of ``report/locale``."""

from __future__ import annotations

import re

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
    "terms_annex": "Annex: words that wait for a native reader",
    "terms_caption": "Titles, table heads and labels of this report without an approved translation",
    "term_english": "English",
    "term_national": "National language",
    "status_of_term": "Status",
    "draft": "draft",
    "to_translate": "to be translated",
    "untranslated": "English",
    "drafts": (
        "Translations of this report are drafts that no native reader has approved yet. "
        "What is still English is marked as English and keeps English forms of numbers."
    ),
    "offline": "This page is complete in itself: it loads nothing from the network.",
}

#: Ledger ids in brackets at the end of a sentence.
_IDS = re.compile(r" (\[[A-Z]{3}-[^\[\]]+\])$")


def words(language: str) -> dict[str, str]:
    """Return the fixed words in a language given as a BCP 47 tag; those not translated stay English."""
    return {name: translated(text, language) for name, text in ENGLISH.items()}


def translated(text: str, language: str) -> str:
    """Return one fixed text in a language, the English words where the catalogue has none."""
    from sse_analysis.report.languages import catalogue

    return catalogue(language.split("-")[0].lower()).get(text, text)


def cited(text: str) -> tuple[str, str]:
    """Return a sentence, and apart the ledger ids in brackets that stand behind it; nothing where there are none."""
    found = _IDS.search(text)
    return (text[: found.start()], found[1]) if found else (text, "")
