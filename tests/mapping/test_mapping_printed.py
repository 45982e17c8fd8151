"""What a reader sees of the landscape and of the law: labels within the drawing, each publisher once."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from sse_analysis import load_study, mapping
from sse_analysis.sources.table import publishers

COUNTRIES = ["khm", "kgz", "mng", "tha", "vnm"]
#: A label of a count: at a dot, or the second line of one.
_LABEL = re.compile(r"[\d,]+ \(\d{4}.*\);?")
_START = re.compile(r'x="([\d.]+)"|translate\(([\d.]+)')


@pytest.mark.parametrize("country", COUNTRIES)
def test_several_publishers_of_one_source_are_printed_once_each(country):
    """The cell of the data file joins them by " ; " and repeats one for each of its pages."""
    forms = load_study(country).legal_forms
    assert forms.frame["source_publisher"].str.contains(" ; ").any()
    table = mapping.legal_form_matrix(forms).summary()
    assert " ; " not in " ".join(table.sources) + table.plain()
    assert publishers("LawNet ; ATA Legal ; LawNet") == "LawNet / ATA Legal"


@pytest.mark.parametrize("country", COUNTRIES)
def test_the_label_of_a_count_ends_within_the_drawing(country):
    """Viet Nam: the last letter of "35,041 (2025, provisional)" was cut. A letter of eight points is at most 4.8 wide."""
    study = load_study(country)
    choice = {"rule": study.parameters.mapping.headline, "as_of": study.parameters.data_cutoff}
    drawing = mapping.landscape(study.ledger, study.legal_forms, **choice).plot().svg
    wide = float(ElementTree.fromstring(drawing).get("viewBox").split()[2])
    ends = {}
    for attributes, text in re.findall(r"<text ([^>]*)>([^<]*)</text>", drawing):
        if _LABEL.fullmatch(text):
            ends[text] = float(next(filter(None, _START.search(attributes).groups()))) + 4.8 * len(text)
    assert len(ends) >= 5
    assert {text: end for text, end in ends.items() if end > wide} == {}
