"""One country, ready to be asked: its parameters, and every input as a clean table or a typed absence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import pandas as pd

from sse_analysis import parameters as parameter_files
from sse_analysis import paths, reference
from sse_analysis.parameters import CountryParameters, RegionalParameters
from sse_analysis.reference.countries import is_private_use
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import FrontMatter
from sse_analysis.schema import tables
from sse_analysis.sources.table import SourcedTable, period_of

if TYPE_CHECKING:
    from sse_analysis.harmonize.entities import Linked
    from sse_analysis.perimeter import DecisionLog
    from sse_analysis.sources.geography import Geography
    from sse_analysis.sources.registers import Records
    from sse_analysis.survey.enterprises import Enterprises
    from sse_analysis.survey.histories import Histories
    from sse_analysis.survey.panel import Panel
    from sse_analysis.survey.persons import Persons

Input = SourcedTable | Absence

#: Question each report answers, as its subtitle.
SUBTITLES = {
    "mapping": "Who belongs to it, how many, where, how active, and how sure we are",
    "sdg": "Where the country stands, and what the social and solidarity economy is said to contribute",
    "formalization": "How much work is informal, under which concept, and the paths to formal work",
}
TITLES = {
    "mapping": "mapping of the social and solidarity economy",
    "sdg": "the social and solidarity economy and the Sustainable Development Goals",
    "formalization": "informality and the social and solidarity economy",
}
#: Tables whose dates tell a reader how old each report's figures are.
_DATED = {"mapping": "ledger", "sdg": "sdg_series", "formalization": "informality"}


@dataclass(frozen=True, eq=False)
class Study:
    """A country's study.

    Parameters
    ----------
    country : str
        Lower-case ISO 3166-1 alpha-3 code.
    parameters : CountryParameters
        The validated content of ``parameters/<iso3>.yml``.

    Inputs are read and checked when they are first asked for; one without rows is an :class:`Absence`.
    """

    country: str
    parameters: CountryParameters

    @property
    def name(self) -> str:
        return reference.country(self.country).name

    @cached_property
    def ledger(self) -> Input:
        return self._input("ledger")

    @cached_property
    def legal_forms(self) -> Input:
        return self._input("legal_forms")

    @cached_property
    def member_interests(self) -> Input:
        """What members of a form of cooperatives seek, where its name or law settles it; judgements."""
        return self._input("member_interests")

    @cached_property
    def sdg_series(self) -> Input:
        return self._input("sdg_series")

    @cached_property
    def sdg_indicators(self) -> Input:
        """What every SDG series means: unit, direction, target; shared by countries."""
        return self._input("sdg_indicators", folder="common")

    @cached_property
    def sdg_claims(self) -> Input:
        """Claims about this country, then claims about no country in particular or about others."""
        return self._with_common("sdg_claims")

    @cached_property
    def informality(self) -> Input:
        """Every published informality figure, every release."""
        return self._input("informality_series")

    @cached_property
    def context(self) -> Input:
        return self._input("context_series")

    @cached_property
    def areas(self) -> Input:
        return self._input("areas")

    @cached_property
    def regions(self) -> Input:
        """Which first-level areas make up the regions of published figures."""
        return self._input("regions")

    @cached_property
    def geography(self) -> Geography | Absence:
        from sse_analysis.sources import geography

        return geography.load(self.country)

    @cached_property
    def area_changes(self) -> Input:
        return self._input("area_changes")

    @cached_property
    def ecosystem(self) -> Input:
        """Bodies, and who belongs to, supports or finances whom."""
        return self._input("ecosystem")

    @cached_property
    def pathways(self) -> Input:
        """Sourced cases of a move from informal to formal."""
        return self._input("pathways")

    @cached_property
    def comparison_pathways(self) -> Input:
        """Cases of other countries, for comparison."""
        return self._input("pathways", folder="common")

    @cached_property
    def decisions(self) -> DecisionLog:
        """Questions to the committee and its answers; empty where the country has no log."""
        from sse_analysis.perimeter import load_decisions

        known = self.legal_forms
        return load_decisions(self.country, forms=() if isinstance(known, Absence) else known.frame["id"])

    @cached_property
    def registers(self) -> tuple[Records, ...] | Absence:
        from sse_analysis.harmonize.opening import open_registers

        return open_registers(self.country)

    @cached_property
    def organizations(self) -> Linked | Absence:
        """The organizations behind the records of all registers."""
        from sse_analysis.harmonize.opening import open_organizations

        return open_organizations(self.registers)

    @cached_property
    def entity_survey(self) -> Input:
        from sse_analysis.sources import entity_survey

        return entity_survey.load(self.country)

    @cached_property
    def persons(self) -> Persons | Absence:
        """Persons of the labour force survey, with their design and the class of every job."""
        from sse_analysis.survey.opening import open_persons

        return open_persons(self.country, self.parameters.microdata)

    @cached_property
    def panel(self) -> Panel | Absence:
        """The same persons in two waves."""
        from sse_analysis.survey.opening import open_panel

        return open_panel(self.country, self.parameters.microdata)

    @cached_property
    def enterprises(self) -> Enterprises | Absence:
        """Household enterprises, with their design and which of them are informal."""
        from sse_analysis.survey.enterprises import open_enterprises

        return open_enterprises(self.country, self.parameters.enterprises)

    @cached_property
    def histories(self) -> Histories | Absence:
        """Persons over several years, with the year they joined an organization."""
        from sse_analysis.survey.histories import open_histories

        return open_histories(self.country, self.parameters.histories)

    def front_matter(self, analysis: str) -> FrontMatter:
        """Return the title block of a report: country, status, and the date of the data, not of the run."""
        from sse_analysis.sdg.recency import period_words

        dated, period = getattr(self, _DATED[analysis]), period_words if analysis == "sdg" else period_of
        as_of = "" if isinstance(dated, Absence) else period(dated)
        return FrontMatter(
            id="front", country=self.country, title=f"{self.name}: {TITLES[analysis]}", subtitle=SUBTITLES[analysis],
            country_name=self.name, analysis=analysis, language=self.parameters.language, data_as_of=as_of,
            facts=self._facts(as_of), banner=reference.country(self.country).banner,
        )  # fmt: skip

    def _facts(self, as_of: str) -> tuple[tuple[str, str], ...]:
        given = self.parameters
        validated = f"validated by {given.approved_by} on {given.approved_on}"
        approval = validated if given.approved_by else "draft, not validated"
        return (
            ("Country", f"{self.name} ({self.country.upper()})"),
            ("Data", as_of or "no data yet"),
            ("Status", f"version {given.version}, {approval}"),
            ("Figures accepted up to", given.data_cutoff.isoformat()),
        )

    def _input(self, name: str, *, folder: str | None = None) -> Input:
        place = folder or self.country
        if tables.exists(place, name):
            table = tables.load(place, name, today=self.parameters.data_cutoff)
            if len(table.frame):
                return table
        return _absent(self.country, place, name)

    def _with_common(self, name: str) -> Input:
        own, common = self._input(name), self._input(name, folder="common")
        if isinstance(own, Absence) or isinstance(common, Absence):
            return common if isinstance(own, Absence) else own
        frame = pd.concat([own.frame, common.frame], ignore_index=True)
        return SourcedTable(name, self.country, frame, own.file, own.digest, also=common.inputs)


def _absent(country: str, folder: str, name: str) -> Absence:
    about = tables.describe(name)
    return Absence(
        id=f"no-{name.replace('_', '-')}", country=country, reason="no_data", what=about.title,
        why="The project holds no rows of this table for the country.", file=f"data/{folder}/{about.file}",
        layout=", ".join(about.columns), answers=about.question,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class Region:
    """Several studies side by side."""

    parameters: RegionalParameters
    studies: tuple[Study, ...]
    country = "regional"

    @cached_property
    def not_comparable(self) -> pd.DataFrame:
        """Series that may not be compared between countries, and why; proposals until approved."""
        return tables.load("common", "not_comparable", today=self.parameters.data_cutoff).frame

    def __iter__(self) -> Iterator[Study]:
        return iter(self.studies)

    def front_matter(self) -> FrontMatter:
        given = self.parameters
        names = ", ".join(study.name for study in self.studies)
        return FrontMatter(
            id="front", country="regional", title=f"{given.title}: the social and solidarity economy side by side",
            subtitle="What may be compared between the countries, and why the rest may not", country_name=given.title,
            analysis="regional", language=given.language,
            data_as_of=f"published figures up to {given.data_cutoff.isoformat()}",
            facts=(
                ("Countries", names), ("Status", f"version {given.version}, {given.status}"),
                ("Figures accepted up to", given.data_cutoff.isoformat()),
            ),
        )  # fmt: skip


def load_study(country: str) -> Study:
    """Return the study of a country.

    Parameters
    ----------
    country : str
        ISO 3166-1 alpha-3 code in any case, such as ``"khm"``. The synthetic country ``"xsy"`` is made first where it
        has no data folder yet, which takes some seconds.

    Raises
    ------
    ParameterError
        If the country has no parameter file, the file has problems (all are listed), or a run is for another country.
    """
    code = parameter_files.of_run(paths.country_code(country))
    given = parameter_files.load(code)
    if is_private_use(code):
        from sse_analysis import synthetic

        synthetic.ensure(code)
    return Study(code, given)


def load_region() -> Region:
    """Return the studies of the countries in ``parameters/regional.yml``, in its order."""
    given = parameter_files.load_regional()
    return Region(given, tuple(load_study(code) for code in given.countries))
