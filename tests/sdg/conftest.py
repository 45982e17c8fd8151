"""Studies of real countries, read once; and series made by hand."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd
import pytest

from sse_analysis import load_study, sdg
from sse_analysis.sources.table import SourcedTable

FIVE = ("khm", "kgz", "mng", "tha", "vnm")


@lru_cache(maxsize=8)
def _study(country: str):
    return load_study(country)


@lru_cache(maxsize=8)
def _standing(country: str):
    study = _study(country)
    return sdg.baseline(study.sdg_series, study.sdg_indicators, as_of=2026)


@lru_cache(maxsize=8)
def _said(country: str):
    return sdg.claims(_study(country).sdg_claims, country=country)


@lru_cache(maxsize=8)
def _measured(country: str):
    study = _study(country)
    return sdg.measure_progress(study.sdg_series, study.sdg_indicators)


@pytest.fixture(scope="session")
def study_of():
    return _study


@pytest.fixture(scope="session")
def standing_of():
    return _standing


@pytest.fixture(scope="session")
def said_of():
    return _said


@pytest.fixture(scope="session")
def measured_of():
    return _measured


_BLANK = {
    "country_iso3": "KHM",
    "goal": "8",
    "target": "8.5",
    "indicator": "8.5.2",
    "series": "RATE",
    "label": "a rate",
    "sex": "total",
    "age": "15+",
    "location": "national",
    "unit": "percent",
    "nature": pd.NA,
    "obs_status": pd.NA,
    "publisher": "Office",
    "dataset": "Survey",
    "release": "2024",
    "url": "https://example.org",
    "note": pd.NA,
}


@pytest.fixture
def series():
    """A table of one country from ``(year, value, {other columns})``."""

    def make(*rows, **common) -> SourcedTable:
        full = [_BLANK | common | {"year": year, "value": value} | dict(*rest) for year, value, *rest in rows]
        frame = pd.DataFrame(full).astype({"year": "Int64", "value": float})
        return SourcedTable("sdg_series", "khm", frame, "data/khm/sdg_series.csv", "0" * 64)

    return make


@pytest.fixture
def indicators():
    """What the hand-made series mean."""

    def make(*rows, series="RATE", direction="lower_better", target=None, basis="none") -> SourcedTable:
        given = rows or ((series, direction, target, basis),)
        columns = ["series", "direction", "target_value_2030", "target_basis"]
        frame = pd.DataFrame(given, columns=columns).assign(note=pd.NA).astype({"target_value_2030": float})
        return SourcedTable("sdg_indicators", "common", frame, "data/common/sdg_indicators.csv", "1" * 64)

    return make
