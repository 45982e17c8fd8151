"""From published rows to series: one concept, scope, sex, place, data set and release, in order of years.

A rate is a tuple: country, year, concept, population base, activity scope, source, release, break. Rows
that differ in any of these are different figures and are never joined.
"""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sse_analysis.errors import Failure, SchemaError
from sse_analysis.formalization import constants
from sse_analysis.sources import breaks
from sse_analysis.sources.table import SourcedTable

#: What tells two series apart.
SERIES = ["concept", "scope", "sex", "location", "unit", "dataset", "release_date"]


def own_rows(table: SourcedTable) -> pd.DataFrame:
    """Return the rows of a country's table with what the readings say of each data set.

    Adds ``family`` (data sets of one concept and definition share it), ``short`` (short name of the data
    set), ``kind`` (``series``, or ``cited`` for a single figure quoted somewhere), ``grade``,
    ``unreliable``, ``usable`` (false where a note says not to use the row) and ``dated``. A data set
    without an entry is a family of its own and not graded; of several years it is a series.

    Raises
    ------
    SchemaError
        If a row belongs to another country.
    """
    frame = table.frame
    foreign = sorted(set(frame["country_iso3"].str.lower()) - {table.country})
    if foreign:
        found = f"rows of {', '.join(foreign)}"
        problem = Failure(table.file, found, f"rows of {table.country} only", column="country_iso3")
        raise SchemaError("A table of one country holds rows of another.", [problem])
    return _described(frame.assign(year=frame["year"].astype("Int64")))


def _described(rows: pd.DataFrame) -> pd.DataFrame:
    rules = constants.reading()
    about = constants.table("datasets").set_index("dataset")
    known = about.reindex(rows["dataset"]).set_index(rows.index)
    return rows.assign(
        short=known["short"].fillna(rows["dataset"]),
        family=known["family"].fillna(rows["dataset"]),
        kind=known["kind"].fillna(_kind(rows)),
        grade=known["grade"],
        concept_note=_noted(known["concept_note"], rows["note"]),
        unreliable=rows["obs_status"].isin(rules["unreliable_flags"]),
        usable=rows["value"].notna() & ~mentions(rows["note"], rules["unusable_words"]),
        dated=rows["year"].notna(),
    )


def _noted(definition: pd.Series, notes: pd.Series) -> pd.Series:
    """Return the definition of each figure, with a warning where its note says that it is of another scope."""
    other = mentions(notes, constants.reading()["other_scope_words"])
    return definition.mask(other, definition.fillna("definition not stated") + "; probably another scope")


def _kind(rows: pd.DataFrame) -> pd.Series:
    years = rows.groupby(SERIES, dropna=False)["year"].transform("nunique")
    return years.gt(1).map({True: "series", False: "cited"})


def mentions(notes: pd.Series, words: list[str]) -> pd.Series:
    """Say for each note whether it holds one of the words, in any case."""
    text = notes.fillna("").str.lower()
    found = pd.Series(False, index=notes.index)
    for word in words:
        found |= text.str.contains(word.lower(), regex=False)
    return found


def with_stretches(rows: pd.DataFrame) -> pd.DataFrame:
    """Add ``break_kind``, ``break_reason`` and ``stretch`` (0, 1, ... within a series) to dated rows.

    Rows without a year, and rows that a note says not to use, get no stretch: they belong to no line. A
    stretch starts at a break flagged by the publisher, at a declared break, at a note that names a probable
    change of definition, and behind a break that another release of the concept flags.
    """
    rows = rows.sort_values([*SERIES, "year"], kind="stable")
    kinds, reasons = _breaks(rows)
    rows = rows.assign(break_kind=kinds, break_reason=reasons)
    lines = rows[rows["dated"] & rows["usable"]]
    cut = lines["break_kind"].notna().groupby([lines[key] for key in SERIES]).cumsum().astype("Int64")
    first = cut.groupby([lines[key] for key in SERIES]).transform("first")
    return rows.assign(stretch=(cut - first).reindex(rows.index))


def _breaks(rows: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    rules, words = constants.reading(), constants.settings()["kinds_of_break"]
    flagged = rows["obs_status"].isin(rules["break_flags"])
    kinds = pd.Series(pd.NA, index=rows.index, dtype="str")
    kinds = kinds.mask(_carried(rows, flagged), "carried")
    kinds = kinds.mask(mentions(rows["note"], rules["break_words"]), "probable")
    declared = _declared(rows)
    kinds = declared["kind"].fillna(kinds).mask(flagged, "flagged")
    reasons = declared["reason"].where(kinds.ne("flagged").fillna(False)).fillna(kinds.map(words))
    return kinds, reasons.astype("str")


def _declared(rows: pd.DataFrame) -> pd.DataFrame:
    """Return kind and reason of the break that this project declares at a row of a series."""
    keys = ("country_iso3", "concept", "scope", "dataset", "release_date")
    year = rows["year"].where(rows["kind"].eq("series"))
    return breaks.declared(year, {key: rows[key] for key in keys})


def _carried(rows: pd.DataFrame, flagged: pd.Series) -> pd.Series:
    """Say which rows stand behind a break that only another release of the concept flags.

    A release without any flags takes them over from the others. In every release, a break in a year that
    the series leaves out lies between the years around it.
    """
    series = rows["kind"].eq("series") & rows["dated"]
    silent = rows["obs_status"].isna().groupby([rows["dataset"], rows["release_date"]]).transform("all")
    years = rows[flagged & series].groupby("concept")["year"].agg(set).to_dict()
    before = rows["year"].groupby([rows[key] for key in SERIES]).shift()
    found = [
        _crosses(years.get(row.concept, ()), before[row.Index], row.year, silent=silent[row.Index])
        for row in rows[series].itertuples()
    ]
    return pd.Series(found, index=rows.index[series], dtype="bool").reindex(rows.index, fill_value=False)


def _crosses(breaks: Iterable[int], before: object, year: int, *, silent: bool) -> bool:
    """Say whether a break lies between two years; one in the later year itself counts in a silent release."""
    return any((silent and b == year) or (pd.notna(before) and before < b < year) for b in breaks)


def lines_of(table: SourcedTable) -> pd.DataFrame:
    """Return every row of a country, described and cut into stretches."""
    return with_stretches(own_rows(table))


def breaks_in_words(series: pd.DataFrame) -> str:
    """Return the years in which one series breaks, such as ``2008 (first year), 2019``.

    A break in the first year parts the series from figures that it does not hold.
    """
    years = series.loc[series["dated"] & series["break_kind"].notna(), "year"].sort_values()
    first = series["year"].min()
    return ", ".join(f"{year} (first year)" if year == first else str(year) for year in years)


def when(release: str) -> pd.Timestamp:
    """Return a release as a date: a year alone stands for its middle, ``undated`` before everything."""
    parts = [int(part) for part in release.split("-")] if release[:4].isdigit() else []
    if not parts:
        return pd.Timestamp.min
    return pd.Timestamp(parts[0], parts[1] if len(parts) > 1 else 7, parts[2] if len(parts) > 2 else 1)


def newest(rows: pd.DataFrame) -> str:
    """Return the newest release among some rows."""
    return max(rows["release_date"].unique(), key=when)
