"""Cooperatives by section of ISIC and by what their members seek: a field of its own, stated or settled, never guessed."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest
from register_rows import linked

from sse_analysis import Absence, load_study, mapping, paths, synthetic
from sse_analysis.harmonize.entities import _organizations
from sse_analysis.reference.isic import divisions
from sse_analysis.sources.table import SourcedTable

FORMS = pd.DataFrame(
    [("coop", "cooperative", "primary"), ("work", "cooperative", "primary"), ("credit", "mutual", "primary"),
     ("union", "cooperative", "secondary"), ("club", "association", "primary")],
    columns=["id", "form_type", "tier"],
)  # fmt: skip
SETTLED = pd.DataFrame(
    [("coop", "unknown", "proposal"), ("work", "worker", "proposal"), ("credit", "consumer", "approved")],
    columns=["legal_form_id", "member_interest", "status"],
)  # fmt: skip
ROWS = [
    ("coop", "0111", "producer"), ("coop", "0111", None), ("coop", "6492", "consumer"), ("work", "1410", None),
    ("work", "0111", "multi_stakeholder"), ("credit", "6492", None), ("credit", None, None), ("union", "0111", "producer"),
    ("club", "9499", None), ("club", "0161", "producer"), ("coop", "04", "producer"),
]  # fmt: skip


def given(name, frame):
    return SourcedTable(name, "khm", frame, f"data/khm/{name}.csv", "d")


def asked(rows, *, forms=FORMS, settled=SETTLED, state="active"):
    columns = ("legal_form", "isic", "member_interest")
    made, records = linked(
        [dict(zip(columns, row, strict=True)) | {"state": state, "name": "N"} for row in rows]
    )
    tables = given("legal_forms", forms), given("member_interests", settled)
    return mapping.cooperative_types(made, records, *tables, country="khm")


@pytest.fixture(scope="module")
def study():
    synthetic.ensure("xsy")
    return load_study("xsy")


@pytest.fixture(scope="module")
def found(study):
    forms, settled = study.legal_forms, study.member_interests
    return mapping.cooperative_types(study.organizations, study.registers, forms, settled, country="xsy")


def test_the_table_made_by_hand():
    result = asked(ROWS)
    cells = result.frame.pivot(index="section", columns="member_interest", values="organizations")
    # A: two producers (one a club by form), the multi-stakeholder one, one unknown; no union, no club without a statement.
    assert cells.loc["A"].to_dict() == {
        "worker": 0, "producer": 2, "consumer": 0, "multi_stakeholder": 1, "unknown": 1,
    }  # fmt: skip
    assert cells.loc["C", "worker"] == 1 and cells.loc["K", "consumer"] == 2
    assert cells.loc["", ["producer", "consumer"]].tolist() == [1, 1]
    assert cells.to_numpy().sum() == 9
    assert result.notes[0].startswith(
        "The type of 1 of 9 cooperatives (11.1 percent) is not known. A register states it for 5;"
    )
    assert "form settles it for 3, for 1 of them by a judgement that is a proposal." in result.notes[0]
    assert result.notes[1].startswith(
        "Those for which a register states another type than their form settles (1) count"
    )


def test_the_printed_table_adds_up_with_those_without_a_section_last():
    rows = asked(ROWS).summary().rows
    assert [row[0] for row in rows[-2:]] == ["Industry not stated or not clear", "All"]
    assert rows[-1][1:] == ("1", "3", "3", "1", "1", "9")
    heads = [column.label for column in asked(ROWS).summary().columns]
    assert heads[1:] == [
        "Worker",
        "Producer",
        "Consumer or user",
        "Multi-stakeholder",
        "Type not known",
        "All",
    ]


def test_the_type_does_not_follow_from_the_industry():
    before = asked(ROWS).frame.groupby("member_interest")["organizations"].sum()
    moved = [(form, "4711", kind) for form, _, kind in ROWS]
    assert asked(moved).frame.groupby("member_interest")["organizations"].sum().equals(before)


def test_records_that_differ_leave_the_type_unknown_though_the_form_would_settle_it():
    frame = pd.DataFrame({
        "key": ["a:1", "b:1", "a:2", "b:2"], "organization": ["a:1", "a:1", "a:2", "a:2"], "register": ["a", "b"] * 2,
        "name": "N", "legal_form": "work", "area": pd.NA, "status": "active", "isic": "1410",
        "registered_on": pd.NaT, "member_interest": ["worker", "producer", "worker", None],
    })  # fmt: skip
    organizations = _organizations(frame)
    assert organizations["member_interest"].isna().tolist() == [True, False]
    made, records = linked([{"legal_form": "work"}])
    made = replace(made, entities=frame, organizations=organizations)
    tables = given("legal_forms", FORMS), given("member_interests", SETTLED)
    result = mapping.cooperative_types(made, records, *tables, country="khm")
    counts = result.frame.groupby("member_interest")["organizations"].sum()
    assert counts["unknown"] == 1 and counts["worker"] == 1 and counts.sum() == 2
    assert "whose records state two types (1) count as not known" in result.notes[0]


def test_where_nothing_is_known_there_is_a_typed_absence(study):
    none = asked([("coop", "0111", None)])
    assert isinstance(none, Absence) and none.id == "no-mapping-cooperative_types"
    assert isinstance(asked([("work", "1410", None)], state="dissolved"), Absence)
    khm = load_study("khm")
    tables = khm.legal_forms, khm.member_interests
    absent = mapping.cooperative_types(khm.organizations, khm.registers, *tables, country="khm")
    assert absent.file == "data/khm/registers/<register>.csv" and absent.layout.endswith("member_interest")
    alone = mapping.cooperative_types(
        study.organizations, study.registers, study.legal_forms, khm.organizations, country="xsy"
    )
    assert alone.frame["organizations"].sum() > 0 and "settles it for 0, " in alone.notes[0]


def test_every_stated_type_is_the_true_one(study):
    home = paths.data_file("xsy", "truth")
    links = pd.read_csv(home / "links.csv", dtype="str")
    kinds = pd.read_csv(home / "entities.csv", dtype="str").set_index("entity_id")["member_interest"]
    true = (
        (links["register"] + ":" + links["record_id"])
        .to_frame("key")
        .assign(kind=links["entity_id"].map(kinds))
    )
    entities = study.organizations.entities.merge(true, on="key")
    stated = entities[entities["member_interest"].notna()]
    assert len(stated) > 1_000 and stated["member_interest"].eq(stated["kind"]).all()
    assert stated["kind"].nunique() == 4


def test_sections_within_a_type_are_those_of_the_true_table(found):
    truth = json.loads(paths.data_file("xsy", "truth.json").read_text(encoding="utf-8"))["values"]
    true = pd.DataFrame(truth["entities.by_isic_and_interest"]).T
    assert found.frame["organizations"].sum() < 1.05 * true.to_numpy().sum()
    cells = found.frame[found.frame["section"].ne("")]
    cells = cells.pivot(index="section", columns="member_interest", values="organizations").reindex(
        true.index, fill_value=0
    )
    # Kinds of one form only: who stands on a register depends on the form, and two forms would mix.
    for kind in ("worker", "producer", "multi_stakeholder"):
        count, p = cells[kind].sum(), true[kind] / true[kind].sum()
        spread = 3.5 * (p * (1 - p) / count) ** 0.5 + 0.01
        assert count >= 50
        assert ((cells[kind] / count - p).abs() <= spread).all(), kind
    parts = true["multi_stakeholder"].sum() / true[["producer", "multi_stakeholder"]].to_numpy().sum()
    share = cells["multi_stakeholder"].sum() / cells[["producer", "multi_stakeholder"]].to_numpy().sum()
    assert share == pytest.approx(parts, abs=0.035)


def test_the_true_table_is_that_of_the_true_organizations():
    truth = json.loads(paths.data_file("xsy", "truth.json").read_text(encoding="utf-8"))["values"]
    frame = pd.read_csv(paths.data_file("xsy", "truth/entities.csv"), dtype="str")
    inside = frame[frame["member_interest"].notna() & frame["state"].ne("dissolved")]
    counts = pd.crosstab(inside["isic"].str[:2].map(divisions()), inside["member_interest"])
    assert {section: row.to_dict() for section, row in counts.iterrows()} == truth[
        "entities.by_isic_and_interest"
    ]
    assert set(inside["legal_form_id"]) == {
        "XSY-cooperative-producer",
        "XSY-cooperative-worker",
        "XSY-mutual_credit-savings",
    }


@pytest.mark.parametrize("country", ["khm", "kgz", "mng", "tha", "vnm"])
def test_only_what_a_name_or_law_settles_is_settled_and_every_cooperative_is_judged(country):
    study = load_study(country)
    forms, judged = study.legal_forms.frame, study.member_interests.frame
    first = forms["form_type"].eq("cooperative") & forms["tier"].eq("primary")
    twice = forms["note"].fillna("").str.contains("count once")
    assert set(forms.loc[first & ~twice, "id"]) <= set(judged["legal_form_id"])
    assert judged["author"].eq("project").all() and judged["status"].eq("proposal").all()
    names = judged["legal_form_id"].map(forms.set_index("id")["name_en"])
    settled = names[judged["member_interest"].ne("unknown")]
    assert settled.str.contains("(?i)credit|consumer").all()
