"""Charts of sample results: every point has its interval, every row stays, words come from the numbers."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from sse_analysis.survey import SurveyDesign, SurveySample


@pytest.fixture(scope="module")
def sample():
    rng = np.random.default_rng(3)
    psu = np.repeat(np.arange(40), 10)
    data = pd.DataFrame(
        {
            "psu": psu,
            "stratum": psu % 4,
            "weight": 2.0,
            "sex": rng.choice(["man", "woman"], 400),
            "age": rng.integers(15, 60, 400),
            "empty": np.nan,
            "area": rng.choice(["north", "south", "west"], 400),
            "pay": rng.gamma(3, 100, 400).round(),
        }
    )
    data["formal"] = (data["age"] + rng.normal(0, 9, 400) > 35).astype(float)
    data.loc[data["area"].eq("west"), "pay"] = np.nan
    return SurveySample(data, SurveyDesign(weights="weight", strata="stratum", psu=("psu",)), country="xsy")


def test_estimates_are_drawn_with_intervals_and_told_in_numbers(sample):
    found = sample.mean("formal", by="area")
    chart = found.plot()
    frame = found.frame.set_index("area")
    low, high = frame["estimate"].idxmin(), frame["estimate"].idxmax()
    row = frame.loc[low]
    assert chart.country == "xsy"
    assert (
        f"lowest formal, {low}, {row['estimate']:.4g} ({row['ci_low']:.4g} to {row['ci_high']:.4g}, {row['n']} rows)"
        in chart.alt
    )
    assert f"highest formal, {high}" in chart.alt
    assert chart.alt.startswith("3 estimates with their intervals:")
    assert chart.svg.count('id="LineCollection') == 1


def test_a_cell_of_nobody_keeps_its_row(sample):
    chart = sample.mean("pay", by="area").plot()
    assert chart.alt.endswith("1 are not shown.")
    assert sample.mean("pay", by="area").plot().svg == chart.svg


def test_a_model_leaves_its_constant_out_of_the_chart(sample):
    fitted = sample.glm("formal ~ sex + age", family="binomial")
    chart = fitted.plot()
    assert "Intercept" not in chart.alt
    assert chart.title == "Coefficients of formal ~ sex + age (binomial, logit)"
    assert re.search(r"2 estimates with their intervals: lowest age, .*; highest sex\[T.woman\], ", chart.alt)


def test_nothing_to_show_is_said(sample):
    chart = sample.mean("empty", by="area").plot()
    assert chart.alt == "No estimate of 3 can be shown."
