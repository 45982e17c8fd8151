"""The report in a few sentences: breaks are told beside the figures, and sums say what and which years they add."""

from __future__ import annotations

import pandas as pd
import pytest
from mapping_rows import ledger, legal_forms

from sse_analysis import load_study, mapping, synthetic


def _told(country: str) -> tuple[tuple[str, ...], object]:
    study = load_study(country)
    choice = {"rule": study.parameters.mapping.headline, "as_of": study.parameters.data_cutoff}
    landscape = mapping.landscape(study.ledger, study.legal_forms, **choice)
    audit = mapping.audit(study.ledger, study.legal_forms)
    activity = mapping.registered_to_active(study.ledger, study.legal_forms)
    return mapping.headline(landscape, audit, activity).paragraphs, landscape


def _by_hand(*rows: dict) -> tuple[str, ...]:
    given, forms = ledger(*rows), legal_forms({})
    activity = mapping.registered_to_active(given, forms)
    return mapping.headline(mapping.landscape(given, forms), mapping.audit(given, forms), activity).paragraphs


def test_a_break_at_the_year_of_a_headline_is_told_with_it():
    told, _ = _told("vnm")
    groups = told[0].split("71,890")[0]
    assert "73,000 Cooperative groups" in groups
    assert "a break, 119,000 in 2020 and 73,000 in 2021 (-39%): do not join these years" in groups
    assert told[0].count("break") == 1  # associations and cooperatives have none at their year


def test_members_counted_before_the_break_say_so():
    told, _ = _told("vnm")
    members = next(one for one in told if "1,600,000" in one)
    assert (
        "1,600,000 Cooperative groups / Tổ hợp tác (2020, grade B; from before the "
        "break in the count of its organizations between 2020 and 2021)" in members
    )


@pytest.mark.parametrize(("year", "side"), [(2019, "before"), (2020, ""), (2021, "")])
def test_only_members_from_the_other_side_of_a_break_are_marked(year, side):
    told = _by_hand(
        {"value": 900.0, "year": 2019}, {"value": 300.0, "year": 2020},
        {"value": 5000.0, "year": year, "measure": "members", "unit": "persons"},
    )  # fmt: skip
    assert "900 in 2019 and 300 in 2020 (-67%)" in told[0]
    assert (f"from {side} the break" in told[1]) if side else ("break" not in told[1])


def test_another_count_of_the_year_that_jumps_alone_is_no_break_of_the_headline():
    synthetic.ensure("xsy")
    study = load_study("xsy")
    landscape = mapping.landscape(study.ledger, study.legal_forms, rule=study.parameters.mapping.headline)
    audit = mapping.audit(study.ledger, study.legal_forms)
    # 3,042 of 2025 is planted: twice the count. It jumps from 1,485 in 2024, the headline of 1,521 does not.
    assert audit.breaks["after"].eq(3_042).any()
    words = mapping.headline(
        landscape, audit, mapping.registered_to_active(study.ledger, study.legal_forms)
    ).plain()
    assert "1,521 Self-help groups" in words and "3,042" not in words


def test_without_a_jump_nothing_is_said_of_a_break():
    told = _by_hand({"value": 320.0, "year": 2019}, {"value": 300.0, "year": 2020})
    assert "break" not in " ".join(told)


@pytest.mark.parametrize("country", ["khm", "kgz", "mng", "tha", "vnm"])
def test_the_sum_in_the_summary_is_that_of_the_table_with_its_years(country):
    told, landscape = _told(country)
    net = mapping.net_organizations(landscape).frame
    total = net[net["part"].eq("net")].iloc[0]
    kept = net[net["part"].eq("counted")]
    words = f"The counts of {len(kept)} forms add up to {total['value']:,.0f}, a sum of figures of {total['years']}, each"
    printed = any(words in one for one in told)
    assert printed == (len(kept) > 1 and pd.notna(total["value"]))
    assert any("The counts of" in one for one in told) == printed
    every = next(one for one in told if "cannot be said" in one)
    assert "forms without a figure are in no sum" in every


def test_memberships_of_several_years_are_summed_with_their_span():
    told, _ = _told("vnm")
    assert any(
        "memberships of 2 forms add up to 7,600,000, a sum of figures of 2020 to 2025" in one for one in told
    )
    assert not any("177,418 (2023" in one or "7,600,000 (2025" in one for one in told)


@pytest.mark.parametrize("country", ["khm", "kgz", "mng", "tha", "vnm"])
def test_ids_stand_behind_the_sentences_and_in_none_of_them(country):
    """Five ids in one sentence could not be read; each is still there, behind the figures and in their order."""
    told, landscape = _told(country)
    held = set(landscape.frame["ledger_id"].dropna()) | set(landscape.frame["newer_id"].dropna())
    noted = [one for one in told if one.endswith("]")]
    assert len(noted) >= 2
    for one in told:
        words, _, note = one.partition(" [")
        assert f"{country.upper()}-" not in words
        if note and "known to be active" not in words:
            assert {part for id in note.rstrip("]").split("; ") for part in id.split(" + ")} <= {
                part for id in held for part in str(id).split(" + ")
            }
