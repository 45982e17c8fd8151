"""Members against others who are like them: inverse propensity weighting, its doubly robust form, and the ladder.

Survey weights multiply the inverse propensity, and the propensity model is weighted (Ridgeway et al. 2015; DuGoff et al.
2014). Every function checks overlap and balance first, and returns an absence instead of an effect without them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sse_analysis.errors import EstimationError
from sse_analysis.formalization.linearized import (
    Linearized,
    coefficients,
    evaluated,
    fitted,
    mean,
    predicted,
    stacked,
)
from sse_analysis.formalization.overlap import (
    LOGIT,
    Compared,
    Estimand,
    Support,
    arm_weights,
    checked,
    compared,
    refusal,
)
from sse_analysis.results.absence import Absence
from sse_analysis.results.effects import Effect
from sse_analysis.survey import SurveySample, formulas, newton
from sse_analysis.survey.presenting import tabulated
from sse_analysis.survey.regression import Inputs, inputs_of

_NOTE = (
    "A comparison of persons who are alike on the covariates of the model. It is the effect of membership only if "
    "nothing else decides both membership and the outcome."
)


@dataclass(frozen=True, eq=False)
class Outcome:
    """An outcome and the covariates that model it, on the rows of the comparison.

    Parameters
    ----------
    y : float array, shape (n_used,)
    matrix : float array, shape (n_used, q)
    family : (str, str)
    """

    y: np.ndarray
    matrix: np.ndarray
    family: tuple[str, str]

    @property
    def link(self):
        return newton.family_of(*self.family).link


def ipw(
    sample: SurveySample, y: str, formula: str, *, domain=None, estimand: Estimand = "ate",
    limits: Support | None = None, level: float = 0.95,
) -> Effect | Absence:  # fmt: skip
    """Estimate the difference in ``y`` between two groups weighted to be alike (Hajek means).

    ATE: treated with w/e, others with w/(1 - e). ATT: treated with w, others with w e/(1 - e); e a weighted logit.

    Parameters
    ----------
    y : str
        Numeric column.
    formula : str
        ``"member ~ male + age"``: who belongs to the group (0/1), and the covariates.
    limits : Support
        What overlap and balance must reach.

    Returns
    -------
    Effect or Absence
        Rows ``mean_treated``, ``mean_control``, ``effect``; ``se`` counts that e is estimated (Lunceford and Davidian
        2004), ``se_ps_known`` does not.
    """
    rows = sample.domain_rows(domain)
    used = inputs_of(sample, formula, rows).used & ~np.isnan(sample.column(y))
    two = compared(sample, formula, used=used, rows=rows, outcome=y)
    if isinstance(two, Absence):
        return two
    outcome = Outcome(sample.column(y)[two.given.used], two.given.matrix, LOGIT)
    basis = checked(sample, two, estimand=estimand, limits=limits)
    if isinstance(basis, Absence):
        return basis
    names = ("mean_treated", "mean_control", "effect")
    done = _effect(
        sample, two, lambda w: _weighted(two, outcome.y, w, estimand), names, basis, estimand, level=level
    )
    known = evaluated(
        sample, lambda w: _weighted(two, outcome.y, w, estimand, known=True), used=two.given.used, rows=rows
    )[1]
    return Effect(**{**vars(done), "frame": done.frame.assign(se_ps_known=np.sqrt(np.diag(known)))})


def aipw(
    sample: SurveySample, outcome_formula: str, formula: str, *, domain=None, family: str = "binomial",
    link: str | None = None, limits: Support | None = None, level: float = 0.95,
) -> Effect | Absence:  # fmt: skip
    """Estimate the average difference with a model of the outcome in each group and the inverse propensity.

    Right when either model is (Robins, Rotnitzky and Zhao 1994). Rows ``regression_adjustment`` and ``effect``.

    Parameters
    ----------
    outcome_formula : str
        ``"formal ~ male + age"``, without the group.
    formula : str
        The propensity, as in :func:`ipw`.
    family, link : str
        Of the outcome model; binomial for 0/1, gaussian for amounts.
    """
    found = _both(sample, outcome_formula, formula, domain=domain, family=(family, link), limits=limits)
    if isinstance(found, Absence):
        return found
    two, outcome, basis = found

    def estimate(weights: np.ndarray) -> Linearized:
        return stacked(*_doubly_robust(two, outcome, weights))

    return _effect(sample, two, estimate, ("regression_adjustment", "effect"), basis, "ate", level=level)


def ladder(
    sample: SurveySample, outcome_formula: str, formula: str, *, domain=None, family: str = "binomial",
    link: str | None = None, limits: Support | None = None, level: float = 0.95,
) -> Effect | Absence:  # fmt: skip
    """Estimate the raw gap, the regression-adjusted one, IPW and AIPW side by side, with one joint covariance.

    ``adjusted`` is the average marginal effect of the group in one model of the outcome on the group and the covariates.
    Arguments as in :func:`aipw`.
    """
    found = _both(sample, outcome_formula, formula, domain=domain, family=(family, link), limits=limits)
    if isinstance(found, Absence):
        return found
    two, outcome, basis = found
    group = two.given.y

    def estimate(weights: np.ndarray) -> Linearized:
        raw = mean(outcome.y, weights * group) - mean(outcome.y, weights * (1 - group))
        weighted = _weighted(two, outcome.y, weights, "ate")[2]
        return stacked(
            raw, _adjusted(two, outcome, weights), weighted, _doubly_robust(two, outcome, weights)[1]
        )

    return _effect(sample, two, estimate, ("raw_gap", "adjusted", "ipw", "aipw"), basis, "ate", level=level)


def _both(sample, outcome_formula: str, formula: str, *, domain, family, limits: Support | None):
    """Return the comparison, the outcome and what they rest on, or the refusal."""
    newton.family_of(*family)
    family = (family[0], family[1] or newton.FAMILIES[family[0]][0])
    rows = sample.domain_rows(domain)
    name, _ = formulas.split(formula)
    if name in formulas.variables(outcome_formula):
        raise EstimationError(
            f"'{outcome_formula}' names '{name}', the group itself; a model is made in each group."
        )
    used = inputs_of(sample, formula, rows).used & inputs_of(sample, outcome_formula, rows).used
    label = formulas.split(outcome_formula)[0]
    two = compared(sample, formula, used=used, rows=rows, outcome=label)
    if isinstance(two, Absence):
        return two
    regression = inputs_of(sample, outcome_formula, used)
    outcome = Outcome(regression.y, regression.matrix, family)
    if refused := _no_model(sample, two, regression, family=family):
        return refused
    basis = checked(sample, two, estimand="ate", limits=limits)
    return basis if isinstance(basis, Absence) else (two, outcome, basis)


def _no_model(sample, two: Compared, regression: Inputs, *, family) -> Absence | None:
    """Refuse when a group has too few persons, or one outcome only, for a model of its own."""
    if family[0] == "binomial" and not np.isin(regression.y, (0, 1)).all():
        raise EstimationError(
            f"'{two.names[1]}' has values besides 0 and 1; code it 0 and 1, or take family 'gaussian'."
        )
    problems = []
    for group, words in ((1, "members"), (0, "others")):
        y = regression.y[two.given.y == group]
        if len(y) <= len(regression.terms):
            problems.append(
                f"{len(y):,} {words} are too few for {len(regression.terms)} coefficients of the outcome"
            )
        elif family[0] == "binomial" and len(np.unique(y)) < 2:
            problems.append(f"all {words} have the same outcome")
    return refusal(sample, problems, names=two.names) if problems else None


def _weighted(
    two: Compared, y: np.ndarray, weights: np.ndarray, estimand: Estimand, *, known=False
) -> Linearized:
    """Return both weighted means and their difference; with the propensity estimated from the weights, or known."""
    gamma = None if known else _propensity(two, weights)
    e = two.propensity if known else two.at(gamma.value)
    arms = arm_weights(two, weights, e, estimand)
    # How fast the weight of each arm moves along the linear predictor of the propensity.
    speeds = (np.zeros(len(e)), np.ones(len(e))) if estimand == "att" else (e - 1, e)
    means = []
    for arm, speed in zip(arms, speeds, strict=True):
        one = mean(y, arm)
        if not known:
            slope = (arm * speed * (y - one.value)) @ two.given.matrix / arm.sum()
            one = Linearized(one.value, one.influence + gamma.influence @ slope[:, None])
        means.append(one)
    return stacked(*means, means[0] - means[1])


def _propensity(two: Compared, weights: np.ndarray) -> Linearized:
    given = two.given
    fit = newton.fit(given.y, given.matrix, weights, family=two.fit.family)
    return coefficients(fit, given.y, given.matrix, weights)


def _doubly_robust(two: Compared, outcome: Outcome, weights: np.ndarray) -> tuple[Linearized, Linearized]:
    """Return regression adjustment and AIPW; the errors of the nuisance models cancel in the latter to first order."""
    group, y, link = two.given.y, outcome.y, outcome.link
    e = two.at(_propensity(two, weights).value)
    slopes = [fitted(y, outcome.matrix, weights * arm, outcome.family) for arm in (group, 1 - group)]
    one, other = (predicted(slope, outcome.matrix, weights, link=link) for slope in slopes)
    p1, p0 = (link.inverse(outcome.matrix @ slope.value) for slope in slopes)
    psi = p1 - p0 + group * (y - p1) / e - (1 - group) * (y - p0) / (1 - e)
    return one - other, mean(psi, weights)


def _adjusted(two: Compared, outcome: Outcome, weights: np.ndarray) -> Linearized:
    group = two.given.y[:, None]
    beta = fitted(outcome.y, np.hstack([group, outcome.matrix]), weights, outcome.family)
    ends = [
        predicted(beta, np.hstack([np.full_like(group, value), outcome.matrix]), weights, link=outcome.link)
        for value in (1.0, 0.0)
    ]
    return ends[0] - ends[1]


def _effect(
    sample, two: Compared, estimate: Callable, names, basis, estimand: Estimand, *, level: float
) -> Effect:
    rows = two.given.rows
    value, covariance = evaluated(sample, estimate, used=two.given.used, rows=rows)
    members, every = int(two.given.y.sum()), len(two.given.y)
    n = [{"mean_treated": members, "mean_control": every - members}.get(name, every) for name in names]
    df = sample.binding.degrees_of_freedom(rows)
    frame = tabulated(pd.DataFrame({"quantity": names}), value, covariance, df=df, n=n, level=level)
    sizes = {"mean_treated": basis[0].effective_n_treated, "mean_control": basis[0].effective_n_control}
    frame["n_eff"] = frame["quantity"].map(sizes).astype("float64")
    method = "linearised" if sample.binding.replicates is None else "replicates"
    coefficients_by_term = dict(zip(two.given.terms, map(float, two.fit.beta), strict=True))
    return Effect(frame=frame, country=sample.country, covariance=covariance, level=level, method=method,
                  notes=(_NOTE, *two.fit.warnings), estimand=estimand, propensity=coefficients_by_term,
                  overlap=basis[0], balance=basis[1])  # fmt: skip
