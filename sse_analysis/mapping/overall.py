"""One number from five dimensions: three ways to join them, and how far the order of the legal forms is the choice.

No set of weights is right. Ranks are therefore told as chances: over all weights, and over samples that could have been.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_SEED = 20_251_231


def overall(scores: pd.DataFrame, groups: pd.DataFrame, *, draws: int, level: float) -> pd.DataFrame:
    """Return for each group the joint score in three ways, and the chances of its rank.

    Parameters
    ----------
    scores : DataFrame
        One row an organization: ``stratum, weight`` and one column a dimension; missing where too little was answered.
    groups : DataFrame
        ``group, label`` of the groups that are compared, each with enough organizations.
    draws : int
        Sets of weights (Dirichlet, all equally likely), each with organizations drawn again inside their group.
    level : float

    Returns
    -------
    DataFrame
        ``group, label, arithmetic, ci_low, ci_high, geometric, minimum, weakest, first_rank`` (percent of draws),
        ``rank_low, rank_high``. The interval is of the arithmetic mean with equal weights.

    References
    ----------
    Lahdelma and Salminen 2001 (rank acceptability).
    """
    dimensions = [name for name in scores if name not in ("stratum", "weight")]
    rng = np.random.default_rng(_SEED)
    parts = [scores[scores["stratum"].eq(group)] for group in groups["group"]]
    once = np.array([_means(part, dimensions, np.ones((1, len(part))))[0] for part in parts])
    again = np.stack([_means(part, dimensions, _times(rng, len(part), draws)) for part in parts])
    weights = rng.dirichlet(np.ones(len(dimensions)), draws)
    ranks = _ranks(np.einsum("gdk,dk->dg", again, weights))
    tails = [(1 - level) / 2, (1 + level) / 2]
    ends = np.nanquantile(again.mean(axis=2), tails, axis=1)
    places = np.quantile(ranks, tails, axis=0, method="inverted_cdf")
    return groups[["group", "label"]].assign(
        arithmetic=once.mean(axis=1), ci_low=ends[0], ci_high=ends[1], geometric=np.exp(np.log(once).mean(axis=1)),
        minimum=once.min(axis=1), weakest=[dimensions[place] for place in once.argmin(axis=1)],
        first_rank=100 * (ranks == 1).mean(axis=0), rank_low=places[0].astype(int), rank_high=places[1].astype(int),
    ).sort_values("arithmetic", ascending=False, ignore_index=True)  # fmt: skip


def _times(rng: np.random.Generator, size: int, draws: int) -> NDArray:
    """Return how often each organization is in each sample that could have been, shape (draws, size)."""
    return rng.multinomial(size, np.full(size, 1 / size), draws).astype("float64")


def _means(part: pd.DataFrame, dimensions: list[str], times: NDArray) -> NDArray:
    """Return weighted means of every dimension, shape (draws, dimensions)."""
    values, weights = part[dimensions].to_numpy("float64"), part["weight"].to_numpy("float64")
    held = ~np.isnan(values)
    counted = times * weights
    with np.errstate(invalid="ignore"):
        found = (counted @ np.where(held, values, 0.0)) / (counted @ held)
    # A drawn sample in which nobody answered a dimension says nothing of it: the mean of all stands in.
    return np.where(np.isnan(found), np.nanmean(values, axis=0), found)


def _ranks(values: NDArray) -> NDArray:
    """Return ranks of the columns in each row, 1 the highest."""
    order = np.argsort(-values, axis=1, kind="stable")
    ranks = np.empty_like(order)
    np.put_along_axis(ranks, order, np.arange(1, values.shape[1] + 1)[None, :], axis=1)
    return ranks
