"""What the analyses of registers return."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd

from sse_analysis.results.base import Result


@dataclass(frozen=True, kw_only=True, eq=False)
class RegisterOverview(Result):
    """One row a register: ``register, title, reference_date, records, left_out, doubts, no_state, no_number``."""


@dataclass(frozen=True, kw_only=True, eq=False)
class RegisterDoubts(Result):
    """One row a cell or row that was not read: ``register, title, file, sheet, row, column, found, why``."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Overlap(Result):
    """Organizations by the registers they stand in: ``pattern, registers, organizations, records``.

    Parameters
    ----------
    forms : DataFrame
        One row a legal form: ``legal_form, name, records, organizations, several, active, dormant, dissolved, unknown``.
    links : dict of str to int
        Links by who decided them, and the pairs that wait for a person.
    part : {"registers", "forms"}
        Which half is printed.
    """

    forms: pd.DataFrame = field(repr=False)
    links: dict[str, int] = field(default_factory=dict)
    part: str = "registers"

    @property
    def by_form(self) -> Overlap:
        """The half by legal form and state."""
        return replace(self, part="forms")


@dataclass(frozen=True, kw_only=True, eq=False)
class ActiveOrganizations(Result):
    """One row a group and one for all: ``stratum, label, listed, invited, reached, gone, not_found``.

    ``low, high, ci_low, ci_high`` in percent of the listed, ``count_low, count_high`` in organizations.
    """


@dataclass(frozen=True, kw_only=True, eq=False)
class OrganizationsByArea(Result):
    """One row an area, most first: ``area, name, organizations, population, year, estimate, ci_low, ci_high, smoothed``.

    Parameters
    ----------
    national : float, optional
        Rate of the country; None where the population of an area is not known.
    """

    national: float | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Sectors(Result):
    """One row a legal form and section: ``legal_form, name, section, label, organizations, share`` (percent of the form)."""


@dataclass(frozen=True, kw_only=True, eq=False)
class CooperativeTypes(Result):
    """One row a section (empty: not stated or not clear) and type.

    ``section, label, member_interest, type, organizations``.
    """


@dataclass(frozen=True, kw_only=True, eq=False)
class OrganizationsWithin(Result):
    """One row a rule set, legal form and rule that decided.

    ``rule_set, rule_set_name, legal_form, name, verdict, because, decided_by, organizations``.
    """

    @property
    def totals(self) -> pd.DataFrame:
        """Organizations by rule set (rows, in their order) and verdict: in, undecided, out."""
        wide = self.frame.pivot_table(
            index="rule_set_name",
            columns="verdict",
            values="organizations",
            aggfunc="sum",
            fill_value=0,
            sort=False,
        )
        return wide.reindex(columns=["in", "undecided", "out"], fill_value=0)


@dataclass(frozen=True, kw_only=True, eq=False)
class Coverage(Result):
    """How many organizations no register holds: one row a model.

    ``scope, model, listed, as_linked, estimate, ci_low, ci_high, lowest, highest, obs_status, conf_status``. ``as_linked``
    is the estimate that takes every link as right; ``estimate`` and its interval put in the links that are missed.
    """
