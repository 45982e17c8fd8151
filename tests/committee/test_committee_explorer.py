"""The perimeter by hand: menus that move the same numbers as the ballots."""

from __future__ import annotations

import datetime as dt

import nbformat
import pytest
from committee_log import FIRST, decision, first_meeting, write_log
from nbclient import NotebookClient

from sse_analysis import explore, load_study, report
from sse_analysis.cli import comparing
from sse_analysis.committee import ballot, replaying
from sse_analysis.committee.reach import Reach
from sse_analysis.errors import ParameterError
from sse_analysis.report import dossier
from sse_analysis.report.explorer import Explorer
from sse_analysis.results.exhibit import cell_text


def _open(number: str, form: str) -> dict:
    row = decision(number, form, "", FIRST)
    return {
        key: value
        for key, value in row.items()
        if not key.startswith("decided") and key not in ("option", "reason")
    } | {"status": "open"}


@pytest.fixture
def project(xsy):
    write_log(xsy, [*first_meeting()[:1], _open("2", "2"), _open("3", "3")])
    return xsy


def test_one_answer_moves_what_the_ballot_says(project):
    made = Explorer("xsy", FIRST)
    side = comparing.now("xsy", on=FIRST)
    (one,) = ballot.ballots(
        side.basis,
        side.log,
        replay=replaying.Replay("xsy", load_study),
        reach=Reach(load_study("xsy")),
        only=["XSY-2"],
    )
    moved = {place: after and after["value"] for place, _, _, after in made.outcome({"XSY-2": "out"})}
    expected = {
        place: ballot.value_of(row)
        for place in one.moved
        if ballot.value_of(row := one.outcomes["out"].get(place)) != ballot.value_of(one.now.get(place))
    }
    assert moved == expected
    assert len(moved) >= 4
    assert made.outcome({}) == []


def test_answers_count_together(project):
    made = Explorer("xsy", FIRST)
    place = "perimeter/national/in/entities"
    single = [{row[0]: row for row in made.outcome({name: "out"})}[place] for name in ("XSY-2", "XSY-3")]
    (both,) = (row for row in made.outcome({"XSY-2": "out", "XSY-3": "out"}) if row[0] == place)
    lost = [row[2]["value"] - row[3]["value"] for row in single]
    assert min(lost) > 100
    assert both[2]["value"] - both[3]["value"] == sum(lost)


def test_a_menu_moves_the_table_and_back(project):
    widget = explore("xsy", FIRST)
    *asked, shown = widget.children
    assert [box.children[1].description for box in asked] == ["XSY-2", "XSY-3"]
    assert shown.value == "<p>No headline number moves.</p>"
    menu = asked[0].children[1]
    menu.value = "out"
    assert "<td>National perimeter: in (entities)</td>" in shown.value
    menu.value = ""
    assert shown.value == "<p>No headline number moves.</p>"


def test_text_of_a_log_is_shown_as_text(project):
    write_log(project, [_open("2", "2") | {"question": "<script>alert(1)</script>"}])
    box = explore("xsy", FIRST).children[0]
    assert box.children[0].value == "&lt;script&gt;alert(1)&lt;/script&gt;"


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"XSY-1": "in"}, "'XSY-1' is not one of: XSY-2, XSY-3."),
        ({"XSY-2": "maybe"}, "'maybe' is not one of: broad, in, out."),
    ],
)
def test_only_open_questions_and_their_options_can_be_chosen(project, answers, words):
    with pytest.raises(ParameterError) as caught:
        Explorer("xsy", FIRST).outcome(answers)
    assert str(caught.value) == words


def test_without_an_open_question_there_is_nothing_to_explore(xsy):
    write_log(xsy, first_meeting())
    with pytest.raises(ParameterError, match="No question of 'xsy' is open"):
        explore("xsy", FIRST)


def test_a_cell_of_a_notebook_gives_the_widget_and_a_table_for_the_page(project):
    cells = [
        nbformat.v4.new_code_cell("import datetime as dt\n\nfrom sse_analysis import explore"),
        nbformat.v4.new_code_cell(f"explore('xsy', dt.date.fromisoformat('{FIRST}'))"),
    ]
    made = NotebookClient(nbformat.v4.new_notebook(cells=cells), kernel_name="python3", timeout=300).execute()
    (output,) = made.cells[1].outputs
    view = output.data["application/vnd.jupyter.widget-view+json"]
    state = made.metadata["widgets"]["application/vnd.jupyter.widget-state+json"]["state"]
    assert state[view["model_id"]]["model_name"] == "VBoxModel"
    assert [one["state"]["description"] for one in state.values() if one["model_name"] == "DropdownModel"] == [
        "XSY-2", "XSY-3",
    ]  # fmt: skip
    page = report.render(made, ["html"])["html"].decode()
    assert "VBox(" not in page
    (_, _, before, after) = next(
        row
        for row in Explorer("xsy", FIRST).outcome({"XSY-2": "out"})
        if row[0] == "perimeter/national/in/entities"
    )
    table = page.split("What each answer alone would move")[1].split("</table>")[0]
    assert "XSY-2: Does it belong?" in table
    assert f"{before['value']:,.0f}" in table and f"{after['value']:,.0f}" in table


def test_it_says_no_figure_where_the_ballot_does():
    """Cambodia, KHM-03: forms stay undecided of which nobody published a count; the menu said *none*, that there are none."""
    day = dt.date(2026, 11, 23)
    said = {label: row for _, label, *row in Explorer("khm", day)._printed({"KHM-03": "out"})}
    assert said["Broad perimeter: undecided (entities)"] == ["3,468", "no figure"]
    study = load_study("khm")
    (one,) = ballot.ballots(
        replaying.present_basis("khm", study.decisions, on=day),
        study.decisions,
        replay=replaying.Replay("khm", load_study),
        reach=Reach(study),
        only=["KHM-03"],
    )
    table = dossier.ballot_table("khm", one)
    at = 2 + list(one.outcomes).index("out")
    printed = {cell_text(row[0]): [cell_text(row[1]), cell_text(row[at])] for row in table.rows}
    both = said.keys() & printed.keys()
    assert len(both) > 3 and {name: said[name] for name in both} == {name: printed[name] for name in both}
