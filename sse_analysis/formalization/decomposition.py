"""Why two groups differ in a mean: the part that goes with their characteristics, and the part that does not.

Oaxaca (1973), Blinder (1973); standard errors count the sampling of means and of all coefficients (Jann 2008).
"""

from __future__ import annotations

from typing import Literal, get_args

import numpy as np
import pandas as pd

from sse_analysis.errors import EstimationError, one_of, suggestion
from sse_analysis.formalization.linearized import Linearized, evaluated, fitted, mean, stacked
from sse_analysis.results.absence import Absence
from sse_analysis.results.effects import Decomposition
from sse_analysis.survey import SurveySample
from sse_analysis.survey.presenting import tabulated
from sse_analysis.survey.regression import Inputs, inputs_of

Fold = Literal["two", "three"]
Reference = Literal["pooled_with_group_dummy", "pooled_no_group_dummy", "coef_A", "coef_B", "equal_weights"]
_LINE = ("gaussian", "identity")
_DETAIL = (
    "The unexplained part of a single term depends on where that variable starts and on the category that is left out: "
    "read its total, and the detail of the explained part (Yun 2005)."
)


def oaxaca(
    sample: SurveySample, formula: str, *, group_a, group_b, domain=None, fold: Fold = "two",
    reference: Reference = "pooled_with_group_dummy", level: float = 0.95,
) -> Decomposition | Absence:  # fmt: skip
    """Decompose the gap in mean outcome between two groups.

    Two-fold: explained (xA - xB)'b*, unexplained xA'(bA - b*) + xB'(b* - bB). Three-fold, from the side of B:
    endowments (xA - xB)'bB, coefficients xB'(bA - bB), interaction (xA - xB)'(bA - bB).

    Parameters
    ----------
    formula : str
        ``"log_wage ~ male + age"``; it needs an intercept.
    group_a, group_b : str, Series or boolean array
        The two groups; they may not share a row of the domain. Rows in neither stay in the design only.
    reference : str
        b*: of A, of B, their mean, or pooled with or without a group dummy. Two-fold only.

    Returns
    -------
    Decomposition or Absence
        ``not_computable`` when a group cannot support its own model.
    """
    _check(fold, Fold, "fold")
    _check(reference, Reference, "reference")
    given, inside = grouped_inputs(sample, formula, group_a, group_b, domain=domain)
    refused = unsupported(sample, given, inside)
    if refused is not None:
        return refused

    def estimate(weights: np.ndarray) -> Linearized:
        means, slopes = _groups(given, inside, weights)
        if fold == "three":
            parts = _threefold(means, slopes)
        else:
            star = _reference(given, inside, weights, slopes=slopes, reference=reference)
            parts = _twofold(means, slopes, star)
        heads = [means[0] * slopes[0], means[1] * slopes[1]]
        heads = [heads[0].sum(), heads[1].sum(), heads[0].sum() - heads[1].sum()]
        return stacked(*heads, *(part.sum() for part in parts), *parts, *slopes)

    components = (
        ("endowments", "coefficients", "interaction") if fold == "three" else ("explained", "unexplained")
    )
    names = _names(components, given.terms)
    return presented(sample, estimate, names, given=given, formula=formula, level=level,
                     reference="coef_B" if fold == "three" else reference, notes=(_DETAIL,), inside=inside)  # fmt: skip


def grouped_inputs(sample, formula: str, group_a, group_b, *, domain) -> tuple[Inputs, np.ndarray]:
    """Return the inputs of a model over both groups, and who is in A and in B, shape (n_used, 2)."""
    a, b = sample.domain_rows(group_a), sample.domain_rows(group_b)
    rows = sample.domain_rows(domain)
    if (a & b & rows).any():
        raise EstimationError(
            f"{int((a & b & rows).sum()):,} rows of the domain are in both groups. Give two groups without a common row."
        )
    given = inputs_of(sample, formula, rows & (a | b))
    if "Intercept" not in given.terms:
        raise EstimationError(
            f"'{formula}' has no intercept: without it the parts do not add up to the gap. Take '- 1' or '+ 0' out."
        )
    given = Inputs(**{**vars(given), "rows": rows})
    return given, np.stack([a, b], axis=1)[given.used].astype("float64")


