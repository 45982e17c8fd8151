"""Countries as publishers write them: UN M49 numbers, alpha-3 codes, names."""

from __future__ import annotations

from functools import lru_cache

import pandas as pd

from sse_analysis.sources.series.values import rules


@lru_cache(maxsize=1)
def _by_number() -> dict[int, str]:
    import pycountry

    return {int(entry.numeric): entry.alpha_3 for entry in pycountry.countries}


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    import pycountry

    names = {}
    for entry in pycountry.countries:
        for name in (entry.name, getattr(entry, "common_name", ""), getattr(entry, "official_name", "")):
            if name:
                names[name.lower()] = entry.alpha_3
    return names | rules()["country_names"]


def from_numbers(cells: pd.Series) -> pd.Series:
    """Return alpha-3 codes of M49 numbers, with or without leading zeros; a group keeps ``M49:1``."""
    text = cells.astype(str).str.strip()
    numbers = pd.to_numeric(text, errors="coerce")
    found = numbers.map(lambda number: _by_number().get(int(number)) if pd.notna(number) else None)
    return found.where(found.notna(), "M49:" + text)


def from_names(cells: pd.Series) -> pd.Series:
    """Return alpha-3 codes of names; a group of countries keeps its name."""
    text = cells.astype(str).str.strip()
    found = text.str.lower().map(_by_name())
    return found.where(found.notna(), text)
