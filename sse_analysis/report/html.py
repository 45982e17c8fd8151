"""A document as one self-contained HTML page: semantic, without network; its one script sorts tables."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from sse_analysis.report import arranging, grid, looks
from sse_analysis.report.data import csv_of
from sse_analysis.report.formulas import mathml
from sse_analysis.report.languages import decimal_sign
from sse_analysis.report.model import Block, Document, Picture, Shown, Spans, captioned, kind_of
from sse_analysis.report.scripts import runs
from sse_analysis.report.spark import sparkline
from sse_analysis.report.templates import asset, engine, script_hash
from sse_analysis.report.vector import inline
from sse_analysis.report.wording import cited, translated, words
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.lettering import font_faces

#: A word longer than this may break anywhere, so that no column grows to its length.
_LONG_WORD = re.compile(r"\S{33,}")
#: A day keeps its line: browsers break behind a hyphen.
_DAY = re.compile(r"\d{4}-\d{2}(?:-\d{2})?")
#: Characters that may not stand in a data address between double quotes. Letters of any script may: a
#: browser reads them as UTF-8, and they take a third of the room of their escapes.
_NOT_PLAIN = re.compile(r"""[\x00-\x1f"#%&<>\\^`{|}\x7f-\xa0\u2028\u2029]""")
#: Where the letters of a page go; nothing in a page looks like it, since ``<`` is escaped.
_LETTERS = "<!--letters-->"
#: Bytes of data that may stand in a page twice.
_SHORT = 4096


