"""Studies of the five countries, read once, and tables made of a few rows."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd
import pytest

from sse_analysis import load_study
from sse_analysis.sources.table import SourcedTable

COUNTRIES = ("khm", "kgz", "mng", "tha", "vnm")

_ROW = {
    "country_iso3": "LAO",
    "concept": "informal_employment_share",
    "scope": "total",
    "sex": "total",
    "location": "national",
    "year": 2020,
    "value": 50.0,
    "unit": "percent",
    "source_survey": "Labour Force Survey",
    "obs_status": None,
    "publisher": "International Labour Organization",
    "dataset": "ILOSTAT EMP_NIFL_SEX_RT",
    "release_date": "2026",
    "url": "https://ilostat.ilo.org/",
    "note": None,
}


@lru_cache(maxsize=8)
def _study(country: str):
    return load_study(country)


@pytest.fixture(scope="session")
def study():
    """Return the study of a country, read once for all tests."""
    return _study


@pytest.fixture
def informality():
    """Return a maker of informality tables: one mapping of differences a row."""

    def make(*rows: dict, country: str = "lao") -> SourcedTable:
        frame = pd.DataFrame([_ROW | row for row in rows]).astype({"year": "Int64", "value": "float64"})
        text = [name for name in frame if name not in ("year", "value")]
        frame[text] = frame[text].astype("str")
        return SourcedTable("informality_series", country, frame, "data/lao/informality_series.csv", "0" * 64)

    return make
