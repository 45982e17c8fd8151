"""``sse new``."""

from __future__ import annotations

import click

_HELP = """Start a new country: its parameter file, and its data folder with empty tables.

Nothing is overwritten. The new country passes 'sse check' at once, and its reports say which file would
fill each section. Fill the tables in data/<country>/ and run again; no programming is needed.

\b
Example:
  sse new lao
"""


@click.command("new", help=_HELP, short_help="Start a new country.")
@click.argument("iso3", required=False)
def new_command(iso3: str | None) -> int:
    if not iso3:
        raise click.UsageError("Name the country by its code of ISO 3166-1 alpha-3, such as: sse new lao")
    from sse_analysis.batch.scaffold import create

    created = create(iso3)
    code = created.country
    click.echo(f"{created.name} ({code.upper()}) is started. Created:")
    for file in created.files:
        click.echo(f"  {file}")
    click.echo(f"Next: fill the tables, then run: sse check {code} && sse run {code}")
    click.echo("To set it beside the others, add its code to 'countries' in parameters/regional.yml.")
    return 0
