"""Rates: the latest figure of each, the headline by rule, nothing joined that differs."""

import pytest

from sse_analysis import formalization
from sse_analysis.results.absence import Absence
from sse_analysis.results.formalization import Rates

HEADLINES = {
    "khm": (2019, 89.392),
    "kgz": (2023, 57.548),
    "mng": (2024, 27.153),
    "tha": (2024, 63.168),
    "vnm": (2024, 67.032),
}


def _rates(study, country, **given) -> Rates:
    return formalization.rates(study(country).informality, **given)


@pytest.mark.parametrize("country", HEADLINES)
def test_headline_is_the_latest_year_of_the_newest_release(study, country):
    row = _rates(study, country).headline_row()
    assert (row["year"], row["value"]) == HEADLINES[country]
    assert (row["dataset"], row["release_date"]) == ("ILOSTAT EMP_NIFL_SEX_RT", "2026")


def test_the_headline_is_one_row(study):
    assert _rates(study, "kgz").frame["headline"].sum() == 1


def test_kyrgyzstan_2021_has_a_value_for_every_release(study):
    past = _rates(study, "kgz").history
    rate = past[
        past["concept"].eq("informal_employment_share") & past["scope"].eq("total") & past["year"].eq(2021)
    ]
    assert rate.set_index(["dataset", "release_date"])["value"].to_dict() == {
        ("ILOSTAT EMP_NIFL_SEX_RT", "2024-07-26"): 63.221,
        ("ILOSTAT EMP_NIFL_SEX_RT", "2026"): 58.259,
        ("ILOSTAT SDG_0831_SEX_ECO_RT", "2023-11-29"): 63.221,
        ("ILOSTAT SDG_0831_SEX_ECO_RT", "2024-08-24"): 63.221,
    }


def test_another_data_set_gives_another_headline(study):
    row = _rates(study, "kgz", datasets=("ILOSTAT SDG_0831_SEX_ECO_RT",)).headline_row()
    assert (row["year"], row["value"], row["release_date"]) == (2021, 63.221, "2024-08-24")


def test_a_figure_without_a_year_is_shown_and_never_the_headline(study):
    chosen = _rates(study, "kgz", datasets=("Policy Recommendations on Informal Employment in Kyrgyzstan",))
    assert chosen.headline_row() is None
    undated = chosen.frame[chosen.frame["year"].isna()]
    assert sorted(undated["value"]) == [60.0, 71.8]


def test_an_unreliable_figure_is_never_the_headline(informality):
    table = informality({"year": 2020, "obs_status": "U"})
    assert formalization.rates(table).headline_row() is None


def test_scopes_are_not_mixed_up(study):
    row = _rates(study, "mng", scope="nonagriculture").headline_row()
    assert (row["scope"], row["year"], row["value"]) == ("nonagriculture", 2022, 25.811)


def test_rows_not_to_be_used_never_stand_in_the_table(study):
    frame = _rates(study, "mng").frame
    assert not frame["note"].fillna("").str.contains("do not use").any()


def test_the_informal_sector_is_another_concept(study):
    frame = _rates(study, "kgz").frame
    sector = frame[frame["concept"].eq("informal_sector_employment")]
    assert set(sector["unit"]) == {"thousand_persons"}
    assert not sector["headline"].any()


def test_press_figures_carry_their_grade(study):
    frame = _rates(study, "kgz").frame
    press = frame[frame["short"].eq("24.kg") & frame["year"].eq(2024)].iloc[0]
    assert (press["value"], press["grade"], press["kind"]) == (24.0, "C", "cited")


def test_a_table_without_a_value_is_an_absence(informality):
    absent = formalization.rates(informality({"value": float("nan")}))
    assert isinstance(absent, Absence)
    assert absent.reason == "no_data"


def test_an_absent_input_is_passed_on():
    missing = Absence(
        id="no-informality", country="lao", reason="no_data", what="Informality", why="No rows."
    )
    assert formalization.rates(missing) is missing


def test_the_table_prints_every_figure_and_marks_the_headline(study):
    table = _rates(study, "mng").summary()
    marks = [row[-1]["text"] if isinstance(row[-1], dict) else row[-1] for row in table.rows]
    assert marks.count("headline, behind a break") == 1
    assert next(row for row in table.rows if row[3] == {"text": "undated", "tone": "absent"})[1] == "32.5"


def test_releases_that_agree_share_a_row(study):
    rows = _rates(study, "mng").summary().rows
    shared = [row for row in rows if row[0] == "all activities" and row[4] == "ILOSTAT 8.3.1 by activity"]
    assert [(row[1], row[5]) for row in shared] == [("44.3", "2024-08-24, 2023-11-29")]


@pytest.mark.parametrize("country", HEADLINES)
def test_a_figure_behind_a_break_names_the_break(study, country):
    frame = _rates(study, country).frame
    behind = frame[frame["break_kind"].notna()]
    assert behind["breaks"].ne("").all(), "'behind a break' stood beside 'none known'"


def test_the_only_year_of_a_release_may_be_the_year_of_a_break(study):
    """ILOSTAT flags 2012 in Cambodia; the UN database holds 2012 alone and no flags."""
    frame = _rates(study, "khm").frame.set_index(["scope", "dataset", "release_date"])
    old = frame.xs(("Global SDG Indicators Database SL_ISV_IFEM", "2020-10"), level=[1, 2])
    assert sorted(old.index) == ["agriculture", "nonagriculture", "total"]
    assert set(old["year"]) == {2012} and set(old["breaks"]) == {"2012 (first year)"}
    assert frame.loc[("total", "ILOSTAT EMP_NIFL_SEX_RT", "2026"), "breaks"] == "2012 (first year), 2019"
