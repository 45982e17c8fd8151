"""Estimates from a sample: one row a cell, always the same columns, with their joint covariance."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from sse_analysis.results.base import Result

#: Columns of every table of estimates, after the columns that name the cell.
COLUMNS = (
    "estimate", "se", "ci_low", "ci_high", "cv", "df", "n", "n_eff", "obs_status", "conf_status",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True, eq=False)
class Estimates(Result):
    """Estimates with their uncertainty.

    Parameters
    ----------
    frame : DataFrame
        Naming columns, then :data:`COLUMNS`; further columns may follow. A cell without people has
        ``n`` 0 and ``obs_status`` M for a mean, and the count 0 for a count.
    covariance : float array, shape (n_cells, n_cells)
        Design covariance of all cells, in the order of the frame.
    level : float
        Confidence level of the intervals.
    method : str
        How the interval was made.
    """

    country: str = ""
    covariance: np.ndarray = field(repr=False)
    level: float = 0.95
    method: str = "t"
