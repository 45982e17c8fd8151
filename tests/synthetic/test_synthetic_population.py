"""The people of the synthetic country agree with themselves, and no truth is trivial."""

import numpy as np
import pandas as pd
import pytest

from sse_analysis.harmonize.informality import classify
from sse_analysis.synthetic import build, concept, populate, transition, truth, work
from sse_analysis.synthetic.answers import as_answered


@pytest.fixture(scope="module")
def persons(small):
    return small.population.persons


@pytest.fixture(scope="module")
def employed(small):
    return small.population.employed


def test_households_are_whole(small, persons):
    homes = small.population.homes
    assert persons.groupby("home").size().to_numpy().tolist() == homes["size"].tolist()
    assert (persons.groupby("home")["relation"].apply(lambda kinds: (kinds == 1).sum()) == 1).all()
    heads = persons[persons["relation"].isin((1, 2))]
    assert heads["age"].min() >= 18
    couple = persons[persons["relation"] <= 2].groupby("home")["sex"].agg(["size", "nunique"])
    assert (couple.loc[couple["size"] == 2, "nunique"] == 2).all()


def test_ages_and_schooling_are_possible(persons):
    assert persons["age"].between(0, 97).all()
    assert 0.15 < (persons["age"] < 15).mean() < 0.35
    assert persons.loc[persons["age"] < 12, "education"].max() == 1
    assert persons.loc[persons["age"] < 18, "education"].max() <= 3
    assert (persons.loc[persons["school"] == 1, "age"].between(6, 24)).all()
    assert (persons.loc[persons["age"] < 15, "activity"] == 0).all()


def test_a_job_agrees_with_itself(employed):
    assert (employed["age"] >= 15).all()
    home = employed["isic"] == 9700
    assert (employed.loc[home, "sector"] == work.PRIVATE_HOME).all()
    assert (employed.loc[employed["sector"] == 1, "registered"] == 1).all()
    assert (employed.loc[employed["sector"] <= 4, "accounts"] == 1).all()
    assert (employed.loc[employed["status"] == work.FAMILY, "earnings"] == 0).all()
    assert (employed.loc[employed["status"] != work.FAMILY, "earnings"] > 0).all()
    assert (employed.loc[employed["status"].isin((2, 3)), "security"] == 0).all()
    assert (employed.loc[employed["status"] == 1, "security"] > 0).all()
    assert (employed.loc[employed["status"] == work.MEMBER, "sector"] == work.COOPERATIVE).all()
    assert (employed.loc[employed["status"] == work.MEMBER, "member"] == 1).all()
    asked = employed["status"].isin((2, 3, 5))
    assert (employed.loc[asked, "destination"] > 0).all() and (employed.loc[~asked, "destination"] == 0).all()
    assert (employed["tenure"] <= (employed["age"] - 15).clip(lower=0)).all()


def test_nobody_without_a_job_has_its_columns(small, persons):
    idle = persons.drop(index=small.population.worlds.index)
    assert (idle[["status", "isic", "earnings", "registered", "size"]] == 0).all(axis=None)


@pytest.mark.parametrize("edition", concept.EDITIONS)
def test_no_concept_is_trivial(employed, edition):
    found = concept.classified(employed, edition)
    assert 25 < found.rate() < 80
    without = found.frame["job"].isna()
    # The 17th ICLS knows no dependent contractors.
    assert (employed.loc[without, "status"] == work.CONTRACTOR).all()
    assert without.any() == (edition == "icls17_ilo")


def test_every_branch_of_the_rules_decides_somebody(employed):
    audit = concept.classified(employed).audit()
    silent = audit.loc[audit["n"] == 0, "rule"].tolist()
    # With every answer known nothing is left to the rules for unknown answers.
    assert set(silent) <= {
        "household_industry", "employer_insures", "premises_and_size", "otherwise", "leave", "no_annual_leave",
        "no_sick_leave", "unknown_informal",
    }  # fmt: skip


def test_unknown_answers_reach_the_other_rules(small):
    replies = as_answered(small.population, np.random.default_rng(3))
    audit = concept.classified(replies).audit().set_index("rule")["n"]
    assert (audit[["otherwise", "leave", "no_annual_leave"]] > 0).all()


def test_the_class_is_that_of_the_engine_on_written_out_questions(employed):
    asked = concept.questions(employed)
    again = classify(asked, edition="icls17_ilo").frame["job"]
    assert again.equals(concept.classified(employed).frame["job"])


