"""Open the registers of a country, or say what is missing."""

from __future__ import annotations

from dataclasses import replace

from sse_analysis.errors import EstimationError
from sse_analysis.harmonize import entities
from sse_analysis.results.absence import Absence
from sse_analysis.sources import registers
from sse_analysis.sources.registers import Records


def open_registers(country: str) -> tuple[Records, ...] | Absence:
    """Return the records of every register the country describes, in the order of their names."""
    return tuple(registers.load(country, name) for name in registers.names(country)) or _none(country)


def open_organizations(records: tuple[Records, ...] | Absence) -> entities.Linked | Absence:
    """Return the organizations behind the records; why not, when nothing can be learnt on how to link them."""
    if isinstance(records, Absence):
        return records
    try:
        return entities.link(entities.pooled(records))
    except EstimationError as error:
        country = records[0].file.split("/")[1]
        return replace(_none(country), id="not-linked", reason="not_computable", why=str(error), file="")


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
