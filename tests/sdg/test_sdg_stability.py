"""Revisions, projections and the order of the goals."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from sse_analysis import sdg
from sse_analysis.results.absence import Absence
from sse_analysis.sdg.projections import extrapolate
from sse_analysis.sdg.ranking import Choice, Table, index_of, ranks, vary


def test_the_revision_of_kyrgyz_informality(study_of):
    study = study_of("kgz")
    found = sdg.revision_triangle(study.sdg_series, study.informality)
    year = found.frame[(found.frame["year"] == 2021) & (found.frame["series"] == "EMP_NIFL_SEX_RT")]
    assert dict(zip(year["release"], year["value"], strict=True)) == {"2024-07-26": 63.221, "2026": 58.259}
    assert found.frame["change"].min() == pytest.approx(-5.7, abs=0.1)
    assert found.series == "EMP_NIFL_SEX_RT" and found.revised == 1


def test_the_planted_revisions_are_the_ones_found(study_of, project):
    study = study_of("xsy")
    truth = json.loads((project / "data/xsy/truth.json").read_text())["values"]
    found = sdg.revision_triangle(study.sdg_series, study.informality)
    planted = pd.DataFrame(truth["sdg.revisions"])
    keys = ["series", "release", "year"]
    mine = found.frame[found.frame["revised"]].drop_duplicates(keys).merge(planted, on=keys, how="outer",
                                                                          indicator=True)  # fmt: skip
    planted_series = mine[mine["series"].isin(truth["sdg.revised_series"])]
    assert (planted_series["_merge"] == "both").all()
    assert (planted_series["value_x"] - planted_series["value_y"]).abs().max() < 1e-9


def test_another_label_hides_no_revision_and_an_undated_release_is_in_no_order(series, indicators):
    nothing = Absence(id="x", country="khm", reason="no_data", what="w", why="y")
    rows = [(2015, 10.0, {"release": "2024", "label": "old words"}), (2015, 12.0, {"release": "2025"}),
            (2015, 99.0, {"release": "undated"})]  # fmt: skip
    found = sdg.revision_triangle(series(*rows), nothing)
    assert found.frame[["release", "value", "newest", "change"]].to_numpy().tolist() == [
        ["2024", 10.0, 12.0, 2.0],
        ["2025", 12.0, 12.0, 0.0],
    ]
    assert found.revised == 1


def test_two_ages_of_one_series_are_two_lines(series):
    nothing = Absence(id="x", country="khm", reason="no_data", what="w", why="y")
    rows = [(2015, value, {"release": release, "age": age}) for age, release, value in
            (("15+", "2024", 10.0), ("15+", "2025", 11.0), ("15-24", "2024", 20.0), ("15-24", "2025", 29.0))]  # fmt: skip
    found = sdg.revision_triangle(series(*rows), nothing)
    assert found.revised == 2
    assert [cells[3] for cells in found.summary().rows] == [
        "2015: 10.0 → 11.0 (+1.00)",
        "2015: 20.0 → 29.0 (+9.00)",
    ]
    assert "from 20.0 in the release of 2024 to 29.0" in found.plot().alt


def test_one_release_is_no_triangle(series, tmp_path, project, monkeypatch):
    found = sdg.revision_triangle(series((2015, 10.0), (2016, 11.0)), Absence(
        id="x", country="khm", reason="no_data", what="w", why="y"))  # fmt: skip
    assert isinstance(found, Absence)
    assert found.why == "Every series is held in one release only."


def test_a_straight_line_is_continued_and_the_interval_is_that_of_the_textbook():
    years = np.arange(2010, 2020)
    noise = np.array([1, -1] * 5) * 0.5
    centre, low, high = extrapolate(years, 10 + 2 * (years - 2010) + noise, [2030])
    import statsmodels.api as sm

    fit = sm.OLS(10 + 2 * (years - 2010) + noise, sm.add_constant(years - 2010.0)).fit()
    known = fit.get_prediction([[1.0, 20.0]]).summary_frame(alpha=0.2).iloc[0]
    assert [centre[0], low[0], high[0]] == pytest.approx(
        known[["mean", "obs_ci_lower", "obs_ci_upper"]].tolist()
    )


def test_a_share_never_leaves_its_limits():
    centre, low, high = extrapolate(np.arange(2010, 2020), np.linspace(60, 98, 10), [2040], share=True)
    assert 98 < centre[0] < 100 and low[0] > 60 and high[0] < 100


def test_a_score_stays_on_its_scale(series, indicators):
    rows = line(np.linspace(2.0, 4.9, 16) + np.tile([0.02, -0.02, -0.02, 0.02], 4))
    found = sdg.projections(
        series(*rows, unit="score_1_5"), indicators(direction="higher_better", target=5.0), as_of=2026
    )
    assert found.frame[["projected", "high"]].to_numpy().tolist() == [[5.0, 5.0]]
    assert found.frame["verdict"].item() == "reached"


def test_correlated_residuals_widen_the_interval():
    years = np.arange(2000, 2020)
    wave = np.sin(np.arange(20) / 3.0)
    _, low, high = extrapolate(years, 50 + wave, [2025])
    _, low_2, high_2 = extrapolate(years, 50 + np.random.default_rng(0).permutation(wave), [2025])
    assert high[0] - low[0] > 1.5 * (high_2[0] - low_2[0])


def share(width: float) -> np.ndarray:
    """A share that rises straight on the logit scale, up and down by ``width`` in turn."""
    return 100 / (1 + np.exp(1.4 - 0.08 * np.arange(16) + width * np.tile([1.0, -1.0, -1.0, 1.0], 4)))


def line(values, start=2010):
    return [(start + place, value) for place, value in enumerate(values)]


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (line(np.linspace(20, 25, 6), 2018), "fewer than 8 usable values in an unbroken stretch"),
        (line(np.linspace(20, 40, 10), 2005), "latest value older than 6 years"),
        (line(np.linspace(20, 30, 8), 2014), "the way ahead is longer than the past that is known"),
        (
            line([20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 60, 61, 90]),
            "earlier values did not foresee the last 3",
        ),
        (line([50.0] * 14), "values that never change"),
    ],
)
def test_a_line_that_cannot_be_projected_says_why(series, indicators, rows, why):
    found = sdg.projections(series(*rows), indicators(direction="higher_better", target=100.0), as_of=2026)
    assert isinstance(found, Absence)
    good = line(share(0.02))
    both = pd.concat([series(*rows).frame, series(*good, series="GOOD").frame], ignore_index=True)
    table = series(*good)
    found = sdg.projections(
        type(table)(table.name, table.country, both, table.file, table.digest),
        indicators(
            ("RATE", "higher_better", 100.0, "un_numeric"), ("GOOD", "higher_better", 100.0, "un_numeric")
        ),
        as_of=2026,
    )
    assert found.left_out == ((why, 1),)
    assert found.frame["series"].tolist() == ["GOOD"]


def test_no_projection_goes_back_beyond_a_break(series, indicators):
    rows = line(share(0.02))
    broken = [(year, value, {"obs_status": "B"}) if year == 2020 else (year, value) for year, value in rows]
    good = sdg.projections(series(*rows), indicators(direction="higher_better", target=100.0), as_of=2026)
    assert good.frame["n"].item() == 16
    assert isinstance(
        sdg.projections(series(*broken), indicators(direction="higher_better", target=100.0), as_of=2026),
        Absence,
    )


@pytest.mark.parametrize(("target", "verdict"), [(30.0, "reached"), (53.0, "open"), (90.0, "missed")])
def test_the_reading_follows_the_whole_interval(series, indicators, target, verdict):
    rows = line(share(0.05))
    found = sdg.projections(series(*rows), indicators(direction="higher_better", target=target), as_of=2026)
    assert found.frame["verdict"].item() == verdict
    assert found.frame["low"].item() < found.frame["projected"].item() < found.frame["high"].item()


TABLE = Table((1, 2, 3), ("a", "b"), np.stack([np.array([[0.9, 0.8], [0.5, 0.6], [0.1, np.nan]])] * 3))
EQUAL = np.array([0.5, 0.5])


def test_an_index_by_hand_under_every_choice():
    assert index_of(TABLE, Choice(EQUAL)).tolist() == pytest.approx([0.85, 0.55, 0.1])
    assert index_of(TABLE, Choice(EQUAL, aggregation=1)).tolist() == pytest.approx([0.72**0.5, 0.3**0.5, 0.1])
    assert index_of(TABLE, Choice(EQUAL, aggregation=2)).tolist() == pytest.approx([0.8, 0.5, 0.1])
    # A missing standing filled by the mean of the method (0.7), or of the goal (0.1).
    assert index_of(TABLE, Choice(EQUAL, imputation=1))[2] == pytest.approx(0.4)
    assert index_of(TABLE, Choice(EQUAL, imputation=0))[2] == pytest.approx(0.1)
    # Missing is never zero.
    assert index_of(TABLE, Choice(EQUAL))[2] == pytest.approx(0.1)


def test_where_nothing_changes_the_order_no_choice_matters():
    values = np.array([[0.9, 0.9], [0.5, 0.5], [0.1, 0.1]])
    drawn, shift, shares = vary(Table((1, 2, 3), ("a", "b"), np.stack([values] * 3)), np.array([1.0, 2.0, 3.0]),
                                points=32, seed=1)  # fmt: skip
    assert (drawn == [1, 2, 3]).all() and (shift == 0).all()
    assert len(shares) == 5


def test_ishigami_through_the_same_package():
    from SALib.analyze import sobol as analyze
    from SALib.sample import sobol as sample
    from SALib.test_functions import Ishigami

    problem = {"num_vars": 3, "names": ["a", "b", "c"], "bounds": [[-np.pi, np.pi]] * 3}
    points = sample.sample(problem, 8192, calc_second_order=False, seed=1)
    found = analyze.analyze(problem, Ishigami.evaluate(points), calc_second_order=False, seed=1)
    assert found["S1"] == pytest.approx([0.3139, 0.4424, 0.0], abs=0.01)
    assert found["ST"] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.01)


def test_means_that_differ_by_rounding_are_ties():
    """Goals 2, 5, 6 and 10 of Viet Nam have one mean; the last bit of a sum put two of them behind the others."""
    assert ranks(np.array([(0.1 + 0.2) + 0.3, 0.1 + (0.2 + 0.3), 0.7])).tolist() == [2.5, 2.5, 1.0]


def test_goals_with_one_score_share_a_rank_and_only_grading_methods_are_named(measured_of):
    found = sdg.goal_ranking(measured_of("vnm"), points=32)
    ranks = found.frame.set_index("goal")["rank"]
    assert ranks.loc[[2, 5, 6, 10]].tolist() == [10.5] * 4
    assert "by UN progress chart, Eurostat, Open SDG, ESCAP;" in found.notes[0]


def test_the_order_of_goals_is_the_same_every_time(measured_of):
    first, again = (sdg.goal_ranking(measured_of("khm"), points=64) for _ in range(2))
    pd.testing.assert_frame_equal(first.frame, again.frame)
    pd.testing.assert_frame_equal(first.shares, again.shares)


def test_the_rank_lies_in_a_range_and_the_shares_are_shares(measured_of):
    found = sdg.goal_ranking(measured_of("khm"))
    frame = found.frame
    assert found.draws == 256 * 7
    assert (frame["rank_low"] <= frame["median_rank"]).all() and (
        frame["median_rank"] <= frame["rank_high"]
    ).all()
    assert frame["rank"].sum() == len(frame) * (len(frame) + 1) / 2
    assert (found.shares["total_order"] + 0.05 >= found.shares["first_order"]).all()
    assert found.shares["total_order"].between(0, 1.1).all()


@pytest.mark.parametrize("country", ["khm", "kgz", "mng", "tha", "vnm", "xsy"])
def test_every_exhibit_can_be_shown(study_of, said_of, measured_of, country):
    study = study_of(country)
    matrix = sdg.activity_matrix(country, study.sdg_claims)
    work = sdg.alignment_of_work(study.persons, matrix)
    found = [
        matrix, work, sdg.goal_wheel(said_of(country), work), sdg.evidence_map(said_of(country)),
        sdg.context_thresholds(study.entity_survey, study.sdg_series, sdg_indicators=study.sdg_indicators,
                               context=study.context),
        sdg.revision_triangle(study.sdg_series, study.informality),
        sdg.projections(study.sdg_series, study.sdg_indicators, as_of=2026),
        sdg.goal_ranking(measured_of(country), points=32),
    ]  # fmt: skip
    shown = [exhibit for result in found for exhibit in (result.summary(), result.plot())]
    ids = {exhibit.id for exhibit in shown}
    absent = {exhibit.id for exhibit in shown if isinstance(exhibit, Absence)}
    assert len(ids) == 16 - len(absent & {"no-sdg-alignment", "no-sdg-thresholds"})
    assert all(exhibit.country == country for exhibit in shown)
    assert absent == (set() if country == "xsy" else {"no-sdg-alignment", "no-sdg-thresholds"})
