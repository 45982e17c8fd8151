"""CSV beside a report."""

from __future__ import annotations

import nbformat
import pytest
from nbformat.v4 import new_notebook
from report_samples import executed, landscape, notebook, scripts_table

from sse_analysis import report
from sse_analysis.report.data import neutral


def test_one_file_for_every_table_and_figure():
    files = report.data_files(report.document(notebook()))
    assert list(files) == [
        f"tables/{name}.csv"
        for name in ("landscape", "names", "growth", "by-year", "forms", "provinces", "history")
    ]
    assert files["tables/growth.csv"].startswith(b"year,entities,form\n2010,200.0,Cooperatives\n")


def test_missing_is_empty_and_formulas_are_text():
    files = report.data_files(
        report.document(nbformat.from_dict(new_notebook(cells=[executed("t", landscape())])))
    )
    assert files["tables/landscape.csv"] == (
        b"form,registered,active,note\n"
        b'agricultural_cooperative,1289,464,"\'=HYPERLINK(""http://x"")"\n'
        b"credit_union,19,,-12\n"
    )


def test_without_tidy_data_the_printed_cells_are_written():
    files = report.data_files(
        report.document(nbformat.from_dict(new_notebook(cells=[executed("t", scripts_table())])))
    )
    lines = files["tables/names.csv"].decode("utf-8").split("\n")
    assert lines[0] == "Country,Name in the law,Members,Trend,Law"
    assert lines[1] == 'Cambodia,សហគមន៍កសិកម្ម,"1,000","From 2.1 in 2010 to 4.9 in 2023, 9 observations",decree'


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+7", "+7"),
        ("-1,234.5", "-1,234.5"),
        ("-cmd|x", "'-cmd|x"),
        ("@SUM", "'@SUM"),
        ("\tx", "'\tx"),
        ("\r=1", "'\n=1"),
        ("\n=1", "'\n=1"),
        ("one\r=1\r\ntwo", "one\n=1\ntwo"),
        ("＝1+1", "'＝1+1"),
        (-5, -5),
        (None, ""),
        (float("nan"), ""),
        ("a=b", "a=b"),
        ("+7 (996) x", "'+7 (996) x"),
    ],
)
def test_formula_like_text_is_neutralised_and_numbers_are_not(value, written):
    assert neutral(value) == written
