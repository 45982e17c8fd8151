"""A batch of real kernels: what it publishes, what it leaves alone, and that doing it again changes nothing."""

from __future__ import annotations

import json
import re

import pytest
from projects import FRONT, TABLE, WORDS, small_project

_PAGES = (".html", ".ipynb", ".pdf", ".csv", "index.json")
REPORTS = [f"{country}/{name}" for country in ("khm", "tha") for name in ("mapping", "sdg", "formalization")]


@pytest.fixture(scope="module")
def batch(tmp_path_factory):
    """Six reports, executed by forked kernels."""
    project = small_project(tmp_path_factory.mktemp("runs"))
    return project, project.sse("run", "--all", "--log-format", "json")


def _contents(project, outputs=None):
    outputs = outputs or project.outputs
    files = [outputs / name for name in project.published() if name.endswith(_PAGES)]
    return {str(file.relative_to(outputs)): file.read_bytes() for file in files}


def test_every_report_is_published_with_its_own_country(batch):
    project, done = batch
    assert done.returncode == 0, done.stderr
    expected = ["index.html", "index.json", "khm/ro-crate-metadata.json", "tha/ro-crate-metadata.json"]
    for report in REPORTS:
        country, name = report.split("/")
        expected += [f"{report}.{end}" for end in ("html", "ipynb", "pdf", "record.json")]
        expected.append(f"{country}/tables/{name}/number.csv")
    assert project.published() == sorted(expected)
    for report in REPORTS:
        page = (project.outputs / f"{report}.html").read_text()
        own, other = (
            ("It says 7.", "It says 9.") if report.startswith("khm") else ("It says 9.", "It says 7.")
        )
        assert own in page and other not in page
    assert (project.outputs / "tha/tables/sdg/number.csv").read_text() == "country,value\ntha,9\n"


def test_events_are_json_lines_with_cells(batch):
    events = [json.loads(line) for line in batch[1].stdout.splitlines()]
    assert events[0]["event"] == "begin" and sorted(events[0]["jobs"]) == sorted(REPORTS)
    cells = [e["cell"] for e in events if e["event"] == "cell" and e["job"] == "tha/sdg"]
    assert cells == [1, 2, 3, 4, 5]
    assert sorted(e["job"] for e in events if e["event"] == "end" and e["how"] == "made") == sorted(REPORTS)
    assert (events[-1]["event"], events[-1]["exit_code"]) == ("summary", 0)


def test_times_host_and_paths_stand_in_the_record_only(batch):
    project = batch[0]
    for report in REPORTS:
        text = (project.outputs / f"{report}.ipynb").read_text()
        assert "start_time" not in text and "duration" not in text and str(project.home) not in text
        assert not re.search(r"20\d\d-\d\d-\d\dT", text)
    record = project.record("khm/mapping")
    assert record["run"]["kernel"] == "forked" and record["run"]["attempts"] == 1
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", record["run"]["started"])
    assert record["components"]["inputs"].keys() == {"data/khm/numbers.csv"}
    assert record["parameters"]["notebook"] == {"country": "khm"}
    shown = {e["id"]: (e["kind"], e["code"].partition("\n")[0]) for e in record["about"]["exhibits"]}
    assert shown["number"] == ("table", "import csv, os") and shown["words"] == ("statement", WORDS)


def test_unchanged_work_is_left_alone(batch):
    project = batch[0]
    before = {name: (project.outputs / name).stat().st_mtime_ns for name in project.published()}
    done = project.sse("run", "--all")
    assert (done.returncode, done.stderr) == (0, "")
    assert re.sub(r"[\d.]+ s", "N s", done.stdout) == "6 reports: 6 already up to date, in N s.\n"
    assert {name: (project.outputs / name).stat().st_mtime_ns for name in project.published()} == before


