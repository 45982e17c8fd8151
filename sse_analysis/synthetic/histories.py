"""Work histories: in which of the last years work was formal, as persons remember it, and when they joined.

A year counts as it was in the world that held: without membership before the year of joining, with it from then on. Some
years are forgotten and answered by the custom of the year, the same for everybody; custom rises, so that nobody's answers
stand still and those who joined and those who did not drift alike.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sse_analysis.synthetic import files
from sse_analysis.synthetic.country import Country
from sse_analysis.synthetic.population import Population
from sse_analysis.synthetic.sampling import draw, frame_of
from sse_analysis.synthetic.settings import settings

NEVER = 0


def histories(population: Population, rng: np.random.Generator) -> pd.DataFrame:
    """Return ``since`` (0: never joined) and one column a year (1 formal, 0 not), for everybody with a class of job."""
    given, worlds = settings()["histories"], population.worlds
    member = (population.employed["member"] == 1).to_numpy()
    years = np.array(list(given["joined"]))
    since = np.where(member, rng.choice(years, len(member), p=list(given["joined"].values())), NEVER)
    found = {"since": since}
    for year in given["years"]:
        inside = (since != NEVER) & (since <= year)
        own = np.where(inside, worlds["with"], worlds["without"]).astype("float64")
        forgotten = rng.random(len(member)) < given["forgotten"]
        custom = rng.random(len(member)) < given["custom"][year]
        found[year] = np.where(np.isnan(own), np.nan, np.where(forgotten, custom, own))
    frame = pd.DataFrame(found, index=worlds.index)
    return frame[worlds[["with", "without"]].notna().all(axis=1)]


def questionnaire(drawn: pd.DataFrame, told: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the employed among the persons drawn, in the questionnaire's columns: 1 yes, 2 no, 8 not known."""
    drawn = drawn[drawn["row"].isin(told.index)].reset_index(drop=True)
    own = told.loc[drawn["row"]].reset_index(drop=True)
    frame = pd.DataFrame({
        "PID": drawn["row"].map("P{:07d}".format), "PSU": drawn["psu"].astype("str"), "STRATUM": drawn["stratum"],
        "W": drawn["weight"].round(4), "SINCE": own["since"].astype("Int64").mask(own["since"] == NEVER),
    })  # fmt: skip
    for year in settings()["histories"]["years"]:
        silent = rng.random(len(own)) < settings()["histories"]["silent"]
        frame[f"F{year}"] = np.where(silent, 8, 2 - own[year]).astype("int8")
    return frame


def true_values(population: Population, told: pd.DataFrame) -> dict[str, Any]:
    """Return the true effect by year of joining, for those who joined in the years asked about."""
    given = settings()["histories"]
    effect = (population.worlds["with"] - population.worlds["without"]).loc[told.index].astype("float64")
    kept = (1 - given["forgotten"]) * effect
    found = {str(year): float(kept[told["since"] == year].mean()) for year in given["years"][1:]}
    reached = {year: int((told["since"] == year).sum()) for year in given["years"][1:]}
    last = given["years"][-1]
    weights = np.array([count * (last - year + 1) for year, count in reached.items()], dtype="float64")
    return {
        **{f"joining.effect.{year}": value for year, value in found.items()},
        "joining.effect": float(weights @ np.array(list(found.values())) / weights.sum()),
    }


def write(folder: Path, country: Country) -> dict[str, Any]:
    """Write ``histories.csv`` and return the true values."""
    rng, population = country.rng["histories"], country.population
    told = histories(population, rng)
    drawn = draw(frame_of(population), rng)
    files.write_csv(folder / "histories.csv", questionnaire(drawn, told, rng))
    return true_values(population, told)
