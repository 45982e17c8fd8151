"""What rule sets and decisions make of a total, by hand on four forms."""

from __future__ import annotations

import datetime as dt
import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sse_analysis.errors import UnitError
from sse_analysis.perimeter import Decision, DecisionLog, answers, combinations, singles, sums, verdicts

DAY = dt.date(2026, 6, 1)
PRINCIPLES = ("voluntary_membership", "democratic_governance", "autonomy", "people_over_capital")
OPTIONS = {"in": "In", "broad": "Broad only", "out": "Out"}


def _forms(**verdicts: str) -> pd.DataFrame:
    """Return forms whose four principles all have one verdict: yes is in under every rule set, unknown undecided."""
    rows = [
        {"id": form, "name_en": form.upper(), "form_type": "cooperative", "tier": "primary"}
        | dict.fromkeys(PRINCIPLES, word)
        for form, word in verdicts.items()
    ]
    return pd.DataFrame(rows)


def _log(*forms: str, options=OPTIONS) -> DecisionLog:
    asked = (
        Decision(
            id=f"Q-{form}",
            question="In?",
            form=form,
            paragraph="principle 4",
            options=dict(options),
            evidence=("x",),
            proposed_by="project",
        )
        for form in forms
    )
    return DecisionLog("khm", tuple(asked))


def _pieces(**values: float) -> pd.DataFrame:
    return pd.DataFrame(
        {"form": list(values), "value": list(values.values()), "unit": "entities", "year": 2024}
    )


FORMS = _forms(a="yes", b="unknown", c="yes", d="unknown")
PIECES = _pieces(a=100.0, b=40.0, c=10.0, d=7.0)
JUDGED = answers(FORMS, _log("b", "c"), on=DAY)


def test_every_answer_stands_beside_things_as_they_are():
    national = JUDGED[JUDGED["rule_set"].eq("national")].set_index(["id", "option"])["verdict"]
    assert national["b"].to_dict() == {"": "undecided", "in": "in", "broad": "out", "out": "out"}
    assert national["a"].to_dict() == {"": "in"}
    core = JUDGED[JUDGED["rule_set"].eq("core") & JUDGED["id"].eq("b")]
    assert set(core["verdict"]) == {"undecided"}  # a national committee does not answer for the core
    assert "self_identified" not in set(JUDGED["rule_set"])


def test_single_decisions_by_hand():
    found = singles(PIECES, JUDGED, window=5)
    national = found[found["rule_set"].eq("national")].set_index("id")
    assert national.loc["national", "total"] == 110.0  # not 157: what is undecided is not in
    rows = national.drop(index="national")[["kind", "low", "high"]]
    assert rows.T.to_dict("list") == {
        "b": ["question", 0.0, 40.0], "c": ["question", -10.0, 0.0], "d": ["reading", 0.0, 7.0],
    }  # fmt: skip
    assert national.loc["c", "high_answer"] == "in"
    core = found[found["rule_set"].eq("core") & found["id"].eq("b")].iloc[0]
    assert (core["kind"], core["high"]) == ("reading", 40.0)
    assert not (found["rule_set"].eq("core") & found["id"].eq("c")).any()


def test_the_choice_of_definition_is_a_bar_of_its_own():
    forms = _forms(a="yes", b="unknown").assign(
        people_over_capital=["yes", "no"], democratic_governance="yes"
    )
    found = singles(_pieces(a=100.0, b=40.0), answers(forms, _log(), on=DAY), window=5)
    own = found[found["kind"].eq("rule set")].set_index("id")
    assert own["total"].to_dict() == {
        "core": 100.0,
        "national": 100.0,
        "broad": 140.0,
        "un_tse": 100.0,
        "ciriec": 100.0,
    }
    assert own.loc["national", ["low", "high", "high_answer"]].tolist() == [0.0, 40.0, "broad"]
    assert own.loc["broad", ["low", "high"]].tolist() == [-40.0, 0.0]


def test_all_answers_together_by_hand():
    found = combinations(PIECES, JUDGED, window=5)
    assert (found.possible, found.computed, found.questions) == (9, 9, ("Q-b", "Q-c"))
    national = found.frame[found.frame["rule_set"].eq("national")].set_index(["Q-b", "Q-c"])
    assert national.loc[("in", "in"), ["total", "upper"]].tolist() == [150.0, 157.0]
    assert national.loc[("out", "broad"), ["total", "upper"]].tolist() == [100.0, 107.0]
    assert sorted(national["total"]) == [100.0] * 4 + [110.0] * 2 + [140.0] * 2 + [150.0]
    core = found.frame[found.frame["rule_set"].eq("core")]
    assert core[["Q-b", "total", "upper"]].values.tolist() == [["", 110.0, 157.0]]


