"""A document as a PDF: tagged (PDF/UA-1), fonts embedded, the same bytes for the same document.

The text of a report is data to the template, never markup: whatever a name contains is printed as it is.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

from sse_analysis.errors import Failure, ReportError
from sse_analysis.report import fonts
from sse_analysis.report.model import Document
from sse_analysis.report.paged import TALLEST, paged
from sse_analysis.report.shaping import parted
from sse_analysis.report.templates import asset
from sse_analysis.report.vector import slim

#: The moment written into every PDF, 1 January 2000: a report is dated by its data, not by its printing.
_TIMESTAMP = 946_684_800
#: Bytes from which a PDF is packed: a tenth of a second makes less than half of them, which are sent by mail.
_LARGE = 1_000_000
#: Pages of a short edition.
_SHORT = 2
#: Dots per inch of drawings as pictures: sharp on paper at their width of seven inches.
_PPI = 200


def write_pdf(document: Document) -> bytes:
    """Return the document as a PDF.

    Raises
    ------
    ReportError
        If a character has no glyph in the fonts (the message names it and where it stands), or the
        document breaks a rule of PDF/UA-1.
    """
    *larger, smallest = TALLEST[document.profile]
    for tallest in larger:
        data = _set(document, tallest)
        if _pages(data) <= _SHORT:
            return data
    data = _set(document, smallest)
    return packed(data) if len(data) >= _LARGE else data


def _set(document: Document, tallest: tuple[float, float]) -> bytes:
    values = paged(document, tallest)
    refuse_missing_glyphs(values)
    return compile_template(values)


def _pages(data: bytes) -> int:
    import pikepdf

    with pikepdf.open(io.BytesIO(data)) as pdf:
        return len(pdf.pages)


def packed(data: bytes) -> bytes:
    """Return a PDF with its objects compressed together. Pages, tags, title and standard stay as they are.

    Typst writes every tag as an object of its own, uncompressed: a long report is mostly tags.
    """
    import pikepdf

    small = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        together = pikepdf.ObjectStreamMode.generate
        pdf.save(small, object_stream_mode=together, deterministic_id=True, fix_metadata_version=False)
    return small.getvalue()


def compile_template(values: dict[str, Any]) -> bytes:
    """Set the values of a document with the template of the house."""
    import typst

    given = json.dumps(
        values | {"fonts": fonts.TEXT, "fixed": fonts.FIXED, "math": fonts.MATH}, ensure_ascii=False
    )
    try:
        return typst.compile(
            asset("report.typ").encode("utf-8"),
            font_paths=fonts.collection(),
            sys_inputs={"document": given},
            pdf_standards=["ua-1"],
            timestamp=_TIMESTAMP,
            format="pdf",
        )
    except typst.TypstError as problem:
        failure = Failure("PDF", problem.message, "a document that passes PDF/UA-1", " ".join(problem.hints))
        raise ReportError("The PDF cannot be made.", [failure]) from problem


def painted(svg: str) -> bytes:
    """Return a drawing as PNG, for programs that know no SVG; the same drawing gives the same bytes."""
    import typst

    page = '#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'
    given = {"font_paths": fonts.collection(), "sys_inputs": {"svg": parted(slim(svg))}}
    return typst.compile(page.encode(), format="png", ppi=_PPI, **given)


def refuse_missing_glyphs(values: dict[str, Any]) -> None:
    """Raise with every character that would be printed as an empty box."""
    failures = []
    for place, text in _texts(values, "title block"):
        for letter in fonts.missing(text):
            around = " ".join(text.split())[:60]
            found = f"the character '{letter}' (U+{ord(letter):04X}) in \"{around}\""
            fix = "Write it with other letters; the HTML report can show it."
            failures.append(Failure(place, found, "characters of the PDF's fonts", fix))
    if failures:
        unique = list(dict.fromkeys(failures))
        raise ReportError("The PDF would show empty boxes.", unique)


def _texts(value: Any, place: str) -> Iterator[tuple[str, str]]:
    """Yield every printed string with the heading, table or figure it stands in."""
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        place = value.get("label") or place
        for name, part in value.items():
            if name == "blocks":
                yield from _blocks(part, place)
            elif name not in {"svg", "data", "spark", "u", "at", "is", "words", "texts"}:
                yield from _texts(part, place)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part, place)


def _blocks(blocks: list[dict[str, Any]], place: str) -> Iterator[tuple[str, str]]:
    for block in blocks:
        if block["is"] == "heading":
            place = "section '" + "".join(run["t"] for run in block["text"]) + "'"
        yield from _texts(block, place)
