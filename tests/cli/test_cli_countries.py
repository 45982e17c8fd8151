"""A new country, all checks at once, the list, the schema, jobs for outside schedulers."""

import datetime as dt
import json
import shutil

import pytest

from sse_analysis.sources import manifest


@pytest.fixture
def clean(home):
    """A project whose countries are complete: started with ``sse new``."""
    for place in ("parameters", "data/khm", "data/tha"):
        shutil.rmtree(home.home / place)
    (home.home / "parameters").mkdir()
    home.write("data/common/sources.yml", manifest.of_new_tables({}, dt.date(2025, 1, 1)))
    return home


def test_a_new_country_is_created_and_passes_every_check(sse, clean):
    code, out, _ = sse("new", "LAO")
    assert code == 0
    assert out.splitlines()[0] == "Laos (LAO) is started. Created:"
    listed = [line.strip() for line in out.splitlines() if line.startswith("  ")]
    there = [str(f.relative_to(clean.home)) for f in clean.home.rglob("*") if "lao" in str(f) and f.is_file()]
    assert sorted(listed) == sorted(there)
    assert {"parameters/lao.yml", "data/lao/ledger.csv", "data/lao/sources.yml"} <= set(listed)
    assert sse("check", "lao") == (0, "lao: no problems.\n", "")


def test_a_country_is_never_overwritten(sse, clean):
    sse("new", "lao")
    before = (clean.home / "parameters/lao.yml").read_text()
    code, out, err = sse("new", "lao")
    assert (code, out) == (2, "")
    assert err == (
        "'lao' is already here: parameters/lao.yml and data/lao. Nothing was changed. Check it with: sse check lao\n"
    )
    assert (clean.home / "parameters/lao.yml").read_text() == before


def test_nothing_is_left_of_a_country_that_could_not_be_created(sse, clean, monkeypatch):
    from sse_analysis.batch import scaffold

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(scaffold, "_write_new", fail)
    code, _, told = sse("new", "lao")
    assert (code, told.partition(" Free")[0]) == (3, "a file: No space left on device.")
    assert [f for f in clean.home.rglob("*") if "lao" in f.name] == []


@pytest.mark.parametrize("code", ["zzz", "lo", "../x"])
def test_what_is_no_country_is_refused(sse, clean, code):
    assert sse("new", code)[0] == 2
    assert sorted(f.name for f in (clean.home / "data").iterdir()) == ["common"]


def test_check_prints_every_problem_of_parameters_tables_and_notebooks(sse, clean):
    sse("new", "lao")
    text = (clean.home / "parameters/lao.yml").read_text()
    clean.write("parameters/lao.yml", text.replace("lowest_grade: C", "lowest_grade: Z"))
    header = (clean.home / "data/lao/areas.csv").read_text()
    clean.write("data/lao/areas.csv", header.replace("unit_code", "unit_cod"))
    clean.analysis("sdg", parameters="contry = 'khm'")
    code, out, _ = sse("check", "lao")
    assert code == 2
    said = out.splitlines()
    assert (
        said[0]
        == "notebooks/sdg.ipynb: found the parameter 'country', expected a parameter of this notebook. Did you mean 'contry'?"
    )
    assert (
        said[1]
        == "parameters/lao.yml, line 14, column 'mapping.headline.lowest_grade': found 'Z', expected one of 'A', 'B', 'C'"
    )
    assert said[2].startswith("data/lao/areas.csv: found content with SHA-256 ")
    assert (
        "data/lao/areas.csv, line 1, column 'unit_code': found no such column, expected the column 'unit_code'. Add it to the header."
        in said
    )
    assert said[-1] == f"lao: {len(said) - 1} problems."


def test_a_changed_file_is_accepted_on_purpose(sse, clean):
    sse("new", "lao")
    file = clean.home / "data/lao/areas.csv"
    file.write_text(file.read_text() + "\n")
    assert sse("check", "lao")[0] == 2
    assert sse("check", "lao", "--write-sources")[:2] == (0, "data/lao/sources.yml: written\n")
    assert sse("check", "lao")[0] == 0


def test_list_shows_inputs_and_reports(sse, clean):
    sse("new", "lao")
    out = sse("list")[1].splitlines()
    assert out[0] == "lao       Laos"
    assert out[1] == "          inputs (rows): none"
    assert out[3] == "          reports: mapping absent, sdg absent, formalization absent"


def test_the_schema_is_written_once_and_printed(sse, home):
    assert sse("schema")[1] == (
        "parameters/schema/country.json: written\nparameters/schema/regional.json: written\n"
    )
    assert sse("schema")[1].count("unchanged") == 2
    shown = json.loads(sse("schema", "--print", "country")[1])
    assert shown["additionalProperties"] is False and "mapping" in shown["properties"]


def test_printed_jobs_are_refused_when_their_inputs_changed(sse, home):
    code, out, _ = sse("jobs", "khm", "--only", "sdg", "--jsonl")
    job = json.loads(out)
    assert code == 0 and len(job.pop("key")) == 40
    assert job == {
        "analysis": "sdg", "country": "khm", "formats": ["html", "pdf"], "notebook": "notebooks/sdg.ipynb",
        "own": False, "parameters": [["country", "khm"]],
    }  # fmt: skip
    home.write("jobs.jsonl", out)
    home.country("khm", "8")
    assert sse("exec", "--job-file", str(home.home / "jobs.jsonl")) == (
        2,
        "",
        "The inputs of khm/sdg are not those it was printed with. Print the jobs again: sse jobs --jsonl\n",
    )


def test_a_line_that_is_no_job(sse, home):
    home.write("jobs.jsonl", '{"country": "khm"}\n')
    code, _, err = sse("exec", "--job-file", str(home.home / "jobs.jsonl"))
    assert (code, err) == (
        2,
        "This is not a job ('analysis'). Expected one line as printed by: sse jobs --jsonl\n",
    )


def test_every_line_that_is_no_job_is_named_with_its_number(sse, home):
    good = sse("jobs", "khm", "--only", "sdg", "--jsonl")[1]
    home.write("jobs.jsonl", f'{good}{{"country": "khm"}}\n\nhello\n')
    code, _, err = sse("exec", "--job-file", str(home.home / "jobs.jsonl"))
    assert code == 2 and err.splitlines() == [
        "Line 2: This is not a job ('analysis'). Expected one line as printed by: sse jobs --jsonl",
        "Line 3: This is not a job (Expecting value: line 1 column 1 (char 0)). Expected one line as printed by: sse jobs --jsonl",
    ]
    (home.home / "jobs.jsonl").write_bytes(b"\xff\xfe\x00")
    assert sse("exec", "--job-file", str(home.home / "jobs.jsonl")) == (
        2, "", "This is no text. Expected lines as printed by: sse jobs --jsonl\n",
    )  # fmt: skip


def test_countries_may_be_given_with_commas(sse, home):
    assert sse("jobs", "khm,tha", "--only", "sdg")[:2] == (0, "khm/sdg\ntha/sdg\n")


def test_jobs_printed_and_executed_twice_give_the_same_report(home):
    lines = home.sse("jobs", "tha", "--only", "sdg", "--to", "html", "--jsonl").stdout
    first = home.sse("exec", "--job-file", "-", input=lines)
    page = (home.outputs / "tha/sdg.html").read_bytes()
    second = home.sse("exec", "--job-file", "-", input=lines)
    assert (first.returncode, second.returncode) == (0, 0)
    assert [json.loads(done.stdout)["how"] for done in (first, second)] == ["made", "fresh"]
    assert (home.outputs / "tha/sdg.html").read_bytes() == page
