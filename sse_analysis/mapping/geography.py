"""Where the organizations are: published counts by region, rates where the population is known, tile maps."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from sse_analysis import reference
from sse_analysis.mapping import rules
from sse_analysis.mapping.lines import COUNTED, figures
from sse_analysis.results.absence import ABSENCE_CODES, Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping import AreaMap, RegionalDistribution
from sse_analysis.sources.table import OBSERVED, SourcedTable, citations

#: One printed table of regions.
_TABLE = ["form", "line", "measure", "unit", "year", "reference_date", "source_title"]
#: Amounts for which a number per inhabitant means something.
_PER_HEAD = ("entities", "persons", "memberships", "households", "families", "employees")
_PER = 100_000


def regional_distribution(
    ledger: SourcedTable | Absence,
    regions: SourcedTable | Absence,
    areas: SourcedTable | Absence,
    *,
    legal_forms: SourcedTable | Absence | None = None,
    window: int = 5,
) -> RegionalDistribution | Absence:
    """Return every published count by region, with a rate per 100,000 people where the population is known.

    Parameters
    ----------
    ledger : SourcedTable
    regions : SourcedTable
        First-level areas that make up each region.
    areas : SourcedTable
        First-level areas with population, its year, the days on which they were valid, and their tile.
    legal_forms : SourcedTable, optional
    window : int
        Years by which the population's year may differ from the reference year.

    Returns
    -------
    RegionalDistribution
        One row a region of a printed table. ``rate`` is missing, with the reason in ``why_no_rate``, unless the
        population of every area of the region is known within the window. A region that a table does not print is
        missing, never zero.
    """
    for table in (ledger, regions, areas):
        if isinstance(table, Absence):
            return table
    rows = figures(ledger, legal_forms)
    only_region = rows["facets"].fillna("").str.fullmatch(r"region=[^;=]+") & rows["kind"].isin(COUNTED)
    rows = rows[only_region]
    if rows.empty:
        return _nothing(ledger)
    parts = [
        _with_rates(part, regions.frame, areas.frame, window=window, number=number)
        for number, (_, part) in enumerate(rows.groupby(_TABLE, dropna=False, sort=True), 1)
    ]
    frame = pd.concat(parts, ignore_index=True)
    drawn = _drawn(frame)
    chosen = frame[frame["table"].eq(drawn)]
    on = _reference_day(chosen.iloc[0])
    return RegionalDistribution(
        frame=frame.drop(columns=["units", "population_sources"]),
        country=ledger.country,
        sources=(*citations(rows), *_population_sources(frame)),
        notes=_notes(frame, window),
        provenance=Provenance(inputs=(*ledger.inputs, *regions.inputs, *areas.inputs, *rules.inputs())),
        tiles=_tiles(chosen, areas.frame, on),
        drawn=drawn,
        on=on.isoformat(),
    )


def _with_rates(
    part: pd.DataFrame, regions: pd.DataFrame, areas: pd.DataFrame, *, window: int, number: int
) -> pd.DataFrame:
    scheme = _scheme(set(part["region"]), regions)
    inside = regions[regions["scheme"].eq(scheme)]
    on = _reference_day(part.iloc[0])
    valid = areas[valid_on(areas, on)]
    records = []
    for row in part.sort_values("amount", ascending=False, kind="stable").to_dict("records"):
        units = valid[valid["unit_code"].isin(inside.loc[inside["region"].eq(row["region"]), "unit_code"])]
        records.append(_record(row, units, window) | {"table": f"table-{number}", "scheme": scheme})
    frame = pd.DataFrame(records).astype({"year": "Int64", "population": "Float64", "rate": "Float64"})
    return frame.assign(form_label=frame["form"].map(reference.labels("form")), printed=len(part),
                        in_scheme=inside["region"].nunique())  # fmt: skip


def _scheme(names: set[str], regions: pd.DataFrame) -> str:
    """Return the first division of the country that knows all regions of a table, the finest first."""
    sizes = regions.groupby("scheme")["region"].agg(set)
    fitting = [scheme for scheme, known in sizes.items() if names <= known]
    return max(fitting, key=lambda scheme: (len(sizes[scheme]), scheme)) if fitting else ""


def _record(row: dict, units: pd.DataFrame, window: int) -> dict:
    why, population, year = _population(row, units, window)
    known = population is not None and why == ""
    status = ("A", "F") if known else ABSENCE_CODES["not_computable"][:2]
    return {
        "form": row["form"], "line": row["line"], "line_label": row["line_label"], "measure": row["measure"],
        "unit": row["unit"], "year": row["year"], "reference_date": row["reference_date"],
        "region": row["region"], "value": row["amount"], "dated": row["dated"], "kind": row["kind"],
        "grade": row["grade"], "ledger_id": row["id"], "source": f"{row['source_publisher']}, {row['source_title']}",
        "units": tuple(units["unit_code"]), "areas": len(units),
        "population_sources": tuple(units["population_source"].dropna().unique()) if known else (),
        "population": population if known else None, "population_year": year,
        "rate": _PER * row["amount"] / population if known else None,
        "why_no_rate": why, "obs_status": status[0], "conf_status": status[1],
    }  # fmt: skip


def _population(row: dict, units: pd.DataFrame, window: int) -> tuple[str, float | None, str]:
    """Return why there is no population for a rate (empty when there is), the population and its years."""
    if row["unit"] not in _PER_HEAD:
        return "not a number of bodies or people", None, ""
    if row["kind"] not in OBSERVED:
        return "an estimate, not a count", None, ""
    if pd.isna(row["year"]):
        return "the count is undated", None, ""
    if units.empty:
        return "the areas of the region are not known", None, ""
    missing = int(units["population"].isna().sum())
    if missing:
        return f"population not known for {missing} of {len(units)} areas", None, ""
    years = units["population_year"]
    span = f"{years.min()}" if years.min() == years.max() else f"{years.min()} to {years.max()}"
    if (years - int(row["year"])).abs().max() > window:
        return f"population of {span}, more than {window} years from {int(row['year'])}", None, span
    return "", float(units["population"].sum()), span


def valid_on(areas: pd.DataFrame, day: dt.date) -> pd.Series:
    """Tell which areas exist on a day; an area without dates always does."""
    begins = areas["valid_from"].fillna("0001-01-01").str.ljust(10, "0").le(day.isoformat())
    ends = areas["valid_to"].fillna("9999-12-31").ge(day.isoformat())
    return begins & ends


def _reference_day(row: pd.Series) -> dt.date:
    if pd.notna(row["reference_date"]) and len(str(row["reference_date"])) == 10:
        return dt.date.fromisoformat(str(row["reference_date"]))
    return dt.date(int(row["year"]), 12, 31) if pd.notna(row["year"]) else dt.date(2015, 1, 1)


def _drawn(frame: pd.DataFrame) -> str:
    """Return the table that is drawn: several regions, observed, dated, of bodies, the latest, the fullest."""
    bodies = frame["measure"].isin([*rules.one_count(), "entities_active"])
    keys = frame.assign(
        several=frame["printed"].gt(1), observed=frame["kind"].isin(OBSERVED), bodies=bodies, latest=frame["year"].fillna(0),
        share=frame["printed"] / frame["in_scheme"], total=frame.groupby("table")["value"].transform("sum"),
    )  # fmt: skip
    order = ["several", "observed", "dated", "bodies", "latest", "share", "total"]
    return str(keys.sort_values([*order, "table"], kind="stable")["table"].iloc[-1])


def _tiles(chosen: pd.DataFrame, areas: pd.DataFrame, on: dt.date) -> pd.DataFrame:
    """Return the areas of the edition valid on the day of the table, each with the value of its region."""
    tiles = areas[valid_on(areas, on)][["unit_code", "name_en", "tile_row", "tile_col"]]
    by_unit = {unit: row for row in chosen.to_dict("records") for unit in row["units"]}
    found = [by_unit.get(code) for code in tiles["unit_code"]]
    return tiles.assign(
        region=[row["region"] if row else None for row in found],
        value=[row["value"] if row else float("nan") for row in found],
        rate=[row["rate"] if row and pd.notna(row["rate"]) else float("nan") for row in found],
    ).rename(columns={"name_en": "name", "tile_row": "row", "tile_col": "column"})


def _population_sources(frame: pd.DataFrame) -> tuple[str, ...]:
    return tuple(sorted({source for sources in frame["population_sources"] for source in sources}))


def _notes(frame: pd.DataFrame, window: int) -> tuple[str, ...]:
    notes = [
        f"Rates are per 100,000 people and only given where the population is known within {window} years."
    ]
    short = frame[frame["printed"] < frame["in_scheme"]]
    if len(short):
        notes.append(
            f"{short['table'].nunique()} of {frame['table'].nunique()} tables do not print every region: what is not "
            "printed is unknown, not zero."
        )
    rated = frame[frame["rate"].notna()]
    if len(rated):
        years = sorted(set(rated["population_year"]))
        notes.append(
            f"The population of every rate is that of {' or '.join(years)}, whatever the year of the count."
        )
    return tuple(notes)


def area_map(areas: SourcedTable | Absence, *, on: dt.date) -> AreaMap | Absence:
    """Return the first-level areas valid on a day, with their place in the tile grid and what is known of them."""
    if isinstance(areas, Absence):
        return areas
    frame = valid = areas.frame[valid_on(areas.frame, on)]
    kept = ["unit_code", "name_en", "name_local", "type", "population", "population_year", "area_km2"]
    frame = frame[[*kept, "tile_row", "tile_col", "valid_from"]].reset_index(drop=True)
    sources = sorted(set(valid["population_source"].dropna()) | set(valid["name_source"]))
    return AreaMap(
        frame=frame,
        country=areas.country,
        sources=tuple(sources),
        notes=("Every tile is one area, placed near its neighbours; its size says nothing about the area.",),
        provenance=Provenance(inputs=areas.inputs),
        on=on.isoformat(),
    )


def _nothing(ledger: SourcedTable) -> Absence:
    return Absence(
        id="no-regional-distribution",
        country=ledger.country,
        reason="no_data",
        what="Organizations by region",
        why="The ledger holds no figure with a region.",
        file=ledger.file,
        layout="form, measure, facets (region=name), value, unit, year, source_title",
        answers="Where are the organizations, and where are they missing?",
    )
