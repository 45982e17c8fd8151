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


_GROUP = """Look into a register before it is used.

\b
Example:
  sse register inspect data/khm/registers/cooperatives.xlsx
"""


@click.group("register", help=_GROUP, short_help="Look into a register before it is used.")
def register_command() -> None:
    """Hold the commands on registers."""


@register_command.command("inspect", help=_INSPECT, short_help="Draft the description of a register.")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sheet", help="Sheet of a workbook [default: the largest].")
def inspect(file: Path, sheet: str | None) -> int:
    from sse_analysis.sources import inspecting

    click.echo(inspecting.draft(file, sheet=sheet), nl=False)
    return 0
