"""What the audit finds, what it must not call a fault, and how much of the known faults it finds."""

from __future__ import annotations

import pandas as pd
import pytest
from mapping_rows import ledger

from sse_analysis import load_study, mapping
from sse_analysis.mapping.findings import FAULTS
from sse_analysis.mapping.partitions import exact_sums

COUNTRIES = ("khm", "kgz", "mng", "tha", "vnm")
#: Known faults that a checker can find from the figures alone, and how many the audit finds today.
KNOWN, FOUND = 49, 49


@pytest.fixture(scope="module")
def audits():
    studies = {code: load_study(code) for code in COUNTRIES}
    return {code: mapping.audit(study.ledger, study.legal_forms) for code, study in studies.items()}


def findings(result, rule: str) -> pd.DataFrame:
    return result.frame[result.frame["rule"].eq(rule)]


def sets(result) -> list[frozenset[str]]:
    return [frozenset(ids.split(";")) for ids in result.faults["ids"]]


@pytest.fixture(scope="module")
def known(shared):
    checks = pd.read_csv(shared / "facts" / "ledger_check.csv", dtype=str, keep_default_na=False)
    return checks[checks["findable"].eq("yes")]


def test_recall_on_the_known_faults(audits, known):
    faults = known[known["result"].isin(FAULTS)]
    assert len(faults) == KNOWN
    found = 0
    for row in faults.itertuples():
        asked = set(row.inputs.split(";"))
        found += any(len(asked & ids) >= 2 for ids in sets(audits[row.country_iso3.lower()]))
    assert found >= FOUND, f"{found} of {KNOWN} known faults are found"


def test_no_false_alarm_on_what_adds_up(audits, known):
    holds = known[known["result"].str.startswith("adds up")]
    assert len(holds) == 58
    alarms = [
        (row.id, sorted(ids))
        for row in holds.itertuples()
        for ids in sets(audits[row.country_iso3.lower()])
        if ids <= set(row.inputs.split(";"))
    ]
    assert alarms == []


def test_viet_nams_six_regions_make_up_the_country(audits):
    regions = findings(audits["vnm"], "parts of a facet")
    row = regions[regions["subject"].str.contains("by region")].iloc[0]
    assert row["result"] == "adds up"
    assert row["detail"] == ("1,983 + 3,420 + 6,167 + 7,957 + 7,780 + 2,071 = 29,378, total printed 29,378")


def test_thai_kinds_sectors_and_all_add_up_in_eleven_years(audits):
    proven = findings(audits["tha"], "proven parts")
    whole = proven[proven["subject"].str.startswith("All cooperatives: members by kind")]
    assert list(whole["result"].unique()) == ["adds up"]
    assert set(whole["year"]) == set(range(2012, 2023))


def test_kyrgyz_rule_of_thumb_is_found(audits):
    row = findings(audits["kgz"], "share of active bodies").iloc[0]
    assert row["detail"] == "0.328 (2019), 0.333 (2022), 0.330 (2024)"


def test_a_misprinted_region_is_found():
    rows = [{"facets": f"region={name}", "value": value} for name, value in (("A", 40), ("B", 70))]
    result = mapping.audit(ledger({"value": 100}, *rows))
    assert list(result.frame["result"]) == ["does not add up"]
    assert result.frame["detail"].iloc[0] == "40 + 70 = 110, total printed 100 (110.0%)"


def test_one_region_alone_is_no_finding_unless_it_exceeds_the_country():
    part = {"facets": "region=A", "value": 40}
    assert mapping.audit(ledger({"value": 100}, part)).reason == "not_computable"
    larger = mapping.audit(ledger({"value": 100}, part | {"value": 140}))
    assert list(larger.frame["result"]) == ["does not add up"]


def test_facets_of_another_source_are_not_summed_against_the_total():
    rows = [{"facets": f"region={name}", "value": 40, "source_title": "Other"} for name in "AB"]
    assert mapping.audit(ledger({"value": 100}, *rows)).reason == "not_computable"


def test_women_alone_are_not_an_incomplete_sum():
    rows = ({"measure": "members", "unit": "persons", "value": 100},
            {"measure": "members", "unit": "persons", "value": 60, "facets": "sex=female"})  # fmt: skip
    assert mapping.audit(ledger(*rows)).reason == "not_computable"


def test_a_mean_that_does_not_fit_its_total_is_found_and_a_rounded_one_is_not():
    def audit(mean):
        return mapping.audit(
            ledger(
                {"value": 20},
                {"measure": "members", "unit": "persons", "value": 2000},
                {"measure": "mean_members_per_entity", "unit": "persons", "value": mean},
            )
        )

    assert list(audit(101).frame["result"]) == ["adds up by rounding"]
    assert list(audit(120).frame["result"]) == ["does not add up"]


def test_a_kind_larger_than_the_whole_is_found():
    result = mapping.audit(ledger({"value": 100}, {"value": 130, "legal_form": "Agricultural cooperatives"}))
    assert list(result.frame["result"]) == ["part exceeds whole"]


def test_claimed_jobs_are_compared_and_never_counted():
    result = mapping.audit(
        ledger(
            {"measure": "jobs_claimed", "unit": "persons", "value": 900, "kind": "estimate"},
            {"measure": "regular_workers", "unit": "persons", "value": 100},
        )
    )
    assert list(result.frame["rule"]) == ["claimed and counted jobs"]
    assert (
        mapping.landscape(ledger({"measure": "jobs_claimed", "unit": "persons", "value": 900})).reason
        == "no_data"
    )


def test_targets_are_no_contradiction():
    rows = ({"value": 100}, {"measure": "target_entities", "value": 900, "kind": "target"})
    assert mapping.audit(ledger(*rows)).reason == "not_computable"


def test_a_sum_by_chance_in_one_table_proves_nothing():
    rows = [{"legal_form": name, "value": value} for name, value in (("A", 3000), ("B", 1000), ("C", 2000))]
    assert mapping.audit(ledger(*rows)).reason == "not_computable"
    assert exact_sums(pd.DataFrame({"amount": [3000.0, 1000.0, 2000.0]})) == [(0, (1, 2))]


def test_a_sum_that_holds_in_two_years_is_expected_in_the_third():
    rows = [
        {"legal_form": name, "value": value, "year": year, "source_title": f"Yearbook {year}"}
        for year, values in (
            (2018, (3000, 1000, 2000)),
            (2019, (3100, 1050, 2050)),
            (2020, (3200, 1050, 2250)),
        )
        for name, value in zip("ABC", values, strict=True)
    ]
    result = mapping.audit(ledger(*rows))
    assert list(result.frame[result.frame["rule"].eq("proven parts")]["result"]) == [
        "does not add up", "adds up", "adds up",
    ]  # fmt: skip


def test_the_triage_table_prints_faults_only(audits):
    table = audits["khm"].summary()
    assert len(table.rows) == len(audits["khm"].faults) == 8
    assert table.notes[0] == "3 sums, shares and means add up; 8 findings are open."
