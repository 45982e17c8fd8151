"""Open SDG: the progress measure documented by the platform, made by Statistics Canada."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.sdg.progress.growth import growth, without_growth
from sse_analysis.sdg.progress.panel import Panel, graded

CATEGORIES = ["deterioration", "limited progress", "progress made but acceleration needed", "on track"]
ACHIEVED = "target achieved"
_TOP_SCORE = 5.0


def measure(
    panel: Panel,
    *,
    target_year: int,
    thresholds_target: list[float],
    thresholds_no_target: list[float],
    zero_target: float,
    score_target: list[list[float]],
    score_no_target: list[list[float]],
) -> pd.DataFrame:
    """Grade growth over the size of the growth required, or signed growth without a target.

    Parameters
    ----------
    score_target, score_no_target : list of [progress, score]
        Knots of the score from -5 to 5, linear between and flat beyond.

    Returns
    -------
    DataFrame, index indicator
        ``progress, category, score, value, why``. An indicator whose latest value meets its target is
        ``target achieved``, also where no growth can be computed.
    """
    rates = growth(panel, target_year=target_year, zero_target=zero_target)
    has_target, met = panel.meta["target"].notna(), panel.met(panel.ends["last"])
    signed = rates["cagr"] * panel.meta["direction"]
    progress = (signed / rates["required_cagr"].abs()).where(has_target, signed)
    aimed = graded(progress, thresholds_target, CATEGORIES)
    free = graded(progress, thresholds_no_target, CATEGORIES)
    score = _interpolate(progress, score_target).where(has_target, _interpolate(progress, score_no_target))
    return pd.DataFrame(
        {
            "progress": progress,
            "category": aimed.where(has_target, free).mask(met, ACHIEVED),
            "score": score.mask(met, _TOP_SCORE),
            "value": progress,
            "why": without_growth(panel, rates).mask(met, None),
        }
    )


def _interpolate(values: pd.Series, knots: list[list[float]]) -> pd.Series:
    at, score = np.array(knots, dtype=float).T
    return pd.Series(np.interp(values, at, score), index=values.index).where(values.notna())