def test_stock_kernels_give_the_same_bytes(batch, tmp_path):
    project = batch[0]
    env = project.environment | {"SSE_OUTPUTS": str(tmp_path / "outputs"), "SSE_NO_FORK": "1"}
    done = project.sse("run", "khm", "--only", "mapping", env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("mapping.ipynb", "mapping.html", "mapping.pdf", "tables/mapping/number.csv"):
        assert (tmp_path / "outputs/khm" / name).read_bytes() == (project.outputs / "khm" / name).read_bytes()
    record = json.loads((tmp_path / "outputs/khm/mapping.record.json").read_text())
    assert record["run"]["kernel"] == "stock"


def test_a_damaged_report_comes_back_from_the_store_and_a_damaged_store_is_made_again(batch):
    project = batch[0]
    before = _contents(project)
    (project.outputs / "khm/mapping.html").write_text("damaged")
    (project.outputs / "khm/sdg.pdf").unlink()
    taken = project.sse("run", "--all")
    assert "2 taken from the store, 4 already up to date" in taken.stdout
    entry = project.outputs / ".store" / project.record("tha/sdg")["key"] / "notebook.ipynb"
    entry.write_bytes(entry.read_bytes().replace(b"Thailand", b"Cambodia"))
    (project.outputs / "tha/sdg.ipynb").unlink()
    made = project.sse("run", "--all")
    assert "1 made, 5 already up to date" in made.stdout
    assert _contents(project) == before


def test_verify_says_the_same_then_names_the_changed_number(batch, tmp_path):
    project = batch[0]
    same = project.sse("verify", "outputs/tha/mapping.html")
    assert (same.returncode, same.stdout) == (
        0,
        "1 report made again: every number, sentence and page is the same.\n",
    )
    project.country("tha", "10")
    try:
        other = project.sse("verify", "outputs/tha/mapping.html")
        every = project.sse("verify", "outputs/tha/mapping.html", "--explain")
    finally:
        project.country("tha", "9")
    assert (other.returncode, every.returncode) == (4, 4)
    assert other.stdout.splitlines() == [
        "Changed since tha/mapping was made:",
        "    inputs: data/tha/numbers.csv changed",
        "tha/mapping: 1 value differs in the tables",
        "    tha: 9, made again 10; tables/mapping/number.csv, line 2, value",
        "    2 exhibits say something else: number, words",
        "    other bytes: mapping.html, mapping.pdf",
        "1 report made again: 5 differences in tha/mapping. Every place: sse verify outputs/tha/mapping.html --explain",
    ]
    assert every.stdout.splitlines() == [
        "tha/mapping: inputs: data/tha/numbers.csv changed",
        "tha/mapping: mapping.html has other bytes",
        "tha/mapping: exhibit 'number' says something else",
        "tha/mapping: exhibit 'words' says something else",
        "tha/mapping: mapping.pdf has other bytes",
        "tha/mapping: tables/mapping/number.csv, line 2, value: 9, made again 10",
        "1 report made again: 5 differences in tha/mapping.",
    ]


def test_changed_data_make_one_country_stale_and_old_pages_do_not_outlive_them(batch):
    project = batch[0]
    project.country("khm", "8")
    said = project.sse("status", "--explain").stdout
    assert said.count("stale") == 3 and said.count("fresh") == 3
    assert said.startswith(
        "khm/mapping              stale\n    inputs: data/khm/numbers.csv changed\nkhm/sdg "
    )
    done = project.sse("run", "khm", "--to", "html", "--only", "mapping")
    assert done.returncode == 0
    assert "It says 8." in (project.outputs / "khm/mapping.html").read_text()
    assert not (project.outputs / "khm/mapping.pdf").exists()  # it still said 7
    assert (project.outputs / "khm/sdg.pdf").exists()
    cleaned = project.sse("clean")
    assert re.sub(r"[\d.]+ MiB", "N MiB", cleaned.stdout) == "Deleted 4 stored results, N MiB.\n"


def test_own_notebooks_run_beside_the_reports(batch):
    from projects import notebook

    project = batch[0]
    text = notebook(
        FRONT % "mine", TABLE, "open('beside.txt').read()", parameters='country = "khm"\nyear = 2020'
    )
    project.write("notebooks/my/mine.ipynb", text)
    project.write("notebooks/my/beside.txt", "read")
    done = project.sse(
        "run", "--notebook", "notebooks/my/mine.ipynb", "tha", "--to", "html", "--set", "year=2021"
    )
    assert done.returncode == 0, done.stdout
    assert {n for n in project.published() if "/my/" in n} == {
        "tha/my/mine.html", "tha/my/mine.ipynb", "tha/my/mine.record.json", "tha/my/tables/mine/number.csv"
    }  # fmt: skip
    assert project.record("tha/my/mine")["parameters"]["notebook"] == {"country": "tha", "year": 2021}
    wrong = project.sse("run", "--notebook", "notebooks/my/mine.ipynb", "tha", "--set", "yaer=2021")
    assert (wrong.returncode, wrong.stderr) == (
        2,
        "notebooks/my/mine.ipynb was not run: its parameters do not fit.\n"
        "  - notebooks/my/mine.ipynb: found the parameter 'yaer', expected a parameter of this notebook. Did you mean 'year'?\n",
    )


def test_the_crate_names_every_file_its_digest_and_what_it_was_made_of(tmp_path):
    import hashlib

    project = small_project(tmp_path)
    assert project.sse("run", "khm", "--only", "mapping", "--to", "html").returncode == 0
    crate = json.loads((project.outputs / "khm/ro-crate-metadata.json").read_text())
    entities = {entity["@id"]: entity for entity in crate["@graph"]}
    files = {name: entity for name, entity in entities.items() if entity["@type"] == "File"}
    there = {name.removeprefix("khm/") for name in project.published() if name.startswith("khm/")}
    assert files.keys() == there - {"ro-crate-metadata.json"}
    for name, entity in files.items():
        if "sha256" in entity:
            assert (
                entity["sha256"] == hashlib.sha256((project.outputs / "khm" / name).read_bytes()).hexdigest()
            )
    action = entities["#run-mapping"]
    assert {"@id": "#data/khm/numbers.csv"} in action["object"]
    assert entities["#mapping-country"]["value"] == "khm"
    assert entities["tables/mapping/number.csv"]["name"] == "The number of Cambodia"
    assert _referred(crate["@graph"]) <= entities.keys() | {"https://w3id.org/ro/crate/1.1"}


def _referred(value):
    """Return every identity that is pointed at."""
    if isinstance(value, list):
        return set().union(*map(_referred, value))
    if not isinstance(value, dict):
        return set()
    own = {value["@id"]} if value.keys() == {"@id"} else set()
    return own.union(*(_referred(item) for item in value.values()))
