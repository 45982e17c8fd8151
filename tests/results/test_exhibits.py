"""Exhibits carry their country, escape their text, and an absence answers like a result."""

import base64
import io
import re
from xml.etree import ElementTree

import pandas as pd
import pytest
from fontTools.ttLib import TTFont

from sse_analysis.results.absence import ABSENCE_CODES, Absence, passes_absence_on
from sse_analysis.results.exhibit import EXHIBIT_MIME, Column, Figure, Statement, Table
from sse_analysis.results.lettering import font_faces, with_letters
from sse_analysis.tables.base import data_of

ABSENT = Absence(
    id="no-ledger",
    country="khm",
    reason="no_data",
    what="Ledger",
    why="No rows.",
    file="data/khm/ledger.csv",
    layout="id, form",
    answers="How many?",
)


def table(**changes):
    given = {
        "id": "landscape",
        "country": "khm",
        "title": "T",
        "sources": ("S",),
        "columns": (Column("Form"), Column("N")),
        "rows": (("<script>alert(1)</script>", "1"),),
    }
    return Table(**given | changes)


def test_a_table_refuses_a_row_of_another_length():
    with pytest.raises(ValueError, match="row 0 has 1 cells for 2 columns"):
        table(rows=(("x",),))


def test_markup_escapes_every_text():
    page = table().markup()
    assert "<script>" not in page and "&lt;script&gt;" in page


def test_the_record_names_the_country_and_survives_json():
    import json

    bundle = table(rows=(({"text": "ខ្មែរ", "lang": "km"}, "1"),))._repr_mimebundle_()
    record = json.loads(json.dumps(bundle[EXHIBIT_MIME]))
    assert (record["country"], record["kind"], record["rows"][0][0]["lang"]) == ("khm", "table", "km")


def test_a_figure_shows_its_alternative_text():
    svg = "<svg><defs></defs><text>words</text></svg>"
    figure = Figure(id="f", country="khm", title="T", sources=(), alt='a "quoted" <alt>', svg=svg)
    assert "alt='a &quot;quoted&quot; &lt;alt&gt;'" in figure.markup()
    assert set(figure._repr_mimebundle_()) >= {"image/svg+xml", EXHIBIT_MIME}


def _letters(rule: str) -> set[int]:
    face = re.search(r"src:url\(data:font/woff;base64,([^)]+)\)", rule)[1]
    with TTFont(io.BytesIO(base64.b64decode(face))) as font:
        return set(font.getBestCmap())


def test_a_drawing_brings_its_letters_into_jupyter():
    shown = with_letters("<svg><defs></defs><text>Xã</text></svg>")
    letters = _letters(shown)
    assert {ord("X"), ord("ã"), ord("–")} <= letters and ord("Ж") not in letters
    assert ElementTree.fromstring(shown)[1].text == "Xã"


@pytest.mark.parametrize(
    ("text", "letter"), [("Hợp tác xã", "ợ"), ("кооператив", "п"), ("สหกรณ์", "ห"), ("សហករណ៍", "ហ")]
)
def test_letters_of_other_scripts_come_where_they_are_needed(text, letter):
    latin, other = font_faces(text)
    assert ord(letter) in _letters(other) and ord(letter) not in _letters(latin)
    assert list(font_faces("plain words")) == [latin]
    assert list(font_faces(letter)) == [latin, other], "the same letters, the same bytes"
    scarce = list(font_faces(text, plain=False))
    assert scarce == ([other] if letter in "หហ" else []), "only what many machines lack"


def test_statements_escape_too():
    assert Statement(id="s", country="khm", paragraphs=("<b>",)).markup() == "<p>&lt;b&gt;</p>"


def test_an_absence_answers_like_a_result():
    assert ABSENT.summary() is ABSENT and ABSENT.plot() is ABSENT
    assert ABSENT.to_frame().loc[0, "obs_status"] == "L"
    assert "To fill it: data/khm/ledger.csv (id, form)" in ABSENT.plain()


def test_every_kind_of_absence_has_its_sdmx_codes():
    assert {kind: codes[:2] for kind, codes in ABSENCE_CODES.items()} == {
        "does_not_exist": ("M", "F"),
        "no_data": ("L", "F"),
        "not_released": ("O", "N"),
        "suppressed": ("Q", "C"),
        "not_computable": ("O", "F"),
    }


def test_an_unknown_reason_is_refused():
    with pytest.raises(ValueError, match="unknown reason 'nope'"):
        Absence(id="x", country="khm", reason="nope", what="", why="")


def test_a_calculation_passes_a_missing_input_on():
    @passes_absence_on
    def total(frame, *, other=None):
        return frame["x"].sum()

    assert total(pd.DataFrame({"x": [1, 2]})) == 3
    assert total(ABSENT) is ABSENT
    assert total(pd.DataFrame({"x": [1]}), other=ABSENT) is ABSENT


def test_a_quotient_by_zero_is_missing_in_the_data_of_an_exhibit():
    """JSON knows no infinity: the kernel warned in the middle of a report, with a path of the machine."""
    from types import SimpleNamespace

    frame = pd.DataFrame({"n_eff": [4.0, float("inf"), None], "cv": [0.1, 0.2, float("-inf")]})
    data = data_of(SimpleNamespace(to_frame=lambda: frame))
    assert data["data_rows"] == ((4.0, 0.1), (None, 0.2), (None, None))
