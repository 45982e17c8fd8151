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


def _published(study, country):
    """Return the sentences on other figures: by the same definition, and under the same name only."""
    heads = ("Also published", "No other figure", "Under the same name")
    return [one for one in _text(study, country) if one.startswith(heads)]


def test_mongolia_says_that_2024_is_no_fall(study):
    text = _text(study, "mng")
    assert text[0] == (
        "Informal employment was 27.2 percent of employment in 2024 (all activities, women and men; ILOSTAT "
        "EMP_NIFL_SEX_RT, release 2026; ILO harmonised order on microdata, main job)."
    )
    assert text[1] == (
        "2024 stands behind a break (a fall by a third in one year, women and men alike, without a flag; proposal of "
        "this project): 41.9 in 2023 and 27.2 in 2024 must not be read as a change."
    )
    assert (
        text[2] == "No trend can be given: the series has one value since its last break, and 3 are needed."
    )


def test_kyrgyzstan_lists_what_else_is_published(study):
    same, named = _published(study, "kgz")
    assert "63.2 (2021; ILOSTAT rate by sex, 2024-07-26)" in same
    assert "24.0 (2024; 24.kg, 2025, grade C; as the press says; probably another scope)" in named
    assert "71.8 (year not stated; Friedrich-Ebert-Stiftung, 2022, grade C; as the study says)" in named


def test_a_rate_of_another_definition_is_never_called_the_same_concept(study):
    """The Thai national definition, the estimates of 2020 and a press figure outside agriculture were."""
    same, named = _published(study, "tha")
    assert same.startswith(
        "Also published for the same concept and scope, in percent, by release: 65.0 (2018; ILOSTAT"
    )
    assert not any(other in same for other in ("52.3", "62.6", "64.0"))
    assert named.startswith(
        "Under the same name, by another definition or one that is not stated: 64.0 (2018; UN database"
    )
    national = "national definition: no protection by labour law or social security from work"
    assert f"52.3 (2023; The Nation, 2023, grade C; {national})" in named
    same, named = _published(study, "mng")
    assert "32.5" not in same
    assert "32.5 (year not stated; 24.kg, 2019, grade C; as the press says; probably another scope)" in named


def test_the_table_of_rates_names_the_definitions_that_are_not_the_headlines(study):
    notes = formalization.rates(study("tha").informality).notes
    assert (
        "Not by the definition of the headline, or by one not stated: UN database (ILO estimates as they stood in 2020, "
        "before a later rewrite); National Statistical Office, The Nation (national definition: no protection by labour "
        "law or social security from work)."
    ) in notes


def test_cambodia_gets_no_trend_from_two_points(study):
    text = " ".join(_text(study, "khm"))
    assert "No trend can be given" in text
    assert "93.1 in 2012 and 89.4 in 2019 must not be read as a change." in text


def test_thailand_names_the_step_that_nobody_flagged(study):
    text = " ".join(_text(study, "tha"))
    assert "It has a large step that its publisher does not flag: -7.7 points in 2017." in text.replace(
        "−", "-"
    )


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


def test_breaks_and_gaps_cite_only_the_series_they_are_read_from(study):
    """Press figures without a break or without women and men were named as sources of both tables."""
    table = study("kgz").informality
    steps, gap = formalization.breaks(table), formalization.gender_gap(table)
    assert all("ILOSTAT" in source for source in steps.sources)
    assert not any("24.kg" in source for source in gap.sources)
    assert any("ILO Moscow" in source for source in gap.sources)
    assert "ILO Moscow | 2022 | 2020 | 60.0 | 64.0 | −4.0 | quoted, grade B" in gap.summary().plain()


@pytest.mark.parametrize("country", ["khm", "kgz", "mng", "tha", "vnm"])
def test_what_weakens_a_rate_stands_behind_it_and_the_rule_after_the_findings(study, country):
    """A short edition prints four sentences: a break or the course of the series must be among them, the rule need not."""
    text = _text(study, country)
    assert any(
        "must not be read as a change" in one or "The series has" in one or "No trend" in one
        for one in text[1:3]
    )
    assert [one.startswith("Headline:") for one in text] == [*[False] * (len(text) - 2), True, False]


def test_one_figure_of_several_releases_is_told_once(study):
    others = next(one for one in _text(study, "tha") if one.startswith("Also published"))
    assert "in percent" in others
    assert "65.0 (2018; ILOSTAT 8.3.1 by activity, 2024-08-24 and 2023-11-29)" in others
    assert others.count("ILOSTAT 8.3.1 by activity") == 1


def test_the_text_of_the_chart_sets_no_two_values_across_a_break_side_by_side(study):
    """It read "55.1 in 2006 to 27.2 in 2024, 18 values, 4 breaks" of Mongolia."""
    alt = formalization.rates(study("mng").informality).plot().alt
    assert "55.1 in 2006 to 27.2" not in alt
    assert "48.8 in 2018, break, 47.1 in 2019 to 41.9 in 2023, break, 27.2 in 2024, 18 values" in alt


def test_jobs_of_no_stated_activity_are_no_activity_in_the_text_of_the_chart(study):
    alt = formalization.profile(study("vnm").informality).plot().alt
    assert alt.startswith("9 activities, from 24.3 in mining and utilities to 98.9 in agriculture.")
