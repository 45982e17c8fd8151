"""The tempting wrong numbers, each on real data, asserted not to come back."""

import numpy as np
import pandas as pd
import pytest

from sse_analysis.survey import Calibration, SurveyDesign, SurveySample


@pytest.fixture(scope="module")
def api(shared):
    folder = shared / "oracles" / "inputs"
    return {name: pd.read_csv(folder / f"{name}.csv") for name in ("apiclus1", "apistrat", "apiclus2")}


def test_a_cluster_sample_is_not_a_simple_one(api):
    """apiclus1: 23.54 with clusters; ignoring them gives 2.5 times less."""
    clustered = SurveySample(api["apiclus1"], SurveyDesign(weights="pw", psu=("dnum",), fpc=("fpc",)))
    ignoring = SurveySample(api["apiclus1"], SurveyDesign(weights="pw"))
    assert clustered.mean("api00").frame.loc[0, "se"] == pytest.approx(23.542241, abs=1e-6)
    assert ignoring.mean("api00").frame.loc[0, "se"] < 10


def test_strata_are_not_dropped(api):
    with_strata = SurveyDesign(weights="pw", strata="stype", fpc=("fpc",))
    sample = SurveySample(api["apistrat"], with_strata)
    assert sample.mean("api00").frame.loc[0, "se"] == pytest.approx(9.4089, abs=1e-4)
    without = SurveySample(api["apistrat"], SurveyDesign(weights="pw")).mean("api00").frame.loc[0, "se"]
    assert abs(without - 9.4089) > 0.1


def test_filtering_a_domain_changes_the_error(api):
    data = api["apiclus1"].assign(high=lambda frame: frame["stype"].eq("H"))
    design = SurveyDesign(weights="pw", psu=("dnum",), fpc=("fpc",))
    right = SurveySample(data, design).total("enroll", domain="high").frame.iloc[0]
    kept = data[data["high"]].reset_index(drop=True)
    wrong = SurveySample(kept, SurveyDesign(weights="pw", psu=("dnum",))).total("enroll").frame.iloc[0]
    assert right["estimate"] == pytest.approx(wrong["estimate"])
    assert abs(right["se"] / wrong["se"] - 1) > 0.02


def test_calibration_without_its_variance_is_six_times_too_wide(api):
    """greg_linear_stype_api99: 3.44, not 22.33."""
    totals = {"Intercept": 6194.0, "stype[T.H]": 755.0, "stype[T.M]": 1018.0, "api99": 3914069.0}
    base = {"weights": "pw", "psu": ("dnum",), "fpc": ("fpc",)}
    wanted = Calibration(formula="~ stype + api99", totals=totals)
    sample = SurveySample(api["apiclus1"], SurveyDesign(**base, calibration=wanted))
    right = sample.mean("api00").frame.loc[0, "se"]
    swapped = api["apiclus1"].assign(pw=sample.weights)
    wrong = SurveySample(swapped, SurveyDesign(**base)).mean("api00").frame.loc[0, "se"]
    assert right == pytest.approx(3.44, abs=0.01) and wrong == pytest.approx(22.33, abs=0.2)


def test_frequency_weights_do_not_come_back(api):
    """A GLM that takes survey weights for counts of people has an error several times too small."""
    import statsmodels.api as sm

    data = api["apistrat"].assign(wide=lambda frame: frame["sch.wide"].eq("Yes").astype(float))
    sample = SurveySample(data, SurveyDesign(weights="pw", strata="stype", fpc=("fpc",)))
    ours = sample.glm("wide ~ ell + meals", family="binomial").frame
    x = sm.add_constant(data[["ell", "meals"]])
    raw = sm.GLM(data["wide"], x, family=sm.families.Binomial(), freq_weights=data["pw"]).fit()
    np.testing.assert_allclose(ours["estimate"], raw.params.to_numpy(), rtol=1e-6)
    assert (ours["se"].to_numpy() > 2 * raw.bse.to_numpy()).all()


def test_unweighted_models_equal_statsmodels(api):
    """Without weights and clusters the coefficients are those of statsmodels, for every family."""
    import statsmodels.formula.api as smf
    from statsmodels.genmod import families

    data = api["apistrat"].assign(
        wide=lambda frame: frame["sch.wide"].eq("Yes").astype(float), pupils=lambda frame: frame["enroll"]
    )
    sample = SurveySample(data, SurveyDesign())
    kinds = {"gaussian": families.Gaussian(), "binomial": families.Binomial(), "poisson": families.Poisson()}
    for family, outcome in (("gaussian", "api00"), ("binomial", "wide"), ("poisson", "api00")):
        formula = f"{outcome} ~ ell + meals + stype"
        theirs = smf.glm(formula, data, family=kinds[family]).fit().params
        ours = sample.glm(formula, family=family).frame.set_index("term")["estimate"]
        np.testing.assert_allclose(ours[list(theirs.index)], theirs, rtol=1e-6)