def unsupported(sample, given: Inputs, inside: np.ndarray) -> Absence | None:
    """Return the refusal of a decomposition when a group cannot carry a model with these terms."""
    problems = []
    for number, group in enumerate("AB"):
        part = given.matrix[inside[:, number] > 0]
        if len(part) <= len(given.terms):
            problems.append(f"group {group} has {len(part):,} rows for {len(given.terms)} coefficients")
        elif lost := dependent(part, given.terms):
            words = ", ".join(f"'{term}'" for term in lost)
            problems.append(f"in group {group} nothing tells {words} from the other terms")
    if not problems:
        return None
    return Absence(
        id="formalization-decomposition", country=sample.country, reason="not_computable",
        what="Decomposition of the gap between two groups",
        why=f"The groups cannot be compared on these terms: {'; '.join(problems)}. Needed: people of every kind in "
        "both groups, by fewer terms, wider categories or a larger sample.",
        answers="How much of the gap goes with the characteristics of the two groups?",
    )  # fmt: skip


def dependent(matrix: np.ndarray, terms: tuple[str, ...]) -> list[str]:
    """Return the terms that are combinations of those before them."""
    scale = np.abs(matrix).max(axis=0)
    scaled = matrix / np.where(scale == 0, 1, scale)
    found, rank = [], 0
    for number, term in enumerate(terms):
        now = int(np.linalg.matrix_rank(scaled[:, : number + 1], tol=1e-9 * np.sqrt(len(matrix))))
        if now == rank:
            found.append(term)
        rank = now
    return found


def presented(
    sample, estimate, names: pd.DataFrame, *, given: Inputs, formula, reference, level, notes, inside
):
    """Evaluate a decomposition under the design of the sample and table it."""
    value, covariance = evaluated(sample, estimate, used=given.used, rows=given.rows)
    df = sample.binding.degrees_of_freedom(given.rows)
    counts = {group: int(inside[:, number].sum()) for number, group in enumerate("AB")}
    n = names["component"].str[-2:].map({f"_{group}": count for group, count in counts.items()})
    n = n.fillna(int(given.used.sum())).astype("int64").to_numpy()
    frame = tabulated(names, value, covariance, df=df, n=n, level=level)
    return Decomposition(frame=frame, country=sample.country, covariance=covariance, level=level, notes=notes,
                         method="linearised" if sample.binding.replicates is None else "replicates",
                         formula=formula, reference=reference)  # fmt: skip


def _check(value: str, choices: object, what: str) -> None:
    known = get_args(choices)
    if value not in known:
        raise EstimationError(
            f"the {what} of the decomposition is '{value}', expected {one_of(known)}. {suggestion(value, known)}".strip()
        )


def _names(components: tuple[str, ...], terms: tuple[str, ...]) -> pd.DataFrame:
    heads = [(name, "") for name in ("mean_A", "mean_B", "gap", *components)]
    detail = [(name, term) for name in (*components, "coefficient_A", "coefficient_B") for term in terms]
    return pd.DataFrame(heads + detail, columns=["component", "term"])


def _groups(given: Inputs, inside: np.ndarray, weights: np.ndarray):
    """Return mean characteristics and coefficients of both groups."""
    own = [weights * inside[:, number] for number in (0, 1)]
    means = [mean(given.matrix, part) for part in own]
    slopes = [fitted(given.y, given.matrix, part, _LINE) for part in own]
    return means, slopes


def _reference(
    given: Inputs, inside: np.ndarray, weights: np.ndarray, *, slopes, reference: str
) -> Linearized:
    if reference in ("coef_A", "coef_B"):
        return slopes[reference == "coef_B"]
    if reference == "equal_weights":
        return (slopes[0] + slopes[1]) * 0.5
    if reference == "pooled_no_group_dummy":
        return fitted(given.y, given.matrix, weights, _LINE)
    both = np.concatenate([given.matrix, inside[:, :1]], axis=1)
    return fitted(given.y, both, weights, _LINE)[: len(given.terms)]


def _twofold(means, slopes, star: Linearized) -> list[Linearized]:
    explained = (means[0] - means[1]) * star
    return [explained, means[0] * (slopes[0] - star) + means[1] * (star - slopes[1])]


def _threefold(means, slopes) -> list[Linearized]:
    apart, other = means[0] - means[1], slopes[0] - slopes[1]
    return [apart * slopes[1], means[1] * other, apart * other]
