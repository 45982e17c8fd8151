"""Indices, their ranks, and what moves them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sse_analysis.errors import EstimationError, SchemaError
from sse_analysis.sdg import alignment, composite, sensitivity, thresholds


def test_ties_share_the_mean_rank():
    assert composite.ranks([3, 1, 3, 2]).tolist() == [1.5, 4, 1.5, 3]


def test_weights_need_not_sum_to_one():
    matrix = [[1.0, 0.0], [0.0, 1.0]]
    assert composite.aggregate(matrix, weights=[3, 1]).tolist() == [0.75, 0.25]


@pytest.mark.parametrize(
    "call, message",
    [
        (
            {"weights": [1, 1], "how": "median"},
            "An index cannot be made with 'median'. Use one of arithmetic, geometric, minimum.",
        ),
        ({"weights": [1]}, "1 weights do not fit a matrix of shape (1, 2)."),
        (
            {"weights": [1, -1]},
            "Weights of an index must not be negative, and one at least must be above zero.",
        ),
        (
            {"weights": [1, 1], "how": "geometric"},
            "A geometric mean of negative values is not defined. Normalize to 0 or more first.",
        ),
    ],
)
def test_what_an_index_refuses(call, message):
    with pytest.raises(EstimationError) as caught:
        composite.aggregate([[-1.0, 1.0]], **call)
    assert str(caught.value) == message


def test_probabilities_of_the_ranks_of_a_unit_sum_to_one():
    units = {"a": [0.9, 0.2], "b": [0.4, 0.8], "c": [0.6, 0.6]}
    total = sum(composite.rank_probability(units, unit="b", rank=rank) for rank in (1, 2, 3))
    assert total == pytest.approx(1.0)


def test_three_criteria_are_drawn_and_agree_with_symmetry():
    units = {"a": [1, 0, 0], "b": [0, 1, 0], "c": [0, 0, 1]}
    assert composite.rank_probability(units, unit="a", rank=1) == pytest.approx(1 / 3, abs=0.01)


def test_shares_of_discrete_choices_are_exact():
    """y = 2 a + b over two choices each: a explains 4/5 of the variance, b 1/5, and nothing is shared."""
    grid = np.array([[0.0, 1.0], [2.0, 3.0]])
    shares = sensitivity.variance_shares(grid)
    assert shares.first_order.tolist() == pytest.approx([0.8, 0.2])
    assert shares.total_order.tolist() == pytest.approx([0.8, 0.2])
    assert shares.variance == pytest.approx(1.25)


def test_a_pure_interaction_has_no_first_order_share():
    shares = sensitivity.variance_shares(np.array([[1.0, -1.0], [-1.0, 1.0]]))
    assert shares.first_order.tolist() == pytest.approx([0, 0])
    assert shares.total_order.tolist() == pytest.approx([1, 1])


def test_a_result_that_nothing_moves_has_no_shares():
    shares = sensitivity.variance_shares(np.ones((2, 3)))
    assert (shares.variance, shares.first_order.tolist()) == (0, [0, 0])


def test_membership_may_fall():
    falling = thresholds.membership([0, 10, 20], out=20, crossover=10, full=0)
    assert falling.tolist() == pytest.approx([0.9525741, 0.5, 0.0474259])


def test_anchors_out_of_order_are_refused():
    with pytest.raises(EstimationError) as caught:
        thresholds.membership([1], out=5, crossover=2, full=20)
    assert str(caught.value) == (
        "The anchors 5, 2 and 20 are not in order. Give 'out', 'crossover' and 'full' rising or falling, without two "
        "equal ones."
    )


def test_a_code_without_a_weight_is_refused():
    activities = pd.DataFrame({"8.3": [0, 3], "own": [1, 1], "all": [2, 2]})
    with pytest.raises(SchemaError) as caught:
        alignment.aligned_work(
            activities, targets=["8.3"], own="own", everyone="all", weights={0: 0, 1: 0.5, 2: 1}
        )
    assert str(caught.value) == (
        "The activity table has codes without a weight: 3. Expected one of '0', '1', '2'."
    )
