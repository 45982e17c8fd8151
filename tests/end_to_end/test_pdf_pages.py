"""PDFs of real figures, held by program to what a reader must find on their pages."""

from __future__ import annotations

import sys
from pathlib import Path

import pikepdf
import pytest

sys.path.append(str(Path(__file__).parents[1] / "report"))
import pdf_structure
from pdf_text import text_of

#: Wide and long tables, maps, two scripts that need shaping; every analysis once.
REPORTS = (
    ("khm", "mapping"),
    ("tha", "mapping"),
    ("vnm", "sdg"),
    ("mng", "formalization"),
    ("regional", "regional"),
)
#: Words in the national script that the report prints. Readers put the signs of a Khmer syllable into another order
#: (a known limit of Typst and of most readers), so its word is one whose letters follow one another.
WORDS = {"khm": "សមាគម", "tha": "สหกรณ์", "mng": "хоршоо", "kgz": "Кооператив", "vnm": "Hợp tác xã"}


@pytest.fixture(scope="module", params=REPORTS, ids="-".join)
def report(request, outputs):
    country, analysis = request.param
    return country, analysis, (outputs / country / f"{analysis}.pdf").read_bytes()


def test_nothing_is_stranded_cut_overrun_or_missing(report):
    found = pdf_structure.pages_of(report[2])
    assert len(found.sizes) >= 3 and len(found.boxes) > 200
    assert found.missing == []
    assert found.stranded() == [] and found.cut() == []
    assert found.outside() == [] and found.overrun() == []


def test_it_is_marked_and_has_a_bookmark_for_every_section(report, outputs):
    country, analysis, _ = report
    with pikepdf.open(outputs / country / f"{analysis}.pdf") as pdf, pdf.open_metadata() as about:
        assert about["pdfuaid:part"] == "1" and about["dc:title"] == str(pdf.docinfo["/Title"])
        with pdf.open_outline() as outline:
            marked = [item.title for item in outline.root]
    tree = pdf_structure.pages_of(report[2]).tree
    assert len(marked) == sum(1 for _ in tree.all("H2")) >= 3


def test_the_national_script_is_in_the_text_layer(outputs):
    for country, word in WORDS.items():
        assert word in text_of((outputs / country / "mapping.pdf").read_bytes()), country
