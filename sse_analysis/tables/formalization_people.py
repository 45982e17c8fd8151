"""Publication tables of the formalization report: women and men, activities, the informal sector."""

from __future__ import annotations

import pandas as pd

from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.formalization import GenderGap, Profile, SectorCounts
from sse_analysis.tables.base import build_table, data_of, number, percent, year
from sse_analysis.tables.formalization_words import ordered_groups, signed, unit_words

_PARTS = {"total": "All", "sex": "By sex", "area": "By area", "activity": "By activity", "age": "By age"}


@build_table.register
def gap_table(result: GenderGap) -> Table:
    """Latest pair of every scope in its newest release; all activities in every release."""
    frame = result.frame
    shown = frame[frame["latest"] & (frame["newest"] | frame["scope"].eq("total"))].reset_index(drop=True)
    return Table(
        id="formalization-gap",
        country=result.country,
        title="Women's and men's rates of informal employment, percent of employment, latest year of each release",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Scope", width=1.5),
            Column("Data set or source", width=2.2),
            Column("Release", width=1.2),
            Column("Year", width=0.7),
            Column("Women", "decimal"),
            Column("Men", "decimal"),
            Column("Women minus men, points", "decimal", width=1.2),
            Column("Mark", width=0.9),
        ),
        rows=tuple(_pair(row) for row in shown.to_dict("records")),
        **data_of(result),
    )


def _pair(row: dict) -> tuple[Cell, ...]:
    quoted = row["kind"] != "series" and pd.notna(row["grade"])
    marks = {
        "unreliable": row["unreliable"],
        "behind a break": row["broken"],
        f"quoted, grade {row['grade']}": quoted,
    }
    words = [word for word, found in marks.items() if found]
    mark: Cell = {"text": ", ".join(words), "tone": "partly"} if words else "–"
    return (
        row["scope_label"],
        row["short"],
        row["release_date"],
        year(row["year"]),
        percent(row["female"]),
        percent(row["male"]),
        signed(row["gap"]),
        mark,
    )


@build_table.register
def profile_table(result: Profile) -> Table:
    """One row an activity, classifications as groups."""
    frame = result.frame
    first = frame.iloc[0]
    return Table(
        id="formalization-activities",
        country=result.country,
        title=f"Informal employment by activity, {result.year}, percent of employment in the activity "
        f"({first['dataset']}, release {first['release_date']})",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Activity", width=2.4),
            Column("All", "decimal"),
            Column("Women", "decimal"),
            Column("Men", "decimal"),
            Column("Mark", width=1.6),
        ),
        rows=tuple(_activity(row) for row in frame.to_dict("records")),
        groups=ordered_groups(frame["classification"].replace({"total": "all activities"})),
        **data_of(result),
    )


def _activity(row: dict) -> tuple[Cell, ...]:
    names = {"female": "women", "male": "men", "total": "all"}
    doubts = ", ".join(names[sex] for sex in row["unreliable"].split(", ") if sex)
    mark: Cell = {"text": f"unreliable: {doubts}", "tone": "partly"} if doubts else "–"
    return (row["scope_label"], percent(row["total"]), percent(row["female"]), percent(row["male"]), mark)


@build_table.register
def sector_table(result: SectorCounts) -> Table:
    """One row a group; breakdowns as groups of rows."""
    frame = result.frame
    first = frame.iloc[0]
    return Table(
        id="formalization-sector",
        country=result.country,
        title=f"Persons employed in the informal sector, {result.year}, {unit_words(first['unit'])} "
        f"({first['dataset']}, release {first['release_date']})",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Group", width=2.0),
            Column("Thousand persons", "decimal"),
            Column("Share of the total, percent", "decimal"),
        ),
        rows=tuple(
            (row["label"], number(row["value"], decimals=1), percent(row["share"]))
            for row in frame.to_dict("records")
        ),
        groups=ordered_groups(frame["part"].map(_PARTS)),
        **data_of(result),
    )
