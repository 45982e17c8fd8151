"""The audit against faults and contradictions that were planted: which it finds, and what else it calls a fault."""

from __future__ import annotations

import json

import pytest
from mapping_rows import ledger

from sse_analysis import load_study, mapping, paths
from sse_analysis.results.absence import Absence

#: Measured: every planted fault and contradiction is found; of the open findings this share names a planted figure.
RECALL, PRECISION = 1.0, 0.90
#: What the audit rightly asks about although the truth does not list it as planted: a claim without a method.
NOT_PLANTED = ["claimed and counted jobs"]


@pytest.fixture(scope="module")
def found():
    study = load_study("xsy")
    return mapping.audit(study.ledger, study.legal_forms).faults


@pytest.fixture(scope="module")
def planted():
    load_study("xsy")
    values = json.loads(paths.data_file("xsy", "truth.json").read_text(encoding="utf-8"))["values"]
    return values["ledger.faults"], values["ledger.contradictions"]


def named(found) -> list[set[str]]:
    return [set(ids.split(";")) for ids in found["ids"]]


def caught(found, planted) -> dict[str, bool]:
    """Return for each planted item whether a finding of its rule, or of its pair of figures, names it."""
    faults, contradictions = planted
    by_rule = list(zip(found["rule"], named(found), strict=True))
    checks = {"constant ratio": "share of active bodies"}
    single = {
        item["id"]: any(
            rule == checks.get(item["check"], item["check"]) and item["id"] in ids for rule, ids in by_rule
        )
        for item in faults
    }
    double = {
        item["id"]: any({item["id"], item["other"]} <= ids for _, ids in by_rule) for item in contradictions
    }
    return single | double


def test_recall_and_precision_on_what_was_planted(found, planted):
    made = caught(found, planted)
    wanted = {item["id"] for item in planted[0]} | {
        item[name] for item in planted[1] for name in ("id", "other")
    }
    right = [bool(ids & wanted) for ids in named(found)]
    recall, precision = sum(made.values()) / len(made), sum(right) / len(right)
    print(
        f"recall {recall:.2f} ({sum(made.values())} of {len(made)}), precision {precision:.2f} ({sum(right)} of {len(right)})"
    )
    assert len(made) == 8
    assert recall >= RECALL, sorted(name for name, seen in made.items() if not seen)
    assert precision >= PRECISION, found.loc[[not one for one in right], ["rule", "subject"]].values.tolist()


def test_what_was_not_planted_is_a_question_all_the_same(found, planted):
    """No sum that adds up and no year without a jump is called a fault: what is left is a claim without a method."""
    wanted = {item["id"] for item in planted[0]} | {
        item[name] for item in planted[1] for name in ("id", "other")
    }
    rest = found[[not ids & wanted for ids in named(found)]]
    assert list(rest["rule"]) == NOT_PLANTED


def test_a_finding_that_names_half_the_ledger_would_not_count_as_recall(found):
    """The tempting way to full recall: findings that name everything."""
    assert max(len(ids) for ids in named(found)) <= 24


def test_few_bodies_may_stay_as_many_and_many_may_not():
    counts = [{"year": year, "value": 40, "measure": "entities_registered"} for year in (2019, 2020, 2021)]
    assert isinstance(mapping.audit(ledger(*counts)), Absence)
    copied = [row | {"value": 4_000} for row in counts]
    assert list(mapping.audit(ledger(*copied)).frame["rule"]) == ["value over the years"]
    members = [row | {"measure": "members", "unit": "persons"} for row in counts]
    assert list(mapping.audit(ledger(*members)).frame["rule"]) == ["value over the years"]
