"""Decompositions and membership effects: small cases by hand, errors by perturbation, refusals."""

import numpy as np
import pandas as pd
import pytest

from sse_analysis.errors import EstimationError
from sse_analysis.formalization.decomposition import oaxaca
from sse_analysis.formalization.distribution import quantile_effects
from sse_analysis.formalization.inequality import inequality
from sse_analysis.formalization.linearized import Linearized
from sse_analysis.formalization.membership import aipw, ipw, ladder
from sse_analysis.formalization.nonlinear import yun
from sse_analysis.formalization.overlap import Support, balance
from sse_analysis.formalization.transitions import transition_matrix
from sse_analysis.results.absence import Absence
from sse_analysis.survey import Replicates, SurveyDesign, SurveySample

DESIGN = SurveyDesign(weights="w", psu=("village",))
VILLAGES = 30
STEP = 1e-5


def people() -> pd.DataFrame:
    """Return 600 made-up workers; members are a little older, and weigh more in the villages of the first half."""
    random = np.random.default_rng(7)
    n = 600
    village = np.repeat(np.arange(VILLAGES), n // VILLAGES)
    shock = random.normal(size=VILLAGES)[village]
    age = random.uniform(20, 60, n).round()
    woman = random.integers(0, 2, n)
    member = (random.uniform(size=n) < 1 / (1 + np.exp(1.6 - 0.02 * age - 0.3 * shock))).astype(int)
    formal = (random.uniform(size=n) < 1 / (1 + np.exp(0.8 - 0.4 * member - 0.5 * shock))).astype(int)
    wage = np.exp(4 + 0.01 * age - 0.2 * woman + 0.3 * formal + 0.3 * shock + random.normal(0, 0.5, n)).round(
        2
    )
    later = np.where(random.uniform(size=n) < 0.7, formal, 1 - formal)
    weight = np.where(village < VILLAGES / 2, 3.0, 1.0) * random.uniform(0.5, 1.5, n)
    return pd.DataFrame(
        {"village": village, "w": weight, "age": age, "woman": woman, "member": member, "formal": formal,
         "wage": wage, "log_wage": np.log(wage), "later": later}
    )  # fmt: skip


PEOPLE = people()


def sample(**changes) -> SurveySample:
    return SurveySample(PEOPLE, SurveyDesign(**{**vars(DESIGN), **changes}))


def perturbed() -> SurveySample:
    """Return the same people with one replicate a village, whose weight is a hair larger.

    For an estimate that does not change when all weights are doubled, the variance from these replicates is the
    linearised one with every influence value found by differences instead of formulas.
    """
    columns = {f"r{v}": PEOPLE["w"] * np.where(PEOPLE["village"] == v, 1 + STEP, 1) for v in range(VILLAGES)}
    replicates = Replicates(
        type="JK1", columns=tuple(columns), scale=VILLAGES / (VILLAGES - 1) / STEP**2, mse=True
    )
    return SurveySample(
        PEOPLE.assign(**columns), SurveyDesign(weights="w", psu=("village",), replicates=replicates)
    )


GROUPS = {"group_a": PEOPLE["formal"] == 1, "group_b": PEOPLE["formal"] == 0}
SEXES = {"group_a": PEOPLE["woman"] == 0, "group_b": PEOPLE["woman"] == 1}
WAGES = "log_wage ~ woman + age"
ASKED = {
    **{
        f"oaxaca {reference}": lambda s, reference=reference: oaxaca(s, WAGES, **GROUPS, reference=reference)
        for reference in ("coef_A", "coef_B", "equal_weights", "pooled_no_group_dummy", "pooled_with_group_dummy")
    },
    "oaxaca three": lambda s: oaxaca(s, WAGES, **GROUPS, fold="three"),
    "yun A": lambda s: yun(s, "formal ~ member + age", **SEXES),
    "yun B": lambda s: yun(s, "formal ~ member + age", **SEXES, reference="coef_B"),
    "ipw ate": lambda s: ipw(s, "formal", "member ~ age + woman"),
    "ipw att": lambda s: ipw(s, "formal", "member ~ age + woman", estimand="att"),
    "inequality": lambda s: inequality(s, "wage", by="formal"),
    "transitions": lambda s: transition_matrix(s, "formal", "later", states=[0, 1]),
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED)
def test_standard_errors_are_those_of_influence_values_found_by_perturbation(name):
    formulas, differences = ASKED[name](sample()), ASKED[name](perturbed())
    np.testing.assert_allclose(formulas.frame["estimate"], differences.frame["estimate"], rtol=1e-10)
    np.testing.assert_allclose(formulas.frame["se"], differences.frame["se"], rtol=1e-3, atol=1e-9)
    assert (formulas.frame["se"] > 1e-6).sum() >= len(formulas.frame) - 3


def test_the_ladder_has_the_estimates_of_its_rungs_and_one_covariance():
    whole = ladder(sample(), "formal ~ age + woman", "member ~ age + woman")
    assert list(whole.frame["quantity"]) == ["raw_gap", "adjusted", "ipw", "aipw"]
    weighted = ipw(sample(), "formal", "member ~ age + woman")
    robust = aipw(sample(), "formal ~ age + woman", "member ~ age + woman")
    assert whole.number("ipw") == pytest.approx(weighted.number("effect"), rel=1e-12)
    assert whole.number("ipw", "se") == pytest.approx(weighted.number("effect", "se"), rel=1e-12)
    assert whole.number("aipw") == pytest.approx(robust.number("effect"), rel=1e-12)
    effect = sample().marginal_effects(
        "formal ~ member + age + woman", [{"variable": "member", "kind": "discrete", "from": 0, "to": 1}]
    )
    assert whole.number("adjusted") == pytest.approx(effect.frame.loc[0, "estimate"], rel=1e-9)
    assert whole.number("adjusted", "se") == pytest.approx(effect.frame.loc[0, "se"], rel=1e-6)
    difference = np.array([1, 0, -1, 0]) @ whole.covariance @ np.array([1, 0, -1, 0])
    assert 0 < difference < whole.covariance[0, 0]


def test_the_doubly_robust_error_is_near_the_one_that_estimates_everything_again():
    plain, again = (aipw(s, "formal ~ age + woman", "member ~ age + woman") for s in (sample(), perturbed()))
    assert plain.number("effect", "se") == pytest.approx(again.number("effect", "se"), rel=0.05)
    assert plain.number("regression_adjustment", "se") == pytest.approx(
        again.number("regression_adjustment", "se"), rel=1e-3
    )


def test_the_parts_of_a_gap_by_hand():
    """A: y = 1 + 2x on x = 0, 1, 2; B: y = 3x on x = 0, 1, 1. Means 3 and 2; xA - xB = 1/3."""
    data = pd.DataFrame(
        {"g": [1, 1, 1, 0, 0, 0], "x": [0.0, 1, 2, 0, 1, 1], "y": [1.0, 3, 5, 0, 3, 3], "w": 1.0}
    )
    groups = {"group_a": data["g"] == 1, "group_b": data["g"] == 0}
    small = SurveySample(data, SurveyDesign(weights="w"))
    two = oaxaca(small, "y ~ x", **groups, reference="coef_A")
    assert [two.part(name) for name in ("mean_A", "mean_B", "gap")] == pytest.approx([3, 2, 1])
    assert two.part("explained") == pytest.approx(2 / 3)
    assert two.by_term("unexplained") == pytest.approx({"Intercept": 1, "x": 2 / 3 * (2 - 3)})
    three = oaxaca(small, "y ~ x", **groups, fold="three")
    parts = [three.part(name) for name in ("endowments", "coefficients", "interaction")]
    assert parts == pytest.approx([1, 1 / 3, -1 / 3])


def test_a_gap_of_shares_is_its_parts_and_its_terms():
    done = yun(sample(), "formal ~ member + age", **SEXES, se="jkn")
    assert done.part("gap") == pytest.approx(done.part("characteristics") + done.part("coefficients"))
    for component in ("characteristics", "coefficients"):
        assert sum(done.by_term(component).values()) == pytest.approx(done.part(component))
    means = sample().mean("formal", by="woman").frame["estimate"]
    assert done.part("gap") == pytest.approx(means[0] - means[1])
    linear = yun(sample(), "formal ~ member + age", **SEXES)
    assert (done.method, linear.method) == ("replicates", "linearised")
    assert done.part("gap", "se") == pytest.approx(linear.part("gap", "se"), rel=0.05)


def test_weighting_by_hand():
    """Of 4 young 1 is a member, of 4 old 3 are: weights 4 and 4/3 for members, 4/3 and 4 for the others."""
    data = pd.DataFrame(
        {"old": [0, 0, 0, 0, 1, 1, 1, 1], "member": [1, 0, 0, 0, 1, 1, 1, 0], "y": [1.0, 0, 0, 1, 1, 1, 0, 0]}
    )
    free = Support(effective_n=0)
    small = SurveySample(data, SurveyDesign())
    done = ipw(small, "y", "member ~ old", limits=free)
    assert done.number("mean_treated") == pytest.approx((1 + 2 / 3) / 2)
    assert done.number("mean_control") == pytest.approx((1 / 3 + 0) / 2)
    assert (done.overlap.min_ps, done.overlap.max_ps) == pytest.approx((0.25, 0.75))
    assert done.overlap.effective_n_treated == pytest.approx(8**2 / (4**2 + 3 * (4 / 3) ** 2))
    treated = ipw(small, "y", "member ~ old", estimand="att", limits=free)
    assert treated.number("effect") == pytest.approx(3 / 4 - (1 / 3 * 1 + 3 * 0) / (3 * 1 / 3 + 3))
    found = balance(small, "member ~ old", columns=["old"])
    assert isinstance(found.frame, pd.DataFrame) and found.largest == pytest.approx(0, abs=1e-9)
    assert found.frame.loc[0, "before"] == pytest.approx((3 / 4 - 1 / 4) / np.sqrt(3 / 16))


def test_survey_weights_multiply_the_inverse_propensity():
    weighted = ipw(sample(), "formal", "member ~ age + woman")
    forgotten = ipw(sample(weights=None), "formal", "member ~ age + woman")
    assert abs(weighted.number("effect") - forgotten.number("effect")) > 0.01


def test_the_error_is_not_that_of_people_drawn_one_by_one():
    clustered = quantile_effects(sample(), WAGES, tau=0.25).frame["se"]
    alone = quantile_effects(sample(psu=()), WAGES, tau=0.25).frame["se"]
    assert clustered.iloc[0] > 1.2 * alone.iloc[0]
    import statsmodels.api as sm

    done = quantile_effects(sample(), WAGES, tau=0.25)
    recentred = done.quantile + (0.25 - (PEOPLE["log_wage"] <= done.quantile)) / done.density
    naive = sm.WLS(recentred, sm.add_constant(PEOPLE[["woman", "age"]]), weights=PEOPLE["w"]).fit()
    np.testing.assert_allclose(done.frame["estimate"], naive.params, rtol=1e-9)
    assert clustered.iloc[0] > 1.2 * naive.bse.iloc[0]


def test_a_domain_keeps_the_design_and_a_filter_does_not():
    """Half of the villages hold no old person; they still count in the error."""
    data = PEOPLE.assign(old=((PEOPLE["age"] > 45) & (PEOPLE["village"] % 2 == 0)).astype(int))
    whole = inequality(SurveySample(data, DESIGN), "wage", domain="old").frame
    kept = inequality(SurveySample(data[data["old"] == 1].reset_index(drop=True), DESIGN), "wage").frame
    np.testing.assert_allclose(whole["estimate"], kept["estimate"])
    assert (whole["se"] / kept["se"] - 1).abs().min() > 0.005


def test_a_propensity_that_is_estimated_gives_another_error_than_a_known_one():
    done = ipw(sample(), "formal", "member ~ age + woman")
    assert abs(done.number("effect", "se") / done.number("effect", "se_ps_known") - 1) > 0.002


def test_no_overlap_is_an_absence_that_says_what_is_needed():
    data = PEOPLE.assign(member=(PEOPLE["age"] > 40).astype(int))
    refused = ipw(SurveySample(data, DESIGN, country="syn"), "formal", "member ~ age")
    assert isinstance(refused, Absence)
    assert (refused.reason, refused.country, refused.obs_status) == ("not_computable", "syn", "O")
    assert refused.what == "Difference that 'member' makes to 'formal'"
    certain = refused.why.split(": ")[1]
    assert "rows are in their group with certainty (propensity 0 or 1)" in certain
    assert refused.why.endswith(
        "Needed: persons of both groups with the same covariates, by a larger sample, fewer or coarser covariates, or a "
        "domain in which both groups occur."
    )


def test_few_members_and_imbalance_are_named_together():
    few = Support(effective_n=1000, difference=1e-9, lowest=0.3)
    refused = aipw(sample(), "formal ~ age + woman", "member ~ age + woman", limits=few)
    assert isinstance(refused, Absence)
    for words in ("the lowest propensity is 0.", "the members weigh as much as", "expected 1000 or more",
                  "after weighting the groups still differ in"):  # fmt: skip
        assert words in refused.why
    fair = aipw(sample(), "formal ~ age + woman", "member ~ age + woman")
    assert fair.balance.largest < 0.1 and fair.overlap.effective_n_treated > 30


def test_groups_that_are_empty_or_of_one_outcome_are_refused():
    nobody = SurveySample(PEOPLE.assign(member=0), DESIGN)
    assert "0 have 'member' 1, so one of the groups is empty" in ipw(nobody, "formal", "member ~ age").why
    sure = SurveySample(PEOPLE.assign(formal=PEOPLE["formal"] | PEOPLE["member"]), DESIGN)
    assert "all members have the same outcome" in ladder(sure, "formal ~ age", "member ~ age").why


def test_a_group_that_cannot_carry_its_model_is_refused():
    only = SurveySample(PEOPLE.assign(woman=PEOPLE["woman"] * (1 - PEOPLE["formal"])), DESIGN)
    refused = oaxaca(only, WAGES, **GROUPS)
    assert isinstance(refused, Absence)
    assert refused.why == (
        "The groups cannot be compared on these terms: in group A nothing tells 'woman' from the other terms. Needed: "
        "people of every kind in both groups, by fewer terms, wider categories or a larger sample."
    )


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (
            lambda: oaxaca(sample(), WAGES + " - 1", **GROUPS),
            "'log_wage ~ woman + age - 1' has no intercept: without it the parts do not add up to the gap. Take '- 1' "
            "or '+ 0' out.",
        ),
        (
            lambda: oaxaca(sample(), WAGES, group_a="formal", group_b=PEOPLE["wage"] > 0),
            f"{PEOPLE['formal'].sum()} rows of the domain are in both groups. Give two groups without a common row.",
        ),
        (
            lambda: oaxaca(sample(), WAGES, **GROUPS, reference="coef_a"),
            "the reference of the decomposition is 'coef_a', expected one of 'pooled_with_group_dummy', "
            "'pooled_no_group_dummy', 'coef_A', 'coef_B', 'equal_weights'. Did you mean 'coef_A'?",
        ),
        (
            lambda: ipw(sample(), "formal", "age ~ woman"),
            "'age' has values besides 0 and 1; code who belongs to the group 1 and the others 0.",
        ),
        (
            lambda: quantile_effects(sample(), WAGES, tau=25),
            "the probability of the quantile is 25, expected more than 0 and less than 1.",
        ),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_said(asked, words):
    with pytest.raises(EstimationError) as caught:
        asked()
    assert str(caught.value) == words


def test_estimates_follow_the_rules_of_calculus():
    one = Linearized(np.array([2.0, 3.0]), np.array([[1.0, 0.0], [-1.0, 2.0]]))
    ratio = one[0] / one[1]
    assert ratio.value[0] == pytest.approx(2 / 3)
    np.testing.assert_allclose(ratio.influence[:, 0], [1 / 3, -1 / 3 - 2 * 2 / 9])
    np.testing.assert_allclose((one * one).influence, 2 * one.value * one.influence)


def test_a_model_of_groups_that_a_term_separates_says_so():
    data = PEOPLE.assign(old=(PEOPLE["age"] > 40).astype(int))
    model = SurveySample(data, DESIGN).glm("old ~ age", family="binomial")
    assert model.warnings[0].endswith(
        "rows are predicted with certainty: some group has one outcome only (separation)"
    )
