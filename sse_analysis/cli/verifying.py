"""``sse verify``."""

from __future__ import annotations

from pathlib import Path

import click

from sse_analysis.cli import CHECKS, FAILED

_HELP = """Make published reports again in a clean process, and print every difference.

Numbers are compared cell by cell, then what tables and sentences say, then the bytes of pages. Nothing in
outputs/ is changed. Exit code 0 when all is the same, 4 when something differs, 1 when a report could not
be made again.

\b
Examples:
  sse verify outputs/khm
  sse verify outputs/khm/mapping.html
  sse verify outputs
"""


@click.command("verify", help=_HELP, short_help="Make published reports again and compare.")
@click.argument("path", type=click.Path(path_type=Path))
def verify_command(path: Path) -> int:
    from sse_analysis.batch.verifying import published, verify

    click.echo(f"Making {', '.join(job.id for job in published(path))} again ...", err=True)
    jobs, differences = verify(path)
    for difference in differences:
        click.echo(str(difference))
    found = [difference for difference in differences if difference.kind != "input"]
    reports = f"{len(jobs)} report{'' if len(jobs) == 1 else 's'}"
    if not found:
        click.echo(f"{reports} made again: every number, sentence and page is the same.")
        return 0
    changed = sorted({difference.job for difference in found})
    click.echo(f"{reports} made again: {len(found)} differences in {', '.join(changed)}.")
    return FAILED if any(difference.kind == "failure" for difference in found) else CHECKS
