"""Eurostat: the method of the EU monitoring report."""

from __future__ import annotations

import pandas as pd

from sse_analysis.sdg.progress.growth import growth, settled, without_growth
from sse_analysis.sdg.progress.panel import Panel, graded

WITH_TARGET = ["movement away", "insufficient progress", "moderate progress", "significant progress"]
WITHOUT_TARGET = [
    "significant movement away",
    "moderate movement away",
    "no change",
    "moderate progress",
    "significant progress",
]


def measure(
    panel: Panel,
    *,
    target_year: int,
    thresholds_target: list[float],
    thresholds_no_target: list[float],
    zero_target: float,
) -> pd.DataFrame:
    """Grade growth against the growth required, or its sign and size where there is no target.

    Without a target a change of exactly the lowest threshold still is a significant movement away, and only a
    change of exactly zero is no change.

    Returns
    -------
    DataFrame, index indicator
        ``cagr, required_cagr, ratio, category, value, why``.

    References
    ----------
    Eurostat, Sustainable development in the European Union, annex on method.
    """
    rates = growth(panel, target_year=target_year, zero_target=zero_target)
    signed = rates["cagr"] * panel.meta["direction"]
    low, middle, high = thresholds_no_target
    aimed = graded(rates["ratio"], thresholds_target, WITH_TARGET)
    free = graded(signed, [low, middle, middle, high], WITHOUT_TARGET, strict=(0, 2))
    has_target = panel.meta["target"].notna()
    category = settled(panel, aimed.where(has_target, free), best=WITH_TARGET[-1], worst=WITH_TARGET[0])
    return rates[["cagr", "required_cagr", "ratio"]].assign(
        category=category,
        value=rates["ratio"].where(has_target, signed),
        why=without_growth(panel, rates),
    )
