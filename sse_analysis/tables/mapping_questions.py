"""Publication table of the questions to a committee."""

from __future__ import annotations

from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.mapping_questions import CommitteeLog
from sse_analysis.tables.base import build_table, data_of, text


@build_table.register
def questions_table(result: CommitteeLog) -> Table:
    rows = [
        (
            text(row["id"]), text(row["question"]), text(row["paragraph"]), text(row["options"]), text(row["evidence"]),
            _status(row),
        )
        for row in result.frame.to_dict("records")
    ]  # fmt: skip
    heads = (
        ("Id", 0.7),
        ("Question", 2.2),
        ("Part of the definition", 1.4),
        ("Options", 1.8),
        ("Evidence read", 2.6),
        ("Status", 0.7),
    )
    return Table(
        id="committee-questions", country=result.country,
        title="Borderline cases: questions to the national advisory committee",
        sources=result.sources, notes=result.notes, columns=tuple(Column(head, width=width) for head, width in heads),
        rows=tuple(rows), stub=1, **data_of(result),
    )  # fmt: skip


def _status(row: dict) -> Cell:
    if row["status"] == "open":
        return {"text": "open", "tone": "partly"}
    if row["status"] == "replaced":
        return {"text": "replaced", "tone": "absent"}
    if row["status"] == "later":
        return {"text": f"decided: {row['option']}, counts from {row['counts_from']}", "tone": "partly"}
    return {"text": f"decided: {row['option']}", "tone": "good"}
