"""Inequality, moves between states and staggered changes: small cases by hand, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from sse_analysis.errors import EstimationError
from sse_analysis.formalization.inequality import inequality
from sse_analysis.formalization.staggered import group_time_effects
from sse_analysis.formalization.transitions import gross_flows, transition_matrix
from sse_analysis.results.absence import Absence
from sse_analysis.survey import SurveyDesign, SurveySample


def test_inequality_by_hand():
    """Of 1 and 3: Gini 1/4; Theil (1/4) ln(1/2) + (3/4) ln(3/2); mean log deviation ln 2 - (ln 3)/2; ties share."""
    small = SurveySample(
        pd.DataFrame({"y": [1.0, 3.0], "g": ["a", "b"], "p": [0, 1]}), SurveyDesign(psu=("p",))
    )
    found = inequality(small, "y", by="g").frame.set_index("measure")["estimate"]
    theil = 0.25 * np.log(0.5) + 0.75 * np.log(1.5)
    assert found.to_dict() == pytest.approx(
        {
            "gini": 0.25,
            "theil_t": theil,
            "mld": np.log(2) - np.log(3) / 2,
            "theil_between": theil,
            "theil_within": 0,
        },
        abs=1e-12,
    )
    equal = SurveySample(pd.DataFrame({"y": [5.0, 5, 5]}), SurveyDesign())
    assert inequality(equal, "y").frame["estimate"].to_numpy() == pytest.approx(np.zeros(3), abs=1e-12)


def test_an_amount_of_zero_leaves_the_log_deviation_undefined_and_a_negative_one_is_refused():
    zero = SurveySample(pd.DataFrame({"y": [0.0, 2, 4]}), SurveyDesign())
    frame = inequality(zero, "y").frame.set_index("measure")
    assert np.isnan(frame.loc["mld", "estimate"]) and frame.loc["mld", "obs_status"] == "M"
    assert frame.loc["gini", "estimate"] == pytest.approx(4 / 9)
    owed = SurveySample(pd.DataFrame({"y": [-1.0, 2, 4]}), SurveyDesign())
    with pytest.raises(EstimationError) as caught:
        inequality(owed, "y")
    assert str(caught.value) == (
        "'y' has 1 negative amounts: inequality measures are not defined for them. Leave these rows out by a domain, "
        "and say so."
    )


def test_moves_by_hand():
    """Of 4 in state 1, 3 stay; of 2 in state 2, 1 stays: P = [[3/4, 1/4], [1/2, 1/2]], stationary (2/3, 1/3)."""
    data = pd.DataFrame({"a": [1, 1, 1, 1, 2, 2, 2], "b": [1, 1, 1, 2, 1, 2, np.nan]})
    small = SurveySample(data, SurveyDesign())
    done = transition_matrix(small, "a", "b", states=[1, 2])
    value = done.frame.groupby("quantity")["estimate"].apply(list)
    assert value["transition"] == pytest.approx([3 / 4, 1 / 4, 1 / 2, 1 / 2])
    assert value["initial"] == pytest.approx([2 / 3, 1 / 3])
    assert value["stationary"] == pytest.approx([2 / 3, 1 / 3])
    assert value["shorrocks"] == pytest.approx([2 - 5 / 4])
    assert done.second_eigenvalue == pytest.approx(1 / 4)
    assert done.notes[1] == (
        "1 of 7 rows have no state in one of the waves and are left out: those who drop out may move otherwise."
    )
    flows = gross_flows(small, "a", "b", states=[1, 2]).frame.groupby("quantity")["estimate"].apply(list)
    assert (flows["flow"], flows["inflow"], flows["outflow"]) == ([3, 1, 1, 1], [1, 1], [1, 1])
    assert flows["net"] == [0, 0]


def test_states_that_nobody_leaves_have_no_single_stationary_distribution():
    stay = SurveySample(pd.DataFrame({"a": [1, 1, 2, 2], "b": [1, 1, 2, 2]}), SurveyDesign())
    frame = transition_matrix(stay, "a", "b", states=[1, 2]).frame
    still = frame[frame["quantity"] == "stationary"]
    assert still["estimate"].isna().all() and still["se"].isna().all()
    assert frame.loc[frame["quantity"] == "shorrocks", "estimate"].iloc[0] == 0


def test_a_state_nobody_named_is_not_dropped_in_silence():
    moved = SurveySample(pd.DataFrame({"a": [1, 2, 3], "b": [1, 9, 2]}), SurveyDesign())
    with pytest.raises(EstimationError) as caught:
        transition_matrix(moved, "a", "b", states=[1, 2])
    assert str(caught.value) == (
        "'a' and 'b' hold codes that are not among the states: 3, 9. Name them too, or leave their rows out by a domain."
    )


def panel(**changes) -> SurveySample:
    """Cohort 2 gains 1 a time after its change, cohort 3 gains 5; everybody drifts by 10 a time."""
    rows = [
        (u, t, g, 10 * t + u + (0 if g == 0 or t < g else (t - g + 1) * (1 if g == 2 else 5)))
        for u, g in enumerate([0, 0, 2, 2, 3])
        for t in (1, 2, 3, 4)
    ]
    data = pd.DataFrame(rows, columns=["u", "t", "g", "y"]).astype({"y": "float64"})
    return SurveySample(data.assign(**changes), SurveyDesign(psu=("u",)))


def test_a_staggered_change_by_hand_and_not_by_fixed_effects():
    frame = group_time_effects(panel(), "y", unit="u", time="t", cohort="g").frame
    att = frame[frame["quantity"] == "att"]["estimate"].tolist()
    assert att == pytest.approx([1, 2, 3, 0, 5, 10])
    event = frame[frame["quantity"] == "event_study"]["estimate"].tolist()
    assert event == pytest.approx([(2 * 1 + 5) / 3, (2 * 2 + 10) / 3, 3])
    simple = frame.loc[frame["quantity"] == "simple", "estimate"].iloc[0]
    assert simple == pytest.approx((2 * (1 + 2 + 3) + 5 + 10) / 8)
    fixed = frame.loc[frame["quantity"] == "twfe", "estimate"].iloc[0]
    assert abs(fixed - simple) > 0.2


def test_a_panel_whose_rows_are_taken_as_independent_is_refused():
    loose = SurveySample(panel().data, SurveyDesign())
    with pytest.raises(EstimationError) as caught:
        group_time_effects(loose, "y", unit="u", time="t", cohort="g")
    assert str(caught.value) == (
        "the panel cannot be used: the design takes the rows of one 'u' as independent: name 'u', or what holds it, as psu."
    )
    everybody = group_time_effects(panel(g=2), "y", unit="u", time="t", cohort="g")
    assert isinstance(everybody, Absence) and "every unit is reached in the end" in everybody.why
