"""Publication tables of the SDG report: progress by published methods."""

from __future__ import annotations

import pandas as pd

from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.sdg import Agreement, Progress
from sse_analysis.sdg import constants
from sse_analysis.tables.base import absent_cell, build_table, data_of, number, text
from sse_analysis.tables.sdg_words import amount, target_value

#: Words and tones of the common scale, from 0.
STANDINGS = ("moving away", "little or none", "some progress", "on track")
_TONES = ("bad", "partly", "partly", "good")
_VERDICTS = {"agree": "good", "one step apart": "partly", "disagree": "bad", "one method only": "unknown"}


@build_table.register
def progress_table(result: Progress) -> Table:
    """One row a method: how many lines on each step of the common scale."""
    rows = [_method(result.frame, code, name) for code, name in result.methods]
    left = tuple(f"Left out: {count} lines with {why}." for why, count in result.left_out)
    return Table(
        id="sdg-progress",
        country=result.country,
        title=f"Progress since {result.baseline_year} by published methods: number of lines on each step",
        sources=result.sources,
        notes=(*result.notes, *left),
        columns=(
            Column("Method, edition", width=2.6),
            *(Column(words.capitalize(), "decimal") for words in reversed(STANDINGS)),
            Column("No answer", "decimal"),
            Column("Why no answer", width=2.6),
        ),
        rows=tuple(rows),
        **data_of(result),
    )


def _method(frame: pd.DataFrame, code: str, name: str) -> tuple[Cell, ...]:
    part = frame[frame["method"] == code]
    label = f"{name}, {constants.method(code)['edition']}"
    if part["standing"].isna().all() and part["value"].notna().any():
        known = part["value"].dropna()
        words = (
            f"median distance {amount(known.median())} standard deviations over {len(known)} lines, no pace"
        )
        return (label, *(absent_cell("–"),) * len(STANDINGS), number(len(part) - len(known)), words)
    counts = part["standing"].value_counts()
    steps = [number(counts.get(step, 0)) for step in reversed(range(len(STANDINGS)))]
    missing = part[part["standing"].isna()]
    why = "; ".join(sorted(set(missing["why"].dropna())))
    return (label, *steps, number(len(missing)), text(why, absent="–"))


@build_table.register
def agreement_table(result: Agreement) -> Table:
    """One row a line: the standing by each method, whether they agree, and what parts them."""
    frame = result.frame.reset_index(drop=True)
    return Table(
        id="sdg-agreement",
        country=result.country,
        title="Where published methods agree and where they part, line by line",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Target", width=0.7),
            Column("Figure, unit", width=2.8),
            Column("First and latest value", width=1.9),
            Column("Target value", width=1.1),
            *(Column(name, group="Standing", width=1.1) for _, name in result.methods),
            Column("Verdict", width=1.0),
            Column("What parts them", width=2.2),
        ),
        rows=tuple(_agreement(row, result) for row in frame.to_dict("records")),
        stub=2,
        groups=tuple(
            (int(place), f"Goal {row['goal']}: {constants.goal_label(row['goal'])}")
            for place, row in frame.drop_duplicates("goal").iterrows()
        ),
        **data_of(result),
    )


def _agreement(row: dict, result: Agreement) -> tuple[Cell, ...]:
    sex = {"female": " (women only)", "male": " (men only)"}.get(row["sex"], "")
    span = (
        f"{amount(row['first'])} ({int(row['first_year'])}), {amount(row['last'])} ({int(row['last_year'])})"
    )
    return (
        str(row["target"]),
        f"{row['label']}{sex}, {constants.unit_words(row['unit'])}",
        span,
        target_value(row),
        *(standing_cell(row[code]) for code, _ in result.methods),
        {"text": row["verdict"], "tone": _VERDICTS[row["verdict"]]},
        text(row["reason"], absent="–"),
    )


def standing_cell(standing: object) -> Cell:
    """Return the words of a step of the common scale, or that the method has no answer."""
    if pd.isna(standing):
        return absent_cell("no answer")
    return {"text": STANDINGS[int(standing)], "tone": _TONES[int(standing)]}
