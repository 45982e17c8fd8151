"""What there is to do: one job for each country and analysis, one for the region, one for an own notebook."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sse_analysis import paths
from sse_analysis.errors import ParameterError, SourceError, one_of, suggestion

REGIONAL = "regional"
FORMATS = ("html", "pdf")
#: Formats that are made when they are asked for.
ALL_FORMATS = (*FORMATS, "docx")
#: Every report of the project, in the order of tables and pages.
REPORTS = (*paths.ANALYSES, REGIONAL)


@dataclass(frozen=True)
class Job:
    """One notebook to execute and render.

    Parameters
    ----------
    country : str
        Lower-case ISO 3166-1 alpha-3 code, or ``regional``.
    analysis : str
        Name of the report: stem of the notebook.
    notebook : str
        Path relative to the project.
    parameters : tuple of (str, value)
        What is injected, checked against the notebook's own parameters cell.
    formats : tuple of str
    own : bool
        A reader's own notebook from ``notebooks/my``: its inputs are not known, so it is never skipped.
    """

    country: str
    analysis: str
    notebook: str
    parameters: tuple[tuple[str, Any], ...] = ()
    formats: tuple[str, ...] = FORMATS
    own: bool = False

    @property
    def id(self) -> str:
        return f"{self.country}/{'my/' if self.own else ''}{self.analysis}"

    @property
    def folder(self) -> Path:
        """Folder of its published files."""
        folder = paths.output_folder(self.country)
        return folder / "my" if self.own else folder

    @property
    def file(self) -> Path:
        return paths.root() / self.notebook

    def with_formats(self, formats: Iterable[str]) -> Job:
        return replace(self, formats=tuple(formats))


def to_json(job: Job, **more: Any) -> str:
    """Return the job as one JSON line, with further keys such as its content key."""
    return json.dumps(asdict(job) | more, ensure_ascii=False, sort_keys=True)


def from_json(text: str) -> Job:
    """Return the job of a line written by :func:`to_json`.

    Raises
    ------
    ParameterError
        If the text is no job.
    """
    try:
        given = json.loads(text)
        names = ("country", "analysis", "notebook", "formats", "own")
        values = {name: given[name] for name in names}
        values["formats"] = formats_of(values["formats"]) if values["formats"] else ()
        job = Job(**values, parameters=tuple((name, value) for name, value in given["parameters"]))
    except (ValueError, KeyError, TypeError) as error:
        raise ParameterError(
            f"This is not a job ({error}). Expected one line as printed by: sse jobs --jsonl"
        ) from None
    _stays_inside(job)
    return job


def _stays_inside(job: Job) -> None:
    """Refuse a job that would read or write outside the project and its outputs."""
    if job.country != REGIONAL:
        paths.country_code(job.country)
    paths.inside(paths.root(), job.notebook)
    if Path(job.notebook).name != f"{job.analysis}.ipynb" or "." in job.analysis:
        raise ParameterError(f"'{job.analysis}' is not the name of the report of {job.notebook}.")


def formats_of(words: Iterable[str]) -> tuple[str, ...]:
    """Return the formats in their usual order; an edition such as ``brief.km.pdf`` after its format.

    Raises
    ------
    ParameterError
        If one is unknown.
    """
    asked = [word.strip().lower() for word in words if word.strip()]
    if not asked:
        raise ParameterError(f"No format is named, expected {one_of(ALL_FORMATS)}.")
    for word in asked:
        form = word.rpartition(".")[2]
        if form not in ALL_FORMATS:
            hint = suggestion(form, ALL_FORMATS)
            raise ParameterError(f"Found format '{form}', expected {one_of(ALL_FORMATS)}. {hint}".strip())
        _known_edition(word)
    ordered = sorted(asked, key=lambda word: (ALL_FORMATS.index(word.rpartition(".")[2]), word))
    return tuple(dict.fromkeys(ordered))


def _known_edition(word: str) -> None:
    if "." in word:
        from sse_analysis.errors import ReportError
        from sse_analysis.report.editions import parse

        try:
            parse(word)
        except ReportError as error:
            raise ParameterError(str(error)) from None


def select(countries: Sequence[str], analyses: Sequence[str], formats: Iterable[str]) -> list[Job]:
    """Return the jobs of some countries, in reading order.

    Parameters
    ----------
    countries : sequence of str
        Codes, or ``regional``; checked by the caller.
    analyses : sequence of str
        Empty for all.
    """
    chosen = tuple(analyses) or REPORTS
    jobs = []
    for country in countries:
        names = (REGIONAL,) if country == REGIONAL else paths.ANALYSES
        jobs += [_standard(country, name) for name in names if name in chosen]
    return [job.with_formats(formats) for job in jobs]


def _standard(country: str, analysis: str) -> Job:
    parameters = () if country == REGIONAL else (("country", country),)
    return Job(country, analysis, f"notebooks/{analysis}.ipynb", parameters)


def own(notebook: Path, country: str, formats: Iterable[str], values: Sequence[tuple[str, Any]] = ()) -> Job:
    """Return the job of a reader's own notebook for a country.

    Raises
    ------
    SourceError
        If the file lies outside the project or among the reports, is no ``.ipynb``, or bears the name of a report
        or one with a dot.
    """
    file = notebook.resolve()
    if file.suffix != ".ipynb":
        raise SourceError(f"'{notebook}' is not a notebook: expected a file that ends in .ipynb.")
    if "." in file.stem:
        better = f"{file.stem.replace('.', '-').strip('-')}.ipynb"
        raise SourceError(
            f"'{notebook}' has a dot in its name, which tells languages and formats of a report apart. "
            f"Call it {better}."
        )
    if not file.is_relative_to(paths.root().resolve()):
        raise SourceError(f"'{notebook}' lies outside the project. Put it into notebooks/my/.")
    if paths.is_output(file):
        raise SourceError(
            f"'{notebook}' lies among the reports. Copy it into notebooks/my/ and run the copy."
        )
    if file.parent == paths.notebook_folder().resolve() and file.stem in REPORTS:
        raise SourceError(
            f"'{notebook}' is a report of the project; run it with: sse run {country} --only {file.stem}"
        )
    name = str(file.relative_to(paths.root().resolve()))
    return Job(country, file.stem, name, (("country", country), *values), tuple(formats), own=True)
