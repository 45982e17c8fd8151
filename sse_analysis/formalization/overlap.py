"""Whether two groups can be compared at all: overlap of propensities and balance after weighting, and the refusal.

No effect is returned before these checks (Austin 2009 for the difference; Crump et al. 2009 for the propensities).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.errors import EstimationError, one_of
from sse_analysis.results.absence import Absence
from sse_analysis.results.effects import Balance, Overlap
from sse_analysis.sources.constants import threshold
from sse_analysis.survey import SurveySample, formulas, newton
from sse_analysis.survey.regression import Inputs, inputs_of

Estimand = Literal["ate", "att"]
LOGIT = ("binomial", "logit")


@dataclass(frozen=True, kw_only=True)
class Support:
    """What an effect needs before it is shown; by default the thresholds of this project, in ``data/common``.

    Parameters
    ----------
    lowest, highest : float
        Propensities must lie between them (for the treated only ``highest`` counts: nobody is given a weight 1/e).
    effective_n : float
        Smallest effective size (sum a)^2 / sum a^2 of either weighted group.
    difference : float
        Standardised mean differences after weighting must be smaller.
    """

    lowest: float = field(default_factory=lambda: threshold("formalization.lowest_propensity"))
    highest: float = field(default_factory=lambda: threshold("formalization.highest_propensity"))
    effective_n: float = field(default_factory=lambda: threshold("formalization.least_effective"))
    difference: float = field(default_factory=lambda: threshold("formalization.largest_difference"))


#: For comparing estimators with others: the numbers come back whatever they rest on.
UNCHECKED = Support(lowest=0.0, highest=1.0, effective_n=0.0, difference=np.inf)


@dataclass(frozen=True, eq=False)
class Compared:
    """Two groups of a sample with their propensities.

    Parameters
    ----------
    given : Inputs
        ``y`` is the group (0 or 1), ``matrix`` the covariates of the propensity.
    fit : Fit
        Weighted logit of the group.
    names : (str, str)
        Column of the group, and what is compared.
    """

    given: Inputs
    fit: newton.Fit
    names: tuple[str, str]

    @property
    def propensity(self) -> np.ndarray:
        return self.at(self.fit.beta)

    def at(self, beta: np.ndarray) -> np.ndarray:
        """Return propensities, shape (n_used,), at some coefficients."""
        from scipy.special import expit

        return expit(self.given.matrix @ beta)


def compared(
    sample: SurveySample, formula: str, *, used: np.ndarray, rows: np.ndarray, outcome: str = ""
) -> Compared | Absence:
    """Fit the propensity on the used rows, or refuse where one of the groups has nobody.

    Raises
    ------
    EstimationError
        If the treatment is not 0 and 1.
    """
    name, _ = formulas.split(formula)
    given = inputs_of(sample, formula, used)
    given = Inputs(**{**vars(given), "rows": rows})
    if not np.isin(given.y, (0, 1)).all():
        raise EstimationError(
            f"'{name}' has values besides 0 and 1; code who belongs to the group 1 and the others 0."
        )
    members = int(given.y.sum())
    if not 0 < members < len(given.y):
        problem = f"of {len(given.y):,} rows {members:,} have '{name}' 1, so one of the groups is empty"
        return refusal(sample, [problem], names=(name, outcome))
    weights = sample.weights[given.used]
    fit = newton.fit(given.y, given.matrix, weights, family=newton.family_of(*LOGIT))
    return Compared(given, fit, (name, outcome))


def arm_weights(two: Compared, weights: np.ndarray, propensity: np.ndarray, estimand: Estimand):
    """Return the weights of the treated and of the controls, shape (n_used,) each; survey weights multiply both."""
    if estimand not in ("ate", "att"):
        raise EstimationError(f"the estimand is '{estimand}', expected {one_of(('ate', 'att'))}.")
    treated, others = weights * two.given.y, weights * (1 - two.given.y)
    if estimand == "att":
        return treated, others * propensity / (1 - propensity)
    return treated / propensity, others / (1 - propensity)


def overlap_of(two: Compared, weights: np.ndarray, estimand: Estimand) -> Overlap:
    """Return the extremes of the propensity and the effective size of both weighted groups."""
    e = two.propensity
    sizes = [arm.sum() ** 2 / (arm**2).sum() for arm in arm_weights(two, weights, e, estimand)]
    return Overlap(
        min_ps=float(e.min()), max_ps=float(e.max()), effective_n_treated=float(sizes[0]),
        effective_n_control=float(sizes[1]),
    )  # fmt: skip


def balance(
    sample: SurveySample, formula: str, *, columns=None, domain=None, estimand: Estimand = "ate"
) -> Balance | Absence:
    """Return standardised mean differences before and after weighting by the inverse propensity.

    (mean of the treated - mean of the others) / sqrt of the mean of their variances; the variances have survey weights
    (divisor sum w) both times, so that only the means move.

    Parameters
    ----------
    formula : str
        ``"member ~ male + age"``: the propensity.
    columns : sequence of str, optional
        Numeric columns to compare; None for the terms of the formula.
    """
    rows = sample.domain_rows(domain)
    used = inputs_of(sample, formula, rows).used
    for name in columns or ():
        used = used & ~np.isnan(sample.column(name))
    two = compared(sample, formula, used=used, rows=rows, outcome="balance")
    if isinstance(two, Absence):
        return two
    values = None
    if columns is not None:
        values = pd.DataFrame({name: sample.column(name)[two.given.used] for name in columns})
    return balance_of(sample, two, estimand, values)


def balance_of(sample, two: Compared, estimand: Estimand, values: pd.DataFrame | None = None) -> Balance:
    if values is None:
        values = pd.DataFrame(two.given.matrix, columns=list(two.given.terms)).drop(
            columns="Intercept", errors="ignore"
        )
    weights, x = sample.weights[two.given.used], values.to_numpy("float64")
    plain = weights * two.given.y, weights * (1 - two.given.y)
    centres = [arm @ x / arm.sum() for arm in plain]
    spreads = [arm @ (x - centre) ** 2 / arm.sum() for arm, centre in zip(plain, centres, strict=True)]
    scale = np.sqrt((spreads[0] + spreads[1]) / 2)
    moved = [arm @ x / arm.sum() for arm in arm_weights(two, weights, two.propensity, estimand)]
    with np.errstate(divide="ignore", invalid="ignore"):
        before, after = ((one - other) / scale for one, other in (centres, moved))
    frame = pd.DataFrame({"term": list(values), "before": before, "after": after})
    constant = (scale == 0) & (centres[0] == centres[1])
    frame.loc[constant, ["before", "after"]] = 0.0
    return Balance(frame=frame, country=sample.country, estimand=estimand)


def checked(
    sample: SurveySample, two: Compared, *, estimand: Estimand, limits: Support | None
) -> tuple[Overlap, Balance] | Absence:
    """Return overlap and balance when they are enough for an effect, and the refusal otherwise."""
    limits = limits or Support()
    if limits is not UNCHECKED and (hopeless := _hopeless(two, estimand)):
        return refusal(sample, [hopeless], names=two.names)
    weights = sample.weights[two.given.used]
    overlap = overlap_of(two, weights, estimand)
    spread = balance_of(sample, two, estimand)
    problems = [*_thin(overlap, estimand, limits), *_apart(spread, limits)]
    return refusal(sample, problems, names=two.names) if problems else (overlap, spread)


def _hopeless(two: Compared, estimand: Estimand) -> str:
    """Name a separation, at which a weight would be infinite."""
    e = two.propensity
    certain = int(((e > 1 - 1e-6) | ((e < 1e-6) & (estimand == "ate"))).sum())
    words = f"{certain:,} rows are in their group with certainty (propensity 0 or 1): nobody like them is in the other"
    return words if certain else ""


def _thin(overlap: Overlap, estimand: Estimand, limits: Support) -> list[str]:
    problems = []
    if estimand == "ate" and overlap.min_ps < limits.lowest:
        problems.append(
            f"the lowest propensity is {exact(overlap.min_ps):.2g}, expected {exact(limits.lowest):g} or more"
        )
    if overlap.max_ps > limits.highest:
        problems.append(
            f"the highest propensity is {exact(overlap.max_ps):.4g}, expected {exact(limits.highest):g} or less"
        )
    for group, size in (("members", overlap.effective_n_treated), ("others", overlap.effective_n_control)):
        if size < limits.effective_n:
            problems.append(
                f"the {group} weigh as much as {exact(size):.0f} persons, expected {exact(limits.effective_n):g} or more"
            )
    return problems


def _apart(spread: Balance, limits: Support) -> list[str]:
    wide = spread.frame[~(spread.frame["after"].abs() < limits.difference)]
    if wide.empty or np.isinf(limits.difference):
        return []
    terms = ", ".join(
        f"'{term}' by {exact(after):+.2f}" for term, after in zip(wide["term"], wide["after"], strict=True)
    )
    return [f"after weighting the groups still differ in {terms} standard deviations, expected less than "
            f"{exact(limits.difference):g}"]  # fmt: skip


def refusal(sample: SurveySample, problems: list[str], *, names: tuple[str, str]) -> Absence:
    """Return the absence of an effect, with every reason and with what would be needed."""
    group, outcome = names
    return Absence(
        id=f"formalization-effect-{_slug(group)}-{_slug(outcome)}", country=sample.country, reason="not_computable",
        what=f"Difference that '{group}' makes to '{outcome}'",
        why=f"The two groups cannot be compared: {'; '.join(problems)}. Needed: persons of both groups with the same "
        "covariates, by a larger sample, fewer or coarser covariates, or a domain in which both groups occur.",
        answers=f"Do those with '{group}' differ in '{outcome}' from others who are like them?",
    )  # fmt: skip


def _slug(name: str) -> str:
    return "".join(sign if sign.isalnum() else "-" for sign in name.lower()).strip("-") or "outcome"
