"""Every true value by name, with the definition used: what the estimators must find again."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from sse_analysis.reference.isic import divisions
from sse_analysis.synthetic import concept, lists, scores, transition, work
from sse_analysis.synthetic.country import Country
from sse_analysis.synthetic.organizations import ACTIVE, DISSOLVED, DORMANT
from sse_analysis.synthetic.population import Population
from sse_analysis.synthetic.settings import settings, table

DEFINITIONS = {
    "population": "Everybody in the country on the reference date; area: by first-level area.",
    "labour": "15 years and over with a job, at work or absent from it, over all of that age, in percent.",
    "informality.rate": "Informal jobs over all main jobs, in percent, when every answer is known.",
    "informality.as_answered": "The same when answers that are not known stay unknown: what a sample estimates.",
    "informality.components": "Jobs by unit (informal, formal, household) and nature, percent of all jobs, icls17_ilo.",
    "earnings": "Earnings of last month of those who are paid, local currency; as answered.",
    "sse.members": "Persons 15 and over who belong to at least one active organization.",
    "sse.memberships": "Pairs of a person and an organization; a person in two counts twice.",
    "sse.jobs": "Persons whose main job is in an organization of the SSE.",
    "units": "Units that employers and own-account workers run, one each: informal, formal, own use, icls17_ilo; people are "
    "the owner and those working with the owner. as_answered: when answers not known stay unknown, as a sample estimates.",
    "effect": "Mean difference between the formality of a job with and without membership, share points; ate over all "
    "employed, att over employed members. without_mechanical: nobody becomes a worker of the cooperative. "
    "without_registration: registration and accounts are not asked in either world.",
    "joining": "Mean difference in the share of formal years, as remembered, between the world with membership and the one "
    "without, over employed members by year of joining, and over all who joined in the years asked about, share points.",
    "transition": "State of everybody 15 and over in the reference year (rows) and a year later (columns), shares.",
    "entities": "Primary organizations and unions on the reference date, by legal form and state.",
    "entities.years_to_registration": "Median years from founding to registration, of the registered ones.",
    "entities.target_cooperatives": "Active producer cooperatives: all three registers draw on them.",
    "entities.by_isic_and_interest": "Cooperatives that are not dissolved, by section of ISIC and main interest of members; "
    "the interest was drawn without regard to the industry.",
    "ecosystem": "Bodies other than members of unions, and relations; union_members: member organizations of each union, by "
    "entity_id; named: organizations in a union, each once; memberships: their places in the lists.",
    "duplicates": "Pairs of records of one organization, over and inside registers, and how many are hard to find.",
    "contribution": "Persons who work in the SSE, by industry, times the matrix of activity_targets.csv; specialisation is "
    "the share of that work in the SSE over its share in all work.",
    "ledger": "Faults and contradictions planted among the published figures, by id.",
    "sdg.score": "Place of the latest value between invented bounds (invented/sdg_bounds.csv), 0 to 100.",
    "sdg": "Series that a later release moved, and breaks that were planted.",
    "work": "Persons who work in active organizations of the frame, the share of them in percent, mean pay in thousands.",
    "views": "Active organizations of the frame that see themselves as part of the SSE, in percent and number; that would "
    "share out assets by capital, or kept less than half of a surplus, in percent.",
    "scores.by_chain": "The scores over the active organizations of the frame that work in a value chain.",
    "scores": "Mean of the six items of a dimension, 1 to 5, over active organizations of the frame.",
}


def collect(country: Country, replies: pd.DataFrame, flows: pd.DataFrame) -> dict[str, Any]:
    """Return the true values on people.

    Parameters
    ----------
    replies, flows : DataFrame
        See :func:`~sse_analysis.synthetic.microdata.answered`, :func:`~sse_analysis.synthetic.transition.a_year_later`.
    """
    population = country.population
    return {
        **_people(population),
        **informality(population, replies),
        **membership(country),
        **effects(population),
        "transition.states": list(transition.STATES),
        "transition.matrix": transition.matrix(flows),
        "transition.miscoding": settings()["miscoding"],
    }


def _people(population: Population) -> dict[str, Any]:
    persons, employed = population.persons, population.employed
    adults = int((persons["age"] >= 15).sum())
    jobless = int((persons["activity"] == work.JOBLESS).sum())
    codes = table("areas")["unit_code"]
    by_area = persons["area"].value_counts()
    return {
        "population.persons": len(persons),
        "population.households": len(population.homes),
        "population.adults": adults,
        **{f"population.area.{code}": int(by_area[place]) for place, code in enumerate(codes, start=1)},
        "labour.employed": len(employed),
        "labour.employment_rate": 100 * len(employed) / adults,
        "labour.force": len(employed) + jobless,
        "labour.unemployment_rate": 100 * jobless / (len(employed) + jobless),
    }


def informality(population: Population, replies: pd.DataFrame) -> dict[str, Any]:
    """Return the rates of every edition, with everything known and as answered, and by domain."""
    employed, found = population.employed, {}
    for edition in concept.EDITIONS:
        found[f"informality.rate.{edition}"] = concept.classified(employed, edition).rate()
        found[f"informality.as_answered.{edition}"] = concept.classified(replies, edition).rate()
    result = concept.classified(employed)
    for row in result.components().itertuples():
        found[f"informality.components.{row.unit}.{row.job}"] = float(row.share)
    for name, informal in (("rate", result), ("as_answered", concept.classified(replies))):
        known = informal.frame["job"].eq(1).to_numpy(dtype=float, na_value=np.nan)
        for domain, rows in domains(employed).items():
            found[f"informality.{name}.icls17_ilo.{domain}"] = float(100 * np.nanmean(known[rows]))
    paid = replies.loc[replies["earnings"] > 0, "earnings"].to_numpy("float64")
    order = np.sort(paid)
    gini = 2 * float(np.arange(1, len(order) + 1) @ order) / (len(order) * order.sum()) - (
        len(order) + 1
    ) / len(order)
    return found | {
        "earnings.mean": paid.mean(),
        "earnings.median": float(np.median(paid)),
        "earnings.gini": gini,
    }


def domains(employed: pd.DataFrame) -> dict[str, np.ndarray]:
    """Return the rows of every domain that a rate is known for."""
    sex, urban, farm = (employed[name].to_numpy() for name in ("sex", "urban", "farm"))
    found = {
        "sex.female": sex == 2, "sex.male": sex == 1, "urban": urban == 1, "rural": urban == 0,
        "agriculture": farm == 1, "nonagriculture": farm == 0,
    }  # fmt: skip
    area = employed["area"].to_numpy()
    return found | {code: area == place for place, code in enumerate(table("areas")["unit_code"], start=1)}


def membership(country: Country) -> dict[str, Any]:
    persons = country.population.persons
    count = persons["memberships"]
    adults = int((persons["age"] >= 15).sum())
    return {
        "sse.members": int((count > 0).sum()),
        "sse.members.female": int(((count > 0) & (persons["sex"] == 2)).sum()),
        "sse.memberships": int(count.sum()),
        "sse.members_in_several": int((count > 1).sum()),
        "sse.member_share": 100 * float((count > 0).sum()) / adults,
        "sse.jobs": len(country.jobs),
    }


def effects(population: Population) -> dict[str, Any]:
    """Return the effect of membership on the formality of a job, in share points, and the gap a naive look gives."""
    member = (population.employed["member"] == 1).to_numpy()
    worlds = {name: population.worlds[name].to_numpy("float64") for name in population.worlds}
    actual = population.formal.to_numpy("float64")
    kinds = {
        "": worlds["with"] - worlds["without"],
        "_without_mechanical": worlds["causal"] - worlds["without"],
        "_without_registration": worlds["with_unasked"] - worlds["without_unasked"],
    }
    found: dict[str, Any] = {}
    for name, difference in kinds.items():
        found[f"effect.ate{name}"] = float(np.nanmean(difference))
        found[f"effect.att{name}"] = float(np.nanmean(difference[member]))
    found["effect.naive_gap"] = float(np.nanmean(actual[member]) - np.nanmean(actual[~member]))
    found["effect.confounders"] = ["age group", "sex", "education", "urban", "agriculture", "area"]
    return found


def of_entities(entities: pd.DataFrame, on: pd.DataFrame, records: pd.DataFrame) -> dict[str, Any]:
    """Return the true numbers of organizations, and what the registers see of them."""
    forms = table("forms")["legal_form_id"].to_numpy()[entities["form"] - 1]
    counts = entities.groupby([forms, entities["state"]]).size().unstack(fill_value=0)
    found: dict[str, Any] = {}
    for form, row in counts.iterrows():
        found[f"entities.total.{form}"] = int(row.sum())
        found |= {f"entities.{state}.{form}": int(row[state]) for state in (ACTIVE, DORMANT, DISSOLVED)}
    active = (entities["state"] == ACTIVE).to_numpy()
    seen = on.any(axis=1).to_numpy()
    target = active & (entities["form"] == 1).to_numpy()
    patterns = on[target].astype(int).astype(str).agg("".join, axis=1).value_counts().sort_index()
    wait = (entities["registered_on"] - entities["founded"]).dt.days / 365.25
    for form, years in wait.groupby(forms):
        found[f"entities.years_to_registration.{form}"] = (
            float(years.median()) if years.notna().any() else None
        )
    found["entities.active_share"] = 100 * float(active.mean())
    found["entities.registered_not_active"] = int((seen & ~active).sum())
    found["entities.on_no_list"] = int((active & ~seen).sum())
    found["entities.target_cooperatives"] = int(target.sum())
    found["lists.order"] = list(lists.REGISTERS)
    found["lists.target_cooperatives"] = {str(key): int(value) for key, value in patterns.items()}
    return found | {f"duplicates.{name}": value for name, value in lists.true_pairs(records).items()}


def of_types(entities: pd.DataFrame) -> dict[str, Any]:
    """Return the true cooperatives by section of ISIC and main interest of their members."""
    inside = entities[entities["member_interest"].ne("") & entities["state"].ne(DISSOLVED)]
    counts = pd.crosstab(inside["isic"].str[:2].map(divisions()), inside["member_interest"])
    rows = {section: {kind: int(count) for kind, count in row.items()} for section, row in counts.iterrows()}
    return {"entities.by_isic_and_interest": rows}


def of_scores(frame: pd.DataFrame, answers: pd.DataFrame) -> dict[str, Any]:
    """Return the true scores of the active organizations of the survey's frame."""
    active = frame[frame["state"] == ACTIVE]
    ticked = answers.loc[active.index]
    values = scores.dimensions(ticked)
    by_group = values.groupby(active["stratum"]).mean()
    return {
        **{f"scores.mean.{name}": float(values[name].mean()) for name in values},
        **{
            f"scores.by_form.{group}.{name}": float(row[name])
            for group, row in by_group.iterrows()
            for name in values
        },
        **{f"scores.alpha.{name}": value for name, value in scores.alpha(ticked).items()},
        "scores.frame": len(frame),
        "scores.active": len(active),
    } | of_work(active)


def of_work(active: pd.DataFrame) -> dict[str, Any]:
    """Return the true conditions of work in the active organizations of the survey's frame."""
    workers = active["workers"].sum()
    shares = {
        name: 100 * float(active[name].sum() / workers) for name in ("contract", "insured", "long_hours")
    }
    return {
        "work.workers": int(workers), "work.with_workers": int(active["workers"].gt(0).sum()),
        **{f"work.{name}": value for name, value in shares.items()},
        "work.pay_month_th": float(active["pay"].sum() / 1000 / workers),
    }  # fmt: skip


def rounded(content: Any) -> Any:
    """Return plain numbers with ten significant digits, so that the file does not depend on the last bit."""
    if isinstance(content, dict):
        return {name: rounded(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [rounded(value) for value in content]
    if isinstance(content, bool | np.bool_):
        return bool(content)
    if isinstance(content, int | np.integer):
        return int(content)
    return float(f"{content:.10g}") if isinstance(content, float | np.floating) else content
