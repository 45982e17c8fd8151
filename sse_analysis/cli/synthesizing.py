"""``sse synthetic``."""

from __future__ import annotations

import click

_HELP = """Make the synthetic country: a population, its organizations, registers, surveys and published figures.

Every true value stands in data/<country>/truth.json, so that every estimate can be held against it. The same
seed gives the same bytes. Only a private-use code (XAA to XZZ, without XKX) is accepted.

\b
Examples:
  sse synthetic xsy
  sse synthetic xsy --switch hidden_confounding    membership depends on a trait nobody can see
  sse synthetic xsy --people 100000 --seed 7       another, smaller country
"""


@click.command("synthetic", help=_HELP, short_help="Make the synthetic country with known truth.")
@click.argument("country", default="xsy")
@click.option("--seed", type=int, default=None, help="Another seed makes another country.")
@click.option(
    "--people", type=click.IntRange(20_000, 20_000_000), default=None, help="About how many persons."
)
@click.option(
    "--switch", "switches", multiple=True, metavar="NAME",
    help="hidden_confounding, status_error, list_dependence or self_selection; may be given several times.",
)  # fmt: skip
def synthetic_command(country: str, seed: int | None, people: int | None, switches: tuple[str, ...]) -> int:
    from sse_analysis import paths
    from sse_analysis.synthetic import generate

    folder = generate(country, seed=seed, people=people, switches=switches)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    on = f" with {', '.join(sorted(switches))}" if switches else ""
    click.echo(
        f"{paths.relative(folder)}: written{on}, {size / 1e6:.1f} MB. True values: {folder.name}/truth.json"
    )
    return 0
