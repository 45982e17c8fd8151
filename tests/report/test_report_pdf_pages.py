"""Every kind of PDF, held by program to what a reader must find: no stranded heading, no cut cell, no missing glyph."""

from __future__ import annotations

from io import BytesIO

import nbformat
import pdf_structure
import pikepdf
import pytest
import report_samples as samples
import typst
from nbformat.v4 import new_notebook
from pdf_text import fonts_of

from sse_analysis import report
from sse_analysis.report import dossier, fonts

LANGUAGES = {language: country for country, language, _ in samples.SCRIPTS}
KINDS = ("full", "brief", "annexed", "committee", "own", "faults", *LANGUAGES)


def _document(kind: str):
    if kind == "own":
        return report.document(samples.own_notebook())
    if kind == "committee":
        sections = [
            ("Open questions", [samples.matrix(), samples.wide_table(9)]),
            ("What is missing", [samples.long_table(60)]),
        ]
        return dossier.document("khm", "Cambodia", sections, day="2026-11-28")
    if kind == "faults":
        exhibits = (samples.front(), samples.hostile_table(), samples.wide_table(32), samples.long_table(80))
        return report.document(
            nbformat.from_dict(new_notebook(cells=[samples.executed("x", one) for one in exhibits]))
        )
    page = report.document(samples.notebook(LANGUAGES.get(kind, "khm")))
    return report.annexed(page) if kind == "annexed" else page


@pytest.fixture(scope="module", params=KINDS)
def made(request):
    """The name of a kind, its document and its PDF."""
    kind = request.param
    edition = "brief.pdf" if kind == "brief" else f"{kind}.pdf" if kind in LANGUAGES else "pdf"
    page = _document(kind)
    return kind, report.edition(page, edition), report.write(page, [edition])[edition]


def test_it_says_what_it_is(made):
    kind, page, data = made
    with pikepdf.open(BytesIO(data)) as pdf, pdf.open_metadata() as about, pdf.open_outline() as outline:
        assert about["pdfuaid:part"] == "1" and about["dc:title"] == page.title
        assert str(pdf.Root.Lang) == (kind if kind in LANGUAGES else "en")
        assert bool(pdf.Root.MarkInfo.Marked) and bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert len(outline.root) == sum(head.level == 2 for head in page.contents)
    assert fonts_of(data) and all(fonts_of(data).values())


def test_nothing_is_stranded_cut_overrun_or_missing(made):
    kind, _, data = made
    found = pdf_structure.pages_of(data)
    assert len(found.boxes) > 20
    assert found.missing == []
    assert found.stranded() == []
    assert found.outside() == [] and found.overrun() == []
    # A cell higher than a page may go on; the long name of the faults is one.
    assert kind == "faults" or found.cut() == []


def test_heads_of_tables_and_alternatives_are_tagged(made):
    _, page, data = made
    tree = pdf_structure.pages_of(data).tree
    tables = list(tree.all("Table"))
    assert len(tables) >= len(page.of(samples.Table))
    assert all(any(True for _ in one.all("TH")) for one in tables)
    assert [one.tag for one in tree.all("H1")] == ["H1"]


SHEET = """#set document(title: "t")
#set text(font: sys.inputs.font, fallback: false, lang: "en")
#set page(width: 300pt, height: 200pt, margin: 40pt)
= Title
"""
FAULTY = {
    "stranded": "#show heading: it => block(sticky: false, it.body)\n#v(60pt)\n== Alone\n#block(breakable: false, height: 90pt)[Below]",
    "cut": "#table(columns: 1, table.header[Head], [#(\"words and words \" * 60)])",
    "outside": "#box(width: 400pt)[A line of words that is wider than the paper it stands on, and goes on and on]",
    "overrun": "#table(columns: (60pt, 60pt), table.header[A][B], [Averylongwordthatdoesnotbreakanywhere], [Next])",
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTY)
def test_the_instrument_sees_a_page_that_is_wrong(fault):
    data = typst.compile(
        (SHEET + FAULTY[fault]).encode(), font_paths=fonts.collection(), sys_inputs={"font": fonts.TEXT[0]},
        pdf_standards=["ua-1"], timestamp=0, format="pdf",
    )  # fmt: skip
    assert getattr(pdf_structure.pages_of(data), fault)() != []


def test_the_instrument_sees_a_missing_glyph():
    words = (SHEET + "Sign 漢").encode()
    data = typst.compile(
        words, font_paths=fonts.collection(), sys_inputs={"font": fonts.TEXT[0]}, timestamp=0
    )
    assert pdf_structure.pages_of(data).missing == [0]
