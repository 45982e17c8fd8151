"""Survival of registered entities by hand, with delayed entry."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize_scalar

from sse_analysis.errors import EstimationError
from sse_analysis.mapping import survival

COLUMNS = {"exit": "exit", "event": "closed"}


def spells(*rows):
    return pd.DataFrame(rows, columns=["entry", "exit", "closed", "form"])


THREE = spells((0, 2, 1, "a"), (3, 5, 1, "a"), (0, 6, 0, "a"))


def test_delayed_entry_by_hand_and_what_ignoring_it_would_say():
    """At 2 two are under observation, at 5 again two; a plain curve counts the late one from its birth."""
    late = survival.kaplan_meier(THREE, **COLUMNS, entry="entry", times=[1, 2, 5]).frame
    assert late["survival"].tolist() == pytest.approx([1, 1 / 2, 1 / 4])
    assert late["n_risk"].tolist() == [2, 2, 2]
    plain = survival.kaplan_meier(THREE, **COLUMNS, times=[1, 2, 5]).frame
    assert plain["survival"].tolist() == pytest.approx([1, 2 / 3, 1 / 3])


def test_greenwood_by_hand():
    row = survival.kaplan_meier(THREE, **COLUMNS, times=[5]).frame.iloc[0]
    assert row["se"] == pytest.approx(1 / 3 * np.sqrt(1 / (3 * 2) + 1 / (2 * 1)))


def test_who_comes_under_observation_at_the_moment_of_an_end_is_not_at_risk_of_it():
    tied = spells((0, 2, 1, "a"), (2, 5, 0, "a"), (0, 6, 0, "a"))
    found = survival.kaplan_meier(tied, **COLUMNS, entry="entry", times=[2]).frame.iloc[0]
    assert (found["survival"], found["n_present"]) == (0.5, 2)


def test_beyond_the_last_observation_nothing_is_known():
    found = survival.kaplan_meier(THREE, **COLUMNS, times=[6, 7]).frame["survival"]
    assert found[0] == pytest.approx(1 / 3) and np.isnan(found[1])


def test_a_risk_set_that_runs_empty_is_told():
    early = spells((0, 1, 1, "a"), (2, 5, 1, "a"), (2, 6, 0, "a"))
    found = survival.kaplan_meier(early, **COLUMNS, entry="entry", times=[4])
    assert found.frame["survival"].tolist() == [0]
    assert found.notes == (
        "At 1 all 1 entities under observation ended, so survival is 0 from there on although others came under observation later. Start the curve after that time.",
    )


def test_all_problems_of_the_spells_are_told():
    wrong = spells((0, 2, 1, "a"), (5, 5, 1, "b"), (0, np.nan, 2, "b"))
    with pytest.raises(EstimationError) as caught:
        survival.kaplan_meier(wrong, **COLUMNS, entry="entry", times=[1])
    assert str(caught.value) == (
        "survival cannot be estimated: 'exit' is blank in 1 rows; 'closed' is neither 0 nor 1 in 1 rows; 'entry' is not before 'exit' in 1 rows. Leave such entities out by a rule that is written down, and show how many they were."
    )


def efron(beta, table):
    """Return the partial log-likelihood with entry < t <= exit, term by term."""
    x = (table["form"] == "b").to_numpy(float)
    value = 0.0
    for t in np.unique(table.loc[table["closed"] == 1, "exit"]):
        risk = ((table["entry"] < t) & (table["exit"] >= t)).to_numpy()
        ended = ((table["exit"] == t) & (table["closed"] == 1)).to_numpy()
        value += beta * x[ended].sum()
        whole, part = np.exp(beta * x[risk]).sum(), np.exp(beta * x[ended]).sum()
        value -= sum(np.log(whole - k / ended.sum() * part) for k in range(ended.sum()))
    return value


def test_a_hazard_ratio_with_ties_and_entries_at_an_event():
    """Entries at 2 and 3 meet events at 2 and 3: they are not at risk of them."""
    table = spells(
        (0, 2, 1, "a"), (0, 2, 1, "b"), (0, 3, 1, "a"), (2, 5, 1, "b"), (2, 6, 0, "a"), (3, 6, 1, "b"),
        (0, 7, 1, "a"), (3, 8, 1, "b"), (0, 8, 0, "b"), (1, 8, 1, "a"),
    )  # fmt: skip
    found = survival.cox(table, **COLUMNS, entry="entry", group="form", base="a")
    best = minimize_scalar(
        lambda beta: -efron(beta, table), bounds=(-5, 5), method="bounded", options={"xatol": 1e-10}
    )
    assert found.coef == pytest.approx(best.x, abs=1e-6)
    step = 1e-4
    bend = (efron(best.x + step, table) + efron(best.x - step, table) - 2 * efron(best.x, table)) / step**2
    assert found.se == pytest.approx((-bend) ** -0.5, rel=1e-4)
    other = survival.cox(table, **COLUMNS, entry="entry", group="form", base="b")
    assert other.coef == pytest.approx(-found.coef) and found.ratio == pytest.approx(np.exp(found.coef))


def test_a_group_in_which_nothing_ended_has_no_hazard():
    with pytest.raises(EstimationError) as caught:
        survival.cox(spells((0, 2, 1, "a"), (0, 3, 0, "b")), **COLUMNS, group="form", base="a")
    assert str(caught.value) == "no entity ended in the group 'b': there is no hazard to compare."


def test_the_log_rank_by_hand():
    """Expected in a: 1/2 + 1/3 + 1/2 = 4/3; variance 1/4 + 2/9 + 1/4."""
    table = spells((0, 1, 1, "a"), (0, 3, 1, "a"), (0, 2, 1, "b"), (0, 4, 1, "b"))
    statistic, p = survival.logrank(table, **COLUMNS, by="form")
    assert statistic == pytest.approx((2 - 4 / 3) ** 2 / (1 / 2 + 2 / 9))
    assert 0.4 < p < 0.5


def test_the_log_rank_lets_late_entries_in_after_the_event():
    table = spells((0, 1, 1, "a"), (0, 3, 1, "a"), (0, 2, 1, "b"), (0, 4, 1, "b"), (3, 5, 0, "b"))
    statistic, _ = survival.logrank(table, **COLUMNS, by="form", entry="entry")
    assert statistic == pytest.approx((2 - 4 / 3) ** 2 / (1 / 2 + 2 / 9))
