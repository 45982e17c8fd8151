"""An organization at risk, through ``sse run``: in no file of the outputs, hidden ones included, however it is packed."""

from __future__ import annotations

import base64
import io
import json
import re
import sys
import unicodedata
import zipfile
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
from projects import FRONT, small_project

sys.path.append(str(Path(__file__).parents[1] / "report"))
from pdf_text import text_of

NAME = "Nhà Bình An & Sisters' <Shelter>"
LATIN = "Binh An House"
CLEAR = "Open Door Cooperative"
NAMED = f"""\
name, both = {NAME!r}, "It is at 11.5564, 104.9282."
Table(id="list", country=country, title="Shelters", sources=("Survey of " + name,), notes=(both, {LATIN.upper()!r}),
      columns=(Column("Name"), Column("Latitude", "decimal"), Column("Longitude", "decimal")),
      rows=((name, "11.5564", "104.9282"), ({CLEAR!r}, "13.1", "103.2")),
      data_columns=("name", "lat", "lon"), data_rows=((name, 11.5564, 104.9282), ({CLEAR!r}, 13.1, 103.2)))"""
SAID = """\
import unicodedata
print(unicodedata.normalize("NFD", name), {"place": {"lat": 11.5564, "lon": 104.9282}})
Statement(id="said", country=country, paragraphs=("One is " + name + ".",))"""
FAILED = f"raise KeyError({NAME!r})"
FORMS = "html,pdf,docx"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A project whose reports name an organization at risk in prose, tables, text and an error, run in every form."""
    made = small_project(tmp_path_factory.mktemp("risk"))
    made.write("data/khm/user/at_risk.csv", f'name,name_latin,lat,lon\n"{NAME}",{LATIN},11.5564,104.9282\n')
    made.analysis("mapping", FRONT % "mapping", NAMED, SAID, question=f"## Who\n\nAlso {NAME} and {LATIN}.")
    made.analysis("sdg", FRONT % "sdg", FAILED)
    made.failed = made.sse("run", "khm", "--only", "sdg", "--to", FORMS, "--log-format", "plain")
    done = made.sse("run", "khm", "tha", "--only", "mapping", "--to", FORMS)
    made.said = done.stdout + done.stderr
    assert done.returncode == 0, made.said
    return made


def _unpacked(file: Path) -> str:
    """Return everything a file says: parts of packages, text of a PDF, data addresses of a page."""
    data = file.read_bytes()
    if file.suffix == ".pdf":
        return text_of(data)
    if file.suffix == ".docx":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            data = b"\n".join(package.read(name) for name in package.namelist())
    packed = [base64.b64decode(one) for one in re.findall(rb"base64,([A-Za-z0-9+/=]+)", data)]
    return b"\n".join([data, unquote_to_bytes(data), *packed]).decode("utf-8", "ignore")


def _leaks(text: str) -> list[str]:
    text = unicodedata.normalize("NFC", text).lower()
    wanted = (
        "bình an",
        json.dumps("Bình An")[1:-1].lower(),
        "sisters",
        "binh an house",
        "11.5564",
        "104.9282",
    )
    return [one for one in wanted if one in text]


def test_the_notebook_would_say_it_where_nobody_is_listed(project):
    for file in ("mapping.html", "mapping.pdf", "mapping.docx", "mapping.ipynb", "tables/mapping/list.csv"):
        text = _unpacked(project.outputs / "tha" / file)
        assert {"bình an", "11.5564", "104.9282"} <= set(_leaks(text)), file


def test_no_file_of_the_country_says_it(project):
    files = [file for file in (project.outputs / "khm").rglob("*") if file.is_file()]
    names = {file.name for file in files}
    wanted = {f"mapping.{form}" for form in ("html", "pdf", "docx", "ipynb", "record.json")}
    assert wanted | {"list.csv", "ro-crate-metadata.json", "sdg.failed.ipynb"} <= names
    assert {str(file): found for file in files if (found := _leaks(_unpacked(file)))} == {}


def test_what_is_kept_for_later_and_the_portal_do_not_say_it_either(project):
    thailand = project.record("tha/mapping")
    own = {thailand["key"], *thailand["render"].values()}
    files = [file for file in project.outputs.rglob("*") if file.is_file() and "tha" not in file.parts]
    files = [file for file in files if not own & set(file.parts)]
    assert {"index.html", "index.json", "notebook.ipynb"} <= {file.name for file in files}
    assert {str(file): found for file in files if (found := _leaks(_unpacked(file)))} == {}


def test_the_others_and_the_gap_stay(project):
    page = (project.outputs / "khm" / "mapping.html").read_text(encoding="utf-8")
    assert CLEAR in page and "13.1" in page and "[name withheld]" in page
    table = (project.outputs / "khm" / "tables/mapping/list.csv").read_text(encoding="utf-8")
    assert table == f"name,lat,lon\n[name withheld],,\n{CLEAR},13.1,103.2\n"


def test_a_failure_does_not_say_it(project):
    assert project.failed.returncode == 1
    assert _leaks(project.failed.stdout + project.failed.stderr + project.said) == []
