"""Publication tables of the mapping report: regions, areas, perimeter."""

from __future__ import annotations

import pandas as pd

from sse_analysis import reference
from sse_analysis.decimals import exact
from sse_analysis.mapping.figure_words import about, kind_words
from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.mapping import AreaMap, PerimeterCounts, PerimeterScreening, RegionalDistribution
from sse_analysis.tables.base import absent_cell, build_table, data_of, number, text
from sse_analysis.tables.mapping_words import amount, money, reference_day, short_ids

_TONES = {"in": "good", "undecided": "unknown", "out": "bad"}


@build_table.register
def regional_table(result: RegionalDistribution) -> Table:
    """Print the regions of the table on the map, or every table of regions, one a row."""
    return _every(result) if result.part == "all" else _one(result)


def _one(result: RegionalDistribution) -> Table:
    frame = result.frame[result.frame["table"].eq(result.drawn)]
    first = frame.iloc[0].to_dict()
    rows = [
        (
            str(row["region"]),
            money(row["value"], row["unit"]),
            number(row["areas"]),
            _population(row),
            number(row["rate"], decimals=1, absent=row["why_no_rate"]),
            short_ids(row["ledger_id"]),
        )
        for row in frame.to_dict("records")
    ]
    measure = reference.labels("measure")[first["measure"]].lower()
    return Table(
        id="regions",
        country=result.country,
        title=f"{first['line_label']} by region: {measure}, {reference_day(first)}",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Region", width=1.6),
            Column("Count", "decimal", width=0.8),
            Column("First-level areas", "decimal", width=0.7),
            Column("Population", width=1.3),
            Column("Per 100,000 people", width=2.2),
            Column("Ledger id", width=1.8),
        ),
        rows=tuple(rows),
        **data_of(result),
    )


def _population(row: dict) -> Cell:
    """Return the population with its year, which may be another than that of the count."""
    if pd.isna(row["population"]):
        return absent_cell("not known near the year")
    return f"{amount(row['population'])} ({row['population_year']})"


def _every(result: RegionalDistribution) -> Table:
    labels = reference.labels("measure")
    rows = [_table(part, labels) for _, part in result.frame.groupby("table", sort=False)]
    return Table(
        id="regions-all",
        country=result.country,
        title="All published figures by region (in brackets: per 100,000 people, where it can be computed)",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Counted as", width=1.5),
            Column("Measure", width=1.1),
            Column("Reference date", width=0.8),
            Column("Regions printed", width=0.7),
            Column("Values", width=4.0),
            Column("Grade", width=0.5),
        ),
        rows=tuple(rows),
        stub=2,
        **data_of(result),
    )


def _table(part: pd.DataFrame, labels: dict[str, str]) -> tuple[Cell, ...]:
    first = part.iloc[0].to_dict()
    values = "; ".join(
        f"{row['region']} {money(row['value'], row['unit'])}{_rate(row)}" for row in part.to_dict("records")
    )
    return (
        str(first["line_label"]),
        labels[first["measure"]],
        reference_day(first),
        f"{first['printed']} of {first['in_scheme']}",
        values,
        f"{first['grade']}{kind_words(first['kind'])}",
    )


def _rate(row: dict) -> str:
    return f" ({exact(row['rate']):,.1f})" if pd.notna(row["rate"]) else ""


@build_table.register
def area_table(result: AreaMap) -> Table:
    """Print the first-level areas valid on the day, in their own language and in English."""
    language = reference.country(result.country).national_language
    rows = [
        (
            str(row["name_en"]),
            text(row["name_local"], lang=language),
            str(row["unit_code"]),
            str(row["type"]),
            number(row["population"], absent="not held"),
            f"{row['population_year']}" if pd.notna(row["population_year"]) else absent_cell("–"),
            number(row["area_km2"], absent="not held"),
        )
        for row in result.frame.sort_values("name_en").to_dict("records")
    ]
    return Table(
        id="areas",
        country=result.country,
        title=f"First-level areas valid on {result.on}",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Area", width=1.4),
            Column("Name in the country", width=1.4),
            Column("Code", width=0.7),
            Column("Type", width=1.0),
            Column("Population", "decimal", width=1.0),
            Column("Year", width=0.6),
            Column("Area (km²)", "decimal", width=0.9),
        ),
        rows=tuple(rows),
        **data_of(result),
    )


