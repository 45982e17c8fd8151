"""What structure, growth and place of the organizations behind the registers return."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd

from sse_analysis.results.base import Result


@dataclass(frozen=True, kw_only=True, eq=False)
class Lifetimes(Result):
    """Survival on the register: ``group, label, time`` (years), ``survival, se, ci_low, ci_high, lowest, n_risk``, statuses.

    ``survival`` counts the ends that the register dates, ``lowest`` also whoever has been silent for years.

    Parameters
    ----------
    years : DataFrame
        ``year, stock`` (at its start), ``entered, ended, entry_rate, exit_rate`` (per 100 at the start).
    cohorts : DataFrame
        ``cohort, first, last, organizations, ended, share``: registered in these years, and percent that ended.
    laws : DataFrame
        ``year, label``: laws that came into force within the years.
    part : {"survival", "cohorts"}
        Which table is printed.
    """

    years: pd.DataFrame = field(repr=False)
    cohorts: pd.DataFrame = field(repr=False)
    laws: pd.DataFrame = field(repr=False)
    part: str = "survival"

    @property
    def by_cohort(self) -> Lifetimes:
        """The half by years of registration."""
        return replace(self, part="cohorts")


@dataclass(frozen=True, kw_only=True, eq=False)
class Specialization(Result):
    """Location quotients: ``area, name, legal_form, form, organizations, expected, estimate, ci_low, ci_high``, statuses.

    Parameters
    ----------
    mix : DataFrame
        One row an area and one for the country (``area`` missing): ``area, name, organizations, hhi, hhi_normalised,
        shannon, pielou_evenness``.
    """

    mix: pd.DataFrame = field(repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class Sizes(Result):
    """Organizations by size: ``measure, legal_form, name, band, organizations, share``, statuses.

    Parameters
    ----------
    spread : DataFrame
        ``measure, legal_form, name, stated, organizations, median, lower, upper`` (quartiles), ``largest, top`` (percent
        held by the largest tenth).
    """

    spread: pd.DataFrame = field(repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class DensityMap(Result):
    """One row an area: ``area, name, row, column, value`` (smoothed rate), ``local, p, p_bh, cluster``, statuses.

    Parameters
    ----------
    outlines : dict of str to tuple
        Rings of every area by its code, each a tuple of (longitude, latitude); empty without polygons.
    moran, p : float, optional
        Moran's I and its p value by permutation; None where no neighbours are known.
    """

    outlines: dict[str, tuple] = field(default_factory=dict, repr=False)
    moran: float | None = None
    p: float | None = None
