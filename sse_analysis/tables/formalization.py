"""Publication tables of the formalization report: rates, releases, breaks."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.formalization import Breaks, Rates, Revisions
from sse_analysis.tables import formalization_cases, formalization_people
from sse_analysis.tables.base import absent_cell, build_table, data_of, number, percent, text, year
from sse_analysis.tables.formalization_words import amount, ordered_groups, signed, unit_words

__all__ = ["formalization_cases", "formalization_people"]

_SAME = ["concept", "scope", "location", "year", "value", "unit", "dataset", "breaks"]

_WHO = {"total": "women and men", "female": "women", "male": "men"}


@build_table.register
def rates_table(result: Rates) -> Table:
    """One row a figure; releases of one data set that say the same share a row."""
    frame = _merged(result.frame)
    return Table(
        id="formalization-rates",
        country=result.country,
        title="Informality under every concept, scope, source and release: latest value of each, women and men",
        sources=result.sources,
        notes=(result.rule, *result.notes),
        columns=(
            Column("Scope", width=1.5),
            Column("Value", "decimal", width=0.8),
            Column("Unit", width=0.9),
            Column("Year", width=0.8),
            Column("Data set or source", width=2.0),
            Column("Release", width=1.3),
            Column("Years held", width=0.8),
            Column("Breaks in", width=1.1),
            Column("Mark", width=1.4),
        ),
        rows=tuple(_rate(row) for row in frame.to_dict("records")),
        groups=ordered_groups(frame["concept_label"]),
        **data_of(result),
    )


def _merged(frame: pd.DataFrame) -> pd.DataFrame:
    """Put releases that print the same value on one row, the headline kept apart."""
    keys = [frame[name].astype("str").fillna("") for name in (*_SAME, "headline")]
    releases = frame.groupby(keys)["release_date"].transform(lambda dates: ", ".join(dict.fromkeys(dates)))
    return frame.assign(releases=releases)[~pd.concat(keys, axis=1).duplicated()].reset_index(drop=True)


def _rate(row: dict) -> tuple[Cell, ...]:
    scope = (
        row["scope_label"] if row["location"] == "national" else f"{row['scope_label']}, {row['location']}"
    )
    single = row["kind"] != "series"
    return (
        scope,
        amount(row["value"], row["unit"]),
        unit_words(row["unit"]),
        year(row["year"]),
        row["short"],
        row["releases"],
        absent_cell("single figure") if single else number(row["n_years"]),
        row["breaks"] or absent_cell("none known"),
        _mark(row),
    )


def _mark(row: dict) -> Cell:
    """Return what a reader must see first: the headline, a break, a doubt, a press figure."""
    words = []
    if row["headline"]:
        words.append("headline")
    if pd.notna(row["break_kind"]):
        words.append("behind a break")
    if row["unreliable"]:
        words.append("unreliable")
    if row["kind"] != "series" and pd.notna(row["grade"]):
        words.append(f"quoted, grade {row['grade']}")
    if not words:
        return absent_cell("–")
    tone = "good" if row["headline"] and len(words) == 1 else "partly"
    return {"text": ", ".join(words), "tone": tone}


@build_table.register
def revisions_table(result: Revisions) -> Table:
    """Years down, releases across; the last column is the spread over releases of one definition."""
    wide = result.triangle
    names = [Column(f"{short}, {release}", "decimal") for _, short, release in wide.columns]
    return Table(
        id="formalization-revisions",
        country=result.country,
        title="The same figure in every release: informal employment, percent of employment, "
        f"{_slice(result)}",
        sources=result.sources,
        notes=(*(_count(row) for row in result.counts.to_dict("records")), *result.notes),
        columns=(Column("Year"), *names, Column("Spread over releases of one definition, points", "decimal")),
        rows=tuple(
            (
                year(when),
                *(percent(value, absent="–") for value in row),
                percent(result.spread[when], absent="one release"),
            )
            for when, row in zip(wide.index, wide.to_numpy(), strict=True)
        ),
        **data_of(result),
    )


def _slice(result: Revisions) -> str:
    from sse_analysis.formalization import constants

    return f"{constants.scope_label(result.scope)}, {_WHO[result.sex]}"


def _count(row: dict) -> str:
    """Return one pair of releases as a sentence, over every scope and sex."""
    from sse_analysis.formalization import constants

    pair = f"{row['dataset_from']} {row['release_from']} and {row['dataset_to']} {row['release_to']}"
    if not row["changed"]:
        return f"{pair}: none of {row['common']} common figures differs."
    told = f"{pair}: {row['changed']} of {row['common']} common figures differ{'s' if row['changed'] == 1 else ''}"
    if not row["seen"]:
        return f"{told}, none of them as printed with one decimal."
    where = f"{constants.scope_label(row['at_scope'])}, {_WHO[row['at_sex']]}, {row['at_year']}"
    size = f"{exact(abs(row['largest'])):.1f}"
    most = "less than 0.05" if size == "0.0" else size
    return f"{told}, {row['seen']} of them as printed with one decimal, most by {most} points ({where})."


@build_table.register
def breaks_table(result: Breaks) -> Table:
    """One row an event; figures of the newest release that has both years."""
    frame = result.frame
    return Table(
        id="formalization-breaks",
        country=result.country,
        title="Breaks and large steps in the series of informal employment, percent of employment, women and men",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Year", width=0.7),
            Column("Why", width=3.4),
            Column("Year before", width=0.8),
            Column("Before", "decimal", width=0.8),
            Column("After", "decimal", width=0.8),
            Column("Step, points", "decimal", width=0.9),
            Column("Newest release with both", width=2.0),
            Column("Seen in releases", "decimal", width=0.9),
        ),
        rows=tuple(_break(row) for row in frame.to_dict("records")),
        groups=ordered_groups(frame["scope_label"]),
        **data_of(result),
    )


def _break(row: dict) -> tuple[Cell, ...]:
    why = row["kind_label"] if row["kind"] in ("flagged", "large_step") else f"{row['reason']} (proposal)"
    return (
        year(row["year"]),
        text(why),
        year(row["year_before"]),
        percent(row["before"]),
        percent(row["after"]),
        signed(row["change"]),
        f"{row['short']}, {row['release_date']}",
        number(row["n_series"]),
    )
