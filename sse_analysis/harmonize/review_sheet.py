"""Write the review sheet: what waits for a person, and everything a person has filled in before."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path

import pandas as pd

from sse_analysis.harmonize.entities import Linked
from sse_analysis.harmonize.review import ANSWERS, FILLED, PAIR, SHEET, Review

#: What is shown of the two records, for the judgement.
_SHOWN = ("name", "legal_form", "area", "registered_on", "tax_id", "status", "members")
_WIDE = {"name": 38, "reason": 36}
_FILL_IN = "FFF4CC"
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_HELP = (
    "Each row is a pair of records that may be one organization.",
    "answer: same (one organization) or different (two). Leave it empty when you cannot tell.",
    "reason: what you went by, such as a telephone call, the same address, two tax numbers.",
    "initials: who answers.",
    "You may add rows for other pairs (left and right are register:record_id) and columns of your own; both are kept.",
    "Save the file and run the report again. Answers overrule every probability. Writing the sheet again keeps them.",
)


def rows(linked: Linked, review: Review) -> pd.DataFrame:
    """Return the rows of the sheet: pairs that wait, most probable first, then what was filled in before.

    Nothing that a person wrote is lost: rows with an answer, a reason, initials or an entry in a column of their own
    stay, also where the pair no longer waits.
    """
    waiting = linked.review[["left", "right", "probability"]].copy()
    own = [name for name in review.rows if name not in _ours()]
    touched = (
        review.rows[review.rows[[*FILLED, *own]].ne("").any(axis=1)] if len(review.rows) else review.rows
    )
    touched = touched[[*PAIR, *FILLED, *own]]
    ends = pd.DataFrame(_ordered(touched), columns=list(PAIR), index=touched.index)
    known = linked.review.set_index([*PAIR])["probability"]
    chances = [
        known.get(pair, known.get(pair[::-1])) for pair in zip(ends["left"], ends["right"], strict=True)
    ]
    kept = touched.assign(left=ends["left"], right=ends["right"], probability=chances)
    again = set(zip(kept["left"], kept["right"], strict=True))
    pairs = zip(waiting["left"], waiting["right"], strict=True)
    new = pd.Series([tuple(sorted(pair)) not in again for pair in pairs], waiting.index, dtype=bool)
    fresh = waiting[new]
    fresh = fresh.sort_values(["probability", "left", "right"], ascending=[False, True, True])
    frame = pd.concat([fresh, kept], ignore_index=True)
    return _with_records(frame.reindex(columns=[*PAIR, "probability", *FILLED, *own]), linked.entities)


def _ours() -> set[str]:
    sides = {f"{side}_{name}" for side in PAIR for name in _SHOWN}
    return {"row", "probability", *PAIR, *FILLED, *sides}


def _ordered(pairs: pd.DataFrame) -> list[tuple[str, ...]]:
    return [tuple(sorted(pair)) for pair in zip(pairs["left"], pairs["right"], strict=True)]


def _with_records(frame: pd.DataFrame, entities: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs with what the registers say of both records, what is to be filled in first."""
    records = entities.set_index("key")
    shown = [name for name in _SHOWN if name in records]
    sides = {f"{side}_{name}": frame[side].map(records[name]) for name in shown for side in PAIR}
    own = [name for name in frame if name not in (*PAIR, *FILLED, "probability")]
    wide = frame.assign(**sides)
    names = [name for name in sides if name.endswith("_name")]
    rest = [name for name in sides if name not in names]
    return wide[["probability", *names, *FILLED, *rest, *PAIR, *own]]


def write(path: Path, frame: pd.DataFrame) -> None:
    """Write the sheet in one step: a reader finds the old or the new one, never half of it."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    sheet.append(list(frame.columns))
    for place, row in enumerate(frame.itertuples(index=False, name=None), 2):
        for column, value in enumerate(row, 1):
            _put(sheet.cell(place, column), value)
    _dress(sheet, frame)
    notes = book.create_sheet("How to fill in")
    for line in _HELP:
        notes.append([line])
    notes.column_dimensions["A"].width = 110
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".xlsx.part")
    os.close(handle)
    try:
        book.save(name)
        os.replace(name, path)
    finally:
        Path(name).unlink(missing_ok=True)


def _put(cell, value: object) -> None:
    """Write a value; text stays text, whatever a spreadsheet would make of it."""
    if pd.isna(value) or value == "":
        return
    if hasattr(value, "isoformat"):
        value = value.isoformat()[:10]
    if isinstance(value, str):
        cell.value = _CONTROL.sub(" ", value)[:32_000]
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in "=+-@\t\r"
        return
    cell.value = round(float(value), 4)


def _dress(sheet, frame: pd.DataFrame) -> None:
    """Set widths, the frozen head, the colour of what is filled in, and the choice of answers."""
    from openpyxl.styles import Font, PatternFill
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    last = len(frame) + 1
    for place, name in enumerate(frame.columns, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = _WIDE.get(name.rpartition("_")[2], 14)
        sheet.cell(1, place).font = Font(bold=True)
        if name in FILLED:
            for row in range(1, last + 1):
                sheet.cell(row, place).fill = PatternFill("solid", fgColor=_FILL_IN)
        if name == "answer":
            choice = DataValidation(type="list", formula1=f'"{",".join(ANSWERS)}"', allow_blank=True)
            sheet.add_data_validation(choice)
            choice.add(f"{letter}2:{letter}{last + 200}")
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(frame.columns))}{last}"
