"""Estimates from a sample: one row a cell, always the same columns, with their joint covariance."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self

import numpy as np

from sse_analysis.results.base import Result
from sse_analysis.results.disclosure import FEW, printable

if TYPE_CHECKING:
    from sse_analysis.results.exhibit import Figure, Table

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
    additive : bool
        Whether the cells of a line add up to their total, as counts do and means do not.
    """

    country: str = ""
    covariance: np.ndarray = field(repr=False)
    level: float = 0.95
    method: str = "t"
    additive: bool = False

    def printed(self) -> Self:
        """Return the estimates as they may be printed: without cells of few persons, and what would give them away.

        ``frame`` keeps every cell, because contrasts and checks need them: print ``summary()``, not the frame.
        """
        frame = printable(self.frame, additive=self.additive)
        withheld = int(frame["conf_status"].isin(["C", "D"]).sum())
        if not withheld or frame is self.frame:
            return self
        told = (
            f"{withheld} of {len(frame)} cells are withheld wholly or in part: fewer than {FEW} persons answered, or the "
            "cell would give such a one away."
        )
        return replace(self, frame=frame, notes=(*self.notes, told))

    def summary(self) -> Table:
        """Return the publication table, without cells of few persons."""
        return super(Estimates, self.printed()).summary()

    def plot(self) -> Figure:
        """Return the chart, without cells of few persons."""
        return super(Estimates, self.printed()).plot()
