"""The date of a law and the day it took effect are two columns; what no source says stays empty."""

from __future__ import annotations

import pandas as pd
import pytest

from sse_analysis import load_study, mapping
from sse_analysis.mapping.law_dates import moment_words, with_law_dates
from tests.mapping.mapping_rows import ledger, legal_forms

FIVE = ("khm", "kgz", "mng", "tha", "vnm")


def _dates(country: str) -> pd.DataFrame:
    return mapping.legal_form_matrix(load_study(country).legal_forms).frame.set_index("id")


@pytest.mark.parametrize(
    "note, dated, in_force",
    [
        (pd.NA, "2013", "2013-06-09"),
        ("valid_from is the date of the law", "2013-06-09", pd.NA),
        ("read twice ; valid_from is the promulgation; applied later", "2013-06-09", pd.NA),
        ("valid_from is that of the law of 2014", "2013", "2013-06-09"),
    ],
)
def test_what_a_date_is_stands_in_its_note(note, dated, in_force):
    row = with_law_dates(legal_forms({"note": note}).frame).iloc[0]
    assert row["law_dated"] == dated
    assert row["in_force_from"] == in_force if isinstance(in_force, str) else pd.isna(row["in_force_from"])


def test_a_date_of_adoption_is_never_printed_as_in_force():
    """The note of the Kyrgyz law says that 11 June 2004 is its date; when it took effect was not seen."""
    result = mapping.part(mapping.legal_form_matrix(load_study("kgz").legal_forms), "law").summary()
    heads = [column.label for column in result.columns]
    rows = {row[0]: row for row in result.rows}
    cells = [rows["Cooperative"][heads.index(head)] for head in ("Date of the law", "In force from")]
    assert cells == ["2004-06-11", {"text": "not seen", "tone": "absent"}]


def test_the_year_of_an_association_is_not_the_year_of_its_law():
    """HomeNet became an association in 2013; its law is the Civil and Commercial Code."""
    row = _dates("tha").loc["THA-association-informal_workers_association"]
    assert (row["law_year"], row["law_dated"]) == (2013, "1925")


def test_a_day_of_another_act_names_that_act():
    result = mapping.part(mapping.legal_form_matrix(load_study("vnm").legal_forms), "law").summary()
    place = [column.label for column in result.columns].index("In force from")
    rows = {row[0]: row for row in result.rows}
    assert rows["Cooperative group"][place - 1 : place + 1] == ("2023", "2019-11-25 (Decree 77/2019)")


@pytest.mark.parametrize("country", FIVE)
def test_every_remark_on_a_date_is_understood(country):
    """A note that says what valid_from is must be one that the rules know, or it would pass for the day in force."""
    frame = _dates(country)
    remark = frame["note"].fillna("").str.contains("valid_from is")
    known = frame["in_force_from"].isna() | frame["act"].notna()
    same = frame["note"].fillna("").str.contains(r"valid_from is that of the law(?:$| ;|;)")
    assert not (remark & ~known & ~same).any(), frame.index[remark & ~known & ~same].tolist()


def test_a_chart_marks_a_law_by_what_its_date_is():
    rows = [
        {"value": 10, "year": year, "legal_form_id": "KHM-cooperative-cooperative"} for year in (2010, 2015)
    ]
    marked = mapping.growth(ledger(*rows), legal_forms({"note": "valid_from is the promulgation"}))
    assert list(marked.laws["label"]) == ["law of 2013-06-09"]
    assert moment_words(pd.Series({"valid_from": pd.NA})) is None
