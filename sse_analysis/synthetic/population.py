"""The population of the synthetic country: households, persons, jobs, memberships, and both worlds of everybody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sse_analysis.synthetic import background, concept, formality, households, membership, work
from sse_analysis.synthetic.earnings import earnings
from sse_analysis.synthetic.settings import chosen_switches, settings, streams

#: Columns of a job, in the codes of the survey; 0 where it was not asked.
JOB = (
    "industry", "profile", "status", "sector", "isic", "farm", "isco", "size", "premises", "destination",
    "registered", "accounts", "security", "leave", "sick", "contract", "earnings", "hours", "tenure",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Population:
    """Everybody in the country.

    Parameters
    ----------
    homes, persons : DataFrame
        One row a household; one row a person with the columns of :data:`JOB`, ``member``, ``memberships``,
        ``form_1`` to ``form_4``, ``family_business``. Persons stand in the order of their households.
    worlds : DataFrame
        On the index of the employed: whether the job is formal (1, 0; missing where the 17th ICLS has no class, for
        dependent contractors) without membership (``without``), with it (``with``), with it but for the mechanical link
        (``causal``), and ``with_unasked`` and ``without_unasked`` when nobody is asked about registration and accounts;
        ``mechanical`` marks workers of a cooperative.
    switches : frozenset of str
    """

    homes: pd.DataFrame = field(repr=False)
    persons: pd.DataFrame = field(repr=False)
    worlds: pd.DataFrame = field(repr=False)
    seed: int
    switches: frozenset[str]

    @property
    def formal(self) -> pd.Series:
        """Whether each job is formal as things are; missing where there is no class."""
        member = self.employed["member"] == 1
        return self.worlds["with"].where(member, self.worlds["without"])

    @property
    def employed(self) -> pd.DataFrame:
        """Persons with a job."""
        return self.persons.loc[self.worlds.index]


def populate(
    people: int | None = None, *, seed: int | None = None, switches: Iterable[str] = ()
) -> Population:
    """Return the population.

    Parameters
    ----------
    people : int, optional
        About how many; the country's two million by default.
    seed : int, optional
    switches : iterable of str
        Of :data:`~sse_analysis.synthetic.settings.SWITCHES`.

    Raises
    ------
    ParameterError
        If a switch is unknown.
    """
    on, given = chosen_switches(switches), settings()
    seed = given["seed"] if seed is None else seed
    rng = streams(seed)
    homes = households.households(given["people"] if people is None else people, rng["households"])
    persons = households.persons(homes, rng["persons"])
    persons["activity"] = work.activity(persons, rng["work"])
    persons["drive"] = rng["membership"].standard_normal(len(persons), dtype="float32")
    persons["family_business"] = background.family_business(persons, rng["background"])
    employed = persons[persons["activity"].isin((work.WORKS, work.ABSENT))]
    employed = employed.join(work.jobs(employed, rng["work"]))
    joined = _joined(persons, employed, rng["membership"], hidden="hidden_confounding" in on)
    employed = employed.join(joined)
    jobs, worlds = _worlds(employed, rng["formality"])
    employed = employed.drop(columns=["status", "sector"]).join(jobs)
    actual = np.where(employed["member"] == 1, worlds["with"], worlds["without"])
    employed = employed.join(earnings(employed, actual == 1, rng["earnings"]))
    return Population(homes, _together(persons, joined, employed), worlds, seed, on)


def _joined(persons: pd.DataFrame, employed: pd.DataFrame, rng, *, hidden: bool) -> pd.DataFrame:
    """Return the memberships of everybody from 15 on."""
    adults = persons[persons["age"] >= 15].copy()
    adults["works"] = adults["activity"].isin((work.WORKS, work.ABSENT)).astype("int8")
    adults["farm"] = employed["farm"].reindex(adults.index, fill_value=0).astype("int8")
    return membership.memberships(adults, rng, hidden=hidden)


def _worlds(employed: pd.DataFrame, rng) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the jobs as they are, and the class of every job in each world."""
    chances = formality.chances(employed, rng)
    nobody = np.zeros(len(employed), dtype=bool)
    context = employed[["isic", "isco"]]
    worlds = {
        "without": formality.world(employed, chances, nobody),
        "with": formality.world(employed, chances, ~nobody),
        "causal": formality.world(employed, chances, ~nobody, mechanical=False),
    }
    found = {name: concept.formal(jobs.join(context)) for name, jobs in worlds.items()}
    for name in ("with", "without"):
        unasked = ("registered", "bookkeeping")
        found[f"{name}_unasked"] = concept.formal(worlds[name].join(context), without=unasked)
    member = (employed["member"] == 1).to_numpy()
    actual = pd.DataFrame(
        {name: np.where(member, worlds["with"][name], worlds["without"][name]) for name in worlds["with"]},
        index=employed.index,
    )
    found["mechanical"] = (actual["status"] == work.MEMBER).to_numpy()
    return actual, pd.DataFrame(found, index=employed.index)


def _together(persons: pd.DataFrame, joined: pd.DataFrame, employed: pd.DataFrame) -> pd.DataFrame:
    """Return the persons with memberships and jobs beside them; 0 where there is none."""
    columns = {}
    for source, names in ((joined, joined.columns), (employed, JOB)):
        place = source.index.to_numpy()
        for name in names:
            values = source[name].to_numpy()
            whole = np.zeros(len(persons), dtype=values.dtype)
            whole[place] = values
            columns[name] = whole
    return persons.assign(**columns)
