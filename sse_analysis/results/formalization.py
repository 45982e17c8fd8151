"""What the formalization analyses return."""

from __future__ import annotations

from dataclasses import dataclass, field

import pandas as pd

from sse_analysis.results.base import Result


@dataclass(frozen=True, kw_only=True, eq=False)
class Rates(Result):
    """Published figures: one row a concept, scope, place, data set and release, with its latest year.

    ``history`` holds every row for both sexes, with its stretch; a line is drawn within a stretch only.
    ``rule`` says in words how the headline was chosen; ``headline`` marks it in the frame.
    """

    history: pd.DataFrame = field(repr=False)
    rule: str

    def headline_row(self) -> pd.Series | None:
        """Return the row of the headline rate, or None when the rule finds no figure."""
        chosen = self.frame[self.frame["headline"]]
        return chosen.iloc[0] if len(chosen) else None


@dataclass(frozen=True, kw_only=True, eq=False)
class Breaks(Result):
    """Breaks and large steps: one row a series of the figures for both sexes and a year."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Revisions(Result):
    """Differences between releases: one row a figure and a pair of releases, in points.

    ``triangle`` has one row a year and one column a release, for the scope and sex that are looked at;
    ``spread`` the distance between releases of the newest definition, by year, missing where there is one
    release; ``counts`` one row a pair of releases: figures in both, changed, largest change.
    """

    triangle: pd.DataFrame = field(repr=False)
    spread: pd.Series = field(repr=False)
    counts: pd.DataFrame = field(repr=False)
    scope: str
    sex: str


@dataclass(frozen=True, kw_only=True, eq=False)
class GenderGap(Result):
    """Women minus men, in points, from pairs of one series and year."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Profile(Result):
    """Rates by activity in one year of one release, by classification; classifications overlap."""

    year: int


@dataclass(frozen=True, kw_only=True, eq=False)
class SectorCounts(Result):
    """Persons in the informal sector by sex, area, activity and age, from one national series.

    ``history`` holds the total and its parts by sex and area over the years, with their stretch.
    """

    history: pd.DataFrame = field(repr=False)
    year: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Pathways(Result):
    """Sourced cases of a move from informal to formal, one row a case."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Diagnosis(Result):
    """Steps 4 to 7 of a diagnosis of informality: one row a question, with what level 0 can say."""


@dataclass(frozen=True, kw_only=True, eq=False)
class SSELink(Result):
    """Legal forms and where they are entered: one row a form, with what registration settles."""
