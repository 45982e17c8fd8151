"""Closed code lists, read from ``reference/tables``."""

from __future__ import annotations

import csv
from functools import lru_cache
from importlib.resources import files

from sse_analysis.errors import CodeError, one_of, suggestion


@lru_cache(maxsize=32)
def table(name: str) -> tuple[dict[str, str], ...]:
    """Return the rows of ``reference/tables/<name>.csv``, in the order of the file."""
    text = files("sse_analysis.reference").joinpath("tables", f"{name}.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))


@lru_cache(maxsize=64)
def _list(field: str) -> dict[str, dict[str, str]]:
    rows = {row["code"]: row for row in table("codes") if row["field"] == field}
    if not rows:
        fields = sorted({row["field"] for row in table("codes")})
        raise CodeError(f"there is no code list '{field}'. {suggestion(field, fields)}".strip())
    return rows


def codes(field: str) -> tuple[str, ...]:
    """Return the codes of a list (``form``, ``measure``, ``unit``, ``grade`` ...) in its order."""
    return tuple(_list(field))


def labels(field: str) -> dict[str, str]:
    """Return code and English label of a list, in its order."""
    return {code: row["label"] for code, row in _list(field).items()}


def definitions(field: str) -> dict[str, str]:
    """Return code and definition of a list; empty where the label says it all."""
    return {code: row["definition"] for code, row in _list(field).items()}


def check(code: str, field: str) -> str:
    """Return ``code`` if it stands in the list.

    Raises
    ------
    CodeError
        If it does not; the message lists the codes and names the nearest.
    """
    known = codes(field)
    if code not in known:
        raise CodeError(
            f"'{code}' is not a code of '{field}'. Expected {one_of(known)}. {suggestion(code, known)}"
        )
    return code
