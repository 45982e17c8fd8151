"""Sections of the International Standard Industrial Classification of All Economic Activities, Rev. 4."""

from __future__ import annotations

from functools import lru_cache

from sse_analysis.reference.codes import definitions


@lru_cache(maxsize=1)
def divisions() -> dict[str, str]:
    """Return the section of every division (``"01"``: ``"A"``), from the ranges in the code list."""
    found = {}
    for section, words in definitions("isic_section").items():
        for part in words.removeprefix("divisions ").removeprefix("division ").split(", "):
            first, _, last = part.partition(" to ")
            found |= {f"{number:02d}": section for number in range(int(first), int(last or first) + 1)}
    return found
