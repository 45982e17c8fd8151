"""What persons answer: the truth, but for what they do not know; and the questionnaire's own codes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.synthetic.concept import UNKNOWN_SIZE
from sse_analysis.synthetic.population import Population
from sse_analysis.synthetic.settings import settings

#: Column of a job, question, and code of "do not know".
_UNKNOWN = (
    ("status", "E1", 9), ("sector", "E4", 8), ("accounts", "E5", 8), ("registered", "E6", 8), ("security", "E7", 8),
    ("leave", "E8", 8), ("sick", "E9", 8), ("size", "E10", UNKNOWN_SIZE), ("premises", "E11", 8),
    ("contract", "E15", 8),
)  # fmt: skip
_ICSE18 = np.array([0, 41, 21, 22, 21, 51, 44, 30, 0, 0], dtype="int8")


def as_answered(population: Population, rng: np.random.Generator) -> pd.DataFrame:
    """Return the employed as they answer: some do not know, most often about social security."""
    jobs = population.employed.copy()
    share = settings()["unknown"]
    for column, question, code in _UNKNOWN:
        lost = rng.random(len(jobs)) < share[question]
        values = jobs[column].to_numpy()
        jobs[column] = np.where(lost & (values != 0), code, values).astype(values.dtype)
    quiet = rng.random(len(jobs)) < share["E13"]
    return jobs.assign(earnings=np.where(quiet, 0, jobs["earnings"]))


def questionnaire(
    drawn: pd.DataFrame, population: Population, answered: pd.DataFrame, *, rng
) -> pd.DataFrame:
    """Return the sample in the names and codes of the country's questionnaire; missing where not asked.

    Parameters
    ----------
    drawn : DataFrame
        See :func:`~sse_analysis.synthetic.sampling.draw`.
    answered : DataFrame
        See :func:`as_answered`; on the index of the employed.
    """
    people = population.persons.loc[drawn["row"]].reset_index(drop=True)
    frame = _household_part(drawn, people)
    jobs = answered.reindex(drawn["row"]).reset_index(drop=True)
    frame = frame.join(_job_part(jobs))
    return frame.join(_module(people, jobs, rng))


def _household_part(drawn: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    order = pd.factorize(drawn["home"])[0] + 1
    level = people["education"].astype("Int64").mask(people["age"] < 6)
    return pd.DataFrame(
        {
            "HH": pd.Series(order).map("H{:05d}".format),
            "LN": people["line"],
            "PSU": drawn["psu"].astype("str"),
            "STRATUM": drawn["stratum"],
            "W": drawn["weight"].round(4),
            "AREA": people["area"],
            "URB": 2 - people["urban"],
            "SEX": people["sex"],
            "AGE": people["age"],
            "REL": people["relation"],
            "EDUC": level,
            "ATT": (2 - people["school"]).astype("Int64").mask(people["age"] < 6),
            "ACT": people["activity"].astype("Int64").mask(people["age"] < 15),
        }
    )


def size_code(size: pd.Series) -> pd.Series:
    """Return the number of persons up to nine, then 10, 20 and 50 for and more; 98 do not know."""
    known = size.fillna(0)
    found = np.select([known == UNKNOWN_SIZE, known >= 50, known >= 20, known >= 10], [98, 50, 20, 10], known)
    return pd.Series(found, index=size.index).astype("Int64").mask(size.isna())


def _job_part(jobs: pd.DataFrame) -> pd.DataFrame:
    """Return the questions of the employed; a code 0 is a question that was not asked."""
    names = {
        "E1": "status", "E4": "sector", "E5": "accounts", "E6": "registered", "E7": "security", "E8": "leave",
        "E9": "sick", "E11": "premises", "E12": "destination", "E13": "earnings", "E14": "hours", "E15": "contract",
    }  # fmt: skip
    frame = pd.DataFrame({question: jobs[column] for question, column in names.items()}).astype("Int64")
    frame = frame.mask(frame.eq(0))
    frame["E16"] = jobs["tenure"].astype("Int64")
    frame["E10"] = size_code(jobs["size"])
    icse = _ICSE18[jobs["status"].fillna(0).astype("int64")]
    icse = np.where((jobs["status"] == 2) & (jobs["sector"] == 5), 12, icse)
    frame["E1B"] = pd.Series(icse).astype("Int64").mask(lambda codes: codes.eq(0))
    for question, column in (("E2", "isic"), ("E3", "isco")):
        frame[question] = jobs[column].map("{:04.0f}".format, na_action="ignore").astype("str")
    order = ["E1", "E1B", "E2", "E3", *(f"E{place}" for place in range(4, 17))]
    return frame[order]


def _module(people: pd.DataFrame, jobs: pd.DataFrame, rng) -> pd.DataFrame:
    """Return the module on membership, asked of everybody from 15 on."""
    asked = people["age"] >= 15
    silent = rng.random(len(people)) < settings()["unknown"]["M1"]
    member = pd.Series(np.where(people["member"] == 1, 1, 2)).astype("Int64").mask(~asked)
    member = member.mask(asked & silent, 8)
    inside = member.eq(1).fillna(False)
    works = pd.Series(np.where(jobs["works_in_sse"].fillna(0) == 1, 1, 2)).astype("Int64")
    return pd.DataFrame(
        {
            "M1": member,
            "M2": people["memberships"].astype("Int64").where(inside),
            "M3": people["form_1"].astype("Int64").where(inside),
            "M4": works.where(jobs["status"].notna()),
            "M5": (2 - people["family_business"]).astype("Int64").where(asked),
        }
    )
