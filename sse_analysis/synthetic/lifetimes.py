"""When organizations were founded, registered, last heard of, and dissolved."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.synthetic.settings import settings

ACTIVE, DORMANT, DISSOLVED = "active", "dormant", "dissolved"
_FIRST = np.datetime64("1992-01-01")
#: Forms that often begin as a group nobody registered, and the mean delay of both kinds in days.
_GREW, _SLOW, _QUICK = (1, 2, 3, 7), 700.0, 150.0
_SHORTEST = 200


def lifetimes(frame: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return ``founded, registered_on, dissolved, last_filing``; more were founded late, the ended ones early.

    Parameters
    ----------
    frame : DataFrame
        ``form`` and ``state``.
    """
    last = np.datetime64(settings()["reference_date"])
    gone = (frame["state"] == DISSOLVED).to_numpy()
    days = (last - _FIRST).astype(int)
    share = rng.beta(np.where(gone, 1.4, 2.2), 1.3)
    founded = _FIRST + _days(share * (days - 20 - _SHORTEST * gone))
    lived = np.maximum(_SHORTEST, rng.uniform(0.2, 0.98, len(frame)) * (last - founded).astype(int))
    ended = np.minimum(founded + _days(lived), last)
    dissolved = np.where(gone, ended, np.datetime64("NaT"))
    until = np.where(gone, ended, last)
    delay = rng.gamma(0.8, np.where(frame["form"].isin(_GREW), _SLOW, _QUICK) / 0.8)
    known = np.minimum(founded + _days(delay), until - _days((until - founded).astype(int) * 0.1))
    filed = _last_filing(frame["state"].to_numpy(), _year(founded), _year(until), rng=rng)
    return pd.DataFrame(
        {"founded": founded, "registered_on": known, "dissolved": dissolved, "last_filing": filed}
    )


def _last_filing(
    state: np.ndarray, first: np.ndarray, final: np.ndarray, *, rng: np.random.Generator
) -> np.ndarray:
    """Return the year of the last accounts: last year or the one before, or years ago for the silent ones."""
    silent = rng.integers(3, 12, len(state))
    late = 1 + (rng.random(len(state)) < 0.15)
    gap = np.select([state == DORMANT, state == DISSOLVED], [silent, late + 1], late)
    return np.maximum(final - gap, first).astype("int16")


def _days(count: np.ndarray) -> np.ndarray:
    return np.round(count).astype("timedelta64[D]")


def _year(day: np.ndarray) -> np.ndarray:
    return day.astype("datetime64[Y]").astype(int) + 1970
