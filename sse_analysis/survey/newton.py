"""One weighted Fisher-scoring loop for generalized linear models, over blocks of rows.

Families and links come from statsmodels; its covariances do not: they know nothing of strata, PSUs and domains.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sse_analysis.errors import EstimationError, one_of, suggestion
from sse_analysis.survey.blocks import Blocks, parts

_STEPS = 100
_TOLERANCE = 1e-13
_LARGE = 15.0
#: Curvature of the likelihood, a term scaled to 1, below which it is flat; and the least share in a flat direction.
_FLAT, _TAKES_PART = 1e-8, 1e-3
FAMILIES = {
    "gaussian": ("identity", "log"),
    "binomial": ("logit", "probit", "cloglog"),
    "poisson": ("log", "identity"),
}


@dataclass(frozen=True, eq=False)
class Fit:
    """A fitted model.

    Parameters
    ----------
    beta : float array, shape (p,)
    information : float array, shape (p, p)
        Expected information sum w (dmu/deta)^2 / V(mu) x x'.
    family : statsmodels family
    warnings : tuple of str
    unbounded : boolean array, shape (p,), optional
        Coefficients that grow without end, because a term separates the outcomes; None when there are none.
    """

    beta: np.ndarray
    information: np.ndarray
    family: object
    warnings: tuple[str, ...] = ()
    unbounded: np.ndarray | None = None

    def scores(self, y: np.ndarray, matrix: np.ndarray, weights: np.ndarray) -> np.ndarray:
        """Return w (y - mu) (dmu/deta) / V(mu) x, shape (n_rows, p)."""
        eta = matrix @ self.beta
        with np.errstate(over="ignore", invalid="ignore"):
            mu, slope = self.family.link.inverse(eta), self.family.link.inverse_deriv(eta)
        return (weights * (y - mu) * slope / self.family.variance(mu))[:, None] * matrix

    @property
    def bread(self) -> np.ndarray:
        """Return the inverse information: scores times it are the influence values of the coefficients (Binder 1983)."""
        return np.linalg.pinv(self.information)


def family_of(name: str, link: str | None):
    """Return the statsmodels family; the error lists what exists."""
    from statsmodels.genmod import families

    if name not in FAMILIES:
        raise EstimationError(
            f"there is no family '{name}', expected {one_of(FAMILIES)}. {suggestion(name, FAMILIES)}"
        )
    link = link or FAMILIES[name][0]
    if link not in FAMILIES[name]:
        raise EstimationError(f"the family '{name}' has no link '{link}', expected {one_of(FAMILIES[name])}.")
    links = {
        "identity": families.links.Identity, "log": families.links.Log, "logit": families.links.Logit,
        "probit": families.links.Probit, "cloglog": families.links.CLogLog,
    }  # fmt: skip
    kinds = {"gaussian": families.Gaussian, "binomial": families.Binomial, "poisson": families.Poisson}
    return kinds[name](link=links[link]())


def fit(y: np.ndarray, matrix: np.ndarray | Blocks, weights: np.ndarray, *, family) -> Fit:
    """Fit by Fisher scoring; rows of weight 0 or less change nothing.

    Raises
    ------
    EstimationError
        If it does not converge; the message says what usually helps.
    """
    rows = _Rows(y, matrix, weights)
    warnings = _rank(rows)
    beta = _start(rows, family)
    step = np.zeros_like(beta)
    for _ in range(_STEPS):
        information, score = _pieces(rows, beta, family)
        if not np.isfinite(information).all():
            # Groups that a term separates send the step to infinity; the one before says so.
            beta = beta - step
            break
        step = np.linalg.lstsq(information, score, rcond=None)[0]
        beta = beta + step
        if np.abs(step).max() <= _TOLERANCE * max(np.abs(beta).max(), 1.0) * 10:
            information, _ = _pieces(rows, beta, family)
            return _finished(rows, beta, information, family=family, warnings=warnings)
        if not np.isfinite(beta).all():
            break
    if np.isfinite(beta).all() and _separation(rows, beta, family):
        information, _ = _pieces(rows, beta, family)
        return _finished(rows, beta, information, family=family, warnings=warnings)
    raise EstimationError("the model did not converge. Fewer terms, or coarser categories, usually help.")


def _finished(rows: _Rows, beta: np.ndarray, information: np.ndarray, *, family, warnings) -> Fit:
    separated = _separation(rows, beta, family)
    if not separated:
        return Fit(beta, information, family, warnings)
    return Fit(beta, information, family, (*warnings, *separated), _unbounded(rows, information))


@dataclass(frozen=True, eq=False)
class _Rows:
    """Outcome, matrix and weights, read block by block: no n x p copy is made."""

    y: np.ndarray
    matrix: np.ndarray | Blocks
    weights: np.ndarray

    def __iter__(self):
        """Yield outcome, matrix and weights of the rows of a block whose weight is positive."""
        for part, x in parts(self.matrix):
            y, weights = self.y[part], self.weights[part]
            counted = weights > 0
            yield (y, x, weights) if counted.all() else (y[counted], x[counted], weights[counted])


def _start(rows: _Rows, family) -> np.ndarray:
    """Return the first weighted least-squares step, from the family's own starting means."""
    p = rows.matrix.shape[1]
    information, score = np.zeros((p, p)), np.zeros(p)
    for y, x, weights in rows:
        mu = family.starting_mu(y)
        eta = family.link(mu)
        slope = family.link.inverse_deriv(eta)
        pull = weights * slope / family.variance(mu)
        information += (x * (pull * slope)[:, None]).T @ x
        score += (pull * (y - mu + slope * eta)) @ x
    return np.linalg.lstsq(information, score, rcond=None)[0]


