"""Countries: existence from ISO 3166-1 (package pycountry), names and languages from our table."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from sse_analysis.errors import ParameterError, suggestion
from sse_analysis.reference.codes import table

#: Private-use codes of ISO 3166-1: XAA to XZZ. Only such a code may name a synthetic country.
#: XKX is in wide use for Kosovo, so it is not free.
_NOT_FREE = ("xkx",)
SYNTHETIC_BANNER = (
    "Synthetic country: generated data with known truth. No figure here describes a real country."
)


@dataclass(frozen=True)
class Country:
    """A country as reports name it.

    Parameters
    ----------
    iso3 : str
        ISO 3166-1 alpha-3, lower case.
    m49 : str
        UN M49 code, three digits; empty for a synthetic country.
    name, name_national : str
    national_language : str
        BCP 47 tag of ``name_national``.
    banner : str
        Printed on every page; empty for a real country.
    """

    iso3: str
    m49: str
    name: str
    name_national: str
    national_language: str
    banner: str = ""


def is_private_use(iso3: str) -> bool:
    """Tell whether a code is free for a synthetic country."""
    return len(iso3) == 3 and iso3.isascii() and iso3.isalpha() and iso3[0] == "x" and iso3 not in _NOT_FREE


@lru_cache(maxsize=1)
def _world() -> dict[str, tuple[str, str]]:
    import pycountry

    return {
        entry.alpha_3.lower(): (getattr(entry, "common_name", entry.name), entry.numeric)
        for entry in pycountry.countries
    }


def _ours() -> dict[str, dict[str, str]]:
    return {row["iso3"]: row for row in table("countries")}


def exists(iso3: str) -> bool:
    """Tell whether a lower-case code is a country of ISO 3166-1, or free for a synthetic one."""
    return iso3 in _ours() or is_private_use(iso3) or iso3 in _world()


def hint(iso3: str) -> str:
    """Return ``"Did you mean 'khm'?"`` for a code that does not exist; our own countries come first."""
    return suggestion(iso3, _ours()) or suggestion(iso3, _world())


def known_countries() -> tuple[str, ...]:
    """Return the codes this project has names for, in its order."""
    return tuple(_ours())


def country(iso3: str) -> Country:
    """Return what is known of a country.

    Raises
    ------
    ParameterError
        If ISO 3166-1 has no such code.
    """
    if iso3 in _ours():
        row = _ours()[iso3]
        return Country(
            iso3,
            _world().get(iso3, ("", ""))[1],
            row["name"],
            row["name_national"],
            row["national_language"],
            SYNTHETIC_BANNER if is_private_use(iso3) else "",
        )
    if is_private_use(iso3):
        name = f"Synthetic country {iso3.upper()}"
        return Country(iso3, "", name, name, "en", SYNTHETIC_BANNER)
    if iso3 not in _world():
        raise ParameterError(f"'{iso3}' is not a country of ISO 3166-1. {hint(iso3)}".strip())
    name, m49 = _world()[iso3]
    return Country(iso3, m49, name, name, "en")
