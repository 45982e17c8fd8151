"""The scorecard of five dimensions: against the truth of the synthetic country, by hand, and with little to go on."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from sse_analysis import load_study, mapping, paths
from sse_analysis.mapping import dimensions, overall
from sse_analysis.results.absence import Absence
from sse_analysis.sources.entity_survey import EntitySurvey


@pytest.fixture(scope="module")
def scores():
    return mapping.dimension_scores(load_study("xsy").entity_survey, country="xsy")


@pytest.fixture(scope="module")
def truth():
    load_study("xsy")
    return json.loads(paths.data_file("xsy", "truth.json").read_text(encoding="utf-8"))["values"]


def true_score(truth, row) -> float:
    place = "mean" if row.group == "all" else f"by_form.{row.group}"
    return truth[f"scores.{place}.{row.dimension}"]


def test_scores_cover_the_truth_as_often_as_they_say(scores, truth):
    """Of 35 intervals of 95 percent, 33 are expected to hold the truth; fewer than 31 would be rare (3 percent)."""
    frame = scores.frame
    held = [row.ci_low <= true_score(truth, row) <= row.ci_high for row in frame.itertuples()]
    print(f"{sum(held)} of {len(held)} intervals hold the true score")
    assert len(held) == 35 and sum(held) >= 31
    away = [abs(row.estimate - true_score(truth, row)) / row.se for row in frame.itertuples()]
    assert max(away) < 4


def test_alpha_covers_the_truth(scores, truth):
    about = scores.items.set_index("dimension")
    held = [
        row["alpha_low"] <= truth[f"scores.alpha.{name}"] <= row["alpha_high"]
        for name, row in about.iterrows()
    ]
    print(f"{sum(held)} of {len(held)} intervals hold the true alpha")
    assert len(held) == 5 and sum(held) >= 4


def test_bounds_hold_the_score_and_shrink_to_it_without_open_answers(scores):
    frame = scores.frame
    complete = frame["highest"] - frame["lowest"] < 1e-9
    assert (frame["lowest"] <= frame["highest"] + 1e-9).all() and complete.mean() < 0.1
    assert frame.loc[complete, "estimate"].sub(frame.loc[complete, "lowest"]).abs().lt(1e-9).all()
    assert frame.loc[frame["group"].eq("all"), "estimate"].between(2, 5).all()
    assert (frame["lowest"] <= frame["estimate"] + 0.3).all() and (
        frame["estimate"] <= frame["highest"] + 0.3
    ).all()


def test_friends_who_followed_a_link_do_not_count(scores):
    survey = load_study("xsy").entity_survey
    everybody = survey.frame.assign(source="frame", weight=survey.frame["weight"].fillna(1.0))
    assert scores.frame["n"].max() == survey.frame["source"].eq("frame").sum() < len(everybody)
    assert any("followed an open link are left out" in note for note in scores.notes)


def test_response_rates_count_every_invitation(scores):
    contacts = load_study("xsy").entity_survey.contacts
    whole = scores.response.set_index("group").loc["all"]
    assert whole["invited"] == len(contacts)
    known = contacts["outcome"].isin(["complete", "partial"]).sum()
    reachable = contacts["outcome"].ne("defunct").sum()
    assert whole["rate"] == pytest.approx(100 * known / reachable)
    assert whole["rate"] < whole["rate_upper"]


BOOK = pd.DataFrame(
    {"item": ["a", "b"], "dimension": ["care", "care"], "text": ["A", "B"], "low": [1.0, 1.0], "high": [5.0, 5.0],
     "reverse": ["no", "yes"], "not_applicable": [9.0, 9.0]}
)  # fmt: skip


def survey(a, b, *, stratum="cooperative") -> EntitySurvey:
    frame = pd.DataFrame({"stratum": stratum, "weight": 1.0, "a": a, "b": b}).astype(
        {"a": "float", "b": "float"}
    )
    return EntitySurvey("entity_survey", "xsy", frame, "surveys/entities.csv", "0", items=BOOK)


def test_a_score_by_hand_turns_questions_round_and_leaves_out_what_does_not_apply():
    found = mapping.dimension_scores(survey([1, 2, 3, 4, 5, 3], [5, 4, 3, 2, 9, None]), country="xsy").frame
    row = found.set_index("group").loc["all"]
    assert row["n"] == 6 and row["estimate"] == pytest.approx((1 + 2 + 3 + 4 + 5 + 3) / 6)
    assert row["lowest"] == pytest.approx((1 + 2 + 3 + 4 + 5 + (3 + 1) / 2) / 6)
    assert row["highest"] == pytest.approx((1 + 2 + 3 + 4 + 5 + (3 + 5) / 2) / 6)


def test_a_group_of_four_is_counted_and_not_scored():
    strata = ["cooperative"] * 6 + ["mutual"] * 4
    found = mapping.dimension_scores(survey([3] * 9 + [4], [3] * 10, stratum=strata), country="xsy")
    row = found.frame.set_index("group").loc["mutual"]
    assert row["n"] == 4 and pd.isna(row["estimate"]) and row["obs_status"] == "Q"
    assert list(found.summary().rows[2][:3]) == ["Care", "Mutual", "4"]
    assert found.summary().rows[2][3] == {"text": "too few", "tone": "absent"}
    assert "the lowest" in found.plot().alt


@pytest.mark.parametrize(
    ("values", "alpha"),
    [
        (np.array([[1, 1], [2, 2], [3, 3]]), 1.0),
        (np.array([[1.0, 2.0], [2.0, 1.0], [1.0, 1.0], [2.0, 2.0]]), 0.0),
        # Three items, hand-computed: item variances 5/3, 1/3 and 1/4, variance of the sum 17/4.
        (
            np.array([[1, 1, 1], [2, 1, 1], [3, 2, 2], [4, 2, 1]]),
            1.5 * (1 - (5 / 3 + 1 / 3 + 1 / 4) / (17 / 4)),
        ),
    ],
)
def test_alpha_by_hand(values, alpha):
    assert dimensions.cronbach_alpha(values) == pytest.approx(alpha)


def test_alpha_of_one_question_or_of_no_variation_is_missing():
    assert np.isnan(dimensions.cronbach_alpha(np.array([[1.0], [2.0]])))
    assert np.isnan(dimensions.cronbach_alpha(np.ones((5, 3))))


def test_weights_change_alpha_as_if_organizations_were_repeated():
    values = np.random.default_rng(3).normal(size=(40, 4)) + np.arange(40)[:, None] / 10
    times = np.tile([1, 3], 20)
    repeated = dimensions.cronbach_alpha(np.repeat(values, times, axis=0))
    assert dimensions.cronbach_alpha(values, times) == pytest.approx(repeated, abs=1e-3)


def test_the_chart_tells_scores_with_intervals(scores):
    alt = scores.plot().alt
    whole = scores.frame[scores.frame["group"].eq("all")].iloc[0]
    assert f"governance {whole['estimate']:.2f} ({whole['ci_low']:.2f} to {whole['ci_high']:.2f})" in alt
    assert (
        len({mapping.part(scores, name).summary().id for name in ("questions", "response_rates", "joint")})
        == 3
    )


@pytest.mark.parametrize("country", ["khm", "kgz", "mng", "tha", "vnm"])
def test_a_country_without_a_survey_says_which_file_would_answer(country):
    found = mapping.dimension_scores(load_study(country).entity_survey, country=country)
    assert isinstance(found, Absence)
    assert (found.id, found.file) == ("no-mapping-survey", f"data/{country}/surveys/entities.csv")


def test_a_survey_without_a_codebook_or_of_three_is_not_scored():
    made = survey([1, 2, 3], [1, 2, 3])
    few = mapping.dimension_scores(made, country="xsy")
    assert few.why == "3 organizations of the frame answered with a weight; 5 at least are needed."
    bare = EntitySurvey("entity_survey", "xsy", made.frame, "f", "0")
    assert mapping.dimension_scores(bare, country="xsy").reason == "no_data"


def test_joint_scores_hold_the_truth_and_ranks_say_how_little_is_known(scores, truth):
    frame = scores.overall
    true = {group: np.mean([truth[f"scores.by_form.{group}.{name}"] for name in dict.fromkeys(scores.frame["dimension"])])
            for group in frame["group"]}  # fmt: skip
    held = [row.ci_low <= true[row.group] <= row.ci_high for row in frame.itertuples()]
    print(f"{sum(held)} of {len(held)} intervals hold the true joint score")
    assert len(held) == 6 and sum(held) >= 5
    assert (frame["minimum"] <= frame["geometric"]).all() and (
        frame["geometric"] <= frame["arithmetic"]
    ).all()
    assert frame["first_rank"].sum() == pytest.approx(100) and (frame["rank_low"] <= frame["rank_high"]).all()
    ranks = pd.Series(true).rank(ascending=False)
    assert all(row.rank_low <= ranks[row.group] <= row.rank_high for row in frame.itertuples())


def test_a_form_that_is_better_in_everything_is_first_under_any_weights():
    rng = np.random.default_rng(4)
    level = np.repeat([4.5, 2.0], 40)
    found = overall.overall(
        pd.DataFrame({"stratum": np.repeat(["good", "poor"], 40), "weight": 1.0, "a": level + rng.normal(0, 0.1, 80),
                      "b": level + rng.normal(0, 0.1, 80)}),
        pd.DataFrame({"group": ["good", "poor"], "label": ["Good", "Poor"]}), draws=500, level=0.95,
    )  # fmt: skip
    assert found["first_rank"].tolist() == [100.0, 0.0]
    assert found[["rank_low", "rank_high"]].values.tolist() == [[1, 1], [2, 2]]


def test_two_forms_that_trade_dimensions_share_the_first_rank_by_weight():
    """First under half of all weights each: their order is the choice, which a single mean would hide."""
    frame = pd.DataFrame(
        {
            "stratum": ["x"] * 5 + ["y"] * 5,
            "weight": 1.0,
            "a": [4.0] * 5 + [2.0] * 5,
            "b": [2.0] * 5 + [4.0] * 5,
        }
    )
    groups = pd.DataFrame({"group": ["x", "y"], "label": ["X", "Y"]})
    found = overall.overall(frame, groups, draws=4_000, level=0.95)
    assert found["arithmetic"].tolist() == [3.0, 3.0] and found["minimum"].tolist() == [2.0, 2.0]
    assert found["geometric"].iloc[0] == pytest.approx(8**0.5)
    assert abs(found["first_rank"].iloc[0] - 50) < 3
