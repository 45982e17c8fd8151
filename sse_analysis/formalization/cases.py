"""Sourced cases of a move from informal to formal, by policy area of Recommendation No. 204."""

from __future__ import annotations

import pandas as pd

from sse_analysis.formalization import constants
from sse_analysis.formalization.series import mentions
from sse_analysis.reference.codes import labels
from sse_analysis.results.absence import Absence, passes_absence_on
from sse_analysis.results.base import Provenance
from sse_analysis.results.formalization import Pathways
from sse_analysis.sources.table import SourcedTable, citations

_KEPT = [
    "id", "area", "area_label", "entity", "form", "start_year", "event_year", "trigger", "mechanism",
    "who_gained", "how_many", "unit", "cost_or_barrier", "outcome", "source_title", "source_publisher",
    "source_date", "source_url", "note",
]  # fmt: skip


@passes_absence_on
def pathways(cases: SourcedTable) -> Pathways | Absence:
    """Return the cases by policy area and year; a case without a year comes last in its area.

    Parameters
    ----------
    cases : SourcedTable
        ``pathways`` of a country, or those of other countries for comparison.

    Returns
    -------
    Pathways
        ``how_many`` is the size of the group named in ``who_gained``, in ``unit``: not the number that
        became formal. ``outcome`` says that only a plan, an agreement or a dialogue is reported; missing
        where the note says nothing of the kind.
    """
    frame = cases.frame
    names = labels("r204_area")
    place = frame["r204_area"].map({code: number for number, code in enumerate(names)})
    frame = frame.assign(
        area=frame["r204_area"],
        area_label=frame["r204_area"].map(names),
        outcome=_outcomes(frame["note"]),
        place=place,
    )
    ordered = frame.sort_values(["place", "event_year", "id"], kind="stable", na_position="last")
    return Pathways(
        frame=ordered[_KEPT].reset_index(drop=True),
        country=cases.country,
        sources=citations(ordered),
        notes=_notes(ordered),
        provenance=Provenance((*cases.inputs, *constants.inputs())),
    )


def _outcomes(notes: pd.Series) -> pd.Series:
    found = pd.Series(pd.NA, index=notes.index, dtype="str")
    for entry in reversed(constants.settings()["cases_without_result"]):
        found = found.mask(mentions(notes, entry["words"]), entry["label"])
    return found


def _notes(frame: pd.DataFrame) -> tuple[str, ...]:
    undated, open_ = int(frame["event_year"].isna().sum()), int(frame["outcome"].notna().sum())
    notes = [
        "The size is that of the group the source names, not the number of people who became formal.",
        "Cases are examples somebody wrote about. They are no sample: their number says nothing about how "
        "common a path is.",
    ]
    if undated:
        notes.append(f"The source gives no year for {undated} of {len(frame)} cases.")
    if open_:
        notes.append(
            f"{open_} of {len(frame)} cases report a plan, an agreement or a dialogue without a result."
        )
    return tuple(notes)
