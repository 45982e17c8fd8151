"""Patterns of neighbours: four areas in a row by hand, and moments against every way to deal the values out."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from sse_analysis.errors import EstimationError
from sse_analysis.mapping import spatial

PAIRS = pd.DataFrame([("a", "b"), ("b", "a"), ("b", "c"), ("c", "b"), ("c", "d"), ("d", "c")])
ROW = spatial.neighbours(PAIRS, list("abcd"))
VALUES = [1.0, 2, 3, 4]


def chain(size):
    ahead = [(i, i + 1) for i in range(size - 1)]
    return spatial.neighbours(pd.DataFrame(ahead + [(j, i) for i, j in ahead]), range(size))


def test_moran_and_geary_by_hand():
    """z = -1.5, -.5, .5, 1.5: sum w z z = 2 (.75 - .25 + .75), sum z^2 = 5, S0 = 6."""
    assert spatial.moran(VALUES, ROW, style="binary").estimate == pytest.approx(4 / 6 * 2.5 / 5)
    assert spatial.geary(VALUES, ROW, style="binary") == pytest.approx(3 * 6 / (2 * 6 * 5))


@pytest.mark.parametrize("style", ["binary", "row_standardised"])
def test_the_moments_are_those_of_all_permutations(style):
    """One-way pairs too: the weights need not be symmetric."""
    pairs = pd.concat([PAIRS, pd.DataFrame([("a", "e"), ("e", "d"), ("d", "e")])])
    near = spatial.neighbours(pairs, list("abcde"))
    values = [1.0, 2, 3, 4, 9]
    found = spatial.moran(values, near, style=style)
    every = [spatial.moran(list(dealt), near, style=style).estimate for dealt in permutations(values)]
    assert np.mean(every) == pytest.approx(found.expectation)
    assert np.var(every) == pytest.approx(found.variance_randomisation)


def test_local_values_add_up_to_the_global_one():
    local = spatial.local_moran(VALUES, ROW, moment_divisor="n")
    assert local.sum() / 4 == pytest.approx(spatial.moran(VALUES, ROW).estimate)


def test_getis_and_ord_by_hand():
    """Area a and its neighbour hold 3 where 5 are expected; s^2 = 1.25."""
    assert spatial.getis_ord(VALUES, ROW)["a"] == pytest.approx(-2 / np.sqrt(1.25 * 4 / 3))


def test_without_its_own_value_an_area_is_compared_with_the_others():
    """Neighbour of a: 2 where the others' mean is 3; s^2 = 2/3, one of three."""
    found = spatial.getis_ord(VALUES, ROW, include_self=False)
    assert found["a"] == pytest.approx(-1 / np.sqrt(2 / 3 * (3 * 1 - 1) / 2))


def test_an_island_has_no_pattern_of_its_own_and_leaves_n():
    near = spatial.neighbours(PAIRS, list("abcdi"), islands=["i"])
    found = spatial.moran([*VALUES, 2.5], near)
    assert found.expectation == pytest.approx(-1 / 3)
    assert spatial.local_moran([*VALUES, 2.5], near)["i"] == 0
    assert np.isnan(spatial.local_moran_p([*VALUES, 2.5], near, draws=19).loc["i", "p"])


def test_forgotten_islands_and_other_problems_are_all_told():
    pairs = pd.DataFrame([("a", "b"), ("b", "a"), ("b", "a"), ("c", "c"), ("c", "x")])
    with pytest.raises(EstimationError) as caught:
        spatial.neighbours(pairs, list("abcd"))
    assert str(caught.value) == (
        "the neighbours cannot be used: unknown: 'x'; a neighbour of itself: 'c'; given twice as a pair: 'b'; without a neighbour and not declared an island: 'd'."
    )


def test_a_blank_is_not_a_zero():
    with pytest.raises(EstimationError) as caught:
        spatial.moran([1, 2, np.nan, 4], ROW)
    assert str(caught.value) == (
        "areas without a value: 'c'. A blank is not zero: leave them out with their pairs."
    )


def test_draws_are_repeatable_and_find_a_gradient():
    near = chain(8)
    p = spatial.moran_permutation_p(range(8), near)
    assert p == spatial.moran_permutation_p(range(8), near) < 0.01


def test_the_end_of_a_row_has_one_neighbour_and_seven_that_could_be():
    local = spatial.local_moran_p(range(8), chain(8), draws=1_999)
    assert local.loc[0, "p"] == pytest.approx(1 / 7, abs=0.03)
    assert (local["p_bh"] >= local["p"]).all()
