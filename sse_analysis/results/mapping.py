"""What the mapping analyses return."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Result


@dataclass(frozen=True, kw_only=True, eq=False)
class LegalFormMatrix(Result):
    """Legal forms: one row a form, with law, rules and the four principles.

    ``part`` says which half is printed: ``law`` or ``principles``.
    """

    part: str = "principles"

    @property
    def law(self) -> LegalFormMatrix:
        """The half with law, year, authority and rules."""
        return replace(self, part="law")

    @property
    def principles(self) -> LegalFormMatrix:
        """The half with the four principles and their evidence."""
        return replace(self, part="principles")


@dataclass(frozen=True, kw_only=True, eq=False)
class Landscape(Result):
    """One row a line, quantity and unit: the headline, or why there is none.

    Columns: ``form, form_label, line, line_label, scope, tier, legal_form, main, shown, quantity, measure, unit,
    value, base_value, year, reference_date, kind, grade, year_inferred, qualifier, ledger_id, source, others, low, high,
    newer_value, newer_year, newer_grade, newer_id, newer_year_inferred, newer_qualifier, undated, undated_value,
    estimates, why_absent, obs_status, conf_status, lead, rule_rank``. ``base_value`` is the total a faceted figure is part
    of; ``qualifier`` the words by which the source makes a figure less exact; ``lead`` the one count of the same bodies
    that the headline rule puts first, ``rule_rank`` the place it gives a figure among all.

    Parameters
    ----------
    part : str
        What is printed: ``main`` lines, ``other`` wordings, or the ``evidence`` behind the main lines.
    quantities : tuple of (str, str)
        Codes and heads of the columns.
    rule : str
        The headline rule, as sentences.
    """

    part: str = "main"
    quantities: tuple[tuple[str, str], ...] = ()
    rule: str = ""

    @property
    def main(self) -> Landscape:
        """Lines that stand for a form or a legal form, and the best known where none does."""
        return replace(self, part="main")

    @property
    def evidence(self) -> Landscape:
        """Every headline of the main lines with date, grade, source and ledger id."""
        return replace(self, part="evidence")

    @property
    def other_wordings(self) -> Landscape | Absence:
        """Kinds, programmes and other cuts, each under its own name."""
        if (~self.frame["main"]).any():
            return replace(self, part="other")
        return Absence(
            id="no-other-wordings",
            country=self.country,
            reason="no_data",
            what="Kinds, programmes and other wordings",
            why="Every figure of the ledger stands in the table of forms.",
        )


@dataclass(frozen=True, kw_only=True, eq=False)
class CompetingFigures(Result):
    """Several values for one line, measure, unit and year: one row a value, the headline marked."""

    rule: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class Audit(Result):
    """Findings of the arithmetic audit: one row a finding, faults and identities that hold.

    Columns: ``finding, rule, result, fault, form, subject, year, detail, reading, ids``. ``ids`` are ledger ids
    joined by ``;``. ``breaks`` has the jumps between years, one a row: ``line, measure, unit, first, last, before,
    after``.
    """

    breaks: pd.DataFrame = field(default_factory=pd.DataFrame, repr=False)
    rules: tuple[tuple[str, str], ...] = ()

    @property
    def faults(self) -> pd.DataFrame:
        """The findings that somebody has to look at."""
        return self.frame[self.frame["fault"]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Growth(Result):
    """Values over time: one row a dated observation, with the unbroken segment it belongs to.

    Parameters
    ----------
    laws : DataFrame
        ``line, label, year``: law changes in the span of each series.
    trends : DataFrame
        One row a segment of at least three points.
    measure : str
        Measure that is drawn; empty for the measure with most points.
    """

    laws: pd.DataFrame = field(repr=False)
    trends: pd.DataFrame = field(repr=False)
    measure: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class RegionalDistribution(Result):
    """One row a region of a published table: count, population, rate or why there is none.

    Parameters
    ----------
    tiles : DataFrame
        Areas of the edition that the drawn table refers to: ``unit_code, name, row, column, region, value``.
    drawn : str
        Key of the table on the map.
    on : str
        Day on which these areas are valid.
    part : str
        ``drawn`` for the table on the map, ``all`` for every table.
    """

    tiles: pd.DataFrame = field(repr=False)
    drawn: str = ""
    on: str = ""
    part: str = "drawn"

    @property
    def all_tables(self) -> RegionalDistribution:
        """Every printed table of regions, one a row."""
        return replace(self, part="all")


@dataclass(frozen=True, kw_only=True, eq=False)
class AreaMap(Result):
    """First-level areas valid on a day, with their place in the tile grid."""

    on: str = ""


@dataclass(frozen=True, kw_only=True, eq=False)
class MinimumSet(Result):
    """Items of the minimum set of statistics on cooperatives: available, partly or absent, with evidence."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ActivityFunnel(Result):
    """From the register to activity: one row a pair of figures of one source and year."""


@dataclass(frozen=True, kw_only=True, eq=False)
class PerimeterScreening(Result):
    """Each legal form under each rule set: in, out or undecided, with the principle that decides.

    ``rule_sets`` gives code, name and rationale in the order of print; ``authorship`` says whose proposal it is;
    ``counting`` which rules of counting hold, by their names.
    """

    rule_sets: tuple[tuple[str, str, str], ...] = ()
    authorship: str = ""
    counting: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, eq=False)
class PerimeterCounts(Result):
    """Headline counts of entities under each rule set, where units, tiers and years allow.

    ``newer`` is the note on newer figures that are not counted.
    """

    rule_sets: tuple[tuple[str, str, str], ...] = ()
    authorship: str = ""
    newer: tuple[str, ...] = ()
