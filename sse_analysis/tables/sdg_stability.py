"""Publication tables of the SDG report: revisions, projections, the order of the goals."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.sdg import Projections, RankStability, RevisionTriangle
from sse_analysis.sdg import constants
from sse_analysis.tables.base import build_table, data_of
from sse_analysis.tables.sdg_words import amount, counted_lines

_VERDICTS = {"reached": "good", "missed": "bad", "open": "partly"}


@build_table.register
def revision_table(result: RevisionTriangle) -> Table:
    """One row a revised line: how many values, and the largest change."""
    lines = [part for _, part in result.frame.groupby(["series", "age", "unit"], sort=False)]
    return Table(
        id="sdg-revisions",
        country=result.country,
        title="Series whose published values were revised",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Series", width=3.2),
            Column("Releases", width=2.0),
            Column("Values revised", width=1.1),
            Column("Largest revision", width=2.2),
        ),
        rows=tuple(_revised(part) for part in lines),
        **data_of(result),
    )


def _revised(part: pd.DataFrame) -> tuple[Cell, ...]:
    first = part.iloc[0]
    largest = part.loc[part["change"].abs().idxmax()]
    years = part.loc[part["revised"], "year"].nunique()
    releases = sorted(set(part["release"]))
    age = "" if first["age"] == "all" else f", {first['age']}"
    return (
        f"{first['label']}{age}, {constants.unit_words(first['unit'])} ({first['series']})",
        " → ".join(releases) if len(releases) < 4 else f"{len(releases)}, {releases[0]} to {releases[-1]}",
        f"{years} of {part['year'].nunique()}",
        f"{largest['year']}: {amount(largest['value'])} → {amount(largest['newest'])} "
        f"({amount(largest['change'], signed=True)})",
    )


@build_table.register
def projections_table(result: Projections) -> Table:
    """One row a line: latest value, where it leads, and the target."""
    left = "; ".join(f"{counted_lines(count)}: {why}" for why, count in result.left_out)
    return Table(
        id="sdg-projections",
        country=result.country,
        title=f"Where the past would lead by {result.target_year}, where the data allow it",
        sources=result.sources,
        notes=(*result.notes, f"Not projected: {left}.") if left else result.notes,
        columns=(
            Column("Target", width=0.7),
            Column("Figure", width=3.0),
            Column("Latest", width=1.2),
            Column(f"{result.target_year}, 80% interval", width=1.8),
            Column("Target value", "decimal", width=0.9),
            Column("Reading", width=1.2),
        ),
        rows=tuple(_projection(row) for row in result.frame.to_dict("records")),
        **data_of(result),
    )


def _projection(row: dict) -> tuple[Cell, ...]:
    words = {"reached": "would be reached", "missed": "would be missed", "open": "not decided"}
    return (
        row["target"],
        f"{row['label']}, {constants.unit_words(row['unit'])}",
        f"{amount(row['last'])} ({row['last_year']})",
        f"{amount(row['projected'])} ({amount(row['low'])} to {amount(row['high'])})",
        f"{exact(row['target_value']):g}",
        {"text": words[row["verdict"]], "tone": _VERDICTS[row["verdict"]]},
    )


@build_table.register
def ranking_table(result: RankStability) -> Table:
    """One row a choice: how much of the shift of ranks it explains."""
    return Table(
        id="sdg-rank-choices",
        country=result.country,
        title="Which choice moves the order of the goals: Sobol indices of the mean shift of ranks",
        sources=result.sources,
        notes=result.notes[1:],
        columns=(
            Column("Choice", width=2.4),
            Column("Alone (first order)", width=1.6),
            Column("With all others (total)", width=1.6),
        ),
        rows=tuple(
            (
                row["choice"].capitalize(),
                _index(row["first_order"], row["first_width"]),
                _index(row["total_order"], row["total_width"]),
            )
            for row in result.shares.to_dict("records")
        ),
        **data_of(result),
    )


def _index(value: float, width: float) -> str:
    """Return an index with its half width; an estimate just below zero is zero."""
    return f"{exact(abs(value) if abs(value) < 0.005 else value):.2f} ± {exact(width):.2f}".replace("-", "−")
