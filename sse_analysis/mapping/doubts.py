"""What the readers of registers could not read surely, cell by cell, for the keeper of the register to correct."""

from __future__ import annotations

import pandas as pd

from sse_analysis.mapping.absences import not_from_published_figures
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping_registers import RegisterDoubts
from sse_analysis.sources.registers import Records

_COLUMNS = ("register", "title", "file", "sheet", "row", "column", "found", "why")


def register_doubts(records: tuple[Records, ...] | Absence, *, country: str) -> RegisterDoubts | Absence:
    """Return every cell that was left out because it is not sure, and every row that is no record.

    Parameters
    ----------
    records : tuple of Records
    country : str
        Lower-case ISO 3166-1 alpha-3 code, for the absence.

    Returns
    -------
    RegisterDoubts
        Rows that are no records come without their words, which may be a name.
    """
    if isinstance(records, Absence):
        return not_from_published_figures(country, "registers") if records.reason == "no_data" else records
    frame = pd.concat([_of(one) for one in records], ignore_index=True)
    if frame.empty:
        return Absence(
            id="no-register-doubts", country=country, reason="does_not_exist", what="Doubts in the registers",
            why="Every number and date of the registers could be read, and every row is a record.",
        )  # fmt: skip
    return RegisterDoubts(
        frame=frame, country=country,
        sources=tuple(f"{one.about.publisher}, {one.about.title} ({one.about.reference_date})" for one in records),
        notes=(
            "Rows are counted as the spreadsheet counts them. What is listed was left out of every count; nothing was "
            "guessed. Correct the register, or its description, and run the report again.",
        ),
        provenance=Provenance(inputs=tuple((one.file, one.digest) for one in records)),
    )  # fmt: skip


def _of(one: Records) -> pd.DataFrame:
    why = "The row is no record: a sum, a note, or a record without its " + (one.about.records_have or "id")
    rows = one.left_out[["row"]].assign(column=pd.NA, found=pd.NA, why=why)
    frame = pd.concat([one.doubts.astype("object"), rows.astype("object")], ignore_index=True)
    frame = frame.assign(
        register=one.name, title=one.about.title, file=one.file, sheet=one.about.sheet or pd.NA
    )
    return frame[list(_COLUMNS)].sort_values("row", kind="stable")
