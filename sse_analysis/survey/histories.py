"""Persons over several years with the year they joined an organization: what comparisons before and after ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sse_analysis import paths
from sse_analysis.errors import Failure, SchemaError
from sse_analysis.harmonize import coding
from sse_analysis.harmonize import persons as shared
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.sources.microdata import Raw, columns_of, read
from sse_analysis.survey.persons import design_of
from sse_analysis.survey.sample import SurveySample

if TYPE_CHECKING:
    from sse_analysis.parameters.microdata import Histories as Described

NEVER = 0
_NEEDED = ("person", "member_since")


@dataclass(frozen=True, eq=False)
class Histories:
    """Persons over several years, one row a person and year.

    Parameters
    ----------
    sample : SurveySample
        ``person`` (number), ``year``, ``outcome`` (1 or 0), ``joined`` (year; 0: never, or after the last year).
        Only persons whose every year is known: a panel without gaps.
    given : Histories of the parameters
    left : int
        Persons left out because a year is not known.
    """

    sample: SurveySample
    given: Described
    left: int
    sources: tuple[str, ...]
    provenance: Provenance = field(repr=False)

    @property
    def country(self) -> str:
        return self.sample.country

    @property
    def has_design(self) -> bool:
        """Whether the file tells sampling units, without which the years of a person would count as independent."""
        return bool(self.given.design.psu)


def open_histories(country: str, given: Described | None) -> Histories | Absence:
    """Return the histories of a country's persons, or the absence of any.

    Raises
    ------
    SourceError, SchemaError, DesignError
        If the file, its codes or its design are not as the parameters say; every problem is listed.
    """
    if given is None:
        return Absence(
            id="no-histories", country=country, reason="no_data", what="Persons over several years",
            why="The project holds no work histories of persons of the country.",
            file=f"data/{country}/ and the block 'histories' of parameters/{country}.yml",
            layout="person, member_since, one column a year, weight, strata, psu",
            answers="Whether formal work rises when persons join and not before.",
        )  # fmt: skip
    folder, path = paths.data_folder(country), paths.data_file(country, given.file)
    reading = shared.described(given, columns_of(path, given, folder=folder))
    lacks = [name for name in _NEEDED if name not in reading]
    if lacks:
        place = f"{given.block}.variables"
        problems = [Failure(place, "not described", f"the column of '{name}'", column=name) for name in lacks]
        raise SchemaError("The histories cannot tell who joined when:", problems)
    also = tuple(one.column for one in given.years.values())
    raw = read(path, shared.columns(given, reading, also=also), given, folder=folder)
    return histories(raw, given, reading, country=country)


def histories(raw: Raw, given: Described, reading: Mapping, *, country: str) -> Histories:
    """Return the histories from the columns of the file.

    Raises
    ------
    SchemaError
        If a code of a year is not described, or a person stands twice.
    """
    done = shared.harmonize(raw.frame, given, reading, labels=raw.labels).frame
    answers = _years(raw, given)
    twice = done["person"].duplicated() | done["person"].isna()
    if twice.any():
        first = int(twice.to_numpy().argmax())
        value = raw.frame[reading["person"].column].iloc[first]
        problem = Failure(
            raw.file, f"'{value}'", "each person once", row=first + 2, column=reading["person"].column
        )
        raise SchemaError("The histories name a person twice or not at all:", [problem])
    known = answers.notna().all(axis=1).to_numpy()
    sample = SurveySample(_long(done[known], answers[known]), design_of(given.design), country)
    rules = (f"histories: {given.format}, recoded by the parameters of the country",)
    return Histories(
        sample, given, int((~known).sum()), (f"{given.publisher}, {given.title} ({given.year})",),
        Provenance(((raw.file, raw.digest),), rules),
    )  # fmt: skip


def _years(raw: Raw, given: Described) -> pd.DataFrame:
    """Return the outcome of every year as 1, 0 or missing."""
    found, problems = {}, []
    for year, one in sorted(given.years.items()):
        done = coding.coded(raw.frame, str(year), one, codes="1 yes; 0 no", kind="code")
        found[year] = done.column.to_numpy("float64", na_value=np.nan)
        problems += done.problems
    if problems:
        count = f"{len(problems)} problem{'s' if len(problems) > 1 else ''}"
        raise SchemaError(f"The years of the histories have {count}:", problems)
    return pd.DataFrame(found)


def _long(done: pd.DataFrame, answers: pd.DataFrame) -> pd.DataFrame:
    years = list(answers.columns)
    since = done["member_since"].to_numpy("float64", na_value=np.nan)
    joined = np.where(np.isnan(since) | (since > years[-1]), NEVER, since)
    design = done[
        [
            name
            for name in done
            if name in (shared.WEIGHT, shared.STRATUM) or name.startswith((shared.UNIT, "fpc_"))
        ]
    ]
    wide = design.assign(person=np.arange(len(done)), joined=joined)
    long = wide.loc[wide.index.repeat(len(years))].reset_index(drop=True)
    return long.assign(
        year=np.tile(np.array(years, "float64"), len(wide)), outcome=answers.to_numpy().ravel()
    )
