"""Households in areas, towns, countryside and enumeration districts; the persons in them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.synthetic.settings import settings, table

HEAD, SPOUSE, CHILD, OTHER = 1, 2, 3, 4
#: Stratum of which one district is drawn: a remote part of the last area.
REMOTE = 999


def households(people: int, rng: np.random.Generator) -> pd.DataFrame:
    """Return one row a household: size, area (1 to 12), urban, stratum, district (PSU), ordered by district."""
    given, areas = settings()["households"], table("areas")
    shares = np.asarray(given["sizes"])
    count = round(people / float(shares @ np.arange(1, len(shares) + 1)))
    area = rng.choice(len(areas), count, p=areas["share"]) + 1
    urban = (rng.random(count) < areas["urban"].to_numpy()[area - 1]).astype("int8")
    stratum = np.sort(area * 100 + 2 - urban)
    frame = pd.DataFrame({"stratum": stratum.astype("int16")})
    frame["area"] = (stratum // 100).astype("int8")
    frame["urban"] = (2 - stratum % 100).astype("int8")
    within = frame.groupby("stratum").cumcount().to_numpy() // given["per_psu"]
    remote = (frame["stratum"] == len(areas) * 100 + 2).to_numpy() & (within < given["remote_psus"])
    frame["psu"] = (stratum.astype("int64") * 10000 + within + 1).astype("int64")
    frame["stratum"] = frame["stratum"].mask(remote, REMOTE)
    frame["size"] = (rng.choice(len(shares), count, p=shares) + 1).astype("int8")
    frame["background"] = rng.normal(0, 1, count).astype("float32")
    return frame


def persons(homes: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return one row a person: home, line, relation, sex (1 man, 2 woman), age, education, school."""
    size = homes["size"].to_numpy()
    home = np.repeat(np.arange(len(homes), dtype="int32"), size)
    first = np.concatenate([[0], np.cumsum(size)[:-1]])
    line = (np.arange(len(home)) - first[home] + 1).astype("int8")
    relation = _relations(line, rng)
    sex = _sexes(relation, home, first, rng=rng)
    age = _ages(relation, home, first, rng=rng)
    frame = homes[["stratum", "area", "urban", "psu"]].take(home).reset_index(drop=True)
    frame = frame.assign(home=home, line=line, relation=relation, sex=sex, age=age)
    frame["education"] = _education(frame, homes["background"].to_numpy()[home], rng)
    still = np.interp(age, [5, 6, 15, 18, 24, 25], [0, 0.97, 0.90, 0.55, 0.15, 0])
    frame["school"] = (rng.random(len(frame)) < still).astype("int8")
    return frame


def _relations(line: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    relation = np.where(line == 1, HEAD, CHILD).astype("int8")
    chance = rng.random(len(line))
    relation[(line == 2) & (chance < 0.82)] = SPOUSE
    relation[(line > 2) & (chance < 0.13)] = OTHER
    return relation


def _sexes(relation, home, first, *, rng) -> np.ndarray:
    draw = rng.random(len(home))
    sex = np.where(draw < 0.503, 1, 2).astype("int8")
    sex[relation == HEAD] = np.where(draw[relation == HEAD] < settings()["households"]["male_head"], 1, 2)
    head = sex[first[home]]
    return np.where(relation == SPOUSE, 3 - head, sex).astype("int8")


def _ages(relation, home, first, *, rng) -> np.ndarray:
    """Draw ages that fit together: a spouse near the head, children 18 to 40 years younger, others old or young."""
    count = len(home)
    age = 22 + rng.gamma(3.4, 7.6, count)
    head = age[first[home]]
    age = np.where(relation == SPOUSE, head + rng.normal(-2, 4, count), age)
    age = np.where(relation == CHILD, head - 19 - rng.gamma(2.2, 5, count), age)
    old, young = rng.integers(58, 88, count), rng.integers(4, 30, count)
    age = np.where(relation == OTHER, np.where(rng.random(count) < 0.6, old, young), age)
    least = np.where(np.isin(relation, (HEAD, SPOUSE)), 18, 0)
    too_young = age < least
    age = np.where(too_young & (least == 0), rng.integers(0, 16, count), age)
    return np.clip(age, least, 97).astype("int8")


def _education(frame: pd.DataFrame, background: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return the highest level, 1 none to 6 tertiary; children no higher than their age allows."""
    given = settings()["education"]
    age = frame["age"].to_numpy()
    latent = (
        given["intercept"]
        + given["age"] * (np.maximum(age, 25) - 30.0)
        + given["urban"] * frame["urban"].to_numpy()
        + given["female"] * (frame["sex"].to_numpy() == 2)
        + given["household"] * background
        + rng.normal(0, 1, len(frame))
    )
    level = np.digitize(latent, given["cuts"]) + 1
    most = np.select([age < 12, age < 15, age < 18, age < 21], [1, 2, 3, 5], 6)
    return np.minimum(level, most).astype("int8")
