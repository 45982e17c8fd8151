"""Rows become series: described, dated, cut at breaks."""

import pytest

from sse_analysis.errors import SchemaError
from sse_analysis.formalization import constants
from sse_analysis.formalization.series import SERIES, lines_of, when

COUNTRIES = ("khm", "kgz", "mng", "tha", "vnm")


def _line(study, country, release, *, scope="total", sex="total", dataset="ILOSTAT EMP_NIFL_SEX_RT"):
    rows = lines_of(study(country).informality)
    own = rows[rows["dataset"].eq(dataset) & rows["release_date"].eq(release)]
    return own[own["scope"].eq(scope) & own["sex"].eq(sex)].set_index("year")


@pytest.mark.parametrize("country", COUNTRIES)
def test_no_row_is_lost_or_made(study, country):
    table = study(country).informality
    rows = lines_of(table)
    assert len(rows) == len(table.frame)
    assert rows["value"].sum() == pytest.approx(table.frame["value"].sum())


def test_every_data_set_of_the_five_countries_is_described(study):
    named = constants.table("datasets")["dataset"]
    known = set(named[~named.str.startswith("Synthetic")])
    held = {name for country in COUNTRIES for name in study(country).informality.frame["dataset"]}
    assert held == known


def test_every_concept_and_scope_of_the_five_countries_has_words(study):
    frames = [study(country).informality.frame for country in COUNTRIES]
    assert {name for frame in frames for name in frame["concept"]} == set(
        constants.table("concepts")["concept"]
    )
    assert {name for frame in frames for name in frame["scope"]} == set(constants.settings()["scopes"])


def test_mongolia_2024_starts_a_stretch_although_nobody_flagged_it(study):
    line = _line(study, "mng", "2026")
    assert line.loc[2023, "value"] == 41.892 and line.loc[2024, "value"] == 27.153
    assert line.loc[2024, "break_kind"] == "probable"
    assert line.loc[2024, "stretch"] == line.loc[2023, "stretch"] + 1


def test_a_release_without_flags_takes_over_those_of_the_others(study):
    line = _line(study, "kgz", "2026")
    assert line["obs_status"].isna().all()
    assert line.loc[2018, "break_kind"] == "carried"
    assert list(line.loc[[2017, 2018], "stretch"]) == [0, 1]


def test_a_break_in_a_year_left_out_lies_between_its_neighbours(informality):
    flagged = {"release_date": "2024-07-26"}
    rows = lines_of(
        informality(
            {"year": 2010}, {"year": 2014}, {"year": 2016},
            {"year": 2010, **flagged}, {"year": 2012, "obs_status": "B", **flagged}, {"year": 2014, **flagged},
        )
    )  # fmt: skip
    line = rows[rows["release_date"].eq("2026")].set_index("year")
    assert list(line["stretch"]) == [0, 1, 1]


def test_a_release_that_states_flags_keeps_its_own(informality):
    other = {"release_date": "2024-07-26"}
    rows = lines_of(
        informality(
            {"year": 2010}, {"year": 2012}, {"year": 2014, "obs_status": "B"},
            {"year": 2010, **other}, {"year": 2012, "obs_status": "B", **other},
        )
    )  # fmt: skip
    line = rows[rows["release_date"].eq("2026")].set_index("year")
    assert list(line["stretch"]) == [0, 0, 1]


def test_thailand_breaks_in_2016_in_the_release_of_2020_only(study):
    old = _line(study, "tha", "2020-10", dataset="Global SDG Indicators Database SL_ISV_IFEM")
    assert old.loc[2016, "break_kind"] == "probable" and old.loc[2016, "stretch"] == 1
    assert _line(study, "tha", "2026")["stretch"].max() == 0


def test_rows_not_to_be_used_belong_to_no_line(study):
    line = _line(study, "mng", "2023-11-29", scope="nonagriculture", dataset="ILOSTAT SDG_0831_SEX_ECO_RT")
    assert not line.loc[2008, "usable"] and not line.loc[2009, "usable"]
    assert line.loc[[2008, 2009], "stretch"].isna().all()
    assert line.loc[2010, "stretch"] == 1


def test_three_figures_have_no_year_and_no_stretch(study):
    rows = [lines_of(study(country).informality) for country in COUNTRIES]
    undated = [part[~part["dated"]] for part in rows]
    assert [len(part) for part in undated] == [0, 2, 1, 0, 0]
    assert all(part["stretch"].isna().all() for part in undated)


def test_two_series_never_share_a_line(study):
    rows = lines_of(study("vnm").informality).dropna(subset=["stretch"])
    assert not rows.duplicated([*SERIES, "year"]).any()


def test_rows_of_another_country_are_refused(informality):
    with pytest.raises(SchemaError) as error:
        lines_of(informality({"country_iso3": "VNM"}))
    assert str(error.value) == (
        "A table of one country holds rows of another.\n"
        "  - data/lao/informality_series.csv, column 'country_iso3': found rows of vnm, expected rows of lao only"
    )


def test_releases_are_ordered_as_dates():
    assert (
        when("undated")
        < when("2020-10")
        < when("2023-11-29")
        < when("2024")
        < when("2024-08-24")
        < when("2026")
    )


def test_an_unknown_data_set_is_a_single_figure_without_grade(informality):
    row = lines_of(informality({"dataset": "A newspaper of next year"})).iloc[0]
    assert (row["kind"], row["short"]) == ("cited", "A newspaper of next year")
    assert row["grade"] != row["grade"]


def test_an_unknown_data_set_of_several_years_is_a_series(informality):
    rows = [
        {"dataset": "LFS of the office", "year": year, "value": value}
        for year, value in ((2016, 62.1), (2023, 55.4))
    ]
    found = lines_of(informality(*rows, {"dataset": "A report", "year": 2023}))
    assert dict(zip(found["family"], found["kind"], strict=True)) == {
        "A report": "cited",
        "LFS of the office": "series",
    }
