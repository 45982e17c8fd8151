"""Compound growth, the base of the UN, Eurostat and Open SDG measures."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.sdg.progress.panel import Panel


def growth(panel: Panel, *, target_year: int, zero_target: float) -> pd.DataFrame:
    """Return actual and required compound growth a year, and their ratio.

    Parameters
    ----------
    panel : Panel
    target_year : int
        Year by which the target is to be met.
    zero_target : float
        Stands for a target of 0, which no rate of growth can reach.

    Returns
    -------
    DataFrame, index indicator
        ``cagr`` = (latest/first)^(1/years) - 1; ``required_cagr`` from the first year to the target;
        ``ratio`` of the two. A first value of zero or less, a negative latest value, a negative target or
        fewer than two years give a missing value. Where the first value already meets the target no growth
        is required, so ``ratio`` is missing and ``met_at_start`` is true.
    """
    ends = panel.ends
    target = panel.meta["target"].where(panel.meta["target"] != 0, zero_target)
    cagr = _rate(ends["first"], ends["last"], ends["years"])
    required = _rate(ends["first"], target, target_year - ends["first_year"])
    met_at_start = panel.met(ends["first"])
    ratio = (cagr / required).where(~met_at_start)
    return pd.DataFrame(
        {"cagr": cagr, "required_cagr": required, "ratio": ratio, "met_at_start": met_at_start},
        index=ends.index,
    )


def _rate(start: pd.Series, end: pd.Series, years: pd.Series) -> pd.Series:
    allowed = (start > 0) & (end >= 0) & (years > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = (end / start) ** (1 / years) - 1
    return rate.where(allowed)


def without_growth(panel: Panel, rates: pd.DataFrame) -> pd.Series:
    """Return why no category follows, for indicators whose growth is not defined; missing elsewhere."""
    ends = panel.ends
    why = pd.Series(None, index=ends.index, dtype=object)
    undefined = rates["cagr"].isna()
    why[undefined] = "a rate of growth needs positive values"
    why[undefined & (ends["first"] == 0)] = "no rate of growth starts from zero"
    why[ends["years"].isna() | (ends["years"] <= 0)] = "fewer than two years"
    return why


def settled(panel: Panel, category: pd.Series, *, best: str, worst: str) -> pd.Series:
    """Grade indicators that met their target at the start: best while they meet it, else worst.

    The rate of growth that a target already met asks for has the wrong sign: dividing by it would call a
    rate that falls further below its ceiling a movement away.
    """
    started, holds = panel.met(panel.ends["first"]), panel.met(panel.ends["last"])
    return category.mask(started & holds, best).mask(started & ~holds, worst)
