"""Long sources stand once where exhibits in a row have the same; the others name the exhibit that prints them."""

from __future__ import annotations

import io

import docx
import nbformat
import pytest
from nbformat.v4 import new_notebook

from sse_analysis import report
from sse_analysis.results.exhibit import Column, Table
from tests.report.pdf_text import text_of
from tests.report.report_samples import executed, front

LONG = (
    "Statistics office, Yearbook of cooperatives and other organizations of the country (2021)",
    "Ministry, Register of associations and foundations (2020)",
)
OTHER = ("Statistics office, Census of enterprises and of other organizations that employ somebody (2022)",)


def _table(name: str, sources: tuple[str, ...], country: str = "khm") -> Table:
    return Table(
        id=name, country=country, title=f"Table of {name}", sources=sources, columns=(Column("Form"),), rows=(("one",),),
        data_columns=("form",), data_rows=(("one",),),
    )  # fmt: skip


@pytest.fixture(scope="module")
def page():
    tables = [_table("a", LONG), _table("b", LONG), _table("c", LONG), _table("d", OTHER), _table("e", LONG)]
    tables += [_table("f", ("Short (2020)",)), _table("g", ("Short (2020)",))]
    cells = [executed("study.front_matter()", front()), *(executed("x", one) for one in tables)]
    return report.document(nbformat.from_dict(new_notebook(cells=cells)))


def test_only_the_next_exhibits_with_the_same_long_sources_refer_back(page):
    told = {shown.exhibit.id: shown.sources_as for shown in report.edition(page, "html").shown}
    assert told == {
        "a": None, "b": ("a", "Table 1"), "c": ("a", "Table 1"),
        "d": None, "e": None,  # not right behind: another source stands between
        "f": None, "g": None,  # short ones are no longer than a reference
    }  # fmt: skip


def test_the_page_links_to_the_exhibit_that_has_the_sources(page):
    html = report.write(page, ["html"])["html"].decode()
    assert html.count(LONG[0]) == 2, "under tables 1 and 5, and no longer under tables 2 and 3"
    assert html.count('<span class="foot-head">Sources</span> <a href="#a">Table 1</a>') == 2
    assert html.count("Short (2020)") == 2


def test_the_pdf_and_the_word_file_refer_too(page):
    words = " ".join(text_of(report.write(page, ["pdf"])["pdf"]).split())
    assert words.count("Yearbook of cooperatives") == 2 and words.count("Sources Table 1") == 2
    told = [line.text for line in docx.Document(io.BytesIO(report.write(page, ["docx"])["docx"])).paragraphs]
    assert sum(LONG[0] in line for line in told) == 2 and told.count("Sources: Table 1") == 2


def test_exhibits_keep_their_sources(page):
    """The record that data, languages and checks read is not shortened."""
    assert all(shown.exhibit.sources for shown in report.edition(page, "html").shown)
