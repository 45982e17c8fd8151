"""Formulas of the annex of methods: one line of text, MathML in HTML, an equation in PDF."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files
from io import BytesIO
from xml.etree import ElementTree

import pikepdf
import pytest
import yaml
from pdf_text import text_of
from report_samples import notebook

from sse_analysis import report
from sse_analysis.report import annexes
from sse_analysis.report.formulas import mathml, read
from sse_analysis.report.model import Shown
from sse_analysis.results.exhibit import Column, Table

LINES = [
    one["math"]
    for one in yaml.safe_load(
        files("sse_analysis.report").joinpath("methods.yml").read_text(encoding="utf-8")
    )
    if "math" in one
]


@pytest.mark.parametrize(
    "line, tree",
    [
        ("a / b × 100", {"row": [{"over": [{"letter": "a"}, {"letter": "b"}]}, {"sign": "×"}, {"number": "100"}]}),
        (
            "(last / first) ^ (1 / years)",
            {
                "power": [
                    {"bracket": [{"over": [{"word": "last"}, {"word": "first"}]}]},
                    {"row": [{"number": "1"}, {"sign": "/"}, {"word": "years"}]},
                ]
            },
        ),
        ("n_rf / (n1 + 1)", {
            "over": [
                {"index": [{"letter": "n"}, {"word": "rf"}]},
                {"row": [{"index": [{"letter": "n"}, {"number": "1"}]}, {"sign": "+"}, {"number": "1"}]},
            ]
        }),
        ("sum w y", {"row": [{"sign": "∑"}, {"letter": "w"}, {"letter": "y"}]}),
        ("later release − earlier", {"row": [{"word": "later release"}, {"sign": "−"}, {"word": "earlier"}]}),
    ],
)  # fmt: skip
def test_a_line_is_read_as_a_formula(line, tree):
    assert read(line) == tree


@pytest.mark.parametrize("line", ["(a + b", "a +", "a)", "/ b", ""])
def test_a_line_that_is_no_formula_is_refused(line):
    with pytest.raises(ValueError):
        read(line)


@pytest.mark.parametrize("line", LINES)
def test_every_formula_of_the_methods_is_mathml_with_its_line(line):
    made = ElementTree.fromstring(mathml(line))
    assert made.get("alttext") == line
    letters = re.sub(r"[()\s_^]|(?<=\w)/|sum", "", line)
    drawn = re.sub(r"[()\s]|∑", "", "".join(made.itertext()))
    assert sorted(drawn.replace("/", "")) == sorted(letters.replace("/", ""))


def test_a_word_of_a_formula_is_no_markup():
    assert "<script" not in mathml("<script> / b") and "&lt;script&gt;" in mathml("<script> / b")


def test_a_formula_is_printed_in_html_and_pdf_and_a_line_in_the_data():
    cell = annexes._formula({"math": "count / population × 100,000", "formula": "by year"})
    assert cell["text"] == "count / population × 100,000, by year"
    table = Table(
        id="m", country="khm", title="Methods", sources=(), columns=(Column("Name"), Column("Formula")),
        rows=(({"text": "Rate"}, cell),),
    )  # fmt: skip
    page = replace(report.document(notebook("khm")), blocks=(Shown(table, "m", 1, 1),))
    made = report.write(page, ["html", "pdf"])
    assert "<mfrac><mtext>count</mtext><mtext>population</mtext></mfrac>" in made["html"].decode()
    assert "</math>, by year" in made["html"].decode()
    printed = text_of(made["pdf"])
    assert "population" in printed and "by year" in printed and "count / population" not in printed
    with pikepdf.open(BytesIO(made["pdf"])) as pdf:
        kinds = {
            str(one.get("/S")): str(one.get("/Alt", ""))
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary)
        }
    assert kinds["/Formula"] == "count / population × 100,000"
