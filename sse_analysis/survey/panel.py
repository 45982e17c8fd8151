"""The same persons in two waves: matched by name of person, checked, weighted; and who was not found again."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.errors import EstimationError
from sse_analysis.harmonize.persons import WEIGHT
from sse_analysis.survey.persons import Persons
from sse_analysis.survey.sample import SurveySample

FORMAL, INFORMAL, NO_JOB = "formal", "informal", "not employed"
STATES = (FORMAL, INFORMAL, NO_JOB)


@dataclass(frozen=True, eq=False)
class Panel:
    """Persons of the first wave, with what became of them.

    Parameters
    ----------
    sample : SurveySample
        One row a person of the first wave. ``origin`` and ``destination`` hold the states under the headline concept;
        a person who was not found again has no destination. The weights are longitudinal.
    first : SurveySample
        The same rows with the weights of the first wave, and ``found``: 1 when the person was found again.
    persons : Persons
        The first wave, for labels, notes and sources.
    waves : (str, str)
    counts : dict of str to int
        ``first, second, matched, conflicting``.
    """

    sample: SurveySample
    first: SurveySample = field(repr=False)
    persons: Persons = field(repr=False)
    waves: tuple[str, str]
    counts: dict[str, int]

    @property
    def country(self) -> str:
        return self.sample.country

    @property
    def notes(self) -> tuple[str, ...]:
        count = self.counts
        share = 100 * count["matched"] / max(count["first"], 1)
        words = (
            f"{count['matched']:,} of {count['first']:,} persons of {self.waves[0]} were found again in {self.waves[1]} "
            f"({exact(share):.0f} percent)."
        )
        if count["conflicting"]:
            checks = ", ".join(self.persons.given.panel.same)
            words += f" {count['conflicting']:,} matches were given up because {checks} did not agree."
        return (words, *self.persons.notes)

    def about(self) -> dict[str, object]:
        return self.persons.about() | {"notes": self.notes}


def matched(
    first: Persons, second: Persons, *, keys: tuple[pd.Series, pd.Series], weights: pd.Series | None,
    total: float | None = None,
) -> Panel:  # fmt: skip
    """Return the panel of two waves.

    Parameters
    ----------
    keys : (Series, Series)
        Name of the person, on the rows of each wave.
    weights : Series, optional
        Longitudinal weight, on the rows of the second wave; missing ones keep the weight of the first.
    total : float, optional
        Persons with a labour force status that the weights of the first wave are brought to, where the panel is a
        part of a survey.

    Raises
    ------
    EstimationError
        If nobody is in both waves.
    """
    panel = first.given.panel
    place = pd.Index(keys[1]).get_indexer(keys[0])
    here = place >= 0
    if not here.any():
        raise EstimationError(
            f"nobody of {panel.first.name} is in {panel.second.name}: '{', '.join(panel.person)}' do not agree."
        )
    conflicting = _conflicts(first.sample.data, second.sample.data, place, panel.same)
    kept = here & ~conflicting
    states = [states_of(one) for one in (first, second)]
    then = np.where(kept, np.append(states[1].cat.codes.to_numpy(), -1)[place], -1)
    data = first.sample.data.assign(
        origin=states[0], found=kept.astype("int8"), weight_first=first.sample.weights,
        destination=pd.Categorical.from_codes(then, list(STATES)),
    )  # fmt: skip
    if weights is not None:
        long = np.append(weights.to_numpy("float64"), np.nan)[place]
        data[WEIGHT] = np.where(kept & ~np.isnan(long), long, data["weight_first"])
    if total is not None:
        factor = total / data.loc[with_state(first), "weight_first"].sum()
        data = data.assign(**{WEIGHT: factor * data[WEIGHT], "weight_first": factor * data["weight_first"]})
    design = first.sample.design
    base = replace(design, weights="weight_first" if design.weights else None)
    counts = {
        "first": len(here),
        "second": len(keys[1]),
        "matched": int(kept.sum()),
        "conflicting": int(conflicting.sum()),
    }
    return Panel(
        SurveySample(data, design, first.country), SurveySample(data, base, first.country), first,
        (panel.first.name, panel.second.name), counts,
    )  # fmt: skip


def with_state(persons: Persons) -> np.ndarray:
    """Return who has a labour force status: children have none, and a panel may leave them out."""
    data = persons.sample.data
    column = data["labour_status"] if "labour_status" in data else data["status"]
    return column.notna().to_numpy()


def states_of(persons: Persons) -> pd.Series:
    """Return formal, informal or not employed under the headline concept; missing where the job has no class."""
    data = persons.sample.data
    codes = np.full(len(data), -1, "int8")
    codes[data["formal"].eq(1).fillna(False).to_numpy("bool")] = 0
    codes[data["informal"].eq(1).fillna(False).to_numpy("bool")] = 1
    idle = (
        data["labour_status"].isin(["unemployed", "outside"])
        if "labour_status" in data
        else data["employed"].eq(0)
    )
    codes[idle.to_numpy("bool")] = 2
    return pd.Series(pd.Categorical.from_codes(codes, list(STATES)), index=data.index)


def _conflicts(
    first: pd.DataFrame, second: pd.DataFrame, place: np.ndarray, names: tuple[str, ...]
) -> np.ndarray:
    """Return the matches whose unchanging variables differ: two persons under one name."""
    found = np.zeros(len(first), "bool")
    for name in names:
        if name in first and name in second:
            one = first[name].astype("object").to_numpy()
            other = np.append(second[name].astype("object").to_numpy(), None)[place]
            known = pd.notna(one) & pd.notna(other) & (place >= 0)
            found |= known & (one != other)
    return found
