"""Frozen states: what they hold, and what is refused."""

from __future__ import annotations

import datetime as dt
import json
import shutil

import pytest

from sse_analysis import load_study, paths
from sse_analysis.cli import main
from sse_analysis.committee import versions
from sse_analysis.committee.numbers import numbers
from sse_analysis.errors import ParameterError, SourceError


@pytest.fixture
def khm(tmp_path, monkeypatch):
    """A project that holds Cambodia, to be written into."""
    real = paths.root()
    for name in ("data/khm", "data/common"):
        shutil.copytree(real / name, tmp_path / name)
    shutil.copytree(real / "parameters", tmp_path / "parameters", ignore=shutil.ignore_patterns("versions"))
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    return tmp_path


def _content(name: str, parent: str = "") -> dict:
    number = {
        "id": "a",
        "label": "A",
        "value": 1.0,
        "unit": "entities",
        "year": 2024,
        "sources": [],
        "perimeter": "",
    }
    return {
        "name": name, "country": "khm", "date": "2026-11-30", "status": "draft", "parent": parent,
        "library": {}, "inputs": {}, "decisions": [], "parameters": {}, "numbers": [number],
    }  # fmt: skip


def test_a_state_is_written_and_read_back(khm, capsys):
    assert main(["freeze", "khm", "--as", "NAC-1", "--date", "2026-11-30"]) == 0
    kept = versions.read("khm", "NAC-1")
    count = len(kept["numbers"])
    assert capsys.readouterr().out == (
        f"Froze {count} numbers of khm as NAC-1 (draft): parameters/khm/versions/NAC-1.json\n"
    )
    study = load_study("khm")
    assert kept["numbers"] == numbers(study, on=dt.date(2026, 11, 30))
    assert kept["inputs"]["data/khm/ledger.csv"] == study.ledger.digest
    assert kept["inputs"]["parameters/khm/decisions.yml"] == study.decisions.digest


def test_numbers_are_those_of_the_ledger_with_unit_year_and_source(khm):
    study = load_study("khm")
    rows = {row["id"]: row for row in numbers(study, on=dt.date(2026, 11, 30))}
    one = rows["mapping/association|/registered/entities"]
    ledger = study.ledger.frame.set_index("id").loc[one["sources"][0]]
    assert (one["value"], one["year"], one["unit"]) == (ledger["amount"], ledger["year"], ledger["unit"])
    assert "mapping/association|/members/memberships" not in rows  # no figure is no zero
    assert all(row["unit"] and row["sources"] for row in rows.values())


def test_a_sum_over_several_years_is_kept_with_their_span():
    rows = {row["id"]: row for row in numbers(load_study("vnm"), on=dt.date(2026, 11, 30))}
    broad = rows["perimeter/broad/in/entities"]
    assert (broad["value"], broad["year"]) == (177_418, "2021 to 2023")  # never 2023
    assert rows["perimeter/core/in/entities"]["year"] == 2022
    assert rows["perimeter/broad/in/members/memberships"]["year"] == "2020 to 2025"
    assert "perimeter/broad/in/members/persons" not in rows  # memberships never add up to persons


def test_a_name_is_never_used_twice_nor_with_other_capitals(khm):
    versions.write(_content("NAC-1"))
    with pytest.raises(ParameterError) as caught:
        versions.write(_content("nac-1"))
    assert str(caught.value) == (
        "Version 'NAC-1' of khm exists and is never overwritten. Choose another name, such as nac-1-b."
    )


@pytest.mark.parametrize("name", ["../NAC", "a/b", "", ".hidden", "NAC 1", "NAC\n", "x" * 65])
def test_a_name_cannot_leave_its_folder(khm, name):
    with pytest.raises(ParameterError) as caught:
        versions.write(_content(name))
    assert str(caught.value) == (
        f"'{name}' cannot name a version. Expected letters, digits, hyphens and underscores, such as NAC-1."
    )
    assert not (khm / "parameters/khm/versions").exists()


def test_a_touched_state_is_broken(khm):
    file = versions.write(_content("NAC-1"))
    file.write_text(file.read_text().replace('"value": 1.0', '"value": 2.0'))
    with pytest.raises(SourceError) as caught:
        versions.read("khm", "NAC-1")
    assert str(caught.value) == (
        "parameters/khm/versions/NAC-1.json is broken: its content does not fit its digest. "
        "It was changed after it was frozen. Take the file back from git."
    )


def test_a_state_under_another_name_is_broken(khm):
    file = versions.write(_content("NAC-1"))
    shutil.copy(file, file.with_name("NAC-2.json"))
    with pytest.raises(SourceError, match="it was frozen as 'NAC-1' of khm"):
        versions.read("khm", "NAC-2")


def test_spaces_in_the_file_do_not_break_it(khm):
    file = versions.write(_content("NAC-1"))
    file.write_text(json.dumps(json.loads(file.read_text())))
    assert versions.read("khm", "NAC-1")["numbers"][0]["value"] == 1.0


def test_a_circle_of_versions_is_refused(khm):
    versions.write(_content("NAC-1"))
    file = versions.write(_content("NAC-2", parent="NAC-1"))
    first = versions.state(_content("NAC-1", parent="NAC-2"))
    file.with_name("NAC-1.json").write_text(json.dumps(first))
    with pytest.raises(SourceError) as caught:
        versions.write(_content("NAC-3", parent="NAC-2"))
    assert str(caught.value) == "Versions of khm follow one another in a circle: NAC-2 -> NAC-1 -> NAC-2."


def test_a_parent_must_be_there(khm):
    versions.write(_content("NAC-1"))
    with pytest.raises(ParameterError) as caught:
        versions.write(_content("NAC-3", parent="NAC-2"))
    assert str(caught.value) == (
        "There is no version 'NAC-2' of khm. Did you mean 'NAC-1'? Here: NAC-1. "
        "Freeze one with: sse freeze khm --as NAC-2"
    )


def test_an_unknown_status_is_refused(khm):
    with pytest.raises(ParameterError) as caught:
        versions.write(_content("NAC-1") | {"status": "final"})
    assert str(caught.value) == "'final' is not a status. Expected one of: draft, validated."


def test_a_version_is_validated_only_if_the_report_says_so(xsy, capsys):
    words = ["freeze", "xsy", "--as", "NAC-1", "--date", "2026-03-02"]
    assert main([*words, "--status", "validated"]) == 2
    assert capsys.readouterr().err == (
        "parameters/xsy.yml says status 'draft', and the version would say 'validated'. "
        "Set status there first; 'validated' needs approved_by and approved_on.\n"
    )
    assert versions.names("xsy") == []
    file = xsy / "parameters/xsy.yml"
    text = file.read_text(encoding="utf-8")
    assert text.count("\nstatus: draft ") == 1
    approved = "\nstatus: validated\napproved_by: Committee\napproved_on: 2026-03-01  "
    file.write_text(text.replace("\nstatus: draft ", approved), encoding="utf-8")
    assert main(words) == 0
    assert versions.read("xsy", "NAC-1")["status"] == "validated"
    facts = dict(load_study("xsy").front_matter("mapping").facts)
    assert facts["Status"].endswith("validated by Committee on 2026-03-01")
