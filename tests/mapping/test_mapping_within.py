"""The perimeter organization by organization: every one judged once, by rule or by decision."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pandas as pd
import pytest

from sse_analysis import Absence, load_study, mapping, perimeter, synthetic
from sse_analysis.perimeter import Decision, DecisionLog

DAY = dt.date(2026, 11, 30)
GROUPS = "XSY-self_help_group-group"


@pytest.fixture(scope="module")
def study():
    synthetic.ensure("xsy")
    return load_study("xsy")


def _within(study, log):
    return mapping.organizations_within(study.organizations, study.registers, study.legal_forms, log, on=DAY)


def test_every_organization_is_judged_once_under_every_rule_set(study):
    found = _within(study, study.decisions)
    rows = study.organizations.organizations
    lasting = int((~rows["state"].eq("dissolved")).sum())
    assert set(found.totals.sum(axis=1)) == {lasting}
    assert len(found.totals) == 5
    screening = mapping.perimeter_screening(study.legal_forms, study.decisions, on=DAY).frame
    verdicts = screening.set_index(["rule_set", "id"])["verdict"]
    known = found.frame[found.frame["legal_form"].isin(screening["id"])]
    assert (
        known["verdict"].to_numpy()
        == verdicts[list(zip(known["rule_set"], known["legal_form"], strict=True))]
    ).all()
    counts = rows[~rows["state"].eq("dissolved")]["legal_form"].value_counts()
    core = known[known["rule_set"].eq("core")].set_index("legal_form")["organizations"]
    assert core.to_dict() == counts[core.index].to_dict()


def test_a_decision_moves_its_organizations_and_is_named(study):
    answer = Decision(
        id="XSY-1", question="Groups?", form=GROUPS, paragraph="4", options={"out": "Out"}, evidence=("x",),
        proposed_by="project", status="decided", option="out", reason="Not organized.", decided_by="Committee",
        decided_on=DAY,
    )  # fmt: skip
    before, after = (_within(study, log) for log in (study.decisions, DecisionLog("xsy", (answer,))))
    row = after.frame[after.frame["rule_set"].eq("national") & after.frame["legal_form"].eq(GROUPS)].iloc[0]
    assert (row["verdict"], row["because"], row["decided_by"]) == ("out", "Not organized.", "XSY-1")
    moved = before.totals.loc["National"] - after.totals.loc["National"]
    assert moved.to_dict() == {"in": row["organizations"], "undecided": 0, "out": -row["organizations"]}
    assert before.totals.loc["Core"].equals(after.totals.loc["Core"])


def test_a_form_that_is_not_stated_is_undecided_and_never_out(study):
    linked = study.organizations
    rows = linked.organizations.assign(
        legal_form=linked.organizations["legal_form"].mask(linked.organizations.index < 50)
    )
    found = mapping.organizations_within(
        replace(linked, organizations=rows), study.registers, study.legal_forms, study.decisions, on=DAY
    )
    none = found.frame[found.frame["legal_form"].eq("Legal form not stated")]
    assert set(none["verdict"]) == {"undecided"}
    assert set(none["because"]) == {"the legal form is not known"}


def test_the_table_names_the_rule_and_the_chart_the_counts(study):
    found = _within(study, study.decisions)
    table = found.summary()
    assert table.groups[0][1].startswith("Core: ")
    assert "passes" in table.plain()
    assert f"Core: {found.totals.loc['Core', 'in']:,} in" in found.plot().alt
    assert any(
        note == "Of the second tier, beside their own members: Union of cooperatives." for note in found.notes
    )


def test_a_country_without_registers_has_an_absence():
    khm = load_study("khm")
    found = mapping.organizations_within(
        khm.organizations, khm.registers, khm.legal_forms, khm.decisions, on=DAY
    )
    assert isinstance(found, Absence)
    assert found.id == "no-mapping-entities"


def test_an_answer_never_counts_what_is_counted_elsewhere():
    """A status over other forms says yes: it is an organization that is counted under its own form already."""
    entities = pd.DataFrame(
        {"legal_form_id": ["a", "b", "b", "b"], "self_identified": ["yes", "yes", "no", None]}
    )
    judged = pd.DataFrame(
        {"id": ["a", "b"], "rule_set": "self_identified", "verdict": ["counted elsewhere", "undecided"],
         "because": "x", "decided_by": "rule"}
    )  # fmt: skip
    found = perimeter.judge_entities(entities, judged, rule_set="self_identified")
    assert found["verdict"].tolist() == ["counted elsewhere", "in", "out", "undecided"]
    assert found["decided_by"].tolist() == ["rule", "the organization", "the organization", "rule"]
