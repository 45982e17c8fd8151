"""The work of the SSE, weighed by the targets its activities serve. It measures alignment, never impact."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sse_analysis.decimals import exact
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.sdg import ActivityMatrix, Alignment
from sse_analysis.sdg import withholding
from sse_analysis.sdg.contribution import alignment_of_activities
from sse_analysis.sdg.matrix import LEVELS
from sse_analysis.sources.constants import threshold
from sse_analysis.sources.table import SourcedTable
from sse_analysis.survey.persons import Persons

DRAWS = 2000
SEED = 20_301
#: Normal quantile of a 95 per cent interval.
Z = 1.959963984540054
NOTE = (
    "Alignment is not impact: it says how much work is done in activities that serve a target, not what changes "
    "through it. The same work may serve several targets; 'once' counts it under its primary target only."
)


@dataclass(frozen=True)
class Work:
    """Persons at work by division of ISIC, in the SSE and altogether, with their joint covariance.

    Parameters
    ----------
    isic : tuple of str
        Two digits.
    own, everyone : array, shape (k,)
    covariance : array, shape (2k, 2k)
        Of ``own`` then ``everyone``; zeros for a complete count.
    n : int
        Persons of the sample at work in the SSE.
    counts : array, shape (k,)
        The same by division.
    unknown : float
        Persons at work whose activity or organization is not known; they are in no figure.
    """

    isic: tuple[str, ...]
    own: NDArray
    everyone: NDArray
    covariance: NDArray
    n: int
    counts: NDArray
    unknown: float = 0.0


def work_of_persons(persons: Persons) -> Work | None:
    """Return the work of a survey of persons; None when it does not ask for activity and organization."""
    if not persons.asked("isic2", "member_job", "employed"):
        return None
    data = persons.sample.data
    employed = data["employed"].eq(1).fillna(False).to_numpy(bool)
    known = (data["isic2"].notna() & data["member_job"].notna()).to_numpy(bool)
    inside = employed & known
    own = inside & data["member_job"].eq(1).fillna(False).to_numpy(bool)
    columns = data.assign(sse_work=own.astype(float), any_work=inside.astype(float))
    sample = dataclasses.replace(persons.sample, data=columns)
    found = sample.total(["sse_work", "any_work"], by="isic2", domain=inside)
    frame = found.frame.reset_index(drop=True)
    first = frame.index[frame["variable"] == "sse_work"]
    second = frame.index[frame["variable"] == "any_work"]
    order = [*first, *second]
    isic = tuple(f"{int(code):02d}" for code in frame.loc[first, "isic2"])
    weights = np.asarray(persons.sample.weights)
    counts = data.loc[own, "isic2"].astype(int).value_counts()
    return Work(
        isic, frame.loc[first, "estimate"].to_numpy(float), frame.loc[second, "estimate"].to_numpy(float),
        found.covariance[np.ix_(order, order)], int(own.sum()),
        np.array([counts.get(int(code), 0) for code in isic]), float(weights[employed & ~known].sum()),
    )  # fmt: skip


def work_of_organizations(organizations: SourcedTable) -> Work | None:
    """Return the work that organizations report; None when none states its activity and its workers.

    Those that are dissolved or dormant are left out. There is no sampling error, and no work of everybody to
    compare with. Workers that are not stated stay unknown; ``n`` counts the organizations.
    """
    frame = organizations.frame
    if not {"isic", "workers"} <= set(frame):
        return None
    alive = frame if "status" not in frame else frame[~frame["status"].isin(["dissolved", "dormant"])]
    workers = pd.to_numeric(alive["workers"], errors="coerce")
    division = alive["isic"].astype("str").str.extract(r"^(\d{2})", expand=False)
    known = workers.notna() & division.notna()
    if not known.any():
        return None
    grouped = workers[known].groupby(division[known])
    own, counts = grouped.sum(), grouped.size()
    k = len(own)
    return Work(
        tuple(own.index), own.to_numpy(float), np.full(k, np.nan), np.zeros((2 * k, 2 * k)), int(known.sum()),
        counts.to_numpy(int), float(workers[workers.notna() & division.isna()].sum()),
    )  # fmt: skip


def alignment_of_work(
    persons: Persons | Absence,
    matrix: ActivityMatrix,
    *,
    organizations: SourcedTable | Absence | None = None,
    draws: int = DRAWS,
    seed: int = SEED,
) -> Alignment | Absence:
    """Return how much work of the SSE each target is aligned with, and how sure that is.

    Parameters
    ----------
    persons : Persons
        A survey that asks for the activity of the job and whether it is in an organization of the SSE.
    matrix : ActivityMatrix
    organizations : SourcedTable, optional
        One row an organization with ``isic, workers, status``; used when there is no such survey.
    draws, seed : int
        Of the redraws of matrix and sample.

    Returns
    -------
    Alignment
        One row a target: see :func:`aligned`. Of a survey, targets behind which stand fewer than 10 persons, and
        those that would give them away, are withheld (``conf_status`` C and D).
    """
    work = None if isinstance(persons, Absence) else work_of_persons(persons)
    table = organizations if isinstance(organizations, SourcedTable) else None
    counted = work is None or work.own.sum() == 0
    if counted:
        work = work_of_organizations(table) if table is not None else None
    if work is None or work.own.sum() == 0:
        return alignment_of_activities(matrix.country)
    frame = aligned(work, matrix.frame, draws=draws, seed=seed)
    rules = (
        f"each cell moves one level with probability {threshold('sdg.disagreement')} either way; {draws} redraws, "
        f"seed {seed}",
    )
    behind = table.inputs if counted else persons.provenance.inputs
    printed = frame if counted else withholding.targets_withheld(frame)
    return Alignment(
        frame=printed,
        country=matrix.country,
        sources=(*((table.file,) if counted else persons.sources), *matrix.sources),
        notes=(
            NOTE,
            *(_counted(work) if counted else (*_notes(work), *withholding.note(printed))),
            *matrix.notes,
        ),
        provenance=Provenance((*behind, *matrix.provenance.inputs), rules),
        jobs=float(work.own.sum()),
        n=work.n,
        goals=withholding.by_goal(
            frame, matrix.frame, None if counted else dict(zip(work.isic, work.counts, strict=True))
        ),
        in_all=(float(frame["jobs"].sum()), float(frame["once"].sum())),
    )


def _counted(work: Work) -> tuple[str, ...]:
    unknown = f" {exact(work.unknown):,.0f} workers of organizations without an activity are left out."
    return (
        f"Workers that {work.n:,} organizations state; others are not counted. {unknown if work.unknown else ''}".strip()
        + " No sampling error; ranges: 5th to 95th percentile when the matrix is drawn anew. All work by activity is "
        "not held, so there is no specialisation.",
    )


def _notes(work: Work) -> tuple[str, ...]:
    unknown = f" {exact(work.unknown):,.0f} persons whose activity or organization is not known are left out."
    jobs, se, share, share_se = size_of(work)
    return (
        f"{exact(jobs):,.0f} persons work in the SSE (95 per cent interval {exact(max(jobs - Z * se, 0)):,.0f} "
        f"to {exact(jobs + Z * se):,.0f}), "
        f"{exact(100 * share):.2f} per cent of all work ({exact(100 * max(share - Z * share_se, 0)):.2f} to "
        f"{exact(100 * (share + Z * share_se)):.2f}), from {work.n} persons of the sample.{unknown if work.unknown else ''} "
        "Intervals: 95 per cent, sampling only; ranges: 5th to 95th percentile when sample and matrix are drawn anew.",
    )


def size_of(work: Work) -> tuple[float, float, float, float]:
    """Return the work of the SSE and its share of all work, each with its standard error (delta method)."""
    k = len(work.isic)
    own, everyone = work.own.sum(), work.everyone.sum()
    first = np.concatenate([np.ones(k), np.zeros(k)])
    slope = first / everyone - np.concatenate([np.zeros(k), np.ones(k)]) * own / everyone**2
    spread = [float(np.sqrt(max(one @ work.covariance @ one, 0.0))) for one in (first, slope)]
    return float(own), spread[0], float(own / everyone), spread[1]


def aligned(work: Work, cells: pd.DataFrame, *, draws: int = DRAWS, seed: int = SEED) -> pd.DataFrame:
    """Weigh work by a matrix of activities and targets.

    Returns
    -------
    DataFrame, one row a target
        ``jobs`` = sum of work times weight, with ``se, ci_low, ci_high`` from the sample and ``low, high`` from
        sample and matrix together; ``matrix_low, matrix_high`` from the matrix alone; ``once``, the work whose
        primary target it is; ``share`` of all work of the SSE (per cent); ``specialisation``, the share over that
        of all work, with the same uncertainty; ``primary_of_all``; ``grade`` of the best claim behind a cell and
        ``graded`` the share of the jobs behind cells with a claim; ``n`` persons of the sample behind it and ``n_once``
        those behind ``once``. Fewer than
        ``sdg.least_persons`` are marked U, none at all O.

    Notes
    -----
    ``jobs`` counts one job under every target it serves; ``once`` adds up to the work with any target.
    """
    targets = list(dict.fromkeys(cells["target"]))
    weights = _wide(cells, work.isic, targets, "weight")
    primary = _wide(cells.assign(one=cells["primary"].astype(float)), work.isic, targets, "one")
    jobs, everyone = weights.T @ work.own, weights.T @ work.everyone
    total, all_work = work.own.sum(), work.everyone.sum()
    spread = _ratio_se(work, weights)
    special = (jobs / total) / np.where(everyone > 0, everyone / all_work, np.nan)
    k = len(work.isic)
    se = np.sqrt(np.maximum(np.diag(weights.T @ work.covariance[:k, :k] @ weights), 0))
    counts = (weights > 0).T.astype(int) @ work.counts
    drawn = _redraw(work, weights, draws=draws, seed=seed)
    labels = cells.drop_duplicates("target").set_index("target")
    return pd.DataFrame({
        "goal": labels.loc[targets, "goal"].to_numpy(), "target": targets,
        "target_label": labels.loc[targets, "target_label"].to_numpy(),
        "jobs": jobs, "se": se, "ci_low": np.maximum(jobs - Z * se, 0), "ci_high": jobs + Z * se,
        **drawn, "once": primary.T @ work.own, "share": 100 * jobs / total, "specialisation": special,
        "specialisation_low": special * np.exp(-Z * spread), "specialisation_high": special * np.exp(Z * spread),
        **_evidence(cells, work, weights, targets), "n": counts, "n_once": (primary > 0).T.astype(int) @ work.counts,
        "obs_status": np.select([counts == 0, counts < threshold("sdg.least_persons")], ["O", "U"], "A"), "conf_status": "F",
    })  # fmt: skip


def _wide(cells: pd.DataFrame, isic: tuple[str, ...], targets: list[str], value: str) -> NDArray:
    table = cells.pivot_table(index="isic", columns="target", values=value, aggfunc="sum", fill_value=0.0)
    return table.reindex(index=list(isic), columns=targets, fill_value=0.0).to_numpy(float)


def _ratio_se(work: Work, weights: NDArray) -> NDArray:
    """Return the standard error of the logarithm of the specialisation, by the delta method."""
    k, targets = len(work.isic), weights.shape[1]
    ones = np.ones(k)
    found = np.full(targets, np.nan)
    for place in range(targets):
        column = weights[:, place]
        mine, theirs = column @ work.own, column @ work.everyone
        if mine <= 0 or theirs <= 0:
            continue
        slope = np.concatenate([column / mine - ones / work.own.sum(),
                                ones / work.everyone.sum() - column / theirs])  # fmt: skip
        found[place] = np.sqrt(max(slope @ work.covariance @ slope, 0.0))
    return found


def _redraw(work: Work, weights: NDArray, *, draws: int, seed: int) -> dict[str, NDArray]:
    """Return the 5th and 95th percentile of the jobs of each target when matrix, and sample too, are drawn anew."""
    generator = np.random.default_rng(seed)
    k = len(work.isic)
    root = _root(work.covariance[:k, :k])
    matrix, both = np.empty((draws, weights.shape[1])), np.empty((draws, weights.shape[1]))
    for place in range(draws):
        redrawn = moved(weights, generator)
        sample = np.maximum(work.own + root @ generator.standard_normal(k), 0.0)
        matrix[place], both[place] = redrawn.T @ work.own, redrawn.T @ sample
    low, high = np.percentile(both, [5, 95], axis=0)
    matrix_low, matrix_high = np.percentile(matrix, [5, 95], axis=0)
    return {"low": low, "high": high, "matrix_low": matrix_low, "matrix_high": matrix_high}


def moved(weights: NDArray, generator: np.random.Generator) -> NDArray:
    """Return the matrix with every cell that has a row moved by one level, or not, within the levels."""
    step = LEVELS[1] - LEVELS[0]
    chance, moves = generator.random(weights.shape), threshold("sdg.disagreement")
    shift = step * ((chance > 1 - moves).astype(float) - (chance < moves).astype(float))
    return np.where(weights > 0, np.clip(weights + shift, LEVELS[0], LEVELS[-1]), 0.0)


def _root(covariance: NDArray) -> NDArray:
    values, vectors = np.linalg.eigh((covariance + covariance.T) / 2)
    return vectors * np.sqrt(np.maximum(values, 0.0))


def _evidence(cells: pd.DataFrame, work: Work, weights: NDArray, targets: list[str]) -> dict[str, list]:
    best = cells.groupby("target")["grade"].min()
    claimed = cells.assign(weight=cells["weight"].where(cells["grade"].notna(), 0.0))
    behind = _wide(claimed, work.isic, targets, "weight").T @ work.own
    jobs = weights.T @ work.own
    share = np.divide(100 * behind, jobs, out=np.full(len(targets), np.nan), where=jobs > 0)
    return {"grade": [best.get(target, pd.NA) for target in targets], "graded": share.tolist()}
