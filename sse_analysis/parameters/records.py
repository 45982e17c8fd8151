"""What a parameter file may say. Every key is typed, documented and closed."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from sse_analysis.errors import one_of, suggestion
from sse_analysis.parameters.microdata import Enterprises, Histories, Microdata
from sse_analysis.reference.codes import codes

#: ISO 3166-1 alpha-3, lower case: the name of the country's folders.
Iso3 = Annotated[str, StringConstraints(pattern=r"^[a-z]{3}$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
#: An SDG target such as "8.3" or "1.b"; in quotes, because YAML reads 8.10 as the number 8.1.
Target = Annotated[str, StringConstraints(pattern=r"^(1[0-7]|[1-9])\.([1-9][0-9]?|[a-d])$")]

Grade = Literal["A", "B", "C"]


class Record(BaseModel):
    """A part of a parameter file: unknown keys and silent conversions are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class HeadlineRule(Record):
    """Which of several published figures is printed first. The others stay beside it."""

    order: tuple[Literal["grade", "year", "verified"], ...] = Field(
        default=("grade", "year", "verified"),
        min_length=1,
        description="Criteria in order: best grade (A before B before C), latest year, looked up again.",
    )
    lowest_grade: Grade = Field(default="C", description="Figures of a lower grade are never the headline.")
    max_age_years: int | None = Field(
        default=None,
        ge=1,
        le=100,
        description="Oldest year a headline may have, counted back from data_cutoff; null for no limit.",
    )

    @model_validator(mode="after")
    def _no_repetition(self) -> HeadlineRule:
        if len(set(self.order)) != len(self.order):
            raise ValueError("the same criterion stands twice")
        return self


class MappingParameters(Record):
    """Choices of the mapping report."""

    headline: HeadlineRule = Field(default=HeadlineRule(), description="Rule that picks the headline figure.")
    areas_valid_on: dt.date = Field(
        description="Day whose edition of first-level areas is used (Viet Nam: 63 to 30 June 2025, then 34)."
    )
    population_window_years: int = Field(
        default=5,
        ge=0,
        le=20,
        description="A rate is printed only when the population of the area is known within this many years.",
    )


class SDGParameters(Record):
    """Choices of the SDG report."""

    baseline_year: int = Field(
        default=2015,
        ge=1990,
        le=2030,
        description="Year from which progress is measured (the 2030 Agenda: 2015).",
    )
    minimum_points: int = Field(
        default=3,
        ge=3,
        le=30,
        description="Observations needed before a trend is printed; two points are never enough.",
    )
    focus_targets: tuple[Target, ...] = Field(
        default=(), description='Targets the national study looks at first; empty for all. In quotes: "8.10".'
    )


class FormalizationParameters(Record):
    """Choices of the formalization report."""

    concept: Text = Field(
        default="informal_employment_share",
        description="Concept of the headline rate, a code of the informality table.",
    )
    scope: Text = Field(default="total", description="Activity scope of the headline rate.")
    datasets: tuple[Text, ...] = Field(
        default=("ILOSTAT EMP_NIFL_SEX_RT", "ILOSTAT SDG_0831_SEX_ECO_RT"),
        min_length=1,
        description="Data sets the headline may come from; of several releases the newest is taken.",
    )

    @field_validator("concept", "scope")
    @classmethod
    def _known(cls, code: str, info: ValidationInfo) -> str:
        known = codes(f"informality_{info.field_name}")
        if code not in known:
            raise ValueError(f"{one_of(known)}. {suggestion(code, known)}".strip())
        return code


class Limits(Record):
    """What one notebook may use before it is stopped."""

    seconds: int = Field(default=600, ge=5, le=86_400, description="Wall time of one notebook.")
    memory_mb: int = Field(default=4_096, ge=256, le=1_048_576, description="Memory of one notebook, in MiB.")
    output_mb: int = Field(
        default=64, ge=1, le=1_024, description="What the cells of one notebook may show, in MiB."
    )


class _Report(Record):
    schema_version: Literal[1] = Field(description="Version of this layout.")
    language: Literal["en"] = Field(default="en", description="Language of the report.")
    status: Literal["draft", "validated"] = Field(
        default="draft", description="draft until the advisory committee has validated the report."
    )
    version: Text = Field(default="0", description="Version the committee knows the report by, in quotes.")
    approved_by: Text | None = Field(default=None, description="Who validated it; null while it is a draft.")
    approved_on: dt.date | None = Field(
        default=None, description="When it was validated; null while it is a draft."
    )
    data_cutoff: dt.date = Field(
        description="No figure may refer to a later day, unless it is a target or a projection."
    )
    limits: Limits = Field(default=Limits(), description="Time and memory of one notebook.")

    @model_validator(mode="after")
    def _approval(self):
        if self.status == "validated" and not (self.approved_by and self.approved_on):
            raise ValueError("status is 'validated', so approved_by and approved_on must be given")
        if self.status == "draft" and (self.approved_by or self.approved_on):
            raise ValueError("approved_by or approved_on is given, so status must be 'validated'")
        return self


class CountryParameters(_Report):
    """One country: ``parameters/<iso3>.yml``."""

    country: Iso3 = Field(
        description="ISO 3166-1 alpha-3 code, lower case; the same as the name of this file."
    )
    mapping: MappingParameters = Field(description="The mapping report.")
    sdg: SDGParameters = Field(default=SDGParameters(), description="The SDG report.")
    formalization: FormalizationParameters = Field(
        default=FormalizationParameters(), description="The formalization report."
    )
    microdata: Microdata | None = Field(
        default=None, description="A survey of persons in the data folder; null when there is none."
    )
    enterprises: Enterprises | None = Field(
        default=None,
        description="A survey of household enterprises in the data folder; null when there is none.",
    )
    histories: Histories | None = Field(
        default=None,
        description="Persons over several years, with the year of joining; null when there is none.",
    )


class RegionalParameters(_Report):
    """The regional report: ``parameters/regional.yml``."""

    title: Text = Field(description="Name of the region in titles.")
    countries: tuple[Iso3, ...] = Field(
        min_length=2, description="Countries side by side, in the order of the tables."
    )
    same_year_window: int = Field(
        default=3,
        ge=0,
        le=20,
        description="Two figures are set against each other only when their reference years are this close.",
    )

    advice_max_age_years: int = Field(
        default=10,
        ge=0,
        le=50,
        description="No country is sent to a neighbour for a figure older than this, counted back from the data cutoff.",
    )

    informality_dataset: Text = Field(
        default="ILOSTAT EMP_NIFL_SEX_RT",
        description="Data set whose newest release gives the rates side by side.",
    )

    @model_validator(mode="after")
    def _each_once(self) -> RegionalParameters:
        if len(set(self.countries)) != len(self.countries):
            raise ValueError("the same country stands twice in 'countries'")
        return self
