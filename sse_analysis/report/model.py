"""The document both writers print: a title block, then headings, prose, exhibits and code in reading order.

It is built once from an executed notebook (:mod:`sse_analysis.report.reading`), so that the HTML page and
the PDF have the same numbers, anchors and captions.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Captioned, Exhibit, Figure, Statement, Table


@dataclass(frozen=True)
class Span:
    """A run of text with one look. ``href`` is an http(s) address, or ``#anchor`` of this document."""

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    href: str = ""


Spans = tuple[Span, ...]


@dataclass(frozen=True)
class Heading:
    """Head of a section; level 2 and below, since the title of the report is the only level 1."""

    level: int
    spans: Spans
    anchor: str = ""

    @property
    def text(self) -> str:
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True)
class Paragraph:
    spans: Spans


@dataclass(frozen=True)
class Quote:
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Listing:
    """A list; every item is a tuple of blocks, so lists may nest."""

    items: tuple[tuple[Block, ...], ...]
    ordered: bool = False
    start: int = 1


@dataclass(frozen=True)
class Preformatted:
    """Text whose line breaks and spaces matter, such as a data frame of a reader's own cell."""

    text: str
    cell: int = 0


@dataclass(frozen=True)
class Code:
    """Source of a notebook cell: closed in HTML, one click away; not printed in the PDF."""

    source: str
    cell: int


@dataclass(frozen=True)
class Shown:
    """An exhibit in its place.

    Parameters
    ----------
    exhibit : Statement, Table, Figure or Absence
        Revived from the record in the notebook.
    anchor : str
        Unique in the document; the id of the exhibit wherever that is free.
    cell : int
        Number of the notebook cell, counted from 1.
    number : int
        Running number among tables or among figures; 0 for statements and absences.
    first : str
        Anchor of the earlier absence that already says the same; empty for everything else.
    sources_as : tuple of (str, str), optional
        Anchor and label ("Table 3") of the exhibit above that prints the same sources.
    """

    exhibit: Exhibit
    anchor: str
    cell: int
    number: int = 0
    first: str = ""
    sources_as: tuple[str, str] | None = None


@dataclass(frozen=True)
class Picture:
    """An image of a reader's own cell, without a record. ``alt`` is empty when nobody wrote one."""

    mime: str
    data: str = field(repr=False)
    alt: str
    cell: int


Block = Heading | Paragraph | Quote | Listing | Preformatted | Code | Shown | Picture


@dataclass(frozen=True, kw_only=True)
class Document:
    """A report before it has a form.

    Parameters
    ----------
    country : str
        Lower-case ISO 3166-1 alpha-3 code, ``regional``, or empty where the notebook names none.
    analysis : str
        ``mapping``, ``sdg``, ``formalization``, ``regional``, or empty.
    run : str
        First digits of the key of the run for the foot of the page, empty when the notebook was not run by a batch.
    parameters : tuple of (str, str)
        What the notebook was run with, as written.
    """

    title: str
    subtitle: str = ""
    language: str = "en"
    country: str = ""
    country_name: str = ""
    analysis: str = ""
    data_as_of: str = ""
    banner: str = ""
    run: str = ""
    profile: str = "full"
    facts: tuple[tuple[str, str], ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()
    blocks: tuple[Block, ...] = ()

    @property
    def shown(self) -> tuple[Shown, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Shown))

    def of(self, kind: type) -> tuple[Shown, ...]:
        """Return the exhibits of one kind, in reading order."""
        return tuple(block for block in self.shown if isinstance(block.exhibit, kind))

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(block for block in self.blocks if isinstance(block, Picture))

    @property
    def contents(self) -> tuple[Heading, ...]:
        """Headings of level 2 and 3."""
        return tuple(block for block in self.blocks if isinstance(block, Heading) and block.level <= 3)


def kind_of(exhibit: Exhibit) -> str:
    """Return ``table``, ``figure``, ``statement`` or ``absence``."""
    kinds = {Table: "table", Figure: "figure", Statement: "statement", Absence: "absence"}
    return next((name for kind, name in kinds.items() if isinstance(exhibit, kind)), "exhibit")


def captioned(document: Document) -> tuple[Shown, ...]:
    """Return tables and figures: what has a number, a source line and data."""
    return document.of(Captioned)
