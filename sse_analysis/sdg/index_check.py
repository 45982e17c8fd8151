"""Recompute a published SDG Index from its own workbook, level by level, and print every cell that differs.

    python -m sse_analysis.sdg.index_check workbook.xlsx

Exit code 0: every level is inside its tolerance; 1: one is not; 2: no workbook was given, or it cannot be read.
Tolerances stand in ``data/common/sdg_methods.yml``.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.errors import SSEAnalysisError
from sse_analysis.sdg import constants
from sse_analysis.sdg.index_workbook import Workbook, read_workbook
from sse_analysis.sdg.progress.sdsn import normalize

ARROWS = {0: "↓", 1: "→", 2: "➚", 3: "↑"}
#: Goal whose missing indicators take the mean of the region before the goal is averaged.
_IMPUTED_GOAL = 4


@dataclass(frozen=True)
class Level:
    """One level of the index: how many published cells were recomputed, which differ, and what is allowed."""

    name: str
    compared: int
    misses: tuple[str, ...]
    allowed: int
    note: str = ""

    @property
    def ok(self) -> bool:
        return len(self.misses) <= self.allowed

    def __str__(self) -> str:
        if not self.compared:
            return f"{self.name}: nothing to compare{self.note}"
        share = 100 * (self.compared - len(self.misses)) / self.compared
        word = "inside" if self.ok else "OUTSIDE"
        text = f"{self.name}: {self.compared - len(self.misses):,} of {self.compared:,} cells agree ({exact(share):.2f} %), "
        return f"{text}{word} tolerance ({self.allowed:,} misses allowed){self.note}"


def check(book: Workbook) -> tuple[Level, ...]:
    """Return the levels scores, goals, index and arrows, recomputed from the values of the workbook."""
    return (_scores(book), _goals(book), _index(book), _arrows(book))


def _scores(book: Workbook) -> Level:
    codes = [code for code in book.scores if code in book.book.index]
    limits = book.book.loc[codes]
    ours = {
        code: normalize(book.raw[code], lower=limits.loc[code, "lower"], upper=limits.loc[code, "upper"])
        for code in codes
    }
    withheld = sorted(set(codes) - set(book.raw.dropna(axis=1, how="all")))
    note = f"; values withheld by this edition: {', '.join(withheld)}" if withheld else ""
    return _compare("scores", pd.DataFrame(ours), book.scores[codes], note=note)


def _goals(book: Workbook) -> Level:
    ours = goal_scores(book)
    closed = [str(goal) for goal in book.goals if goal not in ours]
    note = f"; scores withheld by this edition for goals {', '.join(closed)}" if closed else ""
    return _compare("goals", ours, book.goals[list(ours)], note=note)


def goal_scores(book: Workbook) -> pd.DataFrame:
    """Return the plain mean of the scores of each goal all of whose scores are published.

    A missing score of goal 4 takes the mean of the countries of the region first.
    """
    counted = book.book[book.book["counts"] == "yes"] if "counts" in book.book else book.book
    published = set(book.scores.dropna(axis=1, how="all"))
    found = {}
    for goal in book.goals:
        codes = list(counted.index[counted["goal"] == goal])
        if not codes or not set(codes) <= published:
            continue
        scores = book.scores[codes]
        if goal == _IMPUTED_GOAL:
            countries = ~scores.index.str.startswith("_")
            means = scores[countries].groupby(book.region[countries]).mean()
            scores = scores.fillna(means.reindex(book.region).set_axis(scores.index))
        found[goal] = scores.mean(axis=1).where(book.goals[goal].notna())
    return pd.DataFrame(found)


def _index(book: Workbook) -> Level:
    """A goal that a country lacks takes the score of its region; a mean that skips it is another index."""
    filled = book.goals.fillna(book.regional.reindex(columns=book.goals.columns))
    ours = filled.mean(axis=1).where(book.index.notna())
    return _compare("index", ours.to_frame("index"), book.index.to_frame("index"))


def _arrows(book: Workbook) -> Level:
    rule = constants.method("sdsn")["index_check"]
    pairs = [pair for code in book.arrows if code in book.book.index for pair in _arrows_of(book, code, rule)]
    misses = [
        f"arrows {code} {iso3}: ours {ours}, published {theirs}"
        for code, iso3, ours, theirs in pairs
        if ours != theirs
    ]
    allowed = int(len(pairs) * (1 - rule["arrows_share"]))
    note = "" if pairs else "; the edition has no sheet for trends"
    return Level("arrows", len(pairs), tuple(misses), allowed, note)


def _arrows_of(book: Workbook, code: str, rule: dict) -> list[tuple[str, str, str, str]]:
    """Return ours and the published arrow of every country with values in both years of the trend."""
    about, column = book.book.loc[code], book.past_name.get(code, code)
    years = [
        int(part)
        for part in str(about.get("years", "")).replace("–", "-").split("-")
        if part.strip().isdigit()
    ]
    if column not in book.past or len(years) != 2:
        return []
    wide = book.past.pivot_table(index="iso3", columns="year", values=column, aggfunc="first")
    if not set(years) <= set(wide.columns):
        return []
    score = normalize(wide[years], lower=about["lower"], upper=about["upper"])
    green = normalize(pd.Series([about["green"]]), lower=about["lower"], upper=about["upper"]).iloc[0]
    known = score.dropna().join(book.arrows[code].rename("theirs"), how="inner").dropna()
    return [
        (code, iso3, _arrow(first, last, green=green, years=years, horizon=rule["horizon_years"]), theirs)
        for iso3, first, last, theirs in known.itertuples(name=None)
    ]


def _arrow(first: float, last: float, *, green: float, years: Sequence[int], horizon: int) -> str:
    """Return the arrow of the published definition: at the green threshold it is maintained, whatever the pace.

    Scores that are not cut at 100 would agree more often (96 instead of 95 per cent of the edition of 2021); the
    annex speaks of scores, so they are cut.
    """
    pace = (last - first) / (years[1] - years[0])
    need = (green - first) / horizon
    if last >= green or pace >= need:
        return ARROWS[3]
    if pace < 0:
        return ARROWS[0]
    return ARROWS[1] if pace < 0.5 * need else ARROWS[2]


def _compare(name: str, ours: pd.DataFrame, theirs: pd.DataFrame, *, note: str = "") -> Level:
    tolerance = constants.method("sdsn")["index_check"]
    pairs = pd.DataFrame({"ours": ours.stack(), "theirs": theirs.stack()}).dropna(subset=["theirs"])
    pairs = pairs.dropna() if name == "scores" else pairs
    # Published with three decimals: half a unit of the last, and room for the binary fraction of that half.
    limit = tolerance["difference"] + 1e-9
    apart = pairs[~((pairs["ours"] - pairs["theirs"]).abs() <= limit)]
    misses = [
        f"{name} {where} {iso3}: ours {exact(row.ours):.4f}, published {exact(row.theirs):.4f}"
        for (iso3, where), row in zip(apart.index, apart.itertuples(), strict=True)
    ]
    return Level(name, len(pairs), tuple(misses), tolerance["misses"][name], note)


def main(arguments: Sequence[str]) -> int:
    if len(arguments) != 1:
        print("usage: python -m sse_analysis.sdg.index_check WORKBOOK.xlsx", file=sys.stderr)
        return 2
    try:
        levels = check(read_workbook(Path(arguments[0])))
    except SSEAnalysisError as error:
        print(error, file=sys.stderr)
        return 2
    for level in levels:
        print(level)
        print(
            *(f"  {miss}" for miss in level.misses),
            sep="\n" if level.misses else "",
            end="\n" if level.misses else "",
        )
    return 0 if all(level.ok for level in levels) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
