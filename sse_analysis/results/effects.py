"""What the sample methods of the formalization report return: estimates with one joint covariance, and their checks."""

from __future__ import annotations

from dataclasses import dataclass

from sse_analysis.results.base import Result
from sse_analysis.results.estimates import Estimates
from sse_analysis.results.model import Model


@dataclass(frozen=True, kw_only=True, eq=False)
class Decomposition(Estimates):
    """A gap and its parts: ``component``, ``term`` (empty for the total of a component), then the estimates.

    Parameters
    ----------
    formula : str
    reference : str
        Coefficients that price the differences in characteristics.
    """

    formula: str
    reference: str

    def part(self, component: str, column: str = "estimate") -> float:
        """Return a number of the total of a component, such as ``part("explained", "se")``."""
        rows = self.frame[(self.frame["component"] == component) & (self.frame["term"] == "")]
        return float(rows[column].iloc[0])

    def by_term(self, component: str, column: str = "estimate") -> dict[str, float]:
        """Return a number of every term of a component."""
        rows = self.frame[(self.frame["component"] == component) & (self.frame["term"] != "")]
        return dict(zip(rows["term"], rows[column], strict=True))


@dataclass(frozen=True, kw_only=True, eq=False)
class QuantileRegression(Model):
    """An unconditional quantile regression, with the quantile, the density and the bandwidth it rests on."""

    tau: float
    quantile: float
    density: float
    bandwidth: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Balance(Result):
    """Standardised mean differences: ``term, before, after``."""

    estimand: str

    @property
    def largest(self) -> float:
        """The largest absolute difference after weighting."""
        return float(self.frame["after"].abs().max())


@dataclass(frozen=True, kw_only=True)
class Overlap:
    """How far two groups can be compared: propensities, and the effective size of both weighted arms."""

    min_ps: float
    max_ps: float
    effective_n_treated: float
    effective_n_control: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Effect(Estimates):
    """Comparisons of two groups: one row a ``quantity``, with the overlap and balance they rest on.

    ``se`` counts that the propensity is estimated wherever there is one; ``se_ps_known`` does not.

    Parameters
    ----------
    estimand : {"ate", "att"}
    propensity : dict of str to float
        Coefficients of the weighted logit of the treatment.
    """

    estimand: str
    propensity: dict[str, float]
    overlap: Overlap
    balance: Balance

    def number(self, quantity: str, column: str = "estimate") -> float:
        """Return one number, such as ``number("effect", "se")``."""
        return float(self.frame.set_index("quantity").loc[quantity, column])


@dataclass(frozen=True, kw_only=True, eq=False)
class Transitions(Estimates):
    """Moves between states: ``quantity, origin, destination``, then the estimates.

    Quantities are ``transition``, ``initial``, ``stationary`` and ``shorrocks``.

    Parameters
    ----------
    states : tuple
    second_eigenvalue : float
        Second largest modulus of the matrix: the nearer to 1, the slower the past is forgotten.
    """

    states: tuple
    second_eigenvalue: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Flows(Estimates):
    """Persons who move between states: ``quantity`` (flow, inflow, outflow, net), ``origin``, ``destination``."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Inequality(Estimates):
    """Measures of inequality, one row a ``measure``."""

    variable: str


@dataclass(frozen=True, kw_only=True, eq=False)
class GroupTime(Estimates):
    """Effects of a staggered change: ``quantity`` (att, event_study, simple, twfe), ``cohort, time, since``."""
