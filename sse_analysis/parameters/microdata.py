"""How a survey of persons is read: its files, its design, and what its codes mean. Data, never code."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
#: A file inside the country's data folder.
Place = Annotated[str, StringConstraints(pattern=r"^[^./\\\x00-\x1f][^\\\x00-\x1f]*$")]
Code = str | int | float
Format = Literal["csv", "parquet", "stata", "spss", "fixed"]


class Record(BaseModel):
    """A part of the description: unknown keys and silent conversions are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Design(Record):
    """How the persons were drawn. Columns are named as in the file."""

    weights: Text | None = Field(default=None, description="Column of the weight of a person.")
    divide_by: float = Field(default=1.0, gt=0, description="Number the weight is divided by.")
    strata: Text | None = Field(default=None, description="Column of the stratum.")
    psu: tuple[Text, ...] = Field(default=(), description="Columns of the sampling units, first stage first.")
    fpc: tuple[Text, ...] = Field(default=(), description="Columns of the units in the population, by stage.")
    nest: bool = Field(default=False, description="true when unit codes repeat in different strata.")
    singleton: Literal["fail", "certainty", "adjust_r", "adjust_centred", "average"] = Field(
        default="fail",
        description="What to do with a stratum of one unit; fail asks for a choice by listing the strata.",
    )


class Variable(Record):
    """Where a variable stands in the file, and what its codes mean."""

    column: Text = Field(description="Column of the file.")
    codes: dict[Code, Code] = Field(
        default={},
        description='Code of the file to code of the variable; a range of whole numbers is "1-7". Empty: as it is.',
    )
    missing: tuple[Code, ...] = Field(default=(), description="Codes of the file that mean no answer.")
    digits: int | None = Field(
        default=None, ge=1, le=6, description="First digits of the code that are kept."
    )
    width: int | None = Field(
        default=None, ge=2, le=6, description="Digits of a whole code, where a number lost its leading zeros."
    )
    upper: Text | None = Field(
        default=None, description="Column of the upper end, where column is a bracket."
    )


class Concept(Record):
    """One way to say which jobs are informal."""

    name: Text = Field(description="Short name in tables, such as icls17.")
    label: Text | None = Field(default=None, description="Words in tables; default: those of the edition.")
    edition: Text = Field(default="icls17_ilo", description="Edition of the rules.")
    options: dict[str, str | int] = Field(default={}, description="Choices that differ from the defaults.")
    rules: Place | None = Field(default=None, description="Rule table of the country, in its data folder.")
    status: tuple[int, ...] = Field(
        default=(), description="Status in employment it is for; empty for all the employed."
    )


class Wave(Record):
    """One round of a survey, in a file of its own or marked by a value of ``wave_column``."""

    name: Text = Field(description="As it is called in tables, such as 2016 Q3.")
    file: Place | None = Field(default=None, description="Its file, when it is not the file of the survey.")
    value: Code | None = Field(
        default=None, description="Its value in wave_column, when a file holds several."
    )


class Panel(Record):
    """How the same person is found in two waves."""

    person: tuple[Text, ...] = Field(min_length=1, description="Columns that together name a person.")
    first: Wave = Field(description="Where moves start from.")
    second: Wave = Field(description="Where moves lead to.")
    weights: Text | None = Field(
        default=None,
        description="Column of the longitudinal weight in the second wave; null: the weight of the first.",
    )
    to_survey: bool = Field(
        default=False,
        description="true when the panel is a part of the survey: its weights are then brought to the survey's total.",
    )
    same: tuple[Text, ...] = Field(
        default=("sex",), description="Variables that must agree for two records to be of one person."
    )


