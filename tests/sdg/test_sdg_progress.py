"""Published methods on made-up lines whose answer is known, and on real ones."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from sse_analysis import load_study, paths, sdg, synthetic
from sse_analysis.results.absence import Absence
from sse_analysis.sdg import bounds, constants
from sse_analysis.sdg.assessment import _settings
from sse_analysis.sdg.progress import Panel, escap, eurostat, oecd, open_sdg, sdsn, unsd


def _panel(*values, direction=-1.0, target=None, years=None, **limits):
    years = years or range(2015, 2015 + len(values))
    meta = pd.DataFrame(
        {"goal": [1], "direction": [direction], "target": [float("nan") if target is None else target]}
        | {name: [limits.get(name, float("nan"))] for name in ("lower", "upper", "red", "green")},
        index=["x"],
    )
    points = pd.DataFrame(
        {"indicator": "x", "year": list(years), "value": [float(value) for value in values]}
    )
    return Panel(meta, points)


def _category(method, panel):
    return method.measure(panel, **_settings(method.__name__.rsplit(".", 1)[-1]))["category"].iloc[0]


def test_a_target_met_at_the_start_and_kept_is_no_movement_away():
    kept = _panel(20, 19, 18, target=25)
    assert _category(unsd, kept) == "substantial progress/on track"
    assert _category(eurostat, kept) == "significant progress"
    assert _category(open_sdg, kept) == "target achieved"
    assert _category(escap, kept) == "maintain"


def test_a_target_met_at_the_start_and_lost_is():
    lost = _panel(20, 24, 28, target=25)
    assert _category(unsd, lost) == "deterioration"
    assert _category(eurostat, lost) == "movement away"
    assert _category(open_sdg, lost) == "deterioration"
    assert _category(escap, lost) == "reverse"


def test_deterioration_is_not_progress_in_absolute_value():
    assert _category(unsd, _panel(10, 11, 12)) == "deterioration"
    assert _category(unsd, _panel(10, 11, 12, direction=1.0)) == "substantial progress/on track"


def test_standing_exactly_at_the_target_is_maintained():
    assert _category(escap, _panel(25, 25, 25, target=25)) == "maintain"
    table = escap.measure(_panel(25, 26, 27, target=25), **_settings("escap"))
    assert table["category"].iloc[0] == "reverse"
    assert table["current_status_index"].iloc[0] == -10


@pytest.mark.parametrize(
    "values, why",
    [
        ((0, 1, 2), "no rate of growth starts from zero"),
        ((-1, 1, 2), "a rate of growth needs positive values"),
        ((1, 1, -2), "a rate of growth needs positive values"),
    ],
)
def test_no_growth_through_zero(values, why):
    table = unsd.measure(_panel(*values), **_settings("unsd"))
    assert table["category"].isna().iloc[0]
    assert table["why"].iloc[0] == why


def test_a_zero_target_is_replaced_so_that_the_ratio_exists():
    table = eurostat.measure(_panel(10, 9, 8, target=0), **_settings("eurostat"))
    assert 0 < table["ratio"].iloc[0] < 0.3
    assert table["category"].iloc[0] == "insufficient progress"


def test_escap_needs_a_target():
    table = escap.measure(_panel(10, 9, 8), **_settings("escap"))
    assert table["category"].isna().iloc[0]
    assert table["why"].iloc[0] == "no target value"


def test_the_oecd_distance_is_null_without_a_target_and_zero_once_met():
    sd = pd.Series({"x": 2.0})
    assert oecd.measure(_panel(10, 9, 8), sd=sd)["estimate"].isna().iloc[0]
    assert oecd.measure(_panel(10, 9, 8, target=9), sd=sd)["estimate"].iloc[0] == 0
    assert oecd.measure(_panel(10, 9, 8, target=5), sd=sd)["estimate"].iloc[0] == 1.5


def test_a_perfect_score_that_is_lost_is_decreasing():
    panel = _panel(100, 99, 98, direction=1.0, lower=0.0, upper=100.0, red=50.0, green=90.0)
    table = sdsn.trend(panel, horizon=2030, target_score=100, thresholds_trend=[0, 0.5, 1])
    assert table["category"].iloc[0] == "decreasing"


def test_one_goal_at_zero_makes_the_geometric_index_zero():
    assert sdsn.index(pd.Series([0.0, 100.0]), aggregation="geometric") == 0
    assert sdsn.index(pd.Series([0.0, 100.0])) == 50


def test_every_category_of_every_method_has_a_standing():
    table = constants.table("standings")
    words = {
        "unsd": unsd.CATEGORIES,
        "eurostat": [*eurostat.WITH_TARGET, *eurostat.WITHOUT_TARGET],
        "open_sdg": [*open_sdg.CATEGORIES, open_sdg.ACHIEVED],
        "escap": escap.CATEGORIES,
        "sdsn": sdsn.ARROWS,
    }
    for method, categories in words.items():
        assert set(table.loc[table["method"] == method, "category"]) == set(categories)
    assert set(table["standing"]) == {0, 1, 2, 3}


def test_under_five_mortality_of_cambodia_by_all_methods(measured_of):
    rows = measured_of("khm").frame.query("series == 'SH_DYN_MORT'").set_index("method")
    assert rows["category"].dropna().to_dict() == {
        "unsd": "substantial progress/on track",
        "eurostat": "significant progress",
        "open_sdg": "on track",
        "escap": "maintain",
    }
    # (26.6/31.6)^(1/4) - 1 over (25/31.6)^(1/15) - 1
    ratio = ((26.6 / 31.6) ** (1 / 4) - 1) / ((25 / 31.6) ** (1 / 15) - 1)
    assert rows.loc["unsd", "value"] == pytest.approx(ratio)
    assert rows.loc["oecd", "value"] == pytest.approx(1.6 / 6.40984, rel=1e-4)


def test_methods_part_on_a_target_of_zero(measured_of):
    frame = sdg.agreement(measured_of("khm")).frame.set_index("series")
    open_air = frame.loc["SH_SAN_DEFECT"]
    assert open_air[["unsd", "eurostat", "open_sdg", "escap"]].tolist() == [1, 1, 1, 3]
    assert open_air["verdict"] == "disagree"
    assert open_air["reason"] == "target of zero: a rate of growth never reaches it"


@pytest.mark.parametrize("country, lines", [("khm", 35), ("kgz", 48), ("mng", 45), ("tha", 50), ("vnm", 40)])
def test_lines_measured_and_left_out_are_all_lines(measured_of, standing_of, country, lines):
    measured = measured_of(country)
    counted = measured.frame.drop_duplicates(["series", "sex"])
    left = sum(count for _, count in measured.left_out)
    held = standing_of(country).frame["value"].notna().sum()
    assert (len(counted), len(counted) + left) == (lines, held)
    assert (counted["n"] >= 3).all()
    assert set(measured.frame["method"]) == {"unsd", "eurostat", "open_sdg", "escap", "oecd"}


def test_two_points_are_measured_by_no_method(series, indicators):
    absent = sdg.measure_progress(series((2015, 9.0), (2019, 5.0)), indicators(target=0.0))
    assert isinstance(absent, Absence)
    assert absent.why == "No series has 3 usable values since 2015 in an unbroken stretch."


def test_a_target_on_both_sides_is_left_out_once_overshot(series, indicators):
    given = indicators(("IC_GEN_MGTL", "higher_better", 50.0, "technical_optimum"))
    rows = [(2015, 48.0), (2016, 49.0), (2017, 52.0)]
    absent = sdg.measure_progress(series(*rows, series="IC_GEN_MGTL"), given)
    assert isinstance(absent, Absence)


def test_the_spread_of_the_reference_group_is_that_of_the_data_that_ship(study_of):
    frames = [study_of(country).sdg_series.frame for country in ("khm", "kgz", "mng", "tha", "vnm")]
    rows = pd.concat(frames)
    rows = rows[~rows["obs_status"].isin(["U", "censored"]) & (rows["year"] >= 2010)]
    totals = set(rows.loc[rows["sex"] == "total", "series"])
    rows = rows[(rows["sex"] == "total") | ~rows["series"].isin(totals)].sort_values("year")
    latest = rows.groupby(["series", "sex", "country_iso3"]).tail(1)
    spread = latest.groupby(["series", "sex"])["value"].agg(["size", "std"])
    spread = spread[(spread["size"] >= constants.method("oecd")["minimum_countries"]) & (spread["std"] > 0)]
    shipped = constants.table("reference_sd").set_index(["series", "sex"])
    assert set(shipped.index) == set(spread.index)
    pd.testing.assert_series_equal(
        shipped["sd"], spread["std"].loc[shipped.index], check_names=False, rtol=1e-5
    )


def test_sdsn_is_an_absence_until_the_user_brings_bounds(measured_of):
    absent = sdg.sdsn_scores(measured_of("khm"))
    assert isinstance(absent, Absence)
    assert (absent.reason, absent.file) == (
        "not_released",
        "data/common/user/ (a workbook of the SDG Index, or sdg_bounds.csv)",
    )


@pytest.fixture
def user_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(bounds, "user_folder", lambda: tmp_path)
    return tmp_path


def test_bounds_of_the_user_bring_sdsn_in(user_folder, study_of):
    (user_folder / "sdg_bounds.csv").write_text(
        "series,lower,upper,red,green\nSH_DYN_MORT,130.1,2.6,50,25\n", encoding="utf-8"
    )
    study = study_of("khm")
    measured = sdg.measure_progress(study.sdg_series, study.sdg_indicators)
    rows = sdg.sdsn_scores(measured).frame.set_index("series")
    first, last = (100 * (130.1 - value) / 127.5 for value in (31.6, 26.6))
    assert rows.loc["SH_DYN_MORT", "value"] == pytest.approx(((last - first) / 4) / ((100 - first) / 15))
    assert rows.loc["SH_DYN_MORT", "category"] == "moderately improving"
    assert rows.loc["SH_STA_MMR", "why"] == "no bounds for a score"
    assert ("data/common/user/sdg_bounds.csv") in dict(measured.provenance.inputs)


def test_a_workbook_of_the_sdg_index_is_read_by_its_heads(user_folder, shared):
    (user_folder / "SDR2021Database.xlsx").write_bytes(
        (shared / "data/sdg_index/SDR2021Database.xlsx").read_bytes()
    )
    found = bounds.user_bounds().frame
    assert len(found) == 35
    assert found.loc["SH_DYN_MORT"].tolist() == [130.1, 2.6, 50.0, 25.0]
    # Cereal yield: 0.2 and 7 tonnes in the workbook are 200 and 7,000 kilograms here.
    assert found.loc["AG.YLD.CREL.KG", ["lower", "upper"]].tolist() == pytest.approx([200, 7000])


def test_the_section_of_the_index_stands_beside_the_table_of_methods(user_folder, shared, study_of):
    (user_folder / "SDR2021Database.xlsx").write_bytes(
        (shared / "data/sdg_index/SDR2021Database.xlsx").read_bytes()
    )
    study = study_of("khm")
    measured = sdg.measure_progress(study.sdg_series, study.sdg_indicators)
    scores = sdg.sdsn_scores(measured)
    table = scores.summary()
    assert {table.id, measured.summary().id} == {"sdg-index-scores", "sdg-progress"}
    row = scores.frame.set_index("series").loc["SH_DYN_MORT"]
    assert row["score"] == pytest.approx(100 * (130.1 - 26.6) / 127.5)
    assert len(table.rows) == scores.frame["score"].notna().sum() > 10
    assert table.notes[-1] == f"{scores.frame['score'].isna().sum()} lines have no bounds."


def test_bounds_without_a_column_are_refused(user_folder):
    (user_folder / "sdg_bounds.csv").write_text("series,lower,upper\nX,0,1\n", encoding="utf-8")
    with pytest.raises(bounds.SourceError) as caught:
        bounds.user_bounds()
    assert str(caught.value) == (
        "The bounds cannot be read. The file needs series, lower, upper, red, green.\n"
        "  - data/common/user/sdg_bounds.csv, column 'green': found no such column or sheet, expected 'green'\n"
        "  - data/common/user/sdg_bounds.csv, column 'red': found no such column or sheet, expected 'red'"
    )


def test_the_synthetic_country_has_its_true_scores_and_says_that_bounds_are_invented():
    synthetic.ensure("xsy")
    truth = json.loads(paths.data_file("xsy", "truth.json").read_text(encoding="utf-8"))["values"]
    study = load_study("xsy")
    scores = sdg.sdsn_scores(sdg.measure_progress(study.sdg_series, study.sdg_indicators))
    held = scores.frame[scores.frame["score"].notna() & scores.frame["sex"].eq("total")]
    assert len(held) > 50
    for row in held.itertuples():
        assert row.score == pytest.approx(truth[f"sdg.score.{row.series}"], abs=1e-6), row.series
    table = scores.summary()
    assert table.title.endswith("with invented bounds") and bounds.WARNING in table.notes
    assert held["score"].between(0, 100).all() and held["score"].nunique() > 40


def test_invented_bounds_are_never_read_for_a_real_country(tmp_path, monkeypatch):
    (tmp_path / "parameters").mkdir()
    for country in ("khm", "xsy"):
        file = tmp_path / "data" / country / bounds.INVENTED
        file.parent.mkdir(parents=True)
        file.write_text("series,lower,upper,red,green\nSH_DYN_MORT,130,2,50,25\n", encoding="utf-8")
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    assert bounds.bounds_of("khm") is None
    assert (
        bounds.bounds_of("xsy").invented
        and bounds.bounds_of("xsy").file == "data/xsy/invented/sdg_bounds.csv"
    )
