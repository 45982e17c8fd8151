"""Six respondents worked by hand, what a domain is, and what the design refuses."""

import numpy as np
import pandas as pd
import pytest

from sse_analysis.errors import DesignError, EstimationError, SchemaError
from sse_analysis.survey import Calibration, Replicates, SurveyDesign, SurveySample

SIX = pd.DataFrame(
    {
        "w": [10.0, 10, 20, 20, 5, 5],
        "stratum": ["a", "a", "a", "a", "b", "b"],
        "village": [1, 1, 2, 2, 3, 4],
        "y": [1.0, 3, 2, np.nan, 4, 8],
        "member": [True, False, True, True, False, True],
    }
)
DESIGN = SurveyDesign(weights="w", strata="stratum", psu=("village",))


def sample(**changes):
    return SurveySample(SIX, SurveyDesign(**{**vars(DESIGN), **changes}))


def test_a_mean_and_its_standard_error_by_hand():
    """m = (10 + 30 + 40 + 20 + 40) / 50 = 2.8; PSU totals of z are -16/50, -16/50, 6/50, 26/50."""
    row = sample().mean("y").frame.iloc[0]
    assert row["estimate"] == pytest.approx(2.8)
    z = np.array([10 * (1 - 2.8) + 10 * (3 - 2.8), 20 * (2 - 2.8), 5 * (4 - 2.8), 5 * (8 - 2.8)]) / 50
    variance = 2 * ((z[:2] - z[:2].mean()) ** 2).sum() + 2 * ((z[2:] - z[2:].mean()) ** 2).sum()
    assert row["se"] == pytest.approx(np.sqrt(variance))
    assert (row["df"], row["n"]) == (2, 5)


def test_a_mean_without_any_error_has_no_effective_size():
    """Every stratum answers alike: the standard error is 0, and n / deff would be infinite, which no file can hold."""
    alike = SIX.assign(y=[1.0, 1, 1, 1, 2, 2], w=[10.0, 10, 10, 10, 5, 5], all="all")
    for by in ((), "all"):
        found = SurveySample(alike, DESIGN).mean("y", by=by).frame
        assert (found["se"] == 0).all() and (found["deff"] == 0).all() and found["n_eff"].isna().all()


def test_a_missing_answer_leaves_the_domain_and_not_the_design():
    """Village 2 keeps its place although half of it did not answer."""
    assert sample().binding.plan.first.size.tolist() == [2, 2]
    assert sample().total("y").frame.loc[0, "estimate"] == 10 + 30 + 40 + 20 + 40


def test_a_domain_and_a_filter_agree_on_the_value_but_not_on_the_error():
    inside = sample().mean("y", domain="member").frame.iloc[0]
    kept = SurveySample(
        SIX[SIX["member"]].reset_index(drop=True), SurveyDesign(weights="w", psu=("village",))
    )
    filtered = kept.mean("y").frame.iloc[0]
    assert inside["estimate"] == pytest.approx(filtered["estimate"])
    assert abs(inside["se"] - filtered["se"]) > 0.05


def test_the_domain_of_everybody_is_no_domain():
    everyone = np.ones(6, bool)
    pd.testing.assert_frame_equal(sample().mean("y", domain=everyone).frame, sample().mean("y").frame)


def test_a_count_of_nobody_is_zero_and_a_mean_of_nobody_is_absent():
    nobody = np.zeros(6, bool)
    assert sample().count(domain=nobody).frame.loc[0, "estimate"] == 0
    row = sample().mean("y", domain=nobody).frame.iloc[0]
    assert np.isnan(row["estimate"]) and row["obs_status"] == "M" and row["n"] == 0


def test_combinations_without_people_are_kept():
    data = SIX.assign(sex=["f", "f", "f", "f", "m", "m"], area=["u", "r", "u", "r", "u", "u"])
    frame = SurveySample(data, DESIGN).count(by=["sex", "area"]).frame
    assert frame[["sex", "area"]].to_numpy().tolist() == [["f", "r"], ["m", "r"], ["f", "u"], ["m", "u"]]
    assert frame["estimate"].tolist() == [30, 0, 30, 10]


@pytest.mark.parametrize(
    ("design", "message"),
    [
        ({"weights": "wt"}, "no such column, expected the column 'wt'"),
        ({"singleton": "adjust"}, "The rule for strata with one PSU is 'adjust', expected one of 'fail', 'certainty', 'adjust_r', 'adjust_centred', 'average'. Did you mean 'adjust_r'?"),
    ],
)  # fmt: skip
def test_a_wrong_design_is_named(design, message):
    with pytest.raises(DesignError) as caught:
        sample(**design).mean("y")
    assert message in str(caught.value)


