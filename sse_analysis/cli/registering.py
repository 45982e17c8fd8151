"""``sse register``."""

from __future__ import annotations

from pathlib import Path

import click

_INSPECT = """Draft the description of a register from its file, for you to correct.

Prints the columns, their guessed kinds, how often each code stands, and values that look odd. Nothing is written:
save what is printed beside the file, as data/<iso3>/registers/<name>.yml.

\b
Examples:
  sse register inspect data/khm/registers/cooperatives.xlsx
  sse register inspect list.ods --sheet Groups > data/khm/registers/groups.yml
"""

_REVIEW = """Write the pairs of records that only a person can judge into a sheet to be filled in.

The sheet is data/<iso3>/registers/review.xlsx. Fill in same or different, a reason and your initials; the next run
honours it. Writing it again adds new pairs and keeps everything that was filled in.

\b
Examples:
  sse register review khm
  sse register review khm && sse run khm --only mapping
"""


_GROUP = """Look into registers: draft a description, judge pairs of records.

\b
Examples:
  sse register inspect data/khm/registers/cooperatives.xlsx
  sse register review khm
"""


@click.group("register", help=_GROUP, short_help="Look into registers: draft a description, judge pairs.")
def register_command() -> None:
    """Hold the commands on registers."""


@register_command.command("inspect", help=_INSPECT, short_help="Draft the description of a register.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sheet", help="Sheet of a workbook [default: the largest].")
def inspect(file: Path, sheet: str | None) -> int:
    from sse_analysis.sources import inspecting

    click.echo(inspecting.draft(file, sheet=sheet), nl=False)
    return 0


@register_command.command("review", help=_REVIEW, short_help="Write the pairs that a person has to judge.")
@click.argument("country")
def review(country: str) -> int:
    from sse_analysis.cli.choosing import countries
    from sse_analysis.harmonize import opening

    (code,) = countries([country], everything=False)
    click.echo(opening.write_review(code))
    return 0
