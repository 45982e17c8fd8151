"""Composition, density and concentration of regions, worked by hand."""

import numpy as np
import pandas as pd
import pytest

from sse_analysis.errors import EstimationError
from sse_analysis.mapping import structure

REGIONS = pd.DataFrame({"cooperative": [3, 1], "association": [1, 3]}, index=["north", "south"])


def series(*values, index=("north", "south")):
    return pd.Series(values, index=list(index), dtype="float64")


def test_a_location_quotient_by_hand():
    """North holds 3 of 4 cooperatives and half of all entities."""
    found = structure.location_quotient(REGIONS)
    assert found.loc["north"].tolist() == pytest.approx([1.5, 0.5])
    assert found.loc["south"].tolist() == pytest.approx([0.5, 1.5])


def test_a_form_that_is_nowhere_has_no_quotient():
    found = structure.location_quotient(REGIONS.assign(mutual=0))
    assert found["mutual"].isna().all() and found["cooperative"].notna().all()


def test_a_blank_is_not_read_as_no_cooperative():
    blank = REGIONS.astype("float64")
    blank.loc["south", "cooperative"] = np.nan
    with pytest.raises(EstimationError) as caught:
        structure.location_quotient(blank)
    assert str(caught.value) == (
        "a location quotient needs a number in every cell; blank in 'south'. A blank is not zero: leave the form or the region out, and say so."
    )


def test_a_share_is_compared_with_the_share_of_all_and_not_with_the_mean_of_regions():
    found = structure.relative_share(series(10, 10), series(100, 900))
    assert found.tolist() == pytest.approx([5.0, 10 / 900 / 0.02])
    assert found["north"] != pytest.approx(0.1 / np.mean([0.1, 10 / 900]))


def test_a_part_larger_than_its_whole_is_two_units():
    with pytest.raises(EstimationError) as caught:
        structure.relative_share(series(10, 5), series(9, 50))
    assert str(caught.value) == "a part cannot exceed its whole: 'north'. Look for two different units."


def test_diversity_by_hand():
    row = structure.diversity(REGIONS).loc["north"]
    assert row["hhi"] == pytest.approx(10 / 16)
    assert row["hhi_normalised"] == pytest.approx(0.25)
    assert row["shannon"] == pytest.approx(-(0.75 * np.log(0.75) + 0.25 * np.log(0.25)))
    assert row["gini_simpson_unbiased"] == pytest.approx(1 - 6 / 12)


def test_diversity_of_one_form_of_nothing_and_of_a_blank():
    counts = pd.DataFrame({"a": [5, 0, np.nan], "b": [0, 0, 2]}, index=["one", "none", "blank"])
    found = structure.diversity(counts)
    assert found.loc["one", ["hhi", "shannon"]].tolist() == [1.0, 0.0]
    assert found.loc[["none", "blank"]].isna().all(axis=None)


def test_no_entity_among_many_people_is_a_rate_with_an_upper_limit():
    """chi2(.975; 2)/2 = -ln(.025) = 3.689: the rule of three, two-sided."""
    found = structure.rate(series(0, np.nan), series(10_000, 10_000), per=10_000)
    assert found.loc["north"].tolist() == pytest.approx([0.0, 0.0, -np.log(0.025)])
    assert found.loc["south"].isna().all()


def test_a_rate_of_nobody_is_missing():
    assert structure.rate(series(1, 2), series(0, 100), per=100).loc["north"].isna().all()


def test_small_regions_are_drawn_to_the_mean_and_large_ones_are_not():
    events, people = series(6, 50, 3_000, index="abc"), series(1_000, 100_000, 1_000_000, index="abc")
    raw = events / people * 10_000
    smooth = structure.empirical_bayes(events, people, per=10_000)
    mean = events.sum() / people.sum() * 10_000
    assert abs(smooth["a"] - mean) < 0.7 * abs(raw["a"] - mean)
    assert abs(smooth["c"] - raw["c"]) < 0.01 * raw["c"]


def test_rates_that_differ_by_chance_only_become_one():
    smooth = structure.empirical_bayes(series(10, 11), series(1_000, 1_000), per=1_000)
    assert smooth.tolist() == pytest.approx([10.5, 10.5])


def test_concentration_by_hand():
    """All entities with half of the people: q = (1, 0), p = (.5, .5)."""
    found = structure.concentration(series(8, 0), series(50, 50))
    assert (found.theil, found.hoover, found.gini) == pytest.approx((np.log(2), 0.5, 0.5))
    even = structure.concentration(series(5, 10), series(50, 100))
    assert (even.theil, even.hoover, even.gini) == pytest.approx((0, 0, 0))


def test_two_lists_of_regions_must_be_the_same_regions():
    with pytest.raises(EstimationError) as caught:
        structure.concentration(series(1, 2), series(1, 2, index=("north", "west")))
    assert str(caught.value) == ("the two series do not cover the same regions: 'south', 'west' in one only.")


def test_value_added_of_the_social_economy():
    total, share = structure.satellite_share(series(100, 300), series(0.5, 0.1))
    assert (total, share) == (pytest.approx(80), pytest.approx(0.2))
    with pytest.raises(EstimationError, match="a ratio lies between 0 and 1; it does not in 'south'"):
        structure.satellite_share(series(100, 300), series(0.5, 10))
