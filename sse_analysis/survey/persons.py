"""Persons of a survey, their design, and the class of every job under several concepts: what analyses of persons ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from sse_analysis.harmonize.informality import FORMAL, INFORMAL, Informality, classify
from sse_analysis.harmonize.persons import STRATUM, UNIT, WEIGHT, Harmonized
from sse_analysis.harmonize.rules import rows_of, table
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.survey.design import SurveyDesign
from sse_analysis.survey.sample import SurveySample

if TYPE_CHECKING:
    from sse_analysis.parameters.microdata import Concept, Design, Microdata

_KINDS = {1: "informal", 2: "formal", 3: "household"}


@dataclass(frozen=True, eq=False)
class Persons:
    """A survey of persons.

    Parameters
    ----------
    sample : SurveySample
        Data in shared variables. For every concept that the questions can answer ``informal_<name>`` is 1, 0 or
        missing and ``unit_<name>`` the kind of unit; ``informal`` and ``formal`` are those of the headline.
    given : Microdata
    classes : dict of str to Informality
        By name of the concept, in the order of the parameters.
    refused : dict of str to str
        Concepts that the questions cannot answer, and why.
    notes : tuple of str
        What every result on these persons must say.
    """

    sample: SurveySample
    given: Microdata
    classes: Mapping[str, Informality] = field(repr=False)
    refused: Mapping[str, str]
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    provenance: Provenance

    @property
    def country(self) -> str:
        return self.sample.country

    @property
    def headline(self) -> str | None:
        """Name of the first concept that can be answered; None when none can."""
        return next(iter(self.classes), None)

    @property
    def has_design(self) -> bool:
        """Whether the file tells strata or units, without which no standard error exists."""
        return bool(self.given.design.strata or self.given.design.psu)

    @property
    def weights(self) -> pd.Series:
        return pd.Series(self.sample.weights, index=self.sample.data.index)

    def label(self, name: str) -> str:
        """Return the words of a concept."""
        concept = next(one for one in self.given.concepts if one.name == name)
        known = {row["edition"]: row["label"] for row in table("editions")}
        return concept.label or known.get(concept.edition, name)

    def asked(self, *names: str) -> bool:
        """Tell whether the survey asks all of some variables."""
        return all(name in self.sample.data and self.sample.data[name].notna().any() for name in names)

    def about(self) -> dict[str, object]:
        """Return what every result on these persons carries."""
        return {
            "country": self.country,
            "notes": self.notes,
            "sources": self.sources,
            "provenance": self.provenance,
        }

    def absent(self, id: str, *, what: str, why: str, answers: str = "", layout: str = "") -> Absence:
        """Return the absence of a result that these persons cannot give."""
        return Absence(
            id=id, country=self.country, reason="not_computable", what=what, why=why, answers=answers, layout=layout,
            file=f"data/{self.country}/{self.given.file}" if layout else "",
        )  # fmt: skip

    def unanswered(self, id: str, what: str) -> Absence:
        """Return the absence of a result for want of a concept that the questions can answer."""
        why = " ".join(f"{name}: {words}." for name, words in self.refused.items())
        return self.absent(id, what=what, why=f"The survey does not ask what the concepts need. {why}",
                           layout="status, registered, bookkeeping, socialsec, annual_leave, sick_leave")  # fmt: skip

    def without_design(self, id: str, what: str) -> Absence:
        """Return the absence of a result that is nothing without its uncertainty."""
        return self.absent(id, what=what, layout="strata, psu", why=(
            "The file has neither strata nor sampling units, so no standard error can be computed, and this answer "
            "is nothing without one."))  # fmt: skip

    def part(self, rows: np.ndarray | pd.Series) -> np.ndarray:
        """Return a domain: rows of a condition; missing is outside."""
        return self.sample.domain_rows(rows)


def persons(
    harmonized: Harmonized, given: Microdata, *, country: str, about: Mapping[str, object]
) -> Persons:
    """Return the persons with their design and concepts.

    Parameters
    ----------
    about : mapping
        ``sources`` and ``provenance`` of the file.
    """
    frame = harmonized.frame
    classes, refused = {}, {}
    for concept in given.concepts:
        if why := unanswerable(frame, concept):
            refused[concept.name] = why
        else:
            classes[concept.name] = found = _classified(frame, concept, country)
            frame = frame.assign(**_flags(found, concept, frame))
    if classes:
        first = frame[f"informal_{next(iter(classes))}"]
        frame = frame.assign(informal=first, formal=1 - first)
    sample = SurveySample(frame, design_of(given.design), country)
    notes = (*_about_design(given.design, sample), *_about_codes(harmonized), *_about_icls(given))
    return Persons(sample, given, classes, refused, notes, **about)


def unanswerable(frame: pd.DataFrame, concept: Concept) -> str:
    """Say why the questions of a survey cannot answer a concept; empty when they can.

    Without this check rules end in "nothing shows that the unit is formal", and a survey that did not ask would make
    everybody informal.
    """
    lacks = []
    for row in rows_of("persons_needs.csv"):
        only = set(concept.status)
        spared = only and {"independent": not only & {2, 3, 4}, "employees": not only & {1, 6}}.get(
            row["group"], False
        )
        known = any(name in frame and frame[name].notna().any() for name in row["needs"].split())
        if row["edition"] == concept.edition and not spared and not known:
            lacks.append(f"{' or '.join(row['needs'].split())} not asked ({row['why']})")
    return "; ".join(lacks)


def design_of(given: Design) -> SurveyDesign:
    """Return the design in the columns of the harmonized frame."""
    return SurveyDesign(
        weights=WEIGHT if given.weights else None,
        strata=STRATUM if given.strata else None,
        psu=tuple(f"{UNIT}_{place}" for place in range(1, len(given.psu) + 1)),
        fpc=tuple(f"fpc_{place}" for place in range(1, len(given.fpc) + 1)),
        nest=given.nest,
        singleton=given.singleton,
    )


def _classified(frame: pd.DataFrame, concept: Concept, country: str) -> Informality:
    from sse_analysis import paths

    rules = paths.data_file(country, concept.rules) if concept.rules else None
    return classify(frame, edition=concept.edition, options=dict(concept.options), rule_file=rules)


def _flags(found: Informality, concept: Concept, frame: pd.DataFrame) -> dict[str, pd.Series]:
    job, unit = found.frame["job"], found.frame["unit"]
    if concept.status:
        job = job.where(frame["status"].isin(concept.status).fillna(False))
    working = frame["status"].notna()
    kind = pd.Series(
        pd.Categorical.from_codes(unit.fillna(0).to_numpy("int8") - 1, list(_KINDS.values())), unit.index
    )
    flags = pd.Series(pd.arrays.IntegerArray((job.fillna(FORMAL).to_numpy("int8") == INFORMAL).astype("int8"),
                                             job.isna().to_numpy()), index=job.index)  # fmt: skip
    return {f"informal_{concept.name}": flags, f"unit_{concept.name}": kind.where(working)}


def _about_design(given: Design, sample: SurveySample) -> tuple[str, ...]:
    rows = len(sample.data)
    if not (given.strata or given.psu):
        weight = "" if given.weights else " It has no weights either: the persons count one each."
        return (
            f"{rows:,} persons. The file has neither strata nor sampling units: these are point estimates, and no standard "
            f"error can be computed.{weight}",
        )
    stage = sample.binding.plan.first
    single = int((stage.size == 1).sum())
    words = f"{rows:,} persons in {len(stage.stratum):,} sampling units and {len(stage.size):,} strata"
    if not single:
        return (f"{words}.",)
    have = "1 stratum has" if single == 1 else f"{single:,} strata have"
    return (f"{words}; {have} one unit, treated by the rule '{given.singleton}'.",)


def _about_codes(harmonized: Harmonized) -> tuple[str, ...]:
    if not harmonized.unseen:
        return ()
    listed = ", ".join(f"{name} {code}" for name, code in harmonized.unseen[:6])
    more = f" and {len(harmonized.unseen) - 6} more" if len(harmonized.unseen) > 6 else ""
    return (f"Codes that are described and that nobody has: {listed}{more}.",)


def _about_icls(given: Microdata) -> tuple[str, ...]:
    return (f"Employment as the {given.icls}th ICLS defines it.",)
