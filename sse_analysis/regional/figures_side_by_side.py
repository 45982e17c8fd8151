"""Published SSE figures of several countries, form by form, with what may be compared."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sse_analysis import mapping
from sse_analysis.regional.lines import completed, nothing
from sse_analysis.regional.side_by_side import as_result, judged_lines
from sse_analysis.results.absence import Absence
from sse_analysis.results.regional import SideBySide

#: Quantities of the landscape, in the order and words of the regional table.
QUANTITIES = {
    "registered": "registered",
    "existing": "existing, or status not said",
    "active": "active",
    "members": "members",
    "women": "women among members",
    "jobs": "jobs",
}


def sse_figures(studies: Iterable, *, window: int) -> SideBySide | Absence:
    """Set the headline figures of every form side by side, where two countries at least have one.

    A figure that stands for one kind of a form only (agricultural cooperatives, say) is another concept than
    a figure for the whole form, and figures in persons and in households are other units: they stand in the
    table and are not compared.
    """
    studies = tuple(studies)
    rows = [cell for study in studies for cell in _headlines(study)]
    cells = pd.DataFrame(rows)
    if cells.empty:
        return nothing("sse-side-by-side", "Published figures on the SSE side by side")
    shared = cells.groupby("line")["country"].nunique()
    cells = cells[cells["line"].isin(shared[shared > 1].index)]
    if cells.empty:
        return nothing("sse-side-by-side", "Published figures that two countries share")
    order = {quantity: number for number, quantity in enumerate(QUANTITIES)}
    cells = cells.assign(place=cells["quantity"].map(order)).sort_values(["group", "place"], kind="stable")
    judged = judged_lines(completed(cells.drop(columns=["place", "quantity"]), studies), window=window)
    return as_result(
        judged,
        studies,
        id="sse-side-by-side",
        title="Headline figures on the SSE by form, with reference year",
        tables=[study.ledger for study in studies],
        notes=(
            f"Figures are set against each other when they share concept and unit and their years lie within "
            f"{window} years. Members are added over organizations: a person in two is counted twice. "
            "The country reports name the source of each figure and what contradicts it.",
        ),
    )


def _headlines(study) -> Iterable[dict]:
    rule, day = study.parameters.mapping.headline, study.parameters.data_cutoff
    landscape = mapping.landscape(study.ledger, study.legal_forms, rule=rule, as_of=day)
    if isinstance(landscape, Absence):
        return
    frame = landscape.to_frame()
    frame = frame[frame["main"] & frame["value"].notna() & frame["quantity"].isin(list(QUANTITIES))]
    for row in frame.drop_duplicates(["form", "quantity"]).itertuples():
        whole = row.scope == "whole form"
        yield {
            "group": row.form_label,
            "line": f"{row.form}-{row.quantity}",
            "label": QUANTITIES[row.quantity],
            "quantity": row.quantity,
            "country": study.country,
            "value": row.value,
            "unit": row.unit,
            "year": row.year,
            "concept": "the whole form" if whole else f"only {row.line_label}",
            "origin": row.ledger_id,
        }
