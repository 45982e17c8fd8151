"""The SSE side: claims with their evidence, never more than their source says."""

from __future__ import annotations

import pandas as pd
import pytest

from sse_analysis import sdg
from sse_analysis.results.absence import Absence
from sse_analysis.sources.table import SourcedTable

_CLAIM = {
    "id": "SDG-8.3-01",
    "country_iso3": pd.NA,
    "goal": "8",
    "target": "8.3",
    "form": "cooperative",
    "claim": "something",
    "evidence_type": "case",
    "evidence_grade": "B",
    "source_title": "A title",
    "source_publisher": "A publisher",
    "source_date": "2020",
    "source_url": "https://example.org",
    "note": pd.NA,
}


def _said(*changes):
    frame = pd.DataFrame(
        [_CLAIM | {"id": f"SDG-8.3-{place:02d}"} | change for place, change in enumerate(changes)]
    )
    table = SourcedTable("sdg_claims", "khm", frame, "data/khm/sdg_claims.csv", "0" * 64)
    return sdg.claims(table, country="khm")


def test_place_is_here_general_or_elsewhere():
    frame = _said({"country_iso3": "KHM"}, {}, {"country_iso3": "IND"}).frame
    assert frame["place"].tolist() == ["here", "general", "elsewhere"]


@pytest.mark.parametrize(
    "note, target_by, by_source",
    [
        (pd.NA, "source", True),
        ("target named by the source; a pledge", "source", True),
        ("[mapped] target assigned here; the source does not name it", "project", False),
        ("goal named; target assigned here", "project", True),
    ],
)
def test_a_mapped_target_is_no_claim_of_the_source(note, target_by, by_source):
    row = _said({"note": note}).frame.iloc[0]
    assert (row["target_by"], bool(row["claimed_by_source"])) == (target_by, by_source)


@pytest.mark.parametrize(
    "note, finding",
    [
        (pd.NA, "for"),
        ("[mapped] target assigned here; null result", "no effect found"),
        ("counter-evidence; method not shown", "against"),
    ],
)
def test_findings_against_are_kept_and_marked(note, finding):
    assert _said({"note": note}).frame["finding"].tolist() == [finding]


@pytest.mark.parametrize(
    "change, standing",
    [
        ({}, "result"),
        ({"evidence_grade": "C", "evidence_type": "advocacy"}, "assertion"),
        ({"evidence_grade": "C", "evidence_type": "legal"}, "norm"),
        ({"evidence_grade": "C", "evidence_type": "advocacy", "note": "a pledge"}, "pledge"),
        ({"evidence_grade": pd.NA, "evidence_type": "none"}, "to verify"),
    ],
)
def test_what_a_claim_is(change, standing):
    assert _said(change).frame["standing"].tolist() == [standing]


def test_a_source_counts_once_over_all_its_rows():
    frame = _said({}, {"target": "8.5"}, {"source_title": "Another"}, {"evidence_type": "none"}).frame
    assert frame["weight"].tolist() == [0.5, 0.5, 1.0, 0.0] or frame["weight"].sum() == 2.0
    assert frame["weight"].sum() == pytest.approx(2.0)


@pytest.mark.parametrize("country, here", [("khm", 8), ("kgz", 3), ("mng", 6), ("tha", 9), ("vnm", 6)])
def test_claims_of_the_five_countries(said_of, country, here):
    frame = said_of(country).frame
    assert frame["place"].value_counts().to_dict() == {"general": 72, "elsewhere": 32, "here": here}
    assert set(frame.loc[frame["place"] == "here", "country_iso3"]) == {country.upper()}


def test_half_of_all_claims_were_mapped_by_the_project(said_of):
    """136 claims in all, of which 68 are mapped: 104 shared ones, and those of the five countries."""
    frames = [said_of(country).frame for country in ("khm", "kgz", "mng", "tha", "vnm")]
    every = pd.concat(frames).drop_duplicates("id")
    assert (len(every), int(every["mapped"].sum())) == (136, 68)
    assert not (every["mapped"] & every["claimed_by_source"]).any()


def test_cambodia_has_a_finding_against(said_of):
    here = sdg.claims_about(said_of("khm"), "here").frame.set_index("id")
    assert here.loc["SDG-14.b-01", "finding"] == "against"
    assert here.loc["SDG-14.b-02", "finding"] == "for"


def test_claims_of_others_are_never_here(said_of):
    elsewhere = sdg.claims_about(said_of("khm"), "elsewhere").frame
    assert "KHM" not in set(elsewhere["country_iso3"])


