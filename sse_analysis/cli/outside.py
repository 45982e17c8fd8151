"""``sse jobs`` and ``sse exec``: the same work for an outside scheduler."""

from __future__ import annotations

import json
from typing import Any, TextIO

import click

from sse_analysis.cli import choosing
from sse_analysis.errors import ParameterError

_JOBS_HELP = """Print the jobs of a batch, one a line, for an outside scheduler.

Each line of --jsonl holds country, analysis, notebook, parameters, formats and content key; it is what
'sse exec' reads.

\b
Examples:
  sse jobs
  sse jobs --jsonl > jobs.jsonl
  sse jobs khm --only mapping --jsonl | sse exec --job-file -
"""
_EXEC_HELP = """Do the jobs of a file written by 'sse jobs --jsonl', or of standard input.

Doing a job twice changes nothing the second time. A job whose inputs have changed since it was printed
is refused with exit code 2.

\b
Examples:
  sse exec --job-file jobs.jsonl
  sed -n "${SLURM_ARRAY_TASK_ID}p" jobs.jsonl | sse exec --job-file -
"""


@click.command("jobs", help=_JOBS_HELP, short_help="Print the jobs for an outside scheduler.")
@click.argument("country", nargs=-1)
@click.option("--only", multiple=True, metavar="ANALYSIS", help="As in 'sse run'.")
@click.option("--to", default="html,pdf", show_default=True, metavar="FORMATS", help="As in 'sse run'.")
@click.option("--jsonl", is_flag=True, help="One JSON object a line.")
def jobs_command(country: tuple[str, ...], only: tuple[str, ...], to: str, jsonl: bool) -> int:
    from sse_analysis.batch import jobs, running

    chosen = choosing.countries(country, everything=not country)
    found = jobs.select(chosen, choosing.analyses(only), jobs.formats_of(to.split(",")))
    for plan in running.plan_all(found):
        click.echo(jobs.to_json(plan.job, key=plan.key) if jsonl else plan.job.id)
    return 0


@click.command("exec", help=_EXEC_HELP, short_help="Do printed jobs, once or again.")
@click.option(
    "--job-file", type=click.File(encoding="utf-8"), required=True, help="File, or - for standard input."
)
@click.option("--force", is_flag=True, help="Execute even when the result is there.")
def exec_command(job_file: TextIO, force: bool) -> int:
    from sse_analysis.batch import portal, progress, running

    try:
        text = job_file.read()
    except UnicodeDecodeError:
        raise ParameterError("This is no text. Expected lines as printed by: sse jobs --jsonl") from None
    plans = _planned([line for line in text.splitlines() if line.strip()])
    batch = running.run(plans, running.Drive(1, force, progress.Plain()))
    for outcome in batch.outcomes:
        click.echo(json.dumps(progress.as_json(outcome), ensure_ascii=False))
    portal.update(batch.worked, batch.idle)
    return batch.exit_code


def _planned(lines: list[str]) -> list[Any]:
    from sse_analysis.batch import running

    if not lines:
        raise ParameterError("There is no job to do. Expected lines as printed by: sse jobs --jsonl")
    plans = running.plan_all(_read(lines))
    stale = [
        plan.job.id
        for plan, line in zip(plans, lines, strict=True)
        if json.loads(line).get("key") not in (None, plan.key)
    ]
    if stale:
        raise ParameterError(
            f"The inputs of {', '.join(stale)} are not those it was printed with. "
            "Print the jobs again: sse jobs --jsonl"
        )
    return plans


def _read(lines: list[str]) -> list[Any]:
    """Return the jobs of all lines; every line that is none is named."""
    from sse_analysis.batch import jobs

    found, wrong = [], []
    for number, line in enumerate(lines, 1):
        try:
            found.append(jobs.from_json(line))
        except ParameterError as error:
            wrong.append(f"Line {number}: {error}" if len(lines) > 1 else str(error))
    if wrong:
        raise ParameterError("\n".join(wrong))
    return found
