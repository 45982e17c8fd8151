"""A document as a Word file for those who comment in Word: headings, captions, alternative texts, real tables."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from typing import Any

from sse_analysis.errors import SetupError
from sse_analysis.report import arranging, grid
from sse_analysis.report.docx_pages import fill, laid_out, mark, plain, widths
from sse_analysis.report.model import (
    Block,
    Document,
    Heading,
    Listing,
    Paragraph,
    Picture,
    Preformatted,
    Quote,
    Shown,
    Spans,
)
from sse_analysis.report.pdf import painted
from sse_analysis.report.scripts import runs
from sse_analysis.report.wording import translated, words
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Figure, Statement, Table

#: The moment of every part: a report is dated by its data, not by its printing.
_MOMENT = (2000, 1, 1, 0, 0, 0)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
#: Inches between the margins of an upright page.
_WIDE = 6.3


def write_docx(document: Document) -> bytes:
    """Return the document as a Word file. The same document gives the same bytes.

    Raises
    ------
    SetupError
        If python-docx is not installed.
    """
    try:
        import docx
    except ImportError:
        raise SetupError("Word files need python-docx. Install: pip install 'sse_analysis[docx]'") from None
    writer = _Writer(docx.Document(), document)
    writer.front()
    writer.body()
    buffer = BytesIO()
    writer.file.save(buffer)
    return _same_bytes(buffer.getvalue())


def _same_bytes(data: bytes) -> bytes:
    """Return the package with its parts in order and dated alike."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as given, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name in given.namelist():
            part = zipfile.ZipInfo(name, _MOMENT)
            part.compress_type = zipfile.ZIP_DEFLATED
            made.writestr(part, given.read(name))
    return buffer.getvalue()


