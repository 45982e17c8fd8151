"""Numbers are rounded on the digits a source prints, a half away from zero."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal

import numpy as np
import pandas as pd
import pytest

from sse_analysis.decimals import exact, rounded


@pytest.mark.parametrize(
    ("value", "spec", "printed", "binary"),
    [
        (13.35, ".1f", "13.4", "13.3"),
        (-13.35, ".1f", "-13.4", "-13.3"),
        (3.55, ".1f", "3.6", "3.5"),
        (806.5, ",.0f", "807", "806"),
        (634.5, ",.0f", "635", "634"),
        (1234567.25, ",.1f", "1,234,567.3", "1,234,567.2"),
        (0.125, ".0%", "13%", "12%"),
        (13.35 - 10, ".1f", "3.4", "3.3"),
        (99.619055, "g", "99.6191", "99.6191"),
        (2.5, "+.0f", "+3", "+2"),
        (np.float64(0.5), ".0f", "1", "0"),
    ],
)
def test_a_half_goes_away_from_zero(value, spec, printed, binary):
    assert format(exact(value), spec) == printed
    assert format(float(value), spec) == binary, "the wrong number that tempts"


def test_every_number_of_two_decimals_is_rounded_as_it_is_written():
    for cents in range(-2000, 2001):
        text = f"{cents / 100:.2f}"
        expected = Decimal(text).quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
        assert f"{exact(float(text)):.1f}" == str(expected + 0)
        assert rounded(float(text), 1) == float(expected)


def test_what_rounds_to_nothing_has_no_sign():
    assert [f"{exact(value):,.1f}" for value in (-0.04, -0.0, -0.05)] == ["0.0", "0.0", "-0.1"]
    assert f"{exact(-0.004):+.0%}" == "0%"


def test_what_is_no_half_is_formatted_as_ever():
    for value, spec in [(12345.678, ",.2f"), (7, "02.0f"), (100000, "g"), (1e6, "g"), (0, ".1f"), (1e-20, ".3f"),
                        (0.00001234, ".2g"), (math.nan, ".1f"), (math.inf, ".0f"), (12345678, ",.10g")]:  # fmt: skip
        assert format(exact(value), spec) == format(float(value), spec)


def test_a_column_is_rounded_by_the_same_rule_and_keeps_what_is_missing():
    column = rounded(pd.Series([13.35, None, -0.25]), 1)
    assert column.iloc[[0, 2]].tolist() == [13.4, -0.3]
    assert math.isnan(column.iloc[1])


def test_a_missing_value_is_no_number():
    with pytest.raises(TypeError):
        exact(pd.NA)
