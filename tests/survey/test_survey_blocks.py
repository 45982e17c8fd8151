"""Models and tables of many rows: blocks and single passes give what the whole matrix and single tables give."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sse_analysis.survey import SurveyDesign, SurveySample, blocks, regression

ROWS = 2 * blocks.ROWS + 1_000


@pytest.fixture(scope="module")
def sample():
    rng = np.random.default_rng(7)
    psu = np.sort(rng.integers(0, 300, ROWS))
    data = pd.DataFrame(
        {
            "stratum": psu % 20,
            "psu": psu,
            "weight": rng.uniform(1, 9, ROWS),
            "age": rng.integers(15, 70, ROWS),
            "hours": rng.normal(40, 9, ROWS),
            "sex": rng.choice(["woman", "man"], ROWS),
            "school": rng.integers(0, 4, ROWS),
            "domain": rng.integers(0, 5, ROWS),
        }
    )
    data.loc[ROWS - 40 :, "school"] = 9  # a level that only the last block has
    data.loc[data.index % 97 == 0, "hours"] = np.nan
    eta = 0.02 * data["age"] - 0.5 * data["sex"].eq("woman") - 0.3
    data = data.assign(formal=rng.uniform(size=ROWS) < 1 / (1 + np.exp(-eta)), pay=rng.gamma(2, 300, ROWS))
    return SurveySample(data, SurveyDesign(weights="weight", strata="stratum", psu=("psu",)))


FORMULAS = [
    "formal ~ sex + age + I(age ** 2) + C(school)",
    "formal ~ sex * hours + C(school)",
    "pay ~ np.log(age) + sex",
    "formal ~ center(hours) + sex",
]


@pytest.mark.parametrize("formula", FORMULAS)
def test_blocks_hold_the_matrix_of_the_formula(sample, formula):
    whole = regression.inputs_of(sample, formula, None)
    made = regression.inputs_of(sample, formula, None, in_blocks=True)
    assert made.terms == whole.terms and made.columns_of == whole.columns_of
    assert isinstance(made.matrix, blocks.Blocks) == ("center" not in formula)
    put_together = np.concatenate([x for _, x in blocks.parts(made.matrix)])
    np.testing.assert_array_equal(put_together, whole.matrix)


def test_indicators_take_a_byte_and_numbers_of_the_file_nothing(sample):
    made = regression.inputs_of(sample, "formal ~ sex + hours", None, in_blocks=True)
    kinds = [column.dtype.str for column in made.matrix.columns[0]]
    assert kinds == ["|i1", "|i1", "<f8"]


@pytest.mark.parametrize("formula", FORMULAS[:2])
def test_the_fit_in_blocks_is_the_fit_of_the_whole(sample, formula, monkeypatch):
    fitted = sample.glm(formula, family="binomial")
    monkeypatch.setattr(regression.grouped, "applies", lambda _: False)
    monkeypatch.setattr(regression.blocks, "build", lambda right, data: (None, None))
    other = sample.glm(formula, family="binomial")
    np.testing.assert_allclose(fitted.frame["estimate"], other.frame["estimate"], rtol=1e-9)
    np.testing.assert_allclose(fitted.covariance, other.covariance, rtol=1e-7, atol=1e-18)


def test_many_variables_at_once_are_each_by_itself(sample):
    names = ["pay", "hours", "formal"]
    together = sample.mean(names, by=["domain", "sex"])
    single = [sample.mean(name, by=["domain", "sex"]) for name in names]
    expected = pd.concat([one.frame for one in single], ignore_index=True)
    pd.testing.assert_frame_equal(together.frame, expected)
    blocks_only = sample.mean(names, by=["domain", "sex"], joint=False)
    pd.testing.assert_frame_equal(blocks_only.frame, expected)
    assert together.covariance.shape == (30, 30) and np.isfinite(together.covariance).all()
    np.testing.assert_allclose(together.covariance[10:20, 10:20], single[1].covariance, rtol=1e-9)
    bare = sample.mean(names, by=["domain", "sex"], joint=False, effects=False).frame
    pd.testing.assert_frame_equal(bare, expected.assign(n_eff=np.nan)[list(bare.columns)])
    assert "deff" not in bare
    assert blocks_only.covariance.shape == (3, 10, 10)
    for block, one in zip(blocks_only.covariance, single, strict=True):
        np.testing.assert_array_equal(block, one.covariance)


def test_the_joint_covariance_is_that_of_the_general_path(sample, monkeypatch):
    names = ["pay", "formal"]
    fast = sample.mean(names, by="domain")
    monkeypatch.setattr("sse_analysis.survey.grouped.applies", lambda _: False)
    slow = sample.mean(names, by="domain")
    np.testing.assert_allclose(fast.covariance, slow.covariance, rtol=1e-8, atol=1e-12)
    columns = ["estimate", "se", "deff", "n_eff"]
    np.testing.assert_allclose(fast.frame[columns], slow.frame[columns], rtol=1e-8)


@pytest.mark.parametrize("method", ["beta", "xlogit"])
def test_the_interval_of_a_group_counts_the_rows_of_the_group(sample, method):
    """The tempting wrong number of rows is that of the whole sample."""
    groups = sample.proportion("formal", by="domain", method=method).frame
    for number in range(5):
        alone = sample.proportion("formal", domain=sample.data["domain"].eq(number), method=method).frame
        columns = ["ci_low", "ci_high"]
        np.testing.assert_allclose(
            groups.loc[groups["domain"].eq(number), columns], alone[columns], rtol=1e-12
        )
