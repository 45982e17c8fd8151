"""``sse clean``."""

from __future__ import annotations

import click

_HELP = """Delete what no published report refers to: old entries of outputs/.store, leftovers of killed runs.

Published reports stay, and so does what is needed to publish them again without executing.

\b
Example:
  sse clean
"""


@click.command("clean", help=_HELP, short_help="Delete what nothing refers to any more.")
def clean_command() -> int:
    from sse_analysis.batch.cleaning import clean

    entries, size = clean()
    click.echo(f"Deleted {entries} stored result{'' if entries == 1 else 's'}, {size / 2**20:.1f} MiB.")
    return 0
