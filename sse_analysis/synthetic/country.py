"""The whole country in memory: people, organizations, who belongs where and who works where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from sse_analysis.synthetic import organizations as making
from sse_analysis.synthetic.population import Population, populate
from sse_analysis.synthetic.settings import streams


@dataclass(frozen=True, eq=False)
class Country:
    """People and organizations that agree with each other.

    Parameters
    ----------
    population : Population
        ``memberships`` of a person is the number of organizations of ``belonging``.
    entities : DataFrame
        See :mod:`~sse_analysis.synthetic.organizations`.
    belonging : DataFrame
        ``person, entity, place``.
    jobs : Series
        Organization a person works in, on the index of the persons who do.
    rng : dict
        A stream of random numbers for every room that is still to be filled.
    """

    population: Population
    entities: pd.DataFrame = field(repr=False)
    belonging: pd.DataFrame = field(repr=False)
    jobs: pd.Series = field(repr=False)
    rng: dict[str, np.random.Generator] = field(repr=False)


def build(people: int | None = None, *, seed: int | None = None, switches: Iterable[str] = ()) -> Country:
    """Return the country; see :func:`~sse_analysis.synthetic.population.populate` for the parameters."""
    population = populate(people, seed=seed, switches=switches)
    rng = streams(population.seed)
    entities = making.organizations(population, rng["organizations"])
    belonging = making.belong(population, entities, rng["allocation"])
    jobs = making.work_in(population, entities, belonging, rng=rng["allocation"])
    entities = making.with_people(population, entities, belonging, jobs=jobs)
    entities = entities.assign(member_interest=making.interests(entities, rng["interests"]))
    count = np.bincount(belonging["person"], minlength=len(population.persons)).astype("int8")
    population = replace(population, persons=population.persons.assign(memberships=count))
    return Country(population, entities, belonging, jobs, rng)
