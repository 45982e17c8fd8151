"""Confidence intervals of proportions, by name (Korn and Graubard 1998; Rao and Scott 1984)."""

from __future__ import annotations

from typing import Literal

import numpy as np

Method = Literal["mean", "logit", "xlogit", "asin", "beta", "likelihood"]


def student(df: np.ndarray | float, level: float = 0.95) -> np.ndarray:
    """Return the t quantile of a two-sided interval; no degrees of freedom give an infinite interval."""
    from scipy.special import stdtrit

    df = np.asarray(df, "float64")
    return np.where(df > 0, stdtrit(np.maximum(df, 1e-9), (1 + level) / 2), np.inf)


def proportion(
    p: float, se: float, *, df: float, n: int, method: Method = "logit", cap: bool = True, level: float = 0.95
) -> tuple[float, float]:
    """Return the interval of a share.

    Parameters
    ----------
    p, se : float
        Share and design-based standard error.
    df : float
        Design degrees of freedom.
    n : int
        Rows of the domain.
    method : {"mean", "logit", "xlogit", "asin", "beta", "likelihood"}
        ``beta`` is Korn and Graubard's: Clopper and Pearson on the effective sample size.
    cap : bool
        Keep the effective size of ``beta`` at ``n`` or below, as NCHS and Stata do; False is R's.
    """
    if not np.isfinite(p) or not np.isfinite(se):
        return np.nan, np.nan
    t = float(student(df, level))
    if method == "mean":
        return p - t * se, p + t * se
    if method == "beta":
        return _korn_graubard(p, se, t=t, n=n, cap=cap, level=level)
    if se == 0 or p in (0.0, 1.0):
        return p, p
    if method in ("logit", "xlogit"):
        return _back(np.log(p / (1 - p)), t * se / (p * (1 - p)), lambda u: 1 / (1 + np.exp(-u)))
    if method == "asin":
        return _back(np.arcsin(np.sqrt(p)), t * se / (2 * np.sqrt(p * (1 - p))), lambda u: np.sin(u) ** 2)
    return _likelihood(p, se, df=df, n=n, level=level)


def _back(centre: float, half: float, inverse) -> tuple[float, float]:
    return float(inverse(centre - half)), float(inverse(centre + half))


def _korn_graubard(p, se, *, t, n, cap, level) -> tuple[float, float]:
    from scipy.special import betaincinv

    adjusted = n if se == 0 else p * (1 - p) / se**2 * (float(student(n - 1, level)) / t) ** 2
    size = min(adjusted, n) if cap else adjusted
    tail, cases = (1 - level) / 2, size * p
    low = 0.0 if cases <= 0 else float(betaincinv(cases, size - cases + 1, tail))
    high = 1.0 if cases >= size else float(betaincinv(cases + 1, size - cases, 1 - tail))
    return low, high


def _likelihood(p, se, *, df, n, level) -> tuple[float, float]:
    """Return where the scaled likelihood ratio reaches the F quantile."""
    from scipy.optimize import brentq
    from scipy.stats import f

    limit = f.ppf(level, 1, df)
    scale = 2 * p * (1 - p) / se**2 * (n - 1) / n

    def distance(v):
        return scale * (p * np.log(p / v) + (1 - p) * np.log((1 - p) / (1 - v))) - limit

    return brentq(distance, 1e-12, p, xtol=1e-14), brentq(distance, p, 1 - 1e-12, xtol=1e-14)