def _pieces(rows: _Rows, beta: np.ndarray, family) -> tuple[np.ndarray, np.ndarray]:
    """Return information and score."""
    p = rows.matrix.shape[1]
    information, score = np.zeros((p, p)), np.zeros(p)
    for y, x, weights in rows:
        eta = x @ beta
        with np.errstate(over="ignore", invalid="ignore"):
            mu, slope = family.link.inverse(eta), family.link.inverse_deriv(eta)
            pull = weights * slope / family.variance(mu)
        information += (x * (pull * slope)[:, None]).T @ x
        score += (pull * (y - mu)) @ x
    return information, score


def _rank(rows: _Rows) -> tuple[str, ...]:
    """Report columns that are combinations of others, from the scaled cross-product."""
    cross = sum(x.T @ x for _, x, _ in rows)
    scale = np.sqrt(np.diag(cross))
    scale[scale == 0] = 1
    missing = int((np.linalg.eigvalsh(cross / np.outer(scale, scale)) < 1e-10).sum())
    if not missing:
        return ()
    return (f"{missing} terms are combinations of the others: their coefficients are not identified",)


def _separation(rows: _Rows, beta: np.ndarray, family) -> tuple[str, ...]:
    if type(family).__name__ != "Binomial":
        return ()
    extreme = sum(int((np.abs(x @ beta) > _LARGE).sum()) for _, x, _ in rows)
    words = f"{extreme:,} rows are predicted with certainty: some group has one outcome only (separation)"
    return (words,) if extreme else ()


def _unbounded(rows: _Rows, information: np.ndarray) -> np.ndarray:
    """Return the coefficients that take part in a direction along which the likelihood is flat.

    There the residuals vanish, and a sandwich of them would print a standard error of 0 beside a p value of 0.
    """
    scale = np.sqrt(sum((weights[:, None] * x**2).sum(axis=0) for _, x, weights in rows))
    scale[scale == 0] = 1
    curvature, directions = np.linalg.eigh(information / np.outer(scale, scale))
    return (np.abs(directions[:, curvature < _FLAT]) > _TAKES_PART).any(axis=1)
