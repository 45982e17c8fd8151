"""How strong what was not measured would have to be to explain a finding away."""

from __future__ import annotations

from typing import Literal

import numpy as np

from sse_analysis.decimals import exact
from sse_analysis.errors import EstimationError


def e_value(
    ratio: float,
    *,
    scale: Literal["risk_ratio", "odds_ratio_common"] = "risk_ratio",
    limit: float | None = None,
) -> tuple[float, float]:
    """Return how strongly a confounder must go with both the cause and the outcome to explain a ratio away.

    RR + sqrt(RR (RR - 1)); a ratio below 1 is inverted first.

    Parameters
    ----------
    ratio : float
        Above 0.
    scale : {"risk_ratio", "odds_ratio_common"}
        The odds ratio of a common outcome (above 15 per cent) is replaced by its square root.
    limit : float, optional
        The confidence limit nearer to 1.

    Returns
    -------
    (float, float)
        For the ratio, and for the limit: missing without one, 1 when the interval holds 1 (nothing to explain).

    Raises
    ------
    EstimationError
        If a ratio is not above 0, the scale is unknown, or the limit is farther from 1 than the ratio.

    References
    ----------
    VanderWeele and Ding 2017.
    """
    if scale not in ("risk_ratio", "odds_ratio_common"):
        raise EstimationError(f"a scale is 'risk_ratio' or 'odds_ratio_common', not '{scale}'.")
    given = [ratio] if limit is None else [ratio, limit]
    if not all(np.isfinite(value) and value > 0 for value in given):
        raise EstimationError(
            f"a ratio is above 0: found {', '.join(f'{exact(value):g}' for value in given)}."
        )
    above = [value if ratio >= 1 else 1 / value for value in given]
    if above[-1] > above[0]:
        raise EstimationError(
            f"{exact(limit):g} is not the limit nearer to 1: the ratio is {exact(ratio):g}."
        )
    risks = [value if scale == "risk_ratio" else value**0.5 for value in above]
    values = [float(risk + (risk * (risk - 1)) ** 0.5) if risk > 1 else 1.0 for risk in risks]
    return values[0], values[1] if limit is not None else np.nan


def oster(
    *, beta_short: float, r2_short: float, beta_long: float, r2_long: float, r2_max: float | None = None,
    delta: float = 1.0,
) -> tuple[float, float]:  # fmt: skip
    """Say what a coefficient would be were the unmeasured as telling as the measured (the short formula of Oster).

    beta* = b - delta (b0 - b)(Rmax - R)/(R - R0); delta_for_zero = b (R - R0)/((b0 - b)(Rmax - R)), b0 and R0 of the
    short regression, b and R of the long one. An approximation, good when delta is near 1.

    Parameters
    ----------
    r2_max : float, optional
        R squared if everything were measured; default min(1, 1.3 R).
    delta : float
        How telling the unmeasured is against the measured.

    Returns
    -------
    (float, float)
        ``beta_star`` and ``delta_for_zero``; the latter is infinite when the coefficient did not move.

    Raises
    ------
    EstimationError
        If not 0 <= R0 < R <= Rmax <= 1.

    References
    ----------
    Oster 2019.
    """
    top = min(1.0, 1.3 * r2_long) if r2_max is None else r2_max
    if not 0 <= r2_short < r2_long <= top <= 1:
        raise EstimationError(
            f"R squared must rise, 0 <= short < long <= max <= 1: found {exact(r2_short):g}, "
            f"{exact(r2_long):g}, {exact(top):g}."
        )
    pull = (beta_short - beta_long) * (top - r2_long)
    zero = beta_long * (r2_long - r2_short) / pull if pull else np.inf
    return beta_long - delta * pull / (r2_long - r2_short), zero
