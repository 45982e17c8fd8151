"""``sse questionnaire``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import click

_GROUP = """Survey organizations: write the form for tablets, take its answers in.

\b
Examples:
  sse questionnaire write khm
  sse questionnaire read khm export.csv && sse run khm --only mapping
"""

_WRITE = """Write the questionnaire as an XLSForm for KoboToolbox and ODK.

The general part asks for the minimum set of statistics and the steps to formality, then come the items of the five
dimensions. The wording is a proposal; edit the workbook, but keep the names. A form is never overwritten.

\b
Examples:
  sse questionnaire write khm
  sse questionnaire write khm --output pilot.xlsx
"""

_READ = """Take the answers in: a CSV or XLSX as KoboToolbox or ODK Central export it.

Writes data/<iso3>/surveys/entities.csv and, if there is none, items.csv, and prints the scorecard; the next run of the
mapping report shows it with everything else. Answers may be codes, or labels in any language of the form. Put
contacts.csv (frame_id, stratum, outcome) and strata.csv (stratum, frame_size) there first: without them no answer has a
weight, and none speaks for more than itself.

\b
Examples:
  sse questionnaire read khm export.csv
  sse questionnaire read khm kobo.xlsx
"""


@click.group(
    "questionnaire", help=_GROUP, short_help="The form of the survey of organizations, and its answers."
)
def questionnaire_command() -> None:
    """Hold the commands on the questionnaire."""


@questionnaire_command.command("write", help=_WRITE, short_help="Write the form.")
@click.argument("country")
@click.option(
    "--output", type=click.Path(path_type=Path), help="[default: data/<iso3>/surveys/questionnaire.xlsx]"
)
def write(country: str, output: Path | None) -> int:
    from sse_analysis import paths
    from sse_analysis.cli import choosing
    from sse_analysis.sources import form_files

    (code,) = choosing.countries((country,), everything=False)
    path = output or paths.data_file(code, "surveys/questionnaire.xlsx")
    today = dt.date.today().strftime("%Y%m%d")
    _, lacking = form_files.write(code, path, version=today, languages=_languages())
    click.echo(f"{paths.relative(path)}: written. Upload it to KoboToolbox or ODK Central.")
    for name, texts in lacking.items():
        if texts:
            click.echo(
                f"{name}: {len(texts)} texts have no translation yet; they stand in English (sheet to_translate)."
            )
    return 0


def _languages() -> dict[str, dict[str, str]]:
    """Return the catalogues of the report languages, by the name a form gives a language."""
    from babel import Locale

    from sse_analysis.report import languages

    names = Locale("en").languages
    every = [one for one in languages.languages() if one != languages.ENGLISH]
    return {f"{names[one]} ({one})": languages.catalogue(one) for one in every}


@questionnaire_command.command("read", help=_READ, short_help="Take the answers in.")
@click.argument("country")
@click.argument("export", type=click.Path(path_type=Path))
def read(country: str, export: Path) -> int:
    from sse_analysis import paths
    from sse_analysis.cli import choosing
    from sse_analysis.sources import form_files

    (code,) = choosing.countries((country,), everything=False)
    target, count = form_files.take(code, export, languages=_languages().values())
    click.echo(f"{paths.relative(target)}: {count} answers. Next: sse run {code} --only mapping")
    click.echo(_scores(code))
    return 0


def _scores(country: str) -> str:
    """Return the scorecard of the answers that were taken in, or why there is none."""
    from sse_analysis import load_study, mapping
    from sse_analysis.report.protection import cleaned

    return cleaned(
        mapping.dimension_scores(load_study(country).entity_survey, country=country).summary().plain(),
        country,
    )