def test_no_claims_about_the_country_is_an_absence():
    absent = sdg.claims_about(_said({}), "here")
    assert isinstance(absent, Absence)
    assert (absent.id, absent.file) == ("no-sdg-claims-here", "data/khm/sdg_claims.csv")


def test_a_claimed_target_meets_the_newest_official_figure(said_of, standing_of):
    frame = sdg.claimed_targets(said_of("khm"), standing_of("khm")).frame.set_index("target")
    work = frame.loc["8.3"]
    assert (work["label"], work["value"], work["year"]) == (
        "Informal employment, share of employment",
        89.392,
        2019,
    )
    assert (work["here"], work["general"], work["elsewhere"]) == (0, 7, 1)
    assert work["series_held"] == 2
    assert work["best_grade"] == "B"
    assert frame.loc["16.7", "series_held"] == 0
    assert frame.loc["2.4", "stand_in"]


def test_a_figure_listed_under_another_target_is_found(said_of, standing_of):
    frame = sdg.claimed_targets(said_of("khm"), standing_of("khm"), focus=["1.5", "8.4"]).frame
    assert frame["target"].tolist() == ["1.5", "8.4"]
    assert frame["label"].tolist()[1] == "Material consumption per head"
    assert (frame["series_held"] > 0).all()
    assert frame[["here", "general", "elsewhere"]].to_numpy().sum() == 0


def test_one_series_counts_for_every_target_it_serves(said_of, standing_of):
    """SG_DSR_SILS is listed under 11.b and is the indicator 13.1.3 as well."""
    frame = sdg.claimed_targets(said_of("mng"), standing_of("mng"), focus=["13.1"]).frame
    assert frame["series_held"].item() == 4
    assert frame["series"].item() == "VC_DSR_DAFF"  # the target's own series come first


def test_a_stand_in_is_no_national_figure(said_of, standing_of):
    standing, said = standing_of("khm"), said_of("khm")
    aimed = sdg.claimed_targets(said, standing)
    proxies = aimed.frame[aimed.frame["stand_in"]]
    assert list(proxies["target"]) == ["2.4", "11.6"]
    words = " ".join(sdg.headline(standing, said, aimed).paragraphs)
    assert (
        "For 12 of these 36 the project holds no national figure and for 2 only a stand-in; where there is one"
        in words
    )
    alone = standing.frame[standing.frame["value"].notna()].groupby("target")["stand_in"].all()
    assert f"on {alone.sum()} of them only stand-ins for the official indicator" in words and alone.sum() == 5


def test_claims_without_data_leave_out_other_countries(said_of, standing_of):
    frame = sdg.claims_without_data(said_of("khm"), standing_of("khm")).frame
    assert set(frame["place"]) <= {"here", "general"}
    assert frame["lacking"].value_counts().to_dict() == {
        "names a goal, no target": 37,
        "no source read": 10,
        "no figure held for the target": 7,
        "only figures from before 2015": 1,
    }


def test_the_headline_says_its_numbers(said_of, standing_of, measured_of):
    said, standing = said_of("khm"), standing_of("khm")
    aimed = sdg.claimed_targets(said, standing)
    words = sdg.headline(standing, said, aimed, methods=sdg.agreement(measured_of("khm"))).paragraphs
    assert words[0].startswith("88 of 96 indicator lines end in 2020 or earlier. 82 come from United Nations")
    assert words[1] == (
        "The project holds 96 lines of figures on 71 of the 169 targets, on 5 of them only stand-ins for the official indicator; 72 have a value of 2015 or later."
    )
    assert words[3] == (
        "1 of 51 lines with a target value meets it. 29 of these values are numbers of the 2030 Agenda; the others are "
        "read into it by this project."
    )
    assert words[5] == (
        "8 claims from 7 sources are held about the social and solidarity economy of this country; in 0 of them the source "
        "itself names the goal or the target, in 8 this project assigned it. Statistics with a method shown stand behind 3 "
        "claims from 3 sources; no effect or the opposite was found by 1 claim from 1 source."
    )
    assert (
        "10 more are named only for other countries (those with a report of their own left aside)" in words[6]
    )


def test_the_headline_of_a_country_without_data_says_so(study_of):
    nothing = Absence(id="no-sdg-series", country="lao", reason="no_data", what="Series", why="No rows.")
    words = sdg.headline(nothing, nothing, nothing)
    assert words.country == "lao"
    assert words.paragraphs[0] == "Where the country stands: exists, no data. No rows."
