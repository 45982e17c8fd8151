"""``sse status``."""

from __future__ import annotations

import click

from sse_analysis.cli import choosing

_HELP = """Say of every report whether it is fresh, stale, failed or absent.

A report is stale when anything it depends on has other content than when it was made: the cells of the
notebook, the parameters, a data file, the library, an installed package, the writer of its pages.
--explain names what changed. Dates of files do not matter.

\b
Examples:
  sse status
  sse status khm --explain
"""


@click.command("status", help=_HELP, short_help="Fresh, stale or failed, and why.")
@click.argument("country", nargs=-1)
@click.option("--explain", is_flag=True, help="Name everything that changed.")
def status_command(country: tuple[str, ...], explain: bool) -> int:
    from sse_analysis.batch import keys, portal

    chosen = choosing.countries(country, everything=not country)
    for now in portal.standings():
        if now.job.country not in chosen:
            continue
        reasons = list(now.reasons)
        one = len(reasons) == 1 or now.state == "failed"
        short = reasons[0] if one and reasons else f"{len(reasons)} changes; see --explain"
        click.echo(f"{now.job.id:24} {now.state:8} {'' if not reasons or explain else short}".rstrip())
        for line in keys.short(reasons, 40) if explain else ():
            click.echo(f"    {line}")
        if now.state == "failed" and now.failure and now.failure.get("notebook"):
            click.echo(f"    kept: {now.failure['notebook']}")
    return 0
