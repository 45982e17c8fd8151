"""Wrong numbers and sentences that an audit of the synthetic country found, asserted not to come back."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from test_formalization_persons import entities, people, workers

from sse_analysis import formalization, load_study
from sse_analysis.formalization.steps import entity_ladder, time_to_registration
from sse_analysis.sources.table import SourcedTable


def _members() -> pd.DataFrame:
    """Half are members of two forms; sixty did not say, and all of these work formally."""
    frame = workers(1200, seed=11)
    frame["member_form"] = np.where(frame["member"].eq(1), np.where(frame["sex"].eq(1), 1, 2), np.nan)
    silent = frame.index % 20 == 0
    frame.loc[silent, ["status", "socialsec"]] = 1
    frame["member"] = frame["member"].astype("float64").mask(silent)
    frame["member_form"] = frame["member_form"].mask(silent)
    return frame


def test_who_did_not_say_whether_a_member_is_not_counted_among_those_who_are_none():
    frame = _members()
    found = formalization.member_forms(people(frame)).frame.set_index("label")["estimate"]
    answered = frame[frame["member"].notna()].reset_index(drop=True)
    right = formalization.member_forms(people(answered)).frame.set_index("label")["estimate"]
    assert found.to_dict() == pytest.approx(right.to_dict(), abs=1e-6)
    taken_for_none = frame.assign(member=frame["member"].fillna(0))
    wrong = formalization.member_forms(people(taken_for_none)).frame.set_index("label")["estimate"]
    assert abs(wrong - right).max() > 1.0


def test_an_interval_of_a_group_uses_the_units_that_hold_it():
    """Two sampling units of one stratum hold the older: one degree of freedom, not those of the whole sample."""
    frame = workers(1600, seed=3)
    frame["age"] = np.where(frame["u"].isin([0, 1]), 60, 30)
    found = formalization.jobs_profile(people(frame)).frame.set_index(["group", "label"])
    assert found.loc[("age", "55 to 64"), "df"] == 1
    assert found.loc[("age", "25 to 34"), "df"] == 80 - 20 - 2
    # With the degrees of the whole sample the share was printed; from two units nothing can be said.
    assert found.loc[("age", "55 to 64"), "obs_status"] == "Q"
    assert np.isnan(found.loc[("age", "55 to 64"), "estimate"])


def _ladder(**changes) -> pd.DataFrame:
    table = entities()
    frame = table.frame.assign(**changes)
    return entity_ladder(SourcedTable(table.name, "khm", frame, table.file, table.digest), year=2025)


def test_an_organization_that_did_not_say_who_is_insured_does_not_insure_nobody():
    insured = [3.0, 0.0] * 40
    insured[1] = np.nan
    row = _ladder(workers_insured=insured).frame.set_index(["group", "label"])
    assert row.loc[("insures its workers", "all"), "n"] == 79
    assert row.loc[("insures its workers", "all"), "estimate"] == pytest.approx(100 * 40 / 79)


def test_strata_that_answer_alike_leave_no_interval_of_no_width():
    registered = ["yes"] * 40 + ["no"] * 40
    row = _ladder(registered=registered).frame.set_index(["group", "label"]).loc[("registered", "all")]
    assert row["estimate"] == pytest.approx(50.0)
    assert row["ci_low"] < 45 and row["ci_high"] > 55


def test_a_step_of_few_entities_tells_nothing_not_even_that_all_took_it():
    stratum = ["cooperative"] * 40 + ["self_help_group"] * 33 + ["foundation"] * 7
    frame = _ladder(stratum=stratum, registered="yes").frame.set_index(["group", "label"])
    row = frame.loc[("registered", "Foundation or fund")]
    assert (row["obs_status"], row["conf_status"]) == ("Q", "C")
    told = ["estimate", "se", "ci_low", "ci_high", "cv", "df", "n", "n_eff", "deff", "deff_replace", "review"]
    assert row[[name for name in told if name in row]].isna().all()
    # 80 less the others would give 7: the count of the next smallest form goes too.
    assert frame.loc[("registered", "Self-help group"), "n"] is pd.NA
    assert frame.loc[("registered", "Self-help group"), "estimate"] == pytest.approx(100.0)


def test_the_ladder_counts_entities_and_names_its_source():
    table = _ladder().summary()
    assert table.columns[-1].label == "Entities in the sample"
    assert table.sources == ("Survey of organizations (data/khm/surveys/entities.csv)",)


def test_entities_that_no_register_dates_are_counted_as_left_out():
    from types import SimpleNamespace

    table = entities()
    frame = table.frame.drop(columns="registered_year").assign(frame_id=[f"K{place}" for place in range(80)])
    days = pd.DataFrame({"record_id": [f"K{place}" for place in range(40)], "registered_on": "2012-05-03"})
    survey = SourcedTable(table.name, "khm", frame, table.file, table.digest)
    note = time_to_registration(survey, [SimpleNamespace(frame=days)], year=2025).notes[0]
    # Twenty self-help groups say that they are registered, and no register dates it.
    assert "60 entities, 40 registered. Left out: 0 without a year of founding" in note
    assert "20 that say they are registered and that no register dates" in note


def test_the_only_rule_of_few_persons_is_no_difference_of_the_others():
    frame = workers(800, seed=8).assign(status=1, annual_leave=1.0, sick_leave=1.0)
    frame.loc[:30, "socialsec"] = np.nan
    frame.loc[:3, "sick_leave"] = 0.0
    found = formalization.rule_audit(people(frame))
    jobs = found.frame[found.frame["part"].eq("job") & (found.frame["n"].isna() | found.frame["n"].gt(0))]
    hidden = jobs[jobs["n"].isna()]
    assert dict(zip(hidden["rule"], hidden["conf_status"], strict=True)) == {
        "no_sick_leave": "C",
        "leave": "D",
    }
    assert hidden["share"].isna().all() and hidden["weight"].isna().all()
    words = {row[1]: row[4]["text"] for row in found.summary().rows if isinstance(row[4], dict)}
    assert words["Social security unknown, no paid sick leave"] == "fewer than 10"
    assert words["Social security unknown, paid annual and sick leave"] == "suppressed"
    assert "2 withheld" in found.plot().alt


def test_jobs_without_a_class_are_named_beside_every_rate_that_leaves_them_out():
    frame = workers(800, seed=4)
    frame.loc[:79, "status"] = 7
    held = people(frame)
    share = 100 * frame.loc[:79, "w"].sum() / frame["w"].sum()
    words = f"no rule gives a class to 80 of the employed ({share:.1f} percent); its rates are shares of the others."
    for name in ("concepts", "indicator_831", "jobs_profile", "components"):
        found = getattr(formalization, name)(held)
        assert any(words in note for note in found.notes), name
    assert not any(
        "no rule gives a class" in note for note in formalization.concepts(people(workers())).notes
    )


def test_the_summary_does_not_deny_what_the_report_shows():
    study = load_study("xsy")
    given = (formalization.rates(study.informality),)
    more = {
        "revised": formalization.revisions(study.informality),
        "gap": formalization.gender_gap(study.informality),
        "cases": formalization.pathways(study.pathways),
    }
    last = formalization.headline(*given, **more, persons=study.persons).paragraphs[-1]
    assert "No table of this report crosses membership" not in last
    assert last.startswith("Whether members of cooperatives") and study.persons.given.title in last
    without = formalization.headline(*given, **more, persons=load_study("khm").persons).paragraphs[-1]
    assert without.startswith("What cannot be said: whether members")


def test_activities_that_lie_inside_others_are_not_said_to_add_up(informality):
    base = {
        "concept": "informal_sector_employment",
        "unit": "thousand_persons",
        "dataset": "d",
        "release_date": "2026-06",
    }
    values = {"total": 100.0, "agriculture": 40.0, "industry": 25.0, "services": 35.0, "construction": 15.0}
    rows = [base | {"scope": scope, "value": value} for scope, value in values.items()]
    rows += [base | {"sex": "female", "value": 45.0}, base | {"sex": "male", "value": 55.0}]
    notes = formalization.sector_counts(informality(*rows)).notes
    assert notes[1].startswith("Rows by activity do not add up to the total (115.0 against 100.0 thousand)")
    adding = [row for row in rows if row.get("scope") != "construction"]
    assert formalization.sector_counts(informality(*adding)).notes[1] == (
        "Each breakdown adds up to the total; the largest difference is 0.0 thousand."
    )


def test_scenarios_say_whom_they_reach():
    from sse_analysis.formalization import constants

    who = constants.table("scenarios").set_index("key")
    assert "registered = 1" in who.loc["employees_insured", "who"]
    assert "registered unit" in who.loc["employees_insured", "label"]
    assert "status in 2 3 4" in who.loc["farm_members", "who"]
    assert who.loc["farm_members", "label"].startswith("Independent workers in agriculture")


def test_what_rounds_to_nothing_has_no_sign_in_sentences_and_chart_texts():
    from types import SimpleNamespace

    from sse_analysis.figures.formalization_points import _number
    from sse_analysis.formalization.robustness import _points

    assert _number(SimpleNamespace(estimate=-0.04, ci_low=-2.6, ci_high=2.5)) == "0.0 (-2.6 to 2.5)"
    assert _number(SimpleNamespace(estimate=-0.04, ci_low=np.nan, ci_high=np.nan)) == "0.0"
    assert (_points(-0.0004), _points(-0.03)) == ("0.0", "-3.0")
