"""Links between records: names that are alike, weights of agreement, quality against the truth."""

from itertools import product

import numpy as np
import pandas as pd
import pytest

from sse_analysis.errors import EstimationError
from sse_analysis.harmonize import linkage, strings

FIELDS = ["name", "place", "year"]
M, U, MATCHED = np.array([0.9, 0.8, 0.95]), np.array([0.05, 0.1, 0.2]), 0.1


def expected_counts():
    """Return the counts that the model itself gives for a million pairs."""
    agree = np.array(list(product((0, 1), repeat=3)), float)
    ours = MATCHED * (M**agree * (1 - M) ** (1 - agree)).prod(axis=1)
    others = (1 - MATCHED) * (U**agree * (1 - U) ** (1 - agree)).prod(axis=1)
    table = pd.DataFrame(agree, columns=FIELDS).assign(n=1e6 * (ours + others))
    return table, ours / (ours + others)


def test_strings_without_anything_in_common_and_without_anything():
    assert strings.jaro("ABC", "XYZ") == 0
    assert (strings.jaro("", ""), strings.jaro("", "A")) == (1, 0)
    assert strings.levenshtein("kitten", "sitting") == 3


def test_a_common_beginning_does_not_save_names_that_differ():
    """Jaro is 0.67 here: not raised, as in Winkler's program."""
    first, second = "COOPERATIVE A", "COOK"
    assert strings.jaro(first, second) < 0.7
    assert strings.jaro_winkler(first, second) == strings.jaro(first, second)
    assert strings.jaro_winkler("MARTHA", "MARHTA") > strings.jaro("MARTHA", "MARHTA")


def test_the_weights_behind_the_counts_are_found():
    table, probability = expected_counts()
    found = linkage.fellegi_sunter(table, count="n")
    assert found.matched == pytest.approx(MATCHED, rel=1e-6)
    np.testing.assert_allclose(found.fields["m"], M, rtol=1e-6)
    np.testing.assert_allclose(found.fields["u"], U, rtol=1e-6)
    np.testing.assert_allclose(found.fields["agreement"], np.log2(M / U), rtol=1e-5)
    np.testing.assert_allclose(found.probability, probability, rtol=1e-5)


def test_a_field_that_was_not_compared_says_nothing():
    """Take the year from half of the pairs at random: the weights stay, a disagreement would lower m."""
    table, _ = expected_counts()
    half = table.assign(n=table["n"] / 2)
    blank = half.assign(year=np.nan)
    found = linkage.fellegi_sunter(pd.concat([half, blank]), count="n")
    np.testing.assert_allclose(found.fields["m"], M, rtol=1e-5)
    wrong = linkage.fellegi_sunter(pd.concat([half, blank.assign(year=0)]), count="n")
    assert wrong.fields.loc["year", "m"] < 0.7


def test_patterns_that_cannot_be_used_are_all_told():
    table, _ = expected_counts()
    with pytest.raises(EstimationError) as caught:
        linkage.fellegi_sunter(table[["name", "n"]].assign(place=2), count="n", start=(0.1, 0.9, 0.1))
    assert str(caught.value) == (
        "the patterns cannot be used: three fields are needed, not 2; a field holds something else than 0, 1 and blank; the start must have 0 < u < m < 1 and 0 < lambda < 1, not (0.1, 0.9, 0.1)."
    )


def test_quality_by_hand():
    """Truth ab|cd, found abc|d: one true pair of three put together, one of two found."""
    found = linkage.cluster_quality([1, 1, 2, 2], ["x", "x", "x", "y"])
    assert (found.precision, found.recall) == (pytest.approx(1 / 3), 0.5)
    assert found.f1 == pytest.approx(0.4)
    assert found.b3_precision == pytest.approx((2 / 3 + 2 / 3 + 1 / 3 + 1) / 4)
    assert found.b3_recall == pytest.approx((1 + 1 + 1 / 2 + 1 / 2) / 4)


def test_nothing_put_together_is_not_perfect():
    found = linkage.cluster_quality([1, 1, 2], ["x", "y", "z"])
    assert np.isnan(found.precision) and found.recall == 0
    assert found.b3_precision == 1 and found.b3_recall == pytest.approx(2 / 3)


def test_intervals_hold_the_estimate_and_repeat():
    generator = np.random.default_rng(1)
    truth = np.repeat(np.arange(80), 3)
    predicted = np.where(generator.random(240) < 0.1, 1_000 + np.arange(240), truth)
    found = linkage.quality_intervals(truth, predicted, draws=200)
    measured = vars(linkage.cluster_quality(truth, predicted))
    assert found["estimate"].to_dict() == pytest.approx(measured)
    assert (found["ci_low"] <= found["estimate"]).all() and (found["estimate"] <= found["ci_high"]).all()
    assert found.loc["recall", "ci_low"] < found.loc["recall", "ci_high"] < 1
    pd.testing.assert_frame_equal(found, linkage.quality_intervals(truth, predicted, draws=200))


def test_a_record_without_a_cluster_is_told():
    with pytest.raises(EstimationError) as caught:
        linkage.cluster_quality([1, None], ["x", "y"])
    assert str(caught.value) == ("a record has no cluster. A record that is alone has a label of its own.")
