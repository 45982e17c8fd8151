"""Answers that are missing: pooling over imputed files, and bounds that assume nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sse_analysis.decimals import exact
from sse_analysis.errors import EstimationError


@dataclass(frozen=True)
class Pooled:
    """One estimate from several imputed files.

    ``within`` is the mean variance, ``between`` the variance of the estimates; ``missing_share`` (lambda) is the part of
    the variance owed to imputation, ``fmi`` the fraction of missing information (Rubin 1987).
    """

    estimate: float
    se: float
    total_variance: float
    within: float
    between: float
    df_rubin: float
    df_barnard_rubin: float
    missing_share: float
    fmi: float


def pool(estimates: Sequence[float], variances: Sequence[float], *, df_complete: float = np.inf) -> Pooled:
    """Pool the estimates of m imputed files by Rubin's rules.

    T = U + (1 + 1/m) B; lambda = (1 + 1/m) B/T; df_rubin = (m - 1)/lambda^2; df_barnard_rubin joins it with the df of
    the observed data, (df_complete + 1)/(df_complete + 3) df_complete (1 - lambda); fmi = (r + 2/(df_rubin + 3))/(1 + r),
    r = (1 + 1/m) B/U.

    Parameters
    ----------
    estimates, variances : sequence of float, length m
        From each imputed file, with the design variance. Twenty files or more, two at least.
    df_complete : float
        Degrees of freedom without missing answers: those of the design.

    Raises
    ------
    EstimationError
        If the lists differ in length, hold fewer than two files, a blank, or a variance that is not positive.

    References
    ----------
    Rubin 1987; Barnard and Rubin 1999.
    """
    q, u = np.asarray(estimates, "float64"), np.asarray(variances, "float64")
    if q.shape != u.shape or len(q) < 2:
        raise EstimationError(
            f"pooling needs two imputed files or more: {q.size} estimates, {u.size} variances."
        )
    if not np.isfinite([q, u]).all() or (u <= 0).any():
        raise EstimationError("pooling needs an estimate and a variance above 0 from every imputed file.")
    m, within, between = len(q), float(u.mean()), float(q.var(ddof=1))
    added = (1 + 1 / m) * between
    total = within + added
    share, ratio = added / total, added / within
    rubin = (m - 1) / share**2 if share else np.inf
    observed = df_complete if np.isinf(df_complete) else (df_complete + 1) / (df_complete + 3) * df_complete
    observed *= 1 - share
    return Pooled(
        estimate=float(q.mean()),
        se=total**0.5,
        total_variance=total,
        within=within,
        between=between,
        df_rubin=rubin,
        df_barnard_rubin=1 / (1 / rubin + 1 / observed),
        missing_share=share,
        fmi=(ratio + 2 / (rubin + 3)) / (1 + ratio),
    )


def bounds(p_observed: float, *, response_rate: float) -> tuple[float, float]:
    """Bound a share when nothing is known of those who did not answer: [p r, p r + 1 - r].

    Parameters
    ----------
    p_observed : float
        Share among those who answered, 0 to 1.
    response_rate : float
        Share that answered, 0 to 1; at 0 the bounds are 0 and 1.

    Raises
    ------
    EstimationError
        If one of them lies outside 0 to 1.

    References
    ----------
    Manski 1989.
    """
    for name, value in {"share": p_observed, "response rate": response_rate}.items():
        if not 0 <= value <= 1:
            raise EstimationError(f"a {name} lies between 0 and 1: found {exact(value):g}.")
    low = p_observed * response_rate
    return low, low + 1 - response_rate
