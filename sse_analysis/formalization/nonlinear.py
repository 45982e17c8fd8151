"""Why two groups differ in a share: the decomposition of a weighted logit, with the shares of its terms (Yun 2004)."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd

from sse_analysis.errors import EstimationError
from sse_analysis.formalization.decomposition import grouped_inputs, presented, unsupported
from sse_analysis.formalization.linearized import Linearized, fitted, mean, predicted, stacked
from sse_analysis.results.absence import Absence
from sse_analysis.results.effects import Decomposition
from sse_analysis.survey import Replicates, SurveySample, newton
from sse_analysis.survey.regression import Inputs

_NOTES = (
    "Terms share a part in proportion to their difference at the means of the groups; where these nearly cancel, "
    "the shares say little.",
)


def yun(
    sample: SurveySample, formula: str, *, group_a, group_b, domain=None, link: str = "logit",
    reference: Literal["coef_A", "coef_B"] = "coef_A", se: Literal["linearised", "jkn"] = "linearised",
    level: float = 0.95,
) -> Decomposition | Absence:  # fmt: skip
    """Decompose the gap in the share of a yes/no outcome between two groups.

    With the coefficients of A: characteristics F_A(bA) - F_B(bA), coefficients F_B(bA) - F_B(bB), F the weighted mean
    prediction. Shares of characteristics (xA - xB)_k bA_k, of coefficients xB_k (bA - bB)_k, each over their sum.

    Parameters
    ----------
    formula : str
        The outcome is 0 and 1.
    se : {"linearised", "jkn"}
        ``jkn``: stratified delete-one jackknife, centred at the mean of the replicates. A sample that has replicate
        weights always uses its own.

    Returns
    -------
    Decomposition or Absence
        ``not_computable`` when a group cannot support its own model, or one outcome only occurs in it.
    """
    if reference not in ("coef_A", "coef_B") or se not in ("linearised", "jkn"):
        raise EstimationError(
            f"the reference is '{reference}' and se '{se}', expected 'coef_A' or 'coef_B', and 'linearised' or 'jkn'."
        )
    given, inside = grouped_inputs(sample, formula, group_a, group_b, domain=domain)
    if not np.isin(given.y, (0, 1)).all():
        raise EstimationError(f"the outcome of '{formula}' has values besides 0 and 1; code it 0 and 1.")
    refused = unsupported(sample, given, inside) or _one_outcome(sample, given, inside)
    if refused is not None:
        return refused
    if se == "jkn" and sample.binding.replicates is None:
        sample = replace(sample, design=replace(sample.design, replicates=Replicates(type="JKn")))
    estimate = _estimator(given, inside, link=link, reference=reference)
    kept = [term for term in given.terms if term != "Intercept"]
    heads = [(name, "") for name in ("mean_A", "mean_B", "gap", "characteristics", "coefficients")]
    detail = [("characteristics", term) for term in kept] + [("coefficients", term) for term in given.terms]
    names = pd.DataFrame(heads + detail, columns=["component", "term"])
    return presented(sample, estimate, names, given=given, formula=formula, level=level, reference=reference,
                     notes=_NOTES, inside=inside)  # fmt: skip


def _one_outcome(sample, given: Inputs, inside: np.ndarray) -> Absence | None:
    single = [
        f"group {group}"
        for number, group in enumerate("AB")
        if len(np.unique(given.y[inside[:, number] > 0])) < 2
    ]
    if not single:
        return None
    return Absence(
        id="formalization-decomposition", country=sample.country, reason="not_computable",
        what="Decomposition of the gap between two groups",
        why=f"Everybody of {' and '.join(single)} has the same outcome, so no model of it exists. Needed: both outcomes "
        "in both groups.",
        answers="How much of the gap goes with the characteristics of the two groups?",
    )  # fmt: skip


def _estimator(given: Inputs, inside: np.ndarray, *, link: str, reference: str):
    curve = newton.family_of("binomial", link).link
    drop = [number for number, term in enumerate(given.terms) if term != "Intercept"]

    def estimate(weights: np.ndarray) -> Linearized:
        own = [weights * inside[:, number] for number in (0, 1)]
        slopes = [fitted(given.y, given.matrix, part, ("binomial", link)) for part in own]
        means = [mean(given.matrix, part) for part in own]
        ends = [predicted(slopes[n], given.matrix, own[n], link=curve) for n in (0, 1)]
        side = 1 if reference == "coef_A" else 0
        other = predicted(slopes[1 - side], given.matrix, own[side], link=curve)
        by_kind, by_slope = (ends[0] - other, other - ends[1]) if side else (other - ends[1], ends[0] - other)
        kinds = (means[0] - means[1]) * slopes[1 - side]
        prices = means[side] * (slopes[0] - slopes[1])
        gap = ends[0] - ends[1]
        detail = [_shared(by_kind, kinds)[drop], _shared(by_slope, prices)]
        return stacked(*ends, gap, by_kind, by_slope, *detail)

    return estimate


def _shared(part: Linearized, by_term: Linearized) -> Linearized:
    return by_term / by_term.sum() * part
