"""The SSE side: which target is claimed for which form, by whom, on what evidence."""

from __future__ import annotations

from typing import Literal

import pandas as pd

from sse_analysis.results.absence import Absence, passes_absence_on
from sse_analysis.results.base import Provenance
from sse_analysis.results.sdg import Claims, each_source_once
from sse_analysis.sdg import constants, evidence
from sse_analysis.sources.table import SourcedTable, citations

#: How the notes of the table mark what a claim is not.
_MAPPED = "[mapped]"
_ASSIGNED = "target assigned here"
_FINDINGS = {"null result": "no effect found", "counter-evidence": "against"}
_PLEDGE = "pledge"

NOTES = (
    "Grade speaks of the evidence, not of the size of an effect: A statistical with a method shown, B "
    "documented case "
    "or figure without method, C advocacy, assertion or norm.",
    "Mapped: the target was assigned by this project; the source does not name it, so it is no claim of "
    "the source.",
    "A claim says that the social and solidarity economy is aligned with a target. It does not measure "
    "its effect.",
)


@passes_absence_on
def claims(sdg_claims: SourcedTable, *, country: str) -> Claims:
    """Return every claim with its place, who assigned the target, and what it found.

    Parameters
    ----------
    country : str
        Lower-case ISO 3166-1 alpha-3 code of the study.

    Returns
    -------
    Claims
        One row a claim. ``place``: here, general, elsewhere. ``target_by``: source, project (mapped), or
        missing when no target is given. ``claimed_by_source``: the source names the goal or target, and a
        source was read. ``finding``: for, no effect found, against. ``standing``: result, pledge, norm, or
        to verify. ``source``: what counts as one source (:mod:`sse_analysis.sdg.evidence`), missing where none
        was read. ``weight``: one over the number of rows of the same source among the rows of the result, so that
        no source counts more than once; 0 where no source was read.
    """
    frame = sdg_claims.frame
    note = frame["note"].fillna("")
    unread = frame["evidence_type"].eq("none")
    mapped = note.str.startswith(_MAPPED)
    frame = frame.assign(
        goal=frame["goal"].astype("Int64"),
        place=_place(frame["country_iso3"], country),
        target_by=_target_by(frame["target"], mapped | note.str.contains(_ASSIGNED, regex=False), unread),
        mapped=mapped,
        claimed_by_source=~mapped & ~unread,
        finding=_finding(note),
        standing=_standing(frame, note, unread),
        source=evidence.source_of(frame),
        obs_status="A",
        conf_status="F",
    )
    return Claims(
        frame=each_source_once(_arranged(frame)),
        country=country,
        sources=citations(frame[~unread]),
        notes=(*NOTES, *evidence.merged(frame)),
        provenance=Provenance(inputs=(*sdg_claims.inputs, *constants.inputs("targets", evidence.TABLE))),
    )


def _place(codes: pd.Series, country: str) -> pd.Series:
    own = codes.eq(country.upper()).fillna(False)
    return own.map({True: "here", False: "elsewhere"}).mask(codes.isna(), "general")


def _target_by(target: pd.Series, by_project: pd.Series, unread: pd.Series) -> pd.Series:
    words = by_project.map({True: "project", False: "source"}).mask(unread, "project")
    return words.where(target.notna(), pd.NA)


def _finding(note: pd.Series) -> pd.Series:
    found = pd.Series("for", index=note.index)
    for mark, word in _FINDINGS.items():
        found = found.mask(note.str.contains(mark, regex=False), word)
    return found


def _standing(frame: pd.DataFrame, note: pd.Series, unread: pd.Series) -> pd.Series:
    words = pd.Series("result", index=frame.index)
    words = words.mask(frame["evidence_grade"].eq("C"), "assertion")
    words = words.mask(frame["evidence_type"].eq("legal"), "norm")
    return words.mask(note.str.contains(_PLEDGE, regex=False), "pledge").mask(unread, "to verify")


def _arranged(frame: pd.DataFrame) -> pd.DataFrame:
    labels = frame["target"].map(constants.target_labels())
    frame = frame.assign(
        goal_label=frame["goal"].map(constants.goal_label),
        target_label=labels.fillna("goal as a whole"),
        _place=constants.agenda_place(frame["target"]),
    )
    return (
        frame.sort_values(["goal", "_place", "id"], kind="stable")
        .drop(columns="_place")
        .reset_index(drop=True)
    )


@passes_absence_on
def claims_about(said: Claims, part: Literal["here", "general", "elsewhere"]) -> Claims | Absence:
    """Return the claims about this country, about none in particular, or about others (no evidence here)."""
    return said.about(part)
