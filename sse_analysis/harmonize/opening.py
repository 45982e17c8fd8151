"""Open the registers of a country, or say what is missing."""

from __future__ import annotations

from dataclasses import replace

from sse_analysis import paths
from sse_analysis.errors import EstimationError, SourceError
from sse_analysis.harmonize import entities, review, review_sheet
from sse_analysis.results.absence import Absence
from sse_analysis.sources import registers
from sse_analysis.sources.registers import Records


def open_registers(country: str) -> tuple[Records, ...] | Absence:
    """Return the records of every register the country describes, in the order of their names."""
    return tuple(registers.load(country, name) for name in registers.names(country)) or _none(country)


def open_organizations(records: tuple[Records, ...] | Absence) -> entities.Linked | Absence:
    """Return the organizations behind the records, as a person corrected them in the review sheet.

    Returns why not, when nothing can be learnt on how to link the records.

    Raises
    ------
    SourceError
        If the review sheet has problems; every problem is listed.
    """
    if isinstance(records, Absence):
        return records
    country, pooled = records[0].file.split("/")[1], entities.pooled(records)
    said = review.load(review.place(country), pooled["key"])
    try:
        return replace(entities.link(pooled, answers=said.answers), answered_in=said.inputs)
    except EstimationError as error:
        return replace(_none(country), id="not-linked", reason="not_computable", why=str(error), file="")


def write_review(country: str) -> str:
    """Write the review sheet of a country and say what is in it.

    Raises
    ------
    SourceError
        If the country has no registers, they cannot be linked, or the sheet that is there has problems.
    """
    records = open_registers(country)
    linked = open_organizations(records)
    if isinstance(linked, Absence):
        raise SourceError(f"There is nothing to review for '{country}'. {linked.why}")
    path = review.place(country)
    said = review.load(path, linked.entities["key"])
    frame = review_sheet.rows(linked, said)
    review_sheet.write(path, frame)
    same = sum(said.answers.values())
    return (
        f"{paths.relative(path)}: {len(linked.review):,} pairs wait for an answer; {same:,} answered same, "
        f"{len(said.answers) - same:,} different."
    )


def _none(country: str) -> Absence:
    return Absence(
        id="no-registers",
        country=country,
        reason="no_data",
        what="Registers of organizations",
        why="The project holds no register of the country.",
        file=f"data/{country}/registers/<register>.yml",
        layout="record_id, name, legal_form, area, status, registered_on, members, tax_id",
        answers="Which organizations are there, how many, and on how many lists does each stand?",
    )
