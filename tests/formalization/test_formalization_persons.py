"""Analyses of persons on small samples whose answers can be worked out by hand, and what they refuse."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest

from sse_analysis import formalization
from sse_analysis.errors import CodeError, EstimationError
from sse_analysis.formalization.association import matched
from sse_analysis.formalization.linearized import total
from sse_analysis.formalization.moves import _corrected, _taken
from sse_analysis.formalization.robustness import rosenbaum
from sse_analysis.formalization.steps import entity_ladder, time_to_registration
from sse_analysis.harmonize.persons import described, harmonize
from sse_analysis.parameters.microdata import Microdata
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.sources.table import SourcedTable
from sse_analysis.survey import SurveyDesign, SurveySample, collapsed
from sse_analysis.survey.panel import matched as matched_waves
from sse_analysis.survey.persons import persons as open_

SHARED = (
    "sex",
    "age",
    "education",
    "urban",
    "labour_status",
    "status",
    "registered",
    "bookkeeping",
    "socialsec",
    "annual_leave",
    "sick_leave",
    "member",
    "member_form",
)


def people(frame: pd.DataFrame, *, design: bool = True, **changes):
    """Return persons whose columns are already in shared codes."""
    given = Microdata(
        title="t", publisher="p", year=2025, file="f.csv", format="csv",
        design={"weights": "w", "strata": "s", "psu": ("u",)} if design else {"weights": "w"},
        variables={name: {"column": name} for name in SHARED if name in frame}, **changes,
    )  # fmt: skip
    done = harmonize(frame, given, described(given, frame.columns))
    about = {"sources": ("p, t (2025)",), "provenance": Provenance()}
    return open_(done, given, country="khm", about=about)


def workers(n: int = 800, seed: int = 5) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    member = random.integers(0, 2, n)
    return pd.DataFrame({
        "w": random.uniform(1, 3, n), "u": np.repeat(np.arange(n // 20), 20), "s": np.repeat(np.arange(n // 80), 80),
        "sex": random.integers(1, 3, n), "age": random.integers(18, 60, n), "education": random.integers(1, 4, n),
        "urban": random.integers(0, 2, n), "labour_status": 1, "status": random.choice([1, 3], n), "member": member,
        "registered": (random.random(n) < 0.3 + 0.2 * member).astype(int), "bookkeeping": 0,
        "socialsec": (random.random(n) < 0.4 + 0.1 * member).astype(int),
    })  # fmt: skip


def test_kitagawa_by_hand():
    """A: shares 3/4, 1/4 and rates 1/3, 1; B: shares 1/4, 3/4 and rates 1, 1/3."""
    data = pd.DataFrame({
        "a": [1, 1, 1, 1, 0, 0, 0, 0], "cell": list("xxxy") + list("xyyy"), "y": [1, 0, 0, 1, 1, 1, 0, 0], "u": range(8),
    })  # fmt: skip
    sample = SurveySample(data, SurveyDesign(psu=("u",)), "khm")
    found = formalization.kitagawa(sample, "y", "cell", group_a=data["a"].eq(1), group_b=data["a"].eq(0))
    parts = found.frame.set_index("component")["estimate"]
    assert parts["gap"] == pytest.approx(0.0)
    assert parts["composition"] == pytest.approx(
        (0.75 - 0.25) * (1 / 3 + 1) / 2 + (0.25 - 0.75) * (1 + 1 / 3) / 2
    )
    assert parts["rates"] == pytest.approx(-parts["composition"] + parts["gap"])


def test_kitagawa_refuses_a_cell_that_one_group_does_not_have():
    data = pd.DataFrame({"a": [1, 1, 0, 0], "cell": list("xyxx"), "y": [1, 0, 1, 0], "u": range(4)})
    sample = SurveySample(data, SurveyDesign(psu=("u",)), "khm")
    with pytest.raises(
        EstimationError, match=r"nobody of one group is in y: these cells have no rate there. Join cells."
    ):
        formalization.kitagawa(sample, "y", "cell", group_a=data["a"].eq(1), group_b=data["a"].eq(0))


def test_matching_by_hand_leaves_out_members_whom_nobody_is_like():
    """Cell x: 1 - 1/2, weight 1; cell y: 0 - 1, weight 2; the member in z has no match: (0.5 - 2) / 3."""
    data = pd.DataFrame({
        "d": [1, 0, 0, 1, 1, 0, 1], "cell": list("xxxyyyz"), "y": [1, 1, 0, 0, 0, 1, 1], "u": range(7),
    })  # fmt: skip
    sample = SurveySample(data, SurveyDesign(psu=("u",)), "khm")
    found = matched(sample, "y", "d", ["cell"], domain=None)
    assert found["estimate"].iloc[0] == pytest.approx(-0.5)
    assert found["n"].iloc[0] == 6


def test_the_error_of_matching_is_that_of_a_jackknife():
    data = workers()
    sample = SurveySample(data.assign(y=data["registered"]), SurveyDesign(weights="w", psu=("u",)), "khm")
    found = matched(sample, "y", "member", ["sex", "urban"], domain=None)
    whole = []
    for unit in data["u"].unique():
        again = data.assign(w=np.where(data["u"] == unit, 0.0, data["w"]))
        copy = SurveySample(again.assign(y=data["registered"]), SurveyDesign(weights="w", psu=("u",)), "khm")
        whole.append(matched(copy, "y", "member", ["sex", "urban"], domain=None)["estimate"].iloc[0])
    count = len(whole)
    jackknife = np.sqrt((count - 1) / count * ((np.array(whole) - np.mean(whole)) ** 2).sum())
    assert found["se"].iloc[0] == pytest.approx(jackknife, rel=0.03)


def test_rosenbaum_holds_longer_for_a_stronger_difference_and_not_at_all_for_none():
    group = np.repeat([1, 1, 0, 0], 100)
    place = np.zeros(400, int)
    strong = np.concatenate([np.ones(80), np.zeros(120), np.ones(20), np.zeros(180)])
    weak = np.concatenate([np.ones(60), np.zeros(140), np.ones(30), np.zeros(170)])
    assert rosenbaum(group, strong, place) > rosenbaum(group, weak, place) > 1
    assert rosenbaum(group, np.tile([1.0, 0.0], 200), place) is None


def test_rosenbaum_agrees_with_the_exact_distribution():
    """At gamma the one-sided p value of the extended hypergeometric distribution is 2.5 percent."""
    from scipy.stats import nchypergeom_fisher

    group = np.repeat([1, 0], [60, 140])
    y = np.concatenate([np.repeat([1.0, 0.0], [36, 24]), np.repeat([1.0, 0.0], [42, 98])])
    gamma = rosenbaum(group, y, np.zeros(200, int))
    exact = nchypergeom_fisher.sf(35, 200, 60, 78, gamma)
    assert exact == pytest.approx(0.025, abs=0.01)


def test_correcting_flows_for_an_error_takes_a_known_error_out():
    truth = np.array([[40.0, 5, 5], [10, 60, 10], [5, 5, 60]])
    chance = _taken(0.04)
    coded = chance.T @ truth @ chance
    cells = np.repeat(np.eye(9), np.full(9, 1), axis=0)
    found = _corrected(total(cells, coded.ravel()), chance)
    assert found.value == pytest.approx([10 / 80, 5 / 50])
    assert _corrected(total(cells, coded.ravel()), _taken(0.0)).value[0] > 10 / 80


def test_models_from_sums_are_those_of_the_rows():
    held = people(workers())
    formula = "informal ~ sex + age_group + education + urban"
    one = held.sample.glm(formula, family="binomial")
    other = collapsed.binomial(held.sample, formula)
    assert other.frame["term"].tolist() == one.frame["term"].tolist()
    for name in ("estimate", "se", "ci_low", "p", "df", "n"):
        np.testing.assert_allclose(other.frame[name], one.frame[name], rtol=1e-9)


def test_models_from_sums_refuse_a_covariate_that_is_no_category():
    with pytest.raises(EstimationError, match="every covariate must be a category"):
        collapsed.binomial(people(workers()).sample, "informal ~ age")


def test_few_persons_are_not_printed_and_the_csv_does_not_hold_them():
    frame = workers()
    frame.loc[frame.index[9:], "education"] = 2
    frame.loc[frame.index[:9], "education"] = 3
    found = formalization.jobs_profile(people(frame), groups={"education": "education"})
    row = found.frame.set_index("label").loc["secondary"]
    assert (row["obs_status"], row["conf_status"]) == ("Q", "C")
    assert row[["estimate", "se", "ci_low", "ci_high"]].isna().all()
    table = found.summary()
    assert table.rows[1][2]["text"] == table.rows[1][5]["text"] == "suppressed"
    place = table.data_columns.index("estimate")
    assert table.data_rows[1][place] is None


def test_without_a_design_a_share_has_no_interval_and_an_effect_is_refused():
    held = people(workers(), design=False)
    found = formalization.jobs_profile(held, groups={"sex": "sex"})
    assert found.frame["estimate"].notna().all()
    assert found.frame[["se", "ci_low", "ci_high"]].isna().all(axis=None)
    assert "points only: the file has no design" in found.plot().title
    for function in (
        formalization.membership,
        formalization.scenarios,
        formalization.gap_parts,
        formalization.determinants,
    ):
        assert isinstance(function(held), Absence)


def test_a_cell_that_one_group_does_not_have_costs_one_part_and_not_the_report():
    frame = workers().assign(cell="x")
    frame.loc[frame.index[:5], ["cell", "sex"]] = ["y", 1]
    held = people(frame)
    held.sample.data["cell"] = frame["cell"].to_numpy()
    found = formalization.gap_parts(held, cells="urban")
    assert found.frame["group"].str.endswith("Kitagawa").any()
    held.sample.data["urban"] = pd.Categorical(np.where(frame["cell"].eq("y"), "y", "x"))
    found = formalization.gap_parts(held, cells="urban")
    assert not found.frame["group"].str.endswith("Kitagawa").any() and len(found.frame)
    assert (
        "by urban, Kitagawa: nobody of one group is in y: these cells have no rate there. Join cells."
        in found.notes
    )


def test_data_too_few_for_an_answer_are_an_absence_in_a_report_and_an_error_for_who_chose(monkeypatch):
    def too_few(persons, formula="y ~ x"):
        raise EstimationError("two rows for three coefficients")

    asked = formalization.surveyed.asked("decomposition")(too_few)
    refused = asked(people(workers()))
    assert (refused.reason, refused.why) == (
        "not_computable",
        "These data cannot answer it: two rows for three coefficients",
    )
    with pytest.raises(EstimationError):
        asked(people(workers()), formula="y ~ z")


def test_members_whom_nobody_is_like_are_no_basis_for_an_effect():
    frame = workers()
    frame["education"] = np.where(frame["member"] == 1, 3, 1)
    refused = formalization.membership(people(frame))
    assert isinstance(refused, Absence)
    assert refused.reason == "not_computable"


def test_registration_taken_out_leaves_what_insurance_and_size_say():
    held = people(workers())
    table = formalization.membership(held).frame.set_index(["group", "label"])["estimate"]
    with_, without = (
        table[(group, "raw gap")] for group in ("registration counts", "registration and accounts not asked")
    )
    assert with_ > without


def test_tests_of_a_table_are_corrected_together_and_the_family_is_named():
    found = formalization.determinants(people(workers()))
    assert (found.frame["p_adjusted"] >= found.frame["p"]).all()
    count = len(found.frame)
    assert any(note.startswith(f"Family of tests: all {count} effects of this table") for note in found.notes)


def test_a_scenario_that_does_not_exist_is_named_with_the_nearest():
    with pytest.raises(CodeError, match=r"'farm_member' is not a scenario. Did you mean 'farm_members'"):
        formalization.scenarios(people(workers()), keys=("farm_member",))


def test_scenarios_that_the_survey_cannot_tell_are_named_and_left_out():
    found = formalization.scenarios(people(workers()))
    assert "members_insured" not in found.frame
    assert any(note.startswith("Not possible with these questions: ") for note in found.notes)


def waves():
    first, second = workers(400), workers(400)
    second["socialsec"] = 1 - first["socialsec"]
    second.loc[:3, "sex"] = 3 - second.loc[:3, "sex"]
    panel = {"person": ("id",), "first": {"name": "1"}, "second": {"name": "2"}, "same": ("sex",)}
    return people(first, panel=panel), people(second, panel=panel)


def test_a_match_whose_sex_changes_is_given_up():
    one, two = waves()
    keys = pd.Series([f"p{place}" for place in range(400)])
    panel = matched_waves(one, two, keys=(keys, keys), weights=None)
    assert panel.counts == {"first": 400, "second": 400, "matched": 396, "conflicting": 4}
    assert panel.notes[0] == (
        "396 of 400 persons of 1 were found again in 2 (99 percent). 4 matches were given up because sex did not agree."
    )


def test_two_waves_without_a_common_person_are_refused():
    one, two = waves()
    keys = pd.Series([f"p{place}" for place in range(400)])
    with pytest.raises(EstimationError, match=r"nobody of 1 is in 2: 'id' do not agree."):
        matched_waves(one, two, keys=(keys, "q" + keys), weights=None)


def entities() -> SourcedTable:
    frame = pd.DataFrame({
        "stratum": ["cooperative"] * 40 + ["self_help_group"] * 40, "founded": 2010, "weight": 2.0, "frame_size": 80.0,
        "registered": ["yes"] * 40 + ["yes", "no"] * 20, "workers": 3, "workers_insured": [3, 0] * 40,
        "registered_year": [2010.0] * 20 + [2012.0] * 20 + [2014.0, np.nan] * 20,
    })  # fmt: skip
    return SourcedTable("entity_survey", "khm", frame, "data/khm/surveys/entities.csv", "0" * 64)


def test_the_ladder_counts_entities_on_each_step():
    table = entity_ladder(entities(), year=2025).frame.set_index(["group", "label"])["estimate"]
    assert table[("registered", "all")] == pytest.approx(75.0)
    assert table[("registered", "Self-help group")] == pytest.approx(50.0)
    assert table[("insures its workers", "all")] == pytest.approx(50.0)


def test_time_to_registration_by_hand():
    found = time_to_registration(entities(), year=2025)
    curve = found.frame.set_index(["group", "time"])["survival"]
    assert curve[("Cooperative", 1)] == pytest.approx(0.5)
    assert curve[("Cooperative", 3)] == pytest.approx(0.0)
    assert curve[("Self-help group", 4)] == pytest.approx(1.0)
    assert curve[("Self-help group", 10)] == pytest.approx(0.5)
    # All cooperatives register before the first group does: the ratio would run to 0, so none is given.
    assert found.hazards.empty


def test_hazards_of_registration_are_those_of_cox():
    """Waiting times are exponential with hazards 0.5 and 0.2 a year."""
    random = np.random.default_rng(2)
    hazard = np.repeat([0.5, 0.2], 300)
    waited = np.floor(random.exponential(1 / hazard))
    frame = pd.DataFrame({
        "stratum": np.repeat(["cooperative", "self_help_group"], 300), "founded": 2000,
        "registered_year": np.where(waited <= 20, 2000 + waited, np.nan),
    })  # fmt: skip
    table = SourcedTable("entity_survey", "khm", frame, "data/khm/surveys/entities.csv", "0" * 64)
    row = time_to_registration(table, year=2020).hazards.iloc[0]
    assert row["term"] == "Self-help group against Cooperative"
    assert row["ci_low"] < 0.4 < row["ci_high"]
    assert row["check"] > 0.01


def test_entities_seen_late_do_not_count_as_waiting_before():
    """Two entities first seen at year 5 must not be in the risk set of year 1: counted from founding they would be."""
    table = entities()
    frame = table.frame.assign(seen_from=np.where(table.frame.index >= 60, 2013, 2010))
    late = SourcedTable("entity_survey", "khm", frame, table.file, table.digest)
    curve = time_to_registration(late, year=2025).frame.set_index(["group", "time"])
    plain = time_to_registration(table, year=2025).frame.set_index(["group", "time"])
    assert curve.loc[("Self-help group", 2), "n_risk"] == 20
    assert plain.loc[("Self-help group", 2), "n_risk"] == 40


def test_every_result_has_a_table_and_a_chart_with_words():
    held = people(workers(), concepts=({"name": "a"}, {"name": "b", "edition": "social_insurance"}))
    names = ("concepts", "rule_audit", "components", "indicator_831", "jobs_profile", "working_conditions", "determinants",
             "specifications", "membership", "member_balance", "scenarios")  # fmt: skip
    ids = []
    for name in names:
        found = getattr(formalization, name)(held)
        table, chart = found.summary(), found.plot()
        ids += [table.id, chart.id]
        assert len(table.rows) and chart.alt and chart.svg.startswith("<?xml"), name
        assert chart.alt != chart.title
    assert len(set(ids)) == len(ids)


def test_answers_without_input_are_typed_absences_with_ids_of_their_own():
    nothing = Absence(id="no-persons", country="khm", reason="no_data", what="x", why="y")
    names = ("concepts", "rule_audit", "components", "indicator_831", "jobs_profile", "working_conditions", "earnings",
             "determinants", "work_outcomes", "specifications", "gap_parts", "membership", "member_balance", "member_forms",
             "scenarios", "transitions", "attrition", "miscoding", "entry_to_formal", "entity_ladder",
             "time_to_registration")  # fmt: skip
    found = [getattr(formalization, name)(nothing) for name in names]
    assert all(isinstance(one, Absence) and one.country == "khm" and one.file and one.layout for one in found)
    assert all(one.id != other.id for one, other in itertools.combinations(found, 2))


def test_dates_of_registration_come_from_registers_that_know_the_day():
    from types import SimpleNamespace

    from sse_analysis.formalization.steps import dated

    frame = pd.DataFrame({
        "frame_id": ["K1", "K2", "G1", "G2"], "founded": [2010, 2011, 2012, 2013], "registered": ["yes", "yes", "no", "yes"],
    })  # fmt: skip
    precise = pd.DataFrame({"record_id": ["K1", "K2"], "registered_on": ["2012-05-03", "2011-12-30"]})
    years_only = pd.DataFrame({"record_id": ["G1", "G2"], "registered_on": ["2012-01-01", "2013-01-01"]})
    registers = [SimpleNamespace(frame=precise), SimpleNamespace(frame=years_only)]
    found = dated(SourcedTable("entity_survey", "khm", frame, "f", "0"), registers).frame
    # The year of the second list is that of founding: G2 says it is registered, but nobody knows since when.
    assert found["frame_id"].tolist() == ["K1", "K2", "G1"]
    assert found["registered_year"].tolist()[:2] == [2012, 2011]
    assert np.isnan(found["registered_year"].iloc[2])
