"""Who enters and leaves, the mosaic, and organizations that hold a form and break its principles."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from sse_analysis import Absence, load_study, mapping, perimeter, synthetic
from sse_analysis.perimeter import Decision, DecisionLog

DAY = dt.date(2026, 11, 23)
GROUPS = "VNM-self_help_group-cooperative_group"


@pytest.fixture(scope="module")
def xsy():
    synthetic.ensure("xsy")
    return load_study("xsy")


def _moves(country: str, *, on: dt.date = DAY, log: DecisionLog | None = None):
    study = load_study(country)
    landscape = mapping.landscape(study.ledger, study.legal_forms)
    return mapping.entering_and_leaving(
        study.legal_forms, log or study.decisions, landscape, study.organizations, on=on
    )


def test_cooperative_groups_change_their_kind_on_their_day():
    forms = load_study("vnm").legal_forms.frame
    eve, day = dt.date(2024, 6, 30), dt.date(2024, 7, 1)
    kinds = [
        perimeter.screen(forms, on=on).set_index(["id", "rule_set"]).loc[(GROUPS, "core"), "kind"]
        for on in (eve, day)
    ]
    assert kinds == ["self_help_group", "cooperative"]
    row = _moves("vnm").frame.query("step == '2024-07-01'").iloc[0]
    assert (row["id"], row["before"], row["after"], row["move"]) == (
        GROUPS, "Self-help group", "Cooperative", "changes its kind",
    )  # fmt: skip
    assert "art. 107" in row["because"] and row["value"] == 73_000
    assert not _moves("vnm", on=eve).frame["between"].eq("days").any()  # nothing is told before its day


def test_between_rule_sets_by_hand():
    found = _moves("khm").frame
    wider = found[found["step"].eq("National to Broad")].set_index("id")
    assert wider.loc["KHM-association-farmer_association", ["before", "after", "move"]].tolist() == [
        "out",
        "in",
        "enters",
    ]
    assert (
        "KHM-association-domestic_non_governmental_organization" not in wider.index
    )  # undecided on both sides
    assert found["step"].drop_duplicates().tolist()[0] != "Broad to Core"


def test_a_decision_moves_a_form_on_the_day_it_comes_into_force():
    answer = Decision(
        id="VNM-9", question="Groups?", form=GROUPS, paragraph="4", options={"in": "In"}, evidence=("x",),
        proposed_by="project", status="decided", option="in", reason="They share.", decided_by="Committee",
        decided_on=dt.date(2026, 3, 1), in_force_from=dt.date(2026, 5, 1),
    )  # fmt: skip
    rows = _moves("vnm", log=DecisionLog("vnm", (answer,))).frame.query("step == '2026-05-01'")
    assert rows[["before", "after", "move", "because"]].values.tolist() == [
        ["undecided", "in", "enters (National)", "They share."],
    ]
    assert (
        not _moves("vnm", log=DecisionLog("vnm", (answer,)), on=dt.date(2026, 4, 1))
        .frame["step"]
        .eq("2026-05-01")
        .any()
    )


def test_organizations_of_the_registers_are_listed_one_by_one(xsy):
    landscape = mapping.landscape(xsy.ledger, xsy.legal_forms)
    found = mapping.entering_and_leaving(xsy.legal_forms, xsy.decisions, landscape, xsy.organizations, on=DAY)
    listed = found.entities[found.entities["step"].eq("Core to National")]
    assert not listed["organization"].duplicated().any()
    rows = found.frame[found.frame["step"].eq("Core to National")].set_index("id")["value"]
    assert listed["id"].value_counts().to_dict() == rows.to_dict()
    within = mapping.organizations_within(
        xsy.organizations, xsy.registers, xsy.legal_forms, xsy.decisions, on=DAY
    )
    assert len(listed) == within.totals.loc["National", "in"] - within.totals.loc["Core", "in"]
    assert "Water user association | out | in | enters" in found.summary().plain()


def test_the_mosaic_puts_each_counted_form_once():
    study = load_study("vnm")
    landscape = mapping.landscape(study.ledger, study.legal_forms)
    counted = mapping.perimeter_counts(
        landscape, mapping.perimeter_screening(study.legal_forms, study.decisions, on=DAY)
    )
    found = mapping.landscape_mosaic(counted)
    places = found.frame.set_index("ledger_id")["place"]
    assert places["VNM-cooperative-entities_existing-2022-1"] == "core"
    assert places["VNM-cooperative_group-entities-2021-1"] == "broad, core undecided"
    assert found.frame["value"].sum() == 177_418  # neither credit funds inside cooperatives nor unions
    assert found.plot().alt.startswith("Mosaic of 4 forms. core: Cooperatives")
    assert "broad, core undecided | 73,000" in found.summary().plain()


def test_a_form_that_fails_the_core_and_passes_the_broad_is_broad_only(xsy):
    landscape = mapping.landscape(xsy.ledger, xsy.legal_forms)
    counted = mapping.perimeter_counts(
        landscape, mapping.perimeter_screening(xsy.legal_forms, xsy.decisions, on=DAY)
    )
    places = mapping.landscape_mosaic(counted).frame.set_index("line_label")["place"]
    assert places["Water user associations"] == "broad, not core"


def _practice(study, frame):
    survey = replace(study.entity_survey, frame=frame)
    return mapping.practice_screening(survey, study.legal_forms, study.decisions, on=DAY)


def test_practice_by_hand_on_six_organizations(xsy):
    frame = xsy.entity_survey.frame.head(6).reset_index(drop=True).assign(
        case_id=list("abcdef"), legal_form=["XSY-cooperative-producer"] * 4 + ["XSY-water_user_association-water", "XSY-x"],
        meeting_held=["no", "yes", None, "yes", "no", "no"], g3=5.0, g6=[1.0, 2.0, None, 5.0, 1.0, 1.0], v1=5.0,
        v5=[1.0, 9.0, None, 5.0, 1.0, 1.0], surplus_kept=[80.0, 50.0, None, 49.0, 10.0, 10.0],
        assets_by_capital=["no", "no", None, "no", "yes", "yes"],
    )  # fmt: skip
    found = _practice(xsy, frame)
    # b answers "hardly" and "does not apply" and keeps half of its surplus, c leaves everything open: neither is listed.
    # e and f hold no form that is in.
    assert found.frame["case_id"].tolist() == ["a", "d"]
    assert found.frame.loc[1, ["broken", "principles"]].tolist() == [
        1, "Primacy of people and social purpose over capital",
    ]  # fmt: skip
    assert found.frame.loc[1, "answers"].startswith("less than half of the surplus was kept")
    row = found.frame.iloc[0]
    assert row["broken"] == 2  # two answers on one principle count once
    assert row["principles"] == "Democratic or participatory governance; Autonomy and independence"
    assert row["answers"].startswith(
        "no general meeting was held last year; members cannot remove the board at all"
    )
    forms = found.forms.set_index("name")[["verdict", "answered", "listed"]]
    assert forms.loc["Producer cooperative"].tolist() == ["in", 4, 2]
    assert forms.loc["Water user association"].tolist() == ["out", 1, 0]


def test_the_list_of_the_synthetic_country_has_reasons_and_no_names(xsy):
    found = mapping.practice_screening(xsy.entity_survey, xsy.legal_forms, xsy.decisions, on=DAY)
    frame = xsy.entity_survey.frame.set_index("case_id")
    assert 10 < len(found.frame) < len(frame)
    assert found.frame["answers"].ne("").all()
    silent = frame.loc[found.frame["case_id"], "meeting_held"].eq("no") | frame.loc[found.frame["case_id"]][
        ["g3", "g6", "v1", "v5"]
    ].eq(1).any(axis=1)
    listed = frame.loc[found.frame["case_id"]]
    silent |= listed["surplus_kept"].lt(50) | listed["assets_by_capital"].eq("yes")
    assert silent.all()
    capital = found.frame["principles"].str.contains("Primacy of people")
    assert capital.sum() >= 3 and (found.frame.loc[capital, "answers"].str.contains("surplus|assets")).all()
    assert "Case | Legal form | Principle | What was answered" in found.summary().plain()
    assert not any("Not asked" in note for note in found.notes)
    before = xsy.entity_survey.frame.drop(columns=["surplus_kept", "assets_by_capital"])
    unasked = _practice(xsy, before)
    assert any("primacy of people and social purpose over capital" in note for note in unasked.notes)


@pytest.mark.parametrize("country", ["khm", "vnm"])
def test_without_a_survey_nothing_is_said_of_practice(country):
    study = load_study(country)
    found = mapping.practice_screening(study.entity_survey, study.legal_forms, study.decisions, on=DAY)
    assert isinstance(found, Absence) and found.id == "no-mapping-practice"


def test_the_questions_of_the_rules_are_asked_by_the_questionnaire():
    from sse_analysis.sources import questionnaire

    asked = set(questionnaire.questions()["name"]) | set(questionnaire.items()["item"])
    assert {row["question"] for row in perimeter.practice()} <= asked
    assert pd.DataFrame(perimeter.practice()).isna().sum().sum() == 0
