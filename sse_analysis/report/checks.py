"""Is this the report it should be? Identity, counts, alternatives and offline use, before anyone sees it.

A report with another country's figure is the worst thing this package could print; each check compares
what was rendered with what was asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from html import escape
from io import BytesIO

from sse_analysis.errors import Failure, ReportError
from sse_analysis.report.model import Document, Shown, captioned
from sse_analysis.report.page import Page, read_page
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Figure, Table

#: Alternatives that programs write when nobody did.
_EMPTY_ALTS = {"", "image", "figure", "chart", "no description has been provided for this image"}


def verify(document: Document, pages: Mapping[str, bytes], *, country: str, analysis: str | None) -> None:
    """Raise with every way in which a rendered report is not the one that was asked for.

    Parameters
    ----------
    document : Document
        What was rendered.
    pages : mapping of format to bytes
        ``html``, ``pdf``.
    country : str
        ISO 3166-1 alpha-3 code of the job, or ``regional``.
    analysis : str or None
        Analysis of the job; None for a reader's own notebook, whose title and analysis are free.

    Raises
    ------
    ReportError
        With all failures at once.
    """
    found = failures(document, pages, country=country, analysis=analysis)
    if found:
        name = f"{country} {analysis}" if analysis else country
        raise ReportError(f"The report '{name}' fails its checks and is not published.", found)


def failures(
    document: Document, pages: Mapping[str, bytes], *, country: str, analysis: str | None
) -> list[Failure]:
    """Return what :func:`verify` would raise, as a list."""
    country = country.lower()
    found = [*identity(document, country, analysis), *_exhibits(document), *_alternatives(document)]
    for name, data in pages.items():
        edition = _edition(name, data, (document, country))
        found += [replace(one, file=f"{name}: {one.file}") for one in edition] if "." in name else edition
    return found


def _edition(name: str, data: bytes, given: tuple[Document, str]) -> list[Failure]:
    """Compare one edition with what it should print."""
    from sse_analysis.report import edition

    page = edition(given[0], name)
    if name.endswith("html"):
        return list(_html(read_page(data), page, given[1]))
    if name.endswith("pdf"):
        return list(_pdf(data, page))
    return [] if data.startswith(b"PK") else [Failure(name, "no Word document", "a package of parts")]


def identity(document: Document, country: str, analysis: str | None) -> Iterator[Failure]:
    """Yield where the title block, the parameters or an exhibit are of another country than the one meant."""
    given = dict(document.parameters).get("country", country).strip().lower()
    if country != "regional" and given != country:
        yield Failure("notebook parameters", f"country '{given}'", f"'{country}'", "Run the notebook again.")
    if document.country != country and (analysis or document.country):
        yield Failure("title block", f"country '{document.country}'", f"'{country}'")
    if analysis and document.analysis != analysis:
        yield Failure("title block", f"analysis '{document.analysis}'", f"'{analysis}'")
    if analysis and (not document.country_name or document.country_name not in document.title):
        yield Failure("title", f"'{document.title}'", f"the name of the country, '{document.country_name}'")
    for shown in document.shown:
        if not _belongs(shown, country):
            fix = "The cell shows another country's result; load the study with the parameter 'country'."
            yield Failure(_place(shown), f"country '{shown.exhibit.country}'", f"'{country}'", fix)


def _belongs(shown: Shown, country: str) -> bool:
    """A regional report may say what one of its countries lacks; its tables and figures are regional."""
    if country == "regional" and isinstance(shown.exhibit, Absence):
        return True
    return shown.exhibit.country == country


def _exhibits(document: Document) -> Iterator[Failure]:
    if not document.shown:
        yield Failure(
            "notebook", "no table, figure or statement", "at least one", "Execute the notebook first."
        )
    for shown in captioned(document):
        if not shown.exhibit.title.strip():
            yield Failure(_place(shown), "no caption", "what, where, when, in which unit")
    names = Counter(s.exhibit.id for s in document.shown if not isinstance(s.exhibit, Absence))
    for name, count in names.items():
        if count > 1:
            fix = "Give each an id of its own: it is its anchor and the name of its data file."
            yield Failure(f"exhibit '{name}'", f"{count} exhibits of this id", "one", fix)


def _alternatives(document: Document) -> Iterator[Failure]:
    """Every picture says in words what it shows, and not its caption again."""
    seen: dict[str, str] = {}
    for shown in document.of(Figure):
        alt, place = shown.exhibit.alt.strip(), _place(shown)
        if alt.lower().rstrip(".") in _EMPTY_ALTS:
            yield Failure(place, f"the alternative text '{alt}'", "what the chart shows, in words")
        elif alt == shown.exhibit.title.strip():
            yield Failure(place, "the caption as alternative text", "what the chart shows, in words")
        elif alt in seen:
            yield Failure(place, f"the alternative text of {seen[alt]}", "a text of its own")
        seen.setdefault(alt, place)
    for picture in document.pictures:
        if not picture.alt.strip():
            fix = "Show a result's plot(), or set the output's metadata 'alt'."
            yield Failure(f"notebook cell {picture.cell}", "a picture without alternative text", "words", fix)


def _html(page: Page, document: Document, country: str) -> Iterator[Failure]:
    yield from _html_frame(page, document, country)
    yield from _html_counts(page, document)
    for name, count in Counter(page.ids).items():
        if count > 1:
            yield Failure("HTML", f"the id '{name}' {count} times", "once")
    for target in sorted(set(page.targets) - set(page.ids)):
        yield Failure("HTML", f"a link to '#{target}'", "an anchor of the page")
    for address in page.loads:
        yield Failure("HTML", f"'{address[:80]}', which a browser would load", "a page complete in itself")
    for before, after in zip(page.headings, page.headings[1:], strict=False):
        if after[0] > before[0] + 1:
            yield Failure("HTML", f"a heading of level {after[0]} ('{after[1]}')", f"level {before[0] + 1}")
    if "Traceback (most recent call last)" in page.text:
        yield Failure("HTML", "a traceback", "a cell that runs")


def _html_frame(page: Page, document: Document, country: str) -> Iterator[Failure]:
    if (page.language, page.title) != (document.language, document.title):
        yield Failure("HTML", f"title '{page.title}' in '{page.language}'", f"'{document.title}'")
    if sum(level == 1 for level, _ in page.headings) != 1 or page.mains != 1:
        yield Failure("HTML", f"{page.mains} main parts and their headings", "one main part, one title")
    for name, found in [("html", page.country), *page.countries]:
        if found and found != country and country != "regional":
            yield Failure(f"HTML, '{name}'", f"country '{found}'", f"'{country}'")


def _html_counts(page: Page, document: Document) -> Iterator[Failure]:
    figures = len(document.of(Figure)) + len(document.pictures)
    counts = {
        "images": (len(page.images), figures),
        "tables": (page.tables, len(document.of(Table))),
        "captions of tables": (len(page.captions), len(document.of(Table))),
        "absences": (page.absences, len(document.of(Absence))),
    }
    for what, (found, expected) in counts.items():
        if found != expected:
            yield Failure("HTML", f"{found} {what}", f"{expected}")
    if not all(page.captions) or not all(page.heads):
        yield Failure("HTML", "an empty caption or head of a table", "words")


def _pdf(data: bytes, document: Document) -> Iterator[Failure]:
    """Check what a PDF says of itself; its content was held to PDF/UA-1 when it was made."""
    title = escape(document.title, quote=False).encode("utf-8")
    root = _root(data) if b"/ObjStm" in data else data
    marks: Iterable[tuple[bool, str]] = (
        (data.startswith(b"%PDF-"), "the head of a PDF"),
        (title in data, f"the title '{document.title}' in its metadata"),
        (b"<pdfuaid:part>1</pdfuaid:part>" in data, "the mark of PDF/UA-1"),
        (b"/StructTreeRoot" in root, "a structure tree"),
        (b"/Lang(" in root.replace(b"/Lang (", b"/Lang("), "a language"),
    )
    for present, what in marks:
        if not present:
            yield Failure("PDF", "nothing", what)


def _root(data: bytes) -> bytes:
    """Return what a packed PDF says of itself, which stands inside its compressed objects."""
    import pikepdf

    with pikepdf.open(BytesIO(data)) as pdf:
        return pdf.Root.unparse(resolved=True)


def _place(shown: Shown) -> str:
    return f"notebook cell {shown.cell}, exhibit '{shown.exhibit.id}'" if shown.cell else "annex"
