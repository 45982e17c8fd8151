"""What the regional report returns: lines of several countries, every cell with its comparability."""

from __future__ import annotations

from dataclasses import dataclass

from sse_analysis.results.base import Result


@dataclass(frozen=True, kw_only=True, eq=False)
class SideBySide(Result):
    """One line a quantity, one column a country.

    Parameters
    ----------
    frame : DataFrame
        One row a cell: ``group, line, label, country, value, unit, year, concept, status, reason, origin``.
        ``status`` is ``comparable`` or one of ``regional.comparability.REASONS``; ``reason`` spells it out;
        ``origin`` is the ledger id, or the data set and release.
    id, title : str
        Anchor and caption of the printed table.
    countries : tuple of (str, str)
        Code and English name, in the order of the columns.
    """

    id: str
    title: str
    countries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class RateLines(Result):
    """One rate over time for several countries, from one data set and release.

    Parameters
    ----------
    frame : DataFrame
        ``country, name, year, value, obs_status, segment, after_break, release``; lines are drawn within a
        segment, never across a break.
    title, unit : str
    """

    title: str
    unit: str
