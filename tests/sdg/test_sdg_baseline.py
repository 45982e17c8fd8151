"""Where the country stands: real figures, targets, trends, gaps."""

from __future__ import annotations

import pandas as pd
import pytest

from sse_analysis import sdg
from sse_analysis.results.absence import Absence
from sse_analysis.sdg import constants


def _trend(make_series, make_indicators, points, **options):
    standing = sdg.baseline(make_series(*points), make_indicators(**options))
    return standing.frame.dropna(subset=["value"]).iloc[0]


@pytest.mark.parametrize(
    "direction, values, word",
    [
        ("lower_better", (9.0, 8.0, 7.0), "better"),
        ("higher_better", (9.0, 8.0, 7.0), "worse"),
        ("none", (9.0, 8.0, 7.0), "falling"),
        ("none", (7.0, 8.0, 9.0), "rising"),
        ("lower_better", (7.0, 7.0, 7.0), "no change"),
        ("lower_better", (7.0, 9.0, 7.0), "no clear direction"),
        ("lower_better", (8.0, 1.0, 2.0, 3.0, 7.9), "no clear direction"),
        ("higher_better", (23.74, 23.73, 23.72), "no change"),
        ("higher_better", (23.74, 24.0, 23.72), "no clear direction"),
        ("higher_better", (23.76, 23.74, 23.70), "worse"),
    ],
)
def test_direction_in_words(series, indicators, direction, values, word):
    points = [(2015 + place, value) for place, value in enumerate(values)]
    assert _trend(series, indicators, points, direction=direction)["trend"] == word


def test_two_points_are_no_trend(series, indicators):
    line = _trend(series, indicators, [(2015, 9.0), (2019, 5.0)])
    assert pd.isna(line["trend"])
    assert line["why_no_trend"] == "two usable values since 2015"
    assert pd.isna(line["yearly_change"])


def test_points_before_the_baseline_year_do_not_count(series, indicators):
    line = _trend(series, indicators, [(2013, 9.0), (2014, 8.0), (2015, 7.0), (2016, 6.0)])
    assert line["why_no_trend"] == "two usable values since 2015"


def test_a_trend_never_crosses_a_break(series, indicators):
    points = [(2015, 50.0), (2016, 49.0), (2017, 48.0), (2018, 20.0, {"obs_status": "B"}), (2019, 21.0)]
    line = _trend(series, indicators, points)
    assert pd.isna(line["trend"])
    assert line["why_no_trend"] == "two usable values since 2015 after a break"


def test_an_unreliable_value_is_shown_and_carries_no_trend(series, indicators):
    points = [(2015, 9.0), (2016, 8.0), (2017, 0.1, {"obs_status": "U"})]
    line = _trend(series, indicators, points)
    assert (line["value"], line["flag"], line["obs_status"]) == (0.1, "U", "U")
    assert pd.isna(line["trend"])


def test_the_yearly_change_is_first_to_last(series, indicators):
    line = _trend(series, indicators, [(2015, 30.0), (2016, 29.0), (2019, 20.0)])
    assert line["yearly_change"] == pytest.approx(-2.5)
    assert (line["trend_from"], line["trend_to"], line["n_points"]) == (2015, 2019, 3)


def test_mixed_kinds_are_said(series, indicators):
    points = [(2015, 9.0, {"nature": "M"}), (2016, 8.0, {"nature": "M"}), (2017, 7.0, {"nature": "C"})]
    assert bool(_trend(series, indicators, points)["kinds_mixed"])


@pytest.mark.parametrize(
    "direction, target, value, distance",
    [
        ("lower_better", 25.0, 30.0, 5.0),
        ("lower_better", 25.0, 20.0, 0.0),
        ("higher_better", 100.0, 83.0, 17.0),
        ("higher_better", 100.0, 101.0, 0.0),
    ],
)
def test_distance_counts_one_side(series, indicators, direction, target, value, distance):
    line = _trend(series, indicators, [(2019, value)], direction=direction, target=target)
    assert line["distance"] == pytest.approx(distance)
    assert line["target_met"] == (distance == 0)


