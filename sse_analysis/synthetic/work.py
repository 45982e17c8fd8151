"""Who works, in which industry, occupation, status and sector, before anybody belongs to anything."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.synthetic.settings import expit, settings, table

WORKS, ABSENT, JOBLESS, OUTSIDE = 1, 2, 3, 4
EMPLOYEE, EMPLOYER, OWN_ACCOUNT, MEMBER, FAMILY, APPRENTICE, CONTRACTOR = 1, 2, 3, 4, 5, 6, 7
STATUSES = ("employee", "employer", "own_account", "family", "apprentice", "contractor")
STATUS_CODES = np.array([EMPLOYEE, EMPLOYER, OWN_ACCOUNT, FAMILY, APPRENTICE, CONTRACTOR], dtype="int8")
SECTORS = ("government", "state_enterprise", "company", "non_profit", "household_business")
BUSINESS, PRIVATE_HOME, COOPERATIVE = 5, 6, 7


def activity(frame: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Return 1 worked, 2 absent from a job, 3 without work and looking, 4 outside; 0 below 15."""
    given = settings()["work"]
    age = frame["age"].to_numpy("float32")
    log_odds = (
        given["intercept"]
        + given["age_gap"] * (age - 40) ** 2
        + given["female"] * (frame["sex"].to_numpy() == 2)
        + given["education"] * (frame["education"].to_numpy() - 3)
        + given["urban"] * frame["urban"].to_numpy()
        + given["school"] * frame["school"].to_numpy()
    )
    works = rng.random(len(frame)) < expit(log_odds)
    second = rng.random(len(frame))
    looks = (second < given["jobless"]) & (age < 65)
    found = np.where(works, np.where(second < 0.04, ABSENT, WORKS), np.where(looks, JOBLESS, OUTSIDE))
    return np.where(age < 15, 0, found).astype("int8")


def jobs(employed: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return for every employed person industry (row of the table), status, sector, ISCO and the unseen trait."""
    place = _industries(employed, rng)
    profile = _profile_of(place)
    status = _statuses(employed, profile, rng)
    sector = _sectors(employed, profile, status, rng=rng)
    frame = pd.DataFrame({"industry": place, "profile": profile, "status": status, "sector": sector})
    frame["isic"] = table("industries")["isic"].astype("int32").to_numpy()[place]
    frame["farm"] = (frame["isic"] < 400).astype("int8")
    frame["isco"] = _occupations(frame, employed["education"].to_numpy(), rng)
    return frame.set_index(employed.index)


def _profile_of(place: np.ndarray) -> np.ndarray:
    names = list(table("profiles")["profile"])
    return table("industries")["profile"].map(names.index).to_numpy("int8")[place]


def _industries(employed: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Draw the industry from shares that depend on place, sex and education."""
    about = table("industries")
    draw = rng.random(len(employed))
    found = np.zeros(len(employed), dtype="int8")
    keys = [employed[name].to_numpy() for name in ("urban", "sex", "education")]
    cell = keys[0] * 100 + keys[1] * 10 + keys[2]
    for code in np.unique(cell):
        here = cell == code
        urban, sex, education = code // 100, code // 10 % 10, code % 10
        base = about["urban"] if urban else about["rural"]
        gendered = about["female"] if sex == 2 else 1 - about["female"]
        share = base * gendered * np.exp(about["education"] * (education - 3))
        found[here] = np.searchsorted(np.cumsum(share / share.sum()).to_numpy()[:-1], draw[here])
    return found


def drawn(shares: np.ndarray, draw: np.ndarray) -> np.ndarray:
    """Return the column each row falls into, with shares a row and one uniform number a row."""
    limits = np.cumsum(shares / shares.sum(axis=1, keepdims=True), axis=1)[:, :-1]
    return (draw[:, None] >= limits).sum(axis=1)


def _statuses(employed: pd.DataFrame, profile: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw the status: education leads to employment, women more often help unpaid, the young learn."""
    shares = table("profiles")[list(STATUSES)].to_numpy("float32")[profile]
    level = employed["education"].to_numpy("float32") - 3
    female, age = employed["sex"].to_numpy() == 2, employed["age"].to_numpy()
    shares[:, 0] *= np.exp(0.25 * level)
    shares[:, 1] *= np.exp(0.20 * level) * np.where(female, 0.6, 1.2) * (age > 21)
    shares[:, 3] *= np.where(female, 1.6, 0.5) * np.where(age < 25, 1.8, 1.0)
    shares[:, 4] *= np.where(age < 26, 3.0, 0.2)
    return STATUS_CODES[drawn(shares, rng.random(len(profile)))]


def _sectors(employed, profile, status, *, rng) -> np.ndarray:
    """Return 1 government ... 5 household business, 6 private household; independents run household businesses."""
    shares = table("profiles")[list(SECTORS)].to_numpy("float32")[profile]
    level = employed["education"].to_numpy("float32") - 3
    shares[:, 4] *= np.exp(-0.35 * level)
    domestic = shares.sum(axis=1) == 0
    shares[domestic, 4] = 1.0
    sector = drawn(shares, rng.random(len(profile))).astype("int8") + 1
    dependent = np.isin(status, (EMPLOYEE, APPRENTICE))
    return np.where(dependent, np.where(domestic, PRIVATE_HOME, sector), BUSINESS).astype("int8")


#: ISCO-08 unit groups of each profile: skilled work, and simple work.
_SKILLED = np.array([6111, 7531, 7112, 5221, 8322, 5120, 3313, 2341, 5162], dtype="int32")
_SIMPLE = np.array([9211, 9329, 9313, 5246, 9333, 9412, 4110, 5311, 9111], dtype="int32")
_EXPERT = np.array([2132, 3122, 3123, 3322, 3323, 3434, 2411, 2211, 5152], dtype="int32")
_MANAGER, _SUBSISTENCE = 1412, 6310


def _occupations(frame: pd.DataFrame, education: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    profile = frame["profile"].to_numpy()
    draw = rng.random(len(frame))
    simple = draw < np.interp(education, [1, 3, 6], [0.65, 0.35, 0.04])
    expert = draw > np.interp(education, [3, 5, 6], [0.99, 0.75, 0.30])
    code = np.where(simple, _SIMPLE[profile], np.where(expert, _EXPERT[profile], _SKILLED[profile]))
    boss = (frame["status"].to_numpy() == EMPLOYER) & (draw > 0.6)
    own = frame["status"].isin((OWN_ACCOUNT, FAMILY)).to_numpy() & (profile == 0) & (draw < 0.10)
    return np.select([boss, own], [_MANAGER, _SUBSISTENCE], code).astype("int32")