class SurveyFile(Record):
    """A file of answers: where it is, how it is written, how it was drawn, what its codes mean."""

    title: Text = Field(description="Name of the survey and its period.")
    publisher: Text = Field(description="Who made it.")
    url: Text = Field(default="not given", description="Where it may be had.")
    licence: Text = Field(default="not given", description="Terms of use.")
    year: int = Field(ge=1990, le=2100, description="Reference year.")
    file: Place = Field(description="File in data/<iso3>/.")
    format: Format = Field(description="csv, parquet, stata, spss or fixed.")
    encoding: Text = Field(default="utf-8", description="Of the text in the file.")
    separator: Text = Field(default=",", description="Between columns of a CSV file.")
    decimal: Literal[".", ","] = Field(default=".", description="Mark before the decimals.")
    layout: Place | None = Field(
        default=None,
        description="Positions of a fixed-width file: SAS input lines, or CSV with column,start,width.",
    )
    design: Design = Field(default=Design(), description="How the sample was drawn.")
    variables: dict[str, Variable] = Field(default={}, description="Variables by their shared name.")

    @model_validator(mode="after")
    def _positions(self):
        if self.format == "fixed" and self.layout is None:
            raise ValueError("a fixed-width file needs 'layout', the file that says where columns stand")
        return self


class Enterprises(SurveyFile):
    """A survey of household enterprises, one row a unit: the block ``enterprises`` of ``parameters/<iso3>.yml``."""

    block: ClassVar[str] = "enterprises"
    rows: ClassVar[str] = "units"
    #: Files of units have no names that everybody uses, and one round.
    convention: ClassVar[Literal["own"]] = "own"
    wave_column: ClassVar[None] = None

    concept: Concept = Field(
        default=Concept(name="icls17"), description="Rules that say which units are informal."
    )


class Histories(SurveyFile):
    """Persons over several years with the year they joined an organization: the block ``histories``."""

    block: ClassVar[str] = "histories"
    rows: ClassVar[str] = "persons"
    convention: ClassVar[Literal["own"]] = "own"
    wave_column: ClassVar[None] = None

    outcome: Text = Field(description="What was so in a year, in words, such as formal work.")
    years: dict[int, Variable] = Field(
        min_length=3, description="Year to its column; codes lead to 1 (it was so) and 0."
    )


class Microdata(SurveyFile):
    """A survey of persons: the block ``microdata`` of ``parameters/<iso3>.yml``."""

    block: ClassVar[str] = "microdata"
    rows: ClassVar[str] = "persons"

    convention: Literal["own", "gld", "ilo"] = Field(
        default="own", description="Names and codes that are known already: the World Bank's GLD, the ILO's."
    )
    icls: Literal["13", "19"] = Field(
        default="13", description="Conference whose definition of employment it has."
    )
    member_forms: dict[str, Text] = Field(
        default={},
        description="Legal form of each form of membership, by the words of member_form: what a decision moves.",
    )
    concepts: tuple[Concept, ...] = Field(
        default=(
            Concept(name="icls17"),
            Concept(name="icls21", edition="icls21"),
            Concept(name="insurance", edition="social_insurance"),
        ),
        min_length=1,
        description="Concepts side by side; the first is the one of the headline.",
    )
    reliability: Text = Field(default="nchs_2017", description="Rule that says which shares may be printed.")
    placebo: tuple[Text, ...] = Field(
        default=("relation",),
        description="Variables that membership cannot move: a difference in one says that the comparison is not clean.",
    )
    wave_column: Text | None = Field(
        default=None, description="Column that tells the waves of one file apart."
    )
    wave: Wave | None = Field(
        default=None, description="The round of the tables, where a file holds several."
    )
    panel: Panel | None = Field(default=None, description="The same persons in two waves.")

    @model_validator(mode="after")
    def _whole(self) -> Microdata:
        problems = [*_concepts(self), *_waves(self)]
        if problems:
            raise ValueError("; ".join(problems))
        return self


def _concepts(given: Microdata):
    names = [concept.name for concept in given.concepts]
    if len(set(names)) < len(names):
        yield "two concepts have the same name"


def _waves(given: Microdata):
    pair = (given.panel.first, given.panel.second) if given.panel else ()
    known = [wave for wave in (given.wave, *pair) if wave is not None]
    if given.wave_column is None and any(wave.value is not None for wave in known):
        yield "a wave has a value, but 'wave_column' is absent"
    if pair and pair[0].name == pair[1].name:
        yield "the two waves of the panel have the same name"
