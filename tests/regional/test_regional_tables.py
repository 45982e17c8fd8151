"""The regional tables on the figures that ship."""

import pandas as pd
import pytest

from sse_analysis import load_region, regional
from sse_analysis.regional.comparability import COMPARABLE

WINDOW = 3


@pytest.fixture(scope="module")
def region():
    return load_region()


@pytest.fixture(scope="module")
def series(region):
    targets = regional.claimed_targets(region)
    return regional.sdg_lines(region, region.not_comparable, targets=targets, window=WINDOW)


@pytest.fixture(scope="module")
def figures(region):
    return regional.sse_figures(region, window=WINDOW)


def test_targets_are_those_a_source_names_and_not_ours(region):
    assert regional.claimed_targets(region) == (
        "1.2",
        "2.3",
        "3.8",
        "6.b",
        "7.2",
        "8.3",
        "8.5",
        "8.6",
        "11.1",
        "13.1",
    )


def test_national_poverty_lines_and_currencies_are_never_compared(series):
    frame = series.frame.set_index("line")
    for line in ("SI_POV_NAHC", "SDG_0851_SEX_OCU_NB"):
        assert not frame.loc[line, "status"].eq(COMPARABLE).any()
    assert "each country draws its own poverty line" in series.summary().plain()


def test_a_changed_definition_is_not_compared(series):
    """Mongolia's 27.2 percent of 2024 follows a fall of 14.7 points that nobody flagged."""
    cell = series.frame.query("line == 'EMP_NIFL_SEX_RT' and country == 'mng'").iloc[0]
    assert (round(cell["value"], 1), cell["status"]) == (27.2, "other concept")


def test_comparable_cells_share_unit_concept_and_time(series, figures):
    for table in (series, figures):
        like = table.frame[table.frame["status"].eq(COMPARABLE)]
        for _, line in like.groupby("line"):
            assert line["unit"].nunique() == line["concept"].nunique() == 1
            assert line["year"].max() - line["year"].min() <= WINDOW
            assert len(line) > 1
        apart = table.frame[table.frame["status"].ne(COMPARABLE)]
        assert apart["reason"].ne("").all()


def test_agricultural_cooperatives_are_not_all_cooperatives(figures):
    figures = figures.frame.set_index(["line", "country"])
    assert figures.loc[("cooperative-existing", "vnm"), "value"] == 29_378
    assert figures.loc[("cooperative-existing", "vnm"), "status"] == COMPARABLE
    assert figures.loc[("cooperative-existing", "khm"), "status"] == "other concept"


def test_families_are_not_persons(figures):
    figures = figures.frame
    units = figures[figures["line"].eq("cooperative-members") & figures["status"].eq(COMPARABLE)]["unit"]
    assert set(units) == {"persons"}


def test_the_lines_of_informality_break_where_the_country_reports_break(region):
    rates = regional.informality_lines(region, dataset=region.parameters.informality_dataset)
    frame = rates.frame
    cambodia = frame[frame["country"].eq("khm")]
    assert list(cambodia["year"]) == [2012, 2019] and cambodia["line"].nunique() == 2
    mongolia = frame[frame["country"].eq("mng")].set_index("year")
    assert mongolia.loc[2024, "line"] != mongolia.loc[2023, "line"]
    assert "Mongolia: 55.1 in 2006, 27.2 in 2024, 18 years, 4 breaks in the series" in rates.plot().alt


def test_only_countries_that_may_be_compared_share_a_sentence_on_informality(region, series, figures):
    rates = regional.informality_lines(region, dataset=region.parameters.informality_dataset)
    said = regional.headline(figures, series, rates, window=WINDOW).plain()
    assert "may be compared: Kyrgyzstan 57.5 (2023), Thailand 63.2 (2024), Viet Nam 67.0 (2024)." in said
    assert "Cambodia 89.4 (2019), because it refers to 2019 and the others to 2023 to 2024;" in said
    assert "Mongolia 27.2 (2024), because its definition probably changed in 2024" in said
    assert "41.9 in 2023 and 27.2 in 2024 must not be read as a change" in said
    for ranked in ("Mongolia 27.2 (2024, the first year after a break)", "Mongolia 27.2 (2024); Kyrgyzstan"):
        assert ranked not in said
    apart = series.frame.query("line == 'EMP_NIFL_SEX_RT' and status != 'comparable' and value.notna()")
    assert sorted(apart["country"]) == ["khm", "mng"]


