"""UN Statistics Division: the trend of the SDG Progress Chart."""

from __future__ import annotations

import pandas as pd

from sse_analysis.sdg.progress.growth import growth, settled, without_growth
from sse_analysis.sdg.progress.panel import Panel, graded

CATEGORIES = [
    "deterioration",
    "limited or no progress",
    "fair progress, acceleration needed",
    "substantial progress/on track",
]


def measure(
    panel: Panel,
    *,
    target_year: int,
    thresholds_target: list[float],
    thresholds_no_target: list[float],
    zero_target: float,
) -> pd.DataFrame:
    """Grade the growth of each indicator, signed so that progress is positive.

    With a target the ratio of actual to required growth must reach a threshold. Without one the signed
    growth a year must exceed it (the lowest must only be reached). Taking the absolute growth instead would
    turn a deterioration into progress.

    Returns
    -------
    DataFrame, index indicator
        ``cagr_signed, ratio, category, value, why``; ``value`` is what was graded.

    References
    ----------
    UNSD, SDG Progress Chart, technical note; edition and thresholds in ``data/common/sdg_methods.yml``.
    """
    rates = growth(panel, target_year=target_year, zero_target=zero_target)
    signed = rates["cagr"] * panel.meta["direction"]
    aimed = graded(rates["ratio"], thresholds_target, CATEGORIES)
    free = graded(signed, thresholds_no_target, CATEGORIES, strict=(1, 2))
    has_target = panel.meta["target"].notna()
    category = settled(panel, aimed.where(has_target, free), best=CATEGORIES[-1], worst=CATEGORIES[0])
    return pd.DataFrame(
        {
            "cagr_signed": signed,
            "ratio": rates["ratio"],
            "category": category,
            "value": rates["ratio"].where(has_target, signed),
            "why": without_growth(panel, rates),
        }
    )
