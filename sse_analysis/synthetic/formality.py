"""What makes a job formal, with and without membership: the inputs of the rules, from one set of chances.

Every person has one set of uniform numbers; only the chances they are held against depend on membership. The
difference between the two worlds of one person is therefore the effect of membership on that person.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sse_analysis.synthetic import work
from sse_analysis.synthetic.settings import expit, settings, table

YES, NO = 1, 2
IN_PROCESS = 3
_DEPENDENT = (work.EMPLOYEE, work.APPRENTICE, work.MEMBER, work.CONTRACTOR, work.FAMILY)
_OWN = (work.EMPLOYER, work.OWN_ACCOUNT, work.CONTRACTOR)
#: Forms whose members may work in the cooperative itself: producer and worker cooperatives.
WORKING_FORMS = (1, 2)


@dataclass(frozen=True, eq=False)
class Chances:
    """What is the same in both worlds: the log odds of formality without membership, and the uniform numbers."""

    base: np.ndarray
    draws: dict[str, np.ndarray]
    size: np.ndarray
    premises: np.ndarray
    destination: np.ndarray


_DRAWS = ("registered", "process", "accounts", "security", "leave", "sick", "contract", "mechanical")


def chances(employed: pd.DataFrame, rng: np.random.Generator) -> Chances:
    """Return the log odds and uniform numbers of every employed person."""
    given, profiles = settings()["formality"], table("profiles")
    profile = employed["profile"].to_numpy()
    district = employed["psu"].to_numpy()
    _, place = np.unique(district, return_inverse=True)
    base = (
        given["intercept"]
        + given["education"] * (employed["education"].to_numpy() - 3)
        + given["urban"] * employed["urban"].to_numpy()
        + given["female"] * (employed["sex"].to_numpy() == 2)
        + given["age_gap"] * (employed["age"].to_numpy("float32") - 45) ** 2
        + given["hidden"] * employed["drive"].to_numpy()
        + profiles["formal"].to_numpy()[profile]
        + table("areas")["formal"].to_numpy()[employed["area"].to_numpy() - 1]
        + rng.normal(0, given["psu"], place.max() + 1)[place]
    ).astype("float32")
    size = _sizes(employed, rng)
    premises = _premises(employed, size, rng)
    destination = _destinations(employed, rng)
    draws = {name: rng.random(len(employed), dtype="float32") for name in _DRAWS}
    return Chances(base, draws, size, premises, destination)


def _sizes(employed: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Draw persons in the unit: one to a few for the independent, a lognormal by sector for employees."""
    status, sector = employed["status"].to_numpy(), employed["sector"].to_numpy()
    middle = np.array([0, 3.6, 3.8, 3.0, 2.0, 1.2, 0.0, 3.0])[sector]
    spread = np.array([0, 1.0, 1.0, 1.2, 0.9, 0.7, 0.0, 0.8])[sector]
    many = 1 + np.exp(rng.normal(middle, np.maximum(spread, 1e-9)))
    few = 1 + rng.poisson(np.where(status == work.FAMILY, 1.6, 0.5))
    boss = 2 + np.exp(rng.normal(1.1, 0.8, len(employed)))
    alone = np.isin(status, (work.OWN_ACCOUNT, work.FAMILY, work.CONTRACTOR))
    size = np.select([alone, status == work.EMPLOYER, sector == work.PRIVATE_HOME], [few, boss, 1], many)
    return np.clip(np.round(size), 1, 5000).astype("int16")


