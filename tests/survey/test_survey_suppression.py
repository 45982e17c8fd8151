"""Secondary suppression: what a reader can get back, found by an attack of its own."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from sse_analysis.errors import EstimationError
from sse_analysis.survey import suppression

INSIDE = pd.DataFrame([[20, 50, 10], [8, 19, 22], [17, 32, 12]], index=list("abc"), columns=list("xyz"))


def attacked(inside, state):
    """Return the width left to every withheld inner cell, from the printed numbers alone."""
    rows, columns = inside.shape
    names = [(row, column) for row in inside.index for column in inside.columns]
    known, right = [], []

    def learn(cells, value):
        known.append([name in cells for name in names])
        right.append(value)

    for name in names:
        if state[name] == "published":
            learn([name], inside.loc[name])
    for row in inside.index:
        if state[row, "total"] == "published":
            learn([(row, column) for column in inside.columns], inside.loc[row].sum())
    for column in inside.columns:
        if state["total", column] == "published":
            learn([(row, column) for row in inside.index], inside[column].sum())
    if state["total", "total"] == "published":
        learn(names, inside.to_numpy().sum())
    matrix = np.array(known, float)
    widths = {}
    for place, name in enumerate(names):
        if state[name] != "published":
            goal = np.eye(rows * columns)[place]
            ends = [linprog(sign * goal, A_eq=matrix, b_eq=right, bounds=(0, None)) for sign in (1, -1)]
            widths[name] = np.inf if any(end.status == 3 for end in ends) else -ends[1].fun - ends[0].fun
    return widths


def test_one_small_cell_takes_three_others_with_it():
    """Alone it is its row's total less the rest."""
    table = suppression.with_margins(INSIDE)
    alone = table.cells.index.isin([("b", "x")])
    low, high = suppression.inferred(table, alone)
    assert (low[alone], high[alone]) == (pytest.approx([8]), pytest.approx([8]))
    found = suppression.secondary_suppression(table, [("b", "x")], width=0.1, least=5)
    assert found["state"].value_counts().to_dict() == {"published": 12, "secondary": 3, "primary": 1}
    assert set(found.index[found["state"] == "secondary"]) == {("b", "z"), ("c", "x"), ("c", "z")}
    assert found.loc[[("b", "x")], ["low", "high"]].to_numpy().tolist() == [[0.0, 25.0]]
    assert found["value"].isna().sum() == 4


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_no_withheld_cell_can_be_narrowed_below_its_width(seed):
    generator = np.random.default_rng(seed)
    counts = generator.poisson(generator.gamma(0.8, 25, (4, 5)))
    inside = pd.DataFrame(counts, index=list("abcd"), columns=list("vwxyz"))
    small = [
        (row, column) for row in inside.index for column in inside.columns if 0 < inside.loc[row, column] < 10
    ]
    table = suppression.with_margins(inside)
    found = suppression.secondary_suppression(table, small, width=0.2, least=10)
    assert all(found.loc[[name], "state"].item() == "primary" for name in small)
    for name, width in attacked(inside, found["state"]).items():
        assert width >= max(0.2 * inside.loc[name], 10) - 1e-6, name
    assert all(
        inside.loc[name] > 0 for name in found.index[found["state"] == "secondary"] if "total" not in name
    )


def test_nothing_to_hide_hides_nothing():
    found = suppression.secondary_suppression(suppression.with_margins(INSIDE), [], width=0.1, least=5)
    assert found["state"].unique().tolist() == ["published"]
    pd.testing.assert_series_equal(found["value"], found["low"], check_names=False)


def test_one_row_gives_up_a_second_cell():
    """Regions and the nation: one withheld region is the difference of the rest."""
    cells = pd.Series({"r1": 4.0, "r2": 60.0, "r3": 30.0, "nation": 94.0})
    table = suppression.Published(cells, (("nation", ("r1", "r2", "r3")),))
    found = suppression.secondary_suppression(table, ["r1"], width=0.1, least=5)
    assert found["state"].to_dict() == {
        "r1": "primary", "r2": "published", "r3": "secondary", "nation": "published",
    }  # fmt: skip
    assert found.loc["r1", ["low", "high"]].tolist() == [0, 34]


def test_a_cost_steers_the_choice():
    cells = pd.Series({"r1": 4.0, "r2": 60.0, "r3": 30.0, "nation": 94.0})
    table = suppression.Published(cells, (("nation", ("r1", "r2", "r3")),))
    cost = pd.Series({"r1": 1, "r2": 1, "r3": 100, "nation": 100})
    found = suppression.secondary_suppression(table, ["r1"], width=0.1, least=5, cost=cost)
    assert found.loc["r2", "state"] == "secondary"


def test_what_cannot_be_protected_is_refused():
    printed = suppression.Published(pd.Series({"a": 0.0, "b": 0.0, "all": 0.0}), (("all", ("a", "b")),))
    with pytest.raises(EstimationError) as caught:
        suppression.secondary_suppression(printed, ["a"], width=0.1, least=5)
    assert str(caught.value) == (
        "no choice of further cells protects 'a': the rest of the table gives it away. Print fewer rows or columns."
    )


def test_a_table_that_does_not_add_up_is_told():
    with pytest.raises(EstimationError) as caught:
        suppression.Published(pd.Series({"a": 1.0, "b": 2.0, "all": 4.0}), (("all", ("a", "b")),))
    assert str(caught.value) == "the table cannot be protected: the parts of 'all' add up to 3, not 4."


def test_an_unknown_cell_and_a_row_called_total_are_told():
    with pytest.raises(EstimationError, match=r"no such cell in the table: \('b', 'q'\)\."):
        suppression.secondary_suppression(suppression.with_margins(INSIDE), [("b", "q")], width=0.1, least=5)
    with pytest.raises(EstimationError, match="a row or column is called 'total'"):
        suppression.with_margins(INSIDE.rename(columns={"x": "total"}))
