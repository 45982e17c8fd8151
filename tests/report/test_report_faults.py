"""Names as somebody typed them are text wherever they are printed: committee papers, notebooks, spreadsheets."""

from __future__ import annotations

import csv
import io
import re

import docx
import pytest
from pdf_text import text_of
from report_samples import HOSTILE, hostile_table

from sse_analysis import report
from sse_analysis.report import dossier
from sse_analysis.report.page import read_page
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Figure, FrontMatter, Statement

#: What a spreadsheet would run, and what it would run as.
RUN = ('=HYPERLINK("http://example.org")', "+1+cmd|' /C calc'!A0", "-2+3+cmd|' /C calc'!A0", "@SUM(1+1)*cmd",
       "\t=1+1", "\r=1+1", "\n=1+1", "＝1+1")  # fmt: skip


@pytest.fixture(scope="module")
def papers() -> dict[str, bytes]:
    page = dossier.document(
        "khm",
        f"Cambodia {HOSTILE[0]}",
        [(HOSTILE[1], [hostile_table()])],
        day="2026-11-28",
        banner=HOSTILE[0],
    )
    return report.write(page, ["html", "pdf", "docx"])


def test_the_page_of_a_committee_runs_nothing(papers):
    html = papers["html"].decode("utf-8")
    assert html.count("<script") == 1 and "alert(1)</script>" not in html
    text = " ".join(read_page(papers["html"]).text.split())
    assert all(" ".join(name.split()) in text for name in HOSTILE)


def test_the_pdf_of_a_committee_prints_them(papers):
    text = text_of(papers["pdf"]).replace("\u200b", "").replace("\u00a0", " ")
    assert all(name in text for name in (HOSTILE[0], HOSTILE[1], HOSTILE[3][::-1], HOSTILE[4], HOSTILE[5]))


def test_the_word_file_of_a_committee_holds_no_field(papers):
    file = docx.Document(io.BytesIO(papers["docx"]))
    assert [cell.text for cell in file.tables[0].columns[0].cells][1:] == list(HOSTILE)
    assert HOSTILE[1] in [line.text for line in file.paragraphs]


@pytest.mark.parametrize(
    "exhibit",
    [
        hostile_table(),
        Statement(id="s", country="khm", paragraphs=HOSTILE),
        Statement(id="s", country="khm", paragraphs=HOSTILE, bullets=True),
        FrontMatter(id="f", country="khm", title=HOSTILE[0], subtitle=HOSTILE[1], country_name="Cambodia", analysis="mapping"),
        Absence(id="a", country="khm", reason="no_data", what=HOSTILE[0], why=HOSTILE[1], file=HOSTILE[4], layout=HOSTILE[0], answers=HOSTILE[0]),
        Figure(id="g", country="khm", title=HOSTILE[0], sources=(HOSTILE[1],), alt=f"' onerror='{HOSTILE[0]}", svg="<svg/>"),
    ],
    ids=lambda one: type(one).__name__,
)  # fmt: skip
def test_a_notebook_shows_text_and_no_formula(exhibit):
    shown = exhibit._repr_mimebundle_()["text/html"]
    assert "<script" not in shown and "&lt;script&gt;" in shown
    assert re.search(r"<[^>]* onerror=", re.sub(r"='[^']*'", "", shown)) is None
    # JupyterLab sets what stands between two $ as a formula, except in elements of this class.
    assert shown.startswith("<div class='mathjax_ignore'>") and shown.endswith("</div>")


def test_what_a_spreadsheet_would_run_is_text_in_csv():
    from sse_analysis.report.data import written

    rows = list(csv.reader(io.StringIO(written([RUN, HOSTILE]).decode("utf-8"), newline="")))
    assert rows[0] == [f"'{cell}".replace("\r", "\n") for cell in RUN]
    assert rows[1] == [f"'{name}" if name.startswith("=") else name for name in HOSTILE]
