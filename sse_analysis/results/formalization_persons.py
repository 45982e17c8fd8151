"""What the formalization analyses of persons return."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

import pandas as pd

from sse_analysis.results.base import Result
from sse_analysis.results.estimates import Estimates


@dataclass(frozen=True, kw_only=True, eq=False)
class Surveyed(Estimates):
    """Estimates on persons in groups: ``group, label``, then the estimates in the unit they are printed in.

    A cell that may not be printed has no numbers: ``obs_status`` Q, and ``conf_status`` C where so few persons
    answered that they could be known.

    Parameters
    ----------
    id : str
        Name of the exhibit.
    title : str
        What the numbers are, in words.
    unit : str
        Head of the axis and of the column of estimates.
    zero : float, optional
        Where nothing would be: drawn as a line.
    behind : str
        What ``n`` counts, as the head of its column.
    """

    id: str
    title: str
    unit: str
    zero: float | None = None
    behind: str = "Persons in the sample"

    def printed(self) -> Self:
        """Return the result itself: its cells were withheld when it was made."""
        return self


@dataclass(frozen=True, kw_only=True, eq=False)
class Concepts(Surveyed):
    """Rates under several concepts, with the bounds that answers not given leave: ``lowest, highest``.

    ``moves`` has the persons who change class between the first concept and each other one, by the rules that decide.
    """

    moves: pd.DataFrame = field(repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class RuleAudit(Result):
    """Share of jobs that every rule decided: ``part, rule, words, outcome, n, weight, share``."""

    concept: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Specifications(Surveyed):
    """One estimate for every defensible model: ``concept, controls`` beside the estimates, in order of size."""

    family: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Membership(Surveyed):
    """Members and others by every estimator, and what would explain the difference away: ``checks``.

    Parameters
    ----------
    checks : DataFrame
        ``check, value, words``.
    """

    checks: pd.DataFrame = field(repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class MemberBalance(Result):
    """How alike members and others are: ``term, before, after``, in standard deviations, and the overlap in ``words``.

    ``limit`` is the largest difference with which they count as alike.
    """

    words: str
    limit: float


@dataclass(frozen=True, kw_only=True, eq=False)
class Moves(Surveyed):
    """Moves between states; ``flows`` has the persons who move, ``states`` their order."""

    flows: pd.DataFrame = field(repr=False)
    states: tuple[str, ...]
    waves: tuple[str, str]


@dataclass(frozen=True, kw_only=True, eq=False)
class Waiting(Result):
    """Time to a step: one row a group and time with the share still waiting, its interval and how many are at risk.

    Parameters
    ----------
    hazards : DataFrame
        ``term, ratio, ci_low, ci_high, p, check``: hazard ratios, and the p value that they are constant.
    """

    hazards: pd.DataFrame = field(repr=False)
    title: str
