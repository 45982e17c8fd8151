"""What is printed with a figure wherever it stands: year, grade, and the source's own *nearly* or *expected*."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.mapping import rules
from sse_analysis.mapping.findings import amount
from sse_analysis.sources.constants import threshold

#: Columns of a headline that say what is printed with it; ``newer_`` before each is the same of the newer figure.
FIGURE = ("value", "year", "grade", "kind", "year_inferred", "qualifier", "id")
#: What is printed behind the grade of a figure that is not simply observed.
KIND_WORDS = {
    "computed": "computed",
    "provisional": "provisional",
    "estimate": "estimate",
    "projection": "expected",
}


def qualifier(note: object, value: float) -> str:
    """Return the words by which a source makes a figure less than exact or final; empty without any.

    Parameters
    ----------
    note : str or missing
        ``note`` of the row. A word such as *nearly* counts when it stands in quotation marks alone, or before this number.
    value : float
        The amount, in ones.

    Returns
    -------
    str
        Such as ``“nearly”, expected by December 2015``.
    """
    if not isinstance(note, str):
        return ""
    given = rules.rules()
    hedges = "|".join(given["hedges"])
    number = f"{exact(value):,.0f}|{exact(value / 1e6):g} million"
    said = re.search(rf"""['"]({hedges})['"]|\b({hedges}) (?:{number})\b(?![,.]?\d)""", note)
    words = [f"“{said[1] or said[2]}”"] if said else []
    return ", ".join([*words, *_not_final(note)])


def _not_final(words: str) -> list[str]:
    found = re.search(rf"\b(?:{'|'.join(rules.rules()['not_final'])})[^;,.]*", words)
    return [found[0].strip()] if found else []


def marks(row: Mapping[str, Any], *, grade: str = "") -> str:
    """Return grade and what weakens a figure, such as ``B, year inferred, “nearly”``; ``grade`` are words before the grade.

    Parameters
    ----------
    row : mapping
        ``grade, kind, year_inferred, qualifier``.
    """
    kind = KIND_WORDS.get(row["kind"], "")
    # The source's own "preliminary" or "expected at ..." says it better.
    kind = "" if kind in ("provisional", "expected") and _not_final(row["qualifier"]) else kind
    inferred = "year inferred" if row["year_inferred"] else ""
    told = [f"{grade}{row['grade']}", kind, inferred, row["qualifier"]]
    return ", ".join(word for word in told if word)


def kind_words(kind: object) -> str:
    """Return ``, expected`` and the like to stand behind a year or a grade; nothing for a figure that was observed."""
    word = KIND_WORDS.get(str(kind))
    return f", {word}" if word else ""


def about(row: Mapping[str, Any], *, grade: str = "") -> str:
    """Return what stands in the brackets behind a figure: its ``year``, and its :func:`marks`."""
    return f"{int(row['year'])}, {marks(row, grade=grade)}"


def newer_of(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return the newer figure of lower rank beside a headline, shaped like one; None where there is none."""
    if pd.isna(row["newer_value"]):
        return None
    return {name: row[f"newer_{name}"] for name in FIGURE}


def expected_of(row: Mapping[str, Any]) -> dict[str, Any] | None:
    """Return what a source expected beside or instead of a headline, shaped like one; None where there is nothing."""
    if pd.isna(row["expected_value"]):
        return None
    return {name: row[f"expected_{name}"] for name in FIGURE}


def differs(row: Mapping[str, Any]) -> bool:
    """Tell whether a headline has a newer figure so far from it that neither may be told without the other."""
    newer = newer_of(row)
    if newer is None:
        return False
    return abs(newer["value"] - row["value"]) > threshold("mapping.newer_differs") * abs(row["value"])


def newer_held(rows: pd.DataFrame) -> tuple[str, ...]:
    """Return a note on leading figures that are counted although a newer one of another size is held; none without any."""
    told = []
    for row in rows.to_dict("records"):
        if differs(row):
            newer = newer_of(row)
            figures = (
                f"{amount(newer['value'])} ({about(newer)}) beside {amount(row['value'])} ({about(row)})"
            )
            told.append(f"{row['line_label']} {figures}")
    words = f"Newer figures of lower rank, counted nowhere here: {'; '.join(dict.fromkeys(told))}."
    return (words,) if told else ()
