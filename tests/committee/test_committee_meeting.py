"""The papers of a meeting: ballots, work plan, dossier."""

from __future__ import annotations

import csv
import datetime as dt
import functools
import json
import re
import shutil

import nbformat
import pytest
from committee_log import FIRST, decision, first_meeting, write_log
from icalendar import Calendar

from sse_analysis import load_study, paths
from sse_analysis.cli import comparing, main
from sse_analysis.cli import meeting as papers
from sse_analysis.committee import ballot, replaying, workplan
from sse_analysis.committee.reach import Reach
from sse_analysis.errors import ParameterError
from sse_analysis.perimeter import DecisionLog
from sse_analysis.report import dossier
from sse_analysis.report.explorer import Explorer
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import FrontMatter

#: What field research names as borderline for each country, by legal form; silent bodies and second tiers are asked everywhere.
BORDERLINE = {
    "khm": {"KHM-association-farmer_association", "KHM-social_enterprise-social_enterprise",
            "KHM-association-domestic_non_governmental_organization"},
    "kgz": {"KGZ-self_help_group-jamaat", "KGZ-association-water_user_association",
            "KGZ-other-noncommercial_organization_institution"},
    "mng": {"MNG-self_help_group-pasture_user_group_herder_group", "MNG-cooperative-cooperative",
            "MNG-association-non_governmental_organization"},
    "tha": {"THA-social_enterprise-social_enterprise_sharing_profit", "THA-social_enterprise-social_business_group",
            "THA-self_help_group-community_enterprise", "THA-self_help_group-village_and_urban_community_fund",
            "THA-other-public_benefit_organization"},
    "vnm": {"VNM-social_enterprise-social_enterprise", "VNM-association-association",
            "VNM-self_help_group-cooperative_group"},
}  # fmt: skip
GROUPS = "XSY-self_help_group-group"


def _open(number: str, form: str) -> dict:
    row = decision(number, form, "", FIRST)
    for key in ("option", "reason", "decided_by", "decided_on"):
        row.pop(key)
    return row | {"status": "open"}


def _absence(**more) -> Absence:
    given = {"id": "no-x", "country": "xsy", "reason": "no_data", "what": "Scores", "why": "There is no survey.",
             "file": "data/xsy/surveys/entities.csv", "layout": "case_id, weight", "answers": "How good?"}  # fmt: skip
    return Absence(**given | more)


@pytest.fixture
def meeting(xsy, monkeypatch):
    """A project with one open question, one answer, and the reports of a run."""
    write_log(xsy, [*first_meeting()[:1], _open("2", "2")])
    out = xsy / "out"
    (out / "xsy").mkdir(parents=True)
    monkeypatch.setenv("SSE_OUTPUTS", str(out))
    shown = [_absence(), _absence(id="no-y", what="Coverage of the survey", layout="case_id, stratum"),
             _absence(id="no-z", what="A tax", reason="does_not_exist", file="data/xsy/tax.csv")]  # fmt: skip
    front = FrontMatter(
        id="front", country="xsy", title="x", subtitle="", country_name="x", analysis="mapping"
    )
    outputs = [
        nbformat.v4.new_output("display_data", data=one._repr_mimebundle_()) for one in (front, *shown)
    ]
    cell = nbformat.v4.new_code_cell("x", outputs=outputs)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), out / "xsy/mapping.ipynb")
    return xsy


def test_a_ballot_says_what_every_answer_would_change(meeting):
    side = comparing.now("xsy", on=FIRST)
    (one,) = ballot.ballots(
        side.basis, side.log, replay=replaying.Replay("xsy", load_study), reach=Reach(load_study("xsy"))
    )
    assert (one.question.id, list(one.outcomes)) == ("XSY-2", ["broad", "in", "out"])
    rows = {place: [ballot.value_of(row) for row in one.row(place)] for place in one.moved}
    groups = one.now["mapping/self_help_group|/existing/entities"]["value"]
    now, broad, inside, outside = rows["perimeter/national/in/entities"]
    assert (now - outside, inside - outside, now - broad) == (groups, groups, groups)
    now, broad, inside, outside = rows["perimeter/broad/in/entities"]
    assert now == broad == inside == outside + groups
    assert all(len(set(values)) > 1 for values in rows.values())
    # A ballot never decides: the log in force is what it was.
    assert [item.id for item in comparing.now("xsy", on=FIRST).log.in_force(FIRST)] == ["XSY-1"]


