"""One series in several releases: what a publisher changed after it had published."""

from __future__ import annotations

import pandas as pd

from sse_analysis import paths
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.sdg import RevisionTriangle
from sse_analysis.sources.constants import threshold
from sse_analysis.sources.read import read_csv
from sse_analysis.sources.table import SourcedTable, citations

_KEY = ["series", "sex", "age", "location", "unit"]
_FILES = "sdg_series_*.csv"
#: Rows of the informality table that are one concept in several releases.
_CONCEPT, _SCOPE = "informal_employment_share", "total"


def older_releases(country: str) -> list[SourcedTable]:
    """Return the older releases of SDG series in ``data/<iso3>/vintages``, in the order of their names."""
    folder = paths.data_folder(country) / "vintages"
    return [_release(path, country) for path in sorted(folder.glob(_FILES))] if folder.is_dir() else []


def _release(path, country: str) -> SourcedTable:
    table = read_csv(path)
    frame = pd.DataFrame(list(table.rows), columns=list(table.header), dtype="str")
    frame = frame.assign(
        year=pd.to_numeric(frame["year"]).astype("Int64"), value=pd.to_numeric(frame["value"])
    )
    return SourcedTable("sdg_series", country, frame, table.file, table.digest)


def revision_triangle(
    sdg_series: SourcedTable | Absence, informality: SourcedTable | Absence
) -> RevisionTriangle | Absence:
    """Set every release of a series beside the others, and find the series that were revised.

    Parameters
    ----------
    sdg_series : SourcedTable
        The newest release; older ones are read from the folder ``vintages`` beside it.
    informality : SourcedTable
        Informality as published, every release of it (indicator 8.3.1).

    Returns
    -------
    RevisionTriangle
        One row a line, year and release of every line with a revised value: ``value``, ``newest``,
        ``change`` (newest less value), ``revised``. ``series`` is the line revised most, for the chart.

    Notes
    -----
    Only both sexes together and the whole country. A value missing from a release is no revision.
    """
    tables = [table for table in (sdg_series, informality) if not isinstance(table, Absence)]
    if not tables:
        return sdg_series
    country = tables[0].country
    older = older_releases(country)
    rows = _together((*tables, *older))
    several = rows.groupby([*_KEY, "year"])["release"].transform("nunique") > 1
    rows = rows[several].sort_values([*_KEY, "year", "release"], kind="stable")
    if rows.empty:
        return _nothing(country)
    newest = rows.groupby([*_KEY, "year"])["value"].transform("last")
    rows = rows.assign(newest=newest, change=newest - rows["value"])
    rows = rows.assign(revised=rows["change"].abs() > threshold("sdg.same_value"))
    lines = rows[rows.groupby(_KEY)["revised"].transform("any")].reset_index(drop=True)
    if lines.empty:
        return _nothing(country, compared=len(rows))
    most = (
        lines.assign(size=lines["change"].abs())
        .groupby(_KEY)["size"]
        .max()
        .sort_values(ascending=False, kind="stable")
    )
    first = dict(zip(_KEY, most.index[0], strict=True))
    inputs = tuple(pair for table in (*tables, *older) for pair in table.inputs)
    return RevisionTriangle(
        frame=lines.assign(obs_status="A", conf_status="F"),
        country=country,
        sources=citations(lines, limit=5),
        notes=("Releases from left to right in the order of their dates. A trend is only ever computed within one "
               "release.",),
        provenance=Provenance(inputs=inputs),
        series=str(first["series"]),
        label=str(lines.loc[lines["series"] == first["series"], "label"].iloc[0]),
        revised=len(most),
    )  # fmt: skip


def _together(tables: tuple[SourcedTable, ...]) -> pd.DataFrame:
    """Return the rows of all releases; an undated one has no place among the others."""
    rows = pd.concat([_rows_of(table) for table in tables], ignore_index=True)
    rows = rows[rows["release"].str.match(r"\d{4}")].drop_duplicates([*_KEY, "year", "release"])
    return rows.assign(label=rows.groupby("series")["label"].transform("first"))


def _rows_of(table: SourcedTable) -> pd.DataFrame:
    frame = table.frame
    if "concept" in frame:
        frame = frame[(frame["concept"] == _CONCEPT) & (frame["scope"] == _SCOPE)]
        frame = frame[frame["dataset"].str.startswith("ILOSTAT ")].assign(
            series=lambda part: part["dataset"].str.removeprefix("ILOSTAT "), age="15+",
            label="Informal employment, share of employment", release=lambda part: part["release_date"])  # fmt: skip
    frame = frame[(frame["sex"] == "total") & (frame["location"] == "national")]
    columns = [*_KEY, "label", "year", "release", "value", "publisher", "dataset"]
    return frame[columns].dropna(subset=["year", "value"]).astype({"release": "str", "dataset": "str"})


def _nothing(country: str, compared: int = 0) -> Absence:
    found = f"{compared} values stand in several releases, and none was revised." if compared else (
        "Every series is held in one release only."
    )  # fmt: skip
    return Absence(
        id="no-sdg-revisions",
        country=country,
        reason="no_data",
        what="Revisions of series between releases",
        why=found,
        file=f"data/{country}/vintages/sdg_series_<release>.csv (written by 'sse fetch')",
        layout="the columns of sdg_series.csv",
        answers="How much published figures change after their first release.",
    )
