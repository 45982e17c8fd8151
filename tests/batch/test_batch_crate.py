"""The crate of a country under the validator of its profile, and read by the library of its format."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from urllib.parse import unquote

import pytest
import yaml
from crates import faults
from projects import small_project


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    project = small_project(tmp_path_factory.mktemp("crate"))
    assert project.sse("run", "khm", "--only", "mapping", "--to", "html").returncode == 0
    return project.outputs / "khm"


def test_the_crate_is_a_valid_process_run_crate(country):
    assert faults(country) == []


def test_the_validator_would_see_a_missing_file(country, tmp_path):
    import shutil

    copy = shutil.copytree(country, tmp_path / "khm")
    (copy / "mapping.html").unlink()
    assert any("mapping.html" in message for message in faults(copy))


def test_the_library_of_the_format_reads_it(country):
    from rocrate.rocrate import ROCrate

    crate = ROCrate(country)
    (run,) = [entity for entity in crate.contextual_entities if entity.type == "CreateAction"]
    assert run.id == "#run-mapping"
    assert {"mapping.html", "mapping.ipynb", "mapping.record.json"} <= {file.id for file in run["result"]}
    assert run["instrument"]["name"] == "notebooks/mapping.ipynb"


NAME, LATIN = "Nhà Bình An & Sisters' <Shelter>", "Binh An House"
HOSTILE = (
    'A "quoted" <script>alert(1)</script> title \\ with {"@id": "./"}',
    "รายงานสหกรณ์ ปี ๒๕๖๗",
    "ของกลุ่มออมทรัพย์",
    f"Survey of {NAME}",
    f"Visit to {LATIN.upper()}",
)
FILES = (
    "registers/Danh sách hợp tác xã (2024) #1 50%.csv",
    'registers/a\u0301 "b" <c>.csv',
    "registers/реестр?.csv",
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """A country with names of files, titles and parameters that break what is careless, and somebody at risk."""
    project = small_project(tmp_path_factory.mktemp("hostile"))
    digest = hashlib.sha256((project.home / "data/khm/numbers.csv").read_bytes()).hexdigest()
    works = [
        {
            "producer": "ILO",
            "title": title,
            "release": "2024",
            "url": f"https://example.org/{number}",
            "licence": "x",
        }
        for number, title in enumerate(HOSTILE)
    ]
    listed = {"name": "numbers.csv", "content": "x", "rows": 1, "sha256": digest, "publishers": works}
    manifest = {"licence": "CC BY 4.0", "updated": dt.date(2025, 1, 1), "files": [listed]}
    project.write("data/khm/sources.yml", yaml.safe_dump(manifest, allow_unicode=True))
    project.write("data/khm/user/at_risk.csv", f'name,name_latin\n"{NAME}",{LATIN}\n')
    for name in FILES:
        project.write(f"data/khm/{name}", "x\n1\n")
    file = project.home / "parameters/khm.yml"
    text = file.read_text().replace("status: draft", "status: validated")
    assert "status: validated" in text
    file.write_text(f'{text}approved_by: "{NAME}"\napproved_on: 2024-12-31\n')
    done = project.sse("run", "khm", "--only", "mapping", "--to", "html")
    assert done.returncode == 0, done.stdout + done.stderr
    return project


def test_hostile_names_leave_the_crate_valid_and_whole(hostile):
    folder = hostile.outputs / "khm"
    assert faults(folder) == []
    graph = json.loads((folder / "ro-crate-metadata.json").read_text(encoding="utf-8"))["@graph"]
    names = [entity.get("name") for entity in graph]
    assert {f"data/khm/{name}" for name in FILES} <= set(names)
    assert set(HOSTILE[:3]) <= set(names)  # two titles without a Latin letter are two publications
    ids = [entity["@id"] for entity in graph]
    assert len(ids) == len(set(ids))
    assert [one for one in ids if re.search(r"[\s\"<>\\^`{}|]|[^\x00-\x7f]", one)] == []
    (numbers,) = [entity for entity in graph if entity["@id"] == "#data/khm/numbers.csv"]
    assert len(numbers["isBasedOn"]) == len(HOSTILE)
    assert {one["@id"] for one in numbers["isBasedOn"]} <= set(ids)


def test_an_organization_at_risk_is_in_no_crate_and_no_record(hostile):
    for name in ("ro-crate-metadata.json", "mapping.record.json"):
        text = (hostile.outputs / "khm" / name).read_text(encoding="utf-8")
        plain = unquote(json.dumps(json.loads(text), ensure_ascii=False)).lower()
        assert [one for one in ("bình an", "binh an", "sisters", "shelter") if one in plain] == [], name
        assert "[name withheld]" in plain
    assert hostile.record("khm/mapping")["parameters"]["files"]["khm"]["approved_by"] == "[name withheld]"


def test_a_file_named_after_it_stops_the_run_and_is_not_named(hostile):
    file = hostile.write("data/khm/registers/binh-an_house.csv", "x\n1\n")
    try:
        done = hostile.sse("run", "khm", "--only", "mapping", "--to", "html")
        status = hostile.sse("status", "khm", "--explain")
    finally:
        file.unlink()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("A file in data/khm/registers bears the name of an organization at risk, ")
    assert "bears the name" in status.stdout and "binh" not in (status.stdout + done.stderr).lower()
