"""Entities that no list has seen, by hand."""

import numpy as np
import pandas as pd
import pytest

from sse_analysis.errors import EstimationError
from sse_analysis.mapping import coverage

LISTS = ("A", "B", "C")
CELLS = pd.DataFrame(
    [(1, 0, 0, 60), (0, 1, 0, 40), (0, 0, 1, 30), (1, 1, 0, 35), (1, 0, 1, 15), (0, 1, 1, 10), (1, 1, 1, 5)],
    columns=[*LISTS, "n"],
)


def fitted(*models, cells=CELLS):
    return coverage.log_linear(cells, LISTS, count="n", models=models)


def test_two_lists_by_hand():
    found = coverage.two_list(20, 15, 10)
    assert (found.observed, found.lincoln_petersen) == (25, 30)
    assert found.chapman == pytest.approx(21 * 16 / 11 - 1)
    assert found.var_chapman == pytest.approx(21 * 16 * 10 * 5 / (11**2 * 12))
    assert (found.coverage_list1, found.coverage_list2) == (pytest.approx(10 / 15), 0.5)


def test_links_that_are_missed_make_the_estimate_larger():
    assert coverage.two_list(20, 15, 8).chapman > coverage.two_list(20, 15, 10).chapman


def test_lists_without_a_common_entity_have_no_ratio():
    found = coverage.two_list(20, 15, 0)
    assert np.isnan(found.lincoln_petersen) and found.chapman == 21 * 16 - 1


def test_more_on_both_than_on_one():
    with pytest.raises(EstimationError) as caught:
        coverage.two_list(20, 15, 16)
    assert str(caught.value) == (
        "two lists need 0 <= both <= each: found 20 on the first, 15 on the second, 16 on both."
    )


def test_all_pairs_dependent_has_a_closed_form():
    """unseen = n111 n100 n010 n001 / (n110 n101 n011)."""
    row = fitted("AB,AC,BC").loc["AB,AC,BC"]
    assert row["estimate"] == pytest.approx(195 + 5 * 60 * 40 * 30 / (35 * 15 * 10))
    assert row["df"] == 0 and row["deviance"] == pytest.approx(0, abs=1e-10)


def test_one_list_independent_of_the_other_two_is_two_lists():
    """'AB,C': C against those on A or B; the unseen are n(C only) x n(not C) / n(both)."""
    assert fitted("AB,C").loc["AB,C", "estimate"] == pytest.approx(195 + 30 * 135 / 30)


def test_models_are_read_with_long_names_too():
    lists = ("tax", "bank", "census")
    assert coverage.terms_of("tax*bank,census", lists) == [("tax",), ("bank",), ("census",), ("tax", "bank")]
    with pytest.raises(EstimationError) as caught:
        coverage.terms_of("tax*bank", lists)
    assert str(caught.value) == "the model 'tax*bank' leaves out the list 'census'."
    with pytest.raises(EstimationError) as caught:
        coverage.terms_of("AB,D", LISTS)
    assert str(caught.value) == "the model 'AB,D' names 'D', which is no list."


def test_an_absent_combination_is_asked_for_and_not_taken_as_zero():
    with pytest.raises(EstimationError) as caught:
        fitted("A,B,C", cells=CELLS.iloc[:6])
    assert str(caught.value) == (
        "the lists cannot be modelled: the combination (1, 1, 1) is absent: write 0 if no entity shows it."
    )


def test_the_dependence_of_all_three_cannot_be_told_from_the_unseen():
    with pytest.raises(EstimationError) as caught:
        fitted("ABC")
    assert str(caught.value) == (
        "the model 'ABC' has 8 parameters for 7 cells; the entities on no list cannot be told from it."
    )


def test_a_fitted_cell_of_zero_is_marked():
    none = CELLS.assign(n=CELLS["n"].where(CELLS["n"] != 5, 0))
    assert fitted("AB,AC,BC", cells=none)["boundary"].tolist() == [True]
    assert fitted("A,B,C", cells=none)["boundary"].tolist() == [False]


def test_the_average_lies_in_the_range_and_its_error_holds_the_spread():
    models = fitted("A,B,C", "AB,C", "AC,B", "A,BC")
    found = coverage.averaged(models)
    assert found["lowest"] < found["estimate"] < found["highest"]
    alike = coverage.averaged(models.assign(aic=1.0, se=0.0))
    assert alike["se"] == pytest.approx((models["estimate"] - models["estimate"].mean()).abs().mean())


def test_a_lower_bound_by_hand():
    """S = 195, f1 = 130, f2 = 60."""
    found = coverage.chao(CELLS, LISTS, count="n")
    assert found.estimate == pytest.approx(195 + 130**2 / 120)
    assert found.bias_corrected == pytest.approx(195 + 130 * 129 / 122)
    assert found.observed < found.ci_low < found.estimate < found.ci_high


def test_nobody_seen_twice_leaves_the_corrected_bound_only():
    found = coverage.chao(CELLS.iloc[:3], LISTS, count="n")
    assert np.isnan(found.estimate) and found.bias_corrected == 130 + 130 * 129 / 2
