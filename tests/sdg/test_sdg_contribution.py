"""A share only where unit, concept and year match."""

from __future__ import annotations

import pandas as pd
import pytest

from sse_analysis import sdg
from sse_analysis.results.absence import Absence
from sse_analysis.sources.table import SourcedTable

_FIGURE = {
    "id": "x",
    "form": "cooperative",
    "legal_form": "Cooperatives",
    "measure": "regular_workers",
    "facets": pd.NA,
    "amount": 2_500_000.0,
    "unit": "persons",
    "year": 2019,
    "kind": "observed",
    "grade": "A",
    "source_title": "Book",
    "source_publisher": "Office",
    "source_date": "2020",
    "note": pd.NA,
}
_NATIONAL = {
    "series": "EMP_TEMP_SEX_INS_NB",
    "label": "Employment",
    "sex": "total",
    "unit": "thousand_persons",
    "year": 2019,
    "value": 50_000.0,
    "publisher": "ILO",
    "dataset": "ILOSTAT",
    "release": "2024",
}


def _table(name, rows):
    frame = pd.DataFrame(rows).astype({"year": "Int64"})
    return SourcedTable(name, "vnm", frame, f"data/vnm/{name}.csv", "0" * 64)


def _contribution(figure, national=None):
    return sdg.contribution(
        _table("ledger", [_FIGURE | figure]), _table("context_series", [_NATIONAL | (national or {})])
    )


def test_workers_over_employment_in_the_same_unit():
    row = _contribution({}).frame.iloc[0]
    assert row["share"] == pytest.approx(5.0)
    assert (row["result"], row["national_year"]) == ("computed", 2019)


def test_no_national_figure_of_the_year_no_share():
    row = _contribution({"year": 2020}).frame.iloc[0]
    assert pd.isna(row["share"])
    assert (row["result"], row["why"]) == ("no national figure", "No national figure is held for 2020.")


def test_a_national_figure_of_one_sex_is_not_taken():
    assert pd.isna(_contribution({}, {"sex": "female"}).frame.iloc[0]["share"])


def test_an_estimate_is_no_count():
    row = _contribution({"kind": "estimate"}).frame.iloc[0]
    assert pd.isna(row["share"])
    assert row["why"] == "The figure is no count but of kind estimate."


@pytest.mark.parametrize(
    "figure, result",
    [
        ({"measure": "members"}, "units differ"),
        ({"measure": "employees", "unit": "employees"}, "units differ"),
        ({"measure": "jobs_claimed"}, "not a count"),
        ({"measure": "turnover", "unit": "VND"}, "concepts differ"),
        ({"measure": "entities", "unit": "entities"}, "no national figure"),
    ],
)
def test_what_is_never_a_share(figure, result):
    row = _contribution(figure).frame.iloc[0]
    assert row["result"] == result
    assert pd.isna(row["share"])


@pytest.mark.parametrize(
    "figure",
    [{"facets": "region=Batken"}, {"form": "cooperative_union"}, {"source_date": "undated"}, {"year": pd.NA}],
)
def test_parts_second_tier_and_undated_figures_stay_out(figure):
    assert isinstance(_contribution(figure), Absence)


def test_viet_nam_shows_contradicting_figures_side_by_side(study_of):
    study = study_of("vnm")
    frame = sdg.contribution(study.ledger, study.context).frame
    workers = frame[frame["result"] == "computed"].set_index(["form", "year"])
    assert workers.loc[("cooperative", 2019), "share"] == pytest.approx(
        100 * 2_500_000 / 54_574_308, rel=1e-6
    )
    assert workers.loc[("cooperative", 2023), "share"] == pytest.approx(
        100 * 1_582_000 / 54_993_524, rel=1e-6
    )
    assert frame.loc[frame["measure"] == "members", "share"].isna().all()


def test_land_of_cambodia_in_one_unit(study_of):
    study = study_of("khm")
    frame = sdg.contribution(study.ledger, study.context).frame.set_index("measure")
    land = frame.loc["area_managed"]
    assert (land["amount"], land["national_amount"]) == (296_240, 17_652_000)
    assert land["share"] == pytest.approx(1.678, abs=1e-3)


def test_mongolia_has_no_share_and_every_reason(study_of):
    study = study_of("mng")
    frame = sdg.contribution(study.ledger, study.context).frame
    assert frame["share"].isna().all()
    assert frame["why"].notna().all()
    assert set(frame["obs_status"]) == {"O"}


def test_no_figure_stands_for_several():
    """The newest by the order of ids was printed as the figure of a whole form, even from a form that is only context."""
    rows = [
        {
            "id": "a-9",
            "form": "cooperative",
            "legal_form": "Land settlement cooperatives",
            "amount": 183_402.0,
        },
        {"id": "a-6", "form": "cooperative", "legal_form": "Cooperatives", "amount": 6_311_579.0},
        {"id": "b-1", "form": "association", "legal_form": "Associations", "amount": 5.0, "year": 2022},
        {
            "id": "c-1",
            "form": "international_ngo",
            "legal_form": "Foreign bodies",
            "amount": 388.0,
            "year": 2024,
        },
    ]
    figures = _table("ledger", [_FIGURE | {"measure": "members"} | row for row in rows])
    found = sdg.contribution(figures, _table("context_series", [_NATIONAL]))
    row = found.frame.iloc[0]
    assert len(found.frame) == 1 and row[["id", "form", "counted", "amount"]].isna().all()
    assert row["ids"] == "a-9; a-6; b-1"
    assert (row["figures_held"], row["forms_held"], row["first_year"], row["year"]) == (3, 2, 2019, 2022)
    printed = [str(cell) for cell in found.summary().rows[0]]
    assert printed[1] == "2 forms" and printed[3] == "persons; 3 figures, 2019 to 2022"
    assert not any("183,402" in cell or "newest" in cell for cell in printed)


def test_one_kind_of_a_form_is_not_printed_as_the_form(study_of):
    study = study_of("vnm")
    found = sdg.contribution(study.ledger, study.context)
    printed = {str(row[2]): row[1] for row in found.summary().rows}
    assert printed["1,582,000"] == "Cooperative: Agricultural cooperatives"
    assert "Agricultural cooperatives: regular workers 2023" in found.plot().alt
    assert "Cooperative: regular workers 2023" not in found.plot().alt


def test_alignment_waits_for_entities():
    absent = sdg.alignment_of_activities("khm")
    assert (absent.reason, absent.id) == ("no_data", "no-sdg-alignment")
