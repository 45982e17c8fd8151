"""Publication tables of the SDG report: where the country stands."""

from __future__ import annotations

import pandas as pd

from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.sdg import Baseline, DataGaps, GoalOverview, SexGap
from sse_analysis.sdg import constants
from sse_analysis.sdg.lines import LINE
from sse_analysis.tables import sdg_alignment, sdg_claims, sdg_progress, sdg_stability
from sse_analysis.tables.base import absent_cell, build_table, data_of, number, text, year
from sse_analysis.tables.sdg_words import absence_state, amount, figure_label, nature, target_value, to_go

__all__ = ["sdg_alignment", "sdg_claims", "sdg_progress", "sdg_stability"]

_TREND_TONES = {"better": "good", "worse": "bad"}


@build_table.register
def baseline_table(result: Baseline) -> Table:
    """One row a line, then one row a kind of gap with its targets; a heading a goal for all goals."""
    sparks = _sparks(result)
    parts = [(goal, _goal_rows(part, sparks)) for goal, part in result.frame.groupby("goal")]
    rows = tuple(row for _, part in parts for row in part)
    about = f"Goal {result.goal_number}, {result.goal_name}" if result.goal_number else "All goals"
    return Table(
        id=f"sdg-goal-{result.goal_number:02d}" if result.goal_number else "sdg-baseline",
        country=result.country,
        title=f"{about}: latest value, target and trend since {result.baseline_year}",
        sources=result.sources,
        notes=(*result.notes, *_goal_notes(result.frame)) if result.goal_number else result.notes,
        columns=(
            Column("Target", width=0.7),
            Column("Figure, unit", width=3.4),
            Column("Latest", "decimal", width=0.9),
            Column("Year", width=0.6),
            Column("Kind", width=1.1),
            Column("Target value", width=1.2),
            Column("To go", "decimal", width=0.9),
            Column("Trend, change a year", width=2.3),
            Column("Values", width=1.3),
        ),
        rows=rows,
        stub=2,
        groups=() if result.goal_number else _goal_groups(parts),
        **data_of(result),
    )


def _goal_groups(parts: list[tuple[int, list]]) -> tuple[tuple[int, str], ...]:
    starts = [sum(len(rows) for _, rows in parts[:place]) for place in range(len(parts))]
    names = [f"Goal {goal}: {constants.goal_label(goal)}" for goal, _ in parts]
    return tuple(zip(starts, names, strict=True))


def _goal_rows(part: pd.DataFrame, sparks: dict) -> list[tuple[Cell, ...]]:
    """Return the lines of a goal in the order of its targets, then its gaps: one row a kind of absence."""
    lines, gaps = part[part["value"].notna()], part[part["value"].isna()]
    rows = [_line(row, sparks) for row in lines.to_dict("records")]
    shared, absent = gaps[gaps["listed_under"].notna()], gaps[gaps["listed_under"].isna()]
    rows += [
        _gap(row["target"], row["target_label"], absent_cell(f"see {row['listed_under']}"))
        for row in shared.to_dict("records")
    ]
    for _, kind in absent.groupby(["obs_status", "conf_status"]):
        noun = "target" if len(kind) == 1 else "targets"
        state = absence_state(kind.iloc[0].to_dict())
        rows.append(_gap(f"{len(kind)} {noun}", ", ".join(kind["target"]), state))
    return rows


def _gap(code: str, names: str, state: Cell) -> tuple[Cell, ...]:
    return (code, names, state, *(absent_cell("–"),) * 6)


def _line(row: dict, sparks: dict) -> tuple[Cell, ...]:
    return (
        str(row["target"]),
        figure_label(row),
        amount(row["value"], qualifier=row["qualifier"]),
        year(row["year"]),
        nature(row),
        target_value(row),
        to_go(row),
        _trend(row),
        sparks[tuple(row[key] for key in LINE)],
    )


def _trend(row: dict) -> Cell:
    if pd.isna(row["trend"]):
        return absent_cell("none, see note" if _withheld(row) else f"none: {row['why_no_trend']}")
    span = f"{int(row['trend_from'])}–{int(row['trend_to'])}, {int(row['n_points'])} values"
    span += ", kinds mixed" if row["kinds_mixed"] else ""
    pace = row["yearly_change"]
    known = row["trend"] not in ("no change", "no clear direction")
    words = (
        f"{row['trend']}, {amount(pace, signed=True)} a year ({span})"
        if known
        else f"{row['trend']} ({span})"
    )
    return {"text": words, "tone": _TREND_TONES.get(row["trend"], "unknown")}


def _withheld(row: dict) -> bool:
    """Say whether a line has points enough and is still not read as a trend; the note gives the reason."""
    return row["series"] in constants.series_with("no_trend")


def _sparks(result: Baseline) -> dict[tuple[str, ...], Cell]:
    """Return the values of the last unbroken stretch of each line, drawn small, with their words."""
    return {line: _spark(part) for line, part in result.history.groupby(LINE, sort=False)}


