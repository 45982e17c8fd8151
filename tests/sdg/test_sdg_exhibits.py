"""Tables and charts: complete, named, described, the same bytes twice; and a country without data."""

from __future__ import annotations

import ast
import json
import re
from types import SimpleNamespace

import jupytext
import pytest

import sse_analysis
from sse_analysis import sdg
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import EXHIBIT_MIME
from sse_analysis.tables.sdg_words import amount


def _results(country, study_of, standing_of, said_of, measured_of):
    study, standing, said = study_of(country), standing_of(country), said_of(country)
    return [
        standing,
        *(sdg.goal(standing, number) for number in range(1, 18)),
        sdg.goal_overview(standing),
        sdg.women_and_men(study.sdg_series, study.sdg_indicators),
        sdg.data_gaps(standing),
        said,
        *(sdg.claims_about(said, part) for part in ("here", "general", "elsewhere")),
        sdg.claimed_targets(said, standing),
        sdg.claims_without_data(said, standing),
        sdg.contribution(study.ledger, study.context),
        measured_of(country),
        sdg.agreement(measured_of(country)),
    ]


@pytest.fixture(scope="module", params=["khm", "mng"])
def exhibits(request, study_of, standing_of, said_of, measured_of):
    """All tables of two countries, and all charts of one."""
    results = _results(request.param, study_of, standing_of, said_of, measured_of)
    tables = [result.summary() for result in results]
    drawn = [result for result in results if getattr(result, "goal_number", None) in (None, 8)]
    charts = [result.plot() for result in drawn] if request.param == "mng" else []
    return request.param, tables, charts


def test_every_exhibit_names_its_country_and_has_its_own_name(exhibits):
    country, tables, charts = exhibits
    shown = [exhibit for exhibit in (*tables, *charts) if not isinstance(exhibit, Absence)]
    assert {exhibit.country for exhibit in shown} == {country}
    names = [exhibit.id for exhibit in shown]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in names)


def test_every_record_is_json_with_sources_and_data(exhibits):
    for exhibit in (*exhibits[1], *exhibits[2]):
        record = exhibit.record()
        json.dumps(record, allow_nan=False)
        if record["kind"] != "absence":
            assert record["sources"], exhibit.id
            assert record["data"]["rows"], exhibit.id


def test_alternative_text_is_made_of_numbers_and_is_not_the_caption(exhibits):
    for chart in exhibits[2]:
        if not isinstance(chart, Absence):
            assert chart.alt != chart.title
            assert re.search(r"\d", chart.alt)
            assert "nan" not in chart.alt.lower().split()


def test_no_cell_is_empty_or_prints_a_missing_value(exhibits):
    for table in exhibits[1]:
        for row in getattr(table, "rows", ()):
            for cell in row:
                words = cell if isinstance(cell, str) else cell["text"]
                assert words.strip(), table.id
                assert not re.search(r"\bnan\b|<NA>|None", words), (table.id, row)


def test_the_same_result_is_the_same_bytes(standing_of):
    first, second = (sdg.goal_overview(standing_of("khm")).plot() for _ in range(2))
    assert first.svg == second.svg


def test_a_sparkline_never_holds_values_from_before_a_break(standing_of):
    table = sdg.goal(standing_of("mng"), 8).summary()
    row = next(row for row in table.rows if row[1].startswith("Informal employment, share"))
    assert row[-1] == {"text": "2024: 27.2; break in 2024", "spark": [[2024, 27.153]]}
    assert row[-2] == {"text": "none: one usable value since 2015 after a break", "tone": "absent"}


def test_the_page_of_a_goal_says_whose_target_and_what_is_missing(standing_of):
    table = sdg.goal(standing_of("khm"), 6).summary()
    cells = {row[0]: row for row in table.rows}
    assert cells["6.1"][5] == "100 (UN)"
    assert cells["6.b"][5] == "3 (project)"
    gap = table.rows[-1]
    assert (gap[0], gap[1], gap[2]["text"]) == ("3 targets", "6.3, 6.6, 6.a", "exists, no data")
    assert any(note.startswith("Targets without a figure: 6.3 Water quality") for note in table.notes)


def test_stand_ins_are_called_so(standing_of):
    labels = [row[1] for row in sdg.goal(standing_of("khm"), 2).summary().rows]
    assert (
        "Cereal yield (stand-in, 2.4.1 itself has no data), kg per ha; not the official indicator" in labels
    )


def test_numbers_keep_three_digits():
    assert [amount(value) for value in (0, 0.4994, 5.231, 61.58, 1234.5, 0.0012)] == [
        "0",
        "0.499",
        "5.23",
        "61.6",
        "1,235",
        "0.0012",
    ]
    assert (amount(-1.25, signed=True), amount(1.25, signed=True), amount(5.0, qualifier="<")) == (
        "−1.25",
        "+1.25",
        "<5.00",
    )
    assert amount(float("nan")) == "not known"


def _cells(project):
    notebook = jupytext.read(project / "notebooks" / "sdg.py")
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def test_the_notebook_is_the_same_as_its_pair(project):
    pair = jupytext.read(project / "notebooks" / "sdg.ipynb")
    assert [cell.source for cell in pair.cells if cell.cell_type == "code"] == _cells(project)
    assert all(not cell.get("outputs") for cell in pair.cells)


def _run(cells, country):
    """Run the cells one after the other, and return the record of each last expression."""
    names, records = {}, []
    for source in [f'country = "{country}"', *cells[1:]]:
        *before, last = ast.parse(source).body
        if not isinstance(last, ast.Expr):
            exec(source, names)
            continue
        exec(compile(ast.Module(before, []), "cell", "exec"), names)
        shown = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
        records.append(shown._repr_mimebundle_()[EXHIBIT_MIME])
    return records


def test_the_notebook_runs_for_a_country_without_any_table(project, study_of, monkeypatch):
    def nothing(name):
        return Absence(id=f"no-{name}", country="lao", reason="no_data", what=name, why="No rows.")

    inputs = (
        "sdg_series",
        "sdg_indicators",
        "sdg_claims",
        "ledger",
        "context",
        "persons",
        "informality",
        "entity_survey",
    )
    empty = SimpleNamespace(
        country="lao",
        parameters=study_of("khm").parameters,
        front_matter=lambda analysis: nothing("front"),
        **{name: nothing(name) for name in inputs},
    )
    monkeypatch.setitem(sse_analysis.__dict__, "load_study", lambda country: empty)
    records = _run(_cells(project), "lao")
    kinds = [record["kind"] for record in records]
    assert kinds.count("statement") == 1
    assert set(kinds) == {"absence", "statement", "table"}
    # The judgements on activities and targets are common to all countries.
    assert [record["id"] for record in records if record["kind"] == "table"] == ["sdg-activity-matrix"]
    assert {record["country"] for record in records} == {"lao"}
