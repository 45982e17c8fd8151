"""An organization at risk is named in no paper of a committee: not in a ballot, a work plan, a calendar or a dossier."""

from __future__ import annotations

import csv
import io
import re
import sys
import zipfile
from html import unescape
from pathlib import Path

import nbformat
import pytest
from committee_log import FIRST, decision, write_log

from sse_analysis.cli import main
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import FrontMatter

sys.path.append(str(Path(__file__).parents[1] / "report"))
from pdf_text import text_of

NAME = "Sisters' House & Shelter"
LOCAL = "ផ្ទះសុវត្ថិភាព"
TASKS = f'tasks:\n  XSY-2: {{responsible: "{NAME}", due: 2027-01-20}}\n'


@pytest.fixture
def named(xsy, monkeypatch):
    """A project whose open question, work plan and last report name an organization; who is at risk is not yet listed."""
    question = decision(
        "2", "2", "", FIRST, question=f"Does {NAME} belong?", evidence=[f"The rules of {LOCAL}."]
    )
    for key in ("option", "reason", "decided_by", "decided_on"):
        question.pop(key)
    question["options"] = {"in": f"Count {NAME} in", "broad": "Broad only", "out": "Leave it out"}
    write_log(xsy, [question | {"status": "open"}])
    (xsy / "parameters/xsy/workplan.yml").write_text(TASKS, encoding="utf-8")
    absence = Absence(
        id="no-x", country="xsy", reason="no_data", what=f"Scores of {NAME.upper()}", why=f"{LOCAL} gave no answer.",
        file="data/xsy/surveys/entities.csv", layout="case_id, weight", answers="How good?",
    )  # fmt: skip
    (xsy / "out/xsy").mkdir(parents=True)
    monkeypatch.setenv("SSE_OUTPUTS", str(xsy / "out"))
    front = FrontMatter(
        id="front", country="xsy", title="x", subtitle="", country_name="x", analysis="mapping"
    )
    shown = [nbformat.v4.new_output("display_data", data=one._repr_mimebundle_()) for one in (front, absence)]
    cell = nbformat.v4.new_code_cell("x", outputs=shown)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), xsy / "out/xsy/mapping.ipynb")
    return xsy


def _list(home):
    folder = home / "data/xsy/user"
    folder.mkdir()
    (folder / "at_risk.csv").write_text(f'name,name_latin\n{LOCAL},"{NAME}"\n', encoding="utf-8")


def _words(data: bytes, kind: str) -> str:
    if kind == "pdf":
        return text_of(data)
    if kind == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            data = b" ".join(package.read(name) for name in package.namelist())
    text = unescape(data.decode("utf-8", "ignore"))
    return text.replace("\r\n ", "") if kind == "ics" else text


def _leaks(text: str) -> set[str]:
    text = re.sub(r"\s+", " ", text).lower()
    return {one for one in ("sisters' house", LOCAL) if one in text}


@pytest.mark.parametrize("kind", ["html", "pdf", "docx"])
@pytest.mark.parametrize("paper", ["ballot", "dossier"])
def test_no_paper_names_it(named, paper, kind):
    target = named / f"{paper}.{kind}"
    words = [paper, "xsy", "--output", str(target), "--date", str(FIRST)]
    if kind == "html":
        assert main(words) == 0
        assert _leaks(_words(target.read_bytes(), kind)) == {"sisters' house", LOCAL}
    _list(named)
    assert main(words) == 0
    text = _words(target.read_bytes(), kind)
    assert _leaks(text) == set() and "[name withheld]" in re.sub(r"\s+", " ", text)


def test_a_ballot_on_the_screen_does_not_name_it(named, capsys):
    words = ["ballot", "xsy", "--date", str(FIRST)]
    assert main(words) == 0 and "sisters' house" in _leaks(capsys.readouterr().out)
    _list(named)
    assert main(words) == 0
    said = capsys.readouterr().out
    assert _leaks(said) == set() and "XSY-2: Does [name withheld] belong?" in said


def test_a_work_plan_and_its_calendar_do_not_name_it(named, capsys):
    table, dates = named / "plan.csv", named / "plan.ics"
    words = ["workplan", "xsy", "--csv", str(table), "--ics", str(dates), "--date", str(FIRST)]
    assert main(words) == 0
    before = (capsys.readouterr().out, _words(table.read_bytes(), "csv"), _words(dates.read_bytes(), "ics"))
    assert all("sisters' house" in _leaks(text) for text in before)
    _list(named)
    assert main(words) == 0
    after = (capsys.readouterr().out, _words(table.read_bytes(), "csv"), _words(dates.read_bytes(), "ics"))
    assert [_leaks(text) for text in after] == [set(), set(), set()]
    with table.open(encoding="utf-8", newline="") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream)}
    assert rows["XSY-2"]["responsible"] == "[name withheld]"
    assert rows["input-surveys-entities"]["unlocks"] == "mapping: Scores of [name withheld]"