def _spark(part: pd.DataFrame) -> Cell:
    last = part[part["usable"] & (part["stretch"] == part["stretch"].max())]
    if last.empty:
        return absent_cell("no usable value")
    first, latest = last.iloc[0], last.iloc[-1]
    words = f"{int(latest['year'])}: {amount(latest['value'])}"
    if len(last) > 1:
        words = f"{int(first['year'])}: {amount(first['value'])}; {words}; {len(last)} values"
    if part["stretch"].max() > 0:
        words += f"; break in {int(part.loc[part['stretch'] == part['stretch'].max(), 'year'].iloc[0])}"
    points = [[int(at), float(value)] for at, value in zip(last["year"], last["value"], strict=True)]
    return {"text": words, "spark": points}


def _goal_notes(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return what each series needs to be read right, and the subjects of targets without a figure."""
    noted = frame.dropna(subset=["series_note"]).drop_duplicates("series")
    absent = frame[frame["value"].isna() & frame["listed_under"].isna()]
    subjects = "; ".join(f"{row.target} {row.target_label}" for row in absent.itertuples())
    lines = frame[frame["value"].notna()].drop_duplicates("series")
    mute = [
        f"{row['label']}: no trend, {row['why_no_trend']}."
        for row in lines.to_dict("records")
        if _withheld(row)
    ]
    steps = [
        f"{row.label}: {row.large_steps}, large and flagged by nobody; ask before reading the trend."
        for row in lines[lines["large_steps"].notna()].itertuples()
    ]
    gaps = (f"Targets without a figure: {subjects}.",) if subjects else ()
    return (*(f"{row.label}: {row.series_note}." for row in noted.itertuples()), *mute, *steps, *gaps)


@build_table.register
def overview_table(result: GoalOverview) -> Table:
    """One row a goal; a goal without a line says why."""
    return Table(
        id="sdg-overview",
        country=result.country,
        title=f"The 17 goals at a glance: figures held, targets met, trends since {result.baseline_year} "
        "(number of lines)",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Goal", width=3.0),
            Column("Lines held", "decimal"),
            Column("Targets with a figure", width=1.2),
            Column("With target value", "decimal", group="Target"),
            Column("Met", "decimal", group="Target"),
            Column("Better", "decimal", group="Trend"),
            Column("Worse", "decimal", group="Trend"),
            Column("No clear direction", "decimal", group="Trend"),
            Column("Not known", "decimal", group="Trend"),
            Column("Latest year", width=0.9),
            Column(f"Lines with a value since {result.baseline_year}", width=1.2),
        ),
        rows=tuple(_goal_row(row) for row in result.frame.to_dict("records")),
        **data_of(result),
    )


def _goal_row(row: dict) -> tuple[Cell, ...]:
    name = f"{row['goal']} {row['goal_label']}"
    served = f"{row['targets_served']} of {row['targets']}"
    if row["lines"] == 0:
        return (name, absence_state(row), served, *(absent_cell("–"),) * 8)
    counts = ("with_target", "target_met", "better", "worse", "undirected", "no_trend")
    recent = f"{row['recent']} of {row['lines']}"
    return (
        name,
        number(row["lines"]),
        served,
        *(number(row[key]) for key in counts),
        year(row["latest_year"]),
        recent,
    )


@build_table.register
def sex_gap_table(result: SexGap) -> Table:
    """One row a series with both sexes."""
    return Table(
        id="sdg-women-men",
        country=result.country,
        title="Women and men: the latest year in which a series has both",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Target", width=0.7),
            Column("Figure, unit", width=3.2),
            Column("Year", width=0.7),
            Column("Women", "decimal"),
            Column("Men", "decimal"),
            Column("Difference", "decimal"),
            Column("Women over men", "decimal"),
        ),
        rows=tuple(
            (
                str(row["target"]),
                f"{row['label']}, {constants.unit_words(row['unit'])}",
                year(row["year"]),
                amount(row["women"]),
                amount(row["men"]),
                amount(row["difference"], signed=True),
                number(row["ratio"], decimals=2),
            )
            for row in result.frame.to_dict("records")
        ),
        stub=2,
        **data_of(result),
    )


@build_table.register
def gaps_table(result: DataGaps) -> Table:
    """Targets of interest without a figure, with the reason."""
    shown = result.frame[result.frame["of_interest"]]
    return Table(
        id="sdg-data-gaps",
        country=result.country,
        title="Targets that studies of the social and solidarity economy ask for, without an official "
        "figure here",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Target", width=0.7),
            Column("Subject", width=2.5),
            Column("State"),
            Column("Why", width=4.0),
        ),
        rows=tuple(
            (
                str(row["target"]),
                text(row["target_label"]),
                absence_state(row),
                str(row["why_absent"]),
            )
            for row in shown.to_dict("records")
        ),
        stub=2,
        **data_of(result),
    )
