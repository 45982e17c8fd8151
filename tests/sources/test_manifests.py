"""``sources.yml`` says what every file is, and notices when a file has changed."""

import datetime as dt
import hashlib

import pytest
import yaml

from sse_analysis.errors import SourceError
from sse_analysis.sources import manifest

TODAY = dt.date(2026, 11, 23)
TEXT = "id,value\na,1\n"
DIGEST = hashlib.sha256(TEXT.encode()).hexdigest()
PUBLISHER = {
    "producer": "P",
    "title": "T",
    "release": "2020",
    "url": "https://example.org",
    "licence": "CC BY 4.0",
}
ENTRY = {"name": "t.csv", "content": "a table", "rows": 1, "sha256": DIGEST, "publishers": [PUBLISHER]}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    (tmp_path / "parameters").mkdir()
    home = tmp_path / "data" / "khm"
    home.mkdir(parents=True)
    (home / "t.csv").write_text(TEXT, encoding="utf-8")
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    return home


def say(folder, **entry):
    content = {"licence": "CC BY 4.0", "updated": TODAY, "files": [ENTRY | entry]}
    (folder / "sources.yml").write_text(yaml.safe_dump(content), encoding="utf-8")
    return [str(failure) for failure in manifest.problems("khm")]


def test_a_true_manifest_is_sound(folder):
    assert say(folder) == []


@pytest.mark.parametrize(
    ("entry", "expected"),
    [
        ({"rows": 2}, "data/khm/sources.yml: found 2 rows of t.csv, expected 1, as in the file. If the change is meant, accept it with: sse check khm --write-sources"),
        ({"publishers": []}, "data/khm/sources.yml: found nobody who published t.csv, expected producer, title, release, url, licence. Add them under 'publishers', as data/README.md shows."),
        ({"sha256": "0" * 64}, f"data/khm/t.csv: found content with SHA-256 {DIGEST[:12]}..., expected 000000000000... as in sources.yml. If the change is meant, accept it with: sse check khm --write-sources"),
    ],
)  # fmt: skip
def test_what_differs_is_named(folder, entry, expected):
    assert say(folder, **entry) == [expected]


def test_a_file_without_entry_and_an_entry_without_file(folder):
    (folder / "t.csv").rename(folder / "u.csv")
    assert say(folder) == [
        "data/khm/sources.yml: found the file t.csv, which is not there, expected files that exist. "
        "Restore the file or delete its entry.",
        "data/khm/u.csv: found a file without an entry in sources.yml, expected an entry. "
        "Add who published it, then run: sse check khm --write-sources",
    ]


def test_text_that_is_not_yaml_is_named_with_its_line(folder):
    (folder / "sources.yml").write_text("files: [\n  a: b\n", encoding="utf-8")
    (failure,) = manifest.problems("khm")
    assert failure.file == "data/khm/sources.yml" and failure.row
    assert failure.expected == "valid YAML"


def test_yaml_that_runs_code_is_not_run(folder):
    (folder / "sources.yml").write_text("!!python/object/apply:os.system ['true']\n", encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        manifest.read("khm")
    assert "sources.yml, line 1: found could not determine a constructor for the tag" in str(caught.value)


def test_a_wrong_key_and_a_wrong_address_are_both_named(folder):
    found = say(folder, rowz=1, publishers=[PUBLISHER | {"url": "example.org"}])
    assert len(found) == 2
    assert any("files.0.rowz" in line for line in found)
    assert any("files.0.publishers.0.url" in line for line in found)


def test_accepting_a_change_keeps_the_publishers(folder):
    say(folder)
    (folder / "t.csv").write_text(TEXT + "b,2\n", encoding="utf-8")
    manifest.accept("khm", TODAY)
    assert manifest.problems("khm") == []
    (record,) = manifest.read("khm").files
    assert record.rows == 2
    assert [publisher.model_dump() for publisher in record.publishers] == [PUBLISHER]
    assert list(folder.glob("*.tmp")) == []


def test_a_folder_without_manifest_gets_one_that_asks_for_publishers(folder):
    manifest.accept("khm", TODAY)
    assert [str(failure) for failure in manifest.problems("khm")] == [
        "data/khm/sources.yml: found nobody who published t.csv, expected producer, title, release, url, licence. "
        "Add them under 'publishers', as data/README.md shows."
    ]


def test_publishers_that_only_the_rows_name_are_entered_beside_those_listed(folder):
    header = "id,source_title,source_publisher,source_date,source_url\n"
    rows = "a,Yearbook,Office,2024,https://o.org/a\nb,Second,Office ; Press,2025,https://o.org/b ; https://p.org\n"
    (folder / "t.csv").write_text(header + rows, encoding="utf-8")
    say(folder)
    manifest.accept("khm", TODAY)
    assert manifest.problems("khm") == []
    (record,) = manifest.read("khm").files
    assert [(one.producer, one.title, one.release, one.url, one.licence) for one in record.publishers] == [
        tuple(PUBLISHER[name] for name in ("producer", "title", "release", "url", "licence")),
        ("Office", "Yearbook", "2024", "https://o.org/a", "to be verified"),
        ("Press", "Second", "2025", "https://p.org", "to be verified"),
    ]


def test_a_table_of_judgements_is_published_by_the_project(folder):
    (folder / "t.csv").write_text(
        "weight,author,date,status\n1,project,2026-11-23,proposal\n", encoding="utf-8"
    )
    manifest.accept("khm", TODAY)
    assert manifest.problems("khm") == []
    (publisher,) = manifest.read("khm").files[0].publishers
    assert (publisher.producer, publisher.licence) == ("project", "CC BY 4.0")
