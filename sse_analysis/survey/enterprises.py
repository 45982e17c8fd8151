"""Household enterprises of a survey, their design, and which of them are informal: what analyses of units ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sse_analysis import paths
from sse_analysis.errors import Failure, SchemaError
from sse_analysis.harmonize import persons as shared
from sse_analysis.harmonize.informality import classify
from sse_analysis.reference.codes import labels
from sse_analysis.reference.isic import divisions
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.sources.constants import size_classes
from sse_analysis.sources.microdata import Raw, columns_of, read
from sse_analysis.survey.persons import design_of
from sse_analysis.survey.sample import SurveySample

if TYPE_CHECKING:
    from sse_analysis.parameters.microdata import Enterprises as Described

#: Variables without which units cannot be counted by size and activity; of the last two one is enough.
NEEDED = ("enterprise", "isic2", "firmsize")
EITHER = ("registered", "bookkeeping")
KINDS = {1: "informal", 2: "formal", 3: "own use"}
_OWN_ACCOUNT = 3


@dataclass(frozen=True, eq=False)
class Enterprises:
    """A survey of household enterprises: one row a unit, never a person.

    Parameters
    ----------
    sample : SurveySample
        ``kind`` (informal, formal, own use), ``size`` and ``section`` as categories, ``people`` who work in the unit with
        the owner (missing where not answered), and the shared variables that the survey asks.
    given : Enterprises of the parameters
    notes : tuple of str
        What every result on these units must say.
    """

    sample: SurveySample
    given: Described
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    provenance: Provenance = field(repr=False)

    @property
    def country(self) -> str:
        return self.sample.country

    @property
    def has_design(self) -> bool:
        """Whether the file tells strata or sampling units, without which no standard error exists."""
        return bool(self.given.design.strata or self.given.design.psu)

    def asked(self, name: str) -> bool:
        return name in self.sample.data and bool(self.sample.data[name].notna().any())

    def about(self) -> dict[str, object]:
        """Return what every result on these units carries."""
        return {
            "country": self.country,
            "notes": self.notes,
            "sources": self.sources,
            "provenance": self.provenance,
        }


def open_enterprises(country: str, given: Described | None) -> Enterprises | Absence:
    """Return the units of a country's survey of household enterprises, or the absence of one.

    Raises
    ------
    SourceError, SchemaError, DesignError
        If the file, its codes or its design are not as the parameters say; every problem is listed.
    """
    if given is None:
        return Absence(
            id="no-enterprises", country=country, reason="no_data", what="Survey of household enterprises",
            why="The project holds no survey of household enterprises of the country.",
            file=f"data/{country}/ and the block 'enterprises' of parameters/{country}.yml",
            layout=", ".join((*NEEDED, *EITHER, "destination, weight, strata, psu")),
            answers="How many units are informal, and how many people work in them.",
        )  # fmt: skip
    folder, path = paths.data_folder(country), paths.data_file(country, given.file)
    reading = shared.described(given, columns_of(path, given, folder=folder))
    _must_ask(reading, given)
    raw = read(path, shared.columns(given, reading), given, folder=folder)
    return enterprises(raw, given, reading, country=country)


def enterprises(raw: Raw, given: Described, reading: Mapping, *, country: str) -> Enterprises:
    """Return the units with their design and class, from the columns of the file.

    Raises
    ------
    SchemaError
        If codes are not as described, a unit stands twice, or a unit has fewer than one person.
    """
    done = shared.harmonize(raw.frame, given, reading, labels=raw.labels)
    _sound(done.frame, raw, reading)
    frame = with_classes(done.frame, given, country)
    sample = SurveySample(frame, design_of(given.design), country)
    rules = (f"enterprises: {given.format}, recoded by the parameters of the country",)
    return Enterprises(
        sample, given, _notes(frame, given, done), (f"{given.publisher}, {given.title} ({given.year})",),
        Provenance(((raw.file, raw.digest),), rules),
    )  # fmt: skip


def with_classes(frame: pd.DataFrame, given: Described, country: str) -> pd.DataFrame:
    """Return the units with ``kind``, ``size``, ``section`` and ``people``.

    The rules of the unit of production decide, with the owner as an own-account worker where the survey does not say:
    what an employee's insurance would prove does not count for the unit of an owner.
    """
    status = (
        frame["status"] if "status" in frame else pd.Series(_OWN_ACCOUNT, index=frame.index, dtype="Int8")
    )
    rules = paths.data_file(country, given.concept.rules) if given.concept.rules else None
    found = classify(
        frame.assign(status=status),
        edition=given.concept.edition,
        options=dict(given.concept.options),
        rule_file=rules,
    )
    people = frame["firmsize"].astype("Float64")
    starts, sizes = zip(*size_classes("people_in_unit"), strict=True)
    size = pd.cut(people.astype("float64"), [*starts, np.inf], right=False, labels=list(sizes), ordered=False)
    divided = frame["isic2"].map("{:02.0f}".format, na_action="ignore").astype("object").map(divisions())
    words = labels("isic_section")
    return frame.assign(
        kind=pd.Categorical(found.frame["unit"].map(KINDS), list(KINDS.values())),
        size=size,
        section=pd.Categorical(divided.map(words), [words[code] for code in sorted(words)]),
        people=people.astype("float64"),
    )


def _must_ask(reading: Mapping, given: Described) -> None:
    place = f"{given.block}.variables"
    lacks = [name for name in NEEDED if name not in reading]
    problems = [Failure(place, "not described", f"the column of '{name}'", column=name) for name in lacks]
    if not any(name in reading for name in EITHER):
        fix = "Without registration or accounts every unit would count as informal."
        problems.append(
            Failure(place, "neither is described", "the column of 'registered' or 'bookkeeping'", fix)
        )
    if problems:
        raise SchemaError("The survey of household enterprises cannot tell informal units:", problems)


def _sound(frame: pd.DataFrame, raw: Raw, reading: Mapping) -> None:
    """Refuse units that stand twice or have nobody, and a weight that is none; every problem is listed."""
    problems = []
    tests = {
        "enterprise": (frame["enterprise"].isna(), "blank", "a name for every unit"),
        "firmsize": (
            (frame["firmsize"] < 1).fillna(False),
            "fewer than one person",
            "1 or more: the owner counts",
        ),
    }
    twice = frame["enterprise"].duplicated(keep=False) & frame["enterprise"].notna()
    checks = [
        *((name, *test) for name, test in tests.items()),
        ("enterprise", twice, "twice", "each unit once"),
    ]
    for name, wrong, found, expected in checks:
        if wrong.any():
            first = int(wrong.to_numpy().argmax())
            value = raw.frame[reading[name].column].iloc[first]
            shown = found if found == "blank" else f"'{value}': {found}"
            problems.append(Failure(raw.file, shown, expected, row=first + 2, column=reading[name].column))
    if problems:
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
        raise SchemaError(f"The survey of household enterprises has {count}:", problems)


def _notes(frame: pd.DataFrame, given: Described, done: shared.Harmonized) -> tuple[str, ...]:
    design = given.design
    notes = [
        f"{len(frame):,} units; a row is an economic unit, not a person, and the owner counts among its people.",
        "The size classes are cuts of this project, a proposal; no standard sets them.",
    ]
    if not (design.strata or design.psu):
        notes.append(
            "The file has neither strata nor sampling units: point estimates without standard errors."
        )
    if not design.weights:
        notes.append(
            "The file has no weights: the units count one each, and the numbers are those of the sample."
        )
    silent = frame[[name for name in EITHER if name in frame]].isna().all(axis=1) & frame["kind"].eq(
        "informal"
    )
    if silent.any():
        notes.append(
            f"{int(silent.sum()):,} units answered neither on registration nor on accounts and count as informal: nothing "
            "shows that they are formal."
        )
    if "destination" not in done.asked:
        notes.append(
            "The survey does not ask whether the output is for own use: such units count as informal or formal."
        )
    if done.unseen:
        listed = ", ".join(f"{name} {code}" for name, code in done.unseen[:6])
        notes.append(f"Codes that are described and that nobody has: {listed}.")
    return tuple(notes)
