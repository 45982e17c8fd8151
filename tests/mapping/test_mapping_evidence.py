"""Competing figures, register against activity, minimum set, legal forms, statement, notebook."""

from __future__ import annotations

import ast
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest
from mapping_rows import ledger, legal_forms

from sse_analysis import load_study, mapping
from sse_analysis.perimeter import DecisionLog
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Exhibit


def test_competing_figures_are_side_by_side_with_their_gap():
    study = load_study("vnm")
    frame = mapping.competing_figures(study.ledger, study.legal_forms).frame
    members = frame[frame["measure"].eq("members") & frame["year"].eq(2018)]
    assert list(members["value"]) == [5_998_378, 13_000_000]
    assert list(members["headline"]) == [True, False]
    assert list(members["gap_percent"]) == pytest.approx([0.0, 116.7], abs=0.05)


def test_registered_and_not_stated_compete_although_their_measures_differ():
    study = load_study("mng")
    frame = mapping.competing_figures(study.ledger, study.legal_forms).frame
    assert list(frame["value"]) == [4700, 4468]
    assert list(frame["gap_percent"]) == pytest.approx([0.0, -4.9], abs=0.05)


def test_a_group_without_a_possible_headline_has_no_gap():
    rows = [{"value": value, "source_date": "undated"} for value in (10, 20)]
    frame = mapping.competing_figures(ledger(*rows)).frame
    assert not frame["headline"].any()
    assert frame["gap_percent"].isna().all()


def test_figures_that_agree_by_rounding_do_not_compete():
    assert mapping.competing_figures(ledger({"value": 1000}, {"value": 1004})).reason == "does_not_exist"


def test_neighbouring_years_compete_only_when_asked():
    rows = ({"value": 1000, "year": 2019}, {"value": 1500, "year": 2020})
    assert mapping.competing_figures(ledger(*rows)).reason == "does_not_exist"
    assert len(mapping.competing_figures(ledger(*rows), near_years=1).frame) == 2


@pytest.mark.parametrize(
    ("country", "label", "year", "share"),
    [
        ("vnm", "Cooperatives / Hợp tác xã", 2018, 61.1),
        ("mng", "Civil society organizations", 2023, 24.1),
        ("khm", "Associations and domestic NGOs", 2018, 36.2),
        ("tha", "Registered social enterprises", 2023, 79.8),
    ],
)
def test_shares_of_active_bodies(country, label, year, share):
    study = load_study(country)
    frame = mapping.registered_to_active(study.ledger, study.legal_forms).frame
    row = frame[frame["registered_label"].eq(label) & frame["year"].eq(year)].iloc[-1]
    assert row["share"] == pytest.approx(share, abs=0.05)
    assert row["usable"]


def test_one_third_to_the_decimal_is_a_rule_of_thumb():
    study = load_study("kgz")
    frame = mapping.registered_to_active(study.ledger, study.legal_forms).frame
    own = frame[frame["line_label"].eq("Noncommercial organizations")]
    assert list(own["share"]) == pytest.approx([32.8, 33.3, 33.0], abs=0.05)
    assert list(own["flag"].unique()) == ["rule of thumb: 1 in 3"]
    assert not own["usable"].any()


def test_counts_of_two_sources_or_years_are_never_paired():
    registered = {"measure": "entities_registered", "value": 100}
    active = {"measure": "entities_active", "value": 60}
    assert (
        mapping.registered_to_active(ledger(registered, active | {"source_title": "Other"})).reason
        == "no_data"
    )
    assert mapping.registered_to_active(ledger(registered, active | {"year": 2019})).reason == "no_data"
    assert list(mapping.registered_to_active(ledger(registered, active)).frame["share"]) == [60.0]


def status(result) -> dict[str, str]:
    return dict(zip(result.frame["item"], result.frame["status"], strict=True))


def test_minimum_set_of_viet_nam_and_cambodia():
    studies = {code: load_study(code) for code in ("vnm", "khm")}
    held = {
        code: status(
            mapping.minimum_set_scorecard(study.ledger, study.legal_forms, as_of=study.parameters.data_cutoff)
        )
        for code, study in studies.items()
    }
    assert held["vnm"]["Number of cooperatives"] == "available"
    assert held["khm"]["Number of cooperatives"] == "partly"  # agricultural cooperatives are one kind
    assert held["khm"]["Members by sex"] == "partly"
    assert held["khm"]["People who work in cooperatives"] == "absent"
    assert {code: words["Value added"] for code, words in held.items()} == {"vnm": "absent", "khm": "absent"}


def test_an_estimate_and_an_old_figure_fill_an_item_only_partly():
    item = "Number of cooperatives"
    assert status(mapping.minimum_set_scorecard(ledger({"value": 5})))[item] == "available"
    assert status(mapping.minimum_set_scorecard(ledger({"value": 5, "kind": "estimate"})))[item] == "partly"
    old = ledger(
        {"value": 5, "year": 2001}, {"form": "association", "legal_form": "Associations", "year": 2020}
    )
    assert status(mapping.minimum_set_scorecard(old))[item] == "partly"


