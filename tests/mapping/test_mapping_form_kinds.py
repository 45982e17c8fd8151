"""A legal form stands in one class on the day of the report, wherever it is printed."""

from __future__ import annotations

import datetime as dt

import pytest

from sse_analysis import formalization, load_region, load_study, mapping, regional

GROUP, CHANGE = "VNM-self_help_group-cooperative_group", dt.date(2024, 7, 1)


@pytest.mark.parametrize(
    ("day", "kind"), [(CHANGE - dt.timedelta(1), "Self-help group"), (CHANGE, "Cooperative")]
)
def test_perimeter_and_law_put_a_form_in_the_same_class(day, kind):
    study = load_study("vnm")
    screened = mapping.perimeter_screening(study.legal_forms, study.decisions, on=day)
    matrix = mapping.legal_form_matrix(study.legal_forms, on=day)
    link = formalization.sse_link(study.legal_forms, on=day)
    for frame, name in (
        (screened.frame, "kind_label"),
        (matrix.frame, "kind"),
        (link.frame, "form_type_label"),
    ):
        assert set(frame.loc[frame["id"].eq(GROUP), name]) == {kind}
    heads = {label for _, label in mapping.part(matrix, "law").summary().groups}
    assert ("Self-help group" in heads) == (kind == "Self-help group")
    told = "Cooperative group: cooperative since 2024-07-01, before self-help group"
    for result in (screened, matrix, link):
        assert any(note.startswith(told) for note in result.notes) == (day >= CHANGE)


def test_every_form_of_every_country_has_one_class_in_report_and_region():
    region = load_region()
    table = regional.legal_forms_by_kind(region)
    counts = table.frame.pivot(index="label", columns="country", values="value")
    for study in region:
        matrix = mapping.legal_form_matrix(study.legal_forms, on=study.parameters.data_cutoff)
        assert matrix.frame["kind"].value_counts().to_dict() == counts[study.country].dropna().to_dict()
    assert counts.loc["Cooperative", "vnm"] == 4  # not 3 and a self-help group
    assert table.notes[0].startswith("Viet Nam. Cooperative group: cooperative since 2024-07-01")
