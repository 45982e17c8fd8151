"""Organizations that count themselves in: by hand, against the truth, and where nobody was asked."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sse_analysis import Absence, load_study, mapping, paths, synthetic

DAY = dt.date(2026, 11, 30)
COOPERATIVE = "XSY-cooperative-producer"


@pytest.fixture(scope="module")
def xsy():
    synthetic.ensure("xsy")
    return load_study("xsy")


@pytest.fixture(scope="module")
def truth(xsy):
    return json.loads(paths.data_file("xsy", "truth.json").read_text(encoding="utf-8"))["values"]


def found_in(study, survey):
    return mapping.self_identified(survey, study.legal_forms, study.decisions, on=DAY)


@pytest.fixture(scope="module")
def result(xsy):
    return found_in(xsy, xsy.entity_survey)


def test_shares_and_numbers_hold_the_truth(result, truth):
    frame = result.frame[result.frame["kind"].ne("law")]
    held = [
        row.ci_low <= truth[f"views.self_identified.{row.group}"] <= row.ci_high for row in frame.itertuples()
    ]
    counts = [
        row.count_low <= truth[f"views.self_identified_count.{row.group}"] <= row.count_high
        for row in frame.itertuples()
    ]
    assert len(held) == 7 and sum(held) >= 6 and sum(counts) >= 6
    whole = frame.set_index("group").loc["all"]
    assert whole["lowest"] < whole["estimate"] < whole["highest"]
    assert whole["count_low"] < whole["least"] < whole["most"] < whole["count_high"]


def test_groups_by_form_and_by_law_hold_the_same_answers(result, xsy):
    own = xsy.entity_survey.frame
    own = own[own["source"].eq("frame")]
    sums = result.frame.groupby("kind")[["n", "open"]].sum()
    assert sums.loc["all"].tolist() == [
        own["self_identified"].notna().sum(),
        own["self_identified"].isna().sum(),
    ]
    assert (sums == sums.loc["all"]).all().all()
    assert result.frame.loc[result.frame["kind"].eq("law"), "group"].tolist() == ["in", "undecided", "out"]


def _survey(study, said, **columns):
    frame = pd.DataFrame(
        {"case_id": [f"c{place}" for place in range(len(said))], "legal_form": COOPERATIVE, "stratum": "cooperative",
         "weight": 10.0, "self_identified": said} | columns
    )  # fmt: skip
    return replace(study.entity_survey, frame=frame, contacts=None)


def test_ten_answers_by_hand(xsy):
    said = ["yes"] * 6 + ["no"] * 2 + [None] * 2
    row = found_in(xsy, _survey(xsy, said)).frame.set_index("group").loc["all"]
    assert (row["n"], row["open"]) == (8, 2)
    assert row["estimate"] == pytest.approx(75) and (row["lowest"], row["highest"]) == pytest.approx((60, 80))
    assert (row["least"], row["most"]) == pytest.approx((60, 80))
    # Clopper and Pearson for 6 of 8 is 34.9 to 96.8; the design adds a factor 8/7 to the variance.
    assert 30 < row["ci_low"] < 36 and 96 < row["ci_high"] < 98
    assert row["count_low"] < 60 and row["count_high"] > 80


def test_everybody_in_has_an_interval_with_a_width(xsy):
    row = found_in(xsy, _survey(xsy, ["yes"] * 8)).frame.set_index("group").loc["all"]
    assert row["estimate"] == 100 and 60 < row["ci_low"] < 65  # 0.025 ** (1 / 8) = 0.631


def test_a_group_of_four_is_counted_and_not_estimated(xsy):
    strata = ["cooperative"] * 8 + ["mutual"] * 4
    found = found_in(xsy, _survey(xsy, ["yes", "no"] * 6, stratum=strata))
    row = found.frame.set_index("group").loc["mutual"]
    assert (row["n"], row["obs_status"]) == (4, "Q") and np.isnan(row["count_high"])
    assert "Mutual | 4 | 0 | too few" in found.summary().plain()
    assert "Mutual: too few" in found.plot().alt


def test_links_that_went_round_do_not_count(xsy):
    source = ["frame"] * 8 + ["open_link"] * 8
    found = found_in(xsy, _survey(xsy, ["yes", "no"] * 4 + ["yes"] * 8, source=source))
    assert found.frame.set_index("group").loc["all", ["n", "estimate"]].tolist() == [8, 50]
    assert any("8 organizations that followed an open link are left out" in note for note in found.notes)


@pytest.mark.parametrize("country", ["khm", "kgz", "mng", "tha", "vnm"])
def test_nobody_was_asked_in_a_real_country(country):
    study = load_study(country)
    found = found_in(study, study.entity_survey)
    assert isinstance(found, Absence) and found.id == "no-mapping-self_identified"
    assert found.file == f"data/{country}/surveys/entities.csv"


def test_a_survey_that_did_not_ask_is_no_survey_of_nays(xsy):
    survey = _survey(xsy, ["yes"] * 8)
    assert isinstance(
        found_in(xsy, replace(survey, frame=survey.frame.drop(columns="self_identified"))), Absence
    )
    assert isinstance(found_in(xsy, _survey(xsy, [None] * 8)), Absence)
