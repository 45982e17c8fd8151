"""Publication tables of the sample methods: decompositions, effects, balance, moves, inequality."""

from __future__ import annotations

from dataclasses import replace

from sse_analysis.decimals import exact
from sse_analysis.results.effects import (
    Balance,
    Decomposition,
    Effect,
    Flows,
    GroupTime,
    Inequality,
    QuantileRegression,
    Transitions,
)
from sse_analysis.results.exhibit import Column, Table
from sse_analysis.tables.base import build_table, data_of, number, text
from sse_analysis.tables.estimates import numbers_table
from sse_analysis.tables.model import model_table

_PARTS = {
    "mean_A": "mean of A", "mean_B": "mean of B", "coefficient_A": "coefficient in A",
    "coefficient_B": "coefficient in B",
}  # fmt: skip
_EFFECTS = {
    "mean_treated": "mean of members", "mean_control": "mean of the others", "effect": "difference",
    "raw_gap": "raw gap", "adjusted": "regression-adjusted", "ipw": "inverse propensity weighting",
    "aipw": "doubly robust", "regression_adjustment": "outcome models alone",
}  # fmt: skip
_MEASURES = {
    "gini": "Gini index", "theil_t": "Theil index", "mld": "mean log deviation",
    "theil_between": "Theil, between groups", "theil_within": "Theil, within groups",
}  # fmt: skip
_CHANGES = {
    "att": "effect on a cohort", "event_study": "mean by time since the change", "simple": "mean after the change",
    "twfe": "two-way fixed effects (biased when effects differ)",
}  # fmt: skip


@build_table.register
def decomposition_table(result: Decomposition) -> Table:
    title = (
        f"Parts of the gap: {result.formula}, differences priced with {result.reference.replace('_', ' ')}"
    )
    return numbers_table(result, id="decomposition", title=title, words=_PARTS)


@build_table.register
def effect_table(result: Effect) -> Table:
    """The overlap and balance that the numbers rest on stand under the table."""
    overlap = result.overlap
    basis = (
        f"Propensities from {exact(overlap.min_ps):.3f} to {exact(overlap.max_ps):.3f}; the weighted groups "
        f"count as much as "
        f"{exact(overlap.effective_n_treated):.0f} members and {exact(overlap.effective_n_control):.0f} others; the largest "
        f"standardised difference after weighting is {exact(result.balance.largest):.3f}."
    )
    of = "everybody" if result.estimand == "ate" else "members"
    table = numbers_table(
        result, id="effect", title=f"Members and others, averaged over {of}", words=_EFFECTS
    )
    return replace(table, notes=(*result.notes, basis))


@build_table.register
def balance_table(result: Balance) -> Table:
    rows = tuple(
        (
            text(row["term"]),
            *(number(row[name], decimals=3, absent="not defined") for name in ("before", "after")),
        )
        for row in result.frame.to_dict("records")
    )
    return Table(
        id="balance", country=result.country, title="Standardised mean differences between members and others",
        sources=result.sources, notes=result.notes, rows=rows, **data_of(result),
        columns=(Column("Covariate"), Column("Before weighting", "decimal"), Column("After", "decimal")),
    )  # fmt: skip


@build_table.register
def transitions_table(result: Transitions) -> Table:
    table = numbers_table(result, id="transitions", title="Moves between states, from one wave to the next")
    slow = f"The second eigenvalue of the matrix is {exact(result.second_eigenvalue):.3f}."
    return replace(table, notes=(*result.notes, slow))


@build_table.register
def flows_table(result: Flows) -> Table:
    return numbers_table(result, id="gross-flows", title="Persons who move between states")


@build_table.register
def inequality_table(result: Inequality) -> Table:
    return numbers_table(result, id="inequality", title=f"Inequality of {result.variable}", words=_MEASURES)


@build_table.register
def group_time_table(result: GroupTime) -> Table:
    title = "Effects of a staggered change, by cohort and time"
    return numbers_table(result, id="staggered-change", title=title, words=_CHANGES)


@build_table.register
def quantile_table(result: QuantileRegression) -> Table:
    title = f"What moves the quantile {exact(result.tau):g} ({exact(result.quantile):.4g}): {result.formula}"
    return replace(model_table(result), id="quantile-effects", title=title)
