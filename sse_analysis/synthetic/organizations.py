"""Organizations: active, dormant and dissolved ones, their unions, and groups that nobody registered."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.synthetic.lifetimes import ACTIVE, DISSOLVED, DORMANT, lifetimes
from sse_analysis.synthetic.population import Population
from sse_analysis.synthetic.settings import settings, table

#: Every form keeps one active organization in every area, so that each person has one to belong to.
_LEAST = 24
_UNION = 10
#: Chances of the main interest of members; no form of the table, no cooperative. The industry plays no part in it.
_INTERESTS = {
    1: {"producer": 0.76, "multi_stakeholder": 0.14, "consumer": 0.10}, 2: {"worker": 1.0}, 3: {"consumer": 1.0},
}  # fmt: skip
#: Hours a week above which they are long: ILO Convention 1 of 1919 and 30 of 1930.
LONG_WEEK = 48
_ISIC = {
    "farm": ["0111", "0113", "0141", "0144", "0150"],
    2: ["1410", "1392", "4330", "8121", "1071"], 3: ["6492"], 4: ["6530"], 5: ["9499", "8890", "9412"],
    6: ["8890", "8521"], 7: ["5610", "1392", "8121", "8890"], 8: ["4711", "1392", "6492"], 9: ["3600", "0161"],
    1: ["1010", "4711", "1071"], 10: ["9412"],
}  # fmt: skip


def organizations(population: Population, rng: np.random.Generator) -> pd.DataFrame:
    """Return one row an organization: form, area, industry, dates, state, size on paper, registered, certificate.

    ``size`` is what an active one draws members by, and what a dormant one still writes on its papers.
    """
    scale = len(population.persons) / settings()["people"]
    forms = table("forms")
    counts = np.maximum(np.round(forms["count"] * scale), _LEAST).astype(int)
    frame = pd.DataFrame({"form": np.repeat(forms["code"].to_numpy("int8"), counts)})
    about = forms.iloc[frame["form"] - 1].reset_index(drop=True)
    first = frame.groupby("form").cumcount().to_numpy()
    areas = table("areas")
    drawn = rng.choice(len(areas), len(frame), p=areas["share"]) + 1
    frame["area"] = np.where(first < len(areas), first + 1, drawn).astype("int8")
    frame["state"] = _states(about, first < len(areas), rng)
    frame = frame.join(lifetimes(frame, rng))
    frame["farm"] = (rng.random(len(frame)) < about["agriculture"]).astype("int8")
    frame["isic"] = _industries(frame, rng)
    frame["size"] = np.round(about["size"] * np.exp(rng.normal(0, 1, len(frame)) * about["spread"]))
    frame["registered"] = (rng.random(len(frame)) < about["registered"]).to_numpy()
    frame["registered_on"] = frame["registered_on"].where(frame["registered"])
    certificate = frame["form"].isin((1, 2, 5)) & (rng.random(len(frame)) < 0.03)
    frame["second_status"] = np.where(certificate, 7, 0).astype("int8")
    frame["women_led"] = rng.random(len(frame)) < np.where(frame["form"] == 8, 0.72, 0.34)
    return frame


def _states(about: pd.DataFrame, kept: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    draw = rng.random(len(about))
    dormant = draw < about["active"] + about["dormant"]
    found = np.where(draw < about["active"], ACTIVE, np.where(dormant, DORMANT, DISSOLVED))
    return np.where(kept, ACTIVE, found)


def _industries(frame: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    draw = rng.random(len(frame))
    found = np.empty(len(frame), dtype=object)
    for form in range(1, 11):
        for farm in (0, 1):
            codes = _ISIC["farm"] if farm and form not in (3, 4, 9, 10) else _ISIC[form]
            here = ((frame["form"] == form) & (frame["farm"] == farm)).to_numpy()
            found[here] = np.array(codes, dtype=object)[(draw[here] * len(codes)).astype(int)]
    return found


def interests(entities: pd.DataFrame, rng: np.random.Generator) -> pd.Series:
    """Return what the members of each cooperative seek; empty where it is none, or a union."""
    found = pd.Series("", entities.index, dtype="str")
    for form, chances in _INTERESTS.items():
        here = entities["form"] == form
        found[here] = rng.choice(list(chances), int(here.sum()), p=list(chances.values()))
    return found


def belong(population: Population, entities: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return one row a membership: person, organization, place (1 the main one); nobody twice in one."""
    persons = population.persons
    parts = []
    for place in range(1, 5):
        members = persons.index[persons["memberships"].to_numpy() >= place]
        about = persons.loc[members, ["area", f"form_{place}"]]
        chosen = _by_size(entities, about["area"].to_numpy(), about[f"form_{place}"].to_numpy(), rng=rng)
        parts.append(pd.DataFrame({"person": members, "entity": chosen, "place": place}))
    return pd.concat(parts, ignore_index=True).drop_duplicates(["person", "entity"], ignore_index=True)


