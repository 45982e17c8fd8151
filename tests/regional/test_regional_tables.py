"""The regional tables on the figures that ship."""

import re

import pandas as pd
import pytest

from sse_analysis import load_region, mapping, regional
from sse_analysis.regional.comparability import COMPARABLE
from sse_analysis.results.exhibit import cell_text

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


def test_a_series_stands_under_a_target_that_it_also_serves(series):
    """SG_DSR_SILS is listed under 11.b in the data and is the indicator 13.1.3 as well."""
    cells = series.frame[series.frame["line"].eq("SG_DSR_SILS")].set_index("country")
    assert set(cells["group"]) == {"Target 13.1"}
    assert cells["value"].dropna().round(1).to_dict() == {"kgz": 10.1, "mng": 54.5, "tha": 35.4}
    assert not series.frame.duplicated(["line", "country"]).any()


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
    assert figures.loc[("cooperative-bodies", "vnm"), "value"] == 29_378
    assert figures.loc[("cooperative-bodies", "vnm"), "status"] == COMPARABLE
    assert figures.loc[("cooperative-bodies", "khm"), "status"] == "other concept"


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
    alt = rates.plot().alt
    assert (
        "Mongolia: 55.1 in 2006, break, 48.4 in 2008 to 42.9 in 2009, break, 50.7 in 2010 to 48.8 in 2018"
        in alt
    )
    assert "break, 47.1 in 2019 to 41.9 in 2023, break, 27.2 in 2024, 18 years" in alt


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
        "Thailand: 75.8 in 2014 to 63.2 in 2024, 10 years, large steps that nobody flagged in 2017"
        in chart.alt
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
    line = figures.frame.query("line == 'social_enterprise-bodies'").set_index("country")
    ledgers = {study.country: study.ledger.frame.set_index("id") for study in region}
    for country, nearly in (("khm", "more than"), ("vnm", "nearly")):
        row = ledgers[country].loc[line.loc[country, "origin"]]
        assert (row["value"], row["country_iso3"]) == (300, country.upper())
        assert nearly in row["note"]
        assert line.loc[country, "wording"] == row["legal_form"]
        assert f"“{nearly}”" in line.loc[country, "said"]
    said = figures.summary().plain()
    assert "300 (2012, C, “more than”, status not said): NGOs with commercial activities" in said


def test_a_quoted_word_on_another_number_is_not_that_of_the_figure(figures):
    """The source of 164 unions also says *more than 1 million members*."""
    unions = figures.frame.query("line == 'cooperative_union-bodies' and country == 'vnm'").iloc[0]
    assert (unions["value"], unions["said"]) == (164, "B")


def test_a_reason_that_a_whole_line_shares_stands_once_at_its_head(figures):
    said = figures.summary().plain()
    assert "no like figure in another country" not in said
    assert (
        "existing, or status not said. Not compared: what is counted differs; more than 3 years apart."
        in said
    )
    assert "registered. Not compared: what is counted differs." in said
    assert "2,623 (2022, B, registered): Associations" in said


#: Country, line, leading value, its brackets, and what a country reader sees beside it.
BESIDE = [
    ("kgz", "cooperative-bodies", 426, "2014, B, year inferred, status not said", "newer: 741 (2024, C)"),
    ("vnm", "cooperative-bodies", 29_378, "2022, A, existing", "newer: 35,041 (2025, B, preliminary)"),
    (
        "mng",
        "cooperative-bodies",
        4_700,
        "2021, B, “more than”, registered",
        "status not said: 4,468 (2021, C)",
    ),
    ("mng", "mutual_credit-bodies", 288, "2018, A", "newer: 184 (2024, B)"),
    ("mng", "mutual_credit-members", 61_881, "2018, A", "newer: 73,293 (2024, B)"),
    ("tha", "social_enterprise-bodies", 345, "2025, B, registered", "status not said: 321 (2023, B)"),
]


@pytest.mark.parametrize(("country", "line", "value", "brackets", "beside"), BESIDE)
def test_what_a_country_report_prints_beside_a_figure_stands_beside_it_here(
    figures, country, line, value, brackets, beside
):
    row = figures.frame.query("line == @line and country == @country").iloc[0]
    assert (row["value"], row["beside"]) == (value, beside)
    assert row["beside_origin"].startswith(f"{country.upper()}-{line.rpartition('-')[0]}-")
    names = [name for name, _ in figures.countries]
    unit = " persons" if line.endswith("members") else ""
    printed = [cells[1 + names.index(country)] for cells in figures.summary().rows]
    found = [
        text for cell in printed if (text := cell_text(cell)).startswith(f"{value:,}{unit} ({brackets})")
    ]
    assert len(found) == 1 and f"; {beside}" in found[0]


