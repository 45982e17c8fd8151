"""Alignment of what the SSE does with SDG targets. It measures alignment, never impact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sse_analysis.errors import SchemaError, one_of


def aligned_work(
    activities: pd.DataFrame,
    *,
    targets: Sequence[str],
    own: str,
    everyone: str,
    weights: Mapping[float, float],
) -> pd.DataFrame:
    """Weigh the work of the SSE by how directly each activity (one row) serves a target.

    Parameters
    ----------
    targets : sequence of str
        Columns with the codes: judgements, whose author stands in the table they come from.
    own, everyone : str
        Columns with persons at work in the SSE and in the whole economy.
    weights : mapping of code to number
        Such as 0 none, 1 indirect (0.5), 2 direct (1).

    Returns
    -------
    DataFrame, index target
        ``workers_weighted`` = sum of own x weight; ``share_of_sse_employment``; ``share_of_all`` of the
        weighted work of everybody; ``specialisation``, the share in the SSE over the share in the whole
        economy.

    A code without a weight raises a SchemaError.
    """
    matrix = _weighted(activities[list(targets)], weights)
    workers, total = activities[own], activities[everyone]
    weighted, weighted_all = matrix.mul(workers, axis=0).sum(), matrix.mul(total, axis=0).sum()
    share = weighted / workers.sum()
    return pd.DataFrame(
        {
            "workers_weighted": weighted,
            "share_of_sse_employment": share,
            "share_of_all": weighted / weighted_all,
            "specialisation": share / (weighted_all / total.sum()),
        }
    )


def _weighted(codes: pd.DataFrame, weights: Mapping[float, float]) -> pd.DataFrame:
    unknown = sorted(set(pd.unique(codes.to_numpy().ravel())) - set(weights))
    if unknown:
        raise SchemaError(
            f"The activity table has codes without a weight: {', '.join(map(str, unknown))}. "
            f"Expected {one_of(weights)}."
        )
    return codes.map(lambda code: weights[code]).astype(float)
