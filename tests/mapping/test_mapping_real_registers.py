"""Real registers through description, mapping tables and figures: what they hold, and what they cannot answer."""

from __future__ import annotations

import gzip
import sys
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sse_analysis import mapping
from sse_analysis.harmonize import entities, opening
from sse_analysis.results.absence import Absence
from sse_analysis.sources import registers

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "sources"))
from test_registers import INDIA, UK


def described(folder, text, name):
    (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    about = registers.describe(folder / f"{name}.yml")
    return replace(
        registers.read(folder / about.file, about, name=name), file=f"data/xsy/registers/{about.file}"
    )


@pytest.fixture
def british(tmp_path, shared):
    packed = (shared / "data/registries/uk_coops_2022Q2.csv.gz").read_bytes()
    (tmp_path / "uk.csv").write_bytes(gzip.decompress(packed))
    return described(tmp_path, UK, "uk")


@pytest.fixture
def indian(tmp_path, shared):
    (tmp_path / "india.csv").write_bytes(
        (shared / "data/registries/india_mscs_2023_extract.csv").read_bytes()
    )
    return described(tmp_path, INDIA, "india")


def test_what_both_hold_is_printed(british, indian):
    table = mapping.registers((british, indian), country="xsy").summary()
    assert [row[2] for row in table.rows] == ["7,272", "100"]
    assert [row[4] for row in table.rows] == ["0", "0"]
    doubts = mapping.register_doubts((british, indian), country="xsy")
    assert isinstance(doubts, Absence) and doubts.reason == "does_not_exist"


def test_days_read_in_the_wrong_order_are_listed_cell_by_cell(tmp_path, indian):
    wrong = described(
        tmp_path,
        INDIA.replace("{column: data_of_registration}", "{column: data_of_registration, order: mdy}"),
        "india",
    )
    table = mapping.register_doubts((wrong,), country="xsy").summary()
    assert len(table.rows) > 20 and {row[3] for row in table.rows} == {"data_of_registration"}
    assert "'13/10/2022' is no day of a calendar" in {row[5] for row in table.rows}


def test_registers_without_shared_numbers_are_not_linked_by_guess(british, indian):
    found = opening.open_organizations((british, indian))
    assert isinstance(found, Absence) and found.reason == "not_computable"
    shown = mapping.organizations(found, (british, indian), found, country="xsy")
    assert shown.why.startswith("No two records share a registration number")


def test_a_register_split_in_two_comes_together_again(british):
    """The British register in two overlapping halves, its numbers kept: all pairs are found, and the figure is drawn."""
    frame = british.frame.assign(tax_id=british.frame["record_id"])
    first, second = frame.iloc[:4_000], frame.iloc[3_000:]
    halves = (replace(british, name="one", frame=first), replace(british, name="two", frame=second))
    linked = entities.link(entities.pooled(halves))
    missing = Absence(id="a", country="xsy", reason="no_data", what="w", why="y")
    shown = mapping.organizations(linked, halves, missing, country="xsy")
    together = shown.frame.set_index("pattern")["organizations"]
    assert together["one+two"] >= 1_000
    assert together.sum() == len(linked.organizations) <= 7_272
    forms = shown.forms.set_index("legal_form")["organizations"]
    assert forms["Legal form not stated"] == 47 and forms.sum() == len(linked.organizations)
    assert shown.plot().alt.startswith(
        f"{len(linked.organizations):,} organizations in 3 combinations of registers;"
    )
    assert pd.Series([row[0] for row in shown.summary().rows]).str.contains("one and two").any()
