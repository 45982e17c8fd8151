"""Headline numbers under every definition and every answer: published figures, and organizations of the registers."""

from __future__ import annotations

import pandas as pd
import pytest

from sse_analysis import Absence, load_study, mapping, synthetic
from sse_analysis.committee import ballot
from sse_analysis.committee.reach import Reach
from sse_analysis.committee.replaying import Replay, present_basis

REAL = ("khm", "kgz", "mng", "tha", "vnm")


def _published(study):
    given = study.parameters
    landscape = mapping.landscape(
        study.ledger, study.legal_forms, rule=given.mapping.headline, as_of=given.data_cutoff
    )
    found = mapping.perimeter_sensitivity(landscape, study.legal_forms, study.decisions, on=given.data_cutoff)
    return landscape, found


@pytest.fixture(scope="module")
def xsy():
    synthetic.ensure("xsy")
    return load_study("xsy")


def _rows(result, quantity: str = "organizations") -> pd.DataFrame:
    return result.frame[result.frame["quantity"].eq(quantity)]


@pytest.mark.parametrize("country", REAL)
def test_totals_are_those_of_the_perimeter_counts(country):
    study = load_study(country)
    landscape, found = _published(study)
    screening = mapping.perimeter_screening(
        study.legal_forms, study.decisions, on=study.parameters.data_cutoff
    )
    counts = mapping.perimeter_counts(landscape, screening).frame
    counts = counts[counts["level"].eq("total") & counts["verdict"].eq("in")].set_index("rule_set")
    counts, years = counts["value"], counts["years"]
    totals = _rows(found)[lambda rows: rows["kind"].eq("rule set")].set_index("rule_set")["total"]
    spans = _rows(found)[lambda rows: rows["kind"].eq("rule set")].set_index("rule_set")["years"]
    assert spans[spans.ne("")].to_dict() == years[years.index.isin(spans[spans.ne("")].index)].to_dict()
    for code, total in totals.items():
        held = counts.get(code, float("nan"))
        assert total == held or (pd.isna(total) and pd.isna(held))


def test_viet_nam_by_hand():
    _, found = _published(load_study("vnm"))
    national = _rows(found)[lambda rows: rows["rule_set"].eq("national")].set_index("id")
    assert national.loc["national", "total"] == 29_378 + 3_150
    assert national.loc["VNM-self_help_group-cooperative_group", ["low", "high"]].tolist() == [0, 73_000]
    assert national.loc["VNM-association-association", "high"] == 71_890
    assert national.loc["VNM-foundation-social_fund_charity_fund", "low"] == -3_150
    assert national.loc["national", ["low", "high"]].tolist() == [-3_150, 144_890]
    together = found.combined.query("quantity == 'organizations' and rule_set == 'national'")["total"]
    assert (len(together), together.min(), together.max()) == (27, 29_378, 177_418)
    # Credit funds are counted inside cooperatives and unions are second tier: neither is in any total.
    assert 29_378 + 3_150 + 1_200 not in set(together) and 177_418 + 164 not in set(together)


def test_how_bodies_are_counted_is_a_decision_too():
    _, found = _published(load_study("vnm"))
    rows = found.frame[found.frame["kind"].eq("counting")].set_index(["id", "rule_set"])
    tier = rows.loc[("second_tier", "national")]
    assert (tier["low"], tier["high"], tier["high_answer"]) == (0, 164, "added")  # 164 unions of cooperatives
    # Active bodies are counted for cooperatives alone: nothing is known of the total, which is not the same as no change.
    assert pd.isna(rows.loc[("silent_bodies", "national"), "low"])
    # Never 13,958 of 2018 minus 29,378 of 2022: that is a change between two years.
    assert rows.loc["silent_bodies", "low"].isna().all()
    assert set(found.frame.loc[found.frame["kind"].eq("counting"), "quantity"]) == {"organizations"}


def test_units_stay_apart():
    _, found = _published(load_study("khm"))
    members = _rows(found, "members")
    totals = members[members["kind"].eq("rule set") & members["rule_set"].eq("broad")].set_index("unit")[
        "total"
    ]
    assert totals.to_dict() == {"families": 130_000.0, "memberships": 140_000.0}  # never 270,000
    assert "persons" not in set(members["unit"])  # members of two forms are memberships


