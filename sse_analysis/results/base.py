"""What an analysis returns: a frozen value that knows its table, its publication table and its chart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from sse_analysis.results.absence import Absence
    from sse_analysis.results.exhibit import Figure, Table


@dataclass(frozen=True)
class Provenance:
    """Where a result comes from.

    Parameters
    ----------
    inputs : tuple of (str, str)
        File as the reader knows it, and its SHA-256 digest.
    rules : tuple of str
        Declared rules and parameters that shaped the numbers, as sentences.
    """

    inputs: tuple[tuple[str, str], ...] = ()
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class Result:
    """A finished answer.

    Parameters
    ----------
    frame : DataFrame
        Tidy table, one row a cell; ``obs_status`` and ``conf_status`` where cells may be absent.
    country : str
        Lower-case ISO 3166-1 alpha-3 code, or ``regional``.
    sources : tuple of str
        Citations printed under the exhibit.
    notes : tuple of str
        What a reader must know.
    """

    frame: pd.DataFrame
    country: str
    sources: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    provenance: Provenance = Provenance()

    def to_frame(self) -> pd.DataFrame:
        """Return a copy of the tidy table; changing it does not change the result."""
        return self.frame.copy()

    def summary(self) -> Table | Absence:
        """Return the publication table registered for this kind of result."""
        from sse_analysis.tables import table_of

        return table_of(self)

    def plot(self) -> Figure | Absence:
        """Return the chart registered for this kind of result."""
        from sse_analysis.figures import chart_of

        return chart_of(self)

    def _repr_mimebundle_(self, include=None, exclude=None):
        return self.summary()._repr_mimebundle_(include, exclude)
