"""Whether neighbouring areas resemble one another: Moran, Geary, local Moran, Getis and Ord.

Neighbours are given as pairs of areas, so that what counts as a neighbour is a file that can be read. The result
depends on how areas are drawn: repeat it at another level before reading much into it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from sse_analysis.errors import EstimationError

Style = Literal["row_standardised", "binary"]
#: Draws of a permutation test, and their seed: the same data give the same p value.
PERMUTATIONS, SEED = 999, 20_240_517


@dataclass(frozen=True, eq=False)
class Neighbours:
    """Who is next to whom.

    Parameters
    ----------
    units : tuple
        All areas, in the order of their values.
    origin, target : int arrays
        Places of each ordered pair in ``units``.
    """

    units: tuple
    origin: np.ndarray
    target: np.ndarray

    @cached_property
    def counts(self) -> np.ndarray:
        """Number of neighbours of each area."""
        return np.bincount(self.origin, minlength=len(self.units))

    @property
    def connected(self) -> int:
        """Number of areas that have a neighbour."""
        return int((self.counts > 0).sum())

    def weights(self, style: Style) -> np.ndarray:
        """Return the weight of each pair: 1, or 1 over the neighbours of the first."""
        if style == "binary":
            return np.ones(len(self.origin))
        if style != "row_standardised":
            raise EstimationError(f"weights are 'row_standardised' or 'binary', not '{style}'.")
        return 1 / self.counts[self.origin]

    def lag(self, values: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Return sum_j w_ij x_j for every area; 0 for an area without neighbours."""
        return np.bincount(self.origin, weights * values[self.target], minlength=len(self.units))


@dataclass(frozen=True)
class Moran:
    """Global spatial autocorrelation with its moments under no autocorrelation."""

    estimate: float
    expectation: float
    variance_randomisation: float
    z_randomisation: float
    variance_normality: float


def neighbours(pairs: pd.DataFrame, units: Sequence, *, islands: Collection = ()) -> Neighbours:
    """Read pairs of neighbouring areas.

    Parameters
    ----------
    pairs : DataFrame
        First column an area, second its neighbour; one row for each ordered pair.
    units : sequence
        All areas, in the order of the values they go with.
    islands : collection
        Areas that have no neighbour, declared: an area that is only forgotten in ``pairs`` is an error.

    Raises
    ------
    EstimationError
        For areas that are unknown or stand twice, pairs that repeat or join an area to itself, undeclared islands, and
        declared ones that have a neighbour: all problems at once.
    """
    place = {unit: number for number, unit in enumerate(units)}
    ends = pairs.iloc[:, :2].set_axis(["origin", "target"], axis=1)
    met = set(ends["origin"]) | set(ends["target"])
    alone = [unit for unit in place if unit not in set(ends["origin"])]
    found = {
        "standing twice": [unit for unit in place if list(units).count(unit) > 1]
        if len(place) < len(units)
        else [],
        "unknown": sorted({*met, *islands} - set(place), key=str),
        "a neighbour of itself": list(ends.loc[ends["origin"] == ends["target"], "origin"]),
        "given twice as a pair": list(ends.loc[ends.duplicated(), "origin"]),
        "without a neighbour and not declared an island": [unit for unit in alone if unit not in islands],
        "declared an island with a neighbour": [unit for unit in islands if unit in met],
    }
    problems = [f"{what}: {', '.join(map(repr, areas))}" for what, areas in found.items() if areas]
    if problems:
        raise EstimationError(f"the neighbours cannot be used: {'; '.join(problems)}.")
    origin, target = (ends[name].map(place).to_numpy("int64") for name in ("origin", "target"))
    return Neighbours(tuple(units), origin, target)


