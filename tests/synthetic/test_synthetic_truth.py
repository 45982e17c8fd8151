"""Five hundred samples of one known population: do the estimators find the truth, and say so when they cannot?

The seeds are fixed. A quantity fails only outside a band that all of them leave by chance once in a hundred times. With
a switch on, the naive interval must miss, and the diagnostic that belongs to it must answer.
"""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sse_analysis import load_study
from sse_analysis.formalization.gaps import kitagawa
from sse_analysis.formalization.inequality import inequality
from sse_analysis.formalization.linearized import evaluated, stacked, total
from sse_analysis.formalization.membership import aipw, ipw
from sse_analysis.formalization.overlap import UNCHECKED
from sse_analysis.formalization.transitions import transition_matrix
from sse_analysis.formalization.units import informal_units
from sse_analysis.harmonize.persons import described
from sse_analysis.mapping.coverage import log_linear, two_list
from sse_analysis.sources.microdata import Raw
from sse_analysis.survey import SurveyDesign, SurveySample
from sse_analysis.survey.enterprises import enterprises as opened_units
from sse_analysis.survey.imputation import bounds
from sse_analysis.synthetic import (
    build,
    concept,
    enterprises,
    entity_survey,
    lists,
    populate,
    scores,
    transition,
)  # fmt: skip
from sse_analysis.synthetic.answers import as_answered
from sse_analysis.synthetic.membership import band
from sse_analysis.synthetic.sampling import draw, frame_of
from sse_analysis.synthetic.settings import settings

pytestmark = pytest.mark.slow

DRAWS, PEOPLE, PSUS, SEED, FAMILY = 500, 600_000, 160, 2026, 0.01
DESIGN = SurveyDesign(weights="weight", strata="stratum", psu=("psu",), nest=True, singleton="adjust_centred")
TRAITS = "C(band) + C(sex) + C(education) + urban + farm + C(area)"


def limits(quantities):
    """Return the fewest and most intervals of 500 that may cover, for all quantities together, and z of a mean."""
    tail = FAMILY / (2 * quantities)
    low, high = stats.binom.ppf([tail, 1 - tail], DRAWS, 0.95)
    return low, high, stats.norm.ppf(1 - tail)


def world(*switches):
    """Return census and sampling frame: everybody from 15 on, as they would answer."""
    population = populate(PEOPLE, seed=SEED, switches=switches)
    replies = as_answered(population, np.random.default_rng(1))
    flows = transition.a_year_later(population, np.random.default_rng(2))
    census = population.persons[population.persons["age"] >= 15].copy()
    census["works"] = census["activity"].isin((1, 2)).astype(float)
    for edition in concept.EDITIONS:
        job = concept.classified(replies, edition).frame["job"].astype("float64")
        census[edition] = job.eq(1).astype("float64").where(job.notna())
    census["formal"] = population.formal
    unasked = population.worlds["with_unasked"].where(
        population.employed["member"] == 1, population.worlds["without_unasked"]
    )
    census["unasked"] = unasked
    census["pay"] = replies["earnings"].where(replies["earnings"] > 0).astype("float64")
    census["band"] = band(census["age"].to_numpy())
    census[["now", "then"]] = flows.astype("float64")
    census["female"], census["rural"] = census["sex"] == 2, census["urban"] == 0
    belongs = census["memberships"].clip(lower=0)
    census["memberships"], census["several"] = belongs, belongs.gt(1).astype("float64").where(belongs > 0)
    census["informal"] = census["icls17_ilo"]
    return SimpleNamespace(population=population, census=census, frame=frame_of(population, PSUS))


def sample(here, seed):
    """Return a fresh sample; the design is kept whole, because every district holds somebody from 15 on."""
    drawn = draw(here.frame, np.random.default_rng([SEED, seed]))
    drawn = drawn[drawn["row"].isin(here.census.index)]
    data = here.census.drop(columns=["psu", "stratum"]).loc[drawn["row"]].reset_index(drop=True)
    design = drawn[["psu", "stratum", "weight"]].reset_index(drop=True)
    return SurveySample(data.join(design), DESIGN, "xsy")


def census_gini(pay):
    order = np.sort(pay.dropna().to_numpy())
    n = len(order)
    return 2 * (np.arange(1, n + 1) @ order) / (n * order.sum()) - (n + 1) / n


