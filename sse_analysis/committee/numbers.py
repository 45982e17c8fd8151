"""The numbers a committee knows a report by: each with id, unit, year, sources and perimeter."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sse_analysis import mapping
from sse_analysis.formalization.series import lines_of, newest
from sse_analysis.perimeter import rule_sets
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
        ``id, label, value, unit, year, sources, perimeter``. A missing value is left out, never zero. The year
        of a sum over several is their span, such as "2021 to 2023".
    """
    found = [row for part in PARTS for row in part.rows(study, on) if "why" not in row]
    return sorted(found, key=lambda row: row["id"])


@dataclass(frozen=True)
class Part:
    """Some of the numbers, the files they are read from, and whether decisions and the day count.

    Rows of what was asked for and cannot be computed hold ``id`` and ``why`` alone.
    """

    name: str
    rows: Callable[[Any, dt.date], Iterator[Number]] = field(repr=False)
    files: str
    judged: bool = False

    def reads(self, path: str) -> bool:
        return re.fullmatch(self.files, path) is not None


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
        yield number(place, f"{row['line_label']}: {row['quantity']}", row, [row["ledger_id"]])
    yield from _judged(screening.frame)
    counts = mapping.perimeter_counts(landscape, screening)
    if isinstance(counts, Absence):
        return
    for row in counts.frame[counts.frame["level"].eq("total")].to_dict("records"):
        place = f"perimeter/{row['rule_set']}/{row['verdict']}/{row['unit']}"
        if pd.isna(row["value"]):
            yield {"id": place, "why": row["why_absent"]}
            continue
        label = f"{_set_name(row['rule_set'])}: {row['verdict']}"
        yield number(place, label, row, str(row["ledger_id"]).split(" + "), perimeter=row["rule_set"])
    for row in _held(mapping.perimeter_people(landscape, screening)):
        place = f"perimeter/{row['rule_set']}/{row['verdict']}/{row['quantity']}/{row['unit']}"
        label = f"{_set_name(row['rule_set'])}: {row['verdict']}, {row['quantity']}"
        yield number(place, label, row, row["ledger_id"].split(" + "), perimeter=row["rule_set"])


def _set_name(code: str) -> str:
    return f"{next(one.name for one in rule_sets() if one.code == code)} perimeter"


def _judged(frame: pd.DataFrame) -> Iterator[Number]:
    """Count legal forms by verdict: a decision shows here also where no figure of the form is held."""
    for (rules, verdict), group in frame.groupby(["rule_set", "verdict"]):
        row = {"value": len(group), "unit": "legal forms", "year": pd.NA}
        label = f"{_set_name(rules)}: judged {verdict}"
        yield number(f"forms/{rules}/{verdict}", label, row, sorted(group["id"]), perimeter=rules)


def _series(study: Any, _: dt.date) -> Iterator[Number]:
    if isinstance(study.sdg_series, Absence):
        return
    rows = headline_rows(own_rows(study.sdg_series)).dropna(subset=["value"])
    for row in _held(rows.groupby(LINE, sort=False).tail(1)):
        place = "/".join(("sdg", *(str(row[name]) for name in LINE)))
        yield number(place, row["label"], row, [f"{row['dataset']} {row['release']}"])


def _rates(study: Any, _: dt.date) -> Iterator[Number]:
    if isinstance(study.informality, Absence):
        return
    rows = lines_of(study.informality)
    for _, group in rows[rows["usable"] & rows["dated"]].groupby(_RATE, sort=False, dropna=False):
        latest = group[group["release_date"].eq(newest(group))].sort_values("year", kind="stable").tail(1)
        for row in _held(latest):
            place = "/".join(("informality", *(str(row[name]) for name in _RATE)))
            label = f"{row['concept']}, {row['scope']}, {row['sex']}, {row['location']}"
            yield number(place, label, row, [f"{row['dataset']} {row['release_date']}"])


def _organizations(study: Any, _: dt.date) -> Iterator[Number]:
    """Count the records of every register, and the organizations behind them by state."""
    if isinstance(study.registers, Absence):
        return
    for one in study.registers:
        row = {"value": len(one.frame), "unit": "records", "year": one.about.reference_date.year}
        yield number(f"registers/{one.name}/records", f"{one.about.title}: records", row, [one.file])
    linked = study.organizations
    if isinstance(linked, Absence):
        return
    files = [one.file for one in study.registers]
    states = linked.organizations["state"].fillna("unknown")
    year = max(one.about.reference_date.year for one in study.registers)
    for state, count in [("all", len(states)), *sorted(states.value_counts().items())]:
        row = {"value": count, "unit": "organizations", "year": year}
        yield number(
            f"registers/organizations/{state}", f"Organizations behind the registers: {state}", row, files
        )


_SHARED = r"parameters/[a-z]{3}\.yml|data/common/.+|data/[a-z]{3}/"
#: In the order they are computed. Every number is in one part.
PARTS = (
    Part("landscape", _landscape, _SHARED + r"(ledger|legal_forms)\.csv", judged=True),
    Part("series", _series, _SHARED + r"sdg_series\.csv"),
    Part("rates", _rates, _SHARED + r"informality_series\.csv"),
    Part("organizations", _organizations, r"data/[a-z]{3}/registers/[^/]+"),
)


def _held(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return frame[frame["value"].notna()].to_dict("records")


def number(id: str, label: str, row: dict, sources: list, *, perimeter: str = "") -> Number:
    return {
        "id": id,
        "label": str(label),
        "value": float(row["value"]),
        "unit": str(row["unit"]),
        "year": row.get("years") or None if pd.isna(row["year"]) else int(row["year"]),
        "sources": [str(source) for source in sources],
        "perimeter": perimeter,
    }