def moran(values: Sequence[float], near: Neighbours, *, style: Style = "row_standardised") -> Moran:
    """Measure whether high values lie beside high values.

    I = (n/S0) sum w_ij z_i z_j / sum z_i^2 with z = x - mean; expectation -1/(n - 1); variances under randomisation
    (by the kurtosis N sum z^4/(sum z^2)^2) and under normality. Sums of z run over all areas, n counts those that have
    a neighbour.

    Parameters
    ----------
    values : sequence of float, one an area
        No blanks. Smooth rates of small areas first (:func:`structure.empirical_bayes`).
    style : {"row_standardised", "binary"}

    Raises
    ------
    EstimationError
        For blanks, values that are all alike, or fewer than four areas with neighbours.

    References
    ----------
    Cliff and Ord 1981.
    """
    z, n = _centred(values, near), near.connected
    if n < 4:
        raise EstimationError(f"the moments of Moran's I need four areas with neighbours or more, not {n}.")
    weights = near.weights(style)
    s0, s1, s2 = _sums(near, weights)
    estimate = n / s0 * (z @ near.lag(z, weights)) / (z @ z)
    expectation = -1 / (n - 1)
    kurtosis = len(z) * (z**4).sum() / (z @ z) ** 2
    above = n * ((n**2 - 3 * n + 3) * s1 - n * s2 + 3 * s0**2)
    above -= kurtosis * ((n**2 - n) * s1 - 2 * n * s2 + 6 * s0**2)
    randomised = above / ((n - 1) * (n - 2) * (n - 3) * s0**2) - expectation**2
    normal = (n**2 * s1 - n * s2 + 3 * s0**2) / ((n**2 - 1) * s0**2) - expectation**2
    z_score = (estimate - expectation) / randomised**0.5
    return Moran(*map(float, (estimate, expectation, randomised, z_score, normal)))


def moran_permutation_p(
    values: Sequence[float], near: Neighbours, *, style: Style = "row_standardised", draws: int = PERMUTATIONS,
    seed: int = SEED,
) -> float:  # fmt: skip
    """Return how often values dealt out at random reach the Moran found: (1 + times) / (1 + draws), on its own side.

    Raises
    ------
    EstimationError
        As :func:`moran`.
    """
    z, weights, generator = _centred(values, near), near.weights(style), np.random.default_rng(seed)
    found = z @ near.lag(z, weights)
    drawn = (generator.permutation(z) for _ in range(draws))
    reached = np.array([one @ near.lag(one, weights) for one in drawn])
    times = min((reached >= found).sum(), (reached <= found).sum())
    return float((1 + times) / (1 + draws))


def geary(values: Sequence[float], near: Neighbours, *, style: Style = "row_standardised") -> float:
    """Measure how neighbours differ: c = (n - 1) sum w_ij (x_i - x_j)^2 / (2 S0 sum z_i^2); 1 is no pattern, 0 alike.

    Parameters and errors as :func:`moran`.

    References
    ----------
    Geary 1954.
    """
    z, weights = _centred(values, near), near.weights(style)
    apart = (weights * (z[near.origin] - z[near.target]) ** 2).sum()
    return float((near.connected - 1) * apart / (2 * weights.sum() * (z @ z)))


def local_moran(
    values: Sequence[float], near: Neighbours, *, moment_divisor: Literal["n-1", "n"] = "n-1",
    style: Style = "row_standardised",
) -> pd.Series:  # fmt: skip
    """Split Moran's I by area: I_i = (z_i/m2) sum_j w_ij z_j with m2 = sum z^2/(N - 1), or over N.

    Returns
    -------
    Series, index area
        Above 0 inside a cluster of alike, below 0 for an outlier. 0 for an island, which says nothing.

    References
    ----------
    Anselin 1995.
    """
    z, divisors = _centred(values, near), {"n-1": len(near.units) - 1, "n": len(near.units)}
    if moment_divisor not in divisors:
        raise EstimationError(f"the divisor is 'n-1' or 'n', not '{moment_divisor}'.")
    moment = (z @ z) / divisors[moment_divisor]
    return pd.Series(z / moment * near.lag(z, near.weights(style)), index=near.units, name="estimate")


