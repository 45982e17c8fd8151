"""A table as it was read: frame, country, file, digest and citations travel together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import pandas as pd

#: Kinds of figures of the ledger that were counted. An estimate, a target and what a source expects are no counts.
OBSERVED = ("observed", "provisional")


@dataclass(frozen=True, eq=False)
class SourcedTable:
    """Rows of one input file of one country.

    Parameters
    ----------
    name : str
        Schema name: ``ledger``, ``legal_forms``, ``sdg_series`` ...
    country : str
        Lower-case ISO 3166-1 alpha-3 code; ``common`` for tables shared by countries.
    frame : DataFrame
        Validated rows, typed by the schema.
    file : str
        Path relative to the project.
    digest : str
        SHA-256 of the file as read.
    also : tuple of (str, str)
        Further files whose rows are in it, with their digests.
    """

    name: str
    country: str
    frame: pd.DataFrame
    file: str
    digest: str
    also: tuple[tuple[str, str], ...] = ()

    def where(self, rows: pd.Series) -> SourcedTable:
        """Return the same table with the rows for which the mask is true."""
        return replace(self, frame=self.frame.loc[rows])

    @property
    def inputs(self) -> tuple[tuple[str, str], ...]:
        return ((self.file, self.digest), *self.also)


def publications(frame: pd.DataFrame) -> pd.Series:
    """Return the publication of each row of a ledger-like table, ``publisher, title``.

    A publication is one source whatever the number of its editions: what is counted as a source is counted here.
    """
    publisher, title = (frame[name].fillna("").str.strip() for name in ("source_publisher", "source_title"))
    return publisher + ", " + title


def publishers(names: str) -> str:
    """Return the publishers of a cell that names several, "one ; other", as they are printed: each once.

    >>> publishers("LawNet ; ATA Legal ; LawNet")
    'LawNet / ATA Legal'
    """
    return " / ".join(dict.fromkeys(names.split(" ; ")))


def citations(frame: pd.DataFrame, *, limit: int = 6) -> tuple[str, ...]:
    """Return the sources of some rows as citations, most used first.

    Ledger-like tables have ``source_publisher, source_title, source_date``; series have
    ``publisher, dataset, release`` (or ``release_date``). Beyond ``limit`` the rest is counted, not listed:
    every row keeps its own source in the CSV beside the report.
    """
    columns = _citation_columns(frame.columns)
    counted = frame[columns].astype("string").fillna("undated").value_counts()
    return named(
        {
            f"{publishers(publisher)}, {title} ({date})": times
            for (publisher, title, date), times in counted.items()
        },
        limit=limit,
    )


def named(used: Mapping[str, int], *, limit: int = 6) -> tuple[str, ...]:
    """Return sources as :func:`citations` prints them, from how often each is used."""
    lines = [source for source, _ in sorted(used.items(), key=lambda pair: (-pair[1], pair[0]))]
    if len(lines) > limit:
        lines = [*lines[:limit], f"and {len(lines) - limit} more, named row by row in the data file"]
    return tuple(lines)


def _citation_columns(columns: Iterable[str]) -> list[str]:
    names = set(columns)
    if "source_title" in names:
        return ["source_publisher", "source_title", "source_date"]
    return ["publisher", "dataset", "release" if "release" in names else "release_date"]


def period_of(table: SourcedTable) -> str:
    """Return the reference years of a table and, for series, its newest release, in words."""
    frame = table.frame
    observed = frame[~frame["kind"].isin(["target", "projection"])] if "kind" in frame else frame
    years = observed["year"].dropna()
    if years.empty:
        return "undated figures only"
    period = f"figures for {years.min()} to {years.max()}"
    release = next((column for column in ("release", "release_date") if column in frame), None)
    return f"{period}, newest release {frame[release].dropna().max()}" if release else period
