"""A real country under ``sse verify`` after one cell of its data was edited, and under the validator of its crate."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[1] / "batch"))
from crates import faults

ROW = "KHM-cooperative-entities-2021-1"


def _copy_with_another_value(project, home):
    """Copy the project and add one to the value of a row of the ledger; return the value before."""
    for name in ("data", "parameters", "notebooks"):
        shutil.copytree(project / name, home / name, ignore=shutil.ignore_patterns("my", "xsy*", "user"))
    shutil.copy(project / "requirements.lock", home)
    ledger = home / "data/khm/ledger.csv"
    with ledger.open(encoding="utf-8", newline="") as stream:
        (value,) = [row["value"] for row in csv.DictReader(stream) if row["id"] == ROW]
    text, changed = re.subn(
        rf"^({ROW},.*?),{value},", rf"\1,{int(value) + 1},", ledger.read_text(encoding="utf-8"), flags=re.M
    )
    assert changed == 1
    ledger.write_text(text, encoding="utf-8")
    return int(value)


def test_verify_names_the_number_that_was_edited_in_the_ledger(outputs, project, tmp_path, sse):
    value = _copy_with_another_value(project, tmp_path)
    done = sse("verify", str(outputs / "khm/mapping.html"), outputs=outputs, home=tmp_path)
    lines = done.stdout.splitlines()
    assert done.returncode == 4, done.stdout + done.stderr
    assert lines[:2] == ["Changed since khm/mapping was made:", "    inputs: data/khm/ledger.csv changed"]
    assert re.fullmatch(r"khm/mapping: \d+ values differ in the tables", lines[2])
    first = rf"    {ROW}: {value}\.0, made again {value + 1}\.0; (\d+) places of (\d+) tables, first tables/mapping/.*"
    places, tables = map(int, re.fullmatch(first, lines[3]).groups())
    assert (
        places >= tables > 10
    )  # it stands in the landscape, under every definition, among competing figures ...
    assert len(lines) < 20


@pytest.mark.parametrize("folder", ["khm", "regional"])
def test_the_crate_of_real_reports_is_a_valid_process_run_crate(outputs, folder):
    assert faults(outputs / folder) == []
    graph = json.loads((outputs / folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    ids = [entity["@id"] for entity in graph]
    there = {
        str(file.relative_to(outputs / folder)) for file in (outputs / folder).rglob("*") if file.is_file()
    }
    assert {entity["@id"] for entity in graph if entity["@type"] == "File"} == there - {
        "ro-crate-metadata.json"
    }
    assert len(ids) == len(set(ids)) > 100
