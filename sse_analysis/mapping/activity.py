"""From the register to activity: which part of the registered bodies is known to be active."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sse_analysis import reference
from sse_analysis.mapping import rules
from sse_analysis.mapping.figure_words import qualifier
from sse_analysis.mapping.lines import COUNTED, figures
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping import ActivityFunnel
from sse_analysis.sources.table import OBSERVED, SourcedTable, citations

_SOURCE = ["form", "source_title", "source_publisher", "year"]
_FLAGS = {
    "rule": "rule of thumb",
    "estimate": "the source calls it an estimate",
    "share": "the source prints the share only",
}


def registered_to_active(
    ledger: SourcedTable | Absence,
    legal_forms: SourcedTable | Absence | None = None,
    *,
    closeness: float = 0.02,
) -> ActivityFunnel | Absence:
    """Return pairs of a registered and an active count of the same source and year, with the share.

    Parameters
    ----------
    ledger : SourcedTable
    legal_forms : SourcedTable, optional
    closeness : float
        An estimate whose share lies within this relative distance of a simple fraction (one half, one third ...)
        is a rule of thumb, not a count.

    Returns
    -------
    ActivityFunnel
        ``share`` in percent; ``flag`` says what weakens it, ``registered_said`` and ``active_said`` the words by which the
        source makes a count less exact, ``year_inferred`` that it does not print the year of one. No interval is given:
        nobody drew a sample. Figures of different sources or years are never paired.
    """
    if isinstance(ledger, Absence):
        return ledger
    rows = figures(ledger, legal_forms)
    rows = rows[rows["kind"].isin(COUNTED) & rows["year"].notna()]
    found = [*_pairs(rows, closeness), *_shares(rows)]
    if not found:
        return _nothing(ledger)
    frame = pd.DataFrame(found).astype({"year": "Int64"})
    frame = frame.sort_values(["form", "line_label", "year"], kind="stable").reset_index(drop=True)
    used = rows[rows["id"].isin([*frame["registered_id"].dropna(), *frame["active_id"].dropna()])]
    return ActivityFunnel(
        frame=frame.assign(form_label=frame["form"].map(reference.labels("form"))),
        country=ledger.country,
        sources=citations(used),
        notes=(
            "Only figures of one source and year are paired. A share flagged as a rule of thumb is no evidence of "
            "activity. The rest is not known to be inactive: it is not known to be active.",
        ),
        provenance=Provenance(inputs=(*ledger.inputs, *rules.inputs())),
    )


def _pairs(rows: pd.DataFrame, closeness: float) -> Iterator[dict]:
    given = rules.rules()["activity"]
    national = rows[rows["facet_count"].eq(0)]
    said = _says_active(national)
    national = national.assign(
        whole=national["measure"].isin(given["registered"]) & ~said,
        alive=national["measure"].isin(given["active"]) | said,
    )
    for _, table in national.groupby(_SOURCE, sort=True):
        if not (table["whole"].any() and table["alive"].any()):
            continue
        wholes, actives = table[table["whole"]], table[table["alive"]]
        for active in actives.itertuples():
            whole = _whole_of(wholes, active)
            if whole is not None and whole["amount"] >= active.amount:
                yield _pair(whole, active, closeness)


def _says_active(rows: pd.DataFrame) -> pd.Series:
    """Tell which rows count active bodies by their words: "with public accounts"."""
    words = rules.rules()["activity"]["words"]
    counted = rows["measure"].isin(rules.rules()["activity"]["registered"])
    return counted & rows["base"].map(lambda base: any(base.endswith(word) for word in words))


def _whole_of(wholes: pd.DataFrame, active) -> pd.Series | None:
    """Return the registered count of the line an active count belongs to, best measure first."""
    bases = {active.base}
    for word in rules.rules()["activity"]["words"]:
        bases.add(active.base.removesuffix(f" {word}"))
    same = wholes[wholes["line"].eq(active.line) | wholes["base"].isin(bases)]
    if same.empty:
        return None
    order = {measure: place for place, measure in enumerate(rules.rules()["activity"]["registered"])}
    return same.loc[same["measure"].map(order).idxmin()]


def _pair(whole: pd.Series, active, closeness: float) -> dict:
    share = active.amount / whole["amount"]
    estimate = "estimate" in (active.kind, whole["kind"])
    rule = _rule_of_thumb(share, closeness) if estimate else ""
    flag = f"{_FLAGS['rule']}: {rule}" if rule else _FLAGS["estimate"] if estimate else ""
    return _record(active) | {
        "registered_label": whole["line_label"],
        "registered": whole["amount"],
        "registered_measure": whole["measure"],
        "registered_id": whole["id"],
        "registered_said": qualifier(whole["note"], whole["amount"]),
        "year_inferred": bool(whole["year_inferred"] or active.year_inferred),
        "active": active.amount,
        "active_measure": active.measure,
        "active_id": active.id,
        "share": 100 * share,
        "flag": flag,
        "usable": not estimate,
    }


def _rule_of_thumb(share: float, closeness: float) -> str:
    for top, bottom in rules.rules()["activity"]["rule_of_thumb"]:
        if abs(share - top / bottom) <= closeness * top / bottom:
            return f"{top} in {bottom}"
    return ""


def _record(row) -> dict:
    source = f"{row.source_publisher}, {row.source_title} ({row.source_date})"
    about = {"form": row.form, "line": row.line, "line_label": row.line_label, "year": row.year}
    about |= {"year_inferred": bool(row.year_inferred), "active_said": qualifier(row.note, row.amount)}
    return about | {"grade": row.grade, "dated": row.dated, "source": source}


def _shares(rows: pd.DataFrame) -> Iterator[dict]:
    """Yield the shares of active bodies that a source prints without the counts behind them."""
    active = rows[rows["measure"].eq("share_with_attribute") & rows["facets"].eq("attribute=active")]
    for row in active.itertuples():
        rule = _rule_of_thumb(row.amount / 100, 0.02)
        words = f"{_FLAGS['rule']}: {rule}" if rule else _FLAGS["share"]
        blank = dict.fromkeys(("registered", "active"), float("nan"))
        blank |= {
            "registered_label": row.line_label,
            "registered_measure": None,
            "registered_id": None,
            "registered_said": "",
        }
        about = {"active_measure": row.measure, "active_id": row.id, "share": row.amount, "flag": words}
        yield _record(row) | blank | about | {"usable": not rule and row.kind in OBSERVED}


def _nothing(ledger: SourcedTable) -> Absence:
    return Absence(
        id="no-activity",
        country=ledger.country,
        reason="no_data",
        what="From the register to activity",
        why="No source of the ledger gives a registered and an active count for the same form and year.",
        file=ledger.file,
        layout="form, legal_form, measure (entities_registered and entities_active), value, year, source_title",
        answers="Which part of the registered organizations is known to be active?",
    )
