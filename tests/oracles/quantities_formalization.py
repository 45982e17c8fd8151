"""Quantities of the formalization room that a reference case can ask for."""

from __future__ import annotations

from sse_analysis.harmonize.informality import classify

#: Editions of our rules by the names of the cases.
_EDITIONS = {"icls17_ilo": "icls17_ilo"}
_COLUMNS = {"ife_prod": "unit", "ife_nature": "job"}


def informality_class(frames, call):
    """Return the columns whose codes agree in every row, and the rows in which both agree."""
    options = dict(call["options"])
    edition = _EDITIONS[options.pop("variant")]
    (persons,) = frames
    found = classify(persons[call["y"]], edition=edition, options=options).frame
    same = {name: found[ours].eq(persons[name]).fillna(False) for name, ours in _COLUMNS.items()}
    return {
        "columns": [name for name, rows in same.items() if rows.all()],
        "n_rows": int((same["ife_prod"] & same["ife_nature"]).sum()),
    }


QUANTITIES = {"informality_class": informality_class}
