"""A document in another language: what a catalogue knows is translated, the rest stays marked English.

Numbers keep every digit: only the signs between thousands and before decimals change, in cells that hold
nothing but numbers. The data files of a report are the same in every language.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from sse_analysis.report import drawn, grid, languages, waiting
from sse_analysis.report.model import Block, Document, Heading, Listing, Paragraph, Quote, Shown, Span
from sse_analysis.report.phrases import (
    counted,
    is_english,
    is_remark,
    items,
    parts,
    pattern,
    remarked,
    without_units,
)
from sse_analysis.report.wording import ENGLISH, translated
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Cell, Column, Figure, Statement, Table, cell_text

#: A remark in brackets behind a name of another language.
_REMARK = re.compile(r"\(([a-z][a-z ]+)\)")
#: How a language writes the colon behind a head.
_COLON = {"km": "៖ "}


class English(str):
    """Text of a translated report that is still English, to be marked so."""

    __slots__ = ()
    lang = "en"


def translate(document: Document, language: str) -> Document:
    """Return the document in a language. English gives the document itself.

    Raises
    ------
    ParameterError
        If the language has no catalogue.
    """
    if languages.check(language) == languages.ENGLISH:
        return document
    return _Translator(document, language).document()


class _Translator:
    def __init__(self, document: Document, language: str):
        self.source = document
        self.language = language
        self.terms = languages.terms(document.country, language)
        known = languages.catalogue(language)
        self.known = without_units(known) | languages.names(document.country, language) | known
        self.known |= {row["term"]: row["national_term"] for row in self.terms}
        name = languages.country_name(document.country, language, document.country_name)
        self.name = self.known.get(name, name)
        self.approved = {row["term"] for row in self.terms if row["status"] == "approved"}
        self.approved |= {*languages.catalogue(language)} - {*languages.drafts(language)}
        #: Labels of this report that nobody has approved: English -> words printed.
        self.open: dict[str, str] = {}

    def words(self, text: str) -> str:
        """Return the translation, or the text marked as English where it has English words."""
        number, label, remark = parts(text)
        if text not in self.known and (number or remark):
            made = [self.words(part) for part in (label, remark) if part]
            whole = not any(isinstance(part, English) for part in made)
            return number + " ".join(made) if whole else English(text)
        if text in self.known:
            return self.known[text]
        if languages.is_date(text):
            return languages.token(text, self.language)
        general, found = pattern(text, self.source.country_name, self.source.country)
        if general in self.known:
            filled = self.known[general].replace("{country}", self.name)
            filled = filled.replace("{code}", self.source.country.upper())
            for number, value in enumerate(found, 1):
                place = f"{{{number}}}"
                # A figure, with a sign or at the head of its cell, has decimals; a code such as 8.3 in a title has none.
                before, _, after = general.partition(place)
                figure = (
                    general.startswith("{1} ")
                    or before.endswith(("+", "−", "VND ", "distance "))
                    or after.startswith(" %")
                )
                written = languages.numbers if figure else languages.token
                filled = filled.replace(place, written(value, self.language))
            return filled
        if text and text == self.source.country_name:
            return self.name
        if text[:1] + text[-1:] == "()" and text.count("(") == 1:
            inner = self.words(text[1:-1])
            return English(text) if isinstance(inner, English) else f"({inner})"
        return (
            self.remarked(text)
            or self.listed(text)
            or (self.in_other_case(text) if is_english(text) else text)
        )

    def listed(self, text: str) -> str:
        """Return a list with every item translated, each once; nothing where one item would stay English."""
        joint, found = items(text)
        made = [self.item(item) for item in found] if joint and (is_english(text) or joint == " / ") else []
        whole = made and not any(isinstance(item, English) for item in made)
        written = _COLON.get(self.language, joint) if joint == ": " else joint
        if joint == " / ":
            # A name in two languages is one in the national one, also where a year stands behind the second.
            made = [
                one for one in dict.fromkeys(made) if not any(o != one and o.startswith(one) for o in made)
            ]
        return written.join(made) if whole else ""

    def remarked(self, text: str) -> str:
        """Return a figure with what it counts and its remarks; nothing where a word of it would stay English."""
        number, counted, remarks = remarked(text)
        said = [self.words(one) if is_remark(one) else one for one in remarks]
        unit = [self.words(counted)] if counted else []
        if not said or any(isinstance(one, English) for one in (*said, *unit)):
            return ""
        return " ".join([languages.numbers(number, self.language), *unit, f"({''.join(said)})"])

    def item(self, text: str) -> str:
        """Return the words of an item: a figure, words that a catalogue knows, or both."""
        words = self.words(text)
        name, joint, figure = counted(text)
        if isinstance(words, English) and figure:
            made = self.words(name), self.item(figure)
            return English(text) if any(isinstance(one, English) for one in made) else joint.join(made)
        if words != text or isinstance(words, English):
            return words
        return self.signed(_REMARK.sub(lambda found: f"({self.known.get(found[1], found[1])})", text))

    def signed(self, text: str) -> str:
        """Return a text without words to translate, its numbers with the signs of the language; never do so twice."""
        return languages.figures(text, self.language)

    def in_other_case(self, text: str) -> str:
        """Return the translation of a text that the catalogue begins with a capital or small letter instead."""
        found = self.known.get(text[:1].swapcase() + text[1:], "")
        if not found or found[1:2].isupper():
            return found or English(text)
        return (found[0].upper() if text[0].isupper() else found[0].lower()) + found[1:]

    def label(self, text: str) -> str:
        """Return :meth:`words`, and note the text for the annex where no native reader approved it."""
        number, label, remark = parts(text)
        if text not in self.known and (number or remark):
            _ = [self.label(part) for part in (label, remark) if part]
            return self.words(text)
        words = self.words(text)
        if words == self.listed(text):
            _ = [self.label(item) for item in items(text)[1]]
            return words
        general = pattern(text, self.source.country_name, self.source.country)[0]
        if is_english(text) and not {text, general} & self.approved:
            self.open[text if text in self.known else general] = "" if isinstance(words, English) else words
        return words

    def document(self) -> Document:
        source = self.source
        drafts = Paragraph((Span(translated(ENGLISH["drafts"], self.language), emphasis=True),))
        blocks = [drafts, *(self.block(block) for block in source.blocks)]
        blocks += waiting.annex(self.source, self.open, self.language) if source.profile == "full" else []
        return replace(
            source,
            title=str(self.words(source.title)),
            subtitle=self.words(source.subtitle),
            language=self.language,
            country_name=self.name if self.name in self.words(source.title) else source.country_name,
            data_as_of=self.words(source.data_as_of),
            facts=tuple((self.words(name), self.words(value)) for name, value in source.facts),
            banner=self.words(source.banner),
            blocks=tuple(blocks),
        )

    def block(self, block: Block) -> Block:
        match block:
            case Heading():
                return replace(block, spans=tuple(replace(s, text=self.label(s.text)) for s in block.spans))
            case Paragraph():
                return replace(block, spans=self.spans(block.spans))
            case Quote():
                return replace(block, blocks=tuple(self.block(part) for part in block.blocks))
            case Listing():
                items = tuple(tuple(self.block(part) for part in item) for item in block.items)
                return replace(block, items=items)
            case Shown():
                return replace(block, exhibit=self.exhibit(block.exhibit))
        return block

    def spans(self, spans: tuple[Span, ...]) -> tuple[Span, ...]:
        return tuple(replace(span, text=self.words(span.text)) for span in spans)

    def exhibit(self, exhibit: Any) -> Any:
        match exhibit:
            case Statement():
                return replace(exhibit, paragraphs=tuple(self.words(text) for text in exhibit.paragraphs))
            case Absence():
                changed = ("what", "why", "layout", "answers")
                return replace(exhibit, **{name: self.words(getattr(exhibit, name)) for name in changed})
            case Figure():
                drawing = {"alt": self.words(exhibit.alt), "svg": self.drawing(exhibit)}
                return replace(exhibit, **drawing, **self.captioned(exhibit))
            case Table():
                return self.table(exhibit)
        return exhibit

    def drawing(self, figure: Figure) -> str:
        """Return the drawing with its words translated; what its data say in the same words is a cell, not a label."""
        cells = drawn.cells(figure)
        return drawn.translated(figure.svg, lambda text: self.charted(text, cells))

    def charted(self, text: str, cells: frozenset[str]) -> str:
        """Return the words of a chart translated, as a whole or by their pieces; English as a whole where one stays so."""
        if languages.is_numeric(text.removesuffix(" k").removesuffix(" M")):
            return text if text in cells else languages.numbers(text, self.language)
        text = self.uncut(text)
        parts = drawn.pieces(text, cells if is_english(text) else frozenset())
        words = self.words(text) if text in cells else self.label(text)
        if len(parts) < 2 or (words != text and not isinstance(words, English)):
            return words if isinstance(words, English) else languages.figures(words, self.language)
        within = cells | {part.strip() for part in parts} if text in cells else cells
        made = [(part, part if part.endswith(" ") else self.charted(part.strip(), within)) for part in parts]
        if any(isinstance(words, English) for _, words in made):
            return English(text)
        return "".join(" " * (part != words and part[0] == " ") + words for part, words in made)

    def uncut(self, text: str) -> str:
        """Return the words of a label that a chart cut short, where the catalogue has one label that begins so."""
        if not text.endswith(("…", "...")):
            return text
        begun = text.rstrip(" ….")
        found = sorted((known for known in self.known if known.startswith(begun)), key=len)
        return found[0] if found and all(known.startswith(found[0]) for known in found) else text

    def captioned(self, exhibit: Figure | Table) -> dict[str, Any]:
        return {
            "title": self.label(exhibit.title),
            "notes": tuple(self.words(text) for text in exhibit.notes),
            "sources": tuple(self.words(text) for text in exhibit.sources),
        }

    def table(self, table: Table) -> Table:
        """Translate heads, groups and cells; the data behind the table stay as they are."""
        columns = tuple(
            replace(column, label=self.label(column.label), group=column.group and self.label(column.group))
            for column in table.columns
        )
        rows = tuple(
            tuple(self.cell(cell, column) for cell, column in zip(row, table.columns, strict=True))
            for row in table.rows
        )
        groups = tuple((row, self.label(name)) for row, name in table.groups)
        data = {"data_columns": table.data_columns, "data_rows": table.data_rows}
        if not table.data_columns:
            printed = tuple(tuple(cell_text(cell) for cell in row) for row in table.rows)
            data = {"data_columns": tuple(column.label for column in table.columns), "data_rows": printed}
        about = self.captioned(table) | data
        return replace(table, columns=columns, rows=rows, groups=groups, **about)

    def cell(self, cell: Cell, column: Column) -> dict[str, Any]:
        full = {"text": cell} if isinstance(cell, str) else dict(cell)
        text = full["text"]
        if languages.is_numeric(text):
            if column.align == "decimal":
                full["text"] = languages.numbers(text, self.language)
                end = grid.tail(text)
                if end is not None:
                    full["tail"] = languages.numbers(f"0{end}", self.language)[1:]
            else:
                full["text"] = self.signed(text)
            return full
        if full.get("lang") in (None, "", languages.ENGLISH):
            words = self.words(text)
            if isinstance(words, English):
                full |= {"text": str(words), "lang": words.lang}
            else:
                full.pop("lang", None)
                full["text"] = self.signed(text) if words == text else words
        return full
