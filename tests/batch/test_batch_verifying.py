"""What ``sse verify`` says where files were edited, deleted or damaged, and how it tells many differences."""

from __future__ import annotations

import pytest
from projects import command, small_project

from sse_analysis.batch import differences
from sse_analysis.batch.differences import Difference


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    project = small_project(tmp_path_factory.mktemp("verify"))
    assert project.sse("run", "khm", "--only", "mapping", "--to", "html").returncode == 0
    return project


def _edited(project, name, text):
    """Verify with one published file replaced (None: deleted), and put it back."""
    file = project.outputs / "khm" / name
    before = file.read_bytes()
    try:
        file.unlink() if text is None else file.write_text(text)
        return project.sse("verify", "outputs/khm")
    finally:
        file.write_bytes(before)


@pytest.mark.parametrize(
    ("name", "text", "lines"),
    [
        (
            "tables/mapping/number.csv", "country,value\nkhm,8\n",
            [
                "khm/mapping: 1 value differs in the tables",
                "    tables/mapping/number.csv was changed after it was published",
                "    khm: 8, made again 7; tables/mapping/number.csv, line 2, value",
            ],
        ),
        (
            "tables/mapping/number.csv", "country,value\nkhm,8,9\n\n",
            [
                "khm/mapping: it says something else",
                "    tables/mapping/number.csv was changed after it was published",
                "    tables/mapping/number.csv: 2 rows, made again 1; line 2 is only published: khm, 8, 9; "
                "line 2 is only made again: khm, 7",
            ],
        ),
        (
            "tables/mapping/number.csv", "country,amount\nkhm,7\n",
            [
                "khm/mapping: it says something else",
                "    tables/mapping/number.csv was changed after it was published",
                "    tables/mapping/number.csv: other columns; only published: amount; only made again: value",
            ],
        ),
        (
            "tables/mapping/number.csv", None,
            [
                "khm/mapping: every number and sentence is the same",
                "    tables/mapping/number.csv was deleted after it was published",
            ],
        ),
        (
            "mapping.ipynb", "{",
            [
                "khm/mapping: it says something else",
                "    mapping.ipynb was changed after it was published",
                "    exhibit 'front' is only in the report as made again",
                "    exhibit 'number' is only in the report as made again",
                "    exhibit 'words' is only in the report as made again",
            ],
        ),
    ],
)  # fmt: skip
def test_a_file_that_was_touched_is_named_with_what_changed_in_it(made, name, text, lines):
    done = _edited(made, name, text)
    assert (done.returncode, done.stderr) == (4, "Making khm/mapping again ...\n")
    assert done.stdout.splitlines()[:-1] == lines


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("outputs/kmh", "There is no outputs/kmh. Expected published reports, such as outputs/khm.\n"),
        ("outputs/mapping.html", "There is no outputs/mapping.html. Expected published reports, such as outputs/khm.\n"),
        ("data/khm", "data/khm lies outside the folder of reports, outputs.\n"),
        ("outputs/index.html", "There is no published report at outputs/index.html. Make one with: sse run\n"),
    ],
)  # fmt: skip
def test_a_path_that_is_no_report(made, monkeypatch, capsys, path, message):
    monkeypatch.setenv("SSE_HOME", str(made.home))
    monkeypatch.setenv("SSE_OUTPUTS", str(made.outputs))
    monkeypatch.chdir(made.home)
    assert command("verify", path, capsys=capsys) == (2, "", message)


def test_a_damaged_record_is_named(made):
    file = made.outputs / "khm/mapping.record.json"
    before = file.read_bytes()
    try:
        for damage in (b"{", b'{"record": 1}', b"[]", before.replace(b'"files"', b'"fiels"')):
            file.write_bytes(damage)
            done = made.sse("verify", "outputs/khm")
            assert (done.returncode, done.stdout, done.stderr) == (
                2,
                "",
                "outputs/khm/mapping.record.json is damaged or of an earlier version. Make the report again with: sse run\n",
            )
    finally:
        file.write_bytes(before)


def test_a_notebook_that_fails_by_now_is_told_with_its_reason(made):
    file = made.home / "notebooks/mapping.ipynb"
    before = file.read_text()
    try:
        made.analysis("mapping", "raise ValueError('no rows')")
        done = made.sse("verify", "outputs/khm")
    finally:
        file.write_text(before)
    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "Changed since khm/mapping was made:",
        "    notebook: notebooks/mapping.ipynb changed",
        "khm/mapping: not made again",
        "    could not be made again: ValueError: no rows",
        "1 report made again: 1 difference in khm/mapping. Every place: sse verify outputs/khm --explain",
    ]


def test_a_value_that_went_into_many_places_is_told_once_and_first():
    found = [Difference("khm/sdg", "input", "inputs: data/khm/ledger.csv changed")]
    cells = [("a.csv", n, "value", "row-1", "5.0", "6.0") for n in range(3)]
    cells += [("b.csv", 2, "total", "all", "50.0", "51.0"), ("b.csv", 3, "high", "row-1", "5.0", "6.0")]
    cells += [("c.csv", n, "share", f"row-{n}", f"{n}", f"{n}.5") for n in range(100, 112)]
    for name, line, column, row, was, now in cells:
        found.append(Difference("khm/sdg", "number", "", f"{name}, line {line}, {column}", row, was, now))
    lines = list(differences.told(found))
    assert lines[:5] == [
        "Changed since khm/sdg was made:",
        "    inputs: data/khm/ledger.csv changed",
        "khm/sdg: 14 values differ in the tables",
        "    row-1: 5.0, made again 6.0; 4 places of 2 tables, first a.csv, line 0, value",
        "    all: 50.0, made again 51.0; b.csv, line 2, total",
    ]
    assert lines[-1] == "    and 2 more values" and len(lines) == 3 + differences.LIMIT + 1


def test_a_row_is_named_by_its_row_of_the_ledger_else_by_its_words():
    header = ["form", "label", "value", "ledger_id"]
    assert differences.row_of(header, ["coop", "Cooperatives", "3", "KHM-1"]) == "KHM-1"
    assert (
        differences.row_of(header, ["coop", "Cooperatives", "3", "KHM-1|KHM-2"])
        == "coop, Cooperatives, KHM-1|KHM-2"
    )
    assert differences.row_of(header, ["", "Total", "12", ""]) == "Total"
