"""Active organizations from the outcome of invitations: two ends, exact intervals, the truth of the synthetic country."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest

from sse_analysis import Absence, load_study, mapping, paths, synthetic
from sse_analysis.sources.entity_survey import EntitySurvey


def _survey(contacts, sizes) -> EntitySurvey:
    rows = [
        {"frame_id": f"F{place}", "stratum": stratum, "outcome": outcome}
        for place, (stratum, outcome) in enumerate(contacts)
    ]
    frame = pd.DataFrame({"stratum": list(sizes), "frame_size": list(sizes.values())})
    return EntitySurvey(
        "entity_survey", "xsy", frame, "data/xsy/surveys/entities.csv", "0", contacts=pd.DataFrame(rows)
    )


def _invited(stratum: str, **outcomes: int) -> list[tuple[str, str]]:
    return [(stratum, outcome) for outcome, count in outcomes.items() for _ in range(count)]


def test_ends_and_intervals_of_a_group_are_those_of_the_formula():
    survey = _survey(
        _invited("mutual", complete=8, partial=1, refused=3, not_found=5, defunct=3), {"mutual": 400.0}
    )
    row = mapping.active_organizations(survey, country="xsy").frame.set_index("stratum").loc["mutual"]
    assert (row["invited"], row["reached"], row["gone"], row["not_found"]) == (20, 12, 3, 5)
    assert (row["low"], row["high"]) == (60.0, 85.0)
    assert (row["count_low"], row["count_high"]) == (240.0, 340.0)
    low, high = (binomtest(count, 20).proportion_ci(0.95, "exact") for count in (12, 17))
    assert row["ci_low"] == pytest.approx(100 * low.low, abs=1e-9)
    assert row["ci_high"] == pytest.approx(100 * high.high, abs=1e-9)


def test_all_groups_together_weigh_by_the_list_and_not_by_the_invitations():
    contacts = _invited("mutual", complete=10, defunct=10) + _invited("association", complete=36, not_found=4)
    survey = _survey(contacts, {"mutual": 900.0, "association": 100.0})
    row = mapping.active_organizations(survey, country="xsy").frame.set_index("stratum").loc["all"]
    assert row["low"] == pytest.approx(100 * (0.9 * 0.5 + 0.1 * 0.9))
    assert row["high"] == pytest.approx(100 * (0.9 * 0.5 + 0.1 * 1.0))
    # Pooling the invitations would say 77 percent.
    assert abs(row["low"] - 100 * 46 / 60) > 20
    variance = 0.9**2 * (1 - 20 / 900) * 0.25 / 19 + 0.1**2 * (1 - 40 / 100) * 0.09 / 39
    assert row["ci_low"] == pytest.approx(row["low"] - 195.9963984540054 * np.sqrt(variance))


def test_a_group_of_few_is_counted_in_the_whole_and_not_shown_alone():
    contacts = _invited("mutual", complete=4, defunct=1) + _invited("association", complete=40)
    found = mapping.active_organizations(
        _survey(contacts, {"mutual": 50.0, "association": 50.0}), country="xsy"
    )
    frame = found.frame.set_index("stratum")
    assert frame.loc["mutual", ["low", "high", "ci_low", "ci_high", "count_low"]].isna().all()
    assert frame.loc["mutual", "obs_status"] == "Q"
    assert frame.loc["all", "low"] == pytest.approx(90.0)
    assert "too few" in found.summary().plain()
    assert found.plot().svg.count("Mutual") == 0


def test_a_group_whose_list_is_not_known_is_left_out_and_named():
    contacts = _invited("mutual", complete=20) + _invited("association", complete=40)
    found = mapping.active_organizations(_survey(contacts, {"mutual": 50.0}), country="xsy")
    assert found.frame["stratum"].tolist() == ["mutual", "all"]
    assert "Left out, because the size of the list is not known: association." in found.notes


def test_without_contacts_the_absence_says_which_file():
    study = load_study("khm")
    found = mapping.active_organizations(study.entity_survey, country="khm")
    assert isinstance(found, Absence)
    assert found.file == "data/khm/surveys/contacts.csv"


def test_the_truth_of_every_group_of_the_synthetic_list_lies_inside():
    synthetic.ensure("xsy")
    study = load_study("xsy")
    found = mapping.active_organizations(study.entity_survey, country="xsy")
    entities = pd.read_csv(paths.data_file("xsy", "truth/entities.csv"))
    links = pd.read_csv(paths.data_file("xsy", "truth/links.csv"))
    listed = entities[entities["entity_id"].isin(links["entity_id"]) & entities["tier"].eq("primary")]
    frame = found.frame.set_index("stratum")
    assert len(listed) == frame.loc["all", "listed"]
    active = listed["state"].eq("active")
    assert frame.loc["all", "ci_low"] < 100 * active.mean() < frame.loc["all", "ci_high"]
    kinds = study.legal_forms.frame.set_index("id")["form_type"].replace({"other": "association"})
    shares = 100 * active.groupby(listed["legal_form_id"].map(kinds)).mean()
    assert set(shares.index) == set(frame.index) - {"all"}
    assert (frame.loc[shares.index, "ci_low"] <= shares).all()
    assert (frame.loc[shares.index, "ci_high"] >= shares).all()
    assert str(round(frame.loc["all", "low"])) in found.plot().alt
