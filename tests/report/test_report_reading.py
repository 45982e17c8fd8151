"""From notebook to document: what prints, in which order, under which number."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from report_samples import absence, executed, front, landscape, long_table, notebook, own_notebook, statement

from sse_analysis import report
from sse_analysis.errors import ReportError
from sse_analysis.report import markdown
from sse_analysis.report.arranging import slug
from sse_analysis.report.model import Code, Heading, Listing, Paragraph, Preformatted, Quote
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import EXHIBIT_MIME, Figure, Table


def of(*cells):
    return report.document(nbformat.from_dict(new_notebook(cells=list(cells))))


def test_the_title_block_names_the_country_and_the_date_of_the_data():
    page = report.document(notebook())
    assert (page.country, page.country_name, page.analysis) == ("khm", "Cambodia", "mapping")
    assert page.title == "Cambodia: mapping of the social and solidarity economy"
    assert page.data_as_of == "figures for 2008 to 2024, newest release 2025-03"
    assert page.facts[2] == ("Status", "version 0.1, draft, not validated")


def test_tables_and_figures_are_numbered_apart_in_reading_order():
    page = report.document(notebook())
    assert [(one.number, one.anchor) for one in page.of(Table)] == [
        (1, "landscape"),
        (2, "names"),
        (3, "by-year"),
        (4, "forms"),
        (5, "provinces"),
        (6, "history"),
        (7, "run-parameters"),
    ]
    assert [(one.number, one.anchor) for one in page.of(Figure)] == [(1, "growth")]


def test_an_exhibit_comes_back_from_its_record_unchanged():
    page = of(executed("t", landscape()))
    revived, made = page.of(Table)[0].exhibit, landscape()
    assert (revived.title, revived.columns, revived.groups, revived.notes) == (
        made.title,
        made.columns,
        made.groups,
        made.notes,
    )
    assert revived.rows[0][1] == {"text": "1,289"}
    assert revived.rows[1][2] == {"text": "no data", "tone": "absent"}
    assert revived.data_rows[1] == ("credit_union", 19, None, "-12")


def test_cells_tagged_parameters_or_remove_do_not_print():
    page = report.document(notebook("tha"))
    sources = [block.source for block in page.blocks if isinstance(block, Code)]
    assert not any("country =" in source or "secret" in source for source in sources)
    assert page.parameters == (("country", "tha"),)
    annex = page.of(Table)[-1].exhibit
    assert annex.rows == (({"text": "country"}, {"text": "tha"}),)


def test_injected_parameters_overlay_the_defaults():
    cells = [
        executed('country = "khm"\nyear = 2020', tags=("parameters",)),
        executed("year = 2024", tags=("injected-parameters",)),
    ]
    assert of(*cells).parameters == (("country", "khm"), ("year", "2024"))


def test_warnings_do_not_print_and_results_of_own_cells_do():
    page = report.document(own_notebook())
    texts = [block.text for block in page.blocks if isinstance(block, Preformatted)]
    assert texts == [
        "   form            entities\n0  cooperative        1289\n1  សហគមន៍                19",
        "done",
        "kept   as it is",
    ]
    assert (page.title, page.country) == ("My own question", "tha")
    assert page.pictures[0].alt == ""


def test_headings_have_one_title_above_them_and_no_gap():
    page = of(
        new_markdown_cell("# Title\n\n#### Deep\n\n## Part\n\n# Again\n\n##### Deeper"),
        executed("s", statement()),
    )
    assert [(head.level, head.text) for head in page.blocks if isinstance(head, Heading)] == [
        (2, "Deep"),
        (2, "Part"),
        (2, "Again"),
        (3, "Deeper"),
    ]


def test_the_title_of_the_notebook_gives_way_to_the_title_block():
    page = of(new_markdown_cell("# Mapping"), executed("f", front()), executed("s", statement()))
    assert [block for block in page.blocks if isinstance(block, Heading)] == []


def test_anchors_are_unique_and_exhibits_keep_theirs():
    page = of(new_markdown_cell("## Landscape\n\n## Landscape\n\n## សហគមន៍"), executed("t", landscape()))
    assert [head.anchor for head in page.contents] == ["landscape-2", "landscape-3", "section"]
    assert page.of(Table)[0].anchor == "landscape"
    assert slug("Là où 2,5 % — Žižek") == "la-ou-2-5-zizek"


def test_an_absence_said_before_points_to_the_first():
    page = of(
        executed("a", absence()),
        executed("s", statement()),
        executed("b", absence()),
        executed("c", absence(id="no-survey-of-jobs")),
    )
    assert [(one.anchor, one.first) for one in page.of(Absence)] == [
        ("no-survey", ""),
        ("no-survey-2", "no-survey"),
        ("no-survey-of-jobs", ""),
    ]


def test_references_name_the_table_and_unknown_ones_become_words():
    page = of(
        new_markdown_cell("[](#landscape) [the law](#law) [gone](#x)\n\n## Law"), executed("t", landscape())
    )
    assert [(span.text, span.href) for span in page.blocks[0].spans] == [
        ("Table 1", "#landscape"),
        (" ", ""),
        ("the law", "#law"),
        (" ", ""),
        ("gone", ""),
    ]


def test_markdown_blocks():
    found = markdown.blocks(
        "Plain *words* **here** `code`\nnext\n\n> quoted\n\n2. two\n3. three\n   - deep\n\n***\n\n    code  block"
    )
    assert [type(block) for block in found] == [Paragraph, Quote, Listing, Preformatted]
    assert [(span.text, span.strong, span.emphasis, span.code) for span in found[0].spans] == [
        ("Plain ", False, False, False),
        ("words", False, True, False),
        (" ", False, False, False),
        ("here", True, False, False),
        (" ", False, False, False),
        ("code", False, False, True),
        (" next", False, False, False),
    ]
    assert (found[2].ordered, found[2].start, len(found[2].items)) == (True, 2, 2)
    assert isinstance(found[2].items[1][1], Listing)


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//host/x",
        "ftp://host",
        "https://",
        "#",
        "http://[bad",
    ],
)
def test_only_web_addresses_and_anchors_become_links(address):
    assert markdown.safe_href(address) == ""


def test_html_in_markdown_is_text():
    span = markdown.blocks("<script>alert(1)</script> <b>x</b>")[0].spans
    assert "".join(part.text for part in span) == "<script>alert(1)</script> <b>x</b>"


def test_a_failed_cell_makes_no_report():
    broken = new_code_cell(
        "1/0",
        outputs=[
            new_output(
                "error", ename="ZeroDivisionError", evalue="\x1b[31mdivision by zero\x1b[0m", traceback=[]
            )
        ],
    )
    with pytest.raises(ReportError) as caught:
        of(executed("f", front()), broken)
    assert str(caught.value) == (
        "The notebook did not run to its end, so there is no report.\n"
        "  - notebook cell 2: found ZeroDivisionError: division by zero, expected a cell that runs. "
        "Run the notebook in JupyterLab to see the cell and its error."
    )


def test_two_title_blocks_are_refused():
    with pytest.raises(ReportError) as caught:
        of(executed("f", front()), executed("f", front("tha")))
    assert str(caught.value) == (
        "A report has one title block.\n"
        "  - notebook: found 2 title blocks, expected one. Keep one study.front_matter(...) in the notebook."
    )


def record_of(exhibit, **changes):
    bundle = dict(exhibit._repr_mimebundle_())
    bundle[EXHIBIT_MIME] = dict(bundle[EXHIBIT_MIME]) | changes
    return executed("x", new_output("execute_result", data=bundle, execution_count=1))


@pytest.mark.parametrize(
    ("changes", "found"),
    [
        (
            {"version": 2},
            "found kind 'table', version 2, expected version 1 and one of 'front', 'statement', 'table', 'figure', 'absence'",
        ),
        (
            {"kind": "poem"},
            "found kind 'poem', version 1, expected version 1 and one of 'front', 'statement', 'table', 'figure', 'absence'",
        ),
        (
            {"rows": [["x"]]},
            "found table landscape: row 0 has 1 cells for 7 columns, expected the fields of a table",
        ),
        (
            {"rows": [[{"text": "x", "tone": "blue"}] * 7]},
            "found tone 'blue', which is not one of 'absent', 'bad', 'good', 'partly', 'unknown', expected the fields of a table",
        ),
    ],
)
def test_a_record_of_another_shape_is_refused(changes, found):
    with pytest.raises(ReportError) as caught:
        of(record_of(landscape(), **changes))
    assert str(caught.value) == (
        f"An exhibit cannot be read.\n  - notebook cell 1: {found}. Run the notebook again with the installed version of sse_analysis."
    )


def test_an_unsafe_link_in_a_cell_is_dropped_and_its_words_stay():
    rows = [[{"text": "x", "href": "javascript:alert(1)"}, *["1"] * 4]]
    table = of(record_of(long_table(1), rows=rows, groups=[])).of(Table)[0].exhibit
    assert table.rows[0][0] == {"text": "x"}


@pytest.mark.parametrize("name", ["../../etc/passwd", "Übersicht", "a b", "", "A"])
def test_an_id_that_is_no_file_name_is_refused(name):
    with pytest.raises(ReportError) as caught:
        of(record_of(landscape(), id=name))
    assert f"found the id '{name}', expected lower-case letters, digits and hyphens" in str(caught.value)


def test_headings_do_not_take_the_anchors_of_the_page():
    page = of(new_markdown_cell("## Report\n\n## Landscape caption"), executed("t", landscape()))
    assert [head.anchor for head in page.contents] == ["report-2", "landscape-caption-2"]


def test_an_absence_right_below_itself_is_said_once():
    """Chart and table of a result without data are one absence; behind words of its own it is said again."""
    cells = (executed("x.plot()", absence()), executed("x.summary()", absence()), executed("s", statement()))
    page = of(*cells, executed("x.summary()", absence()))
    assert [shown.first for shown in page.of(Absence)] == ["", "no-survey"]
    assert [block.source for block in page.blocks if isinstance(block, Code)][:2] == [
        "x.plot()",
        "x.summary()",
    ]
