"""Two records that a person keeps apart stay apart, also when other records join them in a chain."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable

import pandas as pd


def apart(pairs: pd.DataFrame, different: Iterable[tuple[str, str]]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the links without those that would join two records said to be different, and the links taken out.

    The weakest link of the shortest chain goes first; what a person said stays.

    Parameters
    ----------
    pairs : DataFrame
        ``left, right, probability, decided_by``.
    different : iterable of (key, key)

    Returns
    -------
    DataFrame, DataFrame
    """
    cut: set[int] = set()
    beside = _beside(pairs)
    for left, right in sorted(different):
        while chain := _chain(beside, left, right, cut):
            loose = [link for link in chain if pairs.at[link, "decided_by"] != "person"]
            if not loose:
                break
            cut.add(min(loose, key=lambda link: (pairs.at[link, "probability"], link)))
    gone = sorted(cut)
    return pairs.drop(index=gone).reset_index(drop=True), pairs.loc[gone]


def _beside(pairs: pd.DataFrame) -> dict[str, list[tuple[str, int]]]:
    found = defaultdict(list)
    for link, left, right in zip(pairs.index, pairs["left"], pairs["right"], strict=True):
        found[left].append((right, link))
        found[right].append((left, link))
    return found


def _chain(beside: dict, start: str, end: str, cut: set[int]) -> list[int]:
    """Return the links of the shortest chain between two records, none if there is no chain."""
    came: dict[str, tuple[str, int] | None] = {start: None}
    waiting = deque([start])
    while waiting and end not in came:
        here = waiting.popleft()
        for there, link in beside.get(here, ()):
            if link not in cut and there not in came:
                came[there] = (here, link)
                waiting.append(there)
    chain, here = [], end
    while came.get(here):
        here, link = came[here]
        chain.append(link)
    return chain
