"""True answers of every active organization to the thirty items, and the true scores of the five dimensions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.synthetic.settings import table

LOW, HIGH = 1, 5
_NOISE = 0.75


def items(entities: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the answers 1 to 5 as they would be ticked: those worded the other way stand the other way.

    A quality of the whole organization lifts all five dimensions, so that they go together as in practice.
    """
    groups = table("forms")["group"].to_numpy()[entities["form"] - 1]
    whole = rng.normal(0, 0.45, len(entities))
    about = table("dimensions").set_index("dimension")
    latent = {}
    for dimension, row in about.iterrows():
        by_group = row[np.unique(groups)].astype("float64")
        own = rng.normal(0, row["spread"], len(entities))
        latent[dimension] = row["mean"] + by_group.loc[groups].to_numpy() + whole + own
    found = {}
    for item in table("items").itertuples():
        raw = latent[item.dimension] + item.hard + rng.normal(0, _NOISE, len(entities))
        answer = np.clip(np.round(raw), LOW, HIGH).astype("int8")
        found[item.item] = LOW + HIGH - answer if item.reverse == "yes" else answer
    return pd.DataFrame(found, index=entities.index)


def dimensions(answers: pd.DataFrame) -> pd.DataFrame:
    """Return the mean of the six items of every dimension, 1 to 5, reversed items turned round."""
    about = table("items")
    turned = {
        row.item: LOW + HIGH - answers[row.item] if row.reverse == "yes" else answers[row.item]
        for row in about.itertuples()
    }
    frame = pd.DataFrame(turned, index=answers.index).astype("float64")
    return pd.DataFrame(
        {
            name: frame[list(rows["item"])].mean(axis=1)
            for name, rows in about.groupby("dimension", sort=False)
        }
    )


def alpha(answers: pd.DataFrame) -> dict[str, float]:
    """Return Cronbach's alpha of every dimension over all organizations given."""
    about, found = table("items"), {}
    for name, rows in about.groupby("dimension", sort=False):
        signs = np.where(rows["reverse"] == "yes", -1.0, 1.0)
        values = answers[list(rows["item"])].to_numpy("float64") * signs
        count = values.shape[1]
        found[str(name)] = float(
            count / (count - 1) * (1 - values.var(axis=0, ddof=1).sum() / values.sum(axis=1).var(ddof=1))
        )
    return found
