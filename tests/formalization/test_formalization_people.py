"""Women and men, activities, and the informal sector."""

import pytest

from sse_analysis import formalization


def _latest(study, country):
    frame = formalization.gender_gap(study(country).informality).frame
    return frame[frame["scope"].eq("total") & frame["newest"] & frame["latest"]].iloc[0]


@pytest.mark.parametrize(
    ("country", "year", "gap"),
    [
        ("khm", 2019, -0.836),
        ("kgz", 2023, -6.315),
        ("mng", 2024, -7.626),
        ("tha", 2024, -1.659),
        ("vnm", 2024, -4.994),
    ],
)
def test_gap_of_the_newest_release(study, country, year, gap):
    row = _latest(study, country)
    assert (row["year"], row["release_date"]) == (year, "2026")
    assert row["gap"] == pytest.approx(gap, abs=0.01)


def test_the_release_decides_the_sign_in_kyrgyzstan(study):
    frame = formalization.gender_gap(study("kgz").informality).frame
    first = frame[frame["scope"].eq("total") & frame["year"].eq(2012)].set_index("release_date")["gap"]
    assert first["2024-07-26"] > 0 > first["2026"]


def test_pairs_are_of_one_series_and_year(study):
    frame = formalization.gender_gap(study("mng").informality).frame
    assert not frame.duplicated(["scope", "year", "dataset", "release_date"]).any()
    assert (frame["female"] - frame["male"] - frame["gap"]).abs().max() < 1e-6


def test_a_pair_with_a_doubtful_figure_is_marked(study):
    frame = formalization.gender_gap(study("mng").informality).frame
    row = frame[frame["scope"].eq("mining_and_utilities") & frame["newest"] & frame["latest"]].iloc[0]
    assert bool(row["unreliable"])


def test_one_sex_alone_gives_no_gap(informality):
    assert formalization.gender_gap(informality({"sex": "female"}, {"sex": "total"})).kind == "absence"


def test_profile_is_one_year_of_the_newest_release_with_activities(study):
    result = formalization.profile(study("tha").informality)
    assert result.year == 2018
    assert set(result.frame["release_date"]) == {"2024-08-24"}
    assert result.frame.set_index("scope").loc["nonagriculture", "total"] == 51.944


def test_classifications_stand_apart(study):
    frame = formalization.profile(study("vnm").informality).frame
    assert list(dict.fromkeys(frame["classification"])) == [
        "total",
        "agriculture or not",
        "three sectors",
        "detailed activities",
    ]
    assert frame["scope"].is_unique


def test_doubtful_activities_name_the_sex(study):
    frame = formalization.profile(study("mng").informality).frame.set_index("scope")
    assert frame.loc["mining_and_utilities", "unreliable"] == "female"


def test_informal_sector_of_kyrgyzstan(study):
    result = formalization.sector_counts(study("kgz").informality)
    frame = result.frame.set_index(["part", "label"])["value"]
    assert result.year == 2024
    assert frame[("total", "all")] == 1783.5
    for part in ("sex", "area", "activity", "age"):
        assert frame[part].sum() == pytest.approx(1783.5, abs=0.11)
    assert result.frame["share"].max() == 100


@pytest.mark.parametrize("country", ["khm", "mng", "tha", "vnm"])
def test_other_countries_have_no_such_series(study, country):
    absent = formalization.sector_counts(study(country).informality)
    assert (absent.kind, absent.reason) == ("absence", "no_data")
