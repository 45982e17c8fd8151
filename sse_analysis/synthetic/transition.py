"""States a year later: formal job, informal job, no job; the true flows, and what a careless interview makes of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.synthetic.population import Population
from sse_analysis.synthetic.settings import settings
from sse_analysis.synthetic.work import drawn

STATES = ("formal", "informal", "not_employed")
FORMAL, INFORMAL, IDLE = 0, 1, 2
#: Of a job without a class under the 17th ICLS.
UNKNOWN = -1


def states(population: Population) -> pd.Series:
    """Return the state of everybody from 15 on whose job has a class, on their index."""
    formal = population.formal.to_numpy()
    found = np.full(len(population.persons), IDLE, dtype="int8")
    found[population.worlds.index] = np.select([formal == 1, formal == 0], [FORMAL, INFORMAL], UNKNOWN)
    known = (population.persons["age"].to_numpy() >= 15) & (found != UNKNOWN)
    return pd.Series(found[known], index=population.persons.index[known])


def a_year_later(population: Population, rng: np.random.Generator) -> pd.DataFrame:
    """Return ``now`` and ``then``, the true states in both years, on the index of :func:`states`."""
    given, now = settings()["transition"], states(population)
    about = population.persons.loc[now.index, ["age", "education"]]
    shares = np.array(given["base"])[now.to_numpy()]
    shares[:, FORMAL] *= np.exp(given["education"] * (about["education"].to_numpy() - 3))
    young = np.where(about["age"].to_numpy() < 30, np.exp(given["young"]), 1.0)
    moving = np.arange(3) != now.to_numpy()[:, None]
    shares = np.where(moving, shares * young[:, None], shares)
    return pd.DataFrame({"now": now, "then": drawn(shares, rng.random(len(now))).astype("int8")})


def matrix(flows: pd.DataFrame) -> list[list[float]]:
    """Return the share of each state of this year that is in each state next year, in the order of STATES."""
    counts = np.zeros((3, 3))
    np.add.at(counts, (flows["now"], flows["then"]), 1)
    return (counts / counts.sum(axis=1, keepdims=True)).tolist()


def miscoded(state: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the states as a careless interview records them, by the known matrix."""
    return drawn(np.array(settings()["miscoding"])[state], rng.random(len(state))).astype("int8")
