"""How amounts, units, dates and ledger ids of the mapping are printed."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.mapping.figure_words import about, expected_of, newer_of

#: The word before an expected figure says its kind, and what its source says of the day.
_SAID = {"kind": "observed", "qualifier": ""}
_QUIET = ("entities", "employees")
_MONEY = ("MNT", "THB", "USD", "VND", "KHR", "KGS")
_SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
_MEASURES = {
    "entities_active_with_results": "with results",
    "entities_reporting": "reporting",
    "entities_filing_financial_report": "filed a financial report",
    "regular_workers": "regular workers",
    "employees": "employees",
}


def amount(value: object) -> str:
    """Return an amount with thousands separated; a missing one is not known, never zero."""
    if pd.isna(value):
        return "not known"
    return f"{exact(value):,.0f}" if float(value).is_integer() else f"{exact(value):,.1f}"


def money(value: float, unit: str) -> str:
    """Return a large amount in millions, billions or trillions; counts stay whole."""
    if unit in _MONEY:
        for size, word in _SCALES:
            if abs(value) >= size:
                return f"{unit} {exact(value / size):,.1f} {word}"
        return f"{unit} {amount(value)}"
    return f"{amount(value)}{unit_words(unit)}"


def unit_words(unit: object) -> str:
    """Return the unit after a number; organizations need none."""
    if pd.isna(unit) or unit in _QUIET:
        return ""
    return " %" if unit == "percent" else f" {unit}"


def figure(row: dict) -> str:
    """Return a headline with its year, grade and what weakens it; a newer and an expected figure beside it."""
    measure = f" {_MEASURES[row['measure']]}" if row["measure"] in _MEASURES else unit_words(row["unit"])
    base = f" of {amount(row['base_value'])}" if pd.notna(row["base_value"]) else ""
    told, newer = [f"{amount(row['value'])}{base}{measure} ({about(row)})"], newer_of(row)
    told += [f"newer: {amount(newer['value'])} ({about(newer)})"] if newer else []
    return "; ".join([*told, *expected(row)])


def expected(row: dict, unit: str = "") -> list[str]:
    """Return what a source expected beside or instead of a headline, never without this word."""
    found = expected_of(row)
    return [f"expected: {amount(found['value'])}{unit} ({about(found | _SAID)})"] if found else []


def reference_day(row: dict) -> str:
    """Return the day a figure refers to, or its year where no day is known."""
    date = row["reference_date"]
    if pd.notna(date) and len(str(date)) == 10:
        day = dt.date.fromisoformat(str(date))
        return f"{day.day} {day:%b %Y}"
    inferred = " (inferred)" if row.get("year_inferred") else ""
    return f"{int(row['year'])}{inferred}" if pd.notna(row["year"]) else "undated"


def short_ids(ids: str, *, limit: int | None = None) -> str:
    """Return ledger ids without the country code, which the page already names."""
    parts = [part[4:] for part in str(ids).replace(" + ", ";").split(";") if part]
    if limit and len(parts) > limit:
        return f"{', '.join(parts[:limit])} and {len(parts) - limit} more"
    return ", ".join(parts)
