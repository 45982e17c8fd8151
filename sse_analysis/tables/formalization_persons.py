"""Publication tables of the formalization analyses of persons."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from sse_analysis.decimals import exact, rounded
from sse_analysis.results.exhibit import Cell, Column, Table
from sse_analysis.results.formalization_persons import (
    Concepts,
    MemberBalance,
    Membership,
    Moves,
    RuleAudit,
    Surveyed,
    Waiting,
)
from sse_analysis.tables.base import build_table, data_of, number, status_cell, text

#: Columns that may follow the estimate: head, decimals, and the word when there is none.
_FURTHER = {
    "lowest": ("All unknown formal", 1, "not computed"),
    "highest": ("All unknown informal", 1, "not computed"),
    "rate": ("Rate after, percent", 1, "not computed"),
    "p_adjusted": ("p, corrected", 3, "not computed"),
}
_CLASSES = {
    "unit": {1: "informal unit", 2: "formal unit", 3: "household"},
    "job": {1: "informal job", 2: "formal job"},
}


@build_table.register
def surveyed_table(result: Surveyed) -> Table:
    """One row a cell: estimate, interval, and how many persons stand behind it."""
    frame = result.frame
    digits = _digits(frame["estimate"])
    further = [name for name in _FURTHER if name in frame]
    heads = [
        Column(_capital(result.unit), "decimal"),
        Column("95% interval, low", "decimal"),
        Column("High", "decimal"),
    ]
    heads += [Column(_FURTHER[name][0], "decimal") for name in further]
    rows = [
        (
            text(row["group"], absent="all"), text(row["label"]), *_estimate(row, digits),
            *(number(row[name], decimals=_FURTHER[name][1], absent=_FURTHER[name][2]) for name in further),
            _persons(row),
        )
        for row in frame.to_dict("records")
    ]  # fmt: skip
    return Table(
        id=result.id, country=result.country, title=result.title, sources=result.sources, notes=result.notes,
        columns=(Column("Group"), Column("Of whom", width=2.0), *heads, Column(result.behind, "decimal")),
        rows=tuple(rows), stub=2, **data_of(result),
    )  # fmt: skip


def _estimate(row: dict, digits: int) -> list[Cell]:
    if pd.isna(row["estimate"]):
        return [status_cell(row["obs_status"])] * 3
    limits = [number(row[name], decimals=digits, absent="no design") for name in ("ci_low", "ci_high")]
    return [number(_plain(row["estimate"], digits), decimals=digits), *limits]


def _plain(value: float, digits: int) -> float:
    """Return a number that does not print as minus zero."""
    return rounded(value, digits) + 0.0


def _persons(row: dict) -> Cell:
    return status_cell("Q") if row["conf_status"] == "C" or pd.isna(row["n"]) else number(row["n"])


def _digits(values: pd.Series) -> int:
    largest = values.abs().max()
    return 1 if pd.isna(largest) or largest < 1000 else 0


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]


@build_table.register
def concepts_table(result: Concepts) -> Table:
    """The rates, and under them who changes class."""
    table = surveyed_table(result)
    words = tuple(
        f"{row.label}: {row.n:,} persons of the sample become {row.becomes} ({row.from_rule.replace('_', ' ')} before, "
        f"{row.to_rule.replace('_', ' ')} after)."
        for row in result.moves[result.moves["n"].notna()].groupby("concept").head(3).itertuples()
    )
    return replace(table, notes=(*words, *table.notes))


@build_table.register
def audit_table(result: RuleAudit) -> Table:
    """One row a rule, in the order they are asked; rules that decided nothing stay in."""
    rows = tuple(
        (
            text({"unit": "unit", "job": "job"}[row.part]), text(_capital(row.words)),
            text(_CLASSES[row.part].get(row.outcome, "no class")),
            *_decided(row),
        )
        for row in result.frame.itertuples()
    )  # fmt: skip
    return Table(
        id="formalization-rule-audit", country=result.country, title=f"Which rule decided, in order: {result.concept}",
        columns=(Column("Part"), Column("Rule", width=2.4), Column("Makes it"), Column("Percent of jobs", "decimal"),
                 Column("Persons in the sample", "decimal")),
        rows=rows, stub=2, sources=result.sources, notes=result.notes, **data_of(result),
    )  # fmt: skip


def _decided(row) -> tuple[Cell, Cell]:
    """Return the share and the count of a rule; a count that would give another away is withheld with it."""
    if row.conf_status == "D":
        return status_cell("Q"), status_cell("Q")
    return number(row.share, decimals=1, absent="fewer than 10"), number(row.n, absent="fewer than 10")


@build_table.register
def membership_table(result: Membership) -> Table:
    """The estimators, and under them what would explain the difference away."""
    table = surveyed_table(result)
    words = tuple(f"{row.check}: {row.words}" for row in result.checks.itertuples())
    return replace(table, notes=(*words, *table.notes))


@build_table.register
def balance_table(result: MemberBalance) -> Table:
    """One row a term of the propensity."""
    rows = tuple(
        (text(row.term), number(row.before, decimals=3), number(row.after, decimals=3))
        for row in result.frame.itertuples()
    )
    return Table(
        id="formalization-member-balance", country=result.country, sources=result.sources, notes=result.notes,
        title="Difference between members and others in every trait, standard deviations",
        columns=(Column("Trait", width=2.0), Column("Before weighting", "decimal"), Column("After", "decimal")),
        rows=rows, **data_of(result),
    )  # fmt: skip


@build_table.register
def moves_table(result: Moves) -> Table:
    """The shares, and under them the persons who move."""
    table = surveyed_table(result)
    flows = result.flows[result.flows["quantity"].eq("flow") & result.flows["estimate"].notna()]
    words = "; ".join(
        f"from {row.origin} to {row.destination} {exact(row.estimate):,.0f} ({exact(row.ci_low):,.0f} to "
        f"{exact(row.ci_high):,.0f})"
        for row in flows[flows["origin"].ne(flows["destination"])].itertuples()
    )
    if not words:
        return table
    return replace(table, notes=(f"Persons who moved: {words}.", *table.notes))


@build_table.register
def waiting_table(result: Waiting) -> Table:
    """Share still waiting at whole years, then the hazard ratios."""
    rows = tuple(
        (
            text(row.group), number(row.time), number(100 * row.survival, decimals=1, absent="nobody at risk"),
            number(100 * row.ci_low, decimals=1, absent="nobody at risk"),
            number(100 * row.ci_high, decimals=1, absent="nobody at risk"), number(row.n_risk),
        )
        for row in result.frame.itertuples()
    )  # fmt: skip
    words = tuple(
        f"Hazard ratio of {row.term}: {exact(row.ratio):.2f} ({exact(row.ci_low):.2f} to "
        f"{exact(row.ci_high):.2f}); p of constant hazards "
        f"{exact(row.check):.3f}."
        for row in result.hazards.itertuples()
    )
    return Table(
        id="formalization-time-to-registration", country=result.country, title=result.title,
        columns=(Column("Group"), Column("Years since founding", "decimal"), Column("Percent not registered", "decimal"),
                 Column("95% interval, low", "decimal"), Column("High", "decimal"), Column("Entities at risk", "decimal")),
        rows=rows, stub=2, sources=result.sources, notes=(*words, *result.notes), **data_of(result),
    )  # fmt: skip