def test_distance_from_parity_counts_both_sides(standing_of):
    budget = {
        country: standing_of(country).frame.set_index("series").loc["GF_XPD_GBPC"]
        for country in ("khm", "vnm")
    }
    assert budget["khm"]["value"] == 93.93
    assert budget["khm"]["distance"] == pytest.approx(6.07)
    assert budget["vnm"]["value"] == 109.4
    assert budget["vnm"]["distance"] == pytest.approx(9.4)


def test_less_than_keeps_its_sign_and_has_no_distance(series, indicators):
    points = [(2000, 5.0, {"obs_status": "censored"})]
    line = _trend(series, indicators, points, direction="higher_better", target=100.0)
    assert line["qualifier"] == "<"
    assert pd.isna(line["distance"])


def test_a_series_that_nobody_described_has_no_direction_and_no_target(series, indicators):
    line = _trend(series, indicators, [(2015, 3.0), (2016, 2.0), (2017, 1.0)], series="ANOTHER")
    assert (line["direction"], line["target_basis"], line["trend"]) == ("none", "none", "falling")


@pytest.mark.parametrize(
    "country, lines, targets",
    [("khm", 96, 71), ("kgz", 102, 72), ("mng", 106, 74), ("tha", 104, 73), ("vnm", 102, 73)],
)
def test_every_line_and_every_one_of_169_targets_is_there(standing_of, country, lines, targets):
    frame = standing_of(country).frame
    held = frame[frame["value"].notna()]
    assert (len(held), held["target"].nunique()) == (lines, targets)
    assert frame["target"].nunique() == 169
    assert frame.loc[frame["value"].isna(), "why_absent"].notna().all()


def test_informality_of_mongolia_has_no_trend_across_the_change_of_definition(standing_of):
    line = standing_of("mng").frame.set_index("series").loc["EMP_NIFL_SEX_RT"]
    assert (line["value"], line["year"]) == (27.153, 2024)
    assert pd.isna(line["trend"])
    assert line["why_no_trend"] == "one usable value since 2015 after a break"
    past = standing_of("mng").history.query("series == 'EMP_NIFL_SEX_RT'")
    assert past.loc[past["year"] == 2023, "value"].item() == 41.892
    assert past.groupby("stretch")["year"].min().tolist() == [2006, 2008, 2010, 2019, 2024]


def test_informality_of_kyrgyzstan_is_measured_from_the_break_of_2018(standing_of):
    line = standing_of("kgz").frame.set_index("series").loc["EMP_NIFL_SEX_RT"]
    assert (line["trend"], line["trend_from"], line["trend_to"]) == ("worse", 2018, 2023)
    assert line["yearly_change"] == pytest.approx(0.9038, abs=1e-4)


def test_under_five_mortality_of_cambodia(standing_of):
    line = standing_of("khm").frame.set_index("series").loc["SH_DYN_MORT"]
    assert (line["value"], line["year"], line["target_value"]) == (26.6, 2019, 25)
    assert line["distance"] == pytest.approx(1.6)
    assert (line["trend"], line["n_points"], line["data_age"]) == ("better", 5, 7)
    assert line["yearly_change"] == pytest.approx(-1.25)


def test_disasters_and_growth_rates_are_never_a_trend(standing_of):
    for country in ("khm", "kgz", "mng", "tha", "vnm"):
        frame = standing_of(country).frame.set_index("series")
        for code in frame.index.intersection(constants.series_with("no_trend")):
            assert pd.isna(frame.loc[code, "trend"]), (country, code)


def test_only_the_uns_numbers_are_the_uns(standing_of, study_of):
    lines = standing_of("khm").frame.dropna(subset=["target_value"])
    stated = study_of("khm").sdg_indicators.frame.set_index("series")["target_basis"].copy()
    stated["IT.NET.USER.ZS"] = "leave_no_one_behind"
    assert (lines["target_basis"].to_numpy() == stated.loc[lines["series"]].to_numpy()).all()
    assert lines["target_basis"].value_counts()["un_numeric"] == 29


def test_internet_users_have_no_number_of_the_un(standing_of):
    """Target 17.8 names no number: the 100 per cent were printed as one of the 2030 Agenda."""
    line = standing_of("tha").frame.set_index("series").loc["IT.NET.USER.ZS"]
    assert (line["target_value"], line["target_basis"]) == (100, "leave_no_one_behind")


