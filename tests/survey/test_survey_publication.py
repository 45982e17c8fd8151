"""Reliability, many tests, imputed answers and what was not measured, by hand."""

import numpy as np
import pandas as pd
import pytest

from sse_analysis.errors import CodeError, EstimationError
from sse_analysis.reference.codes import table
from sse_analysis.survey import imputation, multiplicity, reliability, sensitivity


def judged(*rows, **changes):
    frame = pd.DataFrame(rows, columns=["estimate", "se", "n", "df"])
    return reliability.proportions(frame, reliability.rule("nchs_2017", **changes))


def test_every_limit_has_a_source():
    assert reliability.rules() == ("nchs_2017", "statcan_lfs")
    assert all(
        row["edition"] and row["source_title"] and row["source_url"] for row in table("publication_rules")
    )


def test_a_simple_random_sample_has_its_own_size_as_effective_size():
    n, p = 400, 0.5
    row = judged((p, np.sqrt(p * (1 - p) / n), n, n - 1)).iloc[0]
    assert row["effective_n"] == pytest.approx(400)
    assert (row["decision"], row["review"]) == ("present", False)


def test_a_share_near_one_is_not_saved_by_its_small_coefficient_of_variation():
    """cv is 3 per cent, yet 25 people stand behind the share."""
    row = judged((0.97, 0.03, 25, 20)).iloc[0]
    assert row["decision"] == "suppress" and row["cv"] < 0.04
    assert reliability.by_variation(pd.Series([row["cv"]])).tolist() == ["publish"]


def test_nobody_among_many_is_presented_for_review():
    row = judged((0.0, 0.0, 500, 40)).iloc[0]
    assert (row["ci_low"], row["decision"], row["review"]) == (0.0, "present", True)
    assert row["ci_high"] == pytest.approx(1 - 0.025 ** (1 / 500))


def test_a_country_changes_a_limit_and_a_blank_is_never_printed():
    assert judged((0.5, 0.02, 40, 30), min_n=50).iloc[0]["decision"] == "suppress"
    assert judged((0.5, np.nan, 900, 30)).iloc[0]["decision"] == "suppress"


def test_classes_of_variation_at_their_limits():
    found = reliability.by_variation(pd.Series([0.165, 0.1651, 0.333, 0.34, np.nan]))
    assert found.tolist() == ["publish", "caution", "caution", "not_reliable", "not_reliable"]


def test_unknown_rules_and_wrong_shares_are_told():
    with pytest.raises(CodeError) as caught:
        reliability.rule("nchs_2018")
    assert str(caught.value) == (
        "there is no publication rule 'nchs_2018', expected one of 'nchs_2017', 'statcan_lfs'. Did you mean 'nchs_2017'?"
    )
    with pytest.raises(
        CodeError, match=r"the rule 'statcan_lfs' has no limit 'cautious'.*Did you mean 'caution'"
    ):
        reliability.rule("statcan_lfs", cautious=0.5)
    with pytest.raises(EstimationError, match="a share lies between 0 and 1"):
        judged((45.0, 1.0, 900, 30))


def test_adjusted_p_values_by_hand():
    p = [0.01, 0.04, 0.03]
    assert multiplicity.adjusted(p).tolist() == pytest.approx([0.03, 0.06, 0.06])
    assert multiplicity.adjusted(p, method="bh").tolist() == pytest.approx([0.03, 0.04, 0.04])


def test_a_test_that_was_not_made_counts_as_none():
    found = multiplicity.adjusted([0.01, np.nan], method="bonferroni")
    assert found[0] == 0.01 and np.isnan(found[1])


def test_wrong_p_values_and_names_are_told():
    with pytest.raises(EstimationError, match=r"a p value lies between 0 and 1: found 1\.2\."):
        multiplicity.adjusted([0.1, 1.2])
    with pytest.raises(EstimationError) as caught:
        multiplicity.adjusted([0.1], method="hom")
    assert str(caught.value) == (
        "there is no adjustment 'hom', expected one of 'bonferroni', 'holm', 'hommel', 'bh', 'by'. Did you mean 'holm'?"
    )


def test_pooling_by_hand():
    """Three files: U = 1, B = 1, T = 1 + 4/3."""
    found = imputation.pool([1, 2, 3], [1, 1, 1])
    assert (found.estimate, found.within, found.between) == (2, 1, pytest.approx(1))
    assert found.total_variance == pytest.approx(7 / 3)
    assert found.df_rubin == pytest.approx(2 / (4 / 7) ** 2)
    assert found.se > 1  # the variance of one file would be too small


def test_files_that_agree_add_nothing():
    found = imputation.pool([2, 2], [0.5, 0.5], df_complete=20)
    assert (found.total_variance, found.missing_share, found.fmi) == (0.5, 0, 0)
    assert found.df_barnard_rubin == pytest.approx(21 / 23 * 20)


def test_pooling_one_file_is_refused():
    with pytest.raises(EstimationError) as caught:
        imputation.pool([1], [1])
    assert str(caught.value) == "pooling needs two imputed files or more: 1 estimates, 1 variances."


def test_bounds_without_assumptions():
    assert imputation.bounds(0.5, response_rate=0.6) == (pytest.approx(0.3), pytest.approx(0.7))
    assert imputation.bounds(0.5, response_rate=0) == (0, 1)
    with pytest.raises(EstimationError, match="a response rate lies between 0 and 1: found 60"):
        imputation.bounds(0.5, response_rate=60)


def test_an_interval_that_holds_one_needs_no_confounder():
    assert sensitivity.e_value(2.0, limit=0.9) == (pytest.approx(2 + np.sqrt(2)), 1)
    assert sensitivity.e_value(0.5, limit=1.1) == (pytest.approx(2 + np.sqrt(2)), 1)
    with pytest.raises(EstimationError, match=r"8\.7 is not the limit nearer to 1: the ratio is 3\.9"):
        sensitivity.e_value(3.9, limit=8.7)


def test_a_coefficient_that_did_not_move_is_never_explained_away():
    star, zero = sensitivity.oster(beta_short=0.2, r2_short=0.1, beta_long=0.2, r2_long=0.3)
    assert (star, zero) == (0.2, np.inf)
    with pytest.raises(EstimationError) as caught:
        sensitivity.oster(beta_short=0.2, r2_short=0.3, beta_long=0.1, r2_long=0.2)
    assert str(caught.value) == ("R squared must rise, 0 <= short < long <= max <= 1: found 0.3, 0.2, 0.26.")