def census_truth(here):
    census, worlds = here.census, here.population.worlds
    flows = census[["now", "then"]].dropna()
    difference = worlds["with"] - worlds["without"]
    belongs = here.population.employed["member"] == 1
    gap, steps = gap_of(everybody(here)), steps_of(everybody(here))
    without = worlds["with_unasked"] - worlds["without_unasked"]
    return {
        "employment rate": census["works"].mean(),
        "employed": census["works"].sum(),
        "member share": census["member"].mean(),
        **{f"informal, {name}": census[name].mean() for name in concept.EDITIONS},
        "informal, women": census.loc[census["female"], "icls17_ilo"].mean(),
        "informal, countryside": census.loc[census["rural"], "icls17_ilo"].mean(),
        "mean pay": census["pay"].mean(),
        "median pay": np.quantile(census["pay"].dropna(), 0.5),
        "gini": census_gini(census["pay"]),
        "formal to informal": (flows.loc[flows["now"] == 0, "then"] == 1).mean(),
        "informal to formal": (flows.loc[flows["now"] == 1, "then"] == 0).mean(),
        "effect": difference.mean(),
        "effect without registration": without.mean(),
        "effect on members": difference[belongs].mean(),
        "members": census["member"].sum(),
        "memberships": census["memberships"].sum(),
        "members in several": census["several"].mean(),
        **{f"gap of women and men, {name}": values[0] for name, values in gap.items()},
        **{f"marginal effect, {name}": values[0] for name, values in steps.items()},
    }


def everybody(here):
    """Return the census as a sample of weight 1, for what only an estimator defines."""
    return SurveySample(here.census.reset_index(drop=True), SurveyDesign(), "xsy")


def gap_of(drawn):
    """Return the parts of the gap between women and men in informal work, by industry group (Kitagawa)."""
    works = drawn.data["works"].eq(1) & drawn.data["informal"].notna()
    women, men = works & drawn.data["sex"].eq(2), works & drawn.data["sex"].eq(1)
    frame = kitagawa(drawn, "informal", "farm", group_a=women, group_b=men).frame.set_index("component")
    return {
        str(name): row.astype(float).to_numpy()
        for name, row in frame[["estimate", "ci_low", "ci_high"]].iterrows()
    }


def steps_of(drawn):
    """Return average marginal effects on informal work in a logit."""
    works = (drawn.data["works"].eq(1) & drawn.data["informal"].notna()).to_numpy()
    effects = [
        {"variable": "urban", "kind": "discrete", "from": 0, "to": 1},
        {"variable": "education", "kind": "derivative"},
    ]
    found = drawn.marginal_effects("informal ~ urban + education + C(sex)", effects, domain=works).frame
    columns = found[["estimate", "ci_low", "ci_high"]].astype(float).to_numpy()
    return dict(zip(("urban", "education"), columns, strict=True))


def effect(drawn, outcome="formal"):
    """Return estimate and interval of the doubly robust effect among the employed."""
    domain = drawn.data["works"] == 1
    frame = aipw(drawn, f"{outcome} ~ {TRAITS}", f"member ~ {TRAITS}", domain=domain, limits=UNCHECKED).frame
    return (
        frame.set_index("quantity").loc["effect", ["estimate", "ci_low", "ci_high"]].astype(float).to_numpy()
    )


def effect_on_members(drawn):
    frame = ipw(
        drawn,
        "formal",
        f"member ~ {TRAITS}",
        domain=drawn.data["works"] == 1,
        estimand="att",
        limits=UNCHECKED,
    ).frame
    return (
        frame.set_index("quantity").loc["effect", ["estimate", "ci_low", "ci_high"]].astype(float).to_numpy()
    )


def moves(drawn, first="now", second="then"):
    frame = transition_matrix(drawn, first, second, states=(0.0, 1.0, 2.0)).frame
    cells = frame[frame["quantity"] == "transition"].set_index(["origin", "destination"])
    return cells[["estimate", "ci_low", "ci_high"]].astype(float)