def write_html(document: Document) -> bytes:
    """Return the document as an HTML page in UTF-8. The same document gives the same bytes.

    Every text is escaped by the template engine; links lead to http(s) addresses or stay in the page.
    """
    page = (
        environment()
        .get_template("report.html.j2")
        .render(
            doc=document,
            say=words(document.language),
            style=Markup(asset("report.css")),
            script=Markup(asset("sort.js")),
            script_hash=script_hash(),
            decimal=decimal_sign(document.language),
            contents=outline(document),
            data=holders(document),
        )
    )
    return with_letters(looks.shared(page), document).encode("utf-8")


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the template engine with what a report needs."""
    found = engine()
    found.filters |= {
        "marked": marked,
        "within": within,
        "stated": stated,
        "spans": spans,
        "kind": kind,
        "label": label,
        "heads": grid.heads,
        "segments": grid.segments,
        "longest_tails": grid.longest_tails,
        "classes": classes,
        "content": content,
        "data_of": data_of,
        "drawing": drawing,
        "picture_url": picture_url,
        "lang_of": lang_of,
        "in_language": in_language,
        "plain_marked": plain_marked,
    }
    return found


def outline(document: Document) -> list[dict[str, Any]]:
    """Return the contents as sections with their subsections."""
    tops: list[dict[str, Any]] = []
    for head in document.contents:
        if head.level == 2 or not tops:
            tops.append({"head": head, "below": []})
        else:
            tops[-1]["below"].append(head)
    return tops


@pass_context
def marked(context: Context, text: str, lang: str = "", *, inside: str = "") -> Markup:
    """Escape a text and mark its runs in other languages than that of what they stand ``inside``: the page, usually."""
    around = inside or context["doc"].language
    parts = runs(str(text), context["doc"].country, lang=lang or getattr(text, "lang", ""))
    return Markup("").join(
        Markup('<span lang="{}">{}</span>').format(language, run)
        if language and language != around
        else escape(run)
        for run, language in parts
    )


@pass_context
def within(context: Context, text: str) -> Markup:
    """Escape a text whose element says its language; see :func:`lang_of`."""
    return marked(context, text, inside=getattr(text, "lang", ""))


@pass_context
def stated(context: Context, text: str) -> Markup:
    """Escape a sentence like :func:`within`; ledger ids behind it are smaller."""
    words, ids = cited(text)
    inside = getattr(text, "lang", "")
    small = Markup(' <small class="ids">{}</small>').format(ids) if ids else ""
    return marked(context, words, inside, inside=inside) + small


@pass_context
def lang_of(context: Context, text: Any) -> Markup:
    """Return the attribute of an element whose words, cell or runs of words are in another language than the page."""
    tag = _tag(text)
    return Markup(' lang="{}"').format(tag) if tag and tag != context["doc"].language else Markup("")


def _tag(text: Any) -> str:
    """Return the language that a text, a cell or all of some runs of words name; empty where they name none."""
    if isinstance(text, tuple):
        tags = {getattr(span.text, "lang", "") for span in text}
        return tags.pop() if len(tags) == 1 else ""
    return (text.get("lang") if isinstance(text, Mapping) else getattr(text, "lang", "")) or ""


@pass_context
def in_language(context: Context, text: str) -> str:
    return translated(text, context["doc"].language)


@pass_context
def plain_marked(context: Context, value: Spans) -> Markup:
    """Return the words of a heading without their looks, for the contents."""
    return Markup("").join(marked(context, span.text) for span in value)


@pass_context
def spans(context: Context, value: Spans) -> Markup:
    """Return inline text; marks nest in one fixed order."""
    written, inside = [], _tag(value)
    for span in value:
        part = marked(context, span.text, inside=inside)
        for tag, wanted in (("code", span.code), ("em", span.emphasis), ("strong", span.strong)):
            part = Markup("<{0}>{1}</{0}>").format(Markup(tag), part) if wanted else part
        written.append(Markup('<a href="{}">{}</a>').format(span.href, part) if span.href else part)
    return Markup("").join(written)


def kind(block: Block) -> str:
    """Return what the template calls a block: the kind of its exhibit, or the name of its class."""
    return kind_of(block.exhibit) if isinstance(block, Shown) else type(block).__name__


@pass_context
def label(context: Context, shown: Shown) -> str:
    return arranging.label(shown, context["doc"].language)


def classes(cell: Mapping[str, Any], align: str) -> str:
    """Return the style classes of a cell: alignment, tone, and how much width its words need."""
    text = cell["text"]
    wraps = align == "decimal" and grid.tail_of(cell) is None and len(text) > 12
    names = [align, "words"] if wraps else [align]
    if cell.get("tone"):
        names.append(f"tone-{cell['tone']}")
    if _DAY.fullmatch(text):
        names.append("day")
    elif _LONG_WORD.search(text):
        names.append("anywhere")
    elif not cell.get("spark") and align == "start" and len(text) > 24:
        names.append("long" if len(text) > 90 else "some")
    elif not cell.get("spark") and text.count(" ") > 1 and align != "decimal":
        names.append("few")
    return " ".join(names)


@pass_context
def content(context: Context, cell: Mapping[str, Any], longest: str) -> Markup:
    """Return the inside of a cell: sparkline, link, formula, number lined up on its decimal mark, or words."""
    if cell.get("spark"):
        return Markup(sparkline(cell["spark"], label=cell["text"]))
    text, end = cell["text"], grid.tail_of(cell)
    if longest and end is not None:
        width = len(longest) - 0.5 * ("." in longest or "," in longest)
        whole = text[: len(text) - len(end)]
        return Markup('{}<span class="tail" style="width:{:g}ch">{}</span>').format(whole, width, end)
    math = cell.get("math", "")
    lang = cell.get("lang") or ""
    inner = marked(context, text.removeprefix(math), lang, inside=lang)
    if math and text.startswith(math):
        return Markup(mathml(math)) + inner
    return Markup('<a href="{}">{}</a>').format(cell["href"], inner) if cell.get("href") else inner


def _data_url(mime: str, data: bytes) -> Markup:
    """Return data as an address that needs no network, in the shorter of the two encodings.

    The address goes into an attribute between double quotes: nothing in it needs another escape.
    """
    packed = f"data:{mime};base64,{base64.b64encode(data).decode('ascii')}"
    plain = f"data:{mime},{_NOT_PLAIN.sub(lambda found: quote(found[0]), data.decode('utf-8'))}"
    return Markup(min(packed, plain, key=lambda address: len(address.encode("utf-8"))))


def holders(document: Document) -> dict[str, tuple[Shown, bytes]]:
    """Return for the anchor of each exhibit with data the first exhibit that brings the same, and the data.

    Tables and charts of one result have the same data: a page carries long ones once.
    """
    first: dict[bytes, Shown] = {}
    found = {}
    for shown in captioned(document):
        data = csv_of(shown.exhibit)
        if data:
            holder = first.setdefault(data, shown) if len(data) > _SHORT else shown
            found[shown.anchor] = (holder, data)
    return found


@pass_context
def data_of(context: Context, shown: Shown) -> dict[str, Any]:
    """Return the address of an exhibit's data, or the exhibit that carries it; nothing where there is none."""
    holder, data = context["data"].get(shown.anchor, (None, b""))
    here = data and holder is shown
    return {"url": _data_url("text/csv;charset=utf-8", data) if here else "", "holder": holder}


def drawing(shown: Shown) -> Markup:
    """Return a drawing as a part of the page, named by its alternative text."""
    exhibit = shown.exhibit
    lang = getattr(exhibit.alt, "lang", "")
    names = f"d{shown.number}" if shown.number else shown.anchor
    return Markup(inline(exhibit.svg, name=exhibit.id, names=names, label=exhibit.alt, lang=lang))


def with_letters(page: str, document: Document) -> str:
    """Bring the letters of the drawings into the page, and those of scripts that many machines lack."""
    drawn = "".join(shown.exhibit.svg for shown in document.of(Figure))
    faces = dict.fromkeys(
        [*font_faces(drawn), *font_faces(page, plain=False)] if drawn else font_faces(page, plain=False)
    )
    return page.replace(_LETTERS, "".join(faces), 1)


def picture_url(picture: Picture) -> str:
    """Return a picture of a reader's own cell; notebooks keep SVG as text and the others as base64."""
    if picture.mime == "image/svg+xml":
        return _data_url(picture.mime, picture.data.encode("utf-8"))
    return f"data:{picture.mime};base64,{''.join(picture.data.split())}"
