"""``sse freeze``."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

_HELP = """Keep what is known now under a name, for a meeting.

Writes parameters/<iso3>/versions/<name>.json: digests of the inputs, the decisions in force on the day, the
parameters, the version of the library, and the headline numbers with their sources; beside it, in kept/, the
inputs themselves, so that sse diff can say why a number moved. What lies in data/<iso3>/user is never copied.
Keep both in git. A version is never overwritten, and one that was changed by hand is reported as broken.

\b
Examples:
  sse freeze khm --as NAC-1
  sse freeze khm --as NAC-2 --parent NAC-1 --date 2026-11-30
"""


@click.command("freeze", help=_HELP, short_help="Keep the present numbers under a name.")
@click.argument("country")
@click.option("--as", "name", required=True, help="Name of the version, such as NAC-1.")
@click.option(
    "--date", type=click.DateTime(["%Y-%m-%d"]), help="Day on which decisions count [default: today]."
)
@click.option("--status", default="", help="draft or validated [default: as in the parameters].")
@click.option("--parent", default="", help="Version that this one follows.")
def freeze_command(country: str, name: str, date: dt.datetime | None, status: str, parent: str) -> int:
    from sse_analysis import paths
    from sse_analysis.cli import choosing
    from sse_analysis.committee import keeping, versions

    versions.checked_name(name)
    (code,) = choosing.countries((country,), everything=False)
    day = date.date() if date else dt.date.today()
    content = present(code, on=day)
    status = _agreed(code, status, content["parameters"]["status"])
    content |= {"name": name, "status": status, "parent": parent}
    keeping.keep(code, content["inputs"])
    file = versions.write(content)
    click.echo(
        f"Froze {len(content['numbers'])} numbers of {code} as {name} ({status}): {paths.relative(file)}"
    )
    return 0


def _agreed(country: str, given: str, said: str) -> str:
    """Return the status of a version, which is that of the report: nothing is validated that still prints *draft*."""
    from sse_analysis.committee.versions import STATUSES
    from sse_analysis.errors import ParameterError

    if given in STATUSES and given != said:
        raise ParameterError(
            f"parameters/{country}.yml says status '{said}', and the version would say '{given}'. "
            "Set status there first; 'validated' needs approved_by and approved_on."
        )
    return given or said


def present(country: str, *, on: dt.date) -> dict[str, Any]:
    """Return what is known of a country now, without name and status."""
    from importlib.metadata import version

    from sse_analysis import load_study
    from sse_analysis.batch import keys
    from sse_analysis.committee.numbers import numbers

    study = load_study(country)
    in_force = study.decisions.in_force(on)
    return {
        "country": study.country,
        "date": on.isoformat(),
        "library": {"version": version("sse_analysis"), "digest": keys.combined(keys.library())},
        "inputs": inputs(study.country),
        "decisions": [{"id": one.id, "form": one.topic, "option": one.option} for one in in_force],
        "parameters": study.parameters.model_dump(mode="json"),
        "numbers": numbers(study, on=on),
    }


def inputs(country: str) -> dict[str, str]:
    """Return the SHA-256 of every input and decision file of a country and of what countries share."""
    from sse_analysis import paths
    from sse_analysis.batch import keys

    folders = [paths.data_folder(country), paths.data_folder("common")]
    files = [file for folder in folders for file in keys.tree(folder)]
    said = (paths.parameter_file(country), paths.decisions_file(country))
    kept = [*files, *(file for file in said if file.is_file())]
    return {paths.relative(file).as_posix(): keys.file_digest(file) for file in kept}
