"""Apex bodies, unions, support and finance: by hand on nine bodies, and against the true network."""

from __future__ import annotations

import datetime as dt
import json

import pandas as pd
import pytest

from sse_analysis import Absence, load_study, mapping, paths, synthetic
from sse_analysis.errors import SchemaError
from sse_analysis.report import protection
from sse_analysis.schema import tables
from sse_analysis.sources.table import SourcedTable

SOURCE = ("Directory", "Registrar", "2024", "https://example.org/directory")
COLUMNS = ["body", "kind", "stands_for", "member_of", "supports", "finances", "ledger_id"]
#: Two unions that share a member, one in the apex body; a group that the ledger counts; a bank, a centre, a lone forum.
ROWS = [
    ("Council", "apex", "one", None, None, None, None),
    ("Forum", "apex", "one", None, None, None, None),
    ("North union", "federation", "one", "Council", None, None, None),
    ("South union", "federation", "one", None, None, None, None),
    ("Alpha", "organization", "one", "North union", None, None, None),
    ("Alpha", "organization", "one", "South union", None, None, None),
    ("Beta", "organization", "one", "North union", None, None, None),
    ("Groups", "organization", "several", "Council", None, None, "L1"),
    ("Bank", "finance", "one", None, None, "North union", None),
    ("Centre", "support", "one", None, "Groups", None, None),
]


def _table(rows) -> SourcedTable:
    frame = pd.DataFrame(rows, columns=COLUMNS, dtype="object")
    names = ("source_title", "source_publisher", "source_date", "source_url")
    frame = frame.assign(**dict(zip(names, SOURCE, strict=True)))
    return SourcedTable("ecosystem", "khm", frame, "data/khm/ecosystem.csv", "d")


def _ledger() -> SourcedTable:
    frame = pd.DataFrame({"id": ["L1"], "amount": [120.0], "year": [2003], "kind": ["estimate"]})
    return SourcedTable("ledger", "khm", frame, "data/khm/ledger.csv", "e")


def _missing() -> Absence:
    return Absence(id="no-table", country="khm", reason="no_data", what="A table", why="Nobody made it.")


@pytest.fixture(scope="module")
def by_hand():
    return mapping.ecosystem(_table(ROWS), _ledger(), country="khm")


@pytest.fixture(scope="module")
def made():
    synthetic.ensure("xsy")
    study = load_study("xsy")
    return mapping.ecosystem(study.ecosystem, study.ledger, country="xsy")


@pytest.fixture(scope="module")
def truth():
    synthetic.ensure("xsy")
    return json.loads(paths.data_file("xsy", "truth.json").read_text(encoding="utf-8"))["values"]


def test_an_organization_in_two_unions_is_one_organization(by_hand):
    assert (by_hand.totals["named"], by_hand.totals["memberships"], by_hand.totals["several"]) == (2, 3, 1)
    named = by_hand.frame.set_index("label")["members_named"]
    assert (named["North union"], named["South union"], named["Council"]) == (2, 1, 0)
    assert by_hand.totals["named"] != named.sum(), "lists that overlap must not be added up"
    assert (
        "not drawn one by one; 1 of them stands in several lists, so that the lists add up to 3."
        in " ".join(by_hand.notes)
    )


def test_parts_gaps_and_the_most_connected_body(by_hand):
    told = by_hand.totals
    assert (told["bodies"], told["relations"], told["components"]) == (7, 7, 2)
    assert by_hand.most == ("North union", 4)
    assert (told["no_apex"], told["unions"], told["no_member"], told["alone"]) == (1, 2, 1, 1)
    assert (told["clients"], told["no_support"], told["no_finance"]) == (5, 4, 4)


