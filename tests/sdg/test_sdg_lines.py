"""Rows become lines: who, where, which release; and breaks cut them."""

from __future__ import annotations

import pytest

from sse_analysis.errors import SchemaError
from sse_analysis.sdg.lines import LINE, headline_rows, last_stretch, lines_of, own_rows, with_stretches


def test_the_total_stands_for_women_and_men(series):
    table = series((2015, 10.0), (2015, 12.0, {"sex": "female"}), (2015, 8.0, {"sex": "male"}))
    assert headline_rows(own_rows(table))["value"].tolist() == [10.0]


def test_a_series_of_women_only_says_so(series):
    rows = headline_rows(own_rows(series((2015, 12.0, {"sex": "female"}))))
    assert rows["sex"].tolist() == ["female"]


def test_women_and_men_without_a_total_stay_two_lines(series):
    table = series((2015, 12.0, {"sex": "female"}), (2015, 8.0, {"sex": "male"}))
    assert headline_rows(own_rows(table)).groupby(LINE).ngroups == 2


def test_an_older_release_never_joins_a_newer_one(series):
    table = series((2015, 50.0, {"release": "2020-10"}), (2015, 66.0), (2016, 64.0))
    rows = headline_rows(own_rows(table))
    assert rows["value"].tolist() == [66.0, 64.0]


def test_a_row_without_a_year_is_in_no_line(series):
    assert headline_rows(own_rows(series((None, 50.0), (2016, 40.0))))["year"].tolist() == [2016]


def test_a_flagged_break_starts_a_stretch_and_one_at_the_start_does_not(series):
    table = series(
        (2014, 9.0, {"obs_status": "B"}), (2015, 8.0), (2018, 5.0, {"obs_status": "B"}), (2019, 4.0)
    )
    rows = lines_of(table)
    assert rows["stretch"].tolist() == [0, 0, 1, 1]
    assert last_stretch(rows)["year"].tolist() == [2018, 2019]


def test_a_probable_change_of_definition_is_a_break(series):
    rows = lines_of(
        series((2023, 41.9), (2024, 27.2, {"note": "probable change of definition, not flagged"}))
    )
    assert rows["stretch"].tolist() == [0, 1]
    assert rows["break_reason"].tolist()[1] == "probable change of definition"


def test_another_survey_is_a_break_both_ways(series):
    """ILOSTAT flags the labour force survey of 2019 and not the way back to the household survey of 2020."""
    household, force = {"note": "source BB:3064"}, {"note": "source BA:1321"}
    rows = lines_of(series((2016, 6.4, household), (2017, 6.5), (2019, 11.4, force | {"obs_status": "B"}),
                           (2020, 5.7, household), (2021, 6.2, household)))  # fmt: skip
    assert rows["stretch"].tolist() == [0, 0, 1, 2, 2]
    assert rows["break_reason"].tolist()[3] == "another survey than the value before"


def test_one_line_is_not_compared_with_the_survey_of_another(series):
    rows = lines_of(series((2015, 1.0, {"note": "source BA:1"}), (2016, 2.0, {"note": "source BA:1"}),
                           (2015, 3.0, {"note": "source BA:2", "series": "X"})))  # fmt: skip
    assert rows["stretch"].eq(0).all()


def test_work_of_the_young_in_cambodia_did_not_halve(standing_of, measured_of):
    """From 11.4 in one survey to 6.2 in another every method read progress, and goal 8 came first."""
    codes = ["SDG_0852_SEX_AGE_RT", "SDG_0852_SEX_AGE_RT:Y15-24", "SDG_0861_SEX_RT"]
    lines = standing_of("khm").frame.set_index("series").loc[codes]
    assert lines["trend"].isna().all() and lines["n_points"].eq(2).all()
    assert not set(codes) & set(measured_of("khm").frame["series"])


def test_a_release_without_flags_borrows_the_breaks_of_its_indicator(series):
    unstated = {"note": "source, status and notes not stated", "indicator": "8.3.1", "series": "SHARE"}
    flagged = {"indicator": "8.3.1", "series": "OTHER"}
    table = series(
        *((year, 60.0, unstated) for year in (2016, 2017, 2018, 2019)),
        (2017, 50.0, flagged),
        (2018, 51.0, flagged | {"obs_status": "B"}),
    )
    rows = lines_of(table).query("series == 'SHARE'")
    assert rows["stretch"].tolist() == [0, 0, 1, 1]


def test_a_release_that_states_its_flags_borrows_nothing(series):
    stated = {"indicator": "8.3.1", "series": "SHARE"}
    flagged = {"indicator": "8.3.1", "series": "OTHER", "obs_status": "B"}
    table = series((2017, 60.0, stated), (2018, 60.0, stated), (2018, 51.0, flagged))
    assert lines_of(table).query("series == 'SHARE'")["stretch"].tolist() == [0, 0]


@pytest.mark.parametrize("flag", ["U", "censored"])
def test_unreliable_and_censored_values_are_kept_but_not_used(series, flag):
    rows = lines_of(series((2015, 5.0, {"obs_status": flag}), (2016, 6.0)))
    assert len(rows) == 2
    assert rows["usable"].tolist() == [False, True]


def test_rows_of_another_country_are_refused(series):
    table = series((2015, 1.0), (2016, 2.0, {"country_iso3": "THA"}))
    with pytest.raises(SchemaError) as caught:
        own_rows(table)
    assert str(caught.value) == (
        "A table of one country holds rows of another.\n"
        "  - data/khm/sdg_series.csv, column 'country_iso3': found rows of tha, expected rows of khm only"
    )


def test_the_two_poverty_lines_are_never_one(standing_of):
    frame = standing_of("kgz").frame.set_index("series")
    assert frame.loc["SI.POV.DDAY", ["value", "year"]].tolist() == [2.2, 2024]
    assert frame.loc["SI_POV_DAY1", ["value", "year"]].tolist() == [1.0, 2018]
    past = standing_of("kgz").history
    assert past.loc[past["series"] == "SI_POV_DAY1", "value"].iloc[0] == 42
    assert past.loc[past["series"] == "SI.POV.DDAY", "value"].iloc[0] == pytest.approx(66.2)


def test_stretches_restart_in_every_line(series):
    rows = own_rows(series((2015, 1.0, {"obs_status": "B"}), (2016, 2.0), (2015, 3.0, {"series": "X"})))
    assert with_stretches(headline_rows(rows))["stretch"].tolist() == [0, 0, 0]
