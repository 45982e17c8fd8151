"""The log of a committee: open questions that ship, and what a log must not say."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from sse_analysis import load_study, mapping
from sse_analysis.errors import ParameterError
from sse_analysis.perimeter import counting_on, decisions, entered_and_left, judge_entities, pseudo, verdicts

DAY = dt.date(2026, 6, 1)
FORMS = pd.DataFrame(
    {
        "id": ["KHM-a", "KHM-b"], "name_en": ["A", "B"], "form_type": ["cooperative", "social_enterprise"],
        "tier": ["primary", "primary"], "law_year": [2013, 2015], "valid_from": ["2013-01-01", "2015-01-01"],
        "valid_to": [None, None],
        **{name: ["yes", "unknown"] for name in ("voluntary_membership", "democratic_governance", "autonomy", "people_over_capital")},
    }
)  # fmt: skip
HEAD = "schema_version: 1\ncountry: khm\ndecisions:\n"
OPEN = """- id: KHM-01
  question: Do they belong?
  form: KHM-b
  paragraph: ILC 2022 definition, principle 4
  options: {in: Count it in, broad: Broad only, out: Leave it out}
  evidence: [No rule was found]
  proposed_by: project
  status: open
"""
DECIDED = OPEN.replace(
    "  status: open\n",
    "  status: decided\n  option: in\n  reason: The statute asks for it\n  decided_by: Committee\n  decided_on: 2026-03-01\n",
)


def log(text):
    return decisions.read("khm", (HEAD + text).encode(), forms=("KHM-a", "KHM-b"))


@pytest.mark.parametrize("country", ["khm", "kgz", "mng", "tha", "vnm"])
def test_every_country_asks_and_this_project_answers_nothing(country):
    study = load_study(country)
    assert len(study.decisions.decisions) >= 3
    assert {item.status for item in study.decisions.decisions} == {"open"}
    assert all(item.evidence and len(item.options) >= 2 for item in study.decisions.decisions)
    found = mapping.committee_questions(study.decisions, study.legal_forms, on=study.parameters.data_cutoff)
    assert set(found.frame["form"]) <= {*study.legal_forms.frame["id"], "silent_bodies", "second_tier"}
    assert found.summary().country == country
    assert found.notes[0].startswith(f"{len(found.frame)} of {len(found.frame)} questions are open.")


def test_an_open_question_changes_no_verdict():
    asked = verdicts(FORMS, log(OPEN), on=DAY)
    assert set(asked["decided_by"]) == {"rule"}


def test_a_decision_holds_from_its_day_on_for_national_and_broad_only():
    taken = log(DECIDED)
    after = verdicts(FORMS, taken, on=DAY).set_index(["id", "rule_set"])
    before = verdicts(FORMS, taken, on=dt.date(2026, 2, 28)).set_index(["id", "rule_set"])
    assert after.loc[("KHM-b", "national"), ["verdict", "decided_by"]].tolist() == ["in", "KHM-01"]
    assert before.loc[("KHM-b", "national"), "decided_by"] == "rule"
    assert after.loc[("KHM-b", "core"), "decided_by"] == "rule"
    assert after.loc[("KHM-a", "national"), "decided_by"] == "rule"


def test_a_reversal_takes_the_place_of_the_earlier_one():
    second = DECIDED.replace("KHM-01", "KHM-02").replace("option: in", "option: out")
    second = second.replace("2026-03-01", "2026-05-01").replace(
        "  question", "  replaces: KHM-01\n  question"
    )
    both = log(DECIDED + second)
    assert [item.id for item in both.in_force(DAY)] == ["KHM-02"]
    assert [item.id for item in both.in_force(dt.date(2026, 4, 1))] == ["KHM-01"]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (DECIDED.replace("  reason: The statute asks for it\n", ""), "reason"),
        (DECIDED.replace("  decided_on: 2026-03-01\n", ""), "decided_on"),
        (OPEN.replace("KHM-b", "KHM-z"), "KHM-z"),
        (DECIDED.replace("option: in", "option: perhaps"), "perhaps"),
        (DECIDED + DECIDED.replace("KHM-01", "KHM-02").replace("option: in", "option: out"), "KHM-02"),
        (OPEN + OPEN, "KHM-01"),
        (OPEN.replace("  paragraph", "  paragaph"), "paragaph"),
        ("- hello\n", "'hello'"),
        (OPEN + "corrections: none\n", "a list of corrections"),
    ],
)
def test_a_log_that_cannot_stand_is_refused(text, part):
    with pytest.raises(ParameterError) as caught:
        log(text)
    assert part in str(caught.value) and "parameters/khm/decisions.yml" in str(caught.value)


def test_law_and_practice_stand_apart():
    judged = verdicts(FORMS, log(DECIDED), on=DAY)
    entities = pd.DataFrame(
        {"legal_form_id": ["KHM-a", "KHM-a", "KHM-z"], "practice_democratic_governance": ["yes", "no", None]},
        index=["e1", "e2", "e3"],
    )
    found = judge_entities(entities, judged, rule_set="core")
    assert found["in_law"].tolist() == ["in", "in", "undecided"]
    assert found["verdict"].tolist() == ["in", "out", "undecided"]
    assert found.loc["e2", "because"] == "breaks in practice: democratic governance"
    assert pseudo(entities, judged).index.tolist() == ["e2"]
    moved = entered_and_left(found["in_law"], found["verdict"])
    assert moved["move"].to_dict() == {"e2": "leaves"}


def test_a_decision_reaches_the_mapping_report():
    """It moves the national verdict, leaves core alone, and the first page no longer says that nobody decided."""
    study = load_study("khm")
    form = "KHM-social_enterprise-social_enterprise"
    taken = decisions.read("khm", (HEAD + DECIDED.replace("KHM-b", form)).encode(), forms=(form,))
    before = mapping.perimeter_screening(study.legal_forms, study.decisions, on=DAY)
    after = mapping.perimeter_screening(study.legal_forms, taken, on=DAY)
    moved = before.frame.merge(after.frame, on=["id", "rule_set"])
    moved = moved[moved["verdict_x"] != moved["verdict_y"]]
    assert moved[["id", "rule_set", "verdict_y"]].values.tolist() in (
        [[form, "national", "in"]],
        [[form, "national", "in"], [form, "broad", "in"]],
    )
    assert "self_identified" not in set(after.frame["rule_set"])
    landscape = mapping.landscape(study.ledger, study.legal_forms)
    checks = mapping.audit(study.ledger, study.legal_forms)
    activity = mapping.registered_to_active(study.ledger, study.legal_forms)
    said = [
        mapping.headline(landscape, checks, activity, screening=one).paragraphs[-1] for one in (before, after)
    ]
    assert said[0].endswith("No committee has decided yet.")
    assert said[1].endswith(
        "The committee has decided on 1: for the national and the broad perimeter its decision counts."
    )


RULE = OPEN.replace("form: KHM-b", "rule: silent_bodies").replace(
    "options: {in: Count it in, broad: Broad only, out: Leave it out}",
    "options: {registered: All of the register, active: Only those that report}",
)


def test_every_problem_of_a_log_is_told_at_once():
    circle = DECIDED.replace("  question", "  replaces: KHM-02\n  question") + DECIDED.replace(
        "KHM-01", "KHM-02"
    ).replace("  question", "  replaces: KHM-01\n  question")
    against = DECIDED + DECIDED.replace("KHM-01", "KHM-02").replace("option: in", "option: out")
    no_reason = DECIDED.replace("  reason: The statute asks for it\n", "").replace("KHM-b", "KHM-c")
    place = "  - parameters/khm/decisions.yml, column "
    told = {
        no_reason.replace("  decided_on: 2026-03-01\n", ""): [
            "parameters/khm/decisions.yml has 3 problems:",
            f"{place}'KHM-01.form': found 'KHM-c', expected the id of a legal form of the country. Did you mean 'KHM-b'?",
            f"{place}'KHM-01': found decided without reason, expected a reason: without it nothing is decided",
            f"{place}'KHM-01': found decided without decided_on, expected a decided_on: without it nothing is decided",
        ],
        against: [
            "parameters/khm/decisions.yml has 1 problem:",
            f"{place}'KHM-02': found a second decision on KHM-b beside KHM-01, expected one decision in force on it. "
            "Write 'replaces: KHM-01' where it reverses the earlier decision.",
        ],
        circle: [
            "parameters/khm/decisions.yml has 1 problem:",
            f"{place}'KHM-01.replaces': found KHM-01 replaces KHM-02 replaces KHM-01, expected an order in time, "
            "without a circle",
        ],
        RULE.replace("silent_bodies", "silent_body").replace("active:", "alive:"): [
            "parameters/khm/decisions.yml has 3 problems:",
            f"{place}'KHM-01.rule': found 'silent_body', expected one of 'silent_bodies', 'second_tier'. "
            "Did you mean 'silent_bodies'?",
        ],
        OPEN.replace("  form: KHM-b\n", ""): [
            "parameters/khm/decisions.yml has 1 problem:",
            f"{place}'KHM-01': found neither form nor rule, expected a legal form under form, or a rule of counting under rule",
        ],
    }
    for text, lines in told.items():
        with pytest.raises(ParameterError) as caught:
            log(text)
        assert str(caught.value).splitlines()[: len(lines)] == lines


def test_a_decision_on_a_rule_of_counting_holds_from_its_day_on():
    answer = "  status: decided\n  option: active\n  reason: Reports\n  decided_by: Committee\n  decided_on: 2026-03-01\n"
    taken = log(RULE.replace("  status: open\n", answer))
    assert counting_on(taken, DAY) == {"silent_bodies": "active", "second_tier": "apart"}
    assert counting_on(taken, dt.date(2026, 2, 28))["silent_bodies"] == "registered"
    assert set(verdicts(FORMS, taken, on=DAY)["decided_by"]) == {"rule"}


LATER = DECIDED.replace("KHM-01", "KHM-02").replace("2026-03-01", "2026-05-01")
AGAIN = OPEN.replace("KHM-01", "KHM-02").replace("  status", "  replaces: KHM-01\n  status")
REVERSED = LATER.replace("option: in", "option: out").replace("  question", "  replaces: KHM-01\n  question")


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (DECIDED.replace("2026-03-01", "2569-03-01"), "a year of the common era. Buddhist era? Write 2026."),
        (DECIDED.replace("2026-03-01", "0206-03-01"), "found 0206-03-01, expected a year of the common era"),
        (DECIDED.replace("2026-03-01", "2026-03-01 10:00:00"), "expected a date such as 2026-11-30"),
        (OPEN.replace("[No rule was found]", "No rule was found"), "expected a list of texts"),
        (OPEN.replace("[No rule was found]", "[Ledger: 5 of 7]"), "put one that has a colon into quotes"),
        (OPEN.replace("{in: Count it in, broad: Broad only, out: Leave it out}", "[in, out]"), "codes with"),
        (OPEN.replace("KHM-01", "7"), "'7.id': found '7', expected text"),
        (DECIDED.replace("reason: The statute asks for it", "reason: ' '"), "decided without reason"),
        (DECIDED.replace("decided_by: Committee", "decided_by: [A, B]"), "'KHM-01.decided_by': found"),
        (
            DECIDED + REVERSED.replace("2026-05-01", "2026-02-01"),
            "'KHM-02.decided_on': found 2026-02-01, before KHM-01 was decided (2026-03-01)",
        ),
        (DECIDED + OPEN.replace("KHM-01", "KHM-02"), "a second entry on KHM-b beside KHM-01"),
        (OPEN + OPEN.replace("KHM-01", "KHM-02"), "Put the answer into KHM-01, or write 'replaces: KHM-01'"),
    ],
)
def test_slips_that_changed_who_is_in_without_a_word_are_refused(text, part):
    with pytest.raises(ParameterError) as caught:
        log(text)
    assert part in str(caught.value)


def test_an_answer_that_is_asked_again_holds_and_has_a_ballot():
    asked = log(DECIDED + AGAIN)
    assert [item.id for item in asked.in_force(DAY)] == ["KHM-01"]
    assert [item.id for item in asked.open_on(DAY)] == ["KHM-02"]
    assert [item.id for item in asked.open_on(dt.date(2026, 2, 1))] == ["KHM-01"]


@pytest.mark.parametrize(
    ("text", "statuses", "opened"),
    [
        (DECIDED + REVERSED, ["replaced", "decided"], 0),
        (DECIDED + AGAIN, ["decided", "open"], 1),
        (DECIDED + REVERSED.replace("2026-05-01", "2026-07-01"), ["decided", "later"], 0),
        (OPEN + REVERSED, ["replaced", "decided"], 0),
        (DECIDED.replace("2026-03-01", "2026-07-01"), ["later"], 0),
    ],
)
def test_the_report_says_of_every_question_what_the_log_says(text, statuses, opened):
    """A decision that another reversed was printed as open, and so was one that counts from a later day."""
    found = mapping.committee_questions(log(text), load_study("khm").legal_forms, on=DAY)
    assert found.frame["status"].tolist() == statuses
    assert found.notes[0].startswith(f"{opened} of {len(statuses)} questions are open.")
    told = [note for note in found.notes if "move none of its numbers: 1." in note and "2026-06-01" in note]
    assert len(told) == ("later" in statuses)
    printed = [row[-1]["text"] for row in found.summary().rows]
    words = {
        "replaced": "replaced",
        "open": "open",
        "later": "counts from 2026-07-01",
        "decided": "decided: ",
    }
    assert all(words[status] in cell for status, cell in zip(statuses, printed, strict=True))
