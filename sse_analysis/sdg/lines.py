"""From rows of SDG series to lines: one concept, group of people, place and release, in order of years.

A break cuts a line into stretches. Nothing is ever computed across a break.
"""

from __future__ import annotations

import pandas as pd

from sse_analysis.errors import Failure, SchemaError
from sse_analysis.sdg import constants
from sse_analysis.sources import breaks
from sse_analysis.sources.table import SourcedTable

#: What tells two lines apart.
LINE = ["series", "sex", "age", "location"]


def own_rows(table: SourcedTable) -> pd.DataFrame:
    """Return the rows of a country's table, with goal and year as whole numbers.

    Raises
    ------
    SchemaError
        If a row belongs to another country.
    """
    frame = table.frame
    foreign = sorted(set(frame["country_iso3"].str.lower()) - {table.country})
    if foreign:
        problem = Failure(
            table.file,
            f"rows of {', '.join(foreign)}",
            f"rows of {table.country} only",
            column="country_iso3",
        )
        raise SchemaError("A table of one country holds rows of another.", [problem])
    return frame.assign(goal=frame["goal"].astype("Int64"), year=frame["year"].astype("Int64"))


def described(indicators: SourcedTable) -> pd.DataFrame:
    """Return direction and target of every series, index series; ``target_basis`` as this project reads it.

    Where the table calls a target value a number of the United Nations and the target names none, the basis is the one
    of the readings (``own_target``).
    """
    about = indicators.frame.drop_duplicates("series").set_index("series")
    own = about.index.to_series().map(constants.detail_of("own_target"))
    return about.assign(target_basis=own.fillna(about["target_basis"]))


def headline_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that stand for a series: both sexes together, the whole country, the newest release.

    A series without a total keeps every sex it has, and says so in column ``sex``; a series without a
    national figure keeps its place in ``location``. Rows without a year stay out: they belong to no line.
    """
    rows = _prefer(rows.dropna(subset=["year"]), "sex", "total")
    rows = _prefer(rows, "location", "national")
    newest = rows["release"] == rows.groupby(LINE)["release"].transform("max")
    return rows[newest].sort_values([*LINE, "year"], kind="stable")


def _prefer(rows: pd.DataFrame, column: str, total: str) -> pd.DataFrame:
    has_total = set(rows.loc[rows[column] == total, "series"])
    return rows[(rows[column] == total) | ~rows["series"].isin(has_total)]


def with_stretches(rows: pd.DataFrame) -> pd.DataFrame:
    """Add ``stretch`` (0, 1, ... within a line), ``break_reason`` and ``usable`` to headline rows.

    A stretch starts at a value that the publisher flags as a break, whose note says that the definition
    probably changed, whose note names another survey than the value before, or at which this project declares a
    break for its concept. Where a release does not state its flags, a year in which another series of the same
    indicator is cut in one of these ways starts a stretch too: both come from the same survey. ``usable`` is false for
    values flagged unreliable, for values published only as "less than", and for missing values: they are shown and never
    enter a trend.
    """
    rules = constants.reading()
    flagged = rows["obs_status"].isin(rules["break_flags"])
    moved = _other_survey(rows, rules["survey_mark"])
    suspected = _mentions(rows["note"], rules["break_words"])
    borrowed = _mentions(rows["note"], rules["unstated_words"]) & _breaks_nearby(rows, flagged | moved)
    reason = pd.Series(pd.NA, index=rows.index, dtype="str")
    reason = reason.mask(borrowed, "break flagged in another series of the same indicator")
    reason = reason.fillna(_declared(rows))
    reason = reason.mask(moved, "another survey than the value before")
    reason = reason.mask(suspected, "probable change of definition")
    reason = reason.mask(flagged, "break flagged by the publisher")
    cut = reason.notna()
    stretch = cut.groupby([rows[key] for key in LINE]).cumsum().astype(int)
    usable = rows["value"].notna() & ~rows["obs_status"].isin(rules["unusable_flags"])
    first = stretch.groupby([rows[key] for key in LINE]).transform("first")
    return rows.assign(stretch=stretch - first, break_reason=reason, usable=usable)


def _declared(rows: pd.DataFrame) -> pd.Series:
    """Return the reason of the break that this project declares at a row."""
    concept = rows["series"].map(constants.reading()["concepts_with_declared_breaks"])
    place = {"country_iso3": rows["country_iso3"], "concept": concept, "dataset": rows["dataset"]}
    found = breaks.declared(rows["year"], place | {"release_date": rows["release"]})
    return "declared by this project: " + found["reason"]


def _other_survey(rows: pd.DataFrame, mark: str) -> pd.Series:
    """Say for each row whether its note names another survey than the last note of its line that names one."""
    survey = rows["note"].fillna("").str.extract(mark, expand=False)
    before = survey.groupby([rows[key] for key in LINE]).transform(lambda line: line.ffill().shift())
    return survey.notna() & before.notna() & survey.ne(before)


def _breaks_nearby(rows: pd.DataFrame, flagged: pd.Series) -> pd.Series:
    """Say for each row whether a series of its indicator flags a break in its year."""
    years = set(zip(rows.loc[flagged, "indicator"], rows.loc[flagged, "year"], strict=True))
    here = zip(rows["indicator"], rows["year"], strict=True)
    return pd.Series([pair in years for pair in here], index=rows.index, dtype=bool)


def _mentions(notes: pd.Series, words: list[str]) -> pd.Series:
    text = notes.fillna("").str.lower()
    found = pd.Series(False, index=notes.index)
    for word in words:
        found |= text.str.contains(word.lower(), regex=False)
    return found


def last_stretch(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the usable rows of the last unbroken stretch of each line."""
    last = rows["stretch"] == rows.groupby(LINE)["stretch"].transform("max")
    return rows[last & rows["usable"]]


def lines_of(table: SourcedTable) -> pd.DataFrame:
    """Return headline rows of a country with their stretches, in order of line and year."""
    return with_stretches(headline_rows(own_rows(table)))
