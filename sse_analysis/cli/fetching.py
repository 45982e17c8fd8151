"""``sse fetch``."""

from __future__ import annotations

import datetime as dt

import click

_HELP = """Fetch newer figures from a service: ilostat, unsd, worldbank or boundaries.

What comes is kept as a vintage beside the figures held, recorded in sources.yml with its digest, release and
licence, and compared with them: every value that the publisher revised is printed. The figures of the reports
change only with --accept, and what stood there before stays as a vintage. Reports never need the network.

\b
Examples:
  sse fetch ilostat khm
  sse fetch unsd vnm --series SI_POV_NAHC --accept
  sse fetch boundaries
"""


@click.command("fetch", help=_HELP, short_help="Fetch newer figures and print what was revised.")
@click.argument("service")
@click.argument("country", nargs=-1)
@click.option("--series", "codes", multiple=True, metavar="CODE", help="Only this series; may be repeated.")
@click.option("--accept", is_flag=True, help="Let the reports use what was fetched.")
@click.option("--refresh", is_flag=True, help="Ask again even for what was fetched this week.")
@click.option("--from", "base", metavar="URL", help="Ask a mirror of the service.")
@click.option(
    "--attempts", type=click.IntRange(1, 20), default=5, show_default=True, help="How often to ask."
)
@click.option("--pause", type=click.FloatRange(0, 60), help="Seconds between requests, and before a repeat.")
def fetch_command(service: str, country: tuple[str, ...], codes: tuple[str, ...], **given) -> int:
    from sse_analysis.cli import choosing
    from sse_analysis.connectors import running

    chosen = choosing.countries(country, everything=not country)
    real = [code for code in chosen if code != "regional"]
    order = running.Order(service, codes, dt.date.today(), **given)
    outcome = running.run(order, real, tell=click.echo)
    return 0 if outcome else 1
