"""Publication tables of the SDG report: the matrix, alignment, thresholds."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.sdg import (
    ActivityMatrix,
    Alignment,
    EvidenceMap,
    GoalWheel,
    ThresholdGroups,
    Thresholds,
)
from sse_analysis.tables.base import absent_cell, build_table, data_of, number, text
from sse_analysis.tables.estimates import WITHHELD
from sse_analysis.tables.sdg_words import amount

_UNREAD, _ELSEWHERE = "to verify", "elsewhere only"


@build_table.register
def matrix_table(result: ActivityMatrix) -> Table:
    """One row a target: activities that serve it, with half weight marked, and the claim behind it."""
    parts: dict[str, list[dict]] = {}
    for row in result.frame.to_dict("records"):
        parts.setdefault(row["target"], []).append(row)
    return Table(
        id="sdg-activity-matrix",
        country=result.country,
        title="Which work serves which target: a proposal of this project",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Target", width=2.2),
            Column("Work that serves it (½: it may; in capitals: its primary target)", width=4.6),
            Column("Claim", width=1.3),
            Column("Evidence", width=0.9),
        ),
        rows=tuple(_served(part) for part in parts.values()),
        **data_of(result),
    )


def _served(part: Sequence[dict]) -> tuple[Cell, ...]:
    first = part[0]
    grades = [row["grade"] for row in part if pd.notna(row["grade"])]
    claims = sorted({row["claim_source"] for row in part} - {"no source read"})
    return (
        f"{first['target']} {first['target_label']}",
        "; ".join(_activity(row) for row in part),
        text(", ".join(claims), absent="no source read"),
        min(grades)
        if grades
        else absent_cell(_ELSEWHERE if any(row["elsewhere"] for row in part) else _UNREAD),
    )


def _activity(row: dict) -> str:
    name = row["isic_label"].upper() if row["primary"] else row["isic_label"]
    return f"{name} (½)" if row["weight"] == 0.5 else name


@build_table.register
def alignment_table(result: Alignment) -> Table:
    """One row a target: jobs with interval and range, the same counted once, specialisation, evidence."""
    return Table(
        id="sdg-alignment",
        country=result.country,
        title="Work of the social and solidarity economy by the targets its activities serve: alignment, not impact",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Target", width=2.4),
            Column("Jobs", "decimal", width=0.9),
            Column("95% interval", width=1.4),
            Column("Range with the matrix", width=1.4),
            Column("Once", "decimal", width=0.9),
            Column("Share of SSE work (%)", "decimal", width=0.9),
            Column("Specialisation", width=1.5),
            Column("Evidence", width=0.9),
        ),
        rows=tuple(_aligned(row) for row in result.frame.to_dict("records")),
        **data_of(result),
    )


def _aligned(row: dict) -> tuple[Cell, ...]:
    name = f"{row['target']} {row['target_label']}"
    if row["conf_status"] != "F":
        return (name, *(absent_cell(WITHHELD),) * 6, text(row["grade"], absent=_UNREAD))
    if row["n"] == 0:
        return (name, *(absent_cell("nobody"),) * 6, text(row["grade"], absent=_UNREAD))
    few = f" (n {row['n']})" if row["obs_status"] == "U" else ""
    return (
        name + few,
        number(row["jobs"]),
        f"{exact(row['ci_low']):,.0f} to {exact(row['ci_high']):,.0f}",
        f"{exact(row['low']):,.0f} to {exact(row['high']):,.0f}",
        number(row["once"]),
        number(row["share"], decimals=1),
        _special(row),
        text(row["grade"], absent=_UNREAD),
    )


def _special(row: dict) -> Cell:
    if pd.isna(row["specialisation"]):
        return absent_cell("all work not held")
    names = ("specialisation", "specialisation_low", "specialisation_high")
    value, low, high = (f"{exact(row[name]):.2f}" for name in names)
    return f"{value} ({low} to {high})"


@build_table.register
def wheel_table(result: GoalWheel) -> Table:
    """One row a goal with anything under it."""
    rows = result.frame[~(result.frame["every"].eq(0) & result.frame["once"].eq(0))]
    return Table(
        id="sdg-goal-wheel",
        country=result.country,
        title="Each goal with and without multiplicity",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Goal", width=3.0),
            Column("Every goal served (%)", "decimal"),
            Column("Each once (%)", "decimal"),
        ),
        rows=tuple(
            (
                f"{row['goal']} {row['goal_label']}",
                *(
                    absent_cell(WITHHELD) if row["conf_status"] != "F" else number(row[name], decimals=1)
                    for name in ("every", "once")
                ),
            )
            for row in rows.to_dict("records")
        ),
        **data_of(result),
    )


@build_table.register
def evidence_table(result: EvidenceMap) -> Table:
    """One row a form and target that is claimed."""
    return Table(
        id="sdg-evidence-map",
        country=result.country,
        title="Claims by form and target, with the best evidence behind them",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Form", width=2.0),
            Column("Target"),
            Column("Claims", "decimal"),
            Column("Sources", "decimal"),
            Column("Best evidence"),
        ),
        rows=tuple(
            (
                row["form"],
                row["target"],
                number(row["claims"]),
                number(row["sources"]),
                text(row["grade"], absent=_UNREAD),
            )
            for row in result.frame.to_dict("records")
        ),
        **data_of(result),
    )


@build_table.register
def thresholds_table(result: Thresholds) -> Table:
    """One row a norm: value, norm with its source, share of entities that reach it."""
    return Table(
        id="sdg-thresholds",
        country=result.country,
        title="Entities against thresholds of their context",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Target", width=0.7),
            Column("Indicator", width=1.8),
            Column("Mean of entities (%)", width=1.6),
            Column("Norm (%)", "decimal", width=0.8),
            Column("Norm from", width=3.4),
            Column("Score 0 to 1", "decimal", width=0.8),
            Column("Entities at the norm (%)", width=1.6),
            Column("n", "decimal", width=0.5),
        ),
        rows=tuple(_threshold(row) for row in result.frame.to_dict("records")),
        **data_of(result),
    )


def _threshold(row: dict) -> tuple[Cell, ...]:
    if pd.isna(row["norm"]):
        return (row["target"], row["indicator"], *(absent_cell("–"),) * 2, absent_cell(row["why"]),
                *(absent_cell("–"),) * 3)  # fmt: skip
    return (
        row["target"],
        row["indicator"],
        f"{amount(row['value'])} ({amount(row['ci_low'])} to {amount(row['ci_high'])})",
        amount(row["norm"]),
        f"{row['norm_source']}. {row['rationale']}.",
        number(row["score"], decimals=2),
        f"{exact(row['reach']):.0f} ({exact(row['reach_low']):.0f} to {exact(row['reach_high']):.0f})",
        number(row["n"]),
    )


#: How the groups and their parts are called.
_GROUPS = {"stratum": "By legal form", "led_by_woman": "Led by a woman"}


@build_table.register
def threshold_groups_table(result: ThresholdGroups) -> Table:
    """One row a group, one column a norm: share at the norm with its interval and n."""
    frame = result.frame
    names = frame.drop_duplicates("id")
    parts = list(frame[["group", "part"]].drop_duplicates().itertuples(index=False, name=None))
    parts.sort(key=lambda pair: list(_GROUPS).index(pair[0]))
    starts = [(place, _GROUPS[group]) for place, (group, _) in enumerate(parts)
              if place == 0 or parts[place - 1][0] != group]  # fmt: skip
    cells = {(row["group"], row["part"], row["id"]): row for row in frame.to_dict("records")}
    return Table(
        id="sdg-threshold-groups",
        country=result.country,
        title="Entities at the norm by group (per cent, 95 per cent interval, n)",
        sources=result.sources,
        notes=result.notes,
        columns=(
            Column("Group", width=1.6),
            *(Column(f"{row['indicator']} ({row['target']})", width=1.7) for row in names.to_dict("records")),
        ),
        rows=tuple(
            (_part_name(part), *(_reach(cells[group, part, norm]) for norm in names["id"]))
            for group, part in parts
        ),
        groups=tuple(starts),
        **data_of(result),
    )


def _part_name(part: str) -> str:
    return part.replace("_", " ").capitalize()


def _reach(row: dict) -> Cell:
    if pd.isna(row["reach"]):
        return absent_cell(f"too few (n {row['n']})")
    return f"{exact(row['reach']):.0f} ({exact(row['reach_low']):.0f} to {exact(row['reach_high']):.0f}), n {row['n']}"