@build_table.register
def perimeter_table(result: PerimeterScreening) -> Table:
    """Print one row a legal form and one column a rule set; the reason of the core verdict stands beside."""
    frame = result.frame
    forms = frame.drop_duplicates("id")
    rows = [_screened(form, frame[frame["id"].eq(form["id"])], result) for form in forms.to_dict("records")]
    starts = forms["kind_label"].ne(forms["kind_label"].shift()).to_numpy().nonzero()[0]
    sets = tuple(f"{name}: {why}" for _, name, why in result.rule_sets)
    return Table(
        id="perimeter",
        country=result.country,
        title="Proposed perimeter: each legal form under each definition, by what its law asks for",
        sources=result.sources,
        notes=(*result.notes, *sets),
        columns=(
            Column("Legal form", width=1.7),
            Column("Tier", width=0.7),
            *(
                Column(name, "center", group="Rule set (proposal)", width=0.8)
                for _, name, _ in result.rule_sets
            ),
            Column("Reason, core", width=2.4),
        ),
        rows=tuple(rows),
        groups=tuple((int(row), str(forms["kind_label"].iloc[row])) for row in starts),
        **data_of(result),
    )


def _screened(form: dict, rows: pd.DataFrame, result: PerimeterScreening) -> tuple[Cell, ...]:
    by_set = rows.set_index("rule_set")
    verdicts = [_verdict(by_set.loc[code, "verdict"]) for code, _, _ in result.rule_sets]
    return (
        str(form["name"]),
        reference.labels("tier")[form["tier"]],
        *verdicts,
        str(by_set.iloc[0]["because"]),
    )


def _verdict(word: str) -> Cell:
    return {"text": word, "tone": _TONES[word]} if word in _TONES else absent_cell(word)


@build_table.register
def perimeter_counts_table(result: PerimeterCounts) -> Table:
    """Print the counted lines with their verdicts, then the sums that units and years allow."""
    lines = result.frame[result.frame["level"].eq("line")]
    totals = result.frame[result.frame["level"].eq("total")]
    rows = [_counted(part, result) for _, part in lines.groupby("line_label", sort=False)]
    first_total = len(rows)
    rows += [_summed(totals[totals["verdict"].eq(word)], word, result) for word in ("in", "undecided", "out")]
    return Table(
        id="perimeter-counts",
        country=result.country,
        title="How much of the count is the definition: organizations under each proposed rule set",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Counted as", width=1.8),
            Column("Organizations (year, grade)", width=1.3),
            *(Column(name, "center", group="Rule set (proposal)") for _, name, _ in result.rule_sets),
        ),
        rows=tuple(rows),
        stub=2,
        groups=((first_total, "Organizations, where units and years allow a sum"),),
        **data_of(result),
    )


def _counted(part: pd.DataFrame, result: PerimeterCounts) -> tuple[Cell, ...]:
    row = part.iloc[0]
    by_set = part.set_index("rule_set")["verdict"]
    apart = "" if part["added"].any() else "; not added"
    told = f"{amount(row['value'])} ({about(row)}{apart})"
    return (str(row["line_label"]), told, *(_verdict(by_set[code]) for code, _, _ in result.rule_sets))


def _summed(rows: pd.DataFrame, word: str, result: PerimeterCounts) -> tuple[Cell, ...]:
    by_set = {row["rule_set"]: row for row in rows.to_dict("records")}
    return (word.capitalize(), absent_cell("–"), *(_sum(by_set.get(code)) for code, _, _ in result.rule_sets))


def _sum(row: dict | None) -> Cell:
    if row is None:
        return absent_cell("no form")
    if pd.isna(row["value"]):
        return absent_cell(f"not added: {row['why_absent']}")
    return f"{amount(row['value'])} ({row['line_label']}, {row['years']})"
