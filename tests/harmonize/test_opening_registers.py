"""A register puts nobody under a form or an area that the country does not have, and no file is passed over."""

import shutil

import pytest
from click.testing import CliRunner

from sse_analysis.cli import main
from sse_analysis.errors import SourceError
from sse_analysis.harmonize import opening

ABOUT = """title: T
publisher: P
reference_date: 2025-12-31
file: coops.csv
columns:
  record_id: {column: id}
  name: {column: name}
  legal_form: {column: form, codes: {c: KHM-cooperative-agricultural}}
  area: {column: area}
"""
AREAS = "unit_code\nKH-1\n"


@pytest.fixture
def home(tmp_path, monkeypatch, project):
    shutil.copytree(project / "parameters", tmp_path / "parameters")
    folder = tmp_path / "data" / "khm" / "registers"
    folder.mkdir(parents=True)
    (tmp_path / "data" / "khm" / "legal_forms.csv").write_text(
        "id\nKHM-cooperative-agricultural\n", encoding="utf-8"
    )
    (tmp_path / "data" / "khm" / "areas.csv").write_text(AREAS, encoding="utf-8")
    (folder / "coops.yml").write_text(ABOUT, encoding="utf-8")
    (folder / "coops.csv").write_text("id,name,form,area\n1,A,c,KH-1\n2,B,c,KH-1\n", encoding="utf-8")
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    return tmp_path


def refusal():
    with pytest.raises(SourceError) as caught:
        opening.open_registers("khm")
    return str(caught.value).splitlines()[1:]


def test_forms_and_areas_of_the_country_are_taken(home):
    (records,) = opening.open_registers("khm")
    assert records.frame["area"].tolist() == ["KH-1", "KH-1"]


def test_a_form_or_an_area_that_the_country_does_not_have_is_told(home):
    folder = home / "data" / "khm" / "registers"
    (folder / "coops.yml").write_text(ABOUT.replace("agricultural}", "agricultral}"), encoding="utf-8")
    (folder / "coops.csv").write_text("id,name,form,area\n1,A,c,KH-1\n2,B,c,Kandal\n", encoding="utf-8")
    assert refusal() == [
        "  - data/khm/registers/coops.yml, column 'columns.legal_form.codes': found 'KHM-cooperative-agricultral', "
        "expected a row of data/khm/legal_forms.csv. Did you mean 'KHM-cooperative-agricultural'?",
        "  - data/khm/registers/coops.csv, line 3, column 'area': found 'Kandal', expected a row of data/khm/areas.csv. "
        "Describe it under 'codes' in data/khm/registers/coops.yml.",
    ]


def test_a_file_without_a_description_is_not_passed_over(home):
    (home / "data" / "khm" / "registers" / "Groups 2025.xlsx").write_bytes(b"")
    (home / "data" / "khm" / "registers" / "~$coops.xlsx").write_bytes(b"")
    assert refusal() == [
        "  - data/khm/registers/Groups 2025.xlsx: found a register that no description names, expected a .yml beside "
        "it with this file. Draft it with: sse register inspect data/khm/registers/Groups 2025.xlsx",
    ]


def test_the_problems_of_all_registers_and_other_inputs_come_with_sse_check(home):
    folder = home / "data" / "khm" / "registers"
    (folder / "groups.yml").write_text(ABOUT.replace("coops.csv", "groups.csv"), encoding="utf-8")
    (folder / "coops.csv").write_text("id,name,form,area\n1,A,d,KH-1\n", encoding="utf-8")
    (home / "parameters" / "khm" / "workplan.yml").write_text("tasks: [a]\n", encoding="utf-8")
    (home / "data" / "khm" / "user").mkdir()
    (home / "data" / "khm" / "user" / "at_risk.csv").write_text("title\nA\n", encoding="utf-8")
    told = CliRunner().invoke(main, ["check", "khm"]).output
    for line in (
        "data/khm/registers/coops.csv, line 2, column 'form': found code 'd', expected a code of legal_form",
        "data/khm/registers/groups.yml: found an error, expected a register that can be read. data/khm/registers/groups.csv",
        "parameters/khm/workplan.yml: expected 'tasks', a mapping of task to responsible and due.",
        "data/khm/user/at_risk.csv",
    ):
        assert line in told
