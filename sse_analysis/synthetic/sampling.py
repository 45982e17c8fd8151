"""A two-stage stratified household sample: districts with chances by size, then households, then everybody in them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sse_analysis.synthetic.households import REMOTE
from sse_analysis.synthetic.population import Population
from sse_analysis.synthetic.settings import settings


@dataclass(frozen=True, eq=False)
class Frame:
    """The households of a population, ready to be sampled many times: first household and size of every district."""

    districts: pd.DataFrame
    first_person: np.ndarray
    sizes: np.ndarray
    allocation: dict[int, int]


def frame_of(population: Population, psus: int | None = None) -> Frame:
    """Return the sampling frame.

    Parameters
    ----------
    psus : int, optional
        Districts to draw in all; at least two a stratum, one in the remote stratum.
    """
    homes = population.homes
    districts = homes.groupby("psu", sort=True).agg(
        stratum=("stratum", "first"), urban=("urban", "first"), homes=("size", "size")
    )
    districts["first"] = np.concatenate([[0], np.cumsum(districts["homes"])[:-1]])
    districts = districts.reset_index()
    wanted = settings()["lfs"]["psus"] if psus is None else psus
    by_stratum = districts.groupby("stratum")["homes"].sum()
    # More than in proportion from small strata, as surveys do that publish by area.
    share = by_stratum**0.7
    counts = np.maximum(2, np.round(wanted * share / share.sum())).astype(int)
    available = districts.groupby("stratum").size()
    # Half of a stratum at most: a district drawn twice would count its households twice.
    counts = np.maximum(np.minimum(counts, available // 2), 1)
    counts[REMOTE] = 1
    sizes = homes["size"].to_numpy("int64")
    first = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    return Frame(districts, first, sizes, counts.to_dict())


def draw(frame: Frame, rng: np.random.Generator, *, households: int | None = None) -> pd.DataFrame:
    """Return the rows of the persons drawn, with household, ``psu``, ``stratum`` and ``weight``.

    Districts are drawn systematically with chances in proportion to their households, households at random within
    them; those that refuse are made up for by the others of their district.
    """
    given = settings()["lfs"]
    take = given["households"] if households is None else households
    parts = [
        _districts(rows, frame.allocation[stratum], rng)
        for stratum, rows in frame.districts.groupby("stratum")
    ]
    chosen = pd.concat(parts, ignore_index=True)
    size = chosen["homes"].to_numpy()
    asked = np.minimum(take, size)
    order = np.argsort(
        rng.random((len(chosen), size.max())) + (np.arange(size.max()) >= size[:, None]), axis=1
    )[:, :take]
    answers = (rng.random(order.shape) >= given["refused"]) & (np.arange(take) < asked[:, None])
    answers[:, 0] |= ~answers.any(axis=1)
    weight = chosen["weight"].to_numpy() * size / answers.sum(axis=1)
    district, place = np.nonzero(answers)
    home = chosen["first"].to_numpy()[district] + order[district, place]
    people = frame.sizes[home]
    start = np.concatenate([[0], np.cumsum(people)[:-1]])
    row = np.repeat(frame.first_person[home] - start, people) + np.arange(people.sum())
    repeated = np.repeat(district, people)
    return pd.DataFrame(
        {
            "row": row,
            "home": np.repeat(home, people),
            "psu": chosen["psu"].to_numpy()[repeated],
            "stratum": chosen["stratum"].to_numpy()[repeated],
            "weight": weight[repeated],
        }
    )


def _districts(rows: pd.DataFrame, count: int, rng: np.random.Generator) -> pd.DataFrame:
    """Draw districts of a stratum systematically in proportion to size; ``weight`` is 1 / chance."""
    size = rows["homes"].to_numpy("float64")
    order = rng.permutation(len(rows))
    step = size.sum() / count
    ends = np.cumsum(size[order])
    places = np.searchsorted(ends, (rng.random() + np.arange(count)) * step, "right")
    chosen = order[np.minimum(places, len(rows) - 1)]
    return rows.iloc[chosen].assign(weight=step / size[chosen])