def test_a_landlocked_country_has_no_goal_14(standing_of):
    absent = sdg.goal(standing_of("mng"), 14)
    assert isinstance(absent, Absence)
    assert (absent.id, absent.reason, absent.country) == ("no-sdg-goal-14", "does_not_exist", "mng")
    assert absent.why.startswith("The country has no coast;")


def test_one_series_for_several_indicators_is_listed_once(standing_of):
    frame = standing_of("khm").frame
    shared = frame.set_index("target").loc["1.5"]
    assert pd.isna(shared["value"])
    assert shared["listed_under"] == "11.5, 13.1"
    assert frame["series"].dropna().is_unique


def test_a_goal_keeps_its_own_sources(standing_of):
    part = sdg.goal(standing_of("khm"), 7)
    assert set(part.frame["goal"]) == {7}
    assert part.sources == ("United Nations Statistics Division, Global SDG Indicators Database (2020-10)",)


def test_gaps_of_interest(standing_of):
    gaps = sdg.data_gaps(standing_of("khm")).frame
    interest = gaps[gaps["of_interest"]].set_index("target")
    assert set(interest.index) == {"2.4", "5.1", "5.2", "5.4", "5.a", "8.8", "16.10", "17.14", "17.17"}
    assert interest.loc["5.2", "obs_status"] == "O"
    assert interest.loc["2.4", "why_absent"].startswith("Only a stand-in is held: Cereal yield")
    assert not {"1.5", "12.a"} & set(gaps["target"])
    assert list(gaps["target"]) == [code for code in constants.target_labels() if code in set(gaps["target"])]


def test_renewable_capacity_serves_two_targets(standing_of):
    """Indicators 7.b.1 and 12.a.1 are one series: 12.a was printed as a target without any."""
    shared = standing_of("mng").frame.set_index("target").loc["12.a"]
    assert (shared["listed_under"], shared["why_absent"]) == (
        "7.b",
        "One series serves several indicators: see 7.b.",
    )


def test_no_figure_held_is_not_no_figure_published(standing_of):
    """The release read has series on many targets that were not taken up; the note said that none is official."""
    gaps = sdg.data_gaps(standing_of("tha"))
    assert gaps.notes[0].startswith(
        f"On {len(gaps.frame)} of the 169 targets this project holds no official series;"
    )
    why = gaps.frame.set_index("target")["why_absent"]
    assert why["5.2"] == "The release read has no survey of violence against women for Thailand."
    assert why["16.10"].startswith(
        "The release read gives no more than the year of a law on access to information"
    )


def test_overview_counts_every_line_once(standing_of):
    frame = sdg.goal_overview(standing_of("mng")).frame
    parts = frame[["better", "worse", "undirected", "no_trend"]].sum(axis=1)
    assert (parts == frame["lines"]).all()
    assert frame["lines"].sum() == 106
    marine = frame.set_index("goal").loc[14]
    assert (marine["lines"], marine["obs_status"]) == (0, "M")


def test_women_and_men_in_the_latest_year_with_both(study_of):
    study = study_of("mng")
    frame = sdg.women_and_men(study.sdg_series, study.sdg_indicators).frame.set_index("series")
    share = frame.loc["EMP_NIFL_SEX_RT"]
    assert (share["year"], share["women"], share["men"]) == (2024, 23.005, 30.631)
    assert share["difference"] == pytest.approx(-7.626)
    assert frame.loc["SDG_0851_SEX_OCU_NB", "ratio"] == pytest.approx(0.834356, abs=1e-6)


def test_women_and_men_never_take_an_unreliable_value(series, indicators):
    table = series(
        (2019, 5.0, {"sex": "female"}),
        (2019, 4.0, {"sex": "male"}),
        (2020, 9.0, {"sex": "female", "obs_status": "U"}),
        (2020, 4.0, {"sex": "male"}),
    )
    frame = sdg.women_and_men(table, indicators()).frame
    assert frame[["year", "women", "men"]].to_numpy().tolist() == [[2019, 5.0, 4.0]]


def test_no_sexes_is_an_absence(series, indicators):
    absent = sdg.women_and_men(series((2019, 5.0)), indicators())
    assert isinstance(absent, Absence)
    assert absent.why == "No series of this country gives both sexes for the same year."
