"""What a region's social and solidarity economy is made of, how dense it is, and how unevenly it is spread.

Functions of counts and bases. A blank is never read as zero: where one blank would change every region's number it is
an error, where it changes one row only that row is missing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sse_analysis.errors import EstimationError


@dataclass(frozen=True)
class Concentration:
    """How differently entities and their base (people, workers) are spread over regions; 0 is the same spread."""

    theil: float
    hoover: float
    gini: float


def location_quotient(counts: pd.DataFrame) -> pd.DataFrame:
    """Compare each form's share in a region with its share everywhere: (n_rf / n_.f) / (n_r. / n_..).

    Parameters
    ----------
    counts : DataFrame, index region, columns form
        Counts of one kind of unit (entities). No blank: a blank in one cell would move every quotient.

    Returns
    -------
    DataFrame of the same shape
        1 is the national mix, 2 twice its share. Missing for a form or a region without entities.

    Raises
    ------
    EstimationError
        For blanks and negative counts; every one is named.

    References
    ----------
    Florence 1939; Isard 1960.
    """
    values = _complete(counts, "a location quotient")
    shares = values.div(_positive(values.sum(axis=0)), axis=1)
    return shares.div(_positive(values.sum(axis=1)) / values.to_numpy().sum(), axis=0)


def relative_share(part: pd.Series, whole: pd.Series) -> pd.Series:
    """Compare each region's share of a whole with the national share: (y_r / x_r) / (sum y / sum x).

    Parameters
    ----------
    part, whole : Series, index region
        In one unit, such as jobs in the social and solidarity economy and all jobs. No blanks.

    Returns
    -------
    Series
        Missing where ``whole`` is 0.

    Raises
    ------
    EstimationError
        For blanks, negative values, regions that differ, or a part larger than its whole.
    """
    pair = _complete(_pair(part, whole), "a comparison of shares")
    if (pair["part"] > pair["whole"]).any():
        names = _named(pair.index[pair["part"] > pair["whole"]])
        raise EstimationError(f"a part cannot exceed its whole: {names}. Look for two different units.")
    return (pair["part"] / _positive(pair["whole"])) / (pair["part"].sum() / pair["whole"].sum())


def diversity(counts: pd.DataFrame) -> pd.DataFrame:
    """Measure how mixed the forms of each region are.

    p = shares of the forms: hhi = sum p^2; hhi_normalised = (hhi - 1/K)/(1 - 1/K); shannon = -sum p ln p;
    pielou_evenness = shannon / ln K; gini_simpson = 1 - hhi; gini_simpson_unbiased = 1 - sum n(n-1)/(N(N-1)).

    Parameters
    ----------
    counts : DataFrame, index region, columns form
        K columns; a form that a region lacks counts among the K. A region with a blank is missing throughout.
        For the nation give one row of sums.

    Returns
    -------
    DataFrame, index region
        Missing for a region without entities; the unbiased index also for a region with one.

    Raises
    ------
    EstimationError
        For negative counts.

    References
    ----------
    Hirschman 1964; Shannon 1948; Simpson 1949; Pielou 1966.
    """
    _not_negative(counts)
    values = counts.astype("float64").where(counts.notna().all(axis=1), np.nan)
    size, kinds = _positive(values.sum(axis=1, skipna=False)), counts.shape[1]
    shares = values.div(size, axis=0)
    hhi = (shares**2).sum(axis=1, skipna=False)
    logs = np.log(shares.where(shares > 0, 1.0)).where(shares.notna())
    shannon = -(shares * logs).sum(axis=1, skipna=False)
    pairs = (values * (values - 1)).sum(axis=1, skipna=False)
    only = kinds == 1
    return pd.DataFrame(
        {
            "hhi": hhi,
            "hhi_normalised": np.nan if only else (hhi - 1 / kinds) / (1 - 1 / kinds),
            "shannon": shannon + 0.0,
            "pielou_evenness": np.nan if only else shannon / np.log(kinds) + 0.0,
            "gini_simpson": 1 - hhi,
            "gini_simpson_unbiased": 1 - pairs / _positive(size * (size - 1)),
        }
    )


def rate(events: pd.Series, base: pd.Series, *, per: float, level: float = 0.95) -> pd.DataFrame:
    """Return events per so many of a base, with exact Poisson limits.

    Limits of a count n: chi2(alpha/2; 2n)/2 (0 for n = 0) and chi2(1 - alpha/2; 2n + 2)/2 (Garwood 1936). They say
    how much a small count would move by chance; they say nothing of entities that a register misses.

    Parameters
    ----------
    events, base : Series, index region
        Counts, and what they are counted against (residents, workers). A blank in either leaves the row missing.
    per : float
        Such as 10000 for entities per 10,000 residents.
    level : float
        Of the interval.

    Returns
    -------
    DataFrame, index region
        ``estimate, ci_low, ci_high``. Missing where the base is 0.

    Raises
    ------
    EstimationError
        For negative values and regions that differ.
    """
    from scipy.stats import chi2

    pair = _pair(events, base)
    _not_negative(pair)
    scale, tail = per / _positive(pair["whole"]), (1 - level) / 2
    low = pd.Series(chi2.ppf(tail, 2 * pair["part"]) / 2, pair.index).where(pair["part"] != 0, 0.0)
    high = pd.Series(chi2.ppf(1 - tail, 2 * pair["part"] + 2) / 2, pair.index)
    return pd.DataFrame({"estimate": pair["part"] * scale, "ci_low": low * scale, "ci_high": high * scale})


def empirical_bayes(events: pd.Series, population: pd.Series, *, per: float) -> pd.Series:
    """Draw the rates of small regions towards the national rate (global, method of moments).

    m = sum x / sum n; s2 = sum n (r - m)^2 / sum n; A = max(s2 - m / mean(n), 0);
    rate = m + A/(A + m/n)(r - m).

    Parameters
    ----------
    events, population : Series, index region
        No blanks; every population above 0.
    per : float
        Such as 10000.

    Raises
    ------
    EstimationError
        For blanks, negative values, empty populations and regions that differ.

    References
    ----------
    Marshall 1991, Applied Statistics 40.
    """
    pair = _complete(_pair(events, population), "a smoothed rate")
    x, n = pair["part"], pair["whole"]
    if (n <= 0).any():
        raise EstimationError(
            f"a smoothed rate needs people in every region: none in {_named(n.index[n <= 0])}."
        )
    mean = x.sum() / n.sum()
    spread = (n * (x / n - mean) ** 2).sum() / n.sum()
    between = max(spread - mean / n.mean(), 0.0)
    within = mean / n
    pull = between / (between + within) if mean > 0 else within
    return (mean + pull * (x / n - mean)) * per


def concentration(entities: pd.Series, base: pd.Series) -> Concentration:
    """Measure how unevenly entities are spread over regions against a base.

    q = region's share of entities, p = of the base: theil = sum q ln(q/p); hoover = sum |q - p| / 2; gini = 1 - twice
    the area under the Lorenz curve of q on p, regions sorted by q/p, by trapezoids.

    Parameters
    ----------
    entities, base : Series, index region
        No blanks, no region without base.

    Raises
    ------
    EstimationError
        For blanks, negative values, an empty base, no entity at all, and regions that differ.

    References
    ----------
    Theil 1967; Hoover 1936.
    """
    pair = _complete(_pair(entities, base), "a measure of concentration")
    if (pair["whole"] == 0).any():
        names = _named(pair.index[pair["whole"] == 0])
        raise EstimationError(f"concentration is measured against a base that is 0 in {names}.")
    if pair["part"].sum() == 0:
        raise EstimationError("there is no entity, so nothing is concentrated anywhere.")
    shares = pair / pair.sum()
    q, p = shares["part"].to_numpy(), shares["whole"].to_numpy()
    filled = q > 0
    order = np.argsort(q / p, kind="stable")
    lorenz = np.concatenate([[0.0], q[order].cumsum()])
    area = (p[order] * (lorenz[1:] + lorenz[:-1]) / 2).sum()
    return Concentration(
        theil=float((q[filled] * np.log(q[filled] / p[filled])).sum()),
        hoover=float(np.abs(q - p).sum() / 2),
        gini=float(1 - 2 * area),
    )


def satellite_share(value_added: pd.Series, sse_ratio: pd.Series) -> tuple[float, float]:
    """Return the value added of the social and solidarity economy and its share: sum VA_i a_i and that over sum VA_i.

    Parameters
    ----------
    value_added : Series, index industry
        In one currency, price base and year; an industry's value added may be negative.
    sse_ratio : Series, index industry
        Share of the industry's output or employment, 0 to 1. An industry whose ratio is unknown is no industry
        without such entities: give bounds by calling twice, with 0 and with 1.

    Raises
    ------
    EstimationError
        For blanks, ratios outside 0 to 1, and industries that differ.

    References
    ----------
    United Nations 2018, Satellite Account on Nonprofit and Related Institutions and Volunteer Work.
    """
    pair = _pair(value_added, sse_ratio)
    _no_blanks(pair, "a share of value added")
    outside = ~pair["whole"].between(0, 1)
    if outside.any():
        raise EstimationError(f"a ratio lies between 0 and 1; it does not in {_named(pair.index[outside])}.")
    total = float((pair["part"] * pair["whole"]).sum())
    return total, total / float(pair["part"].sum())


def _pair(part: pd.Series, whole: pd.Series) -> pd.DataFrame:
    if not part.index.is_unique or not whole.index.is_unique:
        raise EstimationError("a region stands twice in one of the two series.")
    differ = part.index.symmetric_difference(whole.index)
    if len(differ):
        raise EstimationError(f"the two series do not cover the same regions: {_named(differ)} in one only.")
    return pd.DataFrame({"part": part.astype("float64"), "whole": whole.astype("float64")}).loc[part.index]


def _complete(table: pd.DataFrame, purpose: str) -> pd.DataFrame:
    _no_blanks(table, purpose)
    _not_negative(table)
    return table.astype("float64")


def _no_blanks(table: pd.DataFrame, purpose: str) -> None:
    blank = table.isna().any(axis=1)
    if blank.any():
        raise EstimationError(
            f"{purpose} needs a number in every cell; blank in {_named(table.index[blank])}. A blank is not zero: "
            "leave the form or the region out, and say so."
        )


def _not_negative(table: pd.DataFrame) -> None:
    below = (table < 0).any(axis=1)
    if below.any():
        raise EstimationError(f"a count cannot be negative: {_named(table.index[below])}.")


def _positive(values: pd.Series) -> pd.Series:
    """Return values with 0 as missing, for what may not be divided by 0."""
    return values.where(values != 0)


def _named(labels: pd.Index) -> str:
    return ", ".join(f"'{label}'" for label in labels)