class _Writer:
    """Writes blocks into a Word file; every text goes through :meth:`text`, so none becomes markup."""

    def __init__(self, file: Any, document: Document):
        self.file, self.source = file, document
        self.say = words(document.language)

    def front(self) -> None:
        import datetime as dt

        from docx.shared import Cm

        about = self.file.core_properties
        about.title, about.language = _clean(self.source.title), self.source.language
        about.author, about.comments, about.identifier = "", "", self.source.run
        about.created = about.modified = dt.datetime(2000, 1, 1)
        page = self.file.sections[0]
        page.page_width, page.page_height = Cm(21), Cm(29.7)
        page.left_margin = page.right_margin = Cm(2.5)
        self._language()
        self.text(self.file.add_heading(level=0), self.source.title)
        for text in (self.source.banner, self.source.subtitle):
            if text:
                self.text(self.file.add_paragraph(style="Subtitle"), text)
        for name, value in self.source.facts:
            line = self.file.add_paragraph()
            self.text(line, name, bold=True)
            self.text(line, ": ")
            self.text(line, value)

    def _language(self) -> None:
        from docx.oxml.ns import qn

        for tag in self.file.styles.element.iter(qn("w:lang")):
            for name in ("w:val", "w:eastAsia", "w:bidi"):
                tag.set(qn(name), self.source.language)

    def text(self, line: Any, value: str, *, lang: str = "", **look: Any) -> None:
        """Add a text to a paragraph, each run with its language."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        for part, tag in runs(value, self.source.country, lang=lang or getattr(value, "lang", "")):
            run = line.add_run(_clean(part))
            for name, wanted in look.items():
                setattr(run.font, name, wanted)
            if tag:
                mark = OxmlElement("w:lang")
                for name in ("w:val", "w:bidi"):
                    mark.set(qn(name), tag)
                run._r.get_or_add_rPr().append(mark)

    def spans(self, line: Any, spans: Spans) -> None:
        for span in spans:
            self.text(line, span.text, bold=span.strong or None, italic=span.emphasis or None)

    def body(self) -> None:
        """Write the blocks; the words that lead to a turned table stand on its page."""
        now = False
        for block, turned, sticky in laid_out(self.source.blocks):
            if turned != now:
                self._turn(landscape=turned)
                now = turned
            self.block(block)
            if sticky:
                self.file.paragraphs[-1].paragraph_format.keep_with_next = True

    def block(self, block: Block, style: str | None = None) -> None:
        match block:
            case Heading():
                self.spans(self.file.add_heading(level=min(block.level - 1, 9)), block.spans)
            case Paragraph():
                self.spans(self.file.add_paragraph(style=style), block.spans)
            case Quote():
                for part in block.blocks:
                    self.block(part, "Quote")
            case Listing():
                kind = "List Number" if block.ordered else "List Bullet"
                for part in (part for item in block.items for part in item):
                    self.block(part, kind)
            case Preformatted():
                self.text(self.file.add_paragraph(), block.text, name="DejaVu Sans Mono")
            case Picture():
                self.text(self.file.add_paragraph(), block.alt or self.say["no_alt"])
            case Shown():
                self.shown(block)

    def shown(self, shown: Shown) -> None:
        exhibit = shown.exhibit
        match exhibit:
            case Statement():
                for text in exhibit.paragraphs:
                    self.text(self.file.add_paragraph(style="List Bullet" if exhibit.bullets else None), text)
            case Absence():
                self.absence(exhibit, again=bool(shown.first))
            case Figure():
                self.figure(shown, exhibit)
            case Table():
                self.table(shown, exhibit)

    def absence(self, absence: Absence, *, again: bool) -> None:
        """Write what is missing and why; one that was told above in a line, as in the PDF."""
        line = self.file.add_paragraph(style="Intense Quote")
        self.text(line, absence.what, bold=True)
        self.text(line, f" ({translated(absence.words, self.source.language)}). ")
        self.text(line, f"{self.say['absent_again']}." if again else absence.why)
        if again:
            return
        rows = (("absent_file", absence.file), ("absent_answers", absence.answers))
        for name, value in rows:
            if value:
                line = self.file.add_paragraph()
                self.text(line, f"{self.say[name]}: ", bold=True)
                self.text(line, value)

    def caption(self, shown: Shown, *, fresh: bool = False) -> None:
        line = self.file.add_paragraph(style="Caption")
        line.paragraph_format.keep_with_next = True
        line.paragraph_format.page_break_before = fresh
        self.text(line, f"{arranging.label(shown, self.source.language)}. ")
        self.text(line, shown.exhibit.title)

    def figure(self, shown: Shown, figure: Figure) -> None:
        from docx.shared import Inches

        self.caption(shown)
        place = self.file.add_picture(BytesIO(painted(figure.svg)), width=Inches(_WIDE))
        place._inline.docPr.set("descr", _clean(figure.alt))
        place._inline.docPr.set("title", _clean(figure.title))
        self.foot(shown)

    def table(self, shown: Shown, table: Table) -> None:
        self.caption(shown, fresh=table.sheet and shown.number > 1)
        rows = grid.heads(table.columns)
        count = len(rows) + len(table.rows) + len(table.groups)
        made = self.file.add_table(rows=count, cols=len(table.columns), style="Light Grid Accent 1")
        plain(made)
        self._widen(made, table)
        lines = iter(made.rows)
        for heads in rows:
            self._heads(next(lines), heads)
        for name, segment in grid.segments(table):
            if name:
                self._group(next(lines), name)
            for row in segment:
                self._row(next(lines), row, table)
        self.foot(shown)

    def _widen(self, made: Any, table: Table) -> None:
        """Give every column the width its words need; Word reads the widths of cells, other programs those of columns."""
        from docx.shared import Pt

        page = self.file.sections[-1]
        room = (page.page_width - page.left_margin - page.right_margin) / Pt(1)
        given = [Pt(width) for width in widths(table, room)]
        made.autofit = False
        for column, width in zip(made.columns, given, strict=True):
            column.width = width
        for line in made._tbl.tr_lst:
            for cell, width in zip(line.tc_lst, given, strict=True):
                cell.width = width

    def _heads(self, line: Any, heads: list[grid.Head]) -> None:
        """Write a row of heads that Word repeats on every page; it must not break across pages."""
        mark(line, "w:tblHeader")
        mark(line, "w:cantSplit")
        cells = line.cells
        for head in heads:
            place = cells[head.column]
            if head.across > 1:
                place = place.merge(cells[head.column + head.across - 1])
            self._cell(place, head.text, bold=True)

    def _group(self, line: Any, name: str) -> None:
        whole = line.cells[0].merge(line.cells[-1])
        self._cell(whole, name, bold=True)
        whole.paragraphs[0].paragraph_format.keep_with_next = True

    def _row(self, line: Any, row: grid.Row, table: Table) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        mark(line, "w:cantSplit")
        for place, cell, column in zip(line.cells, row, table.columns, strict=True):
            self._cell(place, cell["text"], lang=cell.get("lang") or "")
            fill(place, cell.get("tone") or "")
            if column.align == "decimal":
                place.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT

    def _cell(self, place: Any, text: str, *, lang: str = "", bold: bool = False) -> None:
        from docx.shared import Pt

        self.text(place.paragraphs[0], text, lang=lang, size=Pt(8), bold=bold or None)

    def _turn(self, *, landscape: bool) -> None:
        from docx.enum.section import WD_ORIENT

        page = self.file.add_section()
        sides = sorted((page.page_width, page.page_height))
        page.page_width, page.page_height = reversed(sides) if landscape else sides
        page.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT

    def foot(self, shown: Shown) -> None:
        from docx.shared import Pt

        held = shown.exhibit
        sources = (shown.sources_as[1],) if shown.sources_as else held.sources
        for name, of, texts in (("note", held.notes, held.notes), ("source", held.sources, sources)):
            if texts:
                line = self.file.add_paragraph()
                self.text(line, f"{self.say[name if len(of) == 1 else f'{name}s']}: ", bold=True, size=Pt(8))
                for number, text in enumerate(texts):
                    self.text(line, text, size=Pt(8))
                    if number < len(texts) - 1:
                        self.text(line, "; " if name == "source" else " ", size=Pt(8))


def _clean(text: str) -> str:
    """Return a text without the control characters that no XML file can hold."""
    return _UNPRINTABLE.sub("", str(text))
