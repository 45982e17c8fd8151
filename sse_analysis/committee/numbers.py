"""The numbers a committee knows a report by: each with id, unit, year, sources and perimeter."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pandas as pd

from sse_analysis import mapping
from sse_analysis.formalization.series import lines_of, newest
from sse_analysis.results.absence import Absence
from sse_analysis.sdg.lines import LINE, headline_rows, own_rows

Number = dict[str, Any]
_RATE = ["concept", "scope", "sex", "location", "publisher", "dataset"]


def numbers(study: Any, *, on: dt.date) -> list[Number]:
    """Return the headline numbers of a country under the decisions in force on a day, in the order of their ids.

    Parameters
    ----------
    study : Study
        Gives ``ledger, legal_forms, decisions, sdg_series, informality, parameters``; an absence gives no numbers.
    on : date
        Day for which decisions and laws count.

    Returns
    -------
    list of dict
        ``id, label, value, unit, year, sources, perimeter``. A missing value is left out, never zero.
    """
    found = [*_landscape(study, on), *_series(study), *_rates(study)]
    return sorted(found, key=lambda row: row["id"])


def _landscape(study: Any, on: dt.date) -> Iterator[Number]:
    if isinstance(study.ledger, Absence) or isinstance(study.legal_forms, Absence):
        return
    given = study.parameters
    choice = {"rule": given.mapping.headline, "as_of": given.data_cutoff}
    landscape = mapping.landscape(study.ledger, study.legal_forms, **choice)
    screening = mapping.perimeter_screening(study.legal_forms, study.decisions, on=on)
    if isinstance(landscape, Absence) or isinstance(screening, Absence):
        return
    for row in _held(landscape.frame):
        place = f"mapping/{row['line']}/{row['quantity']}/{row['unit']}"
        yield _number(place, f"{row['line_label']}: {row['quantity']}", row, [row["ledger_id"]])
    yield from _judged(screening.frame)
    counts = mapping.perimeter_counts(landscape, screening)
    if isinstance(counts, Absence):
        return
    for row in _held(counts.frame[counts.frame["level"].eq("total")]):
        place = f"perimeter/{row['rule_set']}/{row['verdict']}/{row['unit']}"
        label = f"Perimeter {row['rule_set']}: {row['verdict']}"
        yield _number(place, label, row, str(row["ledger_id"]).split(" + "), perimeter=row["rule_set"])


def _judged(frame: pd.DataFrame) -> Iterator[Number]:
    """Count legal forms by verdict: a decision shows here also where no figure of the form is held."""
    for (rules, verdict), group in frame.groupby(["rule_set", "verdict"]):
        row = {"value": len(group), "unit": "legal forms", "year": pd.NA}
        label = f"Perimeter {rules}: legal forms {verdict}"
        yield _number(f"forms/{rules}/{verdict}", label, row, sorted(group["id"]), perimeter=rules)


def _series(study: Any) -> Iterator[Number]:
    if isinstance(study.sdg_series, Absence):
        return
    rows = headline_rows(own_rows(study.sdg_series)).dropna(subset=["value"])
    for row in _held(rows.groupby(LINE, sort=False).tail(1)):
        place = "/".join(("sdg", *(str(row[name]) for name in LINE)))
        yield _number(place, row["label"], row, [f"{row['dataset']} {row['release']}"])


def _rates(study: Any) -> Iterator[Number]:
    if isinstance(study.informality, Absence):
        return
    rows = lines_of(study.informality)
    for _, group in rows[rows["usable"] & rows["dated"]].groupby(_RATE, sort=False, dropna=False):
        latest = group[group["release_date"].eq(newest(group))].sort_values("year", kind="stable").tail(1)
        for row in _held(latest):
            place = "/".join(("informality", *(str(row[name]) for name in _RATE)))
            label = f"{row['concept']}, {row['scope']}, {row['sex']}, {row['location']}"
            yield _number(place, label, row, [f"{row['dataset']} {row['release_date']}"])


def _held(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame[frame["value"].notna()].to_dict("records")


def _number(id: str, label: str, row: dict, sources: list, *, perimeter: str = "") -> Number:
    return {
        "id": id,
        "label": str(label),
        "value": float(row["value"]),
        "unit": str(row["unit"]),
        "year": None if pd.isna(row["year"]) else int(row["year"]),
        "sources": [str(source) for source in sources],
        "perimeter": perimeter,
    }