def test_a_second_program_agrees(api):
    """svy computes means, totals and domain means by its own code."""
    svy = pytest.importorskip("svy")
    polars = pytest.importorskip("polars")
    frame = polars.from_pandas(api["apistrat"][["api00", "enroll", "stype", "pw", "fpc"]])
    theirs = svy.Sample(frame, svy.Design(wgt="pw", stratum="stype"))
    ours = SurveySample(api["apistrat"], SurveyDesign(weights="pw", strata="stype"))
    for name in ("mean", "total"):
        found = getattr(theirs.estimation, name)("api00").to_polars()
        row = getattr(ours, name)("api00").frame.iloc[0]
        np.testing.assert_allclose([found["est"][0], found["se"][0]], [row["estimate"], row["se"]], rtol=1e-6)


def test_a_separated_coefficient_has_no_standard_error_of_zero():
    """The tempting table prints 35.9 with a standard error of 0.00 and a p value of 0.00."""
    rng = np.random.default_rng(1)
    data = pd.DataFrame(
        {"g": rng.choice(list("abc"), 300), "x": rng.normal(size=300), "w": rng.uniform(1, 3, 300)}
    )
    data["y"] = (rng.uniform(size=300) < 0.4).astype(float)
    data.loc[data["g"].eq("c"), "y"] = 1
    found = SurveySample(data, SurveyDesign(weights="w"), country="xsy").glm("y ~ g + x", family="binomial")
    frame = found.frame.set_index("term")
    assert frame.loc["g[T.c]", ["se", "ci_low", "ci_high", "t", "p"]].isna().all()
    others = frame.drop(index="g[T.c]")
    assert others.notna().all(axis=None)
    assert found.warnings == (
        "109 rows are predicted with certainty: some group has one outcome only (separation)",
        "no standard error for g[T.c]: the data allow any larger coefficient as well",
    )
    without = SurveySample(data[data["g"].ne("c")], SurveyDesign(weights="w"), country="xsy")
    np.testing.assert_allclose(
        others["estimate"], without.glm("y ~ g + x", family="binomial").frame["estimate"], rtol=1e-6
    )
    cell = next(row for row in found.summary().rows if row[0] == "g[T.c]")[2]
    assert cell == {"text": "not defined", "tone": "absent"}


@pytest.mark.parametrize("kind", ["mean", "count", "proportion", "quantile"])
def test_a_group_is_a_domain_with_degrees_of_freedom_of_its_own(api, kind):
    """High schools lie in 9 of the 15 districts of apiclus1: 8 degrees of freedom, not 14; t 2.31, not 2.14."""
    data = api["apiclus1"].assign(
        high=lambda frame: frame["stype"].eq("H"), good=lambda frame: frame["api00"].gt(650).astype(float)
    )
    sample = SurveySample(data, SurveyDesign(weights="pw", psu=("dnum",)))
    y = {"mean": ("api00",), "count": (), "proportion": ("good",), "quantile": ("api00",)}[kind]
    by_group = getattr(sample, kind)(*y, by="stype").frame.set_index("stype").loc["H"]
    alone = getattr(sample, kind)(*y, domain="high").frame.iloc[0]
    districts = data.loc[data["high"], "dnum"].nunique()
    assert by_group["df"] == alone["df"] == districts - 1 < data["dnum"].nunique() - 1
    for name in ("estimate", "se", "ci_low", "ci_high"):
        assert by_group[name] == pytest.approx(alone[name])


def test_a_contrast_of_groups_keeps_the_degrees_of_freedom_of_the_domain(api):
    sample = SurveySample(api["apiclus1"], SurveyDesign(weights="pw", psu=("dnum",)))
    found = sample.contrast("api00", by="stype", coefficients=[("H", 1.0), ("E", -1.0)]).frame.iloc[0]
    assert found["df"] == 14


def test_a_group_inside_one_sampling_unit_has_no_interval(api):
    data = api["apiclus1"].assign(one=lambda frame: frame["dnum"].eq(frame["dnum"].iloc[0]))
    found = SurveySample(data, SurveyDesign(weights="pw", psu=("dnum",))).mean("api00", by="one").frame
    row = found.set_index("one").loc[True]
    assert row["df"] == 0 and np.isinf(row["ci_high"] - row["ci_low"])
