"""Which organization stands on which register, and in which shape its records differ."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.synthetic import names
from sse_analysis.synthetic.settings import expit, table

REGISTERS = ("cooperatives", "enterprises", "groups")
#: Shares of all true pairs of records: in two scripts, two letters apart, without a number on one side.
CROSS_SCRIPT, TWO_EDITS, NO_NUMBER = 0.30, 0.20, 0.10
#: Day on which the register of enterprises was opened, as its description says.
OPENED = pd.Timestamp("2001-01-01")
_TWICE = 0.02
_DEPENDENCE = 1.6


def listed(entities: pd.DataFrame, rng: np.random.Generator, *, dependent: bool) -> pd.DataFrame:
    """Return whether each organization stands on each register.

    Parameters
    ----------
    dependent : bool
        Whether standing on the first register makes standing on the others likelier.
    """
    chances = table("listed").set_index(["register", "form"])
    found = {}
    for register in REGISTERS:
        by_form = chances.loc[register].reindex(range(1, 11)).fillna(0.0)
        chance = by_form.to_numpy()[
            entities["form"] - 1, pd.Categorical(entities["state"], by_form.columns).codes
        ]
        if dependent and found:
            before = found[REGISTERS[0]]
            shifted = expit(
                np.log(np.maximum(chance, 1e-9) / (1 - chance)) + np.where(before, _DEPENDENCE, -_DEPENDENCE)
            )
            on_first = chances.loc[REGISTERS[0]].index
            chance = np.where(entities["form"].isin(on_first) & (chance > 0), shifted, chance)
        official = entities["registered"].to_numpy() | (register == "groups")
        gone = entities["dissolved"] < OPENED if register == "enterprises" else False
        found[register] = (rng.random(len(entities)) < chance) & official & ~np.asarray(gone)
    return pd.DataFrame(found, index=entities.index)


def records(
    entities: pd.DataFrame, on: pd.DataFrame, rng: np.random.Generator
) -> tuple[pd.DataFrame, list[str]]:
    """Return one row a record, and the true name of every organization.

    A record has organization, register, number, name as written, script, number of slips.

    The shares of the hard pairs are met to the pair: whole organizations are taken until they are reached.
    """
    frame = _rows(on, rng)
    count = frame.groupby("entity")["register"].transform("size")
    first = ~frame["entity"].duplicated()
    pairs = (count - 1)[first & (count > 1)]
    total = float((count[first] * (count[first] - 1) / 2).sum())
    own = rng.random(len(entities)) < 0.5
    script = np.where(count > 1, own[frame["entity"]], frame["register"] != "enterprises")
    crossing = _until(pairs, CROSS_SCRIPT * total, rng)
    frame["cyrillic"] = np.where(frame.index.isin(crossing), ~script, script)
    apart = _until(pairs, TWO_EDITS * total, rng)
    light = rng.random(len(frame)) < 0.08
    frame["slips"] = np.where(frame.index.isin(apart), rng.integers(2, 4, len(frame)), np.where(light, 1, 0))
    frame.loc[(frame["slips"] == 1) & (count > 2), "slips"] = 0
    without = _until(pairs, NO_NUMBER * total, rng)
    single = (count == 1) & (rng.random(len(frame)) < NO_NUMBER)
    frame["tax_known"] = ~(frame.index.isin(without) | single)
    frame["style"] = rng.choice(6, len(frame), p=[0.40, 0.18, 0.16, 0.14, 0.07, 0.05])
    return _named(frame, entities, rng)


def _rows(on: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the records of every register in an order of its own, some organizations twice."""
    parts = []
    for register, letter in zip(REGISTERS, "KEG", strict=True):
        here = np.flatnonzero(on[register].to_numpy())
        again = here[rng.random(len(here)) < _TWICE]
        order = rng.permutation(np.concatenate([here, again]))
        digits = {"K": 6, "E": 7, "G": 5}[letter]
        number = [
            f"{letter}{'' if letter == 'E' else '-'}{place:0{digits}d}" for place in range(1, len(order) + 1)
        ]
        parts.append(pd.DataFrame({"entity": order, "register": register, "record_id": number}))
    return pd.concat(parts, ignore_index=True)


def _until(pairs: pd.Series, wanted: float, rng: np.random.Generator) -> np.ndarray:
    """Return rows in a random order until their pairs reach the number wanted."""
    order = rng.permutation(len(pairs))
    reached = np.cumsum(pairs.to_numpy()[order])
    return pairs.index.to_numpy()[order[: int(np.searchsorted(reached, wanted)) + 1]]


def _named(
    frame: pd.DataFrame, entities: pd.DataFrame, rng: np.random.Generator
) -> tuple[pd.DataFrame, list[str]]:
    true = names.invented(len(entities), rng)
    forms = table("forms")["name_local"].to_list()
    plain, shown = [], []
    for row in frame.itertuples():
        name = names.slipped(true[row.entity], row.slips, rng) if row.slips else true[row.entity]
        form = forms[entities["form"].iat[row.entity] - 1]
        plain.append(name)
        shown.append(names.written(name, form, style=row.style, in_cyrillic=bool(row.cyrillic)))
    return frame.assign(plain=plain, name=shown), true


def true_pairs(frame: pd.DataFrame) -> dict[str, float]:
    """Return how many pairs of records are the same organization, and how many of them are hard, and why."""
    both = frame.merge(frame, on="entity", suffixes=("", "_other"))
    both = both[both["record_id"] < both["record_id_other"]]
    cross = both["cyrillic"] != both["cyrillic_other"]
    slips = both[["slips", "slips_other"]].max(axis=1)
    without = ~(both["tax_known"] & both["tax_known_other"])
    inside = both["register"] == both["register_other"]
    return {
        "pairs": len(both),
        "cross_script": int(cross.sum()),
        "two_edits": int((slips >= 2).sum()),
        "no_id": int(without.sum()),
        "within_one_register": int(inside.sum()),
    }
