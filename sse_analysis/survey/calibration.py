"""Bring weights to known population totals, and keep what their variance needs.

Deville and Sarndal (1992): w = d g(x'lambda) with X'w = T, solved by Newton's method. The variance follows
from residuals of the influence values on the auxiliary variables, with B from the weights before calibration.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.errors import DesignError, EstimationError
from sse_analysis.survey.design import Calibration

_STEPS = 100
_TOLERANCE = 1e-12


@dataclass(frozen=True, eq=False)
class Calibrated:
    """Weights after calibration.

    Parameters
    ----------
    weights, before : float array, shape (n_rows,)
    auxiliary : float array, shape (n_rows, p)
    totals : float array, shape (p,)
        Population totals that the weights were brought to (before trimming).
    terms : tuple of str, length p
    ratios : dict
        Smallest and largest ratio of final to base weight, and their coefficient of variation.
    """

    weights: np.ndarray
    before: np.ndarray
    auxiliary: np.ndarray
    totals: np.ndarray
    terms: tuple[str, ...]
    ratios: dict[str, float]

    def residuals(self, influence: np.ndarray) -> np.ndarray:
        """Return w (z~ - x'B), z~ the influence without weight, B = (X'DX)^-1 X'D z~ with D before calibration."""
        plain = np.divide(
            influence, self.weights[:, None], out=np.zeros_like(influence), where=self.weights[:, None] != 0
        )
        weighted = self.auxiliary * self.before[:, None]
        slope = np.linalg.lstsq(weighted.T @ self.auxiliary, weighted.T @ plain, rcond=None)[0]
        return self.weights[:, None] * (plain - self.auxiliary @ slope)


def auxiliary_of(data: pd.DataFrame, wanted: Calibration) -> tuple[np.ndarray, np.ndarray, tuple[str, ...]]:
    """Return X, the totals T and the names of the terms.

    Margins become one dummy a level; every level of the file must have a total and the other way round.
    """
    if wanted.formula is not None:
        return _from_formula(data, wanted)
    blocks, totals, terms = [], [], []
    for number, (column, margin) in enumerate(wanted.margins.items()):
        levels = _levels(data[column], column, margin)
        kept = levels if number == 0 else levels[1:]
        blocks += [(data[column].astype("str") == str(level)).to_numpy("float64") for level in kept]
        totals += [float(margin[level]) for level in kept]
        terms += [f"{column}={level}" for level in kept]
    _agree(wanted)
    return np.stack(blocks, axis=1), np.array(totals), tuple(terms)


def _levels(values: pd.Series, column: str, margin) -> list:
    found = set(values.dropna().astype("str"))
    given = {str(level): level for level in margin}
    if values.isna().any():
        raise DesignError(f"'{column}' has empty cells; a calibration variable must be known in every row.")
    if found - given.keys() or given.keys() - found:
        raise DesignError(
            f"The margin of '{column}' does not fit: levels without a total {sorted(found - given.keys())}, "
            f"totals without a row {sorted(given.keys() - found)}."
        )
    return list(margin)


def _agree(wanted: Calibration) -> None:
    sums = {column: sum(margin.values()) for column, margin in wanted.margins.items()}
    low, high = min(sums.values()), max(sums.values())
    if high - low > 1e-9 * high:
        words = ", ".join(f"{column} {exact(total):,.10g}" for column, total in sums.items())
        raise DesignError(f"The margins add up to different populations: {words}. Correct the totals first.")


def _from_formula(data: pd.DataFrame, wanted: Calibration):
    from sse_analysis.survey.formulas import model_matrix

    matrix, terms = model_matrix(wanted.formula, data)
    missing = [term for term in terms if term not in wanted.totals]
    if missing or len(wanted.totals) != len(terms):
        raise DesignError(
            f"Totals are needed for exactly these terms: {', '.join(terms)}. Missing: {', '.join(missing) or 'none'}."
        )
    return matrix, np.array([float(wanted.totals[term]) for term in terms]), terms


def calibrate(data: pd.DataFrame, base: np.ndarray, wanted: Calibration) -> Calibrated:
    """Return calibrated weights.

    Raises
    ------
    EstimationError
        If the totals cannot be reached; the worst margin is named.
    """
    auxiliary, totals, terms = auxiliary_of(data, wanted)
    weights = solve(auxiliary, base, totals, wanted=wanted, terms=terms)
    if wanted.trim:
        weights = trimmed(weights, wanted.trim)
    g = np.divide(weights, base, out=np.ones_like(weights), where=base > 0)
    ratios = {"min": float(g.min()), "max": float(g.max()), "cv": float(g.std() / g.mean())}
    return Calibrated(weights, base, auxiliary, totals, terms, ratios)


def solve(auxiliary, base, totals, *, wanted: Calibration, terms) -> np.ndarray:
    """Return d g(X lambda), with lambda by Newton's method on X'w = T."""
    distance, slope = _distance(wanted)
    lagrange = np.zeros(auxiliary.shape[1])
    weights = base.copy()
    for _ in range(_STEPS):
        gap = totals - auxiliary.T @ weights
        if np.abs(gap).max() <= _TOLERANCE * max(np.abs(totals).max(), 1.0):
            return weights
        u = auxiliary @ lagrange
        jacobian = (auxiliary * (base * slope(u))[:, None]).T @ auxiliary
        lagrange = lagrange + np.linalg.lstsq(jacobian, gap, rcond=None)[0]
        with np.errstate(over="ignore"):
            weights = base * distance(auxiliary @ lagrange)
        if not np.isfinite(weights).all():
            break
    gap = np.nan_to_num(totals - auxiliary.T @ weights, nan=np.inf)
    if np.abs(gap).max() <= 1e-8 * max(np.abs(totals).max(), 1.0):
        return weights
    worst = int(np.argmax(np.abs(gap) / np.maximum(np.abs(totals), 1)))
    raise EstimationError(
        f"The calibration did not converge: the worst margin is '{terms[worst]}' "
        f"(wanted {exact(totals[worst]):,.6g}, reached {exact(totals[worst] - gap[worst]):,.6g}). "
        "Merge small categories, widen the bounds, or drop a margin."
    )


def _distance(wanted: Calibration) -> tuple[Callable, Callable]:
    if wanted.distance == "linear":
        return (lambda u: 1 + u), np.ones_like
    if wanted.distance == "exponential":
        return np.exp, np.exp
    low, high = wanted.bounds
    steep = (high - low) / ((1 - low) * (high - 1))

    def ratio(u):
        e = np.exp(np.clip(steep * u, -700, 700))
        return (low * (high - 1) + high * (1 - low) * e) / (high - 1 + (1 - low) * e)

    def slope(u):
        e = np.exp(np.clip(steep * u, -350, 350))
        return steep * e * (high - low) * (1 - low) * (high - 1) / (high - 1 + (1 - low) * e) ** 2

    return ratio, slope


def trimmed(weights: np.ndarray, limits: tuple[float | None, float | None]) -> np.ndarray:
    """Cut weights to the limits, and spread the difference once, equally, over the rows strictly inside."""
    low = -np.inf if limits[0] is None else limits[0]
    high = np.inf if limits[1] is None else limits[1]
    cut = np.clip(weights, low, high)
    inside = (weights > low) & (weights < high)
    if not inside.any():
        raise EstimationError("Every weight lies at a limit: nothing is left to carry what is cut off.")
    return cut + inside * ((weights.sum() - cut.sum()) / inside.sum())
