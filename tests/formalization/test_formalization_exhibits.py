"""Tables and charts of every country: drawn, described, named apart, the same twice."""

import re

import pytest

from sse_analysis import formalization

COUNTRIES = ("khm", "kgz")


def _results(study, country):
    given = study(country)
    tables = {"informality": given.informality, "legal_forms": given.legal_forms, "pathways": given.pathways}
    return [
        formalization.rates(given.informality),
        formalization.revisions(given.informality),
        formalization.breaks(given.informality),
        formalization.gender_gap(given.informality),
        formalization.profile(given.informality),
        formalization.sector_counts(given.informality),
        formalization.pathways(given.pathways),
        formalization.sse_link(given.legal_forms, given.ledger),
        formalization.diagnosis(country=country, **tables),
    ]


@pytest.mark.parametrize("country", COUNTRIES)
def test_every_result_has_a_table_and_a_chart_of_its_country(study, country):
    shown = [part for result in _results(study, country) for part in (result.summary(), result.plot())]
    assert {part.country for part in shown} == {country}
    names = [part.id for part in shown if part.kind != "absence"]
    assert len(names) == len(set(names))
    for part in shown:
        if part.kind == "figure":
            assert len(part.alt) > 60 and part.alt != part.title
            assert not re.search(r"\bnan\b|<NA>", part.alt)
        if part.kind == "table":
            assert not re.search(r"\bnan\b|<NA>", part.plain())


def test_charts_are_the_same_twice(study):
    one, other = (formalization.rates(study("mng").informality).plot() for _ in range(2))
    assert one.svg == other.svg


def test_the_fan_draws_no_line_across_a_break(study):
    """Mongolia, newest release: five stretches, so five lines of this release and none of 18 points."""
    from sse_analysis.figures.base import canvas
    from sse_analysis.figures.formalization_parts import draw_stretches
    from sse_analysis.figures.theme import PALETTE

    history = formalization.rates(study("mng").informality).history
    rows = history[history["release_date"].eq("2026") & history["scope"].eq("total")]
    _, axes = canvas()
    draw_stretches(axes, rows, value="value", look={"color": PALETTE[0]})
    assert [len(line.get_xdata()) for line in axes.lines] == [1, 2, 9, 5, 1]


def test_alternative_text_of_the_fan_names_every_release(study):
    alt = formalization.rates(study("mng").informality).plot().alt
    assert (
        "All activities, ILOSTAT rate by sex, release 2026: 55.1 in 2006, break, 48.4 in 2008 to 42.9 in 2009, break, 50.7 in "
        "2010 to 48.8 in 2018, break, 47.1 in 2019 to 41.9 in 2023, break, 27.2 in 2024, 18 values" in alt
    )
    assert len(re.findall("release 2020-10", alt)) == 3


def test_an_undated_figure_is_in_no_chart(study):
    assert "71.8" not in formalization.rates(study("kgz").informality).plot().alt


def test_a_share_of_another_base_is_in_the_table_and_in_no_chart_of_rates(study):
    """Cambodia: 56 percent of the labour force in the informal sector is no rate of employment."""
    published = formalization.rates(study("khm").informality)
    fan, table = published.plot(), published.summary()
    assert "56.0" not in fan.alt and ">56.0<" not in fan.svg and "another base" not in fan.svg
    assert any("56.0" in str(row) for row in table.rows)
    note = "Of another concept and base, in the table only: informal sector, share of the labour force, 56.0 in 2015."
    assert note in fan.notes and note in table.notes
    assert not any(
        "another concept" in words for words in formalization.rates(study("tha").informality).notes
    )


def test_a_gap_behind_a_break_is_marked_and_no_line_crosses_a_break_of_either_sex(study):
    gap = formalization.gender_gap(study("khm").informality)
    newest = gap.frame.query("newest and latest and scope == 'total'").iloc[-1]
    assert (newest["year"], newest["broken"]) == (2019, True)
    heads = [column.label for column in gap.summary().columns]
    marks = [row[heads.index("Mark")] for row in gap.summary().rows if row[heads.index("Release")] == "2026"]
    assert {"text": "behind a break", "tone": "partly"} in marks
    frame = formalization.gender_gap(study("kgz").informality).frame
    mining = frame.query("scope == 'mining_and_utilities' and release_date == '2024-08-24'").set_index(
        "year"
    )["stretch"]
    assert mining.loc[2018] > mining.loc[2017], "the men's series breaks in 2018, the women's does not"
