"""The annex of a translated report: labels that wait for a native reader."""

from __future__ import annotations

from sse_analysis.report import languages
from sse_analysis.report.model import Block, Document, Heading, Shown, Span
from sse_analysis.report.wording import words
from sse_analysis.results.exhibit import Column, Table


def annex(document: Document, open_: dict[str, str], language: str) -> list[Block]:
    """Return the list of labels that wait for a native reader: drafts, and what is still English."""
    say = words(language)
    rows = [
        (
            {"text": english, "lang": languages.ENGLISH},
            {"text": national} if national else {"text": say["untranslated"], "tone": "absent"},
            {"text": say["draft"] if national else say["to_translate"]},
        )
        for english, national in sorted(open_.items())
    ]
    if not rows:
        return []
    heads = ("term_english", "term_national", "status_of_term")
    table = Table(
        id="language-terms", country=document.country, title=say["terms_caption"], sources=(),
        columns=tuple(Column(say[name]) for name in heads), rows=tuple(rows),
        data_columns=("term", "national_term", "status"),
        data_rows=tuple((e, w, "draft" if w else "untranslated") for e, w in sorted(open_.items())),
    )  # fmt: skip
    number = 1 + max([shown.number for shown in document.of(Table)], default=0)
    head = Heading(2, (Span(say["terms_annex"]),), "annex-language")
    return [head, Shown(table, table.id, 0, number)]