def estimates(drawn):
    def row(result):
        return result.frame.iloc[0][["estimate", "ci_low", "ci_high"]].astype(float).to_numpy()

    flows = moves(drawn)
    return {
        "employment rate": row(drawn.proportion("works")),
        "employed": row(drawn.total("works")),
        "member share": row(drawn.proportion("member")),
        **{f"informal, {name}": row(drawn.proportion(name)) for name in concept.EDITIONS},
        "informal, women": row(drawn.proportion("icls17_ilo", domain="female")),
        "informal, countryside": row(drawn.proportion("icls17_ilo", domain="rural")),
        "mean pay": row(drawn.mean("pay")),
        "median pay": row(drawn.quantile("pay", 0.5)),
        "gini": row(inequality(drawn, "pay")),
        "formal to informal": flows.loc[(0.0, 1.0)].to_numpy(),
        "informal to formal": flows.loc[(1.0, 0.0)].to_numpy(),
        "effect": effect(drawn),
        "effect without registration": effect(drawn, "unasked"),
        "effect on members": effect_on_members(drawn),
        "members": row(drawn.total("member")),
        "memberships": row(drawn.total("memberships")),
        "members in several": row(drawn.proportion("several")),
        **{f"gap of women and men, {name}": values for name, values in gap_of(drawn).items()},
        **{f"marginal effect, {name}": values for name, values in steps_of(drawn).items()},
    }


def repeated(here, function):
    """Return estimates and interval ends of all draws, shape (draws, quantities, 3)."""
    found = [function(sample(here, seed)) for seed in range(DRAWS)]
    return {name: np.array([one[name] for one in found]) for name in found[0]}


def covered(values, truth):
    return int(((values[:, 1] <= truth) & (truth <= values[:, 2])).sum())


@pytest.fixture(scope="module")
def plain():
    return world()


@pytest.fixture(scope="module")
def draws(plain):
    return repeated(plain, estimates)


def test_every_headline_quantity_is_covered_as_often_as_it_says(plain, draws):
    truth = census_truth(plain)
    low, high, _ = limits(len(truth))
    counts = {name: covered(draws[name], truth[name]) for name in truth}
    assert all(low <= count <= high for count in counts.values()), (low, high, counts)


def test_no_headline_quantity_is_off_on_average(plain, draws):
    truth = census_truth(plain)
    z = limits(len(truth))[2]
    off = {}
    for name, values in draws.items():
        points = values[:, 0]
        off[name] = (points.mean() - truth[name]) / (points.std(ddof=1) / np.sqrt(DRAWS))
    # A ratio of estimates is off by about its squared coefficient of variation; one standard error of 500 is smaller
    # still, so half of one is allowed on top.
    assert all(abs(value) <= z + 0.5 for value in off.values()), off


#: Cells of the table of units whose numbers are never too few to print: group, label, key of the true value.
CELLS = (
    ("all units", "informal units", "informal"), ("all units", "formal units", "formal"),
    ("people in the unit", "1 person", "informal.size.1"), ("people in the unit", "3 to 5 persons", "informal.size.3_5"),
    ("activity", "Agriculture, forestry and fishing", "informal.activity.A"),
    ("activity", "Trade and repair of vehicles", "informal.activity.G"),
)  # fmt: skip


@pytest.fixture(scope="module")
def units(plain):
    """True numbers of units and people, and those of all draws, read and classed as any country's survey is."""
    replies = as_answered(plain.population, np.random.default_rng(1))
    owners = enterprises.owners(plain.population, replies)
    given = load_study("xsy").parameters.enterprises
    design = given.design.model_copy(update={"singleton": "adjust_centred"})
    given = given.model_copy(update={"design": design})
    reading = described(given, given.variables)

    def estimates_of(seed):
        drawn = draw(plain.frame, np.random.default_rng([SEED, seed]), households=20)
        drawn = drawn[drawn["row"].isin(owners.index)].reset_index(drop=True)
        raw = Raw(enterprises.questionnaire(drawn, plain.population, owners), {}, "units.csv", "")
        frame = informal_units(opened_units(raw, given, reading, country="xsy")).frame
        return frame.set_index(["measure", "group", "label"])[["estimate", "ci_low", "ci_high"]]

    found = [estimates_of(seed) for seed in range(DRAWS)]
    values, known = {}, enterprises.true_values(plain.population, replies)
    for measure, stem in (("units", "units.as_answered."), ("people", "units.as_answered.people.")):
        for group, label, key in CELLS:
            table = np.array([one.loc[(measure, group, label)].astype(float).to_numpy() for one in found])
            values[f"{measure}, {label}"] = table, known[stem + key]
    return values


def test_units_and_the_people_in_them_are_covered_as_often_as_they_say(units):
    low, high, z = limits(len(units))
    counts = {name: covered(table, truth) for name, (table, truth) in units.items()}
    assert all(low <= count <= high for count in counts.values()), (low, high, counts)
    off = {
        name: (table[:, 0].mean() - truth) / (table[:, 0].std(ddof=1) / np.sqrt(DRAWS))
        for name, (table, truth) in units.items()
    }
    assert all(abs(value) <= z + 0.5 for value in off.values()), off