def test_a_changed_definition_is_said_in_words_that_parse(series):
    said = series.summary().plain()
    assert "its definition probably changed, without a flag, and is not that of the others" in said
    assert "release 2026, probable change of definition; the others" not in said


def test_a_last_value_is_marked_in_its_own_year_and_large_steps_carry_their_warning(region):
    rates = regional.informality_lines(region, dataset=region.parameters.informality_dataset)
    large = rates.frame[rates.frame["kind"].eq("large_step")]
    assert set(zip(large["country"], large["year"], strict=True)) == {
        ("mng", 2009),
        ("mng", 2014),
        ("tha", 2017),
    }
    chart, table = rates.plot(), rates.summary()
    assert "67.2 s" in table.plain()
    for shown in (chart, table):
        notes = " ".join(shown.notes)
        assert "Thailand 74.9 in 2016, 67.2 in 2017" in notes
        assert "Mongolia 41.9 in 2023, 27.2 in 2024 (a fall by a third" in notes
    assert (
        "Thailand: 75.8 in 2014, 63.2 in 2024, 10 years, large steps that nobody flagged in 2017" in chart.alt
    )


def test_the_end_of_a_line_stands_at_its_year():
    from matplotlib.figure import Figure

    from sse_analysis.figures.regional import _name_the_ends

    rows = [("Cambodia", 2012, 93.1, False), ("Cambodia", 2019, 89.4, True), ("Thailand", 2024, 63.2, False)]
    frame = pd.DataFrame(rows, columns=["name", "year", "value", "after_break"])
    axes = Figure().subplots()
    _name_the_ends(axes, frame, ["Cambodia", "Thailand"])
    marks = {(float(line.get_xdata()[0]), float(line.get_ydata()[0])) for line in axes.lines}
    assert marks == {(2019, 89.4), (2024, 63.2)}
    assert {text.get_text() for text in axes.texts} == {
        "Cambodia 89.4 (2019), after a break",
        "Thailand 63.2 (2024)",
    }
    assert all(text.get_position()[0] - text.xy[0] < 1 for text in axes.texts)


def test_two_figures_of_one_value_are_two_rows_of_the_ledgers_with_their_wordings(region, figures):
    line = figures.frame.query("line == 'social_enterprise-existing'").set_index("country")
    ledgers = {study.country: study.ledger.frame.set_index("id") for study in region}
    for country, nearly in (("khm", "more than"), ("vnm", "nearly")):
        row = ledgers[country].loc[line.loc[country, "origin"]]
        assert (row["value"], row["country_iso3"]) == (300, country.upper())
        assert nearly in row["note"]
        assert line.loc[country, "wording"] == f"{row['legal_form']}, “{nearly}” in the source"
    said = figures.summary().plain()
    assert "300 (2012): NGOs with commercial activities, “more than” in the source" in said


def test_a_quoted_word_on_another_number_is_not_that_of_the_figure(figures):
    """The source of 164 unions also says *more than 1 million members*."""
    unions = figures.frame.query("line == 'cooperative_union-existing' and country == 'vnm'").iloc[0]
    assert (unions["value"], unions["wording"]) == (164, "Unions of cooperatives / Liên hiệp hợp tác xã")


def test_a_reason_that_a_whole_line_shares_stands_once_at_its_head(figures):
    said = figures.summary().plain()
    assert "no like figure in another country" not in said
    assert (
        "existing, or status not said. Not compared: what is counted differs; more than 3 years apart."
        in said
    )
    assert "registered. Not compared: more than 3 years apart." in said
    assert "2,623 (2022): Associations" in said


def test_the_sentences_count_what_the_tables_hold(region, series, figures):
    rates = regional.informality_lines(region, dataset=region.parameters.informality_dataset)
    said = regional.headline(figures, series, rates, window=WINDOW).plain()
    held = series.frame["value"].notna().sum()
    assert f"Of {held} SDG values of targets that a source names" in said


def test_absent_inputs_stay_absent(region):
    assert regional.informality_lines((), dataset="x").reason == "no_data"
    none = regional.sdg_lines((), region.not_comparable, targets=("8.3",), window=WINDOW)
    assert none.reason == "no_data"
