"""The work that organizations give: by hand on twelve organizations, and against the truth."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from sse_analysis import Absence, load_study, mapping, paths, synthetic
from sse_analysis.sources.entity_survey import EntitySurvey


def _survey(**changes) -> EntitySurvey:
    """Six cooperatives of weight 2 and six associations of weight 5, one found by an open link."""
    frame = pd.DataFrame({
        "source": ["frame"] * 12 + ["open_link"], "stratum": ["cooperative"] * 6 + ["association"] * 6 + ["cooperative"],
        "weight": [2.0] * 6 + [5.0] * 6 + [np.nan], "workers": [10, 4, 0, 6, 2, 8, 1, 3, 0, 2, 4, 5, 1000],
        "workers_contract": [5, 4, 0, 3, 2, 1, 0, 3, 0, np.nan, 1, 2, 1000],
        "pay_month_th": [20, 8, 0, 6, 2, 24, 1, 3, 0, 4, 4, 5, 9000],
    })  # fmt: skip
    return EntitySurvey("entity_survey", "khm", frame.assign(**changes), "data/khm/surveys/entities.csv", "d")


@pytest.fixture(scope="module")
def by_hand():
    return mapping.work_conditions(_survey(), country="khm").frame.set_index(["indicator", "group"])


def test_shares_are_ratios_of_weighted_totals(by_hand):
    row = by_hand.loc[("workers_contract", "all")]
    assert row["estimate"] == pytest.approx(100 * (2 * 15 + 5 * 6) / (2 * 30 + 5 * 13))
    assert row["lowest"] == pytest.approx(100 * (2 * 15 + 5 * 6) / (2 * 30 + 5 * 15))
    assert row["highest"] == pytest.approx(100 * (2 * 15 + 5 * 8) / (2 * 30 + 5 * 15))
    assert (row["organizations"], row["workers"]) == (9, 43)
    assert by_hand.loc[("pay_month_th", "cooperative"), "estimate"] == pytest.approx(60 / 30)
    assert by_hand.loc[("workers", "all"), "estimate"] == 2 * 30 + 5 * 15


def test_the_mean_of_organizations_the_open_link_and_unweighted_shares_do_not_come_back(by_hand):
    found = by_hand.loc[("workers_contract", "all"), "estimate"]
    own = _survey().frame.query("source == 'frame' and workers > 0").dropna()
    assert found != pytest.approx(100 * (own["workers_contract"] / own["workers"]).mean())
    assert found != pytest.approx(100 * own["workers_contract"].sum() / own["workers"].sum())
    linked = _survey().frame.query("workers > 0").dropna(subset=["workers_contract"])
    assert found != pytest.approx(100 * linked["workers_contract"].sum() / linked["workers"].sum())


def test_the_standard_error_is_that_of_the_linearized_ratio(by_hand):
    frame = _survey().frame.query("source == 'frame'")
    known = frame["workers_contract"].notna() & frame["workers"].gt(0)
    y, x = (frame[name].where(known, 0.0) for name in ("workers_contract", "workers"))
    weight = frame["weight"]
    ratio = (weight * y).sum() / (weight * x).sum()
    score = weight * (y - ratio * x) / (weight * x).sum()
    variance = sum(6 / 5 * ((one - one.mean()) ** 2).sum() for _, one in score.groupby(frame["stratum"]))
    assert by_hand.loc[("workers_contract", "all"), "se"] == pytest.approx(100 * variance**0.5)


def test_few_organizations_give_no_estimate_and_one_that_decides_is_marked():
    few = _survey(workers=[10, 4, 0, 6, 0, 0, 1, 3, 1, 2, 4, 5, 1])
    frame = mapping.work_conditions(few, country="khm").frame.set_index(["indicator", "group"])
    row = frame.loc[("workers_contract", "cooperative")]
    assert row["organizations"] == 3 and np.isnan(row["estimate"]) and row["obs_status"] == "Q"
    large = _survey(workers=[900, 4, 1, 6, 2, 8, 1, 3, 1, 2, 4, 5, 1])
    result = mapping.work_conditions(large, country="khm")
    row = result.frame.set_index(["indicator", "group"]).loc[("pay_month_th", "cooperative")]
    assert row["obs_status"] == "U" and row["largest"] > 95
    assert any(str(cell[3]).endswith("*") for cell in result.summary().rows)


def test_no_worker_in_a_sample_is_not_no_worker():
    none = _survey(workers=[0] * 6 + [1, 3, 1, 2, 4, 5, 1])
    frame = mapping.work_conditions(none, country="khm").frame.set_index(["indicator", "group"])
    assert np.isnan(frame.loc[("workers", "cooperative"), "estimate"])
    every = _survey(workers_contract=[10, 4, 0, 6, 2, 8, 1, 3, 0, 2, 4, 5, 1000])
    row = mapping.work_conditions(every, country="khm").frame.set_index(["indicator", "group"])
    row = row.loc[("workers_contract", "all")]
    assert row["estimate"] == 100 and np.isnan(row["ci_low"]), "an interval of no width would be a claim"


def test_without_a_survey_or_its_questions_the_section_says_so():
    missing = Absence(id="x", country="khm", reason="no_data", what="x", why="x")
    absent = mapping.work_conditions(missing, country="khm")
    assert absent.id == "no-mapping-work" and "workers_long_hours" in absent.layout
    silent = _survey(workers_contract=np.nan, pay_month_th=np.nan)
    assert isinstance(mapping.work_conditions(silent, country="khm"), Absence)
    told = " ".join(mapping.work_conditions(_survey(), country="khm").notes)
    assert (
        "Not asked, or answered by nobody: workers with social insurance; workers with more than 48" in told
    )


@pytest.fixture(scope="module")
def made():
    synthetic.ensure("xsy")
    return mapping.work_conditions(load_study("xsy").entity_survey, country="xsy")


def test_the_intervals_cover_the_true_conditions_and_the_count(made):
    truth = json.loads(paths.data_file("xsy", "truth.json").read_text(encoding="utf-8"))["values"]
    whole = made.frame[made.frame["group"].eq("all")].set_index("indicator")
    names = {"workers": "workers", "workers_contract": "contract", "workers_insured": "insured",
             "workers_long_hours": "long_hours", "pay_month_th": "pay_month_th"}  # fmt: skip
    for indicator, name in names.items():
        assert whole["ci_low"][indicator] < truth[f"work.{name}"] < whole["ci_high"][indicator], name


def test_workers_of_one_organization_are_no_independent_sample(made):
    row = made.frame[made.frame["group"].eq("all")].set_index("indicator").loc["pay_month_th"]
    assert row["workers"] > 5 * row["organizations"]
    assert (row["ci_high"] - row["ci_low"]) / row["estimate"] > 0.1, (
        "hundreds of workers, but some dozens of drawn units"
    )


def test_what_organizations_say_agrees_with_the_persons_who_work_there():
    survey = load_study("xsy").entity_survey.frame
    for name in ("contract", "insured", "long_hours"):
        given = survey[f"workers_{name}"].dropna()
        assert (given <= survey.loc[given.index, "workers"]).all()
    chart = mapping.work_conditions(load_study("xsy").entity_survey, country="xsy").plot()
    assert "Conditions of work in 6 kinds of organizations" in chart.alt and "Self-help group" in chart.alt
