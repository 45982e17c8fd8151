"""What a claim is and what a source is: one definition, and sentence, table and chart agree."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from sse_analysis import sdg
from sse_analysis.sdg import evidence
from sse_analysis.sources import constants
from sse_analysis.sources.table import SourcedTable

FIVE = ("khm", "kgz", "mng", "tha", "vnm")


def _near(said) -> pd.DataFrame:
    return said.frame[said.frame["place"] != "elsewhere"]


@pytest.mark.parametrize(
    "country, claims, sources", [("tha", 9, 4), ("vnm", 6, 6), ("khm", 8, 7), ("kgz", 3, 3), ("mng", 6, 5)]
)
def test_claims_and_sources_of_a_country(said_of, country, claims, sources):
    here = said_of(country).about("here").frame
    assert evidence.counted(here) == f"{claims} claims from {sources} sources"
    assert here["weight"].sum() == pytest.approx(sources)


def test_one_thai_study_is_not_three(said_of, standing_of):
    """Three claims with statistics come from a working paper and the article that bears its title: one source."""
    said, standing = said_of("tha"), standing_of("tha")
    strong = said.about("here").frame.query("evidence_grade == 'A'")
    assert (len(strong), strong["source_title"].nunique(), evidence.sources_in(strong)) == (3, 2, 1)
    words = " ".join(sdg.headline(standing, said, sdg.claimed_targets(said, standing)).paragraphs)
    assert "Statistics with a method shown stand behind 3 claims from 1 source;" in words
    assert "3 rest on statistics" not in words
    assert any("Counted as one source, a proposal of this project" in note for note in said.notes)
    assert not any("Counted as one source" in note for note in said_of("khm").about("here").notes[:3])


def test_what_counts_as_one_study_is_a_judgement_with_author_and_status():
    table = constants.table("sdg_methods_same_study.csv")
    assert set(table["author"]) == {"project"} and set(table["status"]) == {"proposal"}
    assert table["rationale"].notna().all()


@pytest.mark.parametrize("country", FIVE)
def test_sentence_table_and_chart_agree(said_of, standing_of, country):
    said, standing = said_of(country), standing_of(country)
    here = said.about("here")
    counted = evidence.counted(here.frame)
    aimed = sdg.claimed_targets(said, standing)
    words = sdg.headline(standing, said, aimed).paragraphs
    table = here.summary()
    assert any(words_.startswith(f"{counted} are held") for words_ in words)
    assert table.title.endswith(counted) and len(table.rows) == int(counted.split()[0])
    assert f"Heat map of {evidence.counted(said.frame)} on" in said.plot().alt


@pytest.mark.parametrize("country", FIVE)
def test_a_proposal_without_a_source_is_no_claim_anywhere(said_of, standing_of, country):
    said, standing = said_of(country), standing_of(country)
    proposals = said.frame["standing"].eq("to verify")
    aimed = sdg.claimed_targets(said, standing)
    with_target = evidence.claims_in(said.frame[said.frame["target"].notna()])
    assert proposals.sum() == 10 and said.frame.loc[proposals, "source"].isna().all()
    assert aimed.frame[["here", "general", "elsewhere"]].to_numpy().sum() == len(with_target)
    assert aimed.frame["to_verify"].sum() == 10
    note = sdg.claims_without_data(said, standing).notes[0]
    of = int(re.search(r"of (\d+) claims", note).group(1))
    assert of == len(evidence.claims_in(_near(said)))
    assert note.endswith("and 10 proposals without a source that was read.")
    table = {row[0]: row for row in aimed.summary().rows}
    assert table["2.4 Sustainable food production and resilient farming"][2] == "0", (
        "it was counted as a general claim"
    )


def test_two_claims_of_one_source_on_a_target_are_two_claims_from_one_source(standing_of):
    columns = ("id", "country_iso3", "goal", "target", "form", "claim", "evidence_type", "evidence_grade", "source_title",
               "source_publisher", "source_date", "source_url", "note")  # fmt: skip
    rows = [(f"SDG-8.3-0{place}", "THA", "8", "8.3", "cooperative", "a claim", "case", "B", title, "Office", "2020",
             "https://example.org", pd.NA) for place, title in enumerate(("One", "One", "Two"))]  # fmt: skip
    table = SourcedTable(
        "sdg_claims", "tha", pd.DataFrame(rows, columns=columns), "data/tha/sdg_claims.csv", "0" * 64
    )
    said = sdg.claims(table, country="tha")
    row = sdg.claimed_targets(said, standing_of("tha")).frame.iloc[0]
    assert (row["here"], row["sources"]) == (3, 2)
    cell = sdg.evidence_map(said).summary().rows[0]
    assert cell[2:4] == ("3", "2")
    shown = [str(row[-1]) for row in said.about("here").summary().rows]
    assert [words.endswith("; one of 2 claims of this source") for words in shown] == [True, True, False]


def test_the_wheel_counts_a_source_once_a_goal(said_of, study_of):
    said = said_of("tha")
    nothing = sdg.alignment_of_work(
        study_of("tha").persons, sdg.activity_matrix("tha", study_of("tha").sdg_claims)
    )
    wheel = sdg.goal_wheel(said, nothing)
    sources = evidence.sources_in(_near(said))
    under = evidence.claims_in(_near(said)).groupby("goal")["source"].nunique()
    assert (
        wheel.frame.set_index("goal")["every"].mul(sources / 100).round(6)[under.index].tolist()
        == under.tolist()
    )
    assert wheel.frame["once"].sum() == pytest.approx(100)
    assert f"Per cent of the {sources} sources read" in wheel.notes[0]


def test_a_value_beyond_a_hundred_per_cent_is_on_the_chart(said_of, standing_of):
    """Viet Nam spent more than its budget (16.6): the axis ended at 104, so that the point and its number were cut off."""
    aimed = sdg.claimed_targets(said_of("vnm"), standing_of("vnm"))
    share = aimed.frame["unit"].fillna("").str.startswith("percent") & aimed.frame["target_value"].notna()
    drawn = aimed.frame[share]
    beyond = drawn[drawn["value"].astype(float).gt(104)]
    assert set(beyond["target"]) == {"16.6"}
    svg = aimed.plot().svg
    (clip,) = set(re.findall(r'<clipPath id="\w+">\s*<rect x="([\d.]+)" y="[\d.]+" width="([\d.]+)"', svg))
    left, wide = map(float, clip)
    points = re.findall(r'<use [^>]*x="([\d.]+)" y="[\d.]+" style="[^"]*fill: #(?:0072b2|009e73)', svg)
    assert len(points) >= 2 * share.sum() and all(left <= float(x) <= left + wide for x in points)
    assert f">{float(beyond['value'].iloc[0]):.0f}" in svg
