"""What must hold for any sample."""

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sse_analysis.survey import SurveyDesign, SurveySample

DESIGN = SurveyDesign(weights="w", strata="h", psu=("c",), nest=True)


@st.composite
def samples(draw):
    seed = draw(st.integers(0, 10_000))
    rng = np.random.default_rng(seed)
    strata, psus, size = draw(st.integers(1, 4)), draw(st.integers(2, 4)), draw(st.integers(1, 4))
    n = strata * psus * size
    return pd.DataFrame(
        {
            "h": np.repeat(np.arange(strata), psus * size),
            "c": np.tile(np.repeat(np.arange(psus), size), strata),
            "w": rng.uniform(0.5, 9, n),
            "y": rng.normal(size=n),
            "x": rng.uniform(1, 2, n),
            "g": rng.integers(0, 3, n),
        }
    )


def both(estimates):
    return estimates.frame[["estimate", "se"]].to_numpy()


@settings(max_examples=25, deadline=None)
@given(samples(), st.integers(0, 99))
def test_the_order_of_rows_is_irrelevant(data, seed):
    shuffled = data.sample(frac=1, random_state=seed).reset_index(drop=True)
    for name in ("mean", "total"):
        one, other = (getattr(SurveySample(frame, DESIGN), name)("y") for frame in (data, shuffled))
        np.testing.assert_allclose(both(one), both(other), rtol=1e-9, atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(samples(), st.floats(0.1, 50))
def test_scaling_the_weights_scales_totals_and_leaves_means(data, factor):
    scaled = data.assign(w=data["w"] * factor)
    one, other = SurveySample(data, DESIGN), SurveySample(scaled, DESIGN)
    np.testing.assert_allclose(both(one.mean("y")), both(other.mean("y")), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(both(one.total("y")) * factor, both(other.total("y")), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(both(one.ratio("y", "x")), both(other.ratio("y", "x")), rtol=1e-8, atol=1e-12)


@settings(max_examples=25, deadline=None)
@given(samples())
def test_groups_add_up_to_the_total_with_their_joint_covariance(data):
    sample = SurveySample(data, DESIGN)
    groups, whole = sample.total("y", by="g"), sample.total("y")
    np.testing.assert_allclose(groups.frame["estimate"].sum(), whole.frame["estimate"].iloc[0], rtol=1e-9)
    np.testing.assert_allclose(groups.covariance.sum(), whole.covariance[0, 0], rtol=1e-8, atol=1e-12)


@settings(max_examples=20, deadline=None)
@given(samples())
def test_shares_add_up_to_one_and_their_covariance_to_zero(data):
    shares = SurveySample(data, DESIGN).share("g")
    np.testing.assert_allclose(shares.frame["estimate"].sum(), 1)
    np.testing.assert_allclose(shares.covariance.sum(), 0, atol=1e-12)
