"""The report in a few sentences: breaks are told beside the figures, and sums say what and which years they add."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from mapping_rows import ledger, legal_forms

from sse_analysis import load_study, mapping, synthetic
from sse_analysis.mapping.figure_words import qualifier
from sse_analysis.mapping.leading import leads
from sse_analysis.parameters.records import HeadlineRule


def _told(country: str) -> tuple[tuple[str, ...], object]:
    study = load_study(country)
    choice = {"rule": study.parameters.mapping.headline, "as_of": study.parameters.data_cutoff}
    landscape = mapping.landscape(study.ledger, study.legal_forms, **choice)
    audit = mapping.audit(study.ledger, study.legal_forms)
    activity = mapping.registered_to_active(study.ledger, study.legal_forms)
    return mapping.headline(landscape, audit, activity).paragraphs, landscape


def _by_hand(*rows: dict) -> tuple[str, ...]:
    given, forms = ledger(*rows), legal_forms({})
    activity = mapping.registered_to_active(given, forms)
    return mapping.headline(mapping.landscape(given, forms), mapping.audit(given, forms), activity).paragraphs


def test_a_break_at_the_year_of_a_headline_is_told_with_it():
    told, _ = _told("vnm")
    groups = told[0].split("71,890")[0]
    assert "73,000 Cooperative groups" in groups
    assert "a break, 119,000 in 2020 and 73,000 in 2021 (−39%): do not join these years" in groups
    assert told[0].count("break") == 1  # associations and cooperatives have none at their year


def test_members_counted_before_the_break_say_so():
    told, _ = _told("vnm")
    members = next(one for one in told if "1,600,000" in one)
    assert (
        "1,600,000 in Cooperative groups / Tổ hợp tác (2020, grade B; from before the "
        "break in the count of its organizations between 2020 and 2021)" in members
    )


@pytest.mark.parametrize(("year", "side"), [(2019, "before"), (2020, ""), (2021, "")])
def test_only_members_from_the_other_side_of_a_break_are_marked(year, side):
    told = _by_hand(
        {"value": 900.0, "year": 2019}, {"value": 300.0, "year": 2020},
        {"value": 5000.0, "year": year, "measure": "members", "unit": "persons"},
    )  # fmt: skip
    assert "900 in 2019 and 300 in 2020 (−67%)" in told[0]
    assert (f"from {side} the break" in told[1]) if side else ("break" not in told[1])


def test_another_count_of_the_year_that_jumps_alone_is_no_break_of_the_headline():
    synthetic.ensure("xsy")
    study = load_study("xsy")
    landscape = mapping.landscape(study.ledger, study.legal_forms, rule=study.parameters.mapping.headline)
    audit = mapping.audit(study.ledger, study.legal_forms)
    # 3,042 of 2025 is planted: twice the count. It jumps from 1,485 in 2024, the headline of 1,521 does not.
    assert audit.breaks["after"].eq(3_042).any()
    words = mapping.headline(
        landscape, audit, mapping.registered_to_active(study.ledger, study.legal_forms)
    ).plain()
    assert "1,521 Self-help groups" in words and "3,042" not in words


def test_without_a_jump_nothing_is_said_of_a_break():
    told = _by_hand({"value": 320.0, "year": 2019}, {"value": 300.0, "year": 2020})
    assert "break" not in " ".join(told)


@pytest.mark.parametrize("country", ["khm", "kgz", "mng", "tha", "vnm"])
def test_the_sum_in_the_summary_is_that_of_the_table_with_its_years(country):
    told, landscape = _told(country)
    net = mapping.net_organizations(landscape).frame
    total = net[net["part"].eq("net")].iloc[0]
    kept = net[net["part"].eq("counted")]
    words = f"The counts of {len(kept)} forms add up to {total['value']:,.0f}, a sum of figures of {total['years']}, each"
    printed = any(words in one for one in told)
    assert printed == (len(kept) > 1 and pd.notna(total["value"]))
    assert any("The counts of" in one for one in told) == printed
    every = next(one for one in told if "cannot be said" in one)
    assert "forms without a figure are in no sum" in every


def test_memberships_of_several_years_are_summed_with_their_span():
    told, _ = _told("vnm")
    assert any(
        "memberships of 2 forms add up to 7,600,000, a sum of figures of 2020 to 2025" in one for one in told
    )
    assert not any("177,418 (2023" in one or "7,600,000 (2025" in one for one in told)


@pytest.mark.parametrize("country", ["khm", "kgz", "mng", "tha", "vnm"])
def test_ids_stand_behind_the_sentences_and_in_none_of_them(country):
    """Five ids in one sentence could not be read; each is still there, behind the figures and in their order."""
    told, landscape = _told(country)
    held = set(landscape.frame["ledger_id"].dropna()) | set(landscape.frame["newer_id"].dropna())
    noted = [one for one in told if one.endswith("]")]
    assert len(noted) >= 2
    for one in told:
        words, _, note = one.partition(" [")
        assert f"{country.upper()}-" not in words
        if note and "known to be active" not in words:
            assert {part for id in note.rstrip("]").split("; ") for part in id.split(" + ")} <= {
                part for id in held for part in str(id).split(" + ")
            }


#: The first paragraph of every country, checked by hand against the rows of its table of headline figures.
FIRST = {
    "khm": "The largest published counts, one of each form, are 6,091 Associations and NGOs (2022, grade B), 1,200 "
    "Agricultural cooperatives (2021, grade B) and 577 Farmer water user communities (2024, grade B). Counted in "
    "Associations and NGOs: 3,468 Non-governmental organizations (2022, grade B) and 2,623 Associations (2022, grade B).",
    "kgz": "The largest published counts, one of each form, are 23,700 Noncommercial organizations (2024, grade C, “over”); "
    "426 Agricultural cooperatives (2014, grade B, year inferred), newer but of a lower rank 741 (2024, grade C); and 310 "
    "Credit unions (2005, grade C).",
    "mng": "The largest published counts, one of each form, are 31,000 Civil society organizations (2023, grade B, “over”), "
    "4,700 Cooperatives (2021, grade B, “more than”) and 1,595 Pasture user groups (2020, grade C).",
    "tha": "The largest published counts, one of each form, are 82,888 Community enterprises (2024, grade B), 79,610 Village "
    "and urban community funds (2023, grade B, year inferred) and 20,000 Foundations and associations registered with ONCC "
    "(2000, grade B, “about”). Newer than Foundations and associations registered with ONCC, and counted apart: 10,780 "
    "Associations (2006, grade C) and 9,733 Foundations (2006, grade C).",
    "vnm": "The largest published counts, one of each form, are 73,000 Cooperative groups / Tổ hợp tác (2021, grade B; the "
    "audit finds a break, 119,000 in 2020 and 73,000 in 2021 (−39%): do not join these years); 71,890 Hội (associations) "
    "(2023, grade B, “more than”); and 29,378 Cooperatives / Hợp tác xã (2022, grade A), newer but of a lower rank 35,041 "
    "(2025, grade B, preliminary).",
}


@pytest.mark.parametrize("country", FIRST)
def test_the_first_sentences_say_what_the_table_says(country):
    told, _ = _told(country)
    assert told[0].partition(" [")[0] == FIRST[country]


@pytest.mark.parametrize("country", FIRST)
@pytest.mark.parametrize("paragraph", [0, 1])
def test_no_form_with_a_larger_figure_is_passed_over(country, paragraph):
    """Read from the table alone: the largest figure of every form of the first tier, against the smallest named."""
    told, landscape = _told(country)
    sentence = told[paragraph].partition(" [")[0]
    frame = landscape.frame
    frame = frame[frame["main"] & ~frame["tier"].isin(["secondary", "tertiary"]) & frame["value"].notna()]
    wanted = ["members"] if paragraph else ["registered", "existing"]
    rows = frame[frame["quantity"].isin(wanted) & frame["unit"].isin(["persons", "entities"])]
    largest = rows.groupby("form")["value"].max().sort_values(ascending=False)
    first = sentence.partition(". ")[0]
    named = [value for value in largest if f" {value:,.0f} " in first]
    assert named
    for value in largest[largest.gt(min(named) if len(named) == 3 else 0)]:
        assert f" {value:,.0f} " in sentence, value


def test_a_joint_count_and_its_parts_are_ranked_by_the_rule():
    told, _ = _told("vnm")
    members = next(one for one in told if "memberships" in one)
    assert "are 6,000,000 in Cooperatives / Hợp tác xã (2025, grade B, “nearly”) and 1,600,000" in members
    assert (
        "Counted in Cooperatives / Hợp tác xã: 2,000,000 in People's credit funds (2025, grade C, “nearly”)."
        in members
    )
    assert "Counted together: 7,700,000 in Cooperatives, unions and groups (2020, grade B)." in members


@pytest.mark.parametrize(
    ("newer", "told"), [(1_060.0, True), (940.0, True), (1_040.0, False), (960.0, False)]
)
def test_a_newer_figure_of_lower_rank_is_told_where_it_is_another_size(newer, told):
    """The threshold is five percent of the leading figure (data/common/thresholds.csv)."""
    words = _by_hand(
        {"value": 1_000.0, "grade": "A", "year": 2018}, {"value": newer, "grade": "B", "year": 2024},
    )[0]  # fmt: skip
    assert "1,000 Cooperatives (2018, grade A)" in words
    assert (f", newer but of a lower rank {newer:,.0f} (2024, grade B)" in words) == told
    assert words.count("row-2") == told


def test_a_newer_count_of_the_same_bodies_under_another_status_stands_beside_the_leading_one():
    words = _by_hand(
        {"value": 900.0, "grade": "A", "year": 2018, "measure": "entities_registered"},
        {"value": 500.0, "grade": "C", "year": 2024, "note": "[year inferred] 'about 500'"},
    )[0]  # fmt: skip
    assert words == (
        "The largest published count is 900 Cooperatives (2018, grade A), newer but of a lower rank 500 "
        "(2024, grade C, year inferred, “about”). [row-1; row-2]"
    )


@pytest.mark.parametrize(
    ("registered", "existing", "leads_with"),
    [
        ({"grade": "B"}, {"grade": "C"}, 900.0),
        ({"grade": "C"}, {"grade": "B"}, 500.0),
        ({"year": 2018}, {"year": 2020}, 500.0),
        ({"verified": pd.NA}, {"verified": "yes"}, 500.0),
        ({}, {}, 900.0),
    ],
)
def test_of_a_registered_and_an_existing_count_the_headline_rule_leads(registered, existing, leads_with):
    """In sentence, net sum, perimeter, chart: best grade, then latest year, then verified; else the status that is said."""
    rows = ({"value": 900.0, "measure": "entities_registered"} | registered, {"value": 500.0} | existing)
    given, forms = (
        ledger(*({"legal_form_id": "KHM-cooperative-cooperative"} | row for row in rows)),
        legal_forms({}),
    )
    landscape = mapping.landscape(given, forms)
    assert leads(landscape, ("registered", "existing"))["value"].tolist() == [leads_with]
    assert mapping.net_organizations(landscape).frame.query("part == 'net'")["value"].tolist() == [leads_with]
    counts = mapping.perimeter_counts(landscape, mapping.perimeter_screening(forms)).frame
    assert set(counts.loc[counts["level"].eq("line"), "value"]) == {leads_with}
    assert f"{leads_with:,.0f} (" in landscape.plot().alt
    told = mapping.headline(
        landscape, mapping.audit(given, forms), mapping.registered_to_active(given, forms)
    )
    assert f"is {leads_with:,.0f} Cooperatives" in told.paragraphs[0]


def test_the_rule_of_the_study_chooses_between_two_statuses():
    rows = (
        {"value": 900.0, "measure": "entities_registered", "grade": "A", "year": 2010},
        {"value": 500.0, "grade": "C", "year": 2020},
    )
    newest = HeadlineRule(order=("year", "grade", "verified"))
    found = mapping.landscape(ledger(*rows), legal_forms({}), rule=newest, as_of=dt.date(2026, 1, 1))
    assert leads(found, ("registered", "existing"))["value"].tolist() == [500.0]


@pytest.mark.parametrize(
    ("note", "value", "words"),
    [
        ("'nearly 6 million'", 6e6, "“nearly”"),
        ("[year inferred] 'around 2,000' met 2016-17 duties", 2_000.0, "“around”"),
        ("'approximately 80 percent' of 321", 256.0, ""),
        ("'over 31,000'", 31_000.0, "“over”"),
        ('"about"; half of them defunct', 6_000.0, "“about”"),
        ("[year inferred] 'only about 2,000' sent annual reports", 2_000.0, "“about”"),
        ('"nearly"; expected by December 2015', 139_000.0, "“nearly”, expected by December 2015"),
        (
            "Alliance, expected at 31 December 2024; 1,062 more than in 2023",
            22_415.0,
            "expected at 31 December 2024",
        ),
        ("preliminary, end 2025", 35_041.0, "preliminary"),
        ("fell by more than 46,000", 73_000.0, ""),
        ("disagrees with over 4,700 registered", 4_468.0, ""),
        ("source adds 'more than 1 million members'", 164.0, ""),
        ("'over 31,000,000'", 31_000.0, ""),
        (pd.NA, 1.0, ""),
    ],
)
def test_the_words_by_which_a_source_weakens_a_number_are_those_on_that_number(note, value, words):
    assert qualifier(note, value) == words


def test_inferred_years_and_words_of_the_source_are_marked_in_the_sentence_on_activity():
    told, _ = _told("khm")
    active = next(one for one in told if "known to be active" in one)
    assert "Of 5,523 Associations and domestic NGOs, 2,000 (“about”) are known" in active
    assert "(36.2 percent, 2018, year inferred)" in active
    study = load_study("khm")
    table = mapping.registered_to_active(study.ledger, study.legal_forms).summary().plain()
    assert "2018 (inferred)" in table and "active “about”" in table


@pytest.mark.parametrize("country", FIRST)
def test_what_weakens_a_figure_stands_in_the_table_and_in_the_sentences_alike(country):
    told, landscape = _told(country)
    said = " ".join(one.partition(" [")[0] for one in told)
    table = landscape.summary().plain()
    marked = landscape.frame[landscape.frame["main"] & landscape.frame["value"].notna()]
    marked = marked[marked["year_inferred"] | marked["qualifier"].ne("")]
    assert len(marked)
    for row in marked.to_dict("records"):
        marks = [f"{row['year']}", row["grade"], *(["year inferred"] if row["year_inferred"] else [])]
        marks += [row["qualifier"]] if row["qualifier"] else []
        if row["shown"]:
            assert f"({', '.join(marks)})" in table
        counted = f"in {row['line_label']}" if row["quantity"] == "members" else row["line_label"]
        if f"{row['value']:,.0f} {counted} (" in said:
            assert f"{row['value']:,.0f} {counted} ({marks[0]}, grade {', '.join(marks[1:])}" in said


def test_where_a_leading_figure_is_counted_a_note_names_the_newer_one():
    """29,378 cooperatives of 2022 (A) are in sums, shares and charts; 35,041 of 2025 (B) are in none."""
    study = load_study("vnm")
    choice = {"rule": study.parameters.mapping.headline, "as_of": study.parameters.data_cutoff}
    landscape = mapping.landscape(study.ledger, study.legal_forms, **choice)
    on = study.parameters.data_cutoff
    counts = mapping.perimeter_counts(
        landscape, mapping.perimeter_screening(study.legal_forms, study.decisions, on=on)
    )
    activity = mapping.registered_to_active(study.ledger, study.legal_forms)
    found = [
        counts,
        mapping.landscape_mosaic(counts),
        mapping.net_organizations(landscape),
        mapping.borrowed_activity(landscape, activity, study.persons),
        mapping.perimeter_sensitivity(landscape, study.legal_forms, study.decisions, on=on),
        mapping.entering_and_leaving(
            study.legal_forms, study.decisions, landscape, study.organizations, on=on
        ),
    ]
    words = "Cooperatives / Hợp tác xã 35,041 (2025, B, preliminary) beside 29,378 (2022, A)"
    for result in found:
        assert any(words in note for note in result.notes), type(result).__name__
    assert "71,890 (2023, B, “more than”)" in counts.summary().plain()
    # The newest membership leads: there is nothing to name.
    persons = mapping.persons_behind(landscape, study.context, study.persons)
    assert not any("Newer figures" in note for note in persons.notes)


@pytest.mark.parametrize("country", FIRST)
def test_members_are_never_written_as_so_many_organizations(country):
    """ "25,670 agricultural cooperatives" would be read as cooperatives; they are memberships in them."""
    told, landscape = _told(country)
    members = [one for one in told if one.startswith("The largest published membership")]
    frame = landscape.frame
    frame = frame[frame["quantity"].eq("members") & frame["value"].notna() & frame["unit"].eq("persons")]
    written = [
        one
        for one in members
        for row in frame.itertuples()
        if f"{row.value:,.0f} in {row.line_label} (" in one
    ]
    assert len(members) == 1 and written
    assert not [
        one for one in members for row in frame.itertuples() if f"{row.value:,.0f} {row.line_label}" in one
    ]
