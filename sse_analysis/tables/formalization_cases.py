"""Publication tables of the formalization report: cases, diagnosis, legal forms."""

from __future__ import annotations

import pandas as pd

from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.formalization import Diagnosis, Pathways, SSELink
from sse_analysis.tables.base import absent_cell, build_table, data_of, number, text, verdict, year
from sse_analysis.tables.formalization_words import ordered_groups

#: Units in which the figure of a case is no size of a group.
_NO_SIZE = ("percent", "ratio")


@build_table.register
def pathways_table(result: Pathways) -> Table:
    """One row a case, policy areas as groups; the size is that of the group named."""
    frame = result.frame
    return Table(
        id="formalization-pathways",
        country=result.country,
        title="Documented paths from informal to formal, by policy area of Recommendation No. 204",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Entity", width=1.8),
            Column("Year", width=0.7),
            Column("Trigger", width=1.7),
            Column("What happened", width=2.6),
            Column("Who gained; size of that group", width=1.8),
            Column("Cost or barrier", width=1.6),
            Column("Result, note", width=1.5),
            Column("Source", width=1.3),
        ),
        rows=tuple(_case(row) for row in frame.to_dict("records")),
        groups=ordered_groups(frame["area_label"]),
        **data_of(result),
    )


def _case(row: dict) -> tuple[Cell, ...]:
    source = f"{row['source_publisher']}, {row['source_date']}"
    return (
        f"{row['entity']} ({row['form'].replace('_', ' ')})",
        year(row["event_year"]),
        text(row["trigger"]),
        text(row["mechanism"]),
        _group(row),
        text(row["cost_or_barrier"]),
        _outcome(row),
        {"text": source, "href": row["source_url"]} if str(row["source_url"]).startswith("https") else source,
    )


def _group(row: dict) -> str:
    if pd.isna(row["how_many"]):
        return f"{row['who_gained']}; size not given"
    lead = "figure given: " if row["unit"] in _NO_SIZE else ""
    return f"{row['who_gained']}; {lead}{number(row['how_many'])} {row['unit']}"


def _outcome(row: dict) -> Cell:
    if pd.notna(row["outcome"]):
        return {"text": row["note"], "tone": "partly"}
    return text(row["note"], absent="–")


@build_table.register
def diagnosis_table(result: Diagnosis) -> Table:
    """One row a question, steps as groups."""
    frame = result.frame
    steps = frame["step"].astype("str") + ". " + frame["step_title"]
    return Table(
        id="formalization-diagnosis",
        country=result.country,
        title="Steps 4 to 7 of a diagnosis of informality: what published tables answer",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Question", width=2.6),
            Column("Answered here", "center", width=0.9),
            Column("What is there, or why not", width=3.0),
            Column("What would fill the gap", width=2.4),
        ),
        rows=tuple(_question(row) for row in frame.to_dict("records")),
        groups=ordered_groups(steps),
        **data_of(result),
    )


def _question(row: dict) -> tuple[Cell, ...]:
    gap = row["file"] or absent_cell("–")
    return (row["question"], verdict(row["status"]), row["answer"], gap)


@build_table.register
def link_table(result: SSELink) -> Table:
    """One row a legal form; groups say where it is entered and what that alone settles."""
    frame = result.frame
    return Table(
        id="formalization-registers",
        country=result.country,
        title="Legal forms, where they are entered, and what the criterion of registration alone settles",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Legal form", width=2.0),
            Column("Kind", width=1.2),
            Column("Registering authority", width=2.2),
            Column("Published figures", width=2.6),
        ),
        rows=tuple(_form(row) for row in frame.to_dict("records")),
        groups=ordered_groups(frame["registration_label"] + ": " + frame["settles"]),
        **data_of(result),
    )


def _form(row: dict) -> tuple[Cell, ...]:
    return (
        row["name_en"],
        row["form_type_label"],
        text(row["registering_authority"], absent="not stated"),
        text(row["figures"], absent="–"),
    )