def _by_size(entities: pd.DataFrame, area: np.ndarray, form: np.ndarray, *, rng) -> np.ndarray:
    """Draw an active organization of an area and form, with a chance in proportion to its size."""
    active = entities[entities["state"] == ACTIVE]
    key = active["area"].to_numpy("int64") * 100 + active["form"].to_numpy()
    order = np.argsort(key, kind="stable")
    key, places = key[order], active.index.to_numpy()[order]
    sums = np.cumsum(active["size"].to_numpy()[order] + 1.0)
    wanted = area.astype("int64") * 100 + form
    low, high = np.searchsorted(key, wanted, "left"), np.searchsorted(key, wanted, "right")
    before = np.where(low > 0, sums[np.maximum(low - 1, 0)], 0.0)
    at = before + rng.random(len(wanted)) * (sums[high - 1] - before)
    return places[np.clip(np.searchsorted(sums, at, "right"), low, high - 1)]


def work_in(population: Population, entities: pd.DataFrame, belonging: pd.DataFrame, *, rng) -> pd.Series:
    """Return the organization each person works in, on the index of those who do.

    Workers of a cooperative work in the one they belong to first; two in a hundred employees of companies and
    non-profits in an organization of their area.
    """
    employed = population.employed
    own = belonging[belonging["place"] == 1].set_index("person")["entity"]
    members = employed.index[employed["status"] == 4]
    other = employed[employed["sector"].isin((3, 4)) & employed["status"].isin((1, 6))]
    share = np.where(other["sector"] == 4, 0.60, 0.03)
    hired = other[rng.random(len(other)) < share]
    form = np.where(hired["sector"] == 4, rng.choice([5, 6], len(hired), p=[0.8, 0.2]),
                    rng.choice([1, 2, 3, 4, 7, 9], len(hired), p=[0.34, 0.2, 0.22, 0.06, 0.12, 0.06]))  # fmt: skip
    chosen = pd.Series(_by_size(entities, hired["area"].to_numpy(), form, rng=rng), hired.index)
    return pd.concat([own.reindex(members), chosen]).sort_index().astype("int64")


def with_people(population: Population, entities: pd.DataFrame, belonging: pd.DataFrame, *, jobs: pd.Series):
    """Return the organizations with true members, women members, workers and the conditions of their work.

    ``contract, insured, long_hours`` are workers with a written contract, social insurance, more than 48 hours a week;
    ``pay`` is what all of them earned last month. A union has member organizations and no persons.
    """
    women = population.persons["sex"].to_numpy()[belonging["person"]] == 2
    count = len(entities)
    frame = entities.assign(
        members=np.bincount(belonging["entity"], minlength=count),
        women_members=np.bincount(belonging["entity"], weights=women, minlength=count).astype(int),
        workers=np.bincount(jobs, minlength=count),
        **_conditions(population.employed.loc[jobs.index], jobs.to_numpy(), count),
    )
    paper = np.where(frame["form"] == _UNION, 0, np.maximum(frame["size"], 3)).astype(int)
    return frame.assign(paper_members=np.where(frame["state"] == ACTIVE, frame["members"], paper))


def _conditions(workers: pd.DataFrame, employer: np.ndarray, count: int) -> dict[str, np.ndarray]:
    """Return the conditions of work of every organization, summed over the persons who work in it."""
    found = {
        "contract": workers["contract"].eq(1), "insured": workers["security"].eq(1),
        "long_hours": workers["hours"].gt(LONG_WEEK), "pay": workers["earnings"],
    }  # fmt: skip
    return {
        name: np.bincount(employer, weights=values.to_numpy("float64"), minlength=count).astype("int64")
        for name, values in found.items()
    }
