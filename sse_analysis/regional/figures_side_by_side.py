"""Published SSE figures of several countries, form by form, with what may be compared."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pandas as pd

from sse_analysis import mapping
from sse_analysis.mapping import rules
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
#: Status of a cell without a figure whose country counts the same bodies, or a form among them, in another way.
OTHER_STATUS = "other status"


def sse_figures(studies: Iterable, *, window: int) -> SideBySide | Absence:
    """Set the headline figures of every form side by side, where two countries at least have one.

    A figure that stands for one kind of a form only (agricultural cooperatives, say) is another concept than
    a figure for the whole form, and figures in persons and in households are other units: they stand in the
    table and are not compared. A country that counts the same bodies under another status (registered, existing), or
    apart what others count together, has that figure in place of *no figure*, never as one of the line.
    """
    studies = tuple(studies)
    rows = [cell for study in studies for cell in _headlines(study)]
    cells = every = pd.DataFrame(rows)
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
        _under_another_status(judged, every),
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


def _under_another_status(cells: pd.DataFrame, every: pd.DataFrame) -> pd.DataFrame:
    """Put in place of *no figure* what a country publishes under another status, or of one of forms counted together."""
    counted = set(rules.one_count())
    same = [name for name, about in rules.quantities().items() if set(about["measures"]) <= counted]
    held = every[every["quantity"].isin(same)]
    status, reason = cells["status"].copy(), cells["reason"].copy()
    combined = rules.rules()["combined"]
    for cell in cells[cells["value"].isna()].itertuples():
        form, _, quantity = cell.line.rpartition("-")
        lines = [f"{one}-{name}" for one in (form, *combined.get(form, ())) for name in same]
        other = held[held["country"].eq(cell.country) & held["line"].isin(lines)]
        if quantity in same and len(other):
            row = other.sort_values("line", key=lambda codes: codes.map(lines.index)).iloc[0]
            part = "" if row["group"] == cell.group else f"{row['group']}, "
            found = f"{part}{row['label']}: {row['value']:,.0f} ({row['year']})"
            status[cell.Index], reason[cell.Index] = OTHER_STATUS, f"no figure; {found}"
    return cells.assign(status=status, reason=reason)


def _wording(row, notes: pd.Series) -> str:
    """Return what a source says it counts, with its *nearly* or *more than* where the note quotes one for this number."""
    hedges = "|".join(rules.rules()["hedges"])
    numbers = f"{row.value:,.0f}|{row.value / 1e6:g} million"
    note = notes.get(row.ledger_id)
    quoted = (
        re.search(f"""['"]({hedges})(?: (?:{numbers})\\b[^'"]*)?['"]""", note)
        if isinstance(note, str)
        else None
    )
    return f"{row.line_label}, “{quoted[1]}” in the source" if quoted else str(row.line_label)


def _headlines(study) -> Iterable[dict]:
    rule, day = study.parameters.mapping.headline, study.parameters.data_cutoff
    landscape = mapping.landscape(study.ledger, study.legal_forms, rule=rule, as_of=day)
    if isinstance(landscape, Absence):
        return
    frame = landscape.to_frame()
    frame = frame[frame["main"] & frame["value"].notna() & frame["quantity"].isin(list(QUANTITIES))]
    notes = study.ledger.frame.set_index("id")["note"]
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
            "wording": _wording(row, notes),
            "origin": row.ledger_id,
        }