def test_every_newer_figure_and_every_mark_of_a_country_table_stands_in_the_regional_one(region, figures):
    """Against the country's own result, read without the regional choice."""
    held = figures.frame[figures.frame["value"].notna()]
    checked = 0
    for study in region:
        given = {"rule": study.parameters.mapping.headline, "as_of": study.parameters.data_cutoff}
        own = mapping.landscape(study.ledger, study.legal_forms, **given).frame
        own = own[own["ledger_id"].notna()].set_index("ledger_id")
        for row in held[held["country"].eq(study.country)].to_dict("records"):
            of_country = own.loc[row["origin"]]
            assert (row["value"], row["year"]) == (of_country["value"], of_country["year"])
            assert row["said"].startswith(of_country["grade"])
            assert ("year inferred" in row["said"]) == bool(of_country["year_inferred"])
            assert of_country["qualifier"] in row["said"]
            if pd.notna(of_country["newer_value"]):
                newer = f"newer: {of_country['newer_value']:,.0f} ({of_country['newer_year']}, {of_country['newer_grade']}"
                assert newer in row["beside"] and of_country["newer_id"] in row["beside_origin"]
                checked += 1
    assert checked >= 4


def test_both_reports_lead_with_the_same_count(region, figures):
    """Mongolia led with 4,468 (C) here and with 4,700 (B) in its own report."""
    bodies = figures.frame[figures.frame["line"].str.endswith("-bodies") & figures.frame["value"].notna()]
    for study in region:
        given = {"rule": study.parameters.mapping.headline, "as_of": study.parameters.data_cutoff}
        landscape = mapping.landscape(study.ledger, study.legal_forms, **given)
        net = set(mapping.net_organizations(landscape).frame["ledger_id"])
        own = bodies[bodies["country"].eq(study.country)]
        assert len(own) >= 2
        assert set(own["origin"]) <= net
        beside = {id for ids in own["beside_origin"] for id in ids.split("; ") if id}
        assert not beside & net
    assert "cooperative-existing" not in set(figures.frame["line"])


def test_lines_of_one_country_are_named_with_their_number(region, figures):
    note = next(one for one in figures.notes if one.startswith("Lines that only one country has"))
    listed = re.findall(r"\(([^()]+)\)", note)
    lines = sum(len(quantities.replace("women among members", "women").split(", ")) for quantities in listed)
    assert note.startswith(f"Lines that only one country has are in its own report, {lines} in all.")
    shown = {(row.country, row.line) for row in figures.frame.itertuples() if pd.notna(row.value)}
    every = set()
    for study in region:
        given = {"rule": study.parameters.mapping.headline, "as_of": study.parameters.data_cutoff}
        own = mapping.landscape(study.ledger, study.legal_forms, **given).frame
        own = own[own["main"] & own["value"].notna()]
        counted = own["quantity"].replace({"registered": "bodies", "existing": "bodies"})
        every |= {(study.country, f"{form}-{one}") for form, one in zip(own["form"], counted, strict=True)}
    assert shown <= every and len(every - shown) == lines
    assert "Cambodia: Community protected area (organizations)" in note
    assert "foundation-bodies" in set(figures.frame["line"])


def test_a_form_that_others_count_together_is_told_with_all_its_parts(figures):
    cell = figures.frame.query("line == 'association_and_foundation-bodies' and country == 'vnm'").iloc[0]
    assert cell["status"] == "counted apart"
    assert cell["reason"] == (
        "no figure; Association: 71,890 (2023, B, “more than”, status not said); "
        "Foundation or fund: 3,150 (2023, B, “about”, status not said)"
    )


def test_the_sentences_count_what_the_tables_hold(region, series, figures):
    rates = regional.informality_lines(region, dataset=region.parameters.informality_dataset)
    said = regional.headline(figures, series, rates, window=WINDOW).plain()
    held = series.frame["value"].notna().sum()
    assert f"Of {held} SDG values of targets that a source names" in said


def test_absent_inputs_stay_absent(region):
    assert regional.informality_lines((), dataset="x").reason == "no_data"
    none = regional.sdg_lines((), region.not_comparable, targets=("8.3",), window=WINDOW)
    assert none.reason == "no_data"