def test_legal_form_matrix_counts_verdicts_and_keeps_unknown_apart():
    result = mapping.legal_form_matrix(legal_forms({"autonomy": "unknown", "people_over_capital": "no"}))
    row = result.frame.iloc[0]
    assert (row["yes"], row["partly"], row["no"], row["unknown"]) == (2, 0, 1, 1)
    cells = result.summary().rows[0][2:6]
    assert [cell["text"] for cell in cells] == ["yes", "yes", "unknown", "no"]
    assert mapping.part(result, "law").summary().id == "legal-forms-law"


def test_the_statement_takes_its_numbers_from_results_with_their_ids():
    study = load_study("tha")
    landscape = mapping.landscape(study.ledger, study.legal_forms)
    missing = Absence(id="x", country="tha", reason="no_data", what="Activity", why="None.")
    text = mapping.headline(landscape, missing, missing).plain()
    assert (
        "11,321,747 in All cooperatives (2022, grade A)" in text and "THA-cooperative-members-2022-3" in text
    )
    assert "cannot be said" in text
    # Larger than the third form named, so said, and as what they are: inside another form, and several forms together.
    assert "Counted in All cooperatives: 3,142,169 in Thrift and credit cooperatives (2022, grade A)." in text
    assert "Counted together: 12,620,000 in Cooperatives and farmer groups (2017, grade C)." in text


def test_an_absent_landscape_still_makes_a_statement():
    missing = Absence(
        id="no-ledger", country="lao", reason="no_data", what="Ledger", why="The project holds no rows."
    )
    statement = mapping.headline(missing, missing, missing)
    assert statement.country == "lao"
    assert statement.paragraphs[0].endswith("exists, no data. The project holds no rows.")


@pytest.mark.parametrize(
    "section",
    [
        "linkage",
        "coverage",
        "entities",
        "practice",
        "sectors",
        "cooperative_types",
        "activity",
        "ecosystem",
        "work",
        "survey",
        "lifetimes",
        "sizes",
    ],
)
def test_what_published_figures_cannot_answer_names_file_layout_and_question(section):
    absence = mapping.not_from_published_figures("vnm", section)
    assert absence.file.startswith("data/vnm/")
    assert absence.layout and absence.answers.endswith("?")


def cells(path: Path) -> list[str]:
    parts = path.read_text(encoding="utf-8").split("\n# %%")[1:]
    return [part.partition("\n")[2].strip() for part in parts if not part.startswith(" [markdown]")]


def test_the_notebook_runs_for_a_country_without_any_table(project, monkeypatch):
    missing = Absence(id="no-table", country="lao", reason="no_data", what="A table", why="None held.")
    names = (
        "ledger",
        "legal_forms",
        "member_interests",
        "regions",
        "areas",
        "context",
        "area_changes",
        "registers",
        "organizations",
        "entity_survey",
        "ecosystem",
        "persons",
        "geography",
    )
    real = load_study("khm")
    study = SimpleNamespace(country="lao", parameters=real.parameters, front_matter=real.front_matter)
    study.__dict__.update(dict.fromkeys(names, missing), decisions=DecisionLog("lao"))
    monkeypatch.setattr("sse_analysis.study.load_study", lambda country: study)
    space: dict = {}
    shown = [
        value
        for source in cells(project / "notebooks" / "mapping.py")
        if (value := _run(source, space)) is not None
    ]
    assert len(shown) > 30
    assert all(isinstance(value, Exhibit) for value in shown)
    assert sum(isinstance(value, Absence) for value in shown) == len(shown) - 2  # front matter and statement


def _run(source: str, space: dict) -> object:
    """Run a cell and return its last expression, as a notebook does."""
    assert len(source.splitlines()) <= 6
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), space)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), space) if last else None


def test_charts_tell_their_numbers_and_are_the_same_twice():
    study = load_study("kgz")
    result = mapping.registered_to_active(study.ledger, study.legal_forms)
    one, other = result.plot(), result.plot()
    assert one.svg == other.svg
    assert "Human rights organizations, 2015 (active) 8 of 182, 4.4 percent" in one.alt
    assert one.alt != one.title


def test_every_exhibit_has_its_own_name():
    study = load_study("kgz")
    landscape = mapping.landscape(study.ledger, study.legal_forms)
    forms = mapping.legal_form_matrix(study.legal_forms)
    screening = mapping.perimeter_screening(study.legal_forms)
    counted = mapping.perimeter_counts(landscape, screening)
    results = (
        landscape,
        mapping.part(landscape, "evidence"),
        forms,
        mapping.part(forms, "law"),
        screening,
        counted,
    )
    ids = [result.summary().id for result in results] + [
        landscape.plot().id,
        forms.plot().id,
        screening.plot().id,
    ]
    assert len(set(ids)) == len(ids)
    assert isinstance(landscape.frame, pd.DataFrame)
