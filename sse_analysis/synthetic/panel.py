"""The rotating panel: part of the districts is asked again a year later; some are lost, and some have moved on."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.synthetic import transition
from sse_analysis.synthetic.population import Population
from sse_analysis.synthetic.settings import expit, settings

#: Questions about the job, taken over together so that they go on agreeing.
_JOB = ("E1", "E1B", "E2", "E3", *(f"E{place}" for place in range(4, 17)), "M4")
_AGES = (15, 30, 45, 60)


def panel(
    answers: pd.DataFrame, drawn: pd.DataFrame, population: Population, *, flows: pd.DataFrame, rng
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the two waves, in the columns of the questionnaire with ``PID``, and ``W2`` in the second.

    Parameters
    ----------
    flows : DataFrame
        See :func:`~sse_analysis.synthetic.transition.a_year_later`.
    """
    districts = drawn["psu"].drop_duplicates()
    again = rng.random(len(districts)) < settings()["lfs"]["panel"]
    inside = drawn["psu"].isin(districts[again]).to_numpy() & (answers["AGE"] >= 15).to_numpy()
    first = answers[inside].reset_index(drop=True)
    rows = drawn.loc[inside, "row"].to_numpy()
    first.insert(0, "PID", first["HH"] + first["LN"].map("{:02d}".format))
    now, then = (
        flows[wave].reindex(rows, fill_value=transition.UNKNOWN).to_numpy() for wave in ("now", "then")
    )
    if "status_error" in population.switches:
        seen, later = (_miscoded(state, rng) for state in (now, then))
        first = _in_state(first, now, seen, rng=rng)
        now, then = seen, later
    second = _in_state(first, now, then, rng=rng)
    second["AGE"] = np.minimum(second["AGE"] + 1, 98)
    stayed = rng.random(len(second)) >= _loss(first)
    return first, _weighted(second[stayed], first, stayed).reset_index(drop=True)


def _miscoded(state: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    known = state != transition.UNKNOWN
    return np.where(known, transition.miscoded(np.where(known, state, transition.IDLE), rng), state)


def _loss(first: pd.DataFrame) -> np.ndarray:
    given = settings()["lfs"]
    return expit(
        given["lost"] + given["lost_young"] * (first["AGE"] < 30) + given["lost_urban"] * (first["URB"] == 1)
    ).to_numpy()


def _in_state(people: pd.DataFrame, before: np.ndarray, after: np.ndarray, *, rng) -> pd.DataFrame:
    """Return the people in another state: whoever changed takes the whole job of somebody alike who is in it."""
    changed = people.copy()
    for state in (transition.FORMAL, transition.INFORMAL):
        movers = np.flatnonzero((after == state) & (before != state))
        givers = np.flatnonzero(before == state)
        if len(movers) and len(givers):
            source = _alike(people, movers, givers, rng=rng)
            columns = [*_JOB, "ACT"]
            changed.loc[movers, columns] = people.loc[source, columns].to_numpy()
    idle = np.flatnonzero((after == transition.IDLE) & (before != transition.IDLE))
    changed.loc[idle, list(_JOB)] = pd.NA
    changed.loc[idle, "ACT"] = np.where(rng.random(len(idle)) < 0.2, 3, 4)
    return changed.astype(people.dtypes.to_dict())


def _alike(people: pd.DataFrame, movers: np.ndarray, givers: np.ndarray, *, rng) -> np.ndarray:
    """Return a giver for every mover, of the same sex and place where there is one."""
    key = (people["SEX"].astype("int64") * 10 + people["URB"].astype("int64")).to_numpy()
    chosen = rng.choice(givers, len(movers))
    for code in np.unique(key[movers]):
        same = givers[key[givers] == code]
        here = key[movers] == code
        if len(same):
            chosen[here] = rng.choice(same, here.sum())
    return chosen


def _weighted(second: pd.DataFrame, first: pd.DataFrame, stayed: np.ndarray) -> pd.DataFrame:
    """Return the second wave with ``W2``: the weight over the share that stayed in its cell of age and place."""
    cell = np.digitize(first["AGE"], _AGES) * 10 + first["URB"].astype("int64")
    weight = first["W"].astype("float64")
    asked = weight.groupby(cell).sum()
    kept = weight[stayed].groupby(cell[stayed]).sum()
    share = (kept / asked).reindex(cell[stayed]).to_numpy()
    return second.assign(W2=(weight[stayed] / share).round(4))