def test_a_negative_weight_and_a_missing_unit_are_named_together():
    data = SIX.assign(w=[10, -1, 20, np.nan, 5, 5], village=[1, 1, None, 2, 3, 4])
    with pytest.raises(DesignError) as caught:
        SurveySample(data, DESIGN).mean("y")
    assert str(caught.value) == (
        "The design does not fit the data:\n"
        "  - the sample, column 'w': found 1 rows without a weight (first: row 3), expected a weight of 0 or more in every row\n"
        "  - the sample, column 'w': found 1 rows with a negative weight (first: row 1), expected a weight of 0 or more in every row\n"
        "  - the sample, column 'village': found 1 empty cells, expected a value in every row: it places the row in the design"
    )


def test_a_psu_in_two_strata_is_refused_unless_codes_are_nested():
    data = SIX.assign(village=[1, 1, 2, 2, 1, 2])
    with pytest.raises(DesignError, match="2 PSU codes of 'village' stand in more than one stratum"):
        SurveySample(data, DESIGN).mean("y")
    nested = SurveySample(data, SurveyDesign(**{**vars(DESIGN), "nest": True}))
    assert nested.mean("y").frame.loc[0, "se"] == pytest.approx(sample().mean("y").frame.loc[0, "se"])


def test_a_stratum_of_one_psu_is_refused_by_name():
    data = SIX.assign(village=[1, 1, 2, 2, 3, 3])
    with pytest.raises(DesignError) as caught:
        SurveySample(data, DESIGN).mean("y")
    assert str(caught.value) == (
        "1 strata have one PSU, so their variance cannot be estimated: b. Merge them with a neighbour, "
        "or choose singleton='certainty', 'average', 'adjust_r' or 'adjust_centred'."
    )
    certain = SurveySample(data, SurveyDesign(**{**vars(DESIGN), "singleton": "certainty"}))
    assert certain.total("y").frame.loc[0, "se"] == pytest.approx(
        0
    )  # 10 + 30 = 40 in both villages of stratum a
    centred = SurveySample(data, SurveyDesign(**{**vars(DESIGN), "singleton": "adjust_centred"}))
    assert centred.total("y").frame.loc[0, "se"] == pytest.approx(60 - (40 + 40 + 60) / 3)


def test_a_weight_of_zero_stays_in_the_design():
    data = SIX.assign(w=[10.0, 10, 20, 20, 5, 0])
    plan = SurveySample(data, DESIGN).binding.plan
    assert plan.degrees_of_freedom() == 2


def test_a_misspelt_column_names_the_nearest():
    with pytest.raises(SchemaError) as caught:
        sample().mean("yy")
    assert str(caught.value) == "the sample has no column 'yy'. Did you mean 'y'?"


def test_a_calibration_that_cannot_be_reached_names_the_worst_margin():
    wanted = Calibration(margins={"stratum": {"a": 500.0, "b": 1.0}}, distance="logit", bounds=(0.5, 2.0))
    with pytest.raises(EstimationError) as caught:
        sample(calibration=wanted).weights  # noqa: B018
    assert "the worst margin is 'stratum=b'" in str(caught.value)


def test_margins_of_different_populations_are_refused():
    wanted = Calibration(margins={"stratum": {"a": 60, "b": 10}, "member": {True: 50, False: 30}})
    with pytest.raises(DesignError, match="stratum 70, member 80"):
        sample(calibration=wanted).weights  # noqa: B018


def test_jackknife_intervals_of_quantiles_are_refused():
    given = sample(replicates=Replicates("JKn"))
    with pytest.raises(EstimationError, match="The jackknife is not consistent for quantiles"):
        given.quantile("y", interval="replicate")


def test_nullable_types_are_accepted():
    data = SIX.astype({"w": "Float64", "village": "Int64", "y": "Float64", "member": "boolean"})
    pd.testing.assert_frame_equal(SurveySample(data, DESIGN).mean("y").frame, sample().mean("y").frame)


def test_printing_changes_nothing():
    given = sample()
    before = given.mean("y").frame
    repr(given), repr(before), str(given.design)
    pd.testing.assert_frame_equal(given.mean("y").frame, before)
