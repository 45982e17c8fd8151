"""Revisions: counts that the publisher's own releases give, and what is no revision."""

import pytest

from sse_analysis import formalization

COUNTRIES = ("khm", "kgz", "mng", "tha", "vnm")
BY_ACTIVITY, RATE = "ILOSTAT SDG_0831_SEX_ECO_RT", "ILOSTAT EMP_NIFL_SEX_RT"
UN = "Global SDG Indicators Database SL_ISV_IFEM"


def _over_all(study, one, other):
    common = changed = 0
    largest = 0.0
    for country in COUNTRIES:
        counts = formalization.revisions(study(country).informality).counts
        for row in counts.to_dict("records"):
            if ((row["dataset_from"], row["release_from"]), (row["dataset_to"], row["release_to"])) == (
                one,
                other,
            ):
                common += row["common"]
                changed += row["changed"]
                largest = max(largest, abs(row["largest"]))
    return common, changed, round(largest, 2)


def test_november_2023_to_august_2024(study):
    assert _over_all(study, (BY_ACTIVITY, "2023-11-29"), (BY_ACTIVITY, "2024-08-24")) == (1366, 36, 59.44)


def test_july_2024_to_2026(study):
    assert _over_all(study, (RATE, "2024-07-26"), (RATE, "2026")) == (141, 124, 8.8)


def test_two_data_sets_of_one_concept_agree_in_120_of_135_figures(study):
    common, changed, largest = _over_all(study, (RATE, "2024-07-26"), (BY_ACTIVITY, "2024-08-24"))
    assert (common, common - changed, largest) == (135, 120, 0.44)


def test_the_un_database_of_2020_is_an_earlier_definition(study):
    revised = formalization.revisions(study("tha").informality)
    pairs = revised.frame[revised.frame["dataset_from"].eq(UN)]
    assert set(pairs["kind"]) == {"definition"}
    first = pairs[pairs["scope"].eq("total") & pairs["sex"].eq("total") & pairs["year"].eq(2014)].iloc[0]
    assert (round(first["value_from"], 1), first["value_to"]) == (62.8, 75.8)
    assert pairs["difference"].abs().max() == pytest.approx(17.47, abs=0.01)


def test_the_spread_leaves_an_earlier_definition_out(study):
    revised = formalization.revisions(study("tha").informality)
    assert revised.spread[2014] == 0.0
    assert revised.triangle.loc[2014].max() - revised.triangle.loc[2014].min() > 12


def test_one_release_has_no_spread(study):
    assert formalization.revisions(study("mng").informality).spread.isna()[2024]


def test_kyrgyz_series_moved_as_a_whole(study):
    revised = formalization.revisions(study("kgz").informality)
    last = revised.counts[revised.counts["dataset_to"].eq(RATE) & revised.counts["kind"].eq("revision")].iloc[
        0
    ]
    assert (last["common"], last["changed"], last["at_sex"]) == (30, 30, "female")
    assert last["largest"] == pytest.approx(-8.799)


def test_rows_not_to_be_used_are_counted_and_kept_out_of_the_triangle(study):
    revised = formalization.revisions(study("mng").informality, scope="nonagriculture")
    row = revised.counts[revised.counts["release_from"].eq("2023-11-29")].iloc[0]
    assert row["not_usable"] == 6
    column = revised.triangle.loc[
        :, revised.triangle.columns.get_level_values("release_date") == "2023-11-29"
    ]
    assert column.loc[[2008, 2009]].isna().all().all()


def test_counts_of_the_informal_sector_are_in_no_pair(study):
    assert set(formalization.revisions(study("kgz").informality).frame["concept"]) == {
        "informal_employment_share"
    }


def test_one_release_alone_is_an_absence(informality):
    absent = formalization.revisions(informality({"year": 2019}, {"year": 2020}))
    assert absent.kind == "absence"
    assert absent.what == "Revisions between releases of the same figure"


def test_notes_of_the_table_name_counts_and_places(study):
    notes = formalization.revisions(study("vnm").informality).summary().notes
    assert notes[1] == (
        "ILOSTAT EMP_NIFL_SEX_RT 2024-07-26 and ILOSTAT EMP_NIFL_SEX_RT 2026: 34 of 39 common figures differ, 4 of "
        "them as printed with one decimal, most by 0.2 points (all activities, men, 2023)."
    )
    # No code of a scope or sex, and no difference that rounds to nothing.
    assert not any("nonagriculture" in note or "male," in note or "by 0.0 points" in note for note in notes)


def test_figures_that_changed_are_told_from_figures_that_print_otherwise(study):
    """Cambodia: all six figures changed, but 88.979 and 88.964 both print 89.0."""
    counts = formalization.revisions(study("khm").informality).counts
    last = counts[counts["kind"].eq("revision")].iloc[-1]
    assert (last["changed"], last["common"]) == (6, 6)
    assert last["seen"] < last["changed"]
