"""Breaks and large steps."""

from sse_analysis import formalization


def _events(study, country):
    frame = formalization.breaks(study(country).informality).frame
    return frame.set_index(["scope", "year", "kind"])


def test_mongolia_2024_is_a_proposal_and_no_fall(study):
    event = _events(study, "mng").loc[("total", 2024, "probable")]
    assert (event["before"], event["after"]) == (41.892, 27.153)
    assert event["kind_label"] == "not flagged; probable change of definition (proposal)"


def test_a_flag_and_the_same_flag_carried_over_are_one_event(study):
    events = _events(study, "kgz").loc["total"]
    assert list(events.index) == [(2018, "flagged")]
    assert events["n_series"].iloc[0] == 4


def test_a_large_step_cuts_nothing_and_is_listed(study):
    events = _events(study, "tha")
    assert ("total", 2017, "large_step") in events.index
    history = formalization.rates(study("tha").informality).history
    line = history[history["release_date"].eq("2026") & history["scope"].eq("total")].set_index("year")
    assert line.loc[2017, "stretch"] == line.loc[2016, "stretch"]


def test_cambodia_has_two_points_with_a_break_between(study):
    events = _events(study, "khm")
    assert set(events.index) == {(s, 2019, "flagged") for s in ("total", "agriculture", "nonagriculture")}


def test_a_series_without_breaks_is_an_absence_that_says_so(informality):
    absent = formalization.breaks(informality({"year": 2019}, {"year": 2020}))
    assert (absent.reason, absent.why) == (
        "does_not_exist",
        "No series has a break behind its first year, and none takes a large step in one year.",
    )


def test_a_step_over_a_gap_of_years_is_not_called_large(informality):
    table = informality({"year": 2010, "value": 80.0}, {"year": 2020, "value": 50.0})
    assert formalization.breaks(table).kind == "absence"
