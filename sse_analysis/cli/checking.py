"""``sse check``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import click

from sse_analysis.cli import USAGE, choosing
from sse_analysis.errors import Failure, SSEAnalysisError
from sse_analysis.reference.countries import is_private_use

_HELP = """Print every problem of parameter files, data files and notebooks at once; run nothing.

Without a country everything is checked. Exit code 2 when there is a problem.

\b
Examples:
  sse check
  sse check khm tha
  sse check khm --write-sources    accept changed files: new digests and row counts in data/khm/sources.yml
"""

#: Inputs of a study that are no table of its folder; each is read and checked when it is asked for.
_OPENED = ("decisions", "registers", "entity_survey", "persons", "panel", "enterprises", "histories")


@click.command("check", help=_HELP, short_help="Every problem of parameters, files and tables at once.")
@click.argument("country", nargs=-1)
@click.option(
    "--write-sources", is_flag=True, help="Write the digests of the files as they are now into sources.yml."
)
def check_command(country: tuple[str, ...], write_sources: bool) -> int:
    if write_sources:
        return _write_sources(country)
    folder = [name for name in country if name.strip().lower() == "common"]
    chosen = choosing.countries(country, everything=not country) if not folder or len(country) > 1 else ()
    found = [*_reports(chosen or choosing.countries((), everything=True))]
    for code in chosen:
        found += [*_of(code), *_inputs(code)]
    if not country or folder or chosen:
        found += _tables("common", dt.date.today())
    lines = list(dict.fromkeys(str(failure) for failure in found))
    for line in lines:
        click.echo(line)
    names = ", ".join(chosen) or "common"
    click.echo(
        f"{names}: {f'{len(lines)} problem' + ('s' if len(lines) > 1 else '') if lines else 'no problems'}."
    )
    return USAGE if lines else 0


def _of(country: str) -> Iterable[Failure]:
    """Return the problems of a country's parameters and, whatever those say, of its tables."""
    from sse_analysis import parameters

    found = parameters.problems(country)
    if country == "regional":
        return found or _missing_countries()
    try:
        today = parameters.load(country).data_cutoff
    except SSEAnalysisError:
        today = dt.date.today()
    return [*found, *_tables(country, today), *_synthetic(country)]


def _inputs(country: str) -> list[Failure | str]:
    """Return what is wrong with decisions, registers and surveys, the work plan and the list of those at risk."""
    from sse_analysis.committee import workplan
    from sse_analysis.report import protection
    from sse_analysis.study import load_study

    if country == "regional":
        return []
    try:
        study = load_study(country)
    except SSEAnalysisError:
        return []
    asked = [
        *((getattr, study, name) for name in _OPENED),
        (workplan.own, country),
        (protection.at_risk, country),
    ]
    found: list[Failure | str] = []
    for ask, *words in asked:
        try:
            ask(*words)
        except SSEAnalysisError as error:
            found += error.failures or (error.message,)
    return found


def _synthetic(country: str) -> list[Failure]:
    if not is_private_use(country):
        return []
    from sse_analysis import synthetic

    return synthetic.problems(country)


def _missing_countries() -> list[Failure]:
    from sse_analysis import parameters, paths

    given = parameters.load_regional().countries
    fix = "Add it with: sse new {}"
    return [
        Failure(
            "parameters/regional.yml", f"'{code}'", f"a country with parameters/{code}.yml", fix.format(code)
        )
        for code in given
        if not paths.parameter_file(code).is_file()
    ]


def _tables(folder: str, today: dt.date) -> list[Failure]:
    from sse_analysis import paths
    from sse_analysis.schema import tables

    place = paths.data_folder(folder)
    if not place.is_dir():
        fix = f"Create it with: sse new {folder}"
        return [Failure(f"data/{folder}", "no such folder", "the country's tables", fix)]
    return tables.problems(folder, today=today)


def _reports(countries: Iterable[str]) -> list[Failure]:
    """Return the problems of the notebooks these countries' reports come from."""
    from sse_analysis.batch import jobs, notebooks

    found = []
    for job in jobs.select(tuple(countries), (), ()):
        try:
            notebooks.check(notebooks.read(job.file), dict(job.parameters))
        except SSEAnalysisError as error:
            whole = [Failure(job.notebook, error.message, "a notebook that can be run")]
            found += list(error.failures) or whole
    return found


def _write_sources(country: tuple[str, ...]) -> int:
    from sse_analysis import paths
    from sse_analysis.sources import manifest

    if not country:
        raise click.UsageError("Name the folders whose files you accept: sse check khm --write-sources")
    for code in country:
        folder = code if code == "common" else paths.country_code(code)
        click.echo(f"{paths.relative(manifest.accept(folder, dt.date.today()))}: written")
    return 0
