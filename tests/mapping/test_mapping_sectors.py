"""Sections of ISIC by legal form, from the registers that state the industry."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from sse_analysis import Absence, load_study, mapping, paths, synthetic
from sse_analysis.reference.isic import divisions


@pytest.fixture(scope="module")
def study():
    synthetic.ensure("xsy")
    return load_study("xsy")


@pytest.fixture(scope="module")
def found(study):
    return mapping.sectors(study.organizations, study.registers, study.legal_forms, country="xsy")


def test_every_division_of_isic_has_its_section():
    known = divisions()
    assert len(known) == 88
    places = ("01", "03", "05", "33", "35", "46", "56", "68", "84", "88", "94", "99")
    assert "".join(known[place] for place in places) == "AABCDGILOQSU"
    assert not {"04", "34", "40", "44", "48", "54", "57", "67", "76", "83", "89"} & set(known)


def test_shares_are_those_of_the_true_organizations(found):
    entities = pd.read_csv(paths.data_file("xsy", "truth/entities.csv"), dtype={"isic": "str"})
    section = entities["isic"].str[:2].map(divisions())
    truth = pd.crosstab(entities["legal_form_id"], section, normalize="index") * 100
    shares = found.frame.pivot(index="legal_form", columns="section", values="share").fillna(0)
    counts = found.frame.groupby("legal_form")["organizations"].sum()
    big = counts.index[counts >= 100]
    assert len(big) >= 3
    for form in big:
        for name in shares:
            p = truth.loc[form, name]
            spread = 3.5 * (max(p * (100 - p), 25.0) / counts[form]) ** 0.5 + 1.0
            assert abs(shares.loc[form, name] - p) < spread, (form, name)


def test_shares_add_up_and_every_organization_is_told_of(study, found):
    assert found.frame.groupby("legal_form")["share"].sum().tolist() == pytest.approx(
        [100.0] * found.frame["legal_form"].nunique()
    )
    rows = study.organizations.organizations
    lasting = (~rows["state"].eq("dissolved")).sum()
    assert found.notes[0].startswith(f"{found.frame['organizations'].sum():,} of {lasting:,} organizations")


def test_two_sections_or_no_division_are_in_no_cell(study):
    linked = study.organizations
    stated = linked.entities["isic"].notna()
    entities = linked.entities.assign(isic=linked.entities["isic"].mask(stated, "04"))
    bad = mapping.sectors(
        replace(linked, entities=entities), study.registers, study.legal_forms, country="xsy"
    )
    assert isinstance(bad, Absence)


def test_registers_without_an_industry_give_an_absence(study):
    linked = study.organizations
    entities = linked.entities.assign(isic=pd.Series(pd.NA, linked.entities.index, dtype="str"))
    given = replace(linked, entities=entities)
    assert isinstance(mapping.sectors(given, study.registers, study.legal_forms, country="xsy"), Absence)
    khm = load_study("khm")
    none = mapping.sectors(khm.organizations, khm.registers, khm.legal_forms, country="khm")
    assert none.file == "data/khm/registers/<register>.csv"
