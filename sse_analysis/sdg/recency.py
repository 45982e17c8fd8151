"""How old the figures of a country are: the release most of them come from, and the years they end in."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sse_analysis.sdg.lines import LINE, lines_of
from sse_analysis.sources.table import SourcedTable, period_of

_RELEASE = ["publisher", "dataset", "release"]


@dataclass(frozen=True)
class Recency:
    """Ages of indicator lines; every count is one of lines.

    Parameters
    ----------
    lines : int
        Lines with a value.
    middle, newest : int
        Year that half of the lines end in or before, and the latest year of any.
    at_newest : int
        Lines that end in ``newest``.
    release : tuple of str
        Publisher, dataset and date of the release that most lines come from.
    of_release : int
        Lines of that release.
    until : int, optional
        Year of that release, where later years are held too; None where the release is as new as the figures, or undated.
    to_until : int
        Lines that end in ``until`` or before; 0 without it.
    """

    lines: int
    middle: int
    newest: int
    at_newest: int
    release: tuple[str, str, str]
    of_release: int
    until: int | None
    to_until: int


def latest_of(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the last row with a value of every line; rows in order of year within a line."""
    return rows[rows["value"].notna()].groupby(LINE, as_index=False).tail(1)


def recency(latest: pd.DataFrame) -> Recency:
    """Return how old some lines are.

    Parameters
    ----------
    latest : DataFrame
        One row a line: ``year, publisher, dataset, release``. At least one. Of two releases with as many lines the newer
        one is named.
    """
    years = latest["year"].astype(int)
    releases = latest[_RELEASE].astype("string").fillna("undated").value_counts().reset_index()
    most = releases.sort_values(["count", "release"], ascending=False, kind="stable").iloc[0]
    newest, year = int(years.max()), str(most["release"])[:4]
    until = int(year) if year.isdigit() and int(year) < newest else None
    return Recency(
        lines=len(latest),
        middle=int(years.sort_values().iloc[(len(years) - 1) // 2]),
        newest=newest,
        at_newest=int((years == newest).sum()),
        release=tuple(str(most[name]) for name in _RELEASE),
        of_release=int(most["count"]),
        until=until,
        to_until=int((years <= until).sum()) if until else 0,
    )


def period_words(table: SourcedTable) -> str:
    """Return the years of a table of series for a title page; how many lines end with an old release comes first."""
    latest = latest_of(lines_of(table))
    found = recency(latest) if len(latest) else None
    if found is None or found.until is None:
        return period_of(table)
    old = f"{found.to_until} of {found.lines} indicator lines end in {found.until} or earlier"
    return f"{old}, newest of {found.newest}"


def sentences(latest: pd.DataFrame, *, as_of: int) -> list[str]:
    """Return how old the figures are in plain words.

    Parameters
    ----------
    latest : DataFrame
        As for :func:`recency`.
    as_of : int
        Year up to which figures are accepted.
    """
    found = recency(latest)
    publisher, dataset, release = found.release
    reach = "reaches" if found.at_newest == 1 else "reach"
    span = f"Half of the lines end in {found.middle} or earlier; {found.at_newest} {reach} {found.newest}, the newest year."
    if found.until is None:
        return [
            f"{found.of_release} of {found.lines} indicator lines come from {publisher}, {dataset} ({release}). {span}"
        ]
    return [
        f"{found.to_until} of {found.lines} indicator lines end in {found.until} or earlier. {found.of_release} come "
        f"from {publisher}, {dataset} ({release}), {as_of - found.until} years before the data cutoff of this report; "
        f"what was published since is not in it. {span}"
    ]
