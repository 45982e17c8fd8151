"""What the SDG analyses return."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import pandas as pd

from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Result
from sse_analysis.sources.table import citations

_READ_ABOVE = "How trends and target values are read stands under the table of the 17 goals."


@dataclass(frozen=True, kw_only=True, eq=False)
class Baseline(Result):
    """Where the country stands: one row a line of figures, and one a target without any.

    ``history`` holds every value of these lines, with its stretch; ``goal_number`` is set when only one goal
    is looked at; ``baseline_year`` and ``as_of`` are the years that trends and ages are counted from.
    """

    history: pd.DataFrame = field(repr=False)
    baseline_year: int
    as_of: int
    goal_number: int | None = None
    goal_name: str = ""

    def goal(self, number: int) -> Baseline | Absence:
        """Return the part of one goal, or an absence when the goal has no figure at all."""
        part = self.frame[self.frame["goal"] == number]
        if part["value"].notna().any():
            name = str(part["goal_label"].iloc[0])
            past = self.history[self.history["goal"] == number]
            return replace(
                self,
                frame=part,
                history=past,
                sources=citations(past),
                notes=(_READ_ABOVE,),
                goal_number=number,
                goal_name=name,
            )
        return _empty_goal(part, number, self.country)


def _empty_goal(part: pd.DataFrame, number: int, country: str) -> Absence:
    outside = not part.empty and (part["obs_status"] == "M").all()
    label = str(part["goal_label"].iloc[0]) if len(part) else ""
    why = str(part["why_absent"].dropna().iloc[0]) if len(part) else "The project holds no series for it."
    return Absence(
        id=f"no-sdg-goal-{number:02d}",
        country=country,
        reason="does_not_exist" if outside else "no_data",
        what=f"Figures for goal {number}, {label.lower()}",
        why=why,
        file="" if outside else f"data/{country}/sdg_series.csv",
        layout=""
        if outside
        else "goal, target, indicator, series, unit, year, value, publisher, dataset, release, url",
        answers="" if outside else f"Where the country stands on goal {number}.",
    )


@dataclass(frozen=True, kw_only=True, eq=False)
class GoalOverview(Result):
    """The 17 goals: how many lines, how many with a trend and in which direction, how old."""

    baseline_year: int


@dataclass(frozen=True, kw_only=True, eq=False)
class SexGap(Result):
    """Women and men: the latest year in which a series has both."""


@dataclass(frozen=True, kw_only=True, eq=False)
class DataGaps(Result):
    """Targets without a figure, and why."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Progress(Result):
    """Progress by published methods: one row a line and method.

    ``methods`` gives code and name in the order of print; ``left_out`` counts lines without any measure by
    reason.
    """

    methods: tuple[tuple[str, str], ...]
    left_out: tuple[tuple[str, int], ...] = ()
    baseline_year: int
    target_year: int


@dataclass(frozen=True, kw_only=True, eq=False)
class IndexScores(Result):
    """Scores and arrows of the SDG Index by line, with bounds that the user brought.

    ``invented``: they are those of a synthetic country.
    """

    invented: bool = False


@dataclass(frozen=True, kw_only=True, eq=False)
class Agreement(Result):
    """Where the methods agree and where they part: one row a line."""

    methods: tuple[tuple[str, str], ...]


#: Part of the claims: what it is called, and which rows it needs.
_PARTS = {
    "here": ("Claims about this country", "claims from studies, reports or pages on this country"),
    "general": ("General claims", "claims about no country in particular"),
    "elsewhere": ("Claims about other countries", "claims about other countries"),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Claims(Result):
    """What the SSE is said to contribute: one row a claim.

    ``part`` is ``all``, ``here`` (about this country), ``general`` or ``elsewhere``.
    """

    part: str = "all"

    def about(self, part: str) -> Claims | Absence:
        """Return the claims of one part: ``here``, ``general`` or ``elsewhere``."""
        what, rows = _PARTS[part]
        frame = self.frame[self.frame["place"] == part]
        if len(frame):
            return replace(self, frame=each_source_once(frame), part=part)
        return Absence(
            id=f"no-sdg-claims-{part}",
            country=self.country,
            reason="no_data",
            what=what,
            why=f"The table of claims has no {rows}.",
            file=f"data/{self.country if part == 'here' else 'common'}/sdg_claims.csv",
            layout="id, goal, target, form, country_iso3, claim, evidence_type, evidence_grade, "
            "source_title, note",
            answers="Which target the social and solidarity economy is said to serve, and on what evidence.",
        )


def each_source_once(frame: pd.DataFrame) -> pd.DataFrame:
    """Add ``weight``: one over the rows of the same ``source`` among these rows; 0 for a row without a source."""
    rows = frame["source"].map(frame["source"].value_counts())
    return frame.assign(weight=(1 / rows).fillna(0.0).astype(float))


@dataclass(frozen=True, kw_only=True, eq=False)
class ClaimedTargets(Result):
    """Each claimed target with the claims on it and the national figure held, if any."""


@dataclass(frozen=True, kw_only=True, eq=False)
class UnsupportedClaims(Result):
    """Claims without data: no source read, no target named, or no figure to set them against."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Contribution(Result):
    """SSE figures over national figures where the units match; the reason elsewhere."""


@dataclass(frozen=True, kw_only=True, eq=False)
class ActivityMatrix(Result):
    """Which activity serves which target: one row a cell, a judgement with author, date and status."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Alignment(Result):
    """Work of the SSE by the targets its activities serve: one row a target.

    ``jobs`` is all work of the SSE in persons, ``n`` the persons of the sample behind it; ``goals`` has the work by
    goal (``goal, jobs, once``, the statuses), ``in_all`` the sums over all targets, counted under each and once.
    """

    jobs: float
    n: int
    goals: pd.DataFrame
    in_all: tuple[float, float]


@dataclass(frozen=True, kw_only=True, eq=False)
class GoalWheel(Result):
    """Each goal twice: everything counted under every goal it serves, and each thing once.

    ``unit`` says what is counted, ``in_all`` has the sums of both over all goals, those withheld too.
    """

    unit: str
    in_all: tuple[float, float]


@dataclass(frozen=True, kw_only=True, eq=False)
class EvidenceMap(Result):
    """Forms and targets: how many claims, and the best grade of evidence behind them."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Thresholds(Result):
    """Context thresholds: an indicator of entities over the norm of the country, with the norm's source."""

    asked: int


@dataclass(frozen=True, kw_only=True, eq=False)
class ThresholdGroups(Result):
    """Share of entities at each norm, by legal form and by who leads them."""


@dataclass(frozen=True, kw_only=True, eq=False)
class RevisionTriangle(Result):
    """Values of one series by year and release: one row a year and release."""

    series: str
    label: str
    revised: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Projections(Result):
    """Where lines lead at their past pace, with prediction intervals; only those whose data allow it.

    ``left_out`` counts the other lines by reason.
    """

    target_year: int
    left_out: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, kw_only=True, eq=False)
class RankStability(Result):
    """Goals in order, and how far the order depends on the choices behind it.

    ``shares`` has one row a choice with first and total order Sobol indices of the mean shift of ranks.
    """

    shares: pd.DataFrame = field(repr=False)
    draws: int


def counted(words: Iterable[str]) -> tuple[tuple[str, int], ...]:
    """Return how often each word occurs, most frequent first, ties by word."""
    counts = pd.Series(list(words), dtype=object).value_counts()
    return tuple(
        sorted(((str(word), int(n)) for word, n in counts.items()), key=lambda pair: (-pair[1], pair[0]))
    )
