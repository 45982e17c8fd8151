"""Sentences of the report: every number from a result, and what cannot be said."""

import pytest

from sse_analysis import formalization
from sse_analysis.results.absence import Absence


def _text(study, country):
    given = study(country)
    return formalization.headline(
        formalization.rates(given.informality),
        revised=formalization.revisions(given.informality),
        gap=formalization.gender_gap(given.informality),
        cases=formalization.pathways(given.pathways),
    ).paragraphs


def test_mongolia_says_that_2024_is_no_fall(study):
    text = _text(study, "mng")
    assert text[0] == (
        "Informal employment was 27.2 percent of employment in 2024 (all activities, women and men; ILOSTAT "
        "EMP_NIFL_SEX_RT, release 2026; ILO harmonised order on microdata, main job)."
    )
    assert text[3] == (
        "2024 stands behind a break (a fall by a third in one year, women and men alike, without a flag; proposal of "
        "this project): 41.9 in 2023 and 27.2 in 2024 must not be read as a change."
    )
    assert (
        text[4] == "No trend can be given: the series has one value since its last break, and 3 are needed."
    )


def test_kyrgyzstan_lists_what_else_is_published(study):
    others = _text(study, "kgz")[2]
    assert "63.2 (2021; ILOSTAT rate by sex, 2024-07-26)" in others
    assert "24.0 (2024; 24.kg, 2025, grade C)" in others
    assert "71.8 (year not stated; Friedrich-Ebert-Stiftung, 2022, grade C)" in others


def test_cambodia_gets_no_trend_from_two_points(study):
    text = " ".join(_text(study, "khm"))
    assert "No trend can be given" in text
    assert "93.1 in 2012 and 89.4 in 2019 must not be read as a change." in text


def test_thailand_names_the_step_that_nobody_flagged(study):
    text = " ".join(_text(study, "tha"))
    assert "A large step stands in it that nobody flagged: -7.7 points in 2017." in text.replace("−", "-")


@pytest.mark.parametrize("country", ["khm", "kgz", "mng", "tha", "vnm"])
def test_the_last_sentence_says_what_cannot_be_said(study, country):
    assert _text(study, country)[-1].startswith("What cannot be said: whether members")


def test_without_tables_the_sentences_say_so():
    missing = Absence(id="no-table", country="lao", reason="no_data", what="Informality", why="No rows.")
    text = formalization.headline(missing, revised=missing, gap=missing, cases=missing)
    assert text.country == "lao"
    assert text.paragraphs[0] == "How much work is informal: exists, no data. No rows."


def test_cases_of_one_source_are_not_as_many_sources(study):
    """Thailand: 12 cases, three of them from one page; the number of cases is not that of sources."""
    said = "12 cases of a move from informal to formal, from 9 sources, can be read here"
    assert any(one.startswith(said) for one in _text(study, "tha"))
