"""What is printed of a sample: few persons are never told, and printing changes nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sse_analysis.results.disclosure import FEW, printable
from sse_analysis.survey import SurveyDesign, SurveySample

SIZES = {"north": 4, "south": 40, "west": 25, "east": 60}


def sample_of(sizes, *, seed=1):
    rng = np.random.default_rng(seed)
    area = np.repeat(list(sizes), list(sizes.values()))
    size = len(area)
    data = pd.DataFrame({"area": area, "weight": rng.uniform(1, 5, size), "pay": rng.gamma(2, 50, size)})
    data["form"] = np.where(np.arange(size) % 9 == 0, "cooperative", "association")
    data["everybody"] = 1
    return SurveySample(data, SurveyDesign(weights="weight"), country="xsy")


def texts(table):
    return [[cell["text"] if isinstance(cell, dict) else cell for cell in row] for row in table.rows]


def test_a_mean_of_four_persons_is_withheld_and_so_is_the_count_beside_it():
    found = sample_of(SIZES).mean("pay", by="area")
    rows = {row[1]: row for row in texts(found.summary())}
    assert rows["north"][2:] == ["withheld"] * 6
    assert rows["west"][-1] == "withheld" and rows["west"][2] != "withheld"
    assert rows["south"][-1] == "40" and rows["east"][-1] == "60"
    assert found.summary().notes[-1] == (
        "2 of 4 cells are withheld wholly or in part: fewer than 10 persons answered, or the cell would give such a one "
        "away."
    )


def test_neither_the_data_file_nor_the_chart_tells_what_the_table_withholds():
    found = sample_of(SIZES).mean("pay", by="area")
    secret = found.frame.set_index("area").loc["north"]
    table, chart = found.summary(), found.plot()
    told = next(row for row in table.data_rows if "north" in row)
    assert told[1] == "north" and all(value is None for value in told[2:8])
    assert "1 are not shown." in chart.alt and f"{secret['estimate']:,.4g}" not in chart.alt
    assert secret["n"] == 4, "the result itself keeps every cell"


def test_a_total_that_would_give_a_withheld_one_away_goes_too():
    """The tempting table withholds one count and prints the others beside their sum."""
    rows = {row[1]: row for row in texts(sample_of(SIZES).count(by="area").summary())}
    assert rows["north"][2] == rows["west"][2] == "withheld"
    assert rows["south"][2] != "withheld"


def test_a_level_of_few_persons_is_withheld_though_many_answered():
    data = sample_of({"south": 60}).data.assign(form=["mutual"] * 3 + ["cooperative"] * 57)
    found = SurveySample(data, SurveyDesign(weights="weight"), country="xsy").share("form")
    assert found.frame["n"].tolist() == [60, 60] and found.frame["n_level"].tolist() == [57, 3]
    rows = texts(found.summary())
    assert rows[1][2] == "withheld", "1 less the other share is no secret, but no count of 3 is printed"
    assert "3" not in [cell for row in found.summary().data_rows for cell in row]


def test_a_table_without_few_persons_is_printed_as_it_is():
    found = sample_of({"south": 40, "east": 60}).mean("pay", by="area")
    assert found.printed() is found


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.integers(0, 30), min_size=3, max_size=4), min_size=2, max_size=4), st.booleans())
def test_no_line_gives_a_withheld_count_away(counts, additive):
    width = min(len(row) for row in counts)
    cells = [(r, c, row[c]) for r, row in enumerate(counts) for c in range(width)]
    frame = pd.DataFrame(cells, columns=["row", "column", "n"])
    fixed = dict.fromkeys(("se", "ci_low", "ci_high", "cv", "df", "n_eff"), 1.0)
    frame = frame.assign(estimate=2.0, **fixed, obs_status="A", conf_status="F")
    frame = frame[["row", "column", "estimate", *fixed, "n", "obs_status", "conf_status"]]
    shown = printable(frame, additive=additive)
    hidden, few = shown["n"].isna(), frame["n"].between(1, FEW - 1)
    assert hidden[few].all() and shown.loc[few, "estimate"].isna().all()
    assert not hidden[frame["n"].eq(0)].any(), "a cell of nobody is known to be empty"
    assert shown.loc[hidden, "estimate"].isna().all() or not additive
    for names in ("row", "column"):
        for _, line in frame[hidden].groupby(names):
            others = frame[frame[names].eq(line[names].iloc[0]) & ~hidden & frame["n"].gt(0)]
            assert (len(line) > 1 and line["n"].sum() >= FEW) or others.empty


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_printing_changes_nothing(seed):
    sample = sample_of(SIZES, seed=seed)
    found = sample.mean("pay", by="area")
    before, covariance, data = found.frame.copy(), found.covariance.copy(), sample.data.copy()
    first = found.summary()
    assert found.summary().data_rows == first.data_rows
    pd.testing.assert_frame_equal(found.frame, before)
    pd.testing.assert_frame_equal(sample.data, data)
    np.testing.assert_array_equal(found.covariance, covariance)
    pd.testing.assert_frame_equal(sample.mean("pay", by="area").frame, before)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(["mean", "total", "quantile"]))
def test_the_domain_of_everybody_is_no_domain(seed, name):
    sample = sample_of(SIZES, seed=seed)
    whole = getattr(sample, name)("pay").frame
    pd.testing.assert_frame_equal(getattr(sample, name)("pay", domain="everybody").frame, whole)
    everybody = np.ones(len(sample.data), bool)
    pd.testing.assert_frame_equal(getattr(sample, name)("pay", domain=everybody).frame, whole)
    by = {"by": "area"}
    pd.testing.assert_frame_equal(
        getattr(sample, name)("pay", domain=everybody, **by).frame, getattr(sample, name)("pay", **by).frame
    )


def density(found):
    from scipy import stats

    name, *df = found.reference
    return getattr(stats, name)(*df)


@pytest.mark.parametrize("ask", ["second_order_F", "first_order_chisq", "wald", "t", "ranks"])
def test_a_test_is_drawn_under_the_distribution_its_p_value_comes_from(ask):
    sample = sample_of(SIZES)
    if ask in ("t", "ranks"):
        found = sample.two_groups("pay", "form", ranks=ask == "ranks")
        tail = 2 * density(found).sf(abs(found.statistic))
    else:
        found = sample.independence("area", "form", statistic=ask)
        tail = density(found).sf(found.statistic / found.scale)
    assert (found.scale != 1) == (ask == "first_order_chisq")
    assert tail == pytest.approx(found.p, rel=1e-9)
    chart = found.plot()
    assert chart.id == "test-chart" and f"p value {found.p:.4f}" in chart.alt
    assert f"{found.statistic / found.scale:.4f}" in chart.alt and chart.svg.startswith("<")
