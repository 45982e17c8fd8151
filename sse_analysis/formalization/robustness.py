"""What would have to be true of things not measured for a difference to be nothing: E-value, Oster, Rosenbaum, placebo."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.errors import EstimationError
from sse_analysis.formalization.concepts import persons_with
from sse_analysis.formalization.linearized import fitted
from sse_analysis.formalization.membership import ipw
from sse_analysis.formalization.overlap import Support
from sse_analysis.harmonize.persons import variables
from sse_analysis.results.absence import Absence
from sse_analysis.survey import SurveySample
from sse_analysis.survey.persons import Persons
from sse_analysis.survey.regression import inputs_of
from sse_analysis.survey.sensitivity import e_value, oster

#: Verdict on a placebo outcome that differs between members and others who are alike on what was asked.
NOT_CLEAN = "it is not nothing, so the comparison is not clean"
_LINE = ("gaussian", "identity")


def checks_of(
    persons: Persons, right: str, names: list[str], *, rows: np.ndarray, limits: Support | None
) -> pd.DataFrame:  # fmt: skip
    """Return every check as ``check, value, words``."""
    found = [
        *_e_value(persons, right, rows, limits),
        *_oster(persons, right, rows),
        *_rosenbaum(persons, names, rows),
    ]
    for name in persons.given.placebo:
        found += _placebo(persons, right, rows, name=name, limits=limits)
    return pd.DataFrame(found, columns=["check", "value", "words"])


def _e_value(persons: Persons, right: str, rows, limits: Support | None):
    done = ipw(persons.sample, "formal", f"member ~ {right}", domain=rows, limits=limits)
    if isinstance(done, Absence):
        return
    one, other = done.number("mean_treated"), done.number("mean_control")
    ratio = one / other
    cov = done.covariance[:2, :2]
    slope = np.array([1 / one, -1 / other])
    se = float(np.sqrt(slope @ cov @ slope))
    near = float(np.exp(np.log(ratio) - np.sign(np.log(ratio)) * 1.959964 * se))
    crosses = (near - 1) * (ratio - 1) <= 0
    value, limit = e_value(ratio, limit=1.0 if crosses else near)
    yield (
        "E-value",
        value,
        (
            f"The ratio of formal shares is {exact(ratio):.2f}. Something not measured would have to go with "
            f"both membership and "
            f"formal work by a risk ratio of {exact(value):.2f} to explain it away, {exact(limit):.2f} for the "
            f"end of its interval."
        ),
    )


def _oster(persons: Persons, right: str, rows):
    sample = persons.sample
    short = _linear(sample, "formal ~ member", rows)
    long = _linear(sample, f"formal ~ member + {right}", rows)
    try:
        star, delta = oster(beta_short=short[0], r2_short=short[1], beta_long=long[0], r2_long=long[1])
    except EstimationError:
        return
    yield (
        "Oster's beta",
        100 * star,
        (
            f"Were the unmeasured as telling as the measured, the difference would be {_points(star)} points (linear "
            f"model: {_points(short[0])} without and {_points(long[0])} with controls)."
        ),
    )
    yield (
        "Oster's delta",
        delta,
        f"The unmeasured would have to be {exact(delta):.1f} times as telling as the measured to bring it to 0.",
    )


def _points(share: float) -> str:
    """Return a share in points; what rounds to nothing has no sign."""
    return f"{exact(100 * share):.1f}"


def _linear(sample: SurveySample, formula: str, rows) -> tuple[float, float]:
    """Return the coefficient of membership and R squared of a weighted linear model."""
    given = inputs_of(sample, formula, rows)
    weights = sample.weights[given.used]
    beta = fitted(given.y, given.matrix, weights, _LINE).value
    centre = weights @ given.y / weights.sum()
    left = weights @ (given.y - given.matrix @ beta) ** 2
    return float(beta[given.terms.index("member")]), float(1 - left / (weights @ (given.y - centre) ** 2))


def _rosenbaum(persons: Persons, names: list[str], rows):
    from sse_analysis.formalization.association import cells

    sample = persons.sample
    group, y = sample.column("member"), sample.column("formal")
    place = cells(sample, [name for name in names if name != "region"], rows)
    gamma = rosenbaum(group[rows], y[rows], place[rows])
    if gamma is None:
        return
    yield (
        "Rosenbaum's gamma",
        gamma,
        (
            f"Persons alike on the traits could differ in their odds of membership by a factor of "
            f"{exact(gamma):.2f} before the "
            "difference could be chance at 5 percent (cells of traits, survey weights left aside)."
        ),
    )


def rosenbaum(group: np.ndarray, y: np.ndarray, place: np.ndarray, *, level: float = 0.05) -> float | None:
    """Return the largest odds of hidden bias at which a difference in a yes/no outcome stays significant.

    Mantel and Haenszel's statistic over cells, its worst case when odds of treatment differ by gamma within a cell
    (Rosenbaum 2002, chapter 4; Aakvik 2001). None when it is not significant without any bias.

    Parameters
    ----------
    group, y : array of 0 and 1
    place : int array
        Cell of every row.
    """
    counts = pd.DataFrame({"cell": place, "d": group, "y": y, "dy": group * y, "n": 1}).groupby("cell").sum()
    inside = counts[
        (counts["d"] > 0) & (counts["d"] < counts["n"]) & (counts["y"] > 0) & (counts["y"] < counts["n"])
    ]
    if inside.empty:
        return None
    table = [inside[name].to_numpy("float64") for name in ("n", "d", "y", "dy")]
    sign = 1 if _deviation(*table, odds=1.0)[0] >= 0 else -1

    def p_value(gamma: float) -> float:
        from scipy.stats import norm

        gap, spread = _deviation(*table, odds=gamma if sign > 0 else 1 / gamma)
        return float(norm.sf((sign * gap - 0.5) / np.sqrt(spread)))

    if p_value(1.0) > level / 2:
        return None
    low, high = 1.0, 2.0
    while p_value(high) <= level / 2 and high < 1e6:
        low, high = high, 2 * high
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if p_value(middle) <= level / 2 else (low, middle)
    return (low + high) / 2


def _deviation(n, treated, successes, both, *, odds: float) -> tuple[float, float]:
    """Return observed minus expected successes of the treated, and the variance, at an odds ratio of treatment."""
    if odds == 1.0:
        expected = treated * successes / n
    else:
        # Root of the quadratic of the noncentral hypergeometric mode between its bounds (large-sample mean).
        total = (odds - 1) * (treated + successes) + n
        expected = (total - np.sqrt(total**2 - 4 * odds * (odds - 1) * treated * successes)) / (
            2 * (odds - 1)
        )
    parts = (expected, successes - expected, treated - expected, n - successes - treated + expected)
    variance = 1 / sum(1 / np.maximum(part, 1e-9) for part in parts)
    return float((both - expected).sum()), float(variance.sum())


def _placebo(persons: Persons, right: str, rows, *, name: str, limits: Support | None):
    """Return the same comparison for something membership cannot move."""
    data = persons.sample.data
    if name not in data or data.loc[rows, name].nunique() < 2:
        return
    column = data[name]
    if isinstance(column.dtype, pd.CategoricalDtype):
        words, outcome = f"'{column.cat.categories[0]}'", column.eq(column.cat.categories[0])
    elif set(column[rows].dropna().unique()) <= {0, 1}:
        words, outcome = "'yes'", column.eq(1)
    else:
        middle = float(column[rows].astype("float64").median())
        words, outcome = f"more than {exact(middle):g}", column.gt(middle)
    held = persons_with(persons, {"placebo": outcome.astype("Int8").where(column.notna())})
    done = ipw(held.sample, "placebo", f"member ~ {right}", domain=rows, limits=limits)
    if isinstance(done, Absence):
        return
    effect, low, high = (done.number("effect", part) for part in ("estimate", "ci_low", "ci_high"))
    clean = low <= 0 <= high
    verdict = "it holds nothing, as it should" if clean else NOT_CLEAN
    yield (
        f"Placebo: {name}",
        100 * effect,
        f"For {words} ({variables()[name]['label']}), which membership cannot move, the difference is "
        f"{_points(effect)} points ({_points(low)} to {_points(high)}): {verdict}.",
    )
