"""Editions: profiles, languages, formats; Word files; annexes."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from io import BytesIO

import docx
import nbformat
import pikepdf
import pytest
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as DocxParagraph
from report_samples import HOSTILE, executed, hostile_table, notebook

from sse_analysis import report
from sse_analysis.errors import ReportError
from sse_analysis.report import annexes, docx_pages, editions, fonts, profiles
from sse_analysis.report.model import Code, Document, Heading, Paragraph, Shown, Span
from sse_analysis.report.profiles import select
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Column, Figure, Statement, Table


@pytest.fixture(scope="module")
def page():
    return report.document(notebook("khm"))


@pytest.mark.parametrize(
    "name, parts",
    [
        ("html", ("full", "en", "html")),
        ("km.pdf", ("full", "km", "pdf")),
        ("brief.html", ("brief", "en", "html")),
        ("brief.vi.docx", ("brief", "vi", "docx")),
    ],
)
def test_the_name_of_an_edition(name, parts):
    assert editions.parse(name) == editions.Edition(*parts)
    assert editions.Edition(*parts).name == name


def test_an_unknown_edition_is_an_error():
    with pytest.raises(ReportError) as caught:
        editions.parse("breif.html")
    assert str(caught.value) == (
        "Found edition 'breif.html', expected one of 'full', 'brief', 'dossier', 'en', 'km', 'ky', 'mn', "
        "'th', 'vi' before the format. Did you mean 'brief'?"
    )


def test_a_brief_names_three_sources_and_three_ids_and_how_many_more_there_are(page):
    cut = "named row by row in the data file"
    few = (("a", "b"), ("a", "b", "c", "d"), ("a", "b", "c", "and 1 more, " + cut))
    assert all(profiles._few(sources) == sources for sources in few)
    assert profiles._few(("a", "b", "c", "d", "e")) == ("a", "b", "c", "and 2 more, in the full report")
    assert profiles._few(("a", "b", "c", "d", f"and 9 more, {cut}")) == (
        "a",
        "b",
        "c",
        "and 10 more, in the full report",
    )
    ids = [f"KHM-cooperative-entities-2021-{number}" for number in range(1, 7)]
    first = next(shown for shown in page.of(Statement))
    said = [f"Six [{'; '.join(ids)}].", f"Four [{'; '.join(ids[:4])}].", f"One [{ids[0]}]."]
    given = replace(first, exhibit=replace(first.exhibit, paragraphs=tuple(said)))
    made = profiles._shortened(given).exhibit.paragraphs
    assert made == (f"Six [{'; '.join(ids[:3])}; and 3 more, in the full report].", *said[1:])


def test_a_brief_has_sentences_and_at_most_three_figures(page):
    brief = select(page, "brief")
    assert 1 <= len(brief.of(Figure)) <= 3 and len(brief.of(Table)) == 0
    assert all(len(shown.exhibit.paragraphs) <= 4 for shown in brief.of(Statement))
    assert [shown.number for shown in brief.of(Figure)] == [*range(1, len(brief.of(Figure)) + 1)]
    made = report.write(page, ["brief.html", "brief.pdf"])
    report.verify(page, made, country="khm", analysis="mapping")
    assert len(pikepdf.open(BytesIO(made["brief.pdf"])).pages) <= 2


def test_a_dossier_holds_what_a_committee_reads_and_every_absence(page):
    dossier = select(page, "dossier")
    declared = profiles.declared()["dossier"][page.analysis]
    shown = [block.exhibit for block in dossier.blocks if isinstance(block, Shown)]
    gaps = [one.exhibit.id for one in page.of(Absence) if not one.first]
    told = [one.id for one in shown if not isinstance(one, Absence)]
    assert told and set(told) <= set(declared)
    assert [one.id for one in shown if isinstance(one, Absence)] == gaps
    made = report.write(page, ["dossier.html", "dossier.pdf"])
    report.verify(page, made, country="khm", analysis="mapping")
    with pytest.raises(ReportError) as caught:
        select(replace(page, blocks=page.blocks[:1]), "dossier")
    assert str(caught.value).startswith(
        f"The report '{page.title}' has nothing for a committee. Expected one of 'mapping-"
    )


def test_a_word_file_has_headings_captions_alternatives_and_header_rows(page):
    data = report.write(page, ["docx"])["docx"]
    file = docx.Document(BytesIO(data))
    assert file.core_properties.title == page.title
    styles = [line.style.name for line in file.paragraphs]
    assert "Title" in styles and "Heading 1" in styles and "Caption" in styles
    assert len(file.tables) == len(page.of(Table))
    assert all(table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None for table in file.tables)
    told = [one.get("descr") for one in file.element.body.iter(qn("wp:docPr"))]
    assert told == [shown.exhibit.alt for shown in page.of(Figure)]
    assert report.write(page, ["docx"])["docx"] == data


def test_a_word_file_says_version_and_status_before_anything_else(page):
    approved = "version 2, validated by Committee on 2026-03-01"
    for status in ("version 0, draft, not validated", approved):
        facts = (*(fact for fact in page.facts if fact[0] != "Status"), ("Status", status))
        made = report.write(replace(page, facts=facts), ["docx"])["docx"]
        lines = docx.Document(BytesIO(made)).paragraphs
        first = next(at for at, line in enumerate(lines) if line.style.name.startswith("Heading"))
        assert f"Status: {status}" in [line.text for line in lines[:first]]


def test_a_word_file_shows_hostile_names_as_text():
    cells = [executed("names.summary()", hostile_table())]
    page = report.document(nbformat.from_dict(nbformat.v4.new_notebook(cells=cells)))
    data = report.write(page, ["docx"])["docx"]
    file = docx.Document(BytesIO(data))
    printed = [cell.text for cell in file.tables[0].columns[0].cells]
    assert printed[1:] == list(HOSTILE)
    with zipfile.ZipFile(BytesIO(data)) as package:
        assert b"<script>" not in package.read("word/document.xml")
        assert b"HYPERLINK(" in package.read("word/document.xml")
        assert b"w:instrText" not in package.read("word/document.xml")


def test_annexes_say_how_the_report_was_made(page):
    full = report.annexed(page)
    names = [shown.exhibit.id for shown in full.of(Table)]
    for name in (
        "annex-data",
        "annex-assumptions",
        "annex-glossary",
        "annex-parameters",
        "annex-versions",
        "annex-exhibits",
    ):
        assert name in names
    numbers = [shown.number for shown in full.of(Table)]
    assert numbers == [*range(1, len(numbers) + 1)]
    made = report.write(full, ["html", "pdf"])
    report.verify(full, made, country="khm", analysis="mapping")
    assert report.write(report.annexed(page), ["html", "pdf"]) == made


def test_methods_are_those_whose_calls_made_an_exhibit(page):
    drawn = page.of(Figure)[0]
    with_code = replace(page, blocks=(drawn, Code("mapping.audit(study.ledger).plot()", drawn.cell)))
    assert [row[0] for row in annexes.methods(with_code)] == ["Arithmetic audit"]
    assert annexes.methods(replace(page, blocks=(Code("mapping.audit(x)", 3),))) == []


def test_the_data_annex_names_every_file_of_the_country():
    rows = {row[0]: row for row in annexes.data("khm")}
    assert {"ledger.csv", "legal_forms.csv", "sdg_series.csv", "terms.csv"} <= {*rows}
    assert rows["areas.csv"][2] == "25"


def test_a_column_of_words_is_wider_than_one_of_numbers_in_word_and_a_sheet_begins_a_page():
    rows = tuple(({"text": f"A name of several words that runs on, {n}"}, {"text": f"{n}"}) for n in range(3))
    columns = (Column("Name"), Column("n", "decimal"))
    sheets = [
        Shown(
            Table(id=f"t{n}", country="khm", title="T", columns=columns, rows=rows, sources=(), sheet=True),
            f"t{n}",
            1,
            n,
        )
        for n in (1, 2)
    ]
    page = Document(title="T", blocks=tuple(sheets))
    made = docx.Document(BytesIO(report.write(page, ["docx"])["docx"]))
    for table in made.tables:
        words, numbers = (column.width for column in table.columns)
        assert words > 2 * numbers
        assert [(row.cells[0].width, row.cells[1].width) for row in table.rows] == [(words, numbers)] * 4
    # A code keeps its line, however long the words beside it are.
    rows = tuple(({"text": f"KHM-0{n}"}, {"text": "many words " * 60}) for n in range(3))
    code = Table(
        id="c", country="khm", title="T", columns=(Column("Id"), Column("Why")), rows=rows, sources=()
    )
    least, _ = docx_pages.widths(code, 468.0)
    assert least > 8 * fonts.width("KHM-00", bold=True) + 12 and sum(
        docx_pages.widths(code, 468.0)
    ) == pytest.approx(468.0)
    assert sum(docx_pages.widths(code, 60.0)) == pytest.approx(60.0)
    captions = [line for line in made.paragraphs if line.style.name == "Caption"]
    assert [bool(line.paragraph_format.page_break_before) for line in captions] == [False, True]


def test_a_question_stands_on_the_turned_page_of_its_table_in_word_and_a_verdict_keeps_its_colour():
    names = [f"A head of several words {place}" for place in range(14)]
    row = tuple({"text": "undecided", "tone": "unknown"} for _ in names)
    wide = Table(
        id="w", country="khm", title="Wide", columns=tuple(map(Column, names)), rows=(row,), sources=()
    )
    question, after = Paragraph((Span("Which forms belong?"),)), Paragraph((Span("x" * 3000),))
    blocks = (Heading(2, (Span("Terms"),), "terms"), question, Code("x", 3), Shown(wide, "w", 1, 1), after)
    made = docx.Document(BytesIO(report.write(Document(title="T", blocks=blocks), ["docx"])["docx"]))
    # Title; then heading, question and table on one turned page; then the words after it, upright.
    assert [page.page_width > page.page_height for page in made.sections] == [False, True, False]
    assert [any(p.text == "Which forms belong?" for p in page.iter_inner_content() if isinstance(p, DocxParagraph))
            for page in made.sections] == [False, True, False]  # fmt: skip
    cell = made.tables[0].rows[-1].cells[0]._tc
    assert cell.tcPr.find(qn("w:shd")).get(qn("w:fill")) == "E9ECEF"


def test_what_is_missing_for_a_reason_told_above_is_told_in_a_line_in_word():
    gap = Absence(
        id="g",
        country="khm",
        reason="no_data",
        what="Sizes",
        why="No register.",
        file="data/khm/registers/r.csv",
    )
    blocks = (Shown(gap, "g", 3), Shown(gap, "g-2", 5, first="g"))
    made = docx.Document(BytesIO(report.write(Document(title="T", blocks=blocks), ["docx"])["docx"]))
    text = [line.text for line in made.paragraphs]
    assert (
        sum("No register." in one for one in text)
        == sum("data/khm/registers/r.csv" in one for one in text)
        == 1
    )
    assert any(one.startswith("Sizes") and one.endswith("for the reason given above.") for one in text)
