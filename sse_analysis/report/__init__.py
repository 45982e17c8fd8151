"""From an executed notebook to a report: one document, two writers, their checks and the portal.

>>> from sse_analysis import report                      # doctest: +SKIP
>>> pages = report.render(notebook)                      # doctest: +SKIP
>>> report.verify(report.document(notebook), pages, country="khm", analysis="mapping")  # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from sse_analysis.errors import ReportError, one_of, suggestion

if TYPE_CHECKING:
    from sse_analysis.report.model import Document

FORMATS = ("html", "pdf")

__all__ = ["FORMATS", "annexed", "data_files", "document", "edition", "render", "verify", "write"]


def document(notebook: Any) -> Document:
    """Return the document of an executed notebook (``nbformat.NotebookNode``)."""
    from sse_analysis.report.reading import read

    return read(notebook)


def render(notebook: Any, formats: Iterable[str] = FORMATS) -> dict[str, bytes]:
    """Return the report of an executed notebook in each format: ``{"html": ..., "pdf": ...}``.

    Raises
    ------
    ReportError
        If the notebook has an error or an unreadable exhibit, a format is unknown, or a character has no
        glyph in the fonts of the PDF.
    """
    return write(document(notebook), formats)


def write(page: Document, formats: Iterable[str] = FORMATS) -> dict[str, bytes]:
    """Return a document in each edition, such as ``html``, ``km.pdf`` or ``brief.docx``; see :func:`render`."""
    return {name: _writer(name.rpartition(".")[2])(edition(page, name)) for name in formats}


def annexed(page: Document) -> Document:
    """Return a document with its generated annexes; see :mod:`sse_analysis.report.annexes`."""
    from sse_analysis.report.annexes import annexed as extended

    return extended(page)


def edition(page: Document, name: str) -> Document:
    """Return what an edition prints of a document: the parts of its profile, in its language.

    Raises
    ------
    ReportError
        If there is no such edition, or the document has nothing for its profile.
    """
    from sse_analysis.report.arranging import sources_once
    from sse_analysis.report.editions import parse
    from sse_analysis.report.profiles import select
    from sse_analysis.report.translating import translate

    wanted = parse(name)
    return sources_once(translate(select(page, wanted.profile), wanted.language))


def _writer(name: str):
    if name == "html":
        from sse_analysis.report.html import write_html

        return write_html
    if name == "pdf":
        from sse_analysis.report.pdf import write_pdf

        return write_pdf
    if name == "docx":
        from sse_analysis.report.docx import write_docx

        return write_docx
    known = (*FORMATS, "docx")
    raise ReportError(f"Found format '{name}', expected {one_of(known)}. {suggestion(name, known)}".strip())


def data_files(page: Document) -> dict[str, bytes]:
    """Return ``tables/<id>.csv`` for every table and figure of a document."""
    from sse_analysis.report.data import data_files as files

    return files(page)


def verify(page: Document, pages: Mapping[str, bytes], *, country: str, analysis: str | None) -> None:
    """Check a rendered report against what it should be; see :func:`sse_analysis.report.checks.verify`."""
    from sse_analysis.report.checks import verify as check

    check(page, pages, country=country, analysis=analysis)
