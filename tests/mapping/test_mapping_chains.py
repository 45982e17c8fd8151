"""The scorecard by value chain: by hand, against the truth, small chains, and without the question."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from sse_analysis import Absence, load_study, mapping, paths, synthetic
from sse_analysis.mapping.chains import chain_of
from sse_analysis.sources.entity_survey import EntitySurvey

BOOK = pd.DataFrame(
    {"item": ["a"], "dimension": ["care"], "text": ["A"], "low": [1.0], "high": [5.0], "reverse": ["no"],
     "not_applicable": [9.0]}
)  # fmt: skip


@pytest.fixture(scope="module")
def xsy():
    synthetic.ensure("xsy")
    return load_study("xsy")


def test_chains_hold_the_truth_as_often_as_they_say(xsy):
    """Of 20 intervals of 95 percent, 19 are expected to hold the truth; fewer than 17 would be rare (2 percent)."""
    truth = json.loads(paths.data_file("xsy", "truth.json").read_text(encoding="utf-8"))["values"]
    found = mapping.chain_scores(xsy.entity_survey, country="xsy")
    rows = found.frame[found.frame["group"].str.startswith("chain: ")]
    held = [
        row.ci_low <= truth[f"scores.by_chain.{row.label}.{row.dimension}"] <= row.ci_high
        for row in rows.itertuples()
    ]
    print(f"{sum(held)} of {len(held)} intervals hold the true score")
    assert len(held) == 20 and sum(held) >= 17


def test_all_organizations_score_as_by_form_and_every_one_is_in_one_row(xsy):
    scores = mapping.dimension_scores(xsy.entity_survey, country="xsy").frame
    found = mapping.chain_scores(xsy.entity_survey, country="xsy")
    wholes = [frame[frame["group"].eq("all")].set_index("dimension")[["estimate", "ci_low", "n"]] for frame in
              (scores, found.frame)]  # fmt: skip
    pd.testing.assert_frame_equal(*wholes, check_dtype=False)
    parts = found.frame[found.frame["group"].ne("all")].groupby("dimension")["n"].sum()
    assert parts.to_dict() == wholes[0]["n"].to_dict()


def _survey(chains, answers, **columns) -> EntitySurvey:
    frame = pd.DataFrame(
        {"stratum": "cooperative", "weight": 1.0, "value_chain": chains, "a": answers} | columns
    )
    return EntitySurvey("entity_survey", "xsy", frame, "surveys/entities.csv", "0", items=BOOK)


def test_a_chain_by_hand_is_the_weighted_mean_of_its_organizations():
    chains = ["Rice", " rice", "RICE ", "rice", "rice"] + ["silk"] * 5 + [None] * 2 + ["salt"] * 4
    answers = [1.0, 2, 3, 4, 5] + [4.0] * 5 + [1.0] * 2 + [5.0] * 4
    found = mapping.chain_scores(
        _survey(chains, answers, weight=[2.0, 1, 1, 1, 1] + [1.0] * 11), country="xsy"
    )
    rows = found.frame.set_index("label")
    assert rows.index.tolist() == [
        "All organizations", "Rice", "silk", "1 chain of fewer than 5 organizations", "No chain named",
    ]  # fmt: skip
    assert rows["n"].tolist() == [16, 5, 5, 4, 2]
    assert rows.loc["Rice", "estimate"] == pytest.approx((2 + 2 + 3 + 4 + 5) / 6)
    assert rows.loc["silk", "estimate"] == 4
    few = rows.loc["1 chain of fewer than 5 organizations"]
    assert few["obs_status"] == "Q" and pd.isna(few["estimate"])


def test_small_chains_stand_together_and_are_never_scored():
    chains = ["one"] * 4 + ["two"] * 4 + ["three"] * 6
    rows = mapping.chain_scores(_survey(chains, [3.0] * 14), country="xsy").frame.set_index("group")
    assert rows.loc["few", ["label", "n"]].tolist() == ["2 chains of fewer than 5 organizations", 8]
    assert pd.isna(rows.loc["few", "estimate"]) and rows.loc["few", "obs_status"] == "Q"


def test_words_that_the_table_uses_itself_are_names_of_chains_too():
    found = chain_of(pd.Series(["few"] * 5 + ["none"] * 5 + [None]))
    assert found["group"].tolist() == ["chain: few"] * 5 + ["chain: none"] * 5 + ["none"]


def test_the_table_and_the_chart_say_that_groups_are_chains(xsy):
    found = mapping.chain_scores(xsy.entity_survey, country="xsy")
    table, chart = found.summary(), found.plot()
    assert (table.id, chart.id) == ("dimensions-by-chain", "dimensions-by-chain-chart")
    assert "Dimension | Value chain | Answered" in table.plain()
    assert "value chains the highest score" in chart.alt
    own = xsy.entity_survey.frame[xsy.entity_survey.frame["source"].eq("frame")]
    told = f"{own['value_chain'].notna().sum()} of {len(own)} organizations drawn from the frame name a value chain."
    assert found.notes[0].startswith(told)


@pytest.mark.parametrize("country", ["khm", "vnm"])
def test_without_a_survey_or_the_question_there_is_an_absence(country, xsy):
    found = mapping.chain_scores(load_study(country).entity_survey, country=country)
    assert isinstance(found, Absence) and found.id == "no-mapping-chains"
    bare = replace(xsy.entity_survey, frame=xsy.entity_survey.frame.drop(columns="value_chain"))
    assert isinstance(mapping.chain_scores(bare, country="xsy"), Absence)
    nobody = xsy.entity_survey.frame.assign(value_chain=None)
    assert isinstance(mapping.chain_scores(replace(xsy.entity_survey, frame=nobody), country="xsy"), Absence)
