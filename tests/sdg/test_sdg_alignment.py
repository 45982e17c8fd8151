"""Work by target: what a hand count gives, what the known truth of the synthetic country gives, what is refused."""

from __future__ import annotations

import dataclasses
import json
import shutil

import numpy as np
import pandas as pd
import pytest

from sse_analysis import sdg
from sse_analysis.errors import SchemaError
from sse_analysis.results.absence import Absence
from sse_analysis.sdg.aligned import Work, aligned, moved, size_of, work_of_persons
from sse_analysis.sources.constants import threshold
from sse_analysis.sources.table import SourcedTable


def cells(*rows: tuple) -> pd.DataFrame:
    columns = ["isic", "target", "weight", "primary", "grade"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(goal=frame["target"].str.split(".").str[0].astype(int), target_label="t",
                        grade=frame["grade"].astype("str"))  # fmt: skip


@pytest.fixture
def work() -> Work:
    """Farming 100 of 1,000, care 50 of 100, offices 50 of 900."""
    own, everyone = np.array([100.0, 50.0, 50.0]), np.array([1000.0, 100.0, 900.0])
    return Work(("01", "88", "69"), own, everyone, np.zeros((6, 6)), 200, np.array([100, 50, 50]))


MATRIX = cells(("01", "2.3", 1.0, True, "A"), ("01", "2.4", 0.5, False, None), ("88", "5.4", 1.0, True, None),
               ("88", "2.4", 0.5, False, None))  # fmt: skip


def test_a_count_by_hand(work):
    frame = aligned(work, MATRIX, draws=50).set_index("target")
    assert frame["jobs"].to_dict() == {"2.3": 100, "2.4": 75, "5.4": 50}
    assert frame["once"].to_dict() == {"2.3": 100, "2.4": 0, "5.4": 50}
    assert frame["share"].to_dict() == {"2.3": 50, "2.4": 37.5, "5.4": 25}
    # Share of the SSE over share of everybody: (100/200)/(1000/2000), (75/200)/(550/2000), (50/200)/(100/2000).
    assert frame["specialisation"].to_dict() == pytest.approx({"2.3": 1.0, "2.4": 0.375 / 0.275, "5.4": 5.0})
    assert frame["graded"].to_dict() == {"2.3": 100, "2.4": 0, "5.4": 0}


def test_one_job_is_not_counted_seventeen_times(work):
    frame = aligned(work, MATRIX, draws=10)
    # The tempting sum counts farm and care work twice; counted once it is the work that has any target.
    assert frame["jobs"].sum() == 225
    assert frame["once"].sum() == 150


def test_without_a_sample_only_the_matrix_is_uncertain(work):
    frame = aligned(work, MATRIX, draws=4000).set_index("target")
    assert (frame["se"] == 0).all() and (frame["ci_low"] == frame["jobs"]).all()
    assert frame.loc["2.3", ["matrix_low", "matrix_high"]].tolist() == [50, 100]
    assert (
        frame.loc["2.4", ["low", "high"]].tolist() == frame.loc["2.4", ["matrix_low", "matrix_high"]].tolist()
    )


def test_the_matrix_moves_by_one_level_with_the_stated_probability():
    generator = np.random.default_rng(1)
    start = np.full((400, 50), 0.5)
    found = moved(start, generator)
    assert set(np.unique(found)) == {0.0, 0.5, 1.0}
    assert (found == 1).mean() == pytest.approx(threshold("sdg.disagreement"), abs=0.01)
    assert (found == 0).mean() == pytest.approx(threshold("sdg.disagreement"), abs=0.01)
    # A cell at full weight only moves down, and one without a row never appears.
    assert set(np.unique(moved(np.ones((200, 20)), generator))) == {0.5, 1.0}
    assert (moved(np.zeros((50, 5)), generator) == 0).all()


def test_sampling_error_is_that_of_the_weighted_total():
    covariance = np.zeros((4, 4))
    covariance[:2, :2] = [[100.0, 20.0], [20.0, 50.0]]
    work = Work(
        ("01", "88"), np.array([100.0, 40.0]), np.array([500.0, 500.0]), covariance, 20, np.array([15, 5])
    )
    frame = aligned(work, cells(("01", "2.4", 0.5, True, None), ("88", "2.4", 1.0, True, None)), draws=10)
    assert frame["se"].item() ** 2 == pytest.approx(0.25 * 100 + 50 + 2 * 0.5 * 20)


def test_the_size_of_the_sse_is_that_of_the_survey(study_of):
    persons = study_of("xsy").persons
    work = work_of_persons(persons)
    jobs, se, share, share_se = size_of(work)
    data = persons.sample.data.assign(
        sse=lambda frame: (frame["member_job"].eq(1) & frame["employed"].eq(1)).astype(float),
        any=lambda frame: frame["employed"].eq(1).astype(float),
    )
    sample = dataclasses.replace(persons.sample, data=data)
    total, ratio = sample.total("sse").frame.iloc[0], sample.ratio("sse", "any").frame.iloc[0]
    assert (jobs, se) == pytest.approx((total["estimate"], total["se"]))
    assert (share, share_se) == pytest.approx((ratio["estimate"], ratio["se"]))


def test_few_and_nobody_are_marked(work):
    small = Work(
        work.isic, np.array([10.0, 0.0, 5.0]), work.everyone, work.covariance, 4, np.array([4, 0, 2])
    )
    frame = aligned(small, MATRIX, draws=10).set_index("target")
    assert frame["obs_status"].to_dict() == {"2.3": "U", "2.4": "U", "5.4": "O"}


def test_the_known_truth_of_the_synthetic_country(study_of, project):
    study = study_of("xsy")
    truth = json.loads((project / "data/xsy/truth.json").read_text())["values"]
    matrix = sdg.activity_matrix("xsy", study.sdg_claims)
    found = sdg.alignment_of_work(study.persons, matrix)
    frame = aligned(work_of_persons(study.persons), matrix.frame)
    frame = frame[frame["n"] >= 10]
    known = np.array([truth[f"contribution.jobs.{target}"] for target in frame["target"]])
    z = (frame["jobs"].to_numpy() - known) / frame["se"].to_numpy()
    assert np.abs(z).max() < 3.5
    assert (np.abs(z) < 1.96).mean() > 0.8
    special = np.array([truth[f"contribution.specialisation.{target}"] for target in frame["target"]])
    inside = (frame["specialisation_low"] <= special) & (special <= frame["specialisation_high"])
    assert inside.mean() > 0.8
    assert found.jobs == pytest.approx(truth["sse.jobs"], rel=0.15)


def test_few_persons_of_a_survey_stand_behind_no_printed_number(study_of):
    """137 jobs were printed for target 15.2, behind which stood two persons of the sample."""
    study = study_of("xsy")
    matrix = sdg.activity_matrix("xsy", study.sdg_claims)
    whole = aligned(work_of_persons(study.persons), matrix.frame)
    fewest = whole[["n", "n_once"]].where(whole[["n", "n_once"]] > 0).min(axis=1).fillna(0)
    found = sdg.alignment_of_work(study.persons, matrix)
    hidden = found.frame["conf_status"].ne("F")
    assert fewest.between(1, 9).sum() > 5 and hidden[fewest.between(1, 9)].all()
    assert (
        found.frame.loc[hidden, ["jobs", "se", "once", "share", "low", "high", "n", "n_once"]]
        .isna()
        .all(axis=None)
    )
    assert found.frame.loc[~hidden, ["jobs", "once"]].equals(whole.loc[~hidden, ["jobs", "once"]])
    wheel = sdg.goal_wheel(None, found)
    printed = wheel.frame[wheel.frame["conf_status"].eq("F")]["goal"]
    for goal, inside in whole.assign(hidden=hidden, fewest=fewest).groupby("goal"):
        held = inside[inside["hidden"]]
        if goal in set(printed) and len(held):
            # The sum of the goal less what is printed of it is the work of two targets and ten persons at least.
            assert len(held) > 1 and held["fewest"].sum() >= 10
    assert wheel.in_all == pytest.approx(
        (100 * whole["jobs"].sum() / found.jobs, 100 * whole["once"].sum() / found.jobs)
    )
    texts = [
        found.plot().alt,
        wheel.plot().alt,
        *map(str, found.summary().rows),
        *map(str, wheel.summary().rows),
    ]
    few = whole[hidden & fewest.between(1, 9)]
    assert not [
        value
        for value in few["jobs"]
        if any(f" {value:,.0f} " in text or f"'{value:,.0f}'" in text for text in texts)
    ]
    assert any("withheld" in note for note in found.notes)


@pytest.mark.parametrize("country", ["khm", "kgz", "mng", "tha", "vnm"])
def test_a_country_without_a_survey_says_so(study_of, country):
    study = study_of(country)
    matrix = sdg.activity_matrix(country, study.sdg_claims)
    found = sdg.alignment_of_work(study.persons, matrix)
    assert isinstance(found, Absence) and found.id == "no-sdg-alignment"
    assert len(matrix.frame) == 83 and matrix.frame["isic"].nunique() == 52
    assert set(matrix.frame["status"]) == {"proposal"} and set(matrix.frame["author"]) == {"project"}
    assert matrix.frame.groupby("isic")["primary"].sum().eq(1).all()


def test_every_named_claim_exists_and_speaks_of_the_target(study_of):
    study = study_of("khm")
    matrix = sdg.activity_matrix("khm", study.sdg_claims).frame
    named = matrix[matrix["claim_source"] != "no source read"]
    claims = study.sdg_claims.frame.set_index("id")
    assert len(named) == 25
    assert set(named["claim_source"]) <= set(claims.index)
    assert (claims.loc[named["claim_source"], "target"].to_numpy() == named["target"].to_numpy()).all()


def test_a_claim_about_another_country_gives_a_cell_no_grade(study_of):
    """Self-help groups in India stood as evidence A in five reports, a study of Spain behind job agencies."""
    for country in ("khm", "kgz", "mng", "tha", "vnm"):
        study = study_of(country)
        found = sdg.activity_matrix(country, study.sdg_claims)
        claims = study.sdg_claims.frame.set_index("id")["country_iso3"]
        abroad = found.frame["claim_source"].map(claims).fillna(country.upper()).ne(country.upper())
        assert abroad.any() and found.frame["elsewhere"].eq(abroad).all()
        assert found.frame.loc[abroad, "grade"].isna().all()
        evidence = {
            str(row[0]).split()[0]: row[3]["text"] if isinstance(row[3], dict) else row[3]
            for row in found.summary().rows
        }
        assert (evidence["16.7"], evidence["8.5"], evidence["12.5"]) == ("elsewhere only", "to verify", "B")


def test_every_broken_rule_of_a_matrix_is_listed(project, tmp_path, monkeypatch, study_of):
    claims = study_of("khm").sdg_claims
    shutil.copytree(project / "parameters", tmp_path / "parameters")
    shutil.copytree(project / "data/common", tmp_path / "data/common")
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    rows = ["country_iso3,isic,target,weight,primary,rationale,claim_source,author,date,status",
            ",01,2.33,1,yes,why,none,project,2026-11-24,proposal", ",1,2.3,0.7,maybe,why,none,project,2026-11-24,proposal",
            ",02,15.2,1,no,,none,project,2026-11-24,proposal"]  # fmt: skip
    (tmp_path / "data/common/activity_targets.csv").write_text("\n".join(rows) + "\n")
    with pytest.raises(SchemaError) as error:
        sdg.activity_matrix("khm", claims)
    text = str(error.value)
    for words in ("found '2.33', expected one of the 169 targets", "found '1', expected two digits of a division",
                  "found '0.7', expected one of '0.5', '1'", "found 'maybe'", "column 'rationale': found an empty cell",
                  "found 0 primary targets of activity 02, expected one"):  # fmt: skip
        assert words in text


def test_organizations_take_the_place_of_a_survey(study_of):
    study = study_of("khm")
    rows = {"isic": ["01", "0111", None, "64", "64"], "workers": ["10", "5", "7", None, "100"],
            "status": ["active", "active", "active", "active", "dissolved"]}  # fmt: skip
    table = SourcedTable(
        "organizations", "khm", pd.DataFrame(rows, dtype="str"), "data/khm/registers/x.csv", "3" * 64
    )
    matrix = sdg.activity_matrix("khm", study.sdg_claims)
    found = sdg.alignment_of_work(study.persons, matrix, organizations=table, draws=50)
    row = found.frame.set_index("target").loc["2.3"]
    assert (found.jobs, found.n) == (15, 2)
    assert (row["jobs"], row["once"], row["se"], row["n"]) == (15, 15, 0, 2)
    assert pd.isna(row["specialisation"])
    assert "7 workers of organizations without an activity are left out." in found.notes[1]
    # The dissolved credit union's hundred workers are no work.
    assert found.frame.set_index("target").loc["8.10", "jobs"] == 0
    shown = next(cells for cells in found.summary().rows if cells[0].startswith("2.3"))
    assert shown[6] == {"text": "all work not held", "tone": "absent"}
    assert found.plot().id == "sdg-alignment-chart"


def test_the_wheel_counts_everything_and_once(study_of, said_of):
    wheel = sdg.goal_wheel(said_of("khm"), sdg.alignment_of_work(study_of("khm").persons,
                           sdg.activity_matrix("khm", study_of("khm").sdg_claims)))  # fmt: skip
    assert len(wheel.frame) == 17 and wheel.unit == "per cent of the sources read"
    assert wheel.frame["once"].sum() == pytest.approx(100)
    assert 100 < wheel.frame["every"].sum() < 202.5, (
        "targets proposed without a source are no claims of a source read"
    )
    assert wheel.frame["every"].max() <= 100, (
        "a source stands once under a goal, whatever the number of its claims"
    )


def test_the_map_of_evidence_has_no_claims_from_elsewhere(said_of):
    said = said_of("khm")
    found = sdg.evidence_map(said)
    near = said.frame[(said.frame["place"] != "elsewhere") & said.frame["target"].notna()]
    assert len(near) == 43 and near["source"].isna().sum() == found.frame["proposed"].sum() == 10
    assert found.frame["claims"].sum() == 33, "ten are proposals without a source, and no claims"
    assert found.frame.loc[found.frame["grade"] == "A", ["form", "target"]].to_numpy().tolist() == [
        ["agricultural cooperative", "2.3"],
        ["community forest group", "15.2"],
    ]
