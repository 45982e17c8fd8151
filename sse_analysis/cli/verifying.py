"""``sse verify``."""

from __future__ import annotations

from pathlib import Path

import click

from sse_analysis.cli import CHECKS, FAILED

_HELP = """Make published reports again in a clean process, and say what differs.

Numbers are compared cell by cell, then what tables and sentences say, then the bytes of pages. A value that
changed in many places is told once, with its row of the ledger; --explain lists every place. Nothing in
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
@click.option("--explain", is_flag=True, help="List every place that differs.")
def verify_command(path: Path, explain: bool) -> int:
    from sse_analysis.batch.differences import told
    from sse_analysis.batch.verifying import published, verify

    click.echo(f"Making {', '.join(job.id for job in published(path))} again ...", err=True)
    jobs, differences = verify(path)
    for line in differences if explain else told(differences):
        click.echo(str(line))
    found = [difference for difference in differences if difference.kind != "input"]
    reports = f"{len(jobs)} report{'' if len(jobs) == 1 else 's'}"
    if not found:
        click.echo(f"{reports} made again: every number, sentence and page is the same.")
        return 0
    changed = sorted({difference.job for difference in found})
    many = f"{len(found)} difference{'' if len(found) == 1 else 's'}"
    hint = "" if explain else f" Every place: sse verify {path} --explain"
    click.echo(f"{reports} made again: {many} in {', '.join(changed)}.{hint}")
    return FAILED if any(difference.kind == "failure" for difference in found) else CHECKS
