"""What a perimeter holds of regions, work for the goals and informal jobs, against counts by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sse_analysis import load_study, sdg, synthetic
from sse_analysis.committee.reach import Reach
from sse_analysis.results.absence import Absence

COUNTING = {"silent_bodies": "registered", "second_tier": "apart"}
WATER, UNION = "XSY-water_user_association-water", "XSY-cooperative_union-union"


@pytest.fixture(scope="module")
def study():
    synthetic.ensure("xsy")
    return load_study("xsy")


@pytest.fixture(scope="module")
def reach(study):
    return Reach(study)


@pytest.fixture(scope="module")
def forms(study):
    return set(study.legal_forms.frame["id"])


def values(found):
    return {row["id"]: row["value"] for row in found}


def test_regions_lose_exactly_the_organizations_of_a_form_that_leaves(study, reach, forms):
    every = values(reach.found("regions", forms, COUNTING))
    without = values(reach.found("regions", forms - {WATER}, COUNTING))
    own = study.organizations.organizations
    water = own[own["legal_form"].eq(WATER) & ~own["state"].eq("dissolved")]["area"].value_counts()
    assert water.sum() > 100
    assert {area: every[f"area/{area}"] - without[f"area/{area}"] for area in water.index} == water.to_dict()


def test_second_tiers_stay_apart_and_silent_bodies_in_until_decided(study, reach, forms):
    own = study.organizations.organizations
    known = own[own["area"].notna() & own["legal_form"].isin(forms)]
    lasting = known[~known["state"].eq("dissolved")]

    def total(**decided):
        found = values(reach.found("regions", forms, COUNTING | decided))
        return sum(value for place, value in found.items() if place.startswith("area/"))

    assert total() == len(lasting[~lasting["legal_form"].eq(UNION)])
    assert total(second_tier="added") == len(lasting)
    assert total(silent_bodies="active") == len(
        known[known["state"].eq("active") & ~known["legal_form"].eq(UNION)]
    )


def test_alignment_is_the_weighted_share_of_workers_in_serving_activities(study, reach, forms):
    (row,) = reach.found("alignment", forms - {WATER}, COUNTING)
    drawn = study.entity_survey.frame
    drawn = drawn[drawn["source"].eq("frame") & ~drawn["legal_form"].isin([WATER, UNION])]
    cells = sdg.activity_matrix("xsy", study.sdg_claims).frame
    serving = drawn["isic"].astype(str).str[:2].isin(cells.loc[cells["weight"].eq(1.0), "isic"])
    work = pd.to_numeric(drawn["workers"]) * pd.to_numeric(drawn["weight"])
    known = work.notna() & drawn["isic"].notna()
    assert row["value"] == pytest.approx(100 * work[known & serving].sum() / work[known].sum(), abs=0.05)
    assert 0 < row["margin"] < 30


def test_the_gap_is_between_members_inside_and_everybody_else(study, reach, forms):
    plain, without = reach.found("informality", forms - {WATER}, COUNTING)
    people = study.persons
    data, weights = people.sample.data, np.asarray(people.sample.weights)
    known = (
        (data["employed"].eq(1) & data["formal"].notna() & data["member"].notna())
        .fillna(False)
        .to_numpy(bool)
    )
    inside = (data["member"].eq(1) & ~data["member_form"].eq("water users")).fillna(False).to_numpy(bool)
    informal = 1.0 - data["formal"].astype("float64").to_numpy()
    shares = [np.average(informal[rows], weights=weights[rows]) for rows in (known & inside, known & ~inside)]
    assert plain["value"] == pytest.approx(100 * (shares[0] - shares[1]), abs=0.05)
    # Registration makes a cooperative formal by definition: without that criterion the gap is another one.
    assert without["value"] > plain["value"]


def test_too_few_answers_give_a_reason_and_no_number(reach):
    found = [
        reach.found("alignment", {"XSY-cooperative-worker"}, COUNTING),
        reach.found("informality", (), COUNTING),
    ]
    assert [(one.reason, one.why) for one in found if isinstance(one, Absence)] == [
        ("not_computable", "Too few organizations inside answered (1); a share needs 30."),
        ("not_computable", "Fewer than 30 members inside are employed."),
    ]


def test_a_country_without_surveys_says_what_is_missing():
    own = Reach(load_study("khm"))
    forms = set(load_study("khm").legal_forms.frame["id"])
    found = {head: own.found(head, forms, COUNTING) for head in ("regions", "alignment", "informality")}
    assert {head: one.why for head, one in found.items()} == {
        "regions": "No count by region is tied to a legal form.",
        "alignment": "The project holds no survey of organizations of the country.",
        "informality": "The project holds no microdata of the country.",
    }
