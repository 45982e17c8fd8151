"""Organizations by area: counts of the registers, exact limits, the truth of the synthetic country."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest
from scipy.stats import chi2

from sse_analysis import Absence, load_study, mapping, paths, synthetic


@pytest.fixture(scope="module")
def study():
    synthetic.ensure("xsy")
    return load_study("xsy")


@pytest.fixture(scope="module")
def found(study):
    given = {"country": "xsy", "on": study.parameters.mapping.areas_valid_on}
    return mapping.organizations_by_area(study.organizations, study.registers, study.areas, **given)


def test_counts_are_those_of_the_organizations_and_dissolved_ones_are_left_out(study, found):
    rows = study.organizations.organizations
    lasting = rows[rows["state"].ne("dissolved") | rows["state"].isna()]
    assert found.frame["organizations"].sum() == lasting["area"].notna().sum() < len(rows)
    one = found.frame.set_index("area").loc["XS-03"]
    assert one["organizations"] == lasting["area"].eq("XS-03").sum() > 100


def test_limits_are_exact_and_the_smoothed_rate_lies_towards_the_country(found):
    for row in found.frame.to_dict("records"):
        scale = 100_000 / row["population"]
        assert row["ci_low"] == pytest.approx(chi2.ppf(0.025, 2 * row["organizations"]) / 2 * scale)
        assert row["ci_high"] == pytest.approx(chi2.ppf(0.975, 2 * row["organizations"] + 2) / 2 * scale)
        assert abs(row["smoothed"] - found.national) <= abs(row["estimate"] - found.national)


def test_the_true_number_on_the_lists_lies_near_in_every_area(found):
    entities = pd.read_csv(paths.data_file("xsy", "truth/entities.csv"))
    links = pd.read_csv(paths.data_file("xsy", "truth/links.csv"))
    listed = entities[entities["entity_id"].isin(links["entity_id"])]
    # Registers call some dissolved organizations otherwise: the truth lies between those that last and all.
    most = listed["area"].value_counts()
    least = listed.loc[listed["state"].ne("dissolved"), "area"].value_counts()
    rows = found.frame.set_index("area")["organizations"]
    assert (rows >= 0.97 * least.reindex(rows.index)).all()
    assert (rows <= 1.03 * most.reindex(rows.index)).all()


def test_without_the_people_of_an_area_there_is_no_rate_and_nothing_is_smoothed(study):
    areas = study.areas
    some = areas.frame.assign(population=areas.frame["population"].mask(areas.frame["unit_code"].eq("XS-03")))
    given = {"country": "xsy", "on": study.parameters.mapping.areas_valid_on}
    found = mapping.organizations_by_area(
        study.organizations, study.registers, replace(areas, frame=some), **given
    )
    row = found.frame.set_index("area").loc["XS-03"]
    assert row[["estimate", "ci_low", "ci_high"]].isna().all()
    assert row["obs_status"] == "L"
    assert found.frame["smoothed"].isna().all()
    assert found.national is None
    assert "Corva" not in found.plot().alt


def test_a_country_without_registers_has_an_absence():
    khm = load_study("khm")
    given = {"country": "khm", "on": khm.parameters.mapping.areas_valid_on}
    found = mapping.organizations_by_area(khm.organizations, khm.registers, khm.areas, **given)
    assert isinstance(found, Absence)
    assert found.file == "data/khm/registers/<register>.csv"
