"""Published informality, release by release, and the context of people, work and economy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sse_analysis.synthetic import files
from sse_analysis.synthetic.population import Population
from sse_analysis.synthetic.series import OFFICE, RELEASES
from sse_analysis.synthetic.settings import settings

BY_SEX = "Synthetic labour force survey, informality by sex"
BY_ACTIVITY = "Synthetic labour force survey, informality by activity"
SECTOR = "Synthetic labour force survey, informal sector"
_FIRST = 2017
#: Year of a new questionnaire, and how far the older figures stand above it.
BREAK_YEAR, BREAK_STEP = 2021, 6.0
#: How far the older releases stood from the newest, in points.
_REVISED = {"2024-06": 1.1, "2025-06": 0.4, "2026-06": 0.0}
_URL = "https://example.org/xsy/lfs"


def informality(
    found: Mapping[str, Any], shares: Mapping[str, float], rng: np.random.Generator
) -> pd.DataFrame:
    """Return every release of the informality figures; the newest value of the newest release is the true rate.

    Parameters
    ----------
    shares : mapping
        True rates and counts by scope and sex, see :func:`by_scope`.
    """
    rows = [*_rates(shares, rng), *_sector(shares, rng)]
    frame = pd.DataFrame(rows)
    last = settings()["reference_year"]
    frame = frame[frame["year"] <= frame["release_date"].str[:4].astype(int) - 1]
    frame["year"] = frame["year"].clip(upper=last)
    order = ["country_iso3", "concept", "scope", "sex", "location", "year", "value", "unit", "source_survey", "obs_status",
             "publisher", "dataset", "release_date", "url", "note"]  # fmt: skip
    return frame[order]


def by_scope(population: Population, informal: np.ndarray, unit: np.ndarray) -> dict[str, float]:
    """Return rates in percent and counts in thousands, by scope and sex.

    Parameters
    ----------
    informal, unit : arrays
        Whether each job is informal (1, 0; missing without a class), and the kind of its unit (1 informal).
    """
    employed = population.employed
    division = employed["isic"].to_numpy() // 100
    sexes = {
        "total": slice(None),
        "female": employed["sex"].to_numpy() == 2,
        "male": employed["sex"].to_numpy() == 1,
    }
    scopes = {
        "total": division > 0, "agriculture": division <= 3, "nonagriculture": division > 3,
        "industry": (division >= 5) & (division <= 43), "services": division >= 45,
        "manufacturing": (division >= 10) & (division <= 33), "construction": (division >= 41) & (division <= 43),
    }  # fmt: skip
    found = {}
    for scope, inside in scopes.items():
        for sex, rows in sexes.items():
            here = inside & (np.ones(len(inside), bool) if sex == "total" else rows)
            found[f"rate.{scope}.{sex}"] = float(100 * np.nanmean(informal[here]))
            found[f"sector.{scope}.{sex}"] = float((unit[here] == 1).sum() / 1000)
    for name, code in (("urban", 1), ("rural", 0)):
        found[f"sector.{name}"] = float((unit[employed["urban"].to_numpy() == code] == 1).sum() / 1000)
    return found


def _row(concept: str, scope: str, value: float, *, year: int, release: str, **more: Any) -> dict[str, Any]:
    return {
        "country_iso3": "XSY", "concept": concept, "scope": scope, "sex": "total", "location": "national", "year": year,
        "value": value, "unit": "percent", "source_survey": "Synthetic labour force survey", "obs_status": "",
        "publisher": OFFICE, "dataset": BY_SEX, "release_date": release, "url": _URL, "note": "",
    } | more  # fmt: skip


def _rates(shares: Mapping[str, float], rng: np.random.Generator) -> Iterator[dict]:
    last = settings()["reference_year"]
    for name, true in shares.items():
        kind, _, rest = name.partition(".")
        if kind != "rate":
            continue
        scope, sex = rest.split(".")
        course = (
            true + 0.55 * (last - np.arange(_FIRST, last + 1)) + 0.3 * rng.standard_normal(last - _FIRST + 1)
        )
        course[-1] = true
        for release, shift in _REVISED.items():
            for year, value in zip(range(_FIRST, last + 1), course, strict=True):
                moved = value + shift + (BREAK_STEP if year < BREAK_YEAR else 0)
                shown, flag = round(float(np.clip(moved, 0, 100)), 2), "B" if year == BREAK_YEAR else ""
                about = {
                    "sex": sex,
                    "obs_status": flag,
                    "dataset": BY_SEX if scope == "total" else BY_ACTIVITY,
                }
                yield _row("informal_employment_share", scope, shown, year=year, release=release, **about)


def _sector(shares: Mapping[str, float], rng: np.random.Generator) -> Iterator[dict]:
    """Persons in units of the informal sector, in thousands, newest release only."""
    last = settings()["reference_year"]
    for name, true in shares.items():
        kind, _, rest = name.partition(".")
        if kind != "sector":
            continue
        scope, _, sex = rest.partition(".")
        place = scope if scope in ("urban", "rural") else "national"
        if (sex not in ("", "total") and scope != "total") or scope == "nonagriculture":
            continue
        for year in range(BREAK_YEAR, last + 1):
            value = true * (1 + 0.012 * (last - year))
            yield _row(
                "informal_sector_employment", "total" if place != "national" else scope, round(value, 1), year=year,
                release=RELEASES[-1], sex=sex or "total", location=place, unit="thousand_persons", dataset=SECTOR,
            )  # fmt: skip


#: Series, label, unit, last value or name of a true one, yearly growth, digits.
_CONTEXT = (
    ("SP.POP.TOTL", "Population", "persons", "population.persons", 0.013, 0),
    ("SL.TLF.TOTL.IN", "Labour force", "persons", "labour.force", 0.012, 0),
    ("EMP_TEMP_SEX_INS_NB", "Employment", "thousand_persons", "labour.employed", 0.012, 1),
    ("AG.LND.TOTL.K2", "Land area", "km2", 134_000, 0.0, 0),
    ("NY.GDP.MKTP.CD", "GDP, current US dollars", "usd_current", 6.1e9, 0.055, 0),
    ("NY.GDP.PCAP.CD", "GDP per head, current US dollars", "usd_current", 3050, 0.041, 0),
    ("NY.GDP.MKTP.KD.ZG", "Growth of real GDP", "percent", 4.2, 0.0, 1),
    ("PA.NUS.FCRF", "Official exchange rate, year average", "local_currency_per_usd", 31.5, 0.02, 2),
    ("SI.POV.NAHC", "Population below the national poverty line", "percent", 17.2, -0.03, 1),
    ("SI.POV.GINI", "Gini index", "index_0_100", 34.1, -0.004, 1),
    ("SL.EMP.TOTL.SP.ZS", "Employment to population ratio", "percent", "labour.employment_rate", 0.001, 1),
)


def context(found: Mapping[str, Any], rng: np.random.Generator) -> pd.DataFrame:
    """Return the context series, which end at the true values where there are any."""
    last, rows = settings()["reference_year"], []
    for series, label, unit, end, growth, digits in _CONTEXT:
        value = found[end] if isinstance(end, str) else end
        value = value / 1000 if unit == "thousand_persons" else value
        for year in range(2010, last + 1):
            noise = 0 if year == last or (growth == 0 and unit == "km2") else 0.003 * rng.standard_normal()
            amount = value / (1 + growth) ** (last - year) * (1 + noise)
            rows.append((series, label, unit, year, round(amount, digits) if digits else round(amount)))
    frame = pd.DataFrame(rows, columns=["series", "label", "unit", "year", "value"])
    frame = frame.assign(country_iso3="XSY", sex="total", age="all", location="national", publisher=OFFICE,
                         dataset="Synthetic national accounts and census", release=RELEASES[-1],
                         url="https://example.org/xsy/context")  # fmt: skip
    order = ["country_iso3", "indicator", "series", "label", "sex", "age", "location", "unit", "year", "value", "lower",
             "upper", "nature", "obs_status", "publisher", "dataset", "release", "url", "note"]  # fmt: skip
    return frame.reindex(columns=order)


def write(
    folder: Path, found: Mapping[str, Any], shares: Mapping[str, float], *, rng: np.random.Generator
) -> None:
    files.write_csv(folder / "informality_series.csv", informality(found, shares, rng))
    files.write_csv(folder / "context_series.csv", context(found, rng))