def test_the_actual_world_is_the_one_that_membership_says(small, employed):
    worlds = small.population.worlds
    member = (employed["member"] == 1).to_numpy()
    expected = np.where(member, worlds["with"], worlds["without"])
    assert np.array_equal(concept.formal(employed), expected, equal_nan=True)
    assert np.array_equal(small.population.formal, expected, equal_nan=True)


def test_membership_never_makes_a_job_less_formal(small):
    worlds = small.population.worlds
    known = worlds.dropna()
    assert 0.96 < len(known) / len(worlds) < 1
    assert (known["with"] >= known["without"]).mean() > 0.995
    assert (known["causal"] >= known["without"]).all()


def test_effects_are_not_trivial_and_the_naive_gap_misleads():
    population = populate(300_000, seed=5)
    effects = truth.effects(population)
    assert 0.03 < effects["effect.ate"] < 0.15
    assert 0.02 < effects["effect.ate_without_mechanical"] < effects["effect.ate"]
    # Members are farmers more often, so the raw gap hides most of the effect.
    assert effects["effect.naive_gap"] < effects["effect.ate"] - 0.03


def test_hidden_trait_matters_for_membership_only_with_the_switch():
    open_, hidden = (populate(60_000, seed=5, switches=on) for on in ((), ("hidden_confounding",)))
    gaps = []
    for population in (open_, hidden):
        adults = population.persons[population.persons["age"] >= 15]
        gaps.append(
            adults.loc[adults["member"] == 1, "drive"].mean()
            - adults.loc[adults["member"] == 0, "drive"].mean()
        )
    assert abs(gaps[0]) < 0.05 < 0.7 < gaps[1]
    pd.testing.assert_frame_equal(open_.homes, hidden.homes)
    assert open_.persons["isic"].equals(hidden.persons["isic"])


def test_same_seed_same_country_another_seed_another():
    one, again, other = (build(30_000, seed=seed) for seed in (4, 4, 5))
    pd.testing.assert_frame_equal(one.population.persons, again.population.persons)
    pd.testing.assert_frame_equal(one.entities, again.entities)
    assert len(one.population.persons) != len(other.population.persons) or not one.entities.equals(
        other.entities
    )


def test_memberships_of_persons_are_members_of_organizations(small, persons):
    assert persons["memberships"].sum() == small.entities["members"].sum() == len(small.belonging)
    assert ((persons["memberships"] > 0) == (persons["member"] == 1)).all()
    assert not small.belonging.duplicated(["person", "entity"]).any()
    assert (small.entities.loc[small.entities["state"] != "active", "members"] == 0).all()
    area = small.entities["area"].to_numpy()[small.belonging["entity"]]
    assert (area == persons["area"].to_numpy()[small.belonging["person"]]).all()


def test_workers_of_organizations_are_persons_with_that_job(small):
    assert small.entities["workers"].sum() == len(small.jobs)
    assert small.jobs.index.isin(small.population.worlds.index).all()
    members = small.population.employed.index[small.population.employed["status"] == work.MEMBER]
    assert members.isin(small.jobs.index).all()


def test_flows_keep_everybody_and_have_the_matrix(small):
    flows = transition.a_year_later(small.population, np.random.default_rng(1))
    matrix = np.array(transition.matrix(flows))
    assert matrix.sum(axis=1) == pytest.approx([1, 1, 1])
    counts = flows.groupby(["now", "then"]).size().unstack().to_numpy()
    assert matrix == pytest.approx(counts / counts.sum(axis=1, keepdims=True))
    assert 0.02 < matrix[1, 0] < 0.2


def test_an_organization_lives_in_order(small):
    entities = small.entities
    assert (entities["registered_on"] >= entities["founded"])[entities["registered"]].all()
    assert entities.loc[~entities["registered"], "registered_on"].isna().all()
    gone = entities[entities["state"] == "dissolved"]
    assert (gone["dissolved"] > gone["founded"]).all() and gone["dissolved"].notna().all()
    assert not (gone["registered_on"] > gone["dissolved"]).any()
    assert (gone["last_filing"] <= gone["dissolved"].dt.year).all()
    assert entities.loc[entities["state"] != "dissolved", "dissolved"].isna().all()
    silent = entities.groupby("state")["last_filing"].median()
    assert silent["dormant"] < silent["active"] - 2
    years = (entities["registered_on"] - entities["founded"]).dt.days / 365.25
    assert years[entities["form"] == 1].median() > 3 * years[entities["form"] == 6].median() > 0
