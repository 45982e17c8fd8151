"""How many links names alone miss: learnt from records whose number says that they are one organization."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

#: Fewer pairs that share a number say too little on what names miss.
LEAST_PAIRS = 30
_Z = 1.959963984540054


@dataclass(frozen=True)
class Missed:
    """Links that were not made among records without a number.

    Parameters
    ----------
    pairs : int
        Pairs of records that share a number, by which names were tried.
    recall : float
        Share of them that names alone would have linked.
    made : int
        Records that names joined to another organization.
    estimate, low, high : float
        Links missed, with a 95 percent interval.
    """

    pairs: int
    recall: float
    made: int
    estimate: float
    low: float
    high: float


def missed_links(pairs: int, found: int, made: int) -> Missed | None:
    """Estimate the links that were missed: made (1 - r) / r, r the share of known pairs that names find.

    Records with and without a number are taken to be written alike. The variance has the chance of each link and that
    of r: made (1 - r) / r^2 + made^2 r (1 - r) / (pairs r^4).

    Returns
    -------
    Missed or None
        None with fewer than 30 known pairs, or when names find none of them.
    """
    if pairs < LEAST_PAIRS or not found:
        return None
    recall = found / pairs
    estimate = made * (1 - recall) / recall
    variance = made * (1 - recall) / recall**2 + made**2 * (1 - recall) / (pairs * recall**3)
    half = _Z * float(np.sqrt(variance))
    return Missed(pairs, recall, made, estimate, max(estimate - half, 0.0), estimate + half)


def found_by_name(
    numbered: pd.DataFrame,
    scored: pd.DataFrame,
    frame: pd.DataFrame,
    *,
    blocks: Sequence[Sequence[str]],
    sure: float,
) -> int:
    """Return how many pairs that share a number would have been compared without it, and linked.

    Parameters
    ----------
    numbered, scored : DataFrame
        ``left, right``, the latter with ``probability``.
    frame : DataFrame
        ``key`` and the columns of the blocks.
    blocks : sequence of sequence of str
        Without the one of numbers.
    sure : float
        Probability from which a pair is linked.
    """
    values = frame.set_index("key")
    left, right = values.loc[numbered["left"]], values.loc[numbered["right"]]
    met = np.zeros(len(numbered), dtype=bool)
    for names in blocks:
        same = np.ones(len(numbered), dtype=bool)
        for name in names:
            one, other = left[name].reset_index(drop=True), right[name].reset_index(drop=True)
            same &= one.eq(other).fillna(False).to_numpy(dtype=bool)
        met |= same
    linked = _ordered(scored[scored["probability"] >= sure])
    return int((met & _ordered(numbered).isin(linked)).sum())


def _ordered(pairs: pd.DataFrame) -> pd.Index:
    left, right = pairs["left"].to_numpy(object), pairs["right"].to_numpy(object)
    swap = left > right
    return pd.MultiIndex.from_arrays([np.where(swap, right, left), np.where(swap, left, right)])