def test_a_group_is_counted_by_its_figure_with_year_and_kind(by_hand):
    rows = {row[0]: row for row in by_hand.summary().rows}
    assert rows["Groups"][1] == "120 (2003, estimate)"
    assert rows["Groups"][3] == "Belongs to Council; supported by Centre"
    assert rows["Forum"][3] == {"text": "none stated", "tone": "absent"}
    without = mapping.ecosystem(_table(ROWS), _missing(), country="khm")
    assert {row[0]: row for row in without.summary().rows}["Groups"][1] == {
        "text": "not counted",
        "tone": "absent",
    }


def test_bodies_with_the_very_same_relations_are_one_place():
    more = [(f"Union {name}", "federation", "one", "Council", None, None, None) for name in "ABC"]
    found = mapping.ecosystem(_table(ROWS + more), _ledger(), country="khm")
    labels = set(found.frame["label"])
    assert "3 unions, federations or networks with the same relations (a)" in labels
    assert {"North union", "South union"} <= labels and "Union A" not in labels
    assert found.totals["unions"] == 5
    assert found.frame.set_index("label")["bodies"].filter(like="same relations").tolist() == [3.0]


def test_the_chart_says_who_is_most_connected_and_what_is_missing(by_hand):
    chart = by_hand.plot()
    assert "Network of 7 bodies and 7 relations, in 2 parts that no tie connects." in chart.alt
    assert "Most connected: North union, 4 relations." in chart.alt
    assert "belong to no body that is named: 1 of 2" in chart.alt
    assert chart.svg == by_hand.plot().svg
    even = mapping.ecosystem(_table(ROWS[:3]), _ledger(), country="khm")
    assert "No body has more than 1." in even.plot().alt, "a tie has no winner"


def test_the_true_network_is_found_again(made, truth):
    told = made.totals
    for name in ("bodies", "relations", "components", "named", "memberships"):
        assert told[name] == truth[f"ecosystem.{name}"], name
    assert made.most == (truth["ecosystem.most_connected"], truth["ecosystem.most_relations"])
    assert told["no_apex"] == truth["ecosystem.unions_without_apex"]
    assert told["unions"] == len(truth["ecosystem.union_members"])
    lists = sum(truth["ecosystem.union_members"].values())
    assert lists == truth["ecosystem.memberships"] > truth["ecosystem.named"]


def test_unions_list_organizations_of_the_population_and_never_persons(made, truth):
    lists = pd.read_csv(paths.data_file("xsy", "truth/unions.csv"))
    entities = pd.read_csv(paths.data_file("xsy", "truth/entities.csv")).set_index("entity_id")
    members, unions = entities.loc[lists["entity_id"]], entities.loc[lists["union_id"].unique()]
    assert members["tier"].eq("primary").all() and unions["tier"].eq("secondary").all()
    assert not members["state"].eq("dissolved").any() and not unions["state"].eq("dissolved").any()
    assert not lists.duplicated().any()
    assert unions["members"].eq(0).all(), "no person belongs to a union"
    persons = entities.loc[entities["tier"].eq("primary"), "members"].sum()
    assert persons == entities["members"].sum() == truth["sse.memberships"]
    assert persons != entities["members"].sum() + members["members"].sum()


def test_names_are_those_that_the_registers_know(made):
    study = load_study("xsy")
    unions = set(study.ecosystem.frame.loc[study.ecosystem.frame["kind"].eq("federation"), "body"])
    known = study.organizations.entities
    known = set(known.loc[known["legal_form"].eq("XSY-cooperative_union-union"), "name"])
    cores = [name.split('"')[1].casefold() for name in unions]
    inside = [core for core in cores if any(core in name.casefold() for name in known)]
    assert len(inside) >= len(unions) // 3, "slips of the pen and the other script keep the rest apart"