def test_a_question_without_a_count_moves_nothing_and_multiplies_nothing():
    judged = answers(_forms(a="yes", b="unknown", c="yes"), _log("b", "c"), on=DAY)
    pieces = _pieces(a=100.0, b=40.0)
    found = combinations(pieces, judged, window=5)
    assert (found.possible, found.questions) == (3, ("Q-b",))
    row = singles(pieces, judged, window=5).query("id == 'c' and rule_set == 'national'").iloc[0]
    assert pd.isna(row["value"]) and pd.isna(row["low"])  # absent, not a change of zero


def test_more_than_the_limit_are_drawn_once_each_and_the_same_every_time():
    names = [f"f{place}" for place in range(9)]
    judged = answers(_forms(**dict.fromkeys(names, "unknown")), _log(*names), on=DAY)
    pieces = _pieces(**{name: 2.0**place for place, name in enumerate(names)})
    one, again = (combinations(pieces, judged, window=5) for _ in range(2))
    assert (one.possible, one.computed) == (3**9, 4_096)
    national = one.frame[one.frame["rule_set"].eq("national")]
    assert not national[list(one.questions)].duplicated().any()
    pd.testing.assert_frame_equal(one.frame, again.frame)
    # Half of the forms' weight is in one time in three: 511 / 3 is the mean over all combinations.
    assert national["total"].fillna(0).mean() == pytest.approx(511 / 3, rel=0.03)


def test_a_total_over_far_years_and_over_nothing_is_none():
    pieces = PIECES.assign(year=[2024, 2006, 2024, 2024])
    chosen = np.array([[1, 0, 1, 0], [1, 1, 0, 0], [0, 0, 0, 0], [0, 1, 0, 0]], dtype=bool)
    found = sums(chosen, pieces, window=5)
    assert found["total"].tolist()[0::3] == [110.0, 40.0]
    assert found["total"].isna().tolist() == [False, True, True, False]  # not 140, not 0
    # The decision on the old form still moves the total by its own figure.
    row = singles(pieces, JUDGED, window=5).query("id == 'b' and rule_set == 'national'").iloc[0]
    assert (row["low"], row["high"]) == (0.0, 40.0)


def test_two_units_are_refused():
    with pytest.raises(UnitError):
        sums(
            np.ones((1, 4), dtype=bool),
            PIECES.assign(unit=["entities", "persons", "entities", "entities"]),
            window=5,
        )


def test_a_missing_value_is_no_zero():
    assert (
        sums(np.ones((1, 4), dtype=bool), PIECES.assign(value=[1, 2, np.nan, 3]), window=5)["total"]
        .isna()
        .all()
    )


@settings(max_examples=25, deadline=None)
@given(some.lists(some.tuples(some.sampled_from(["yes", "no", "unknown"]), some.integers(0, 9_999), some.booleans()),
                  min_size=1, max_size=5))  # fmt: skip
def test_every_combination_agrees_with_the_verdicts_it_stands_for(rows):
    """Whatever the forms: a total is the plain sum of the forms that are in when exactly these answers are given."""
    names = [f"f{place}" for place in range(len(rows))]
    forms = _forms(**{name: word for name, (word, _, _) in zip(names, rows, strict=True)})
    pieces = _pieces(**{name: float(value) for name, (_, value, _) in zip(names, rows, strict=True)})
    asked = [name for name, (_, _, open_) in zip(names, rows, strict=True) if open_]
    judged = answers(forms, _log(*asked), on=DAY)
    found = combinations(pieces, judged, window=5).frame
    values = pieces.set_index("form")["value"]
    for code, chosen in itertools.product(
        ("national", "broad", "core"), itertools.product(OPTIONS, repeat=len(asked))
    ):
        given_answers = dict(zip(asked, chosen, strict=True))
        verdict = verdicts(forms, DecisionLog("khm"), on=DAY, chosen=given_answers)
        inside = verdict.loc[verdict["rule_set"].eq(code) & verdict["verdict"].eq("in"), "id"]
        own = found[found["rule_set"].eq(code)]
        if len(own) > 1:
            for name, option in given_answers.items():
                own = own[own[f"Q-{name}"].eq(option)]
        assert len(own) == 1
        total = own["total"].iloc[0]
        assert total == values[inside].sum() if len(inside) else pd.isna(total)
