"""Who moves between states from one wave to the next: the matrix, what it summarises to, and the flows in persons.

Standard errors keep the whole design: an origin is a domain (Shorrocks 1978 for the index of mobility).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sse_analysis.errors import EstimationError
from sse_analysis.formalization.linearized import Linearized, evaluated, stacked, total
from sse_analysis.results.effects import Flows, Transitions
from sse_analysis.survey import SurveySample, estimators
from sse_analysis.survey.cells import group_codes
from sse_analysis.survey.presenting import tabulated

_CHAIN = (
    "One pair of waves makes no Markov chain: the stationary distribution says where these rates would lead, not "
    "where the country is going. Errors in the coding of states count as moves."
)


def transition_matrix(
    sample: SurveySample, origin: str, destination: str, *, states: Sequence, domain=None, level: float = 0.95
) -> Transitions:
    """Estimate the share of every destination among every origin, with longitudinal weights.

    Also the distribution of origins; the stationary distribution (left eigenvector of 1), not defined when there is
    more than one; the Shorrocks index (K - trace P) / (K - 1); the second largest modulus of the eigenvalues.

    Parameters
    ----------
    states : sequence
        All codes, in the order of the rows.

    Raises
    ------
    EstimationError
        If the domain holds a code that is not among ``states``: its persons would silently vanish.
    """
    states = tuple(states)
    rows, used, first, second = _coded(sample, origin, destination, states=states, domain=domain)
    count = len(states)

    def estimate(weights: np.ndarray) -> Linearized:
        matrix = _matrix(first, second, weights, count)
        start = Linearized(*estimators.mean(first, weights, np.ones_like(first)))
        inner = np.flatnonzero(np.eye(count).ravel())
        trace = matrix[inner].sum()
        shorrocks = (trace * -1.0 + count) * (1 / (count - 1))
        return stacked(matrix, start, _stationary(matrix, count), shorrocks)

    value, covariance = evaluated(sample, estimate, used=used, rows=rows)
    grid = value[: count**2].reshape(count, count)
    size = first.sum(axis=0).astype("int64")
    n = np.concatenate([np.repeat(size, count), np.full(2 * count + 1, int(used.sum()))])
    df = sample.binding.degrees_of_freedom(rows)
    frame = tabulated(_names(states), value, covariance, df=df, n=n, level=level)
    return Transitions(frame=frame, country=sample.country, covariance=covariance, level=level, states=states,
                       second_eigenvalue=_second(grid), notes=(_CHAIN, *_lost(rows, used)))  # fmt: skip


def gross_flows(
    sample: SurveySample, origin: str, destination: str, *, states: Sequence, domain=None, level: float = 0.95
) -> Flows:
    """Estimate how many persons move from every origin to every destination, and what each state gains and loses.

    ``inflow`` and ``outflow`` leave out those who stay; ``net`` is inflow less outflow, with the error of the difference.
    """
    states = tuple(states)
    rows, used, first, second = _coded(sample, origin, destination, states=states, domain=domain)
    count = len(states)
    moves = (first[:, :, None] * second[:, None, :]).reshape(len(first), -1)
    towards, away = np.tile(np.eye(count), (count, 1)), np.repeat(np.eye(count), count, axis=0)
    stays = (np.eye(count).ravel() == 1)[:, None]
    towards, away = np.where(stays, 0.0, towards), np.where(stays, 0.0, away)

    def estimate(weights: np.ndarray) -> Linearized:
        cells = total(moves, weights)
        return stacked(cells, cells.along(towards), cells.along(away), cells.along(towards - away))

    value, covariance = evaluated(sample, estimate, used=used, rows=rows)
    df = sample.binding.degrees_of_freedom(rows)
    pairs = [("flow", one, other) for one in states for other in states]
    pairs += [(kind, None, state) for kind in ("inflow", "outflow", "net") for state in states]
    names = pd.DataFrame(pairs, columns=["quantity", "origin", "destination"])
    table = tabulated(names, value, covariance, df=df, n=int(used.sum()), level=level)
    return Flows(
        frame=table, country=sample.country, covariance=covariance, level=level, notes=_lost(rows, used)
    )


def _coded(sample, origin: str, destination: str, *, states: tuple, domain):
    """Return the domain, the rows known in both waves, and indicators of both states, shape (n_used, K)."""
    if len(states) < 2 or len(set(states)) < len(states):
        raise EstimationError(f"the states are {list(states)}, expected two or more different codes.")
    rows = sample.domain_rows(domain)
    known = rows.copy()
    for name in (origin, destination):
        known &= group_codes(sample.data, [name], rows)[0] >= 0
    data = sample.data.loc[known, [origin, destination]]
    strange = sorted({str(code) for name in data for code in data[name].unique() if code not in states})
    if strange:
        raise EstimationError(
            f"'{origin}' and '{destination}' hold codes that are not among the states: {', '.join(strange)}. Name them "
            "too, or leave their rows out by a domain."
        )
    first, second = (
        np.stack([(data[name] == state).to_numpy("bool") for state in states], axis=1).astype("float64")
        for name in (origin, destination)
    )
    return rows, known, first, second


def _lost(rows: np.ndarray, used: np.ndarray) -> tuple[str, ...]:
    lost = int(rows.sum() - used.sum())
    words = f"{lost:,} of {int(rows.sum()):,} rows have no state in one of the waves and are left out"
    return (f"{words}: those who drop out may move otherwise.",) if lost else ()


def _matrix(first: np.ndarray, second: np.ndarray, weights: np.ndarray, count: int) -> Linearized:
    inside = np.repeat(first, count, axis=1)
    return Linearized(*estimators.mean(np.tile(second, (1, count)), weights, inside))


def _stationary(matrix: Linearized, count: int) -> Linearized:
    """Return pi with pi P = pi, and d pi = pi dP Z, Z the inverse of I - P + 1 pi (Schweitzer 1968)."""
    grid = matrix.value.reshape(count, count)
    undefined = Linearized(np.full(count, np.nan), np.full((len(matrix.influence), count), np.nan))
    if np.isnan(grid).any():
        return undefined
    system = np.vstack([np.eye(count) - grid.T, np.ones(count)])
    if np.linalg.matrix_rank(np.eye(count) - grid, tol=1e-9) < count - 1:
        return undefined
    value = np.linalg.lstsq(system, np.append(np.zeros(count), 1.0), rcond=None)[0]
    spread = np.linalg.inv(np.eye(count) - grid + np.outer(np.ones(count), value))
    change = matrix.influence.reshape(-1, count, count)
    return Linearized(value, np.einsum("i,nij,jk->nk", value, change, spread))


def _second(grid: np.ndarray) -> float:
    if np.isnan(grid).any():
        return float("nan")
    return float(np.sort(np.abs(np.linalg.eigvals(grid)))[-2])


def _names(states: tuple) -> pd.DataFrame:
    rows = [("transition", one, other) for one in states for other in states]
    rows += [("initial", state, None) for state in states] + [("stationary", None, state) for state in states]
    return pd.DataFrame([*rows, ("shorrocks", None, None)], columns=["quantity", "origin", "destination"])
