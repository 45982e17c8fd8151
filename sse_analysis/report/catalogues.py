"""Keep the catalogues: extract what is to be translated, bring catalogues up to date, compile them.

    python -m sse_analysis.report.catalogues extract outputs/*/*.ipynb    words of reports -> locale/sse.pot
    python -m sse_analysis.report.catalogues update                       sse.pot -> every <language>.po
    python -m sse_analysis.report.catalogues compile                      every <language>.po -> .mo

Extraction adds to what is known, since no single report shows every word. A country becomes ``{country}``
and a number ``{1}``, so one entry serves every country and year.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from sse_analysis import reference
from sse_analysis.report import dossier, drawn, profiles
from sse_analysis.report.languages import ENGLISH as ENGLISH_TAG
from sse_analysis.report.languages import is_numeric, rows
from sse_analysis.report.model import Document, Heading, Shown
from sse_analysis.report.phrases import clauses, counted, is_english, is_remark, parts, pattern, remarked
from sse_analysis.report.wording import ENGLISH
from sse_analysis.results.absence import ABSENCE_CODES, Absence
from sse_analysis.results.exhibit import Captioned, Figure, Table, cell_text
from sse_analysis.sdg import constants
from sse_analysis.sources import questionnaire

FOLDER = Path(__file__).with_name("locale")
TEMPLATE = FOLDER / "sse.pot"
#: Code lists whose labels are printed in tables.
LISTS = ("form", "form_type", "unit", "kind", "grade", "tier", "sex", "principle", "direction", "measure")
#: Heads of columns whose short cells are labels of a closed list; a cell with a tone is a status in any column.
CLOSED = frozenset({
    "About", "Active means", "Activity", "Best evidence here or general", "Choice", "Decided by", "Dimension",
    "Evidence", "Figure held, unit", "Figure, unit", "Flag", "From", "Group", "Indicator", "Item", "Kind", "Makes it",
    "Mark", "Measure", "Model", "Move", "Of whom", "Part", "Place", "Quantity", "Rule", "Scope", "Section", "Target",
    "Trend", "Type", "Unit", "What", "What parts them", "What was answered", "Which", "Why", "Why no answer",
})  # fmt: skip
#: Heads of columns that name areas: a name is no word of a catalogue, in whichever column it stands.
_AREAS = ("Area", "Region")
_SHORT, _LONGEST = 90, 150
#: A figure with a word or two: "12 (UN)", "3.1 to 5.2".
_FIGURE = re.compile(r"(?=.{1,40}$)[+−]?\d[\d,.]* (?:[^A-Za-z=/;]*[A-Za-z]+){1,3}[^A-Za-z=/;]*")
#: A figure before the name of what it counts: the name is the country's.
_NAMED = re.compile(r"\(\d{4}[^()]*\): \w")
_MOMENT = "2000-01-01 00:00+0000"


def fixed() -> Iterator[str]:
    """Yield the words every report may print, of the page, code lists and absences; and those of the questionnaire."""
    yield from ENGLISH.values()
    yield from dossier.WORDS
    yield profiles.MORE
    yield from questionnaire.texts()
    yield from map(constants.goal_label, range(1, 18))
    yield from (words for _, _, words in ABSENCE_CODES.values())
    for name in LISTS:
        yield from reference.codes.labels(name).values()


def of_document(page: Document) -> Iterator[str]:
    """Yield titles, headings, captions, heads, names of groups and statuses of a report."""
    yield from (page.title, page.subtitle, page.data_as_of, page.banner)
    yield from (text for pair in page.facts for text in pair)
    for block in page.blocks:
        if isinstance(block, Heading):
            yield block.text
        elif isinstance(block, Shown):
            yield from _of_exhibit(block.exhibit)


def _areas(page: Document) -> set[str]:
    """Return the names of areas: those of the country, and what stands in columns of areas."""
    named = {row["name_en"] for row in rows(page.country, "areas.csv")}
    tables = [shown.exhibit for shown in page.of(Table)]
    return named | {
        cell_text(cell)
        for table in tables
        for row in table.rows
        for cell, column in zip(row, table.columns, strict=True)
        if column.label in _AREAS
    }


def _of_exhibit(exhibit: Any) -> Iterator[str]:
    if isinstance(exhibit, Absence):
        yield exhibit.what
    if isinstance(exhibit, Captioned):
        yield exhibit.title
    if isinstance(exhibit, Figure):
        yield from _charted(exhibit)
    if isinstance(exhibit, Table):
        yield from (column.label for column in exhibit.columns)
        yield from (column.group for column in exhibit.columns if column.group)
        yield from (name for _, name in exhibit.groups)
        yield from _labels(exhibit)


def _charted(figure: Figure) -> Iterator[str]:
    """Yield the words of a chart by their pieces: what it says itself, none of the names and values of its data."""
    cells, given = drawn.cells(figure), drawn.labels(figure.svg)
    while given:
        text = given.pop()
        parts = [part.strip() for part in drawn.pieces(text, cells) if not part.endswith(" ")]
        if text in cells or len(text) > _LONGEST or text.endswith(("…", "...")) or not is_english(text):
            continue
        if parts == [text]:
            yield text
        else:
            given += parts


def _labels(table: Table) -> Iterator[str]:
    """Yield the words of cells that are statuses, labels or figures with a word, no sentences and no names."""
    for row in table.rows:
        for cell, column in zip(row, table.columns, strict=True):
            full = {"text": cell} if isinstance(cell, str) else cell
            closed = column.label in CLOSED and len(full["text"]) <= _SHORT
            if full.get("lang") not in (None, "", ENGLISH_TAG):
                continue
            whole = full["text"]
            found = [whole] if closed or full.get("tone") or _FIGURE.fullmatch(whole) else []
            figures = _figures(whole)
            # The words of a figure stand apart: "1,200 persons (2021, estimate); newer: 1,300 (2022, estimate)".
            if found and (figures or "“" in whole):
                found = [one for one in clauses(whole) if one not in figures]
            found += [word for words in figures.values() for word in words]
            yield from (
                part
                for part in found
                if is_english(part) and not _NAMED.search(part) and ". " not in f"{part} "
            )


def _figures(whole: str) -> dict[str, list[str]]:
    """Return the parts of a cell that are figures with remarks, each with the words in it."""
    found = {}
    for one in clauses(whole):
        first, joint, _ = one.partition("): ")
        name, _, figure = counted(one)
        _, unit, remarks = remarked(figure or (f"{first})" if joint else one))
        if remarks:
            words = [*name.split(": "), unit, *remarks[::2]]
            found[one] = [word for word in words if is_remark(word)]
    return found


def entries(pages: Iterable[Document]) -> list[str]:
    """Return what is to be translated, each once, sorted."""
    pages = tuple(pages)
    names = set[str]().union(*map(_areas, pages))
    found = {
        pattern(part, page.country_name, page.country)[0]
        for page in pages
        for text in {*of_document(page)} - names
        for part in parts(text)[1:]
        if not part.startswith("“")
    }
    found |= {page.country_name for page in pages}
    return sorted(text for text in {*found, *fixed()} if text and not is_numeric(text))


def extract(notebooks: Iterable[Path]) -> bytes:
    """Return the template of the catalogues: what is known already, and the words of some reports."""
    import nbformat
    from babel.messages.catalog import Catalog
    from babel.messages.pofile import read_po

    from sse_analysis.report import document

    pages = [document(nbformat.read(file, as_version=4)) for file in notebooks]
    known = {entry.id for entry in read_po(BytesIO(TEMPLATE.read_bytes()))} if TEMPLATE.is_file() else set()
    made = Catalog(project="sse_analysis", version="1", creation_date=_moment(), charset="utf-8")
    for text in sorted({*entries(pages), *known} - {""}):
        made.add(text)
    return written(made)


def written(catalogue: Any) -> bytes:
    """Return a catalogue in the format of translators; the same catalogue gives the same bytes."""
    from babel.messages.pofile import write_po

    catalogue.fuzzy = False
    buffer = BytesIO()
    write_po(buffer, catalogue, width=0, omit_header=False, sort_output=True)
    return buffer.getvalue()


def compiled(po: bytes) -> bytes:
    """Return a catalogue as reports read it; drafts are in it, and an annex lists them."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    buffer = BytesIO()
    write_mo(buffer, read_po(BytesIO(po)), use_fuzzy=True)
    return buffer.getvalue()


def update(po: bytes, template: bytes) -> bytes:
    """Return a catalogue with the entries of the template: new ones empty, translations kept."""
    from babel.messages.pofile import read_po

    catalogue = read_po(BytesIO(po))
    catalogue.update(read_po(BytesIO(template)), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    return written(catalogue)


def _moment() -> Any:
    import datetime as dt

    return dt.datetime.strptime(_MOMENT, "%Y-%m-%d %H:%M%z")


def main(arguments: list[str]) -> int:
    """Do what the first argument names; return the exit code."""
    match arguments:
        case ["extract", *names]:
            TEMPLATE.write_bytes(extract(Path(name) for name in names if ".failed." not in name))
        case ["update"]:
            for file in sorted(FOLDER.glob("*.po")):
                file.write_bytes(update(file.read_bytes(), TEMPLATE.read_bytes()))
        case ["compile"]:
            for file in sorted(FOLDER.glob("*.po")):
                file.with_suffix(".mo").write_bytes(compiled(file.read_bytes()))
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
