"""Ledgers made by hand: a row is what it says, everything else is filled with harmless values."""

from __future__ import annotations

import pandas as pd

from sse_analysis.sources.table import SourcedTable

_SCALES = {"one": 1.0, "million": 1e6}
_TEXT = ["legal_form_id", "facets", "reference_date", "verified", "note"]


def ledger(*rows: dict, country: str = "khm") -> SourcedTable:
    """Return a ledger, typed as the reader types it."""
    frame = pd.DataFrame([_row(number, row, country) for number, row in enumerate(rows, 1)])
    frame["year"] = frame["year"].astype("Int64")
    for name in _TEXT:
        frame[name] = frame[name].astype("str")
    facets = frame["facets"].fillna("")
    frame = frame.assign(
        amount=frame["value"] * frame["scale"].map(_SCALES),
        region=facets.str.extract(r"(?:^|;)region=([^;]+)", expand=False).astype("str"),
        facet_count=facets.map(lambda text: text.count("=")).astype("int64"),
        year_inferred=frame["note"].fillna("").str.startswith("[year inferred]"),
    )
    return SourcedTable("ledger", country, frame, f"data/{country}/ledger.csv", "0" * 64)


def _row(number: int, given: dict, country: str) -> dict:
    row = {
        "id": f"row-{number}", "country_iso3": country.upper(), "form": "cooperative", "legal_form_id": pd.NA,
        "legal_form": "Cooperatives", "measure": "entities", "facets": pd.NA, "value": 1.0, "unit": "entities",
        "scale": "one", "year": 2020, "reference_date": pd.NA, "kind": "observed", "grade": "B", "verified": "yes",
        "source_title": "Yearbook", "source_publisher": "Statistics office", "source_date": "2021",
        "source_url": "https://example.org/", "note": pd.NA,
    }  # fmt: skip
    return row | given


def legal_forms(*rows: dict, country: str = "khm") -> SourcedTable:
    """Return a table of legal forms."""
    frame = pd.DataFrame([_form(row, country) for row in rows])
    frame["law_year"] = frame["law_year"].astype("Int64")
    return SourcedTable("legal_forms", country, frame, f"data/{country}/legal_forms.csv", "1" * 64)


def _form(given: dict, country: str) -> dict:
    row = {
        "id": "KHM-cooperative-cooperative", "country_iso3": country.upper(), "form_type": "cooperative",
        "name_en": "Cooperative", "name_local": pd.NA, "law_title": "Law", "law_year": 2013,
        "valid_from": "2013-06-09", "valid_to": pd.NA, "registering_authority": "Ministry", "profit_rule": pd.NA,
        "governance_rule": pd.NA, "voluntary_membership": "yes", "democratic_governance": "yes", "autonomy": "yes",
        "people_over_capital": "yes", "evidence": "read", "tier": "primary", "min_members": pd.NA,
        "source_title": "Law", "source_publisher": "Parliament", "source_date": "2013",
        "source_url": "https://example.org/", "note": pd.NA,
    }  # fmt: skip
    return row | given
