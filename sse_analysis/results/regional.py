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
        One row a cell: ``group, line, label, country, value, unit, year, concept, wording, said, beside, status, reason,
        origin, beside_origin``. ``wording`` is what the source says it counts; ``said`` stands with the year: grade, and
        what weakens the figure, such as the source's *nearly*; ``beside`` is what must be read with it, a newer figure or
        one of another status, and ``beside_origin`` the ledger ids of these.
        ``status`` is ``comparable``, one of ``regional.comparability.REASONS``, or *counted apart*; ``reason`` tells why;
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
        ``country, name, year, value, obs_status, segment, after_break, kind, cause, year_before, before, change,
        release``; lines are drawn within a segment, never across a break. ``kind`` and ``cause`` tell of a break or of
        a large step that nobody flagged (``large_step``, which cuts nothing), ``change`` in points since ``before``.
    title, unit : str
    """

    title: str
    unit: str
