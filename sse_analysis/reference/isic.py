"""Sections of the International Standard Industrial Classification of All Economic Activities, Rev. 4."""

from __future__ import annotations

from collections.abc import Iterable
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


def zeros_lost(codes: Iterable[str]) -> set[str]:
    """Return the codes that may have lost a leading zero: shorter than others, where no code begins with one.

    A spreadsheet, or a column of numbers, keeps ``0141`` (sheep and goats) as 141, which then reads as clothing.

    Parameters
    ----------
    codes : iterable of str
        Codes of one column as they stand; ``01.41`` is judged by the digits before the point.
    """
    heads = {code: code.partition(".")[0] for code in codes}
    found: set[str] = set()
    for dotted in (False, True):
        alike = {code: head for code, head in heads.items() if head.isdigit() and ("." in code) == dotted}
        if alike and not any(head.startswith("0") for head in alike.values()):
            longest = max(map(len, alike.values()))
            found |= {code for code, head in alike.items() if len(head) < longest}
    return found


def filled_up(code: str, width: int | None) -> str:
    """Return a code with the zeros before its digits that make the part before a point ``width`` long."""
    head, point, rest = code.partition(".")
    return head.zfill(width) + point + rest if width and head.isdigit() else code