@pytest.mark.parametrize("country", ["khm", "kgz", "mng", "tha", "vnm"])
def test_what_is_said_of_a_real_country_has_its_source(country):
    study = load_study(country)
    found = mapping.ecosystem(study.ecosystem, study.ledger, country=country)
    assert (
        study.ecosystem.frame[["source_title", "source_publisher", "source_date", "source_url"]]
        .notna()
        .all(axis=None)
    )
    figures = set(study.ledger.frame["id"])
    assert set(found.frame["ledger_id"].dropna()) <= figures
    counted = found.frame[found.frame["ledger_id"].notna()].set_index("ledger_id")["bodies"]
    assert counted.eq(study.ledger.frame.set_index("id")["amount"].reindex(counted.index)).all()


@pytest.mark.parametrize("country", ["khm", "kgz", "mng", "tha", "vnm"])
def test_no_body_is_counted_by_what_a_source_expected(country):
    """Viet Nam's credit funds were "1,181 (2024, expected)" while a count of 2025 led the landscape."""
    study = load_study(country)
    found = mapping.ecosystem(study.ecosystem, study.ledger, country=country).frame
    assert not found["counted"].isin(["projection", "target"]).any()


def test_a_count_of_bodies_carries_the_words_of_its_source():
    study = load_study("vnm")
    rows = {
        row[0]: row for row in mapping.ecosystem(study.ecosystem, study.ledger, country="vnm").summary().rows
    }
    assert rows["People's credit funds"][1] == "1,200 (2025, “nearly”)"


def test_no_file_no_network():
    absent = mapping.ecosystem(_missing(), _missing(), country="khm")
    assert isinstance(absent, Absence) and absent.file == "data/khm/ecosystem.csv"
    assert "member_of, supports, finances" in absent.layout


def test_an_organization_at_risk_is_in_no_table_and_its_drawing_is_withheld(by_hand, tmp_path, monkeypatch):
    (tmp_path / "parameters").mkdir()
    folder = tmp_path / "data" / "khm" / "user"
    folder.mkdir(parents=True)
    (folder / "at_risk.csv").write_text("name\nNorth union\n", encoding="utf-8")
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    shown = [by_hand.summary()._repr_mimebundle_(), by_hand.plot()._repr_mimebundle_()]
    cells = [
        {
            "cell_type": "code",
            "source": "",
            "outputs": [{"output_type": "display_data", "data": one, "metadata": {}}],
        }
        for one in shown
    ]
    clean = protection.redacted(json.dumps({"cells": cells}).encode(), "khm").decode()
    assert "north union" not in clean.casefold() and "South union" in clean
    assert "image/" not in clean and protection.WITHHELD in clean


LINES = {
    "unknown": ("KHM,North union,federation,one,Counsil,,,", "'Counsil'", "Did you mean 'Council'?"),
    "itself": ("KHM,North union,federation,one,North union,,,", "the body itself", "another body"),
    "two": ("KHM,North union,federation,one,Council,Council,,", "2 relations", "one relation a row"),
    "kind": ("KHM,Council,federation,one,,,Council,", "'federation'", "'apex', as on line 2"),
    "figure": ("KHM,Groups,organization,several,,,,L9", "'L9'", "a row of data/khm/ledger.csv"),
}


@pytest.mark.parametrize("case", LINES)
def test_what_contradicts_itself_is_refused_with_row_and_column(case, tmp_path, monkeypatch):
    line, found, expected = LINES[case]
    (tmp_path / "parameters").mkdir()
    folder = tmp_path / "data" / "khm"
    folder.mkdir(parents=True)
    head = ",".join(tables.describe("ecosystem").columns)
    rows = [f"{one},{','.join(SOURCE)}," for one in ("KHM,Council,apex,one,,,,", line)]
    (folder / "ecosystem.csv").write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    ledger = paths.data_file("khm", "ledger.csv").read_text(encoding="utf-8").splitlines()
    (folder / "ledger.csv").write_text("\n".join(ledger[:2]) + "\n", encoding="utf-8")
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    with pytest.raises(SchemaError) as caught:
        tables.load("khm", "ecosystem", today=dt.date(2026, 11, 23))
    said = str(caught.value)
    assert found in said and expected in said and "line 3" in said
