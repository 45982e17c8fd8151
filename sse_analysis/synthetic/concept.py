"""From the answers of the synthetic country to the questions of the rules, and the class of every job."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import pandas as pd

from sse_analysis.harmonize.informality import FORMAL, Informality, classify

_NOT_KNOWN = np.nan
#: Answer of the survey to code of the rules, by place: code 0 is not asked, 8 and 9 do not know.
_STATUS = np.array([_NOT_KNOWN, 1, 2, 3, 4, 5, 1, 7, _NOT_KNOWN, 6])
_SECTOR = np.array([_NOT_KNOWN, 1, 2, 2, 2, 4, 3, 4, _NOT_KNOWN, _NOT_KNOWN])
_ACCOUNTS = np.array([_NOT_KNOWN, 1, 1, 0, 0, *[_NOT_KNOWN] * 5])
_REGISTERED = np.array([_NOT_KNOWN, 1, 0, 0, *[_NOT_KNOWN] * 6])
_YES_NO = np.array([_NOT_KNOWN, 1, 0, *[_NOT_KNOWN] * 7])
_PREMISES = np.array([_NOT_KNOWN, 1, 1, 0, 0, *[_NOT_KNOWN] * 5])
_DESTINATION = np.array([_NOT_KNOWN, 1, 1, 2, 2, *[_NOT_KNOWN] * 5])
_MAPS = {
    "status": ("status", _STATUS), "instsec": ("sector", _SECTOR), "bookkeeping": ("accounts", _ACCOUNTS),
    "registered": ("registered", _REGISTERED), "socialsec": ("security", _YES_NO),
    "annual_leave": ("leave", _YES_NO), "sick_leave": ("sick", _YES_NO), "fixed_premises": ("premises", _PREMISES),
    "destination": ("destination", _DESTINATION),
}  # fmt: skip
EDITIONS = ("icls17_ilo", "icls21", "social_insurance")
#: Number of persons in the unit where it is not known; 98 in the files.
UNKNOWN_SIZE = -1


def questions(jobs: pd.DataFrame, *, without: Iterable[str] = ()) -> pd.DataFrame:
    """Return the jobs in the questions of the concept engine; those in ``without`` are not asked."""
    frame = pd.DataFrame(
        {name: codes[jobs[column].to_numpy()].astype("float32") for name, (column, codes) in _MAPS.items()},
        index=jobs.index,
    )
    frame["isic2"] = (jobs["isic"].to_numpy() // 100).astype("float32")
    frame["isco2"] = (jobs["isco"].to_numpy() // 100).astype("float32")
    size = jobs["size"].to_numpy("float32")
    frame["firmsize"] = np.where(size == UNKNOWN_SIZE, np.nan, size)
    return frame.drop(columns=list(without))


def classified(jobs: pd.DataFrame, edition: str = EDITIONS[0], *, without: Iterable[str] = ()) -> Informality:
    """Return the class of every job under one edition of the rules."""
    return classify(questions(jobs, without=without), edition=edition)


def formal(jobs: pd.DataFrame, edition: str = EDITIONS[0], *, without: Iterable[str] = ()) -> np.ndarray:
    """Return 1 for a formal job, 0 for an informal one, missing where the edition has no class."""
    job = classified(jobs, edition, without=without).frame["job"].to_numpy("float32", na_value=np.nan)
    return np.where(np.isnan(job), np.nan, job == FORMAL).astype("float32")
