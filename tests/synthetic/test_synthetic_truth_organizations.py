"""What the mapping report says of organizations, over fresh registers and fresh surveys of one country whose truth is known.

The functions are those of the report, with the files left out between the draw and the answer.
"""

from __future__ import annotations

import datetime as dt
from itertools import product
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from test_synthetic_truth import DRAWS, FAMILY, SEED, covered, limits, on_lists

from sse_analysis import mapping
from sse_analysis.harmonize import entities as linkage
from sse_analysis.harmonize.entities import Linked
from sse_analysis.mapping.coverage import log_linear
from sse_analysis.mapping.dimensions import organization_scores, turned_answers
from sse_analysis.mapping.unlisted import _around
from sse_analysis.sources import questionnaire, registers
from sse_analysis.sources.entity_survey import EntitySurvey
from sse_analysis.survey import SurveyDesign, SurveySample
from sse_analysis.survey.imputation import bounds
from sse_analysis.synthetic import build, entity_survey, lists, scores
from sse_analysis.synthetic import registers as offices
from sse_analysis.synthetic.generating import copy_templates
from sse_analysis.synthetic.organizations import ACTIVE
from sse_analysis.synthetic.settings import table

pytestmark = pytest.mark.slow

PEOPLE, REGISTERS = 700_000, 30
DESIGN = SurveyDesign(weights="weight", strata="stratum", singleton="adjust_centred")
DIMENSIONS = tuple(table("dimensions")["dimension"])


@pytest.fixture(scope="module")
def country():
    """Organizations, and the frame of the survey from one set of registers."""
    entities = build(PEOPLE, seed=SEED).entities
    on = on_lists(entities, 0, dependent=False)
    frame = entity_survey.frame_of(entities, lists.records(entities, on, np.random.default_rng(0))[0])
    answers = scores.items(entities, np.random.default_rng(4))
    return SimpleNamespace(
        entities=entities, frame=frame, answers=answers, quality=scores.dimensions(answers)
    )


def asked(country, seed, *, selected=False) -> EntitySurvey:
    """Return the survey as it is read from its files: answers, codebook, outcomes of the contacts."""
    rng = np.random.default_rng([6, seed])
    drawn = entity_survey.draw(country.frame, country.quality.mean(axis=1), rng, selected=selected)
    frame = entity_survey.answered(drawn).assign(source="frame")
    ticked = entity_survey.ticked(frame, country.answers, rng)
    frame = frame[["source", "stratum", "weight", "frame_size"]].join(ticked).reset_index(drop=True)
    items = questionnaire.items()
    numbers = ["low", "high", "not_applicable"]
    items[numbers] = items[numbers].apply(pd.to_numeric)
    return EntitySurvey(
        "entity_survey", "xsy", frame, "entities.csv", "", items=items, contacts=drawn.contacts
    )


@pytest.fixture(scope="module")
def surveys(country):
    return [asked(country, seed) for seed in range(DRAWS)]


def scored(survey):
    """Return every score of all organizations; what the report adds for groups and ranks is left out to save time."""
    turned, applies = turned_answers(survey.frame, survey.items)
    about = {name: rows.set_index("item") for name, rows in survey.items.groupby("dimension")}
    each = {
        name: organization_scores(turned[list(one.index)], applies[list(one.index)], one)["score"]
        for name, one in about.items()
    }
    sample = SurveySample(survey.frame.assign(**each), DESIGN, "xsy")
    found = [sample.mean(name, effects=False).frame.iloc[0] for name in DIMENSIONS]
    return np.array([row[["estimate", "ci_low", "ci_high"]].astype(float).to_numpy() for row in found])


def test_the_scores_are_those_of_the_report(surveys):
    frame = mapping.dimension_scores(surveys[0], country="xsy").frame
    whole = frame[frame["group"].eq("all")].set_index("dimension").loc[list(DIMENSIONS)]
    assert whole[["estimate", "ci_low", "ci_high"]].to_numpy("float64") == pytest.approx(scored(surveys[0]))


