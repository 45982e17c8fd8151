"""Survival on a register with delayed entry, entries, ends and cohorts: by hand and against the true lives."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
import pytest
from register_rows import linked

from sse_analysis import Absence, load_study, mapping, paths, synthetic
from sse_analysis.mapping.survival import kaplan_meier


def _rows(count: int, began: str, **more) -> list[dict]:
    base = {
        "legal_form": "F",
        "registered_on": began,
        "closed_on": None,
        "last_seen_on": None,
        "status": "active",
    }
    return [base | more] * count


#: Sixty registered in 2010 of which six ended in 2012, forty of 1990 of which ten ended in 2005; the register opened in 2000.
ROWS = [
    *_rows(54, "2010-01-01"), *_rows(6, "2010-01-01", closed_on="2012-01-01", status="dissolved"),
    *_rows(30, "1990-01-01"), *_rows(10, "1990-01-01", closed_on="2005-01-01", status="dissolved"),
]  # fmt: skip
OPENED = dt.date(2000, 1, 1)


@pytest.fixture(scope="module")
def found():
    return mapping.lifetimes(*linked(ROWS, opened_on=OPENED), None, country="khm")


def test_whoever_was_registered_before_the_register_enters_when_it_was_opened(found):
    curve = found.frame[found.frame["group"].eq("all")].set_index("time")
    assert curve.loc[5, "survival"] == pytest.approx(54 / 60), (
        "the forty of 1990 are not yet under observation"
    )
    assert curve.loc[16, "survival"] == pytest.approx(54 / 60 * 30 / 40)
    plain = mapping.lifetimes(*linked(ROWS), None, country="khm").frame
    plain = plain[plain["group"].eq("all")].set_index("time")
    assert plain.loc[5, "survival"] == pytest.approx(94 / 100), (
        "the answer that tempts: everybody seen from birth"
    )
    assert any("40 were registered before the register was opened" in note for note in found.notes)


def test_a_register_that_does_not_say_when_it_was_opened_is_named():
    notes = mapping.lifetimes(*linked(ROWS), None, country="khm").notes
    assert any("opened_on in its description" in note and "too high" in note for note in notes)


def test_unknown_states_undated_ends_and_small_risk_sets():
    rows = [
        *ROWS,
        *_rows(5, "2010-01-01", status=None, last_seen_on="2011-01-01"),
        *_rows(3, "2010-01-01", status=None),
    ]
    rows += _rows(2, "2010-01-01", status="dissolved")
    result = mapping.lifetimes(*linked(rows, opened_on=OPENED), None, country="khm")
    curve = result.frame[result.frame["group"].eq("all")].set_index("time")
    assert curve.loc[5, "survival"] == pytest.approx(54 / 60), (
        "seen last before anybody ended: out of the risk set"
    )
    assert "2 that are called dissolved without a day, and 3 without a day" in result.notes[0]
    few = mapping.lifetimes(*linked([*_rows(60, "2018-01-01"), *ROWS[54:60]]), None, country="khm").frame
    last = few[few["group"].eq("all")].set_index("time").loc[5]
    assert np.isnan(last["survival"]) and last["obs_status"] == "Q"


def test_the_lower_end_counts_the_silent_as_ended_when_last_seen():
    rows = [
        *ROWS,
        *_rows(20, "2010-01-01", last_seen_on="2013-01-01"),
        *_rows(20, "2010-01-01", last_seen_on="2019-01-01"),
    ]
    result = mapping.lifetimes(*linked(rows, opened_on=OPENED), None, country="khm")
    curve = result.frame[result.frame["group"].eq("all")].set_index("time")
    assert curve.loc[5, "survival"] == pytest.approx(94 / 100)
    assert curve.loc[5, "lowest"] == pytest.approx(94 / 100 * 74 / 94), "two years of silence are none yet"
    assert f"at least {100 * 74 / 100:.0f}" in result.summary().rows[0][2]


def test_where_nobody_ended_there_is_no_interval(found):
    first = found.frame[found.frame["group"].eq("all")].set_index("time").loc[0]
    assert first["survival"] == 1 and np.isnan(first["ci_low"])


def test_years_count_the_stock_entries_and_ends_since_the_opening(found):
    years = found.years.set_index("year")
    assert years.index.min() == 2000
    assert years.loc[2005, ["stock", "entered", "ended"]].tolist() == [40, 0, 10]
    assert years.loc[2010, ["stock", "entered", "ended"]].tolist() == [30, 60, 0]
    assert years.loc[2012, "exit_rate"] == pytest.approx(100 * 6 / 90)
    cohorts = found.cohorts.set_index("first")
    assert cohorts.loc[2010, ["organizations", "ended"]].tolist() == [60, 6]
    assert cohorts.loc[1990, "share"] == 25


def test_without_dates_of_the_end_the_section_says_so():
    rows = [{name: value for name, value in row.items() if name != "closed_on"} for row in ROWS]
    absent = mapping.lifetimes(*linked(rows), None, country="khm")
    assert (
        isinstance(absent, Absence) and absent.id == "no-mapping-lifetimes" and "closed_on" in absent.layout
    )


def test_the_true_lives_of_the_same_organizations_lie_inside_the_interval():
    synthetic.ensure("xsy")
    study = load_study("xsy")
    made = mapping.lifetimes(study.organizations, study.registers, study.legal_forms, country="xsy")
    folder = paths.data_file("xsy", "truth/entities.csv").parent
    days = ["registered_on", "dissolved"]
    entities = pd.read_csv(folder / "entities.csv", parse_dates=days)
    links = pd.read_csv(folder / "links.csv")
    on = set(links.loc[links["register"].eq("enterprises"), "entity_id"])
    true = entities[entities["entity_id"].isin(on) & entities["registered_on"].notna()]
    until = true["dissolved"].fillna(pd.Timestamp("2025-12-31"))
    opened = pd.Timestamp("2001-01-01")
    assert not (true["dissolved"] < opened).any(), "the register holds nobody who ended before it was opened"
    spells = pd.DataFrame({
        "exit": (until - true["registered_on"]).dt.days / 365.25, "event": true["dissolved"].notna().astype(int),
        "entry": ((opened - true["registered_on"]).dt.days / 365.25).clip(lower=0),
    })  # fmt: skip
    spells = spells[spells["exit"] > spells["entry"]]
    exact = kaplan_meier(spells, exit="exit", event="event", entry="entry", times=[5, 10, 15]).frame
    curve = made.frame[made.frame["group"].eq("all")].set_index("time")
    for row in exact.itertuples():
        assert curve.loc[row.time, "lowest"] < row.survival < curve.loc[row.time, "ci_high"]
        assert curve.loc[row.time, "ci_low"] > row.survival, (
            "the register calls dead ones active: its interval misses"
        )
    assert {2003, 2016} <= set(made.laws["year"])
    assert "Laws came into force in 2001, 2003" in made.plot().alt
    assert mapping.part(made, "by_cohort").summary().title == "Organizations by years of registration"


def test_whoever_was_last_seen_before_it_was_registered_is_counted_among_those_left_out():
    """Registered in May 2024 and last seen "2024": the year stands for its first day, and nothing is known after May."""
    rows = [*ROWS, *_rows(4, "2024-05-01", status=None, last_seen_on="2024-01-01")]
    result = mapping.lifetimes(*linked(rows, opened_on=OPENED), None, country="khm")
    assert "100 organizations, 16 ended" in result.notes[0]
    assert (
        "and so are 4 of which nothing is known after the day they came under observation" in result.notes[0]
    )
    assert "nothing is known" not in mapping.lifetimes(*linked(ROWS), None, country="khm").notes[0]
