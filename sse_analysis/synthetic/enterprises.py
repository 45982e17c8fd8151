"""The survey of household enterprises: the units that independent workers run, drawn through their households.

Every employer and every own-account worker runs one unit, of the size, registration and accounts that the person answers
for the own job: what the survey counts is in the population, and the labour force survey sees the same units.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sse_analysis.harmonize.informality import classify
from sse_analysis.reference.isic import divisions
from sse_analysis.synthetic import concept, files, work
from sse_analysis.synthetic.population import Population
from sse_analysis.synthetic.sampling import draw, frame_of
from sse_analysis.synthetic.settings import settings

#: Lower ends of the classes of size, in the keys of the true values.
SIZES = {"1": (1, 1), "2": (2, 2), "3_5": (3, 5), "6_9": (6, 9), "10_more": (10, 10**9)}


def owners(population: Population, replies: pd.DataFrame) -> pd.DataFrame:
    """Return the jobs of those who run a unit, as they answer, with ``people`` who really work in it.

    Parameters
    ----------
    replies : DataFrame
        See :func:`~sse_analysis.synthetic.answers.as_answered`.
    """
    jobs = population.employed
    runs = jobs["status"].isin((work.EMPLOYER, work.OWN_ACCOUNT))
    found = replies.loc[runs[runs].index].copy()
    # What the person does not know of the own status is no question here: who runs a unit was asked at the door.
    return found.assign(status=jobs.loc[found.index, "status"], people=jobs.loc[found.index, "size"])


def kinds(jobs: pd.DataFrame) -> np.ndarray:
    """Return 1 for an informal unit, 2 for a formal one, 3 for own use."""
    asked = concept.questions(jobs, without=("instsec", "socialsec", "annual_leave", "sick_leave"))
    return classify(asked, edition=concept.EDITIONS[0]).frame["unit"].to_numpy("int8")


def survey(population: Population, replies: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the units of the households drawn, in the questionnaire's columns and codes."""
    given = settings()["enterprises"]
    drawn = draw(frame_of(population, given["psus"]), rng, households=given["households"])
    units = owners(population, replies)
    drawn = drawn[drawn["row"].isin(units.index)].reset_index(drop=True)
    return questionnaire(drawn, population, units)


def questionnaire(drawn: pd.DataFrame, population: Population, units: pd.DataFrame) -> pd.DataFrame:
    """Return the units drawn as the file has them; 8 and a blank mean not known."""
    jobs = units.loc[drawn["row"]].reset_index(drop=True)
    people = population.persons.loc[drawn["row"]].reset_index(drop=True)
    size = jobs["size"].astype("Int64")
    return pd.DataFrame(
        {
            "UNIT": [f"U{place:05d}" for place in range(1, len(drawn) + 1)],
            "PSU": drawn["psu"].astype("str"),
            "STRATUM": drawn["stratum"],
            "W": drawn["weight"].round(4),
            "AREA": people["area"],
            "URB": 2 - people["urban"],
            "SEX": people["sex"],
            "STATUS": jobs["status"],
            "ISIC": jobs["isic"].map("{:04d}".format),
            "ISCO": jobs["isco"].map("{:04d}".format),
            "WORKERS": size.mask(size == concept.UNKNOWN_SIZE),
            "REGISTERED": jobs["registered"],
            "ACCOUNTS": jobs["accounts"],
            "OWN_USE": jobs["destination"],
            "PREMISES": jobs["premises"],
            "MEMBER": 2 - people["member"],
        }
    )


def write(folder: Path, population: Population, replies: pd.DataFrame, *, rng: np.random.Generator) -> None:
    """Write ``enterprises.csv``."""
    files.write_csv(folder / "enterprises.csv", survey(population, replies, rng))


def true_values(population: Population, replies: pd.DataFrame) -> dict[str, Any]:
    """Return the true numbers of units and of the people in them, by kind, and of the informal ones by size and activity."""
    units = owners(population, replies)
    kind, known = kinds(units), kinds(population.employed.loc[units.index])
    people = units["people"].to_numpy("int64")
    found: dict[str, Any] = {}
    for code, name in ((1, "informal"), (2, "formal"), (3, "own_use")):
        found[f"units.{name}"] = int((known == code).sum())
        found[f"units.as_answered.{name}"] = int((kind == code).sum())
        found[f"units.as_answered.people.{name}"] = int(people[kind == code].sum())
    return found | _informal(units, kind == 1, people)


def _informal(units: pd.DataFrame, informal: np.ndarray, people: np.ndarray) -> dict[str, Any]:
    told = (units["size"] != concept.UNKNOWN_SIZE).to_numpy()
    groups = {
        f"size.{name}": told & (people >= low) & (people <= high) for name, (low, high) in SIZES.items()
    }
    divided = units["isic"].map(lambda code: divisions()[f"{code // 100:02d}"]).to_numpy()
    groups |= {f"activity.{code}": divided == code for code in sorted(set(divided))}
    found: dict[str, Any] = {}
    for name, rows in groups.items():
        inside = informal & rows
        found[f"units.as_answered.informal.{name}"] = int(inside.sum())
        found[f"units.as_answered.people.informal.{name}"] = int(people[inside].sum())
    return found
