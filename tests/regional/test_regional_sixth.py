"""A country of the first phase beside the five: added as data alone, with what is known of it and nothing more."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest

from sse_analysis import load_region, load_study, paths, regional
from sse_analysis.cli import main

WINDOW = 3


@pytest.fixture
def five(tmp_path, monkeypatch):
    """A project of the five countries, to write in."""
    real = paths.root()
    for name in ("data", "parameters"):
        skipped = shutil.ignore_patterns("xsy*", "user", ".cache", "versions")
        shutil.copytree(real / name, tmp_path / name, ignore=skipped)
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def six(five):
    """The same project, to which Indonesia is added."""
    return _with_indonesia(five)


def _with_indonesia(home):
    """Add the country by the commands and one line of parameters."""
    assert main(["new", "idn"]) == 0
    file = home / "parameters/regional.yml"
    text = file.read_text(encoding="utf-8")
    assert text.count("countries: [khm, kgz, mng, tha, vnm]") == 1
    file.write_text(text.replace("mng, tha, vnm]", "mng, tha, vnm, idn]"), encoding="utf-8")
    return home


def _tables() -> dict[str, pd.DataFrame]:
    region = load_region()
    given = {"targets": regional.claimed_targets(region), "window": WINDOW}
    made = {
        "figures": regional.sse_figures(region, window=WINDOW),
        "series": regional.sdg_lines(region, region.not_comparable, **given),
        "informality": regional.informality_lines(region, dataset=region.parameters.informality_dataset),
        "holdings": regional.holdings(region),
        "forms": regional.legal_forms_by_kind(region),
    }
    return {name: table.frame for name, table in made.items()}


def test_it_has_a_place_in_every_table_says_why_it_is_empty_and_moves_no_other_country(five):
    before = _tables()
    _with_indonesia(five)
    after = _tables()
    for name, frame in after.items():
        own = frame[frame["country"].eq("idn")]
        # A chart of lines has no line without a figure; a table has a cell that says why.
        if name == "informality":
            assert own.empty
        else:
            assert len(own) == frame["line"].nunique() > 0, name
            assert own["value"].isna().all(), name
            assert own["reason"].astype("str").str.len().gt(5).all(), name
        others = frame[~frame["country"].eq("idn")].reset_index(drop=True)
        pd.testing.assert_frame_equal(others, before[name].reset_index(drop=True), check_dtype=False)


def test_what_is_known_of_it_stands_under_its_name_with_its_source(six):
    claims = load_study("idn").sdg_claims
    own = claims.frame[claims.frame["country_iso3"].eq("IDN")]
    assert own["target"].tolist() == ["6.1"]
    assert own["source_publisher"].tolist() == ["International Cooperative Alliance"]


def test_a_figure_that_is_added_stands_beside_those_of_the_same_concept(six):
    given = pd.read_csv(six / "data/khm/ledger.csv", dtype="str", keep_default_na=False)
    row = given[given["id"].eq("KHM-association-entities_registered-2022-1")].iloc[0]
    # Not a figure of Indonesia: it only shows where one would stand.
    made = row.to_dict() | {
        "id": "IDN-association-entities_registered-2022-1",
        "country_iso3": "IDN",
        "legal_form_id": "",
    }
    pd.DataFrame([made]).to_csv(six / "data/idn/ledger.csv", index=False)
    frame = _tables()["figures"]
    one = frame[frame["country"].eq("idn") & frame["value"].notna()]
    assert one["line"].tolist() == ["association-bodies"]
    assert one["origin"].tolist() == ["IDN-association-entities_registered-2022-1"]
