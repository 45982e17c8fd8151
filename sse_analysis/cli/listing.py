"""``sse list``."""

from __future__ import annotations

import click

_HELP = """List the countries, the inputs each has, and where its reports stand.

\b
Example:
  sse list
"""


@click.command("list", help=_HELP, short_help="Countries, inputs and where the reports stand.")
def list_command() -> int:
    from sse_analysis.batch import portal

    where: dict[str, list[str]] = {}
    for now in portal.standings():
        where.setdefault(now.job.country, []).append(f"{now.job.analysis} {now.state}")
    for country, words in where.items():
        click.echo(f"{country:9} {portal.name_of(country)}")
        for line in (*_inputs(country), f"reports: {', '.join(words)}"):
            click.echo(f"          {line}")
    if not where:
        click.echo("No country has a parameter file yet. Add one with: sse new khm")
    return 0


def _inputs(country: str) -> list[str]:
    """Return which input tables have rows, and which have none."""
    from sse_analysis.schema.layouts import LAYOUTS, OF_A_COUNTRY

    if country == "regional":
        return []
    rows = {LAYOUTS[name].file: _rows(country, LAYOUTS[name].file) for name in OF_A_COUNTRY}
    have = [f"{file} {count}" for file, count in rows.items() if count]
    none = [file for file, count in rows.items() if not count]
    return [
        f"inputs (rows): {', '.join(have) or 'none'}",
        *([f"without rows: {', '.join(none)}"] if none else []),
    ]


def _rows(country: str, name: str) -> int:
    """Return the rows below the header, counting records rather than lines."""
    import csv

    from sse_analysis import paths

    try:
        with paths.data_file(country, name).open(encoding="utf-8", newline="") as stream:
            return max(0, sum(1 for row in csv.reader(stream) if any(row)) - 1)
    except (OSError, UnicodeDecodeError, csv.Error):
        return 0
