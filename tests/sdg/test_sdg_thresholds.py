"""Thresholds of the context: the score, the norm and its source, who is left out."""

from __future__ import annotations

import pandas as pd
import pytest

from sse_analysis import sdg
from sse_analysis.errors import SchemaError
from sse_analysis.results.absence import Absence
from sse_analysis.sources.table import SourcedTable


def answers(*rows: dict) -> SourcedTable:
    blank = {"source": "frame", "weight": "10", "stratum": "a", "members": "100", "women_members": "50",
             "board_members": "10", "women_board": "5", "workers": "10", "workers_contract": "5",
             "workers_insured": "5", "loans_members": "20"}  # fmt: skip
    frame = pd.DataFrame([blank | row for row in rows], dtype="str")
    return SourcedTable("entity_survey", "khm", frame, "data/khm/surveys/entities.csv", "2" * 64)


def measured(study, *rows: dict) -> pd.DataFrame:
    found = sdg.context_thresholds(answers(*rows), study.sdg_series, sdg_indicators=study.sdg_indicators,
                                   context=study.context)  # fmt: skip
    return found.frame.set_index("id")


def test_the_norm_is_a_figure_of_the_country_with_its_release(study_of):
    frame = measured(study_of("khm"), {}, {}, {})
    assert frame["norm"].round(2).to_dict() == {
        "women-board": 50.0, "women-members": 51.22, "contract": 10.61, "insured": 1.87, "loans": 21.67,
    }  # fmt: skip
    assert frame.loc["contract", "norm_source"] == (
        "International Labour Organization, Informal employment, share of employment 2019 (ILOSTAT EMP_NIFL_SEX_RT, "
        "release 2026)"
    )
    assert (
        frame.loc["women-board", "norm_source"]
        == "Women in local councils: target value 50 (technical optimum)"
    )
    assert frame.loc["contract", "norm_year"] == 2019


def test_a_score_never_exceeds_one_and_the_share_at_the_norm_is_apart(study_of):
    frame = measured(study_of("khm"), {"women_board": "5"}, {"women_board": "10"}, {"women_board": "0"},
                     {"women_board": "4"})  # fmt: skip
    row = frame.loc["women-board"]
    # Values 50, 100, 0, 40 against 50: scores 1, 1, 0, 0.8.
    assert (row["value"], row["score"], row["reach"]) == pytest.approx((47.5, 0.7, 50.0))
    assert row["n"] == 4


def test_answers_by_open_link_stand_for_nobody(study_of):
    frame = measured(study_of("khm"), {}, {}, {"source": "open_link", "women_board": "10", "weight": ""})
    assert frame.loc["women-board", "value"] == pytest.approx(50)
    assert frame.loc["women-board", "n"] == 2


def test_an_entity_without_workers_is_no_zero(study_of):
    frame = measured(
        study_of("khm"), {"workers": "0", "workers_contract": "0"}, {}, {"workers_contract": None}
    )
    assert frame.loc["contract", ["value", "n"]].tolist() == [50, 1]


def test_weights_and_strata_count(study_of):
    rows = [{"stratum": "a", "weight": "30", "women_board": "10"}] * 2 + [
        {"stratum": "b", "weight": "10", "women_board": "0"}
    ] * 2
    assert measured(study_of("khm"), *rows).loc["women-board", "value"] == pytest.approx(75)


def test_a_norm_that_is_not_held_scores_nothing(study_of):
    study = study_of("khm")
    bare = study.context.where(study.context.frame["series"] != "SP.POP.TOTL.FE.ZS")
    found = sdg.context_thresholds(
        answers({}, {}), study.sdg_series, sdg_indicators=study.sdg_indicators, context=bare
    )
    row = found.frame.set_index("id").loc["women-members"]
    assert pd.isna(row["score"]) and row["obs_status"] == "O"
    assert row["why"] == "No figure of SP.POP.TOTL.FE.ZS is held for the country."


def test_a_survey_without_the_columns_is_named(study_of):
    study = study_of("khm")
    full = answers({})
    bare = full.frame.drop(columns=["women_board"])
    table = SourcedTable(full.name, full.country, bare, full.file, full.digest)
    with pytest.raises(SchemaError, match="lacks the columns women_board, which the norms ask for"):
        sdg.context_thresholds(
            table, study.sdg_series, sdg_indicators=study.sdg_indicators, context=study.context
        )


def test_without_a_survey_the_section_is_an_absence(study_of):
    study = study_of("khm")
    found = sdg.context_thresholds(study.entity_survey, study.sdg_series, sdg_indicators=study.sdg_indicators,
                                   context=study.context)  # fmt: skip
    assert isinstance(found, Absence) and found.id == "no-sdg-thresholds"


def test_groups_are_estimated_apart_and_small_ones_not_at_all(study_of):
    study = study_of("khm")
    women = [
        {"stratum": "a", "women_board": board, "led_by_woman": "yes"} for board in ("6", "5", "9", "0", "5")
    ]
    men = [{"stratum": "b", "women_board": board, "led_by_woman": "no"} for board in ("0", "1", "5")]
    table = answers(
        *women, *men, {"stratum": "b", "source": "open_link", "women_board": "9", "led_by_woman": "no"}
    )
    reached = sdg.context_thresholds(
        table, study.sdg_series, sdg_indicators=study.sdg_indicators, context=study.context
    )
    found = sdg.groups_at_thresholds(table, reached)
    rows = found.frame[found.frame["id"] == "women-board"].set_index(["group", "part"])
    assert rows.loc[("stratum", "a"), ["reach", "n"]].tolist() == [80, 5]
    assert pd.isna(rows.loc[("stratum", "b"), "reach"]) and rows.loc[("stratum", "b"), "n"] == 3
    assert rows.loc[("led_by_woman", "yes"), "reach"] == 80
    shown = found.summary()
    assert [words for _, words in shown.groups] == ["By legal form", "Led by a woman"]
    assert shown.rows[1][1] == {"text": "too few (n 3)", "tone": "absent"}


def test_groups_of_nobody_are_the_absence_of_the_survey(study_of):
    study = study_of("khm")
    nothing = study.entity_survey
    reached = sdg.context_thresholds(nothing, study.sdg_series, sdg_indicators=study.sdg_indicators,
                                     context=study.context)  # fmt: skip
    assert sdg.groups_at_thresholds(nothing, reached) is reached and reached.id == "no-sdg-thresholds"


def test_nobody_of_eight_is_not_nobody_for_sure(study_of):
    frame = measured(study_of("khm"), *[{"women_board": "0"}] * 8, *[{"women_board": None}] * 20)
    row = frame.loc["women-board"]
    # The tempting interval has no width; of 0 out of 8 the upper limit is 1 - 0.025 ** (1/8).
    assert row[["reach", "reach_low", "n"]].tolist() == [0, 0, 8]
    assert row["reach_high"] == pytest.approx(36.94, abs=0.01)