def test_the_raw_gap_would_have_missed(plain, draws):
    truth = census_truth(plain)["effect"]
    jobs = plain.census[plain.census["works"] == 1]
    gap = jobs.loc[jobs["member"] == 1, "formal"].mean() - jobs.loc[jobs["member"] == 0, "formal"].mean()
    assert abs(gap - truth) > 2 * draws["effect"][:, 0].std()


def test_a_hidden_confounder_ruins_the_interval_and_the_bound_holds():
    here = world("hidden_confounding")
    truth = census_truth(here)["effect"]
    low, _, _ = limits(1)
    values = repeated(here, lambda drawn: {"effect": effect(drawn)})["effect"]
    assert covered(values, truth) < low / 2
    assert values[:, 0].mean() > truth + 0.03
    jobs = here.census[(here.census["works"] == 1) & here.census["formal"].notna()]
    # The strongest ties of the hidden trait, in tenths of it, bound what it can explain (Ding and VanderWeele 2016).
    tenth = pd.qcut(jobs["drive"], 10, labels=False)
    shares = [tenth[jobs["member"] == group].value_counts(normalize=True) for group in (1, 0)]
    with_member = (shares[0] / shares[1]).max()
    by_tenth = jobs[jobs["member"] == 0].groupby(tenth)["formal"].mean()
    with_formal = by_tenth.max() / by_tenth.min()
    factor = with_member * with_formal / (with_member + with_formal - 1)
    control = here.population.worlds["without"].mean()
    ratios = 1 + values / control
    assert (ratios[:, 1] / factor <= 1 + truth / control).all()


def miscoded(drawn, rng):
    data = drawn.data.copy()
    for name in ("now", "then"):
        known = data[name].notna()
        data.loc[known, f"{name}_seen"] = transition.miscoded(data.loc[known, name].to_numpy("int64"), rng)
    return SurveySample(data, DESIGN, "xsy")


def corrected(drawn):
    """Return the interval of informal to formal after the flows were set right by the known matrix of errors."""
    data = drawn.data
    used = data[["now_seen", "then_seen"]].notna().all(axis=1).to_numpy()
    one, other = (
        np.stack([data.loc[used, name] == state for state in range(3)], 1)
        for name in ("now_seen", "then_seen")
    )
    cells = (one[:, :, None] * other[:, None, :]).reshape(used.sum(), -1).astype(float)
    back = np.linalg.inv(np.array(settings()["miscoding"]).T)

    def estimate(weights):
        true = total(cells, weights).along(np.kron(back, back).T)
        return stacked(true[3] / (true[3] + true[4] + true[5]))

    value, covariance = evaluated(drawn, estimate, used=used, rows=used)
    half = stats.t.ppf(0.975, drawn.binding.degrees_of_freedom(used)) * np.sqrt(covariance[0, 0])
    return np.array([value[0], value[0] - half, value[0] + half])


def test_errors_of_status_make_false_moves_and_the_known_matrix_takes_them_out(plain):
    truth = census_truth(plain)["informal to formal"]
    naive, mended = [], []
    for seed in range(DRAWS):
        seen = miscoded(sample(plain, seed), np.random.default_rng([7, seed]))
        naive.append(moves(seen, "now_seen", "then_seen").loc[(1.0, 0.0)].to_numpy())
        mended.append(corrected(seen))
    low, high, z = limits(1)
    assert covered(np.array(naive), truth) < low / 2
    assert np.array(naive)[:, 0].mean() > truth + 0.02
    mended = np.array(mended)
    assert low <= covered(mended, truth) <= high
    off = (mended[:, 0].mean() - truth) / (mended[:, 0].std(ddof=1) / np.sqrt(DRAWS))
    assert abs(off) <= z + 0.5


@pytest.fixture(scope="module")
def organizations():
    """The organizations of the whole country: a part of them would leave too few to sample."""
    return build(seed=SEED)


def on_lists(entities, seed, *, dependent):
    return lists.listed(entities, np.random.default_rng([9, seed]), dependent=dependent)


