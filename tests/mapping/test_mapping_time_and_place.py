"""Series over time, regions, areas."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from mapping_rows import ledger, legal_forms

from sse_analysis import load_study, mapping
from sse_analysis.errors import CodeError
from sse_analysis.mapping.geography import valid_on
from sse_analysis.sources.table import SourcedTable


def regional(code: str):
    study = load_study(code)
    return mapping.regional_distribution(
        study.ledger, study.regions, study.areas, legal_forms=study.legal_forms
    )


def test_thai_members_are_one_unbroken_series_of_eleven_years():
    study = load_study("tha")
    result = mapping.growth(study.ledger, study.legal_forms)
    trends = result.trends[
        result.trends["line_label"].eq("All cooperatives") & result.trends["measure"].eq("members")
    ]
    row = trends.iloc[0]
    assert (len(trends), row["points"], row["first_year"], row["last_year"]) == (1, 11, 2012, 2022)
    assert row["yearly_percent"] == pytest.approx(100 * ((11_321_747 / 11_111_117) ** 0.1 - 1), abs=0.005)


def test_two_sources_are_never_joined_and_two_points_are_no_trend():
    rows = [{"value": value, "year": year, "source_title": title}
            for value, year, title in ((10, 2018, "One"), (12, 2019, "One"), (20, 2020, "Two"))]  # fmt: skip
    result = mapping.growth(ledger(*rows))
    assert list(result.frame["segment"]) == [1, 1, 2]
    assert result.trends.empty
    row = result.summary().rows[0]
    assert row[-1] == {"text": "no trend: no source has three years", "tone": "absent"}
    assert row[2:6] == ("3", "2", "10 (2018)", "12 (2019)")  # never 20 of another source as the last


def test_editions_of_one_publication_are_one_source():
    """Four figures of the Civic Freedom Monitor and what it was called before were called four sources."""
    study = load_study("kgz")
    words = mapping.growth(study.ledger, study.legal_forms).summary().plain()
    assert (
        "Noncommercial organizations | Registered organizations | 4 | 2 (4 editions) | 17,391 (2019) | 23,700"
        in words
    )
    rows = [{"value": 10 + year, "year": 2010 + year, "source_date": str(2011 + year)} for year in range(3)]
    assert mapping.growth(ledger(*rows)).summary().rows[0][2:4] == ("3", "1 (3 editions)")


def test_first_and_last_are_printed_only_of_one_source():
    study = load_study("vnm")
    words = mapping.growth(study.ledger, study.legal_forms).summary().plain()
    assert "Cooperatives / Hợp tác xã | Members | 6 | 6 | – | – | no trend" in words
    assert "13,000,000" not in words  # 13 million of 2015 to 6 million of 2025: two sources, and no decline


def test_the_text_of_the_chart_sets_no_two_sources_side_by_side():
    """It said "13,000,000 persons in 2015, 6,000,000 persons in 2025" of Viet Nam, which the table refuses."""
    study = load_study("vnm")
    alt = mapping.growth(study.ledger, study.legal_forms, measure="members").plot().alt
    assert "13,000,000" not in alt and "6,000,000" not in alt
    assert "Cooperatives / Hợp tác xã: 6 figures of 2015 to 2025, 5 dated sources, none with two years" in alt
    study = load_study("tha")
    alt = mapping.growth(study.ledger, study.legal_forms).plot().alt
    assert (
        "All cooperatives: 11,111,117 persons in 2012 and 11,321,747 persons in 2022 by one source; 13 figures"
        in alt
    )


def test_an_undated_source_is_shown_and_belongs_to_no_stretch():
    rows = [{"value": 10 + year, "year": 2010 + year, "source_date": "undated"} for year in range(5)]
    result = mapping.growth(ledger(*rows))
    assert result.frame["segment"].isna().all()
    assert result.trends.empty
    assert "0 dated sources" in result.plot().alt


def test_viet_nam_has_no_trend_because_its_only_series_is_undated():
    study = load_study("vnm")
    assert mapping.growth(study.ledger, study.legal_forms).trends.empty


def test_estimates_and_targets_are_no_points():
    rows = [{"value": 10, "year": 2018}, {"value": 12, "year": 2019, "kind": "estimate"},
            {"measure": "target_entities", "value": 40, "year": 2030, "kind": "target"}]  # fmt: skip
    assert mapping.growth(ledger(*rows)).reason == "no_data"


def test_a_law_in_the_span_is_marked_and_one_outside_is_not():
    rows = [
        {"value": 10, "year": year, "legal_form_id": "KHM-cooperative-cooperative"} for year in (2010, 2015)
    ]
    marked = mapping.growth(ledger(*rows), legal_forms({}))
    assert list(marked.laws["label"]) == ["law in force 2013-06-09"]
    assert marked.laws["year"].iloc[0] == pytest.approx(2013 + 5 / 12)
    outside = mapping.growth(ledger(*rows), legal_forms({"valid_from": "1999-01-01"}))
    assert outside.laws.empty


def test_an_unknown_measure_is_refused():
    rows = [{"value": 10, "year": 2018}, {"value": 12, "year": 2019}]
    with pytest.raises(CodeError, match="'menbers' is not a code of 'measure'"):
        mapping.growth(ledger(*rows), measure="menbers")


def test_viet_nams_regions_sum_to_the_country_and_carry_no_rate():
    result = regional("vnm")
    table = result.frame[result.frame["table"].eq(result.drawn)]
    assert table["value"].sum() == 29_378
    assert list(table["why_no_rate"].unique()) == ["population of 2016, more than 5 years from 2022"]
    assert table["rate"].isna().all()
    assert len(result.tiles) == 63  # the edition of the day of the figures, not the 34 units of today


def test_mongolias_rates_use_the_census_within_five_years():
    result = regional("mng")
    table = result.frame[result.frame["table"].eq(result.drawn)].set_index("region")
    assert table.loc["Ulaanbaatar", "value"] == 95
    assert table.loc["Ulaanbaatar", "rate"] == pytest.approx(95 / 1_539_810 * 1e5, abs=0.005)
    narrow = load_study("mng")
    none = mapping.regional_distribution(narrow.ledger, narrow.regions, narrow.areas, window=0)
    assert set(none.frame.loc[none.frame["rate"].notna(), "year"]) == {2020}  # the year of the census


def test_a_region_that_is_not_printed_is_unknown_not_zero():
    result = regional("kgz")
    table = result.frame[result.frame["table"].eq(result.drawn)]
    assert "Bishkek" not in set(table["region"])
    bishkek = result.tiles[result.tiles["name"].eq("Bishkek")].iloc[0]
    assert pd.isna(bishkek["value"])
    assert "what is not printed is unknown, not zero" in result.notes[1]
    assert "4 of 9 areas have no figure" in result.plot().alt


def test_missing_population_of_one_area_leaves_the_region_without_a_rate():
    result = regional("tha")
    row = result.frame[result.frame["region"].eq("Northeast")].iloc[0]
    assert row["why_no_rate"] == "population not known for 4 of 19 areas"
    bangkok = result.frame[result.frame["line_label"].eq("Social enterprises (broad estimate)")]
    assert bangkok["rate"].isna().all()  # an estimate gets no rate


def test_cambodias_undated_regions_are_said_to_be_undated():
    result = regional("khm")
    assert "undated figures of one source" in result.plot().title
    assert set(result.frame[result.frame["table"].eq(result.drawn)]["why_no_rate"]) == {
        "the count is undated"
    }


def test_both_editions_of_viet_nams_areas():
    areas = load_study("vnm").areas
    assert len(mapping.area_map(areas, on=dt.date(2025, 6, 30)).frame) == 63
    today = mapping.area_map(areas, on=dt.date(2025, 7, 1))
    assert len(today.frame) == 34
    assert not today.frame.duplicated(["tile_row", "tile_col"]).any()


def test_an_area_cut_later_does_not_stand_on_an_older_map():
    frame = load_study("tha").areas.frame
    assert not frame[valid_on(frame, dt.date(2011, 1, 1))]["name_en"].eq("Bueng Kan").any()
    assert frame[valid_on(frame, dt.date(2011, 12, 31))]["name_en"].eq("Bueng Kan").any()


def test_a_region_no_table_of_regions_knows_gets_no_rate():
    study = load_study("mng")
    row = {"facets": "region=Atlantis", "value": 5, "country_iso3": "MNG"}
    table = ledger(row, country="mng")
    result = mapping.regional_distribution(table, study.regions, study.areas)
    assert list(result.frame["why_no_rate"]) == ["the areas of the region are not known"]
    assert isinstance(study.areas, SourcedTable)


def test_no_regional_figure_is_an_absence():
    study = load_study("khm")
    result = mapping.regional_distribution(ledger({"value": 5}), study.regions, study.areas)
    assert (result.reason, result.id) == ("no_data", "no-regional-distribution")


def test_a_series_without_a_panel_is_called_shorter_only_where_it_is():
    from sse_analysis.figures.mapping_checks import _left_out

    assert _left_out(pd.Series([11, 11, 11]), 2) == "; 1 further series stand in the table only"
    assert _left_out(pd.Series([11, 11, 4]), 2) == "; 1 shorter series stand in the table only"
    assert _left_out(pd.Series([11, 11]), 2) == ""


def test_a_rate_says_of_which_year_its_population_is():
    """Counts of 2018, 2023 and 2024 were divided by the people of 2020 without a word."""
    result = regional("mng")
    assert "Ulaanbaatar | 95 | 1 | 1,539,810 (2020) | 6.2" in result.summary().plain()
    assert "The population of every rate is that of 2020, whatever the year of the count." in result.notes
    assert not any("population of every rate" in note for note in regional("vnm").notes)  # no rate there


def test_areas_cite_the_sources_of_their_own_edition_only():
    """The 63 provinces of 2016 were printed with the merger documents of 2025 as a source."""
    areas = load_study("vnm").areas
    old = " ".join(mapping.area_map(areas, on=dt.date(2025, 6, 30)).sources)
    assert "average population 2016" in old and "2025" not in old
    assert "average population 2016" not in " ".join(mapping.area_map(areas, on=dt.date(2025, 7, 1)).sources)