def test_ballots_say_the_same():
    """The two ways to one answer: replayed from the files, and from the pieces of the sum."""
    country, asked = "vnm", ("VNM-03",)
    study = load_study(country)
    day = study.parameters.data_cutoff
    _, found = _published(study)
    changes = _rows(found)[lambda rows: rows["kind"].eq("question")].set_index(["question", "rule_set"])
    basis = present_basis(country, study.decisions, on=day)
    papers = ballot.ballots(
        basis, study.decisions, replay=Replay(country, load_study), reach=Reach(study), only=asked
    )
    told = 0
    for one in papers:
        for code in ("national", "broad"):
            place = f"perimeter/{code}/in/entities"
            now, *then = (ballot.value_of(row) for row in one.row(place))
            held = changes.loc[(one.question.id, code)] if (one.question.id, code) in changes.index else None
            if now is None or None in then or held is None or pd.isna(held["value"]):
                continue
            told += 1
            moves = [value - now for value in then]
            assert (min(*moves, 0), max(*moves, 0)) == (held["low"], held["high"])
    assert told == 2


def test_organizations_of_the_registers_move_as_they_are_judged(xsy):
    day = xsy.parameters.data_cutoff
    given = (xsy.organizations, xsy.registers, xsy.legal_forms, xsy.decisions)
    found = mapping.organizations_sensitivity(*given, on=day)
    within = mapping.organizations_within(*given, on=day)
    totals = found.frame[found.frame["kind"].eq("rule set")].set_index("rule_set")["total"]
    names = dict(found.rule_sets)
    assert {names[code]: total for code, total in totals.items()} == within.totals["in"].to_dict()
    water = found.frame.query("rule_set == 'national' and question == 'XSY-01'").iloc[0]
    counted = within.frame.query("rule_set == 'national' and legal_form == @water.id")["organizations"].sum()
    assert (water["low"], water["high"]) == (-counted, 0)
    # Not the records: an organization in two registers is counted once.
    records = sum(int(one.frame["legal_form"].eq(water["id"]).sum()) for one in xsy.registers)
    assert records > counted
    together = found.combined.query("rule_set == 'national'")
    assert len(together) == 27
    assert together["total"].max() == totals["national"]
    assert (
        together["total"].min()
        == totals["national"]
        - found.frame.query("rule_set == 'national' and kind == 'question'")["value"].sum()
    )


def test_a_country_without_registers_has_an_absence():
    khm = load_study("khm")
    found = mapping.organizations_sensitivity(
        khm.organizations, khm.registers, khm.legal_forms, khm.decisions, on=khm.parameters.data_cutoff
    )
    assert isinstance(found, Absence) and found.id == "no-mapping-entities"


def test_what_is_printed_and_drawn(xsy):
    _, found = _published(load_study("vnm"))
    chart, table = found.plot(), found.summary()
    assert "VNM-03: Cooperative group, +0 to +73,000" in chart.alt
    assert table.groups[0] == (0, "Organizations, entities")
    assert "29,378 (2022) | 32,528 (2022 to 2023) | 177,418 (2021 to 2023) | 75,040 (2023)" in table.plain()
    assert "7,600,000 (2020 to 2025)" in table.plain() and "now 32,528, 2022 to 2023" in chart.svg
    totals = found.frame[found.frame["total"].eq(177_418)]
    assert len(totals) and totals["year"].isna().all()  # a sum of 2021, 2022 and 2023 is none of 2023
    assert "Cooperative group | VNM-03 | 73,000 (2021)" in table.plain()
    assert any("VNM-01" in note for note in table.notes)  # a question on a form without a figure is named
    together = mapping.part(found, "combinations")
    assert together.plot().alt.startswith("57 totals from 29,378 to 177,418")
    assert "National | 27 | 27 | 29,378" in together.summary().plain()
    heads = [words for _, words in together.summary().groups]
    assert heads == [
        "Organizations, entities (figures of 2021 to 2023)",
        "Members, memberships (figures of 2020 to 2025)",
    ]
    assert any("Organizations, entities: 27" in note for note in together.summary().notes)


def test_without_a_question_on_a_counted_form_there_is_no_curve():
    _, found = _published(load_study("kgz"))
    together = mapping.part(found, "combinations")
    assert isinstance(together.plot(), Absence) and isinstance(together.summary(), Absence)