def patterns(on):
    counts = on[on.any(axis=1)].astype(int).value_counts()
    every = pd.MultiIndex.from_product([(0, 1)] * 3, names=lists.REGISTERS).drop((0, 0, 0))
    return counts.reindex(every, fill_value=0).rename("count").reset_index()


def two_lists(entities, *, dependent):
    found, fitted = [], []
    for seed in range(DRAWS):
        on = on_lists(entities, seed, dependent=dependent)
        first, second = on["cooperatives"], on["enterprises"]
        pair = two_list(int(first.sum()), int(second.sum()), int((first & second).sum()))
        found.append((pair.chapman, pair.ci_low, pair.ci_high))
        cells = patterns(on).rename(columns=dict(zip(lists.REGISTERS, "abc", strict=True)))
        fitted.append(log_linear(cells, list("abc"), count="count", models=["a,b,c", "ab,ac"]))
    return np.array(found), fitted


def test_independent_lists_count_what_no_list_holds(organizations):
    entities = organizations.entities
    target = entities[(entities["form"] == 1) & (entities["state"] == "active")]
    low, high, _ = limits(1)
    found, fitted = two_lists(target, dependent=False)
    assert low <= covered(found, len(target)) <= high
    assert np.mean([models.loc["a,b,c", "aic"] < models.loc["ab,ac", "aic"] for models in fitted]) > 0.7


def test_dependent_lists_miss_and_the_model_of_dependence_answers(organizations):
    entities = organizations.entities
    target = entities[(entities["form"] == 1) & (entities["state"] == "active")]
    low, _, _ = limits(1)
    found, fitted = two_lists(target, dependent=True)
    assert covered(found, len(target)) < low / 2
    assert found[:, 0].mean() < 0.97 * len(target)
    assert np.mean([models.loc["ab,ac", "aic"] < models.loc["a,b,c", "aic"] for models in fitted]) > 0.95
    wide = np.array([models.loc["ab,ac", ["estimate", "se"]].astype(float).to_numpy() for models in fitted])
    inside = np.abs(wide[:, 0] - len(target)) <= 1.96 * wide[:, 1]
    assert inside.mean() > 0.9


def surveyed(organizations, *, selected):
    """Return the interval of the mean quality of cooperatives, and bounds of the share above the middle, of all draws."""
    entities = organizations.entities
    on = on_lists(entities, 0, dependent=False)
    frame = entity_survey.frame_of(entities, lists.records(entities, on, np.random.default_rng(0))[0])
    quality = scores.dimensions(scores.items(entities, np.random.default_rng(4))).mean(axis=1)
    inside = frame[(frame["stratum"] == "cooperative") & (frame["state"] == "active")]
    above = quality > quality.loc[inside.index].median()
    found, limited = [], []
    for seed in range(DRAWS):
        drawn = entity_survey.draw(frame, quality, np.random.default_rng([5, seed]), selected=selected)
        contacts = drawn.contacts[
            (drawn.contacts["stratum"] == "cooperative") & (drawn.contacts["state"] == "active")
        ]
        replied = contacts[contacts["outcome"].isin(("complete", "partial"))]
        data = pd.DataFrame({"y": quality.loc[replied.index].to_numpy(), "N": len(inside)})
        one = SurveySample(data, SurveyDesign(fpc=("N",)), "xsy").mean("y").frame.iloc[0]
        found.append(one[["estimate", "ci_low", "ci_high"]].astype(float).to_numpy())
        share = float(above.loc[replied.index].mean())
        limited.append((share, *bounds(share, response_rate=len(replied) / len(contacts))))
    return np.array(found), np.array(limited), float(quality.loc[inside.index].mean())


def test_answers_at_random_give_the_true_score(organizations):
    low, high, _ = limits(1)
    found, _, truth = surveyed(organizations, selected=False)
    assert low <= covered(found, truth) <= high


def test_answers_of_the_better_ones_mislead_and_the_bounds_hold(organizations):
    low, _, _ = limits(1)
    found, limited, truth = surveyed(organizations, selected=True)
    assert covered(found, truth) < 0.8 * low
    assert found[:, 0].mean() > truth + 0.05
    # Whoever did not answer could be anywhere: these bounds hold whatever decided on answering, but for the sampling
    # of those who were invited.
    slack = 1.96 * np.sqrt(0.25 / 40)
    assert np.mean((limited[:, 1] - slack <= 0.5) & (limited[:, 2] + slack >= 0.5)) > 0.95
    assert np.mean(limited[:, 2] - limited[:, 1]) > 0.15
