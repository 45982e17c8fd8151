"""What the synthetic country is drawn from: its tables, its switches, one random stream a room."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
import pandas as pd
import yaml

from sse_analysis import paths
from sse_analysis.errors import ParameterError, one_of, suggestion
from sse_analysis.reference.countries import is_private_use

#: What makes an assumption of an estimator fail; all off unless asked for.
SWITCHES = ("hidden_confounding", "status_error", "list_dependence", "self_selection")
#: One stream of random numbers each: a change in one room leaves the others as they were. Append only.
ROOMS = (
    "places", "households", "persons", "work", "membership", "formality", "earnings", "unknown",
    "organizations", "allocation", "transition", "names", "lists", "registers", "scores", "entity_survey",
    "sample", "panel", "series", "published", "background", "ecosystem", "enterprises",
    "histories", "interests", "views",
)  # fmt: skip

#: Columns of its tables that look like numbers and are codes.
_TEXT = (
    "isic",
    "register_code",
    "target",
    "goal",
    "law_year",
    "min_members",
    "start_year",
    "event_year",
    "source_date",
)


def streams(seed: int) -> dict[str, np.random.Generator]:
    """Return an independent generator for every room."""
    children = np.random.SeedSequence(seed).spawn(len(ROOMS))
    return {room: np.random.default_rng(child) for room, child in zip(ROOMS, children, strict=True)}


def refuse_real(country: str) -> str:
    """Return the code in small letters if it is free for a synthetic country.

    Raises
    ------
    ParameterError
        For any code outside XAA to XZZ, and for XKX, which is in use.
    """
    code = paths.country_code(country)
    if not is_private_use(code):
        raise ParameterError(
            f"'{code.upper()}' is the code of a real country, or is kept for one. Synthetic data may only stand under "
            "a private-use code of ISO 3166-1: XAA to XZZ, without XKX. Use: sse synthetic xsy"
        )
    return code


def chosen_switches(names: Iterable[str]) -> frozenset[str]:
    """Return the switches that are on.

    Raises
    ------
    ParameterError
        If a name is not a switch.
    """
    for name in names:
        if name not in SWITCHES:
            raise ParameterError(
                f"'{name}' is not a switch of the synthetic country. Expected {one_of(SWITCHES)}. "
                f"{suggestion(name, SWITCHES)}".strip()
            )
    return frozenset(names)


@lru_cache(maxsize=1)
def settings() -> dict[str, Any]:
    """Return the numbers the population is drawn from."""
    return yaml.safe_load(_file("country.yml").read_text(encoding="utf-8"))


@lru_cache(maxsize=8)
def table(name: str) -> pd.DataFrame:
    """Return a table of the synthetic country; codes with leading zeros stay text."""
    with _file(f"{name}.csv").open(encoding="utf-8") as handle:
        return pd.read_csv(handle, dtype=dict.fromkeys(_TEXT, "str"), keep_default_na=False)


def _file(name: str):
    return files("sse_analysis.synthetic") / "tables" / name


def expit(x: np.ndarray) -> np.ndarray:
    return 1.0 / (1.0 + np.exp(-x))
