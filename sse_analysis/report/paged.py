"""A document as the plain values the PDF template reads. No text becomes markup on the way."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from typing import Any

from sse_analysis.report import arranging, formulas, grid
from sse_analysis.report.fitting import PORTRAIT, Fit, depth, fit
from sse_analysis.report.fonts import width
from sse_analysis.report.model import (
    Block,
    Code,
    Document,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Preformatted,
    Quote,
    Shown,
    Spans,
    kind_of,
)
from sse_analysis.report.pagination import lead, placed
from sse_analysis.report.scripts import IN_CELLS, breakable, runs
from sse_analysis.report.shaping import lifted
from sse_analysis.report.spark import sparkline
from sse_analysis.report.vector import extent, slim, words_of
from sse_analysis.report.wording import cited, translated, words
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Figure, Statement, Table

#: Letters of a word that breaks in a line.
IN_LINES = 80
#: Share of the page's width a drawing takes, and points it may be high: the rest of the page is for its
#: caption and notes. Letters of 9 points are printed at 7.5, like those of tables.
_WIDEST = 0.9
#: Points a drawing may be high: the first one, which in a short edition shares its page with the sentences, and the others.
_SHORT = [(first, later) for first in (300.0, 260.0, 220.0, 190.0, 165.0, 140.0) for later in (300.0, 200.0)]
#: The same by profile; of several the first with which a short edition has its two pages.
TALLEST = {
    "full": ((520.0, 520.0),),
    "brief": (*_SHORT, (140.0, 140.0)),
    "dossier": ((140.0, 140.0),),
}
#: A box of more letters than these may go over two pages.
_WIDE_WORDS = 900
#: Tables less deep than this stay whole on one page.
_WHOLE = 230.0
_SPACES = re.compile(r"[ \t\r\n\f\v]+")


def paged(document: Document, tallest: tuple[float, float] = TALLEST["full"][0]) -> dict[str, Any]:
    """Return the document as JSON values: texts are lists of runs ``{"t": words, "l": language}``.

    Parameters
    ----------
    tallest : tuple of float
        Points that the first drawing may be high, and those after it.
    """
    writer = _Writer(document.country, document.language, tallest)
    blocks = placed([part for block in document.blocks for part in writer.block(block)])
    return {
        "title": document.title,
        "language": document.language.split("-")[0],
        "say": words(document.language),
        "heading": writer.text(document.title),
        "subtitle": writer.text(document.subtitle),
        "banner": document.banner,
        "listed": document.profile == "full",
        "facts": [[writer.text(name), writer.text(value)] for name, value in document.facts],
        "foot": " · ".join(part for part in (document.data_as_of, _run(document)) if part),
        "lead": lead(blocks),
        "blocks": blocks,
    }


def _run(document: Document) -> str:
    return f"{words(document.language)['run']} {document.run}" if document.run else ""


class _Writer:
    """Turns blocks into JSON values for one country and language."""

    def __init__(self, country: str, language: str, tallest: tuple[float, float]):
        #: How high the next drawing may be, and those after it.
        self.tallest, self.later = tallest
        self.country = country
        self.language = language

    def text(
        self, value: str, lang: str = "", *, longest: int = IN_LINES, **look: Any
    ) -> list[dict[str, Any]]:
        lang = lang or getattr(value, "lang", "")
        parts = runs(_SPACES.sub(" ", str(value)).strip(), self.country, lang=lang)
        return [{"t": breakable(t, longest), **({"l": tag} if tag else {}), **look} for t, tag in parts]

    def spans(self, spans: Spans) -> list[dict[str, Any]]:
        """Return inline text; spaces at the edges of a span are kept."""
        written = []
        for span in spans:
            look = {"b": span.strong, "i": span.emphasis, "c": span.code, "u": span.href}
            look = {name: value for name, value in look.items() if value}
            own = getattr(span.text, "lang", "")
            for t, tag in runs(_SPACES.sub(" ", span.text), self.country, lang=own):
                written.append({"t": breakable(t, IN_LINES), **({"l": tag} if tag else {}), **look})
        return written

    def block(self, block: Block) -> Iterable[dict[str, Any]]:
        match block:
            case Heading():
                yield {
                    "is": "heading",
                    "level": block.level,
                    "text": self.spans(block.spans),
                    "at": block.anchor,
                }
            case Paragraph():
                yield {"is": "paragraph", "text": self.spans(block.spans)}
            case Quote():
                yield {"is": "quote", "blocks": self._all(block.blocks)}
            case Listing():
                items = [self._all(item) for item in block.items]
                yield {"is": "list", "ordered": block.ordered, "start": block.start, "items": items}
            case Preformatted():
                yield {"is": "plain", "lines": block.text.splitlines()}
            case Picture():
                yield self._picture(block)
            case Shown():
                yield self._shown(block)
            case Code():
                return

    def _all(self, blocks: Iterable[Block]) -> list[dict[str, Any]]:
        return [part for block in blocks for part in self.block(block)]

    def _picture(self, picture: Picture) -> dict[str, Any]:
        """Return an SVG as text, another picture as its bytes; notebooks keep those as base64."""
        data: str | list[int] = picture.data
        if picture.mime != "image/svg+xml":
            data = list(base64.b64decode("".join(picture.data.split())))
        alt = picture.alt or words(self.language)["no_alt"]
        return {"is": "picture", "mime": picture.mime, "data": data, "alt": alt, "told": bool(picture.alt)}

    def _shown(self, shown: Shown) -> dict[str, Any]:
        exhibit = shown.exhibit
        common = {"is": kind_of(exhibit), "at": shown.anchor, "label": arranging.label(shown, self.language)}
        match exhibit:
            case Statement():
                return common | {
                    "bullets": exhibit.bullets,
                    "paragraphs": [self._stated(t) for t in exhibit.paragraphs],
                }
            case Absence():
                return common | self._absence(exhibit, shown.first)
            case Figure():
                return common | self._foot(shown) | self._figure(exhibit)
            case Table():
                return common | self._foot(shown) | self._table(exhibit)
        raise TypeError(f"no form for {type(exhibit).__name__}")

    def _stated(self, text: str) -> list[dict[str, Any]]:
        """Return a sentence with the ledger ids behind it in smaller letters."""
        sentence, ids = cited(text)
        small = [{"t": " "}, *self.text(ids, s=True)] if ids else []
        return [*self.text(sentence, getattr(text, "lang", "")), *small]

    def _figure(self, figure: Figure) -> dict[str, Any]:
        drawing, over = lifted(figure.svg)
        tallest, self.tallest = self.tallest, self.later
        return {
            "svg": slim(drawing),
            "over": over,
            "wide": (extent(figure.svg) or (1.0, 1.0))[0],
            "drawn": words_of(figure.svg),
            "share": _share(figure.svg, tallest),
            "alt": figure.alt,
        }

    def _absence(self, absence: Absence, first: str) -> dict[str, Any]:
        say = words(self.language)
        rows = [
            ("absent_file", absence.file),
            ("absent_layout", absence.layout),
            ("absent_answers", absence.answers),
        ]
        return {
            "what": self.text(absence.what),
            "words": translated(absence.words, self.language),
            "why": self.text(absence.why),
            "first": first,
            "long": len(absence.why) > _WIDE_WORDS,
            "rows": [[say[name], self.text(value)] for name, value in rows if value],
        }

    def _foot(self, shown: Shown) -> dict[str, Any]:
        exhibit = shown.exhibit
        joined = shown.sources_as[1] if shown.sources_as else "; ".join(exhibit.sources)
        return {
            "title": self.text(exhibit.title),
            "notes": self.text(" ".join(exhibit.notes)),
            "sources": self.text(joined if joined.endswith(".") or not joined else joined + "."),
            "counts": [len(exhibit.notes), len(exhibit.sources)],
        }

    def _table(self, table: Table) -> dict[str, Any]:
        texts = printed(table)
        setting = fit(table, texts)
        tails = grid.longest_tails(table)
        return {
            "aligns": [column.align for column in table.columns],
            "heads": [[self._head(head) for head in row] for row in grid.heads(table.columns)],
            "segments": [
                {"name": self.text(name), "rows": [self._row(table, row, (tails, setting)) for row in rows]}
                for name, rows in grid.segments(table)
            ],
            "size": setting.look.size,
            "gap": setting.look.gap,
            "turned": setting.turned,
            "parts": [{"columns": columns, "widths": widths} for columns, widths in setting.parts],
            "splits": not table.sheet and depth(texts, setting) > _WHOLE,
            "sheet": table.sheet,
        }

    def _head(self, head: grid.Head) -> dict[str, Any]:
        text = self.text(head.text, longest=IN_CELLS)
        place = {"at": head.column, "across": head.across, "down": head.down}
        return {"text": text, "spanner": head.spanner} | place

    def _row(self, table: Table, row: grid.Row, given: tuple[tuple[str, ...], Fit]) -> list[Any]:
        """Return the cells of a row; those that are nothing but words are strings."""
        tails, setting = given
        cells: list[Any] = []
        for cell, longest, column in zip(row, tails, table.columns, strict=True):
            cells.append(self._cell(cell, decimal=column.align == "decimal"))
            end = grid.tail_of(cell)
            if longest and end is not None:
                cells[-1]["pad"] = (width(longest) - width(end)) * setting.look.size
            cells[-1] = _plainly(cells[-1])
        return cells

    def _cell(self, cell: Mapping[str, Any], *, decimal: bool) -> dict[str, Any]:
        if cell.get("spark"):
            return {"spark": sparkline(cell["spark"], label=cell["text"], ink="#0b5673"), "alt": cell["text"]}
        look = {"u": cell["href"]} if cell.get("href") else {}
        text = _kept_together(cell["text"]) if decimal else cell["text"]
        value = {"text": self.text(text, cell.get("lang") or "", longest=IN_CELLS, **look)}
        math = cell.get("math", "")
        if math and text.startswith(math):
            rest = self.text(text.removeprefix(math), cell.get("lang") or "", longest=IN_CELLS)
            value |= {"text": rest, "math": formulas.read(math), "alt": math}
        if cell.get("tone"):
            value["tone"] = cell["tone"]
        if len(text) > 900:
            value["long"] = True
        return value


def _plainly(cell: dict[str, Any]) -> dict[str, Any] | str:
    """Return a cell of one run of words without language or look as these words."""
    if cell.keys() != {"text"} or [run.keys() for run in cell["text"]] != [{"t"}]:
        return cell
    return cell["text"][0]["t"]


def _kept_together(text: str) -> str:
    """Return a short text with spaces that do not break, so that "no data" stays on one line."""
    return text.replace(" ", "\u00a0") if len(text) <= 12 else text


def _share(svg: str, tallest: float) -> float:
    """Return the share of the page's width a drawing takes, so that it is never taller than a page."""
    wide, high = extent(svg) or (1.0, 1.0)
    return min(_WIDEST, tallest * wide / (high * PORTRAIT))


def printed(table: Table) -> list[list[str]]:
    """Return the words of every column as they are printed, for :func:`sse_analysis.report.fitting.fit`."""
    return [[_plain(table, row, place) for row in table.rows] for place in range(len(table.columns))]


def _plain(table: Table, row: grid.Row, place: int) -> str:
    cell = row[place]
    if cell.get("spark"):
        return ""
    decimal = table.columns[place].align == "decimal"
    return breakable(" ".join((_kept_together(cell["text"]) if decimal else cell["text"]).split(" ")))