def test_scores_of_every_dimension_cover_the_truth(country, surveys):
    """The samples are drawn without replacement and the intervals do not count it, so they may cover more than they say."""
    alive = country.frame[country.frame["state"] == ACTIVE].index
    truth = country.quality.loc[alive].mean()
    found = np.array([scored(survey) for survey in surveys])
    low, _, z = limits(len(DIMENSIONS))
    counts = {name: covered(found[:, place], truth[name]) for place, name in enumerate(DIMENSIONS)}
    assert all(count >= low for count in counts.values()), (low, counts)
    spread = found[:, :, 0].std(axis=0, ddof=1) / np.sqrt(DRAWS)
    off = (found[:, :, 0].mean(axis=0) - truth[list(DIMENSIONS)].to_numpy()) / spread
    assert (np.abs(off) <= z + 0.5).all(), off


def activity(survey):
    frame = mapping.active_organizations(survey, country="xsy").frame
    return frame.set_index("stratum").loc["all", ["low", "ci_low", "ci_high"]].astype(float).to_numpy()


@pytest.fixture(scope="module")
def chosen(country):
    """The same surveys when better organizations answer more often."""
    return [asked(country, seed, selected=True) for seed in range(DRAWS)]


@pytest.mark.parametrize("selected", [False, True])
def test_the_active_share_lies_between_its_ends_whoever_answers(country, surveys, chosen, selected):
    """Between two ends anything is possible, so the interval holds the truth at least as often as it says."""
    truth = 100 * (country.frame["state"] == ACTIVE).mean()
    found = np.array([activity(survey) for survey in (chosen if selected else surveys)])
    assert covered(found, truth) >= limits(1)[0]
    # The tempting number: whoever answered or refused, as if nobody else were alive.
    assert found[:, 0].mean() < truth - 0.5


def test_scores_of_those_who_like_to_answer_miss_and_the_bounds_hold(country, chosen):
    alive = country.frame[country.frame["state"] == ACTIVE].index
    truth = country.quality.loc[alive].mean()[list(DIMENSIONS)].to_numpy()
    found = np.array([scored(survey) for survey in chosen])
    missed = [covered(found[:, place], truth[place]) for place in range(len(DIMENSIONS))]
    assert max(missed) < limits(1)[0], missed
    assert (found[:, :, 0].mean(axis=0) > truth + 0.05).all()
    # Whoever did not answer could score anything from 1 to 5.
    replied = [survey.contacts["outcome"].isin(("complete", "partial")).mean() for survey in chosen]
    ends = np.array([
        [bounds((score - 1) / 4, response_rate=rate) for score in row[:, 0]] for row, rate in zip(found, replied, strict=True)
    ])  # fmt: skip
    assert ((ends[..., 0] <= (truth - 1) / 4) & ((truth - 1) / 4 <= ends[..., 1])).mean() > 0.99


def perfectly_linked(country, seed, *, dependent) -> Linked:
    """Return the lists with every link right: what is left is what no list holds."""
    on = on_lists(country.entities, seed, dependent=dependent)
    own = country.entities.assign(**on)
    own = own[(own["form"] == 1) & (own["state"] == ACTIVE) & on.any(axis=1)]
    pattern = own[list(lists.REGISTERS)].apply(lambda row: "+".join(row.index[row]), axis=1)
    organizations = pd.DataFrame({"registers": pattern, "legal_form": "cooperative"})
    return Linked(pd.DataFrame({"legal_form": []}), organizations, pd.DataFrame(), pd.DataFrame())


INDEPENDENT = "log-linear: independent lists"


