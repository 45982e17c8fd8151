"""Published SSE figures of several countries, form by form, with what may be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from sse_analysis import mapping
from sse_analysis.mapping import rules
from sse_analysis.mapping.figure_words import about, marks, newer_of
from sse_analysis.mapping.findings import amount
from sse_analysis.mapping.leading import leads, one_each
from sse_analysis.regional.lines import completed, nothing
from sse_analysis.regional.side_by_side import as_result, judged_lines
from sse_analysis.results.absence import Absence
from sse_analysis.results.mapping import Landscape
from sse_analysis.results.regional import SideBySide

BODIES = "bodies"
#: Quantities of the regional table in its order; bodies are the quantities that count the same bodies, of any status.
QUANTITIES = {
    BODIES: "organizations",
    "active": "active",
    "members": "members",
    "women": "women among members",
    "jobs": "jobs",
}
#: What a count of bodies says of their status: the words at the head of a line, and in a cell.
_STATUS = {"registered": "registered", "existing": "existing, or status not said"}
_SAID = {"entities_registered": "registered", "entities_existing": "existing", "entities": "status not said"}
#: Status of a cell without a figure whose country counts apart what the line counts together.
COUNTED_APART = "counted apart"
_GRADES = (
    "Behind the year stands the grade of the source (A: statistics office, register or regulator; B: official, second hand; "
    "C: other). Newer: a later figure of lower rank. Words in quotation marks are those of the source on its number."
)


def sse_figures(studies: Iterable, *, window: int) -> SideBySide | Absence:
    """Set the headline figures of every form side by side, where two countries at least have one.

    Each is the one with which the country's own report leads, with what stands beside it there. A figure that stands for
    one kind of a form only (agricultural cooperatives, say) is another concept than a figure for the whole form, and one of
    registered bodies another than one of existing ones; figures in persons and in households are other units: they stand
    in the table and are not compared. A country that counts apart what others count together has these figures in place of
    *no figure*. Lines that one country has alone are named in a note.
    """
    studies = tuple(studies)
    every = pd.DataFrame([cell for study in studies for cell in _headlines(study)])
    if every.empty:
        return nothing("sse-side-by-side", "Published figures on the SSE side by side")
    shared = every.groupby("line")["country"].transform("nunique").gt(1)
    if not shared.any():
        return nothing("sse-side-by-side", "Published figures that two countries share")
    order = {quantity: number for number, quantity in enumerate(QUANTITIES)}
    cells = _with_status(every[shared]).assign(place=every["quantity"].map(order))
    cells = cells.sort_values(["group", "place"], kind="stable")
    given = completed(cells.drop(columns=["place", "quantity", "status", "measure"]), studies)
    return as_result(
        _counted_apart(judged_lines(given, window=window), every),
        studies,
        id="sse-side-by-side",
        title="Headline figures on the SSE by form, with reference year and grade of the source",
        tables=[study.ledger for study in studies],
        notes=(
            f"Figures are set against each other when they share concept and unit and their years lie within "
            f"{window} years. Members are added over organizations: a person in two is counted twice. "
            "The country reports name the source of each figure and what contradicts it.",
            _GRADES,
            *_alone(every[~shared], studies),
        ),
    )


def _headlines(study) -> Iterator[dict]:
    rule, day = study.parameters.mapping.headline, study.parameters.data_cutoff
    landscape = mapping.landscape(study.ledger, study.legal_forms, rule=rule, as_of=day)
    if isinstance(landscape, Absence):
        return
    for name, label in QUANTITIES.items():
        rows = one_each(leads(landscape, rules.bodies() if name == BODIES else (name,)))
        for row in rows.to_dict("records"):
            beside = _beside(row, landscape)
            yield {
                "group": row["form_label"],
                "line": f"{row['form']}-{name}",
                "label": label,
                "quantity": name,
                "country": study.country,
                "value": row["value"],
                "unit": row["unit"],
                "year": row["year"],
                "concept": "the whole form" if row["scope"] == "whole form" else f"only {row['line_label']}",
                "status": _STATUS.get(row["quantity"], ""),
                "measure": row["measure"],
                "wording": str(row["line_label"]),
                "said": marks(row),
                "beside": "; ".join(beside.values()),
                "origin": row["ledger_id"],
                "beside_origin": "; ".join(beside),
            }


def _beside(row: dict, landscape: Landscape) -> dict[str, str]:
    """Return ledger id -> words of what is read with a leading figure: a newer one, and the count of another status."""
    newer = newer_of(row)
    told = {newer["id"]: f"newer: {amount(newer['value'])} ({about(newer)})"} if newer else {}
    frame = landscape.frame
    same = (
        frame["line"].eq(row["line"]) & frame["unit"].eq(row["unit"]) & frame["quantity"].isin(rules.bodies())
    )
    if row["quantity"] in rules.bodies():
        for other in frame[same & ~frame["lead"] & frame["value"].notna()].to_dict("records"):
            words = f"{_SAID[other['measure']]}: {amount(other['value'])} ({about(other)})"
            told.setdefault(other["ledger_id"], words)
    return told


def _with_status(cells: pd.DataFrame) -> pd.DataFrame:
    """Say the status of bodies at the head of a line that has one, else in every cell; registered is another concept."""
    one = cells.groupby("line")["status"].transform("nunique").eq(1)
    head, apart = one & cells["status"].ne(""), ~one
    registered = apart & cells["status"].eq(_STATUS["registered"])
    return cells.assign(
        label=cells["label"].mask(head, cells["status"]),
        concept=cells["concept"].mask(registered, cells["concept"] + ", registered"),
        said=cells["said"].mask(apart, cells["said"] + ", " + cells["measure"].map(_SAID)),
    )


def _counted_apart(cells: pd.DataFrame, every: pd.DataFrame) -> pd.DataFrame:
    """Put in place of *no figure* the counts of the forms that others count together, each with its status."""
    status, reason = cells["status"].copy(), cells["reason"].copy()
    combined = rules.rules()["combined"]
    for cell in cells[cells["value"].isna()].itertuples():
        form, _, quantity = cell.line.rpartition("-")
        lines = [f"{part}-{quantity}" for part in combined.get(form, ())]
        held = every[every["country"].eq(cell.country) & every["line"].isin(lines)]
        if len(held):
            status[cell.Index] = COUNTED_APART
            reason[cell.Index] = "; ".join(["no figure", *map(_in_words, held.to_dict("records"))])
    return cells.assign(status=status, reason=reason)


def _in_words(row: dict) -> str:
    status = f", {_SAID[row['measure']]}" if row["measure"] in _SAID else ""
    return f"{row['group']}: {amount(row['value'])} ({row['year']}, {row['said']}{status})"


def _alone(cells: pd.DataFrame, studies: tuple) -> list[str]:
    """Name the lines that one country has alone, as a note; none without any."""
    told = []
    for study in studies:
        own = cells[cells["country"].eq(study.country)]
        forms = [f"{form} ({', '.join(part['label'])})" for form, part in own.groupby("group", sort=False)]
        told += [f"{study.name}: {'; '.join(forms)}."] if forms else []
    head = f"Lines that only one country has are in its own report, {len(cells)} in all."
    return [f"{head} {' '.join(told)}"] if told else []
