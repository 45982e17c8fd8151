"""Which figure leads each line, and which never does."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from mapping_rows import ledger, legal_forms

from sse_analysis import load_study, mapping
from sse_analysis.errors import ParameterError, SchemaError
from sse_analysis.mapping.headlines import choose
from sse_analysis.mapping.lines import figures
from sse_analysis.parameters.records import HeadlineRule
from sse_analysis.results.absence import Absence


@pytest.fixture(scope="module")
def landscapes():
    studies = {code: load_study(code) for code in ("khm", "kgz", "mng", "tha", "vnm")}
    return {code: mapping.landscape(study.ledger, study.legal_forms) for code, study in studies.items()}


def cell(landscape, label: str, quantity: str, unit: str = "entities") -> pd.Series:
    frame = landscape.frame
    rows = frame[frame["line_label"].eq(label) & frame["quantity"].eq(quantity) & frame["unit"].eq(unit)]
    assert len(rows) == 1, f"{label}, {quantity}, {unit}: {len(rows)} rows"
    return rows.iloc[0]


def test_cambodia_leads_with_dated_figures_and_shows_the_undated_beside(landscapes):
    bodies = cell(landscapes["khm"], "Agricultural cooperatives", "existing")
    assert (bodies["value"], bodies["year"], bodies["ledger_id"]) == (
        1200,
        2021,
        "KHM-cooperative-entities-2021-1",
    )
    assert bodies["high"] == 1217  # undated, or of an undated source: beside, never the headline
    members = cell(landscapes["khm"], "Agricultural cooperatives", "members", "persons")
    assert (members["value"], members["undated_low"], members["undated_high"]) == (140_000, 155_591, 155_591)
    women = cell(landscapes["khm"], "Agricultural cooperatives", "women", "persons")
    assert pd.isna(women["value"])
    assert (women["why_absent"], women["undated_high"]) == ("undated only", 98_900)


def test_of_several_undated_figures_or_estimates_the_largest_does_not_stand_for_all(landscapes):
    """Undated 475 of grade C stood alone for 450, 462 and 475; 120,000 (C) for 116,298 (B) and 120,000."""
    kgz = landscapes["kgz"].summary().plain()
    assert (
        "Water user associations | undated: 451 to 481 | undated: 450 to 475 | no figure | undated: 175,157 persons"
        in kgz
    )
    assert "Village health committees | no figure | undated: 1,600 to 1,700 (“about”)" in kgz
    assert "estimate only: 5,700 to 6,452 (2019 to 2022, “around”)" in kgz
    tha = landscapes["tha"].other_wordings.summary().plain()
    assert "estimate only: 116,298 to 120,000 (2014 to 2015, “more than”)" in tha


def test_an_undated_figure_and_an_estimate_carry_the_words_of_their_source(landscapes):
    assert "undated: 50,000 families (“over”)" in landscapes["khm"].summary().plain()
    assert "undated: 100,000 persons (“above”)" in landscapes["mng"].other_wordings.summary().plain()
    assert "estimate only: 165,000 (2012, year inferred, “about”)" in landscapes["vnm"].summary().plain()


def test_persons_and_families_stand_in_rows_of_their_own(landscapes):
    families = cell(landscapes["khm"], "Agricultural cooperatives", "members", "families")
    assert families["value"] == 130_000
    assert 270_000 not in set(landscapes["khm"].frame["value"])


def test_a_kind_is_not_the_form(landscapes):
    frame = landscapes["kgz"].frame
    human_rights = frame[
        frame["line_label"].eq("Human rights organizations") & frame["quantity"].eq("active")
    ]
    assert list(human_rights["value"]) == [8]
    assert not frame["scope"].eq("whole form").loc[frame["form"].eq("association_and_foundation")].any()
    agricultural = frame[frame["line_label"].eq("Agricultural cooperatives")]
    assert set(agricultural["scope"]) == {
        "other wording"
    }  # the law is on all cooperatives, the figure on one kind


def test_an_estimate_is_never_the_headline(landscapes):
    active = cell(landscapes["kgz"], "Noncommercial organizations", "active")
    assert pd.isna(active["value"])
    assert (active["why_absent"], active["estimates"]) == ("estimate only", 2)
    broad = cell(landscapes["tha"], "Social enterprises (broad estimate)", "existing")
    assert pd.isna(broad["value"])
    registered = cell(landscapes["tha"], "Registered social enterprises", "registered")
    assert (registered["value"], registered["year"]) == (345, 2025)


def test_what_a_source_expects_never_leads_and_is_called_so(landscapes):
    farms = cell(landscapes["vnm"], "Agricultural cooperatives", "existing")
    assert (farms["value"], farms["newer_value"], farms["newer_kind"]) == (20_309, 20_000, "observed")
    assert (farms["expected_value"], farms["expected_year"], farms["expected"]) == (22_415, 2024, 2)
    saving = cell(landscapes["khm"], "Saving for Change groups", "members", unit="persons")
    assert pd.isna(saving["value"]) and saving["why_absent"] == "undated only"
    transport = cell(landscapes["vnm"], "Transport cooperatives", "existing")
    assert pd.isna(transport["value"]) and transport["why_absent"] == "expected only"
    for code in ("khm", "vnm"):
        ledger = load_study(code).ledger.frame
        expected = set(ledger.loc[ledger["kind"].eq("projection"), "id"])
        assert expected and not expected & set(landscapes[code].frame["ledger_id"].dropna())


def test_expected_and_provisional_are_printed_with_the_word(landscapes):
    wordings, main = landscapes["vnm"].other_wordings.summary().plain(), landscapes["vnm"].summary().plain()
    assert "20,309 (2023, B); newer: 20,000 (2024, C, “more than”); expected: 22,415 (2024, C)" in wordings
    assert "| expected: 1,924 (2024, C)" in wordings
    assert "29,378 (2022, A); newer: 35,041 (2025, B, preliminary)" in main
    saving = landscapes["khm"].summary().plain()
    assert "undated: 85,387 persons; expected: 139,000 persons (2015, C)" in saving


def test_an_expected_figure_stands_behind_every_count():
    rows = [{"value": value, "kind": kind, "grade": grade, "reference_date": day}
            for value, kind, grade, day in ((9, "projection", "A", "2020-12-31"), (7, "observed", "C", "2020-06-30"),
                                            (8, "observed", "B", "2020-01-01"))]  # fmt: skip
    result = mapping.competing_figures(ledger(*rows))
    assert result.frame["kind"].tolist() == ["observed", "observed", "projection"]
    assert [row[0] for row in result.summary().rows][1:] == ["other", "expected"]
    only = mapping.landscape(ledger(rows[0])).frame
    assert only.loc[only["quantity"].eq("existing"), "why_absent"].item() == "expected only"


def test_mongolia_leads_with_the_regulator_and_shows_the_newer_press_figure(landscapes):
    bodies = cell(landscapes["mng"], "Savings and credit cooperatives", "existing")
    assert (bodies["value"], bodies["grade"], bodies["year"]) == (288, "A", 2018)
    assert (bodies["newer_value"], bodies["newer_year"], bodies["newer_grade"]) == (184, 2024, "B")
    women = cell(landscapes["mng"], "Savings and credit cooperatives", "women", "persons")
    assert (women["value"], women["base_value"]) == (39_433, 72_521)


def test_thai_members_and_the_total_computed_from_two_proven_sectors(landscapes):
    members = cell(landscapes["tha"], "All cooperatives", "members", "persons")
    assert (members["value"], members["year"], members["grade"]) == (11_321_747, 2022, "A")
    bodies = cell(landscapes["tha"], "All cooperatives", "existing")
    assert (bodies["value"], bodies["year"], bodies["kind"]) == (6_653, 2020, "computed")
    assert bodies["ledger_id"] == "THA-cooperative-entities-2020-2 + THA-cooperative-entities-2020-6"


def test_two_names_of_one_form_stand_in_one_line(landscapes):
    bodies = cell(landscapes["vnm"], "Cooperatives / Hợp tác xã", "existing")
    assert (bodies["value"], bodies["ledger_id"]) == (29_378, "VNM-cooperative-entities_existing-2022-1")
    assert (bodies["newer_value"], bodies["newer_year"]) == (35_041, 2025)


def test_claimed_jobs_and_targets_never_enter(landscapes):
    values = set(landscapes["vnm"].frame["value"].dropna())
    assert not values & {30_000_000, 45_000, 140_000, 22_500}


def test_second_tier_comes_last_and_under_its_own_head(landscapes):
    table = landscapes["tha"].summary()
    heads = [text for _, text in table.groups]
    assert heads == [
        "First tier, and bodies without a tier",
        "Second tier: bodies of bodies, never added to the first",
    ]
    second = table.rows[table.groups[1][0] :]
    assert {row[1] for row in second} == {"Community enterprise networks", "Cooperative federations"}


def test_no_total_is_printed_and_the_note_says_why(landscapes):
    notes = " ".join(landscapes["vnm"].notes)
    assert "No total is given here over forms" in notes
    assert "savings and credit body in cooperative" in notes


def test_the_rule_is_printed_and_another_rule_gives_another_headline():
    study = load_study("mng")
    newest = HeadlineRule(order=("year", "grade"))
    result = mapping.landscape(study.ledger, study.legal_forms, rule=newest)
    assert cell(result, "Savings and credit cooperatives", "existing")["value"] == 184
    assert "the latest reference year first; then best grade first" in result.rule
    assert result.rule in result.summary().notes


def test_of_two_equal_figures_the_later_day_leads():
    rows = figures(
        ledger({"value": 10, "reference_date": "2020-01-31"}, {"value": 20, "reference_date": "2020-12-31"})
    )
    assert choose(rows, HeadlineRule())["amount"] == 20


def test_a_year_the_page_prints_goes_before_an_inferred_one():
    rows = figures(
        ledger({"value": 10, "note": "[year inferred] from the address"}, {"value": 20, "id": "row-0"})
    )
    assert choose(rows, HeadlineRule())["amount"] == 20


def test_an_age_limit_without_a_day_is_refused():
    rows = figures(ledger({"value": 10}))
    with pytest.raises(ParameterError) as error:
        choose(rows, HeadlineRule(max_age_years=5))
    assert str(error.value) == (
        "The headline rule has max_age_years, and no day to count back from. Give as_of=study.parameters.data_cutoff."
    )
    assert choose(rows, HeadlineRule(max_age_years=5), as_of=dt.date(2026, 1, 1)) is None
    assert choose(rows, HeadlineRule(max_age_years=5), as_of=dt.date(2025, 1, 1))["amount"] == 10


def test_rows_of_another_country_are_refused():
    table = ledger({"country_iso3": "LAO"})
    with pytest.raises(SchemaError) as error:
        mapping.landscape(table)
    assert str(error.value) == (
        "A table of one country holds rows of another.\n"
        "  - data/khm/ledger.csv, column 'country_iso3': found rows of lao, expected rows of khm only"
    )


def test_without_legal_forms_the_landscape_still_stands():
    missing = Absence(
        id="no-legal-forms", country="khm", reason="no_data", what="Legal forms", why="None held."
    )
    result = mapping.landscape(ledger({"value": 7}), missing)
    assert cell(result, "Cooperatives", "existing")["scope"] == "whole form"


def test_an_absent_ledger_is_passed_on():
    missing = Absence(id="no-ledger", country="khm", reason="no_data", what="Ledger", why="None held.")
    assert mapping.landscape(missing, legal_forms({})) is missing
    assert mapping.part(missing, "evidence") is missing


def test_row_order_does_not_matter():
    study = load_study("vnm")
    shuffled = study.ledger.frame.sample(frac=1, random_state=3)
    other = mapping.landscape(type(study.ledger)("ledger", "vnm", shuffled, "f", "d"), study.legal_forms)
    one = mapping.landscape(study.ledger, study.legal_forms)
    columns = ["line", "quantity", "unit", "value", "ledger_id", "others", "low", "high"]
    keys = ["line", "quantity", "unit"]
    left, right = (x.frame[columns].sort_values(keys).reset_index(drop=True) for x in (one, other))
    pd.testing.assert_frame_equal(left, right)


def test_an_unknown_part_is_named():
    from sse_analysis.errors import CodeError

    result = mapping.landscape(ledger({"value": 7}))
    with pytest.raises(CodeError) as error:
        mapping.part(result, "evidense")
    assert str(error.value) == (
        "Landscape has no part 'evidense'. Expected one of 'main', 'evidence', 'other_wordings'. Did you mean 'evidence'?"
    )
