"""Average marginal effects: a discrete change for yes/no and factors, a derivative for continuous variables.

The standard error with the covariates fixed is the root of J V J'; the unconditional one also counts that the sample
of covariates is random: z = z_beta J + w d (h - AME) / sum(w d) (Graubard and Korn 1999; Bartus 2005).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sse_analysis.errors import EstimationError
from sse_analysis.results.estimates import Estimates
from sse_analysis.survey import newton
from sse_analysis.survey.presenting import tabulated
from sse_analysis.survey.regression import Inputs, expanded, inputs_of

if TYPE_CHECKING:
    from sse_analysis.survey.sample import SurveySample

#: Step of the derivative relative to the spread of the variable; errors of order step^4 cancel.
_STEP = 1e-2


def marginal_effects(
    sample: SurveySample,
    formula: str,
    effects: Sequence[Mapping],
    *,
    family: str,
    link: str | None,
    domain,
    level: float,
) -> Estimates:
    """Return average marginal effects, one row an effect; ``se`` is the unconditional one, ``se_delta`` the other.

    Parameters
    ----------
    effects : sequence of mapping
        ``{"variable": v, "kind": "discrete", "from": a, "to": b}`` or ``{"variable": v, "kind": "derivative"}``.
    """
    given = inputs_of(sample, formula, domain)
    kind = newton.family_of(family, link)
    fitted = newton.fit(given.y, given.matrix, sample.weights[given.used], family=kind)
    weights = sample.weights[given.used]
    beta_influence = fitted.scores(given.y, given.matrix, weights) @ fitted.bread
    pieces = [_effect(given, fitted, effect) for effect in effects]
    size = weights.sum()
    value = np.array([(weights * h).sum() / size for h, _ in pieces])
    jacobian = np.stack([(weights[:, None] * gradient).sum(axis=0) / size for _, gradient in pieces])
    through_beta = beta_influence @ jacobian.T
    own = np.stack([weights * (h - mean) / size for (h, _), mean in zip(pieces, value, strict=True)], axis=1)
    binding = sample.binding
    covariance = binding.covariance(expanded(through_beta + own, given.used), rows=given.rows)
    fixed = binding.covariance(expanded(through_beta, given.used), rows=given.rows)
    names = pd.DataFrame({"variable": [_name(effect) for effect in effects]})
    df = binding.degrees_of_freedom(given.rows)
    table = tabulated(names, value, covariance, df=df, n=int(given.used.sum()), level=level)
    table = table.assign(se_delta=np.sqrt(np.diag(fixed)))
    return Estimates(
        frame=table, country=sample.country, covariance=covariance, level=level, method="unconditional"
    )


def _name(effect: Mapping) -> str:
    if effect["kind"] == "derivative":
        return str(effect["variable"])
    return f"{effect['variable']}: {effect['to']} against {effect['from']}"


def _effect(given: Inputs, fitted: newton.Fit, effect: Mapping) -> tuple[np.ndarray, np.ndarray]:
    """Return the effect of every row, and its gradient by the coefficients."""
    link = fitted.family.link
    if effect["kind"] == "discrete":
        high, low = (
            given.rebuild(given.data.assign(**{effect["variable"]: effect[end]})) for end in ("to", "from")
        )
        etas = high @ fitted.beta, low @ fitted.beta
        gradient = link.inverse_deriv(etas[0])[:, None] * high - link.inverse_deriv(etas[1])[:, None] * low
        return link.inverse(etas[0]) - link.inverse(etas[1]), gradient
    if effect["kind"] == "derivative":
        change = _derivative(given, effect["variable"])
        eta = given.matrix @ fitted.beta
        slope, bend = link.inverse_deriv(eta), link.inverse_deriv2(eta)
        along = change @ fitted.beta
        return slope * along, (bend * along)[:, None] * given.matrix + slope[:, None] * change
    raise EstimationError(f"an effect is 'discrete' or 'derivative', not '{effect['kind']}'.")


def _derivative(given: Inputs, variable: str) -> np.ndarray:
    """Return dX/dv through every term that holds the variable: a five-point rule, exact up to fourth powers."""
    column = given.data[variable].astype("float64")
    step = _STEP * max(float(column.std()), 1e-6)

    def shifted(times: float) -> np.ndarray:
        return given.rebuild(given.data.assign(**{variable: column + times * step}))

    return (8 * (shifted(1) - shifted(-1)) - (shifted(2) - shifted(-2))) / (12 * step)
