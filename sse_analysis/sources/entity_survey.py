"""The survey of organizations: ``data/<iso3>/surveys/entities.csv``, one row an organization that answered."""

from __future__ import annotations

import hashlib

import pandas as pd

from sse_analysis import paths
from sse_analysis.errors import Failure, SourceError
from sse_analysis.results.absence import Absence
from sse_analysis.sources.table import SourcedTable

NEEDED = ("case_id", "legal_form", "stratum", "founded", "registered", "weight")
_NUMBERS = (
    "frame_size", "invited", "weight", "founded", "members", "women_members", "board_members", "women_board", "workers",
    "workers_contract", "workers_insured", "volunteers", "turnover_th", "grant_share", "registered_year",
)  # fmt: skip


def load(country: str) -> SourcedTable | Absence:
    """Return the answers of a country's survey of organizations, or the absence of one.

    Counts and years are numbers, everything else is text; a blank is missing.

    Raises
    ------
    SourceError
        If the file lacks columns or a number is none; every problem is listed.
    """
    path = paths.data_file(country, "surveys/entities.csv")
    name = str(paths.relative(path))
    if not path.is_file():
        return Absence(
            id="no-entity-survey", country=country, reason="no_data", what="Survey of organizations", file=name,
            why="The project holds no survey of organizations of the country.", layout=", ".join(NEEDED),
            answers="How organizations are governed, whom they serve, and how formal they are.",
        )  # fmt: skip
    frame = pd.read_csv(path, dtype="str", keep_default_na=False, na_values=[""])
    problems = [
        Failure(name, "no such column", f"the column '{column}'", column=column)
        for column in NEEDED
        if column not in frame
    ]
    numbers = {}
    for column in frame.columns.intersection(list(_NUMBERS)):
        numbers[column] = pd.to_numeric(frame[column], errors="coerce")
        wrong = numbers[column].isna() & frame[column].notna()
        if wrong.any():
            found = f"'{frame.loc[wrong, column].iloc[0]}'"
            problems.append(Failure(name, found, "a number", row=int(wrong.idxmax()) + 2, column=column))
    if problems:
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
        raise SourceError(f"{name} has {count}:", problems)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return SourcedTable("entity_survey", country, frame.assign(**numbers), name, digest)