def local_moran_p(
    values: Sequence[float], near: Neighbours, *, draws: int = PERMUTATIONS, seed: int = SEED
) -> pd.DataFrame:
    """Test each area's local Moran by dealing the other areas' values out among its neighbours.

    Returns
    -------
    DataFrame, index area
        ``p`` (on its own side) and ``p_bh``, adjusted over all areas (Benjamini and Hochberg): a map of raw p values
        finds clusters in noise. Missing for islands.

    Raises
    ------
    EstimationError
        As :func:`moran`.
    """
    from sse_analysis.survey.multiplicity import adjusted

    z, generator = _centred(values, near), np.random.default_rng(seed)
    p = np.full(len(z), np.nan)
    for area in np.flatnonzero(near.counts):
        others = np.delete(z, area)
        picks = generator.permuted(np.tile(others, (draws, 1)), axis=1)[:, : near.counts[area]]
        drawn = z[area] * picks.mean(axis=1)
        found = z[area] * z[near.target[near.origin == area]].mean()
        p[area] = (1 + min((drawn >= found).sum(), (drawn <= found).sum())) / (1 + draws)
    tested = ~np.isnan(p)
    corrected = np.full(len(z), np.nan)
    corrected[tested] = adjusted(p[tested], method="bh")
    return pd.DataFrame({"p": p, "p_bh": corrected}, index=near.units)


def getis_ord(values: Sequence[float], near: Neighbours, *, include_self: bool = True) -> pd.Series:
    """Find areas amid high values (above 0) or low ones: G_i* as a standard deviate, binary weights.

    (sum_j w_ij x_j - W_i xbar) / (s sqrt((n sum_j w_ij^2 - W_i^2)/(n - 1))), s^2 = sum x^2/n - xbar^2, own area
    included, n all areas. Without the own area (G_i) mean, s and n leave it out too.

    Returns
    -------
    Series, index area
        Missing where an area's neighbourhood is everything, and for islands when the own area is left out.

    References
    ----------
    Ord and Getis 1995.
    """
    x = _centred(values, near)
    n = len(x) if include_self else len(x) - 1
    around = near.counts + include_self
    total = near.lag(x, near.weights("binary")) + (x if include_self else 0)
    own = 0 if include_self else x
    mean = (x.sum() - own) / n
    spread = np.sqrt(((x**2).sum() - own**2) / n - mean**2)
    below = np.sqrt((n * around - around**2) / (n - 1))
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where((below > 0) & (spread > 0), (total - around * mean) / (spread * below), np.nan)
    return pd.Series(z, index=near.units, name="z")


def _centred(values: Sequence[float], near: Neighbours) -> np.ndarray:
    x = np.asarray(values, "float64")
    if x.shape != (len(near.units),):
        raise EstimationError(f"{len(near.units)} areas need as many values, not {x.size}.")
    blank = [unit for unit, value in zip(near.units, x, strict=True) if not np.isfinite(value)]
    if blank:
        names = ", ".join(map(repr, blank))
        raise EstimationError(
            f"areas without a value: {names}. A blank is not zero: leave them out with their pairs."
        )
    if not len(near.origin) or x.max() == x.min():
        raise EstimationError(
            "there is no pattern to measure: no area has a neighbour, or all values are alike."
        )
    return x - x.mean()


def _sums(near: Neighbours, weights: np.ndarray) -> tuple[float, float, float]:
    """Return S0, S1 and S2 of Cliff and Ord; the weights need not be symmetric."""
    size = len(near.units)
    rows = np.bincount(near.origin, weights, minlength=size)
    columns = np.bincount(near.target, weights, minlength=size)
    forth = pd.Series(weights, index=near.origin * size + near.target)
    back = forth.reindex(near.target * size + near.origin, fill_value=0.0).to_numpy()
    # Half the sum of (w_ij + w_ji)^2 over all i, j, written over the pairs that exist.
    s1 = (weights**2).sum() + (weights * back).sum()
    return float(weights.sum()), float(s1), float(((rows + columns) ** 2).sum())
