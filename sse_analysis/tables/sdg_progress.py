"""Publication tables of the SDG report: progress by published methods."""

from __future__ import annotations

import pandas as pd

from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.sdg import Agreement, IndexScores, Progress
from sse_analysis.sdg import constants
from sse_analysis.tables.base import absent_cell, build_table, data_of, number, text
from sse_analysis.tables.sdg_words import amount, counted_lines, target_value

#: Words and tones of the common scale, from 0.
STANDINGS = ("moving away", "little or none", "some progress", "on track")
_VERDICTS = {"agree": "good", "one step apart": "partly", "disagree": "bad", "one method only": "unknown"}


@build_table.register
def progress_table(result: Progress) -> Table:
    """One row a method: how many lines on each step of the common scale."""
    rows = [_method(result.frame, code, name) for code, name in result.methods]
    left = tuple(f"Left out: {counted_lines(count)} with {why}." for why, count in result.left_out)
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
def scores_table(result: IndexScores) -> Table:
    """One row a line with bounds: score and arrow; the others are counted."""
    held = result.frame[result.frame["score"].notna()]
    without = len(result.frame) - len(held)
    tones = {"decreasing": "bad", "stagnating": "partly", "moderately improving": "partly"}
    bounds = "invented bounds" if result.invented else "the bounds that were brought"
    return Table(
        id="sdg-index-scores",
        country=result.country,
        title=f"Scores and arrows of the SDG Index, with {bounds}",
        sources=result.sources,
        notes=(*result.notes, f"{without} lines have no bounds."),
        columns=(
            Column("Target", width=0.7),
            Column("Figure", width=3.4),
            Column("Latest", width=1.2),
            Column("Score (0 to 100)", "decimal", width=1.0),
            Column("Arrow", width=1.6),
        ),
        rows=tuple(
            (
                row["target"],
                f"{row['label']}, {constants.unit_words(row['unit'])}",
                f"{amount(row['last'])} ({int(row['last_year'])})",
                number(row["score"], decimals=1),
                {"text": row["category"], "tone": tones.get(row["category"], "good")}
                if pd.notna(row["category"])
                else absent_cell(str(row["why"])),
            )
            for row in held.to_dict("records")
        ),
        **data_of(result),
    )


@build_table.register
def agreement_table(result: Agreement) -> Table:
    """One row a line on which the methods part, with what parts them; the agreed lines are counted."""
    apart = ~result.frame["verdict"].isin(["agree", "one method only"])
    agreed = result.frame[~apart]
    steps = agreed[[code for code, _ in result.methods]].max(axis=1).value_counts()
    counts = ", ".join(f"{words} {int(steps.get(step, 0))}" for step, words in enumerate(STANDINGS))
    return Table(
        id="sdg-agreement",
        country=result.country,
        title="Lines on which published methods part, and what parts them",
        sources=result.sources,
        notes=(
            f"On the other {len(agreed)} lines no two methods part: {counts}. The data file has every line.",
            *result.notes,
        ),
        columns=(
            Column("Target", width=0.7),
            Column("Figure, unit", width=3.0),
            Column("First and latest value", width=2.0),
            Column("Target value", width=1.1),
            Column("Verdict", width=1.2),
            Column("What parts them", width=3.0),
        ),
        rows=tuple(_agreement(row) for row in result.frame[apart].to_dict("records")),
        stub=2,
        **data_of(result),
    )


def _agreement(row: dict) -> tuple[Cell, ...]:
    sex = {"female": " (women only)", "male": " (men only)"}.get(row["sex"], "")
    span = (
        f"{amount(row['first'])} ({int(row['first_year'])}), {amount(row['last'])} ({int(row['last_year'])})"
    )
    return (
        str(row["target"]),
        f"{row['label']}{sex}, {constants.unit_words(row['unit'])}",
        span,
        target_value(row),
        {"text": row["verdict"], "tone": _VERDICTS[row["verdict"]]},
        text(row["reason"], absent="–"),
    )
