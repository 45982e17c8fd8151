"""How figures, natures, targets and distances of SDG series are printed."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.results.absence import ABSENCE_CODES
from sse_analysis.results.exhibit import Cell
from sse_analysis.sdg import constants
from sse_analysis.tables.base import absent_cell

_NATURES = {
    "C": "country",
    "CA": "country, adjusted",
    "E": "estimate",
    "G": "global monitoring",
    "M": "model",
}
_FLAGS = {"B": "break", "U": "unreliable", "I": "imputed", "censored": "less than"}
_GROUPS = {"female": "women", "male": "men"}
_BASES = {"un_numeric": "UN", "technical_optimum": "project", "leave_no_one_behind": "project"}


def amount(value: object, *, qualifier: str = "", signed: bool = False) -> str:
    """Return a number with three significant digits or more: 1,234; 61.6; 5.23; 0.499; 0.0012.

    ``qualifier`` such as ``<`` stands before it; ``signed`` prints a plus, and a true minus sign.
    """
    if pd.isna(value):
        return "not known"
    size = abs(float(value))
    steps = ((1000, 0), (10, 1), (1, 2), (0.1, 3))
    decimals = next((places for least, places in steps if size >= least), 0 if size == 0 else 4)
    body = f"{exact(size):,.{decimals}f}"
    sign = "−" if value < 0 else "+" if signed and value > 0 else ""
    return f"{qualifier}{sign}{body}"


def counted_lines(count: int) -> str:
    """Return ``1 line`` or ``7 lines``."""
    return "1 line" if count == 1 else f"{count} lines"


def absence_state(row: dict) -> Cell:
    """Return the words of an absence from both its SDMX codes: O alone is not released or not computable."""
    words = {codes[:2]: codes[2] for codes in ABSENCE_CODES.values()}
    return absent_cell(words[(row["obs_status"], row["conf_status"])])


def figure_label(row: dict) -> str:
    """Return what a line measures, for whom, in which unit, and whether it only stands in."""
    words = f"{row['label']}, {constants.unit_words(row['unit'])}"
    if row["sex"] in _GROUPS:
        words += f" ({_GROUPS[row['sex']]} only)"
    if row["location"] != "national":
        words += f" ({row['location']})"
    return f"{words}; not the official indicator" if row["stand_in"] else words


def nature(row: dict) -> Cell:
    """Return how the publisher made the figure, with the flag of the value; not stated where it is not."""
    words = _NATURES.get(row["nature"]) if pd.notna(row["nature"]) else None
    flag = _FLAGS.get(row["flag"]) if pd.notna(row["flag"]) else None
    if words is None and flag is None:
        return absent_cell("not stated")
    return "; ".join(part for part in (words or "not stated", flag) if part)


def target_value(row: dict) -> Cell:
    """Return the target with whose number it is."""
    if pd.isna(row["target_value"]):
        return absent_cell("no number")
    return f"{exact(row['target_value']):g} ({_BASES.get(row['target_basis'], row['target_basis'])})"


def to_go(row: dict) -> Cell:
    if pd.isna(row["target_value"]):
        return absent_cell("–")
    if pd.isna(row["distance"]):
        return absent_cell("not known")
    return {"text": "met", "tone": "good"} if row["distance"] == 0 else amount(row["distance"])