def test_a_ballot_is_printed_and_written(meeting, capsys):
    assert main(["ballot", "xsy", "XSY-2", "--date", str(FIRST)]) == 0
    text = capsys.readouterr().out
    assert text.splitlines()[:2] == [
        "XSY-2: Does it belong?", "Headline number | As things stand | If: broad | If: in | If: out",
    ]  # fmt: skip
    assert "National perimeter: in (entities) | " in text
    assert main(["ballot", "xsy", "--date", str(FIRST), "--output", str(meeting / "b.html")]) == 0
    page = (meeting / "b.html").read_text(encoding="utf-8")
    assert "If: broad" in page
    assert "ynthetic country" in page


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("XSY-1", "'XSY-1' is answered (parameters/xsy/decisions.yml). Open: XSY-2."),
        (
            "XSY-9",
            "'XSY-9' is not in the log (parameters/xsy/decisions.yml). Open: XSY-2. Did you mean 'XSY-2'?",
        ),
    ],
)
def test_only_an_open_question_has_a_ballot(meeting, capsys, name, words):
    assert main(["ballot", "xsy", name, "--date", str(FIRST)]) == 2
    assert capsys.readouterr().err.strip() == words


def test_an_answer_is_never_a_change_between_two_years():
    """Viet Nam: 29,378 cooperatives exist in 2022, 13,958 had results in 2018; the silent bodies are not the difference."""
    day = dt.date(2026, 11, 28)
    study = load_study("vnm")
    basis = replaying.present_basis("vnm", study.decisions, on=day)
    (one,) = ballot.ballots(
        basis,
        study.decisions,
        replay=replaying.Replay("vnm", load_study),
        reach=Reach(study),
        only=["VNM-05"],
    )
    place = "perimeter/core/in/entities"
    now, registered, active = one.row(place)
    assert (now["value"], registered["value"], active) == (29_378, 29_378, None)
    assert one.absent[2][place] == (
        "a form has no count of active bodies from the source and year of its count of all bodies"
    )
    table = dossier.ballot_table("vnm", one)
    assert "13,958" not in table.plain()
    assert "Core perimeter: in (entities) | 29,378 | 29,378 | not computable" in table.plain()
    assert f"Not computable: {one.absent[2][place]}." in table.notes
    table = Explorer("vnm", day).table({"VNM-05": "active"})
    assert "13,958" not in table and "<td>29,378</td><td>not computable" in table


def test_active_bodies_of_the_same_source_and_year_are_an_answer():
    study = load_study("xsy")
    asked = next(item for item in study.decisions.open_on(FIRST) if item.rule == "silent_bodies")
    basis = replaying.present_basis("xsy", study.decisions, on=FIRST)
    (one,) = ballot.ballots(
        basis,
        study.decisions,
        replay=replaying.Replay("xsy", load_study),
        reach=Reach(study),
        only=[asked.id],
    )
    now, _, active = one.row("perimeter/core/in/entities")
    frame = study.ledger.frame.set_index("id")
    for row, word in ((now, "registered"), (active, "active")):
        assert row["value"] == frame.loc[row["sources"], "amount"].sum()
        assert {"entities_active" in place for place in row["sources"]} == {word == "active"}
    assert active["year"] == now["year"]


def test_absences_and_open_questions_become_tasks(meeting, capsys):
    (meeting / "parameters/xsy/workplan.yml").write_text(
        "tasks:\n"
        "  input-surveys-entities: {responsible: '=HYPERLINK(\"x\")', due: 2026-12-15}\n"
        "  XSY-2: {due: 2027-01-20}\n"
    )
    table, dates = meeting / "plan.csv", meeting / "plan.ics"
    words = ["workplan", "xsy", "--csv", str(table), "--ics", str(dates), "--date", str(FIRST)]
    assert main(words) == 0
    text = capsys.readouterr().out
    assert "mapping: 0 tables and figures can be printed, 3 are absent" in text
    with table.open(encoding="utf-8", newline="") as stream:
        survey, question = csv.DictReader(stream)
    assert (survey["id"], survey["file"]) == ("input-surveys-entities", "data/xsy/surveys/entities.csv")
    assert survey["layout"] == "case_id, weight, stratum"
    assert survey["unlocks"] == "mapping: Scores; mapping: Coverage of the survey"
    assert survey["responsible"] == '\'=HYPERLINK("x")'
    assert (question["id"], question["responsible"], question["due"]) == (
        "XSY-2", "national advisory committee", "2027-01-20",
    )  # fmt: skip
    events = Calendar.from_ical(dates.read_bytes()).walk("VEVENT")
    assert [(str(one["uid"]), one.decoded("dtstart")) for one in events] == [
        ("xsy-input-surveys-entities@sse_analysis", dt.date(2026, 12, 15)),
        ("xsy-XSY-2@sse_analysis", dt.date(2027, 1, 20)),
    ]
    first = dates.read_bytes()
    main(words)
    assert dates.read_bytes() == first


