"""Models of outcomes with several levels: multinomial logit and proportional odds, by Newton's method."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sse_analysis.errors import EstimationError
from sse_analysis.results.model import Model
from sse_analysis.survey import formulas
from sse_analysis.survey.regression import Inputs, expanded, inputs_of, modelled

if TYPE_CHECKING:
    from sse_analysis.survey.sample import SurveySample

_STEPS = 200
_TOLERANCE = 1e-13


def multinomial(sample: SurveySample, formula: str, *, levels: Sequence, domain, level: float) -> Model:
    """Fit a multinomial logit against the first level; see ``SurveySample.multinomial``."""
    given = inputs_of(sample, formula, domain, outcome=False)
    given, codes = _coded(sample, given, formula, levels)
    others = len(levels) - 1
    seen = (codes[:, None] == np.arange(1, len(levels))).astype("float64")

    def estimator(weights: np.ndarray):
        w = weights[given.used]
        beta = np.zeros((others, given.matrix.shape[1]))
        for _ in range(_STEPS):
            chance, information, score = _multinomial_pieces(given.matrix, seen, w, beta)
            step = np.linalg.solve(information, score).reshape(beta.shape)
            beta = beta + step
            if np.abs(step).max() <= _TOLERANCE * max(np.abs(beta).max(), 1.0) * 10:
                break
        else:
            raise EstimationError(
                "the multinomial model did not converge: a level may be empty for some group."
            )
        chance, information, _ = _multinomial_pieces(given.matrix, seen, w, beta)
        scores = ((w[:, None] * (seen - chance))[:, :, None] * given.matrix[:, None, :]).reshape(len(w), -1)
        return beta.ravel(), expanded(scores @ np.linalg.inv(information), given.used)

    beta, covariance = sample.binding.evaluate(estimator, rows=given.rows)
    pairs = [(outcome, term) for outcome in levels[1:] for term in given.terms]
    names = pd.DataFrame(pairs, columns=["outcome", "term"])
    return modelled(sample, names, beta, covariance, given=given, formula=formula, family="multinomial",
                    link="logit", level=level)  # fmt: skip


def _multinomial_pieces(matrix, seen, weights, beta):
    """Return probabilities of the levels after the base, weighted information and score."""
    eta = matrix @ beta.T
    top = np.maximum(eta.max(axis=1, keepdims=True), 0)
    terms = np.exp(eta - top)
    chance = terms / (np.exp(-top) + terms.sum(axis=1, keepdims=True))
    k, p = beta.shape
    information = np.zeros((k * p, k * p))
    for a in range(k):
        for b in range(k):
            curve = weights * chance[:, a] * ((a == b) - chance[:, b])
            information[a * p : (a + 1) * p, b * p : (b + 1) * p] = (matrix * curve[:, None]).T @ matrix
    score = ((weights[:, None] * (seen - chance)).T @ matrix).ravel()
    return chance, information, score


def _coded(sample, given: Inputs, formula: str, levels: Sequence) -> tuple[Inputs, np.ndarray]:
    """Return the outcome as codes of the levels; rows with another outcome leave the domain."""
    left, _ = formulas.split(formula)
    words = sample.data[left].to_numpy(object)
    known = {str(level): number for number, level in enumerate(levels)}
    every = np.array([known.get(str(word), -1) for word in words])
    used = given.used & (every >= 0)
    data = sample.data[used]
    matrix = given.rebuild(data)
    names = {"used": used, "data": data, "matrix": matrix, "y": every[used].astype("float64")}
    return Inputs(**{**vars(given), **names}), every[used]


def ordered(sample: SurveySample, formula: str, *, levels: Sequence, domain, level: float) -> Model:
    """Fit proportional odds P(y <= k) = expit(zeta_k - x'b); see ``SurveySample.ordered``."""
    given = inputs_of(sample, formula, domain, outcome=False)
    given, codes = _coded(sample, given, formula, levels)
    keep = [number for number, term in enumerate(given.terms) if term != "Intercept"]
    matrix = given.matrix[:, keep]
    cuts = len(levels) - 1

    def estimator(weights: np.ndarray):
        w = weights[given.used]
        shares = np.cumsum([w[codes == code].sum() for code in range(cuts)]) / w.sum()
        theta = np.concatenate([np.zeros(len(keep)), np.log(shares / (1 - shares))])
        for _ in range(_STEPS):
            scores, information = _ordered_pieces(matrix, codes, w, theta=theta, cuts=cuts)
            step = np.linalg.solve(information, scores.sum(axis=0))
            theta = theta + step
            if np.abs(step).max() <= _TOLERANCE * max(np.abs(theta).max(), 1.0) * 10:
                break
        else:
            raise EstimationError("the ordered model did not converge: merge levels with few people.")
        scores, information = _ordered_pieces(matrix, codes, w, theta=theta, cuts=cuts)
        return theta, expanded(scores @ np.linalg.inv(information), given.used)

    theta, covariance = sample.binding.evaluate(estimator, rows=given.rows)
    pairs = [given.terms[number] for number in keep] + [f"{low}|{high}" for low, high in pairwise(levels)]
    names = pd.DataFrame({"term": pairs})
    return modelled(sample, names, theta, covariance, given=given, formula=formula, family="ordered",
                    link="logit", level=level)  # fmt: skip


def _ordered_pieces(matrix, codes, weights, *, theta, cuts):
    """Return weighted scores, shape (n, p + cuts), and the observed information."""
    p = matrix.shape[1]
    eta = matrix @ theta[:p]
    zeta = np.concatenate([[-np.inf], theta[p:], [np.inf]])
    ends = _logistic(zeta[codes + 1] - eta), _logistic(zeta[codes] - eta)
    chance = ends[0] - ends[1]
    first = [end * (1 - end) for end in ends]
    second = [slope * (1 - 2 * end) for slope, end in zip(first, ends, strict=True)]
    rows = np.arange(len(codes))
    directions = []
    for shift in (1, 0):
        block = np.zeros((len(codes), p + cuts))
        block[:, :p] = -matrix
        inside = (codes + shift >= 1) & (codes + shift <= cuts)
        block[rows[inside], p + codes[inside] + shift - 1] = 1.0
        directions.append(block)
    gradient = first[0][:, None] * directions[0] - first[1][:, None] * directions[1]
    scores = (weights / chance)[:, None] * gradient
    curve = sum(
        sign * (directions[side] * (weights * second[side] / chance)[:, None]).T @ directions[side]
        for side, sign in ((0, 1), (1, -1))
    )
    plain = np.divide(scores, weights[:, None], out=np.zeros_like(scores), where=weights[:, None] > 0)
    return scores, plain.T @ scores - curve


def _logistic(x: np.ndarray) -> np.ndarray:
    from scipy.special import expit

    return expit(x)
