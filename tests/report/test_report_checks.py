"""The last look before a report is published: the wrong country's figure must not pass."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import nbformat
import pikepdf
import pytest
from nbformat.v4 import new_notebook
from report_samples import absence, chart, executed, front, landscape, notebook, own_notebook, statement

from sse_analysis import report
from sse_analysis.errors import ReportError
from sse_analysis.report.checks import failures
from sse_analysis.report.page import read_page
from sse_analysis.report.pdf import packed


def of(*exhibits, country="khm", **changes):
    cells = [executed("f", front(country, **changes)), *(executed("x", one) for one in exhibits)]
    return report.document(nbformat.from_dict(new_notebook(cells=cells)))


def found(page, pages=None, *, country="khm", analysis="mapping") -> list[str]:
    pages = report.write(page, ["html"]) if pages is None else pages
    return [str(failure) for failure in failures(page, pages, country=country, analysis=analysis)]


@pytest.fixture(scope="module")
def whole():
    page = report.document(notebook())
    return page, report.write(page)


def test_a_right_report_passes(whole):
    report.verify(*whole, country="KHM", analysis="mapping")


def test_a_packed_pdf_says_its_language_and_tags_inside(whole):
    page, made = whole
    small = packed(made["pdf"])
    assert b"/StructTreeRoot" not in small
    report.verify(page, {"pdf": small}, country="khm", analysis="mapping")
    with pikepdf.open(BytesIO(made["pdf"])) as pdf:
        del pdf.Root.StructTreeRoot, pdf.Root.Lang
        bare = BytesIO()
        pdf.save(bare, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    assert found(page, {"pdf": bare.getvalue()}) == [
        "PDF: found nothing, expected a structure tree",
        "PDF: found nothing, expected a language",
    ]


def test_another_country_s_table_does_not_pass():
    page = of(landscape("tha"))
    with pytest.raises(ReportError) as caught:
        report.verify(page, report.write(page, ["html"]), country="khm", analysis="mapping")
    assert str(caught.value) == (
        "The report 'khm mapping' fails its checks and is not published.\n"
        "  - notebook cell 2, exhibit 'landscape': found country 'tha', expected 'khm'. "
        "The cell shows another country's result; load the study with the parameter 'country'.\n"
        "  - HTML, 'landscape': found country 'tha', expected 'khm'"
    )


def test_the_report_of_the_default_country_does_not_pass_for_another():
    page = report.document(notebook("khm"))
    lines = found(page, country="tha")
    assert lines[0] == "notebook parameters: found country 'khm', expected 'tha'. Run the notebook again."
    assert lines[1] == "title block: found country 'khm', expected 'tha'"


def test_a_page_of_another_country_does_not_pass(whole):
    lines = found(whole[0], report.write(report.document(notebook("tha")), ["html"]))
    assert (
        "HTML: found title 'Thailand: mapping of the social and solidarity economy' in 'en', expected 'Cambodia: mapping of the social and solidarity economy'"
        in lines
    )
    assert "HTML, 'html': found country 'tha', expected 'khm'" in lines


def test_a_pdf_of_another_country_does_not_pass(whole):
    pages = {"pdf": report.write(of(statement("tha"), country="tha"), ["pdf"])["pdf"]}
    assert found(whole[0], pages) == [
        "PDF: found nothing, expected the title 'Cambodia: mapping of the social and solidarity economy' in its metadata"
    ]
    assert found(whole[0], {"pdf": b"<html>"})[0] == "PDF: found nothing, expected the head of a PDF"


def test_the_title_names_the_country_and_the_analysis_is_the_job_s():
    assert found(of(statement(), title="Mapping of the economy")) == [
        "title: found 'Mapping of the economy', expected the name of the country, 'Cambodia'"
    ]
    assert found(of(statement()), analysis="sdg") == ["title block: found analysis 'mapping', expected 'sdg'"]


def test_a_regional_report_may_say_what_a_country_lacks_and_nothing_else():
    page = of(absence("tha"), landscape("tha"), country="khm", analysis="regional")
    page = replace(page, country="regional", country_name="Cambodia")
    assert found(page, country="regional", analysis="regional") == [
        "notebook cell 3, exhibit 'landscape': found country 'tha', expected 'regional'. "
        "The cell shows another country's result; load the study with the parameter 'country'."
    ]


def test_alternatives_are_there_differ_and_are_not_the_caption():
    figure = chart()
    page = of(
        figure,
        replace(figure, id="b"),
        replace(figure, id="c", alt=figure.title),
        replace(figure, id="d", alt=" "),
    )
    assert found(page, {}) == [
        "notebook cell 3, exhibit 'b': found the alternative text of notebook cell 2, exhibit 'growth', expected a text of its own",
        "notebook cell 4, exhibit 'c': found the caption as alternative text, expected what the chart shows, in words",
        "notebook cell 5, exhibit 'd': found the alternative text '', expected what the chart shows, in words",
    ]


def test_a_picture_of_an_own_notebook_needs_words():
    page = report.document(own_notebook())
    assert found(page, country="tha", analysis=None) == [
        "notebook cell 5: found a picture without alternative text, expected words. Show a result's plot(), or set the output's metadata 'alt'."
    ]


def test_ids_are_unique():
    page = of(landscape(), landscape())
    assert found(page) == [
        "exhibit 'landscape': found 2 exhibits of this id, expected one. Give each an id of its own: it is its anchor and the name of its data file."
    ]


def test_an_empty_notebook_is_no_report():
    assert found(of()) == [
        "notebook: found no table, figure or statement, expected at least one. Execute the notebook first."
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        (
            '<main id="report"',
            '<img src="https://x.org/a.png" alt="a"><main id="report"',
            "HTML: found 'https://x.org/a.png', which a browser would load, expected a page complete in itself",
        ),
        (
            "</style>",
            "@import 'https://x.org/a.css';</style>",
            "HTML: found 'https://x.org/a.css', which a browser would load, expected a page complete in itself",
        ),
        (
            "</style>",
            "a{background:url(//x.org/a.png)}</style>",
            "HTML: found '//x.org/a.png', which a browser would load, expected a page complete in itself",
        ),
        (
            "</head>",
            "<link href='a.css' rel='stylesheet'></head>",
            "HTML: found 'a.css', which a browser would load, expected a page complete in itself",
        ),
        (
            "</head>",
            "<script>1</script></head>",
            "HTML: found 'script', which a browser would load, expected a page complete in itself",
        ),
        ("</main>", "<h5>x</h5></main>", "HTML: found a heading of level 5 ('x'), expected level 3"),
        (
            "</main>",
            "<p>Traceback (most recent call last)</p></main>",
            "HTML: found a traceback, expected a cell that runs",
        ),
        ("</main>", '<p id="landscape"></p></main>', "HTML: found the id 'landscape' 2 times, expected once"),
        (
            "</main>",
            '<a href="#nowhere">x</a></main>',
            "HTML: found a link to '#nowhere', expected an anchor of the page",
        ),
        ("</main>", "<table></table></main>", "HTML: found 8 tables, expected 7"),
        ('<table>\n<caption id="forms', '<table data-x>\n<caption class="x" id="forms', None),
    ],
)
def test_what_must_not_be_in_a_page(whole, old, new, line):
    page, pages = whole
    lines = found(page, {"html": pages["html"].replace(old.encode(), new.encode(), 1)})
    assert lines == [] if line is None else line in lines


def test_a_link_to_the_web_is_no_resource():
    assert read_page(b'<a href="https://x.org">x</a><img src="data:image/png;base64,x" alt="">').loads == []
