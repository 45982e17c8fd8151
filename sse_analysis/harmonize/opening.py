"""Open the registers of a country, or say what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import PurePosixPath

from sse_analysis import paths
from sse_analysis.errors import EstimationError, Failure, SourceError, suggestion
from sse_analysis.harmonize import entities, review, review_sheet
from sse_analysis.results.absence import Absence
from sse_analysis.sources import registers
from sse_analysis.sources.read import ids
from sse_analysis.sources.registers import Records

#: Fields of a register that name a row of another table, its file and its key.
_KNOWN = {
    "legal_form": ("legal_forms.csv", "id"),
    "second_status": ("legal_forms.csv", "id"),
    "area": ("areas.csv", "unit_code"),
}


def open_registers(country: str) -> tuple[Records, ...] | Absence:
    """Return the records of every register the country describes, in the order of their names.

    Raises
    ------
    SourceError
        If a register cannot be read, or puts organizations under a legal form or an area that the country's tables
        do not have: they would be in no count without a word. The problems of all registers are listed.
    """
    records, wrong = [], list(registers.undescribed(country))
    for name in registers.names(country):
        try:
            records.append(registers.load(country, name))
            wrong += _strange(country, records[-1])
        except SourceError as error:
            file = f"data/{country}/registers/{name}.yml"
            wrong += error.failures or [Failure(file, "an error", "a register that can be read", str(error))]
    if wrong:
        count = f"{len(wrong)} problem{'s' if len(wrong) > 1 else ''}"
        raise SourceError(f"The registers of '{country}' have {count}:", wrong)
    return tuple(records) or _none(country)


def _strange(country: str, records: Records) -> Iterator[Failure]:
    """Return legal forms and areas of a register that the tables of the country do not know."""
    for field, (file, key) in _KNOWN.items():
        known, given = ids(paths.data_file(country, file), key), records.about.columns.get(field)
        if not known or given is None:
            continue
        expected = f"a row of data/{country}/{file}"
        if given.codes:
            for code in sorted(set(given.codes.values()) - known):
                place = f"columns.{field}.codes"
                yield Failure(
                    _description(records), f"'{code}'", expected, suggestion(code, known), column=place
                )
            continue
        texts = records.frame.set_index("row")[field].dropna().drop_duplicates()
        for row, text in texts[~texts.isin(known)].items():
            fix = f"Describe it under 'codes' in {_description(records)}."
            yield Failure(records.file, f"'{text}'", expected, fix, row, given.column)


def _description(records: Records) -> str:
    return str(PurePosixPath(records.file).with_name(f"{records.name}.yml"))


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