def test_every_problem_of_a_work_plan_is_listed(meeting):
    (meeting / "parameters/xsy/workplan.yml").write_text(
        "tasks:\n  XSY-2: {due: soon}\n  input-surveys-entities: {who: me}\n"
    )
    with pytest.raises(ParameterError) as caught:
        workplan.tasks("xsy", [], DecisionLog("xsy"), on=FIRST)
    assert str(caught.value).splitlines() == [
        "parameters/xsy/workplan.yml has 2 problems:",
        "  - parameters/xsy/workplan.yml, column 'tasks.XSY-2.due': found 'soon', expected a date such as 2026-12-15",
        "  - parameters/xsy/workplan.yml, column 'tasks.input-surveys-entities': found '{'who': 'me'}', expected "
        "responsible and due",
    ]


def test_without_a_run_there_is_nothing_to_read_gaps_from(meeting, capsys):
    shutil.rmtree(paths.output_folder("xsy"))
    assert main(["workplan", "xsy"]) == 2
    assert capsys.readouterr().err == (
        "There is no report of 'xsy' to read gaps from. Make one with: sse run xsy\n"
    )


def test_the_report_of_another_country_tells_no_gaps(meeting, capsys):
    """``papermill -p contry xsy notebooks/mapping.ipynb outputs/xsy/mapping.ipynb`` leaves that of Cambodia."""
    file = paths.output_folder("xsy") / "mapping.ipynb"
    file.write_text(file.read_text(encoding="utf-8").replace('"xsy"', '"khm"'), encoding="utf-8")
    for command in ("workplan", "dossier"):
        assert main([command, "xsy"]) == 2
        assert "mapping.ipynb: found the report 'khm mapping', expected 'xsy mapping'. Make it again with: " \
            "sse run xsy --only mapping" in capsys.readouterr().err  # fmt: skip


def test_gaps_of_an_earlier_run_are_told_to_be_so(meeting, capsys):
    record = {key: {} for key in ("render", "components", "files", "parameters")}
    record |= {"record": 1, "key": "of another day", "run": {}, "about": {}}
    (paths.output_folder("xsy") / "mapping.record.json").write_text(json.dumps(record), encoding="utf-8")
    assert main(["workplan", "xsy"]) == 0
    assert capsys.readouterr().err == (
        "Out of date: xsy/mapping. Gaps are those of their last run; renew them with: sse run xsy\n"
    )


def test_the_dossier_is_one_file_for_a_meeting(meeting, monkeypatch):
    for part in ("_ballots", "_changes"):  # the same in both formats, so computed once
        monkeypatch.setattr(papers, part, functools.cache(getattr(papers, part)))
    main(["freeze", "xsy", "--as", "NAC-1", "--date", str(FIRST)])
    ledger = meeting / "data/xsy/ledger.csv"
    ledger.write_text(ledger.read_text(encoding="utf-8").replace(",7289,", ",8289,"), encoding="utf-8")
    write_log(meeting, [*first_meeting()[:2], _open("3", "3")])
    for kind in ("html", "pdf"):
        target = meeting / f"dossier.{kind}"
        words = ["dossier", "xsy", "--since", "NAC-1", "--date", str(FIRST), "--output", str(target)]
        assert main(words) == 0
        assert target.stat().st_size > 10_000
    assert target.read_bytes().startswith(b"%PDF-")
    page = (meeting / "dossier.html").read_text(encoding="utf-8")
    heads = (
        "Open questions and what each answer would change",
        "What has moved since NAC-1",
        "What is missing",
    )
    assert all(head in page for head in (*heads, "What the audit of the figures found"))
    assert "+1,000 data: data/xsy/ledger.csv" in page
    assert "7,289" in page
    assert "Legal forms that entered or left since NAC-1" in page
    row = page.split("Legal forms that entered or left since NAC-1")[1].split("</table>")[0]
    forms = load_study("xsy").legal_forms.frame.set_index("id")["name_en"]
    assert row.count(f">{forms[GROUPS]}<") == 2 and row.count("leave") == 2
    assert GROUPS not in page.split("What has moved since NAC-1")[-1].split("What is missing")[0]
    assert "8,289" in page


@pytest.mark.parametrize("country", ["khm", "kgz", "mng", "tha", "vnm"])
def test_borderline_cases_of_every_country_are_open_questions_with_evidence_and_options(country):
    log = load_study(country).decisions
    assert {item.status for item in log.decisions} == {"open"}
    assert {item.topic for item in log.decisions} >= BORDERLINE[country] | {"silent_bodies", "second_tier"}
    for item in log.decisions:
        words = {"silent_bodies": {"registered", "active"}, "second_tier": {"apart", "added"}}
        assert set(item.options) >= words.get(item.rule, {"in", "broad", "out"})
        assert item.evidence and item.paragraph.startswith("ILC 2022 definition, ")
    cited = re.findall(
        r"\b[A-Z]{3}-[a-z_]+-[a-z_]+-(?:\d{4}|na)-\d+",
        " ".join(" ".join(item.evidence) for item in log.decisions),
    )
    assert cited and set(cited) <= set(load_study(country).ledger.frame["id"])
    assert {item.proposed_by for item in log.decisions} == {"project"}
