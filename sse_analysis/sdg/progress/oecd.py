"""OECD: distance to the target in standard deviations of a reference group."""

from __future__ import annotations

import pandas as pd

from sse_analysis.sdg.progress.panel import Panel


def measure(panel: Panel, *, sd: pd.Series) -> pd.DataFrame:
    """Return how many standard deviations the latest value is short of the target; 0 once it is met.

    Parameters
    ----------
    sd : Series, index indicator
        Standard deviation of the reference group, in the unit of the indicator.

    Returns
    -------
    DataFrame, index indicator
        ``estimate, category, value, why``; a distance is no pace, so ``category`` is always missing.

    References
    ----------
    OECD, Measuring distance to the SDG targets, 2016.
    """
    sd = sd.reindex(panel.meta.index).astype(float)
    short = panel.meta["direction"] * (panel.meta["target"] - panel.ends["last"]) / sd
    distance = short.clip(lower=0)
    why = pd.Series(None, index=panel.meta.index, dtype=object)
    why[sd.isna()] = "no spread of a reference group"
    why[panel.meta["target"].isna()] = "no target value"
    nothing = pd.Series(None, index=panel.meta.index, dtype=object)
    return pd.DataFrame({"estimate": distance, "category": nothing, "value": distance, "why": why})
