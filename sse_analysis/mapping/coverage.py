"""How many entities no list has seen: capture-recapture from two lists and more.

All of it assumes a closed population, lists that are linked without error, and entities alike in their chance to be
listed. Links that are missed make every estimate here too large.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, product

import numpy as np
import pandas as pd

from sse_analysis.errors import EstimationError

#: The normal quantile as Chao (1987) prints it.
_CHAO_Z = 1.96
#: A fitted cell below this is a boundary: its interaction runs to minus infinity.
_EMPTY = 1e-6


@dataclass(frozen=True)
class TwoLists:
    """Estimate from two lists; ``coverage_list1`` is the share of list 2 that list 1 holds too, and the reverse."""

    observed: float
    lincoln_petersen: float
    chapman: float
    var_chapman: float
    ci_low: float
    ci_high: float
    coverage_list1: float
    coverage_list2: float


@dataclass(frozen=True)
class Chao:
    """Lower bound of the population from entities seen once and twice."""

    observed: float
    estimate: float
    bias_corrected: float
    incidence: float
    variance: float
    ci_low: float
    ci_high: float


def two_list(n1: int, n2: int, m: int, *, level: float = 0.95) -> TwoLists:
    """Estimate the number of entities from two lists.

    chapman = (n1+1)(n2+1)/(m+1) - 1; its variance (Seber 1970) = (n1+1)(n2+1)(n1-m)(n2-m)/((m+1)^2 (m+2));
    lincoln_petersen = n1 n2/m; a normal interval around chapman, which can start below the number observed.

    Parameters
    ----------
    n1, n2 : int
        Entities on each list, duplicates removed.
    m : int
        Entities on both. With 0 the lists say nothing on their coverage: ``lincoln_petersen`` is missing.
    level : float
        Of the interval.

    Raises
    ------
    EstimationError
        If a number is negative or missing, or more are on both lists than on one.

    References
    ----------
    Chapman 1951; Seber 1970.
    """
    from scipy.special import ndtri

    if not all(np.isfinite([n1, n2, m])) or min(n1, n2, m) < 0 or m > min(n1, n2):
        raise EstimationError(
            f"two lists need 0 <= both <= each: found {n1} on the first, {n2} on the second, {m} on both."
        )
    chapman = (n1 + 1) * (n2 + 1) / (m + 1) - 1
    variance = (n1 + 1) * (n2 + 1) * (n1 - m) * (n2 - m) / ((m + 1) ** 2 * (m + 2))
    half = float(ndtri((1 + level) / 2)) * variance**0.5
    return TwoLists(
        observed=n1 + n2 - m,
        lincoln_petersen=n1 * n2 / m if m else np.nan,
        chapman=chapman,
        var_chapman=variance,
        ci_low=chapman - half,
        ci_high=chapman + half,
        coverage_list1=m / n2 if n2 else np.nan,
        coverage_list2=m / n1 if n1 else np.nan,
    )


def terms_of(model: str, lists: Sequence[str]) -> list[tuple[str, ...]]:
    """Read a model: ``"AB,C"`` is the lists A, B, C and the dependence of A and B; with longer names ``"tax*bank,census"``.

    Returns
    -------
    list of tuple
        Every term with all it contains (a dependence brings its lists).

    Raises
    ------
    EstimationError
        If a name is no list, or a list is left out.
    """
    named: set[tuple[str, ...]] = set()
    for word in (part.strip() for part in model.split(",")):
        parts = [word] if word in lists else word.split("*") if "*" in word else list(word)
        wrong = [part for part in parts if part not in lists]
        if wrong or not parts:
            raise EstimationError(f"the model '{model}' names '{(wrong or [''])[0]}', which is no list.")
        for size in range(1, len(parts) + 1):
            named |= set(combinations(sorted(parts, key=list(lists).index), size))
    left = [name for name in lists if (name,) not in named]
    if left:
        raise EstimationError(f"the model '{model}' leaves out the list '{left[0]}'.")
    return sorted(named, key=lambda term: (len(term), [list(lists).index(name) for name in term]))


def log_linear(
    counts: pd.DataFrame, lists: Sequence[str], *, count: str, models: Sequence[str]
) -> pd.DataFrame:
    """Fit log-linear Poisson models to the cells of three lists and more.

    unseen = exp(intercept) with lists coded 0/1; N = observed + unseen; var N = unseen + unseen^2 var(intercept).

    Parameters
    ----------
    counts : DataFrame
        One row for every combination of being listed but the one on no list; ``lists`` 0/1, ``count`` the entities.
    models : sequence of str
        As in :func:`terms_of`. Show the range of all models that fit: the data cannot choose between them.

    Returns
    -------
    DataFrame, index model
        ``estimate, se, deviance, df, aic, boundary``; ``boundary`` marks a fitted cell of 0, whose standard error
        means little.

    Raises
    ------
    EstimationError
        If a combination is absent (write 0 when no entity shows it), stands twice, is blank, or a model has more
        parameters than cells.

    References
    ----------
    Bishop, Fienberg and Holland 1975; Cormack 1989; IWGDMF 1995.
    """
    cells, y = _cells(counts, lists, count)
    rows = {model: _fit(cells, y, terms_of(model, lists), model) for model in models}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("model")


def _cells(counts: pd.DataFrame, lists: Sequence[str], count: str) -> tuple[pd.DataFrame, np.ndarray]:
    cells = counts[list(lists)].reset_index(drop=True)
    y = counts[count].to_numpy("float64")
    problems = []
    if not cells.isin([0, 1]).all(axis=None):
        problems.append("a list holds something else than 0 and 1")
    if not np.isfinite(y).all() or (y < 0).any():
        problems.append(f"'{count}' is blank or negative in some row")
    found = [tuple(row) for row in cells.itertuples(index=False, name=None)]
    wanted = [row for row in product((0, 1), repeat=len(lists)) if any(row)]
    problems += [
        f"the combination {row} is absent: write 0 if no entity shows it"
        for row in wanted
        if row not in found
    ]
    problems += [f"the combination {row} stands twice" for row in wanted if found.count(row) > 1]
    if (0,) * len(lists) in found:
        problems.append("entities on no list cannot have been counted")
    if problems:
        raise EstimationError(f"the lists cannot be modelled: {'; '.join(problems)}.")
    return cells, y


def _fit(cells: pd.DataFrame, y: np.ndarray, terms: list[tuple[str, ...]], model: str) -> dict[str, float]:
    from statsmodels.genmod import families
    from statsmodels.genmod.generalized_linear_model import GLM
    from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

    columns = [np.ones(len(cells)), *(cells[list(term)].prod(axis=1).to_numpy("float64") for term in terms)]
    matrix = np.column_stack(columns)
    if np.linalg.matrix_rank(matrix) < matrix.shape[1]:
        raise EstimationError(
            f"the model '{model}' has {matrix.shape[1]} parameters for {len(y)} cells; the entities on no list "
            "cannot be told from it."
        )
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        # A model with as many parameters as cells fits them exactly, as it should.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        fitted = GLM(y, matrix, family=families.Poisson()).fit(tol=1e-14, maxiter=200)
    unseen = float(np.exp(fitted.params[0]))
    return {
        "estimate": y.sum() + unseen,
        "se": (unseen + unseen**2 * float(fitted.cov_params()[0, 0])) ** 0.5,
        "deviance": float(fitted.deviance),
        "df": int(fitted.df_resid),
        "aic": float(fitted.aic),
        "boundary": bool((fitted.fittedvalues < _EMPTY).any()),
    }


def averaged(models: pd.DataFrame) -> dict[str, float]:
    """Average the models of :func:`log_linear` by AIC, and show their range.

    weights = exp(-delta/2) over their sum, delta the distance from the smallest AIC; the standard error adds the
    spread between models: sum w sqrt(se^2 + (N - mean)^2) (Burnham and Anderson 2002).

    Returns
    -------
    dict
        ``estimate, se, lowest, highest``: the last two are the range over all models.
    """
    distance = models["aic"] - models["aic"].min()
    weights = np.exp(-distance / 2) / np.exp(-distance / 2).sum()
    mean = float((weights * models["estimate"]).sum())
    spread = np.sqrt(models["se"] ** 2 + (models["estimate"] - mean) ** 2)
    return {
        "estimate": mean,
        "se": float((weights * spread).sum()),
        "lowest": float(models["estimate"].min()),
        "highest": float(models["estimate"].max()),
    }


def chao(counts: pd.DataFrame, lists: Sequence[str], *, count: str) -> Chao:
    """Bound the number of entities from below by those on one list (f1) and on two (f2).

    estimate = S + f1^2/(2 f2); bias_corrected = S + f1(f1-1)/(2(f2+1)); incidence = S + ((t-1)/t) f1^2/(2 f2) for t
    lists; variance = f2 [(f1/f2)^4/4 + (f1/f2)^3 + (f1/f2)^2/2]; log-normal interval around the unseen.

    Parameters
    ----------
    counts : DataFrame
        Combinations of being listed (``lists`` 0/1) and their entities; an absent combination adds nothing.

    Returns
    -------
    Chao
        With f2 = 0 only ``bias_corrected`` is defined.

    Raises
    ------
    EstimationError
        If a list holds something else than 0 and 1, or a count is blank or negative.

    References
    ----------
    Chao 1987, Biometrics 43.
    """
    y = counts[count].to_numpy("float64")
    if not counts[list(lists)].isin([0, 1]).all(axis=None) or not np.isfinite(y).all() or (y < 0).any():
        raise EstimationError("lists hold 0 and 1, and every combination a count that is not negative.")
    times = counts[list(lists)].sum(axis=1).to_numpy()
    seen, f1, f2 = (float(y[where].sum()) for where in (times > 0, times == 1, times == 2))
    corrected = seen + f1 * (f1 - 1) / (2 * (f2 + 1))
    if not f2:
        return Chao(seen, np.nan, corrected, *[np.nan] * 4)
    ratio, unseen = f1 / f2, f1**2 / (2 * f2)
    variance = f2 * (ratio**4 / 4 + ratio**3 + ratio**2 / 2)
    factor = np.exp(_CHAO_Z * np.log(1 + variance / unseen**2) ** 0.5) if unseen else 1.0
    return Chao(
        observed=seen,
        estimate=seen + unseen,
        bias_corrected=corrected,
        incidence=seen + (len(lists) - 1) / len(lists) * unseen,
        variance=variance,
        ci_low=seen + unseen / factor,
        ci_high=seen + unseen * factor,
    )