def unseen(country, seed, *, dependent=False):
    """Return the row of independent lists: estimate, ends of the interval, organizations listed."""
    patterns = perfectly_linked(country, seed, dependent=dependent).organizations["registers"].value_counts()
    cells = pd.DataFrame(list(product((0, 1), repeat=3)), columns=list("abc")).iloc[1:]
    names = [
        "+".join(name for name, on in zip(lists.REGISTERS, row, strict=True) if on)
        for row in cells.to_numpy()
    ]
    cells = cells.assign(count=patterns.reindex(names, fill_value=0).to_numpy())
    row = log_linear(cells, list("abc"), count="count", models=["a,b,c"]).iloc[0]
    ends = _around(row["estimate"], row["se"], int(patterns.sum()))
    return np.array([row["estimate"], ends["ci_low"], ends["ci_high"], patterns.sum()])


def test_the_estimate_of_the_lists_is_that_of_the_report(country):
    about = SimpleNamespace(publisher="p", title="t", reference_date=dt.date(2025, 12, 31))
    records = tuple(SimpleNamespace(name=name, file=name, digest="", about=about) for name in lists.REGISTERS)
    linked = perfectly_linked(country, 1, dependent=False)
    frame = mapping.not_on_any_list(linked, records, country="xsy", forms=("cooperative",)).frame.set_index(
        "model"
    )
    row = frame.loc[INDEPENDENT, ["estimate", "ci_low", "ci_high", "listed"]].to_numpy("float64")
    assert row == pytest.approx(unseen(country, 1))


def test_coverage_of_the_lists_is_covered(country):
    entities = country.entities
    truth = int(((entities["form"] == 1) & (entities["state"] == ACTIVE)).sum())
    table = np.array([unseen(country, seed) for seed in range(DRAWS)])
    # Listed over the estimate is the coverage the report prints: it holds its truth whenever this interval does.
    low, high, z = limits(1)
    assert low <= covered(table, truth) <= high
    off = (table[:, 0].mean() - truth) / (table[:, 0].std(ddof=1) / np.sqrt(DRAWS))
    assert abs(off) <= z + 0.5


def test_dependent_lists_hold_less_than_they_seem_to(country):
    entities = country.entities
    truth = int(((entities["form"] == 1) & (entities["state"] == ACTIVE)).sum())
    table = np.array([unseen(country, seed, dependent=True) for seed in range(DRAWS)])
    assert covered(table, truth) < limits(1)[0]
    assert table[:, 0].mean() < truth


@pytest.fixture(scope="module")
def linked(country, tmp_path_factory):
    """True and found numbers of organizations on fresh registers, read from their files and linked by name and number."""
    folder = tmp_path_factory.mktemp("offices")
    copy_templates(folder)
    entities = country.entities[country.entities["area"] <= 4].reset_index(drop=True)
    found = []
    for seed in range(REGISTERS):
        rng = np.random.default_rng([7, seed])
        on = lists.listed(entities, rng, dependent=False)
        records, _ = lists.records(entities, on, rng)
        offices.write(folder / "registers", entities, records, rng=rng)
        own = linkage.link(linkage.pooled(read(folder / "registers")))
        found.append((records["entity"].nunique(), len(records), len(own.organizations), own.missed))
    return found


def read(folder):
    for name in lists.REGISTERS:
        about = registers.describe(folder / f"{name}.yml")
        yield registers.read(folder / about.file, about, name=name)


def test_net_organizations_are_covered_with_the_links_that_names_miss(linked):
    inside = sum(found - lost.high <= truth <= found - lost.low for truth, _, found, lost in linked)
    assert inside >= stats.binom.ppf(FAMILY / 2, REGISTERS, 0.95)
    off = np.array([found - lost.estimate - truth for truth, _, found, lost in linked])
    raw = np.array([records - truth for truth, records, _, _ in linked])
    # Records are no organizations: counted as such they are a third too many, and the net number is within one percent.
    assert raw.mean() > 0.2 * np.mean([truth for truth, *_ in linked])
    assert np.abs(off).mean() < 0.01 * np.mean([truth for truth, *_ in linked])
