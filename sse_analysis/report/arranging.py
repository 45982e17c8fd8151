"""Numbers, anchors, levels and cross-references of a document: what depends on the order of its parts."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from sse_analysis.report.model import (
    Block,
    Code,
    Document,
    Heading,
    Listing,
    Paragraph,
    Quote,
    Shown,
    Span,
    kind_of,
)
from sse_analysis.report.wording import words
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Captioned, Column, Table

#: Sources of more letters than these are printed once where exhibits in a row have the same.
_LONG_SOURCES = 80
#: Anchor of the main part of the page, where the skip link leads.
PAGE_ANCHOR = "report"


def arrange(document: Document, *, printed_title: bool) -> Document:
    """Return the document with its annex, levels, numbers, anchors and cross-references.

    Parameters
    ----------
    printed_title : bool
        Whether the title was taken from the first heading of level 1. Either way that heading is not
        printed again.
    """
    blocks = _levels([*_told_once(document.blocks), *_annex(document)], printed_title=printed_title)
    blocks = _numbered(_anchored(blocks))
    return replace(document, blocks=tuple(_referenced(blocks, document.language)))


def _told_once(blocks: Iterable[Block]) -> list[Block]:
    """Drop an absence that stands right below itself: chart and table of one result lack the same."""
    kept: list[Block] = []
    above = None
    for block in blocks:
        exhibit = block.exhibit if isinstance(block, Shown) else None
        if isinstance(exhibit, Absence) and exhibit == above:
            continue
        above = above if isinstance(block, Code) else exhibit
        kept.append(block)
    return kept


def _annex(document: Document) -> list[Block]:
    """Return the table of parameters, in place of the cell that is not printed."""
    if not document.parameters:
        return []
    say = words(document.language)
    table = Table(
        id="run-parameters",
        country=document.country,
        title=say["parameters_caption"],
        sources=(),
        columns=(Column(say["parameter"]), Column(say["value"])),
        rows=tuple(({"text": name}, {"text": value}) for name, value in document.parameters),
    )
    return [Heading(2, (Span(say["annex"]),)), Shown(table, table.id, 0)]


def _levels(blocks: list[Block], *, printed_title: bool) -> list[Block]:
    """Give every heading a level from 2 on, at most one deeper than the heading before it."""
    levelled: list[Block] = []
    level, titled = 1, False
    for block in blocks:
        if isinstance(block, Heading):
            if block.level == 1 and not titled and (printed_title or level == 1):
                titled = True
                continue
            level = min(max(block.level, 2), level + 1)
            block = replace(block, level=level)
        levelled.append(block)
    return levelled


def _numbered(blocks: list[Block]) -> list[Block]:
    """Number tables and figures apart; point an absence that repeats an earlier one to it."""
    counts: Counter[str] = Counter()
    absences: dict[Absence, str] = {}
    numbered: list[Block] = []
    for block in blocks:
        if isinstance(block, Shown):
            kind = kind_of(block.exhibit)
            if kind in ("table", "figure"):
                counts[kind] += 1
                block = replace(block, number=counts[kind])
            elif kind == "absence":
                block = replace(block, first=absences.get(block.exhibit, ""))
                absences.setdefault(block.exhibit, block.anchor)
        numbered.append(block)
    return numbered


def _anchored(blocks: list[Block]) -> list[Block]:
    """Make anchors unique. Exhibits keep their id; headings take what is left."""
    taken: set[str] = {PAGE_ANCHOR}
    anchors: dict[int, str] = {}
    for kind in (Shown, Heading):
        for place, block in enumerate(blocks):
            if isinstance(block, kind):
                wish = block.anchor if kind is Shown else slug(block.text)
                anchors[place] = _free(wish, taken)
                taken |= {anchors[place], f"{anchors[place]}-caption"}
    return [
        replace(block, anchor=anchors[place]) if place in anchors else block
        for place, block in enumerate(blocks)
    ]


def _free(wish: str, taken: set[str]) -> str:
    name, count = wish, 1
    while name in taken:
        count += 1
        name = f"{wish}-{count}"
    return name


def slug(text: str) -> str:
    """Return an anchor: ASCII letters and digits with hyphens, ``section`` where none are left."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-") or "section"


def _referenced(blocks: list[Block], language: str) -> list[Block]:
    """Resolve ``[](#id)`` to "Table 3"; a reference to nothing becomes plain words."""
    names = {block.anchor: "" for block in blocks if isinstance(block, Heading)}
    names |= {b.anchor: label(b, language) or b.exhibit.id for b in blocks if isinstance(b, Shown)}
    return [_refer(block, names) for block in blocks]


def label(shown: Shown, language: str) -> str:
    """Return "Table 3" or "Figure 1"; empty for what has no number."""
    return f"{words(language)[kind_of(shown.exhibit)]} {shown.number}" if shown.number else ""


def sources_once(document: Document) -> Document:
    """Return the document with long sources printed once where exhibits in a row have the same.

    The others name the exhibit that prints them. Their records and data files keep every source.
    """
    blocks: list[Block] = []
    above: Shown | None = None
    for block in document.blocks:
        if isinstance(block, Shown) and isinstance(block.exhibit, Captioned):
            same = above is not None and block.exhibit.sources == above.exhibit.sources
            if same and sum(map(len, block.exhibit.sources)) > _LONG_SOURCES:
                block = replace(block, sources_as=(above.anchor, label(above, document.language)))
            else:
                above = block
        blocks.append(block)
    return replace(document, blocks=tuple(blocks))


def _refer(block: Block, names: dict[str, str]) -> Block:
    match block:
        case Paragraph() | Heading():
            return replace(block, spans=tuple(_resolve(span, names) for span in block.spans))
        case Quote():
            return replace(block, blocks=tuple(_refer(part, names) for part in block.blocks))
        case Listing():
            items = tuple(tuple(_refer(part, names) for part in item) for item in block.items)
            return replace(block, items=items)
    return block


def _resolve(span: Span, names: dict[str, str]) -> Span:
    if not span.href:
        return span
    if not span.href.startswith("#"):
        return replace(span, text=span.text or span.href)
    target = span.href[1:]
    if target in names:
        return replace(span, text=span.text or names[target] or target)
    return replace(span, text=span.text or target, href="")