def _premises(employed: pd.DataFrame, size: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return 1 own building, 2 fixed stall or workshop, 3 at home, 4 street or on the move."""
    profiles, profile = table("profiles"), employed["profile"].to_numpy()
    fixed = expit(profiles["premises"].to_numpy()[profile] - 0.6 + 0.9 * np.log(size))
    kind, draw = rng.random(len(employed)), rng.random(len(employed))
    home = profiles["home"].to_numpy()[profile]
    return np.where(draw < fixed, np.where(kind < 0.6, 1, 2), np.where(kind < home, 3, 4)).astype("int8")


def _destinations(employed: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Return 1 only sale ... 4 only own use, for independents and their helpers; 0 for others."""
    asked = employed["status"].isin((work.EMPLOYER, work.OWN_ACCOUNT, work.FAMILY)).to_numpy()
    rural_farm = (employed["farm"].to_numpy() == 1) & (employed["urban"].to_numpy() == 0)
    share = np.where(rural_farm, settings()["formality"]["own_use"], 0.01)
    draw, kind = rng.random(len(employed)), rng.random(len(employed))
    kept = np.where(kind < 0.7, 3, 4)
    sold = np.where(kind < np.where(employed["farm"].to_numpy() == 1, 0.55, 0.95), 1, 2)
    return np.where(asked, np.where(draw < share, kept, sold), 0).astype("int8")


def world(
    employed: pd.DataFrame, given: Chances, member: np.ndarray, *, mechanical: bool = True
) -> pd.DataFrame:
    """Return the inputs of the rules when membership is as given.

    Parameters
    ----------
    employed : DataFrame
        With ``form_1``, the form each is or would be a member of.
    member : bool array
        Who belongs.
    mechanical : bool
        Whether own-account members of producer and worker cooperatives may become workers of the cooperative, whose
        registration then makes their job formal.
    """
    about, draws = settings()["formality"], given.draws
    moves = draws["mechanical"] < about["mechanical"]
    moves &= member & employed["form_1"].isin(WORKING_FORMS).to_numpy() & mechanical
    moves &= (employed["status"] == work.OWN_ACCOUNT).to_numpy() & (given.destination < 3)
    status = np.where(moves, work.MEMBER, employed["status"]).astype("int8")
    sector = np.where(moves, work.COOPERATIVE, employed["sector"]).astype("int8")
    frame = pd.DataFrame({"status": status, "sector": sector}, index=employed.index)
    frame["size"] = np.where(moves, given.size + 12, given.size).astype("int16")
    frame["premises"] = np.where(moves, 1, given.premises).astype("int8")
    frame["destination"] = np.where(moves, 0, given.destination).astype("int8")
    frame["registered"] = _registered(frame, given, member)
    frame["accounts"] = _accounts(frame, draws)
    return frame.join(_protection(frame, given, member))


def _registered(frame: pd.DataFrame, given: Chances, member: np.ndarray) -> np.ndarray:
    """Return 1 registered, 2 not, 3 in process; government, companies and cooperatives always are."""
    about, sector = settings()["formality"], frame["sector"].to_numpy()
    log_odds = given.base + 0.45 * np.log(frame["size"].to_numpy()) + about["member"] * member
    own = given.draws["registered"] < expit(log_odds)
    waiting = given.draws["process"] < about["in_process"]
    found = np.where(own, YES, np.where(waiting, IN_PROCESS, NO))
    by_law = (sector < work.BUSINESS) | (sector == work.COOPERATIVE)
    return np.select([by_law, sector == work.PRIVATE_HOME], [YES, NO], found).astype("int8")


def _accounts(frame: pd.DataFrame, draws: dict[str, np.ndarray]) -> np.ndarray:
    """Return 1 complete accounts, 2 for the tax office, 3 own notes, 4 none."""
    about, sector = settings()["formality"], frame["sector"].to_numpy()
    yes, no = np.array(about["accounts_registered"]), np.array(about["accounts_unregistered"])
    limits = np.where((frame["registered"] == YES).to_numpy()[:, None], yes, no)
    found = 1 + (draws["accounts"][:, None] >= limits).sum(axis=1)
    by_law = (sector < work.BUSINESS) | (sector == work.COOPERATIVE)
    return np.where(by_law, 1, found).astype("int8")


def _protection(frame: pd.DataFrame, given: Chances, member: np.ndarray) -> pd.DataFrame:
    """Return social security, leave and contract (1 yes, 2 no; 0 not asked)."""
    about, draws, status = settings()["formality"], given.draws, frame["status"].to_numpy()
    by_sector = np.array([0.0, *(about["security"][code] for code in range(1, 8))])[
        frame["sector"].to_numpy()
    ]
    log_odds = 0.75 * given.base + by_sector + about["insured_member"] * member
    log_odds -= 1.6 * (status == work.FAMILY) + 0.8 * (status == work.CONTRACTOR)
    insured = draws["security"] < expit(log_odds)
    paid = draws["leave"] < np.where(insured, 0.88, 0.12)
    sick = draws["sick"] < np.where(paid, 0.92, 0.08)
    written = draws["contract"] < np.where(insured, 0.93, 0.28)
    asked = np.isin(status, _DEPENDENT)
    answers = {"security": insured, "leave": paid, "sick": sick, "contract": written}
    return pd.DataFrame(
        {name: np.where(asked, np.where(yes, YES, NO), 0).astype("int8") for name, yes in answers.items()},
        index=frame.index,
    )
