"""``sse run``."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import click

from sse_analysis.cli import choosing
from sse_analysis.errors import ParameterError

_HELP = """Execute notebooks and publish their reports into outputs/.

What is already up to date is skipped. A notebook that fails does not stop the others: its partly
executed copy is kept as outputs/<country>/<analysis>.failed.ipynb, and an earlier good report stays,
marked as out of date in outputs/index.html.

\b
Examples:
  sse run khm tha                              two countries, three reports each
  sse run --all --jobs 4                       every country and the regional report
  sse run khm --only mapping --to html         one report, one format
  sse run regional                             the regional report
  sse run khm --language km --profile brief    one to two pages, in Khmer
  sse run --notebook notebooks/my/x.ipynb tha  your own notebook, for Thailand
"""


@click.command("run", help=_HELP, short_help="Execute and render what is not up to date.")
@click.argument("country", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Every country, and the regional report.")
@click.option(
    "--only", multiple=True, metavar="ANALYSIS", help="mapping, sdg, formalization or regional; repeatable."
)
@click.option("--to", default="html,pdf", show_default=True, metavar="FORMATS", help="html, pdf, docx.")
@click.option(
    "--profile", default="full", show_default=True, metavar="PROFILE", help="full, brief or dossier."
)
@click.option("--language", default="en", show_default=True, metavar="TAG", help="Language of the pages.")
@click.option("--jobs", "-j", type=click.IntRange(1, 256), help="Notebooks at a time [default: processors].")
@click.option("--force", is_flag=True, help="Execute also what is up to date.")
@click.option("--dry-run", is_flag=True, help="Say what would be done and why; do nothing.")
@click.option("--notebook", type=click.Path(path_type=Path), help="Your own notebook instead of the reports.")
@click.option(
    "--set", "values", multiple=True, metavar="NAME=VALUE", help="A further parameter of your own notebook."
)
@click.option("--scheduler", metavar="ADDRESS", help="A dask scheduler, such as tcp://host:8786.")
@click.option("--cluster", type=click.Choice(["local"]), help="Start dask workers on this machine.")
@click.option(
    "--log-format",
    type=click.Choice(["auto", "rich", "plain", "json"]),
    default="auto",
    show_default=True,
    help="auto is live on a terminal and one line an event elsewhere.",
)
def run_command(country: tuple[str, ...], everything: bool, **options: Any) -> int:
    from sse_analysis.batch import running

    plans = running.plan_all(_jobs(country, everything, options))
    if options["dry_run"]:
        return _dry_run(plans, force=options["force"])
    return execute(plans, options)


def execute(plans: list[Any], options: dict[str, Any]) -> int:
    """Run plans, print how it went, bring the portal up to date; return the exit code."""
    from sse_analysis.batch import portal, progress, running, summary

    display = progress.display(options["log_format"])
    how = running.Drive(options["jobs"] or running.default_workers(), options["force"], display)
    batch = running.run(plans, how, _cluster(options))
    if options["log_format"] == "json":
        display.say("summary", exit_code=batch.exit_code, seconds=round(batch.seconds, 3))
    else:
        click.echo("\n".join(summary.lines(batch)))
    portal.update(batch.worked, batch.idle)
    return batch.exit_code


def _cluster(options: dict[str, Any]) -> Any:
    """Return what drives the batch on a cluster, None for this process."""
    if not (options["scheduler"] or options["cluster"]):
        return None
    from sse_analysis.batch import cluster

    return cluster.driver(options["scheduler"])


def _jobs(country: tuple[str, ...], everything: bool, options: dict[str, Any]) -> list[Any]:
    from sse_analysis.batch import jobs

    formats = _editions(options)
    chosen = choosing.countries(country, everything=everything)
    only = choosing.analyses(options["only"])
    if options["notebook"]:
        if "regional" in chosen and not everything:
            raise click.UsageError("--notebook runs for countries, and 'regional' is none. Name countries.")
        return [
            jobs.own(options["notebook"], code, formats, _values(options["values"]))
            for code in chosen
            if code != "regional"
        ]
    if options["values"]:
        raise click.UsageError(
            "--set goes with --notebook. The reports take their parameters from parameters/<country>.yml."
        )
    found = jobs.select(chosen, only, formats)
    lost = [name for name in only if name not in {job.analysis for job in found}]
    if lost:
        raise click.UsageError(
            f"Nothing to run: {', '.join(chosen)} has no report '{', '.join(lost)}'. "
            "'regional' is run with: sse run regional"
        )
    return found


def _editions(options: dict[str, Any]) -> tuple[str, ...]:
    """Return the names of the pages that were asked for, such as ``brief.km.pdf``."""
    from sse_analysis.batch import jobs
    from sse_analysis.errors import one_of, suggestion

    formats = jobs.formats_of(options["to"].split(","))
    profile, language = options["profile"], options["language"]
    if (profile, language) == ("full", "en"):
        return formats
    from sse_analysis.report import editions, languages

    if profile not in editions.PROFILES:
        hint = suggestion(profile, editions.PROFILES)
        expected = one_of(editions.PROFILES)
        raise ParameterError(f"Found profile '{profile}', expected {expected}. {hint}".strip())
    return editions.named(formats, profile=profile, language=languages.check(language))


def _values(given: tuple[str, ...]) -> list[tuple[str, Any]]:
    """Return ``NAME=VALUE`` pairs; the value is a Python literal where it reads as one, else text."""
    pairs = []
    for text in given:
        name, equals, value = text.partition("=")
        if not equals or not name.isidentifier():
            raise ParameterError(f"Found --set '{text}', expected NAME=VALUE, such as --set year=2024.")
        try:
            pairs.append((name, ast.literal_eval(value)))
        except (ValueError, SyntaxError):
            pairs.append((name, value))
    return pairs


def _dry_run(plans: list[Any], *, force: bool) -> int:
    from sse_analysis.batch import keys, records

    for plan in plans:
        now = records.standing(plan)
        todo = force or plan.job.own or now.state != "fresh"
        why = ["asked for by --force"] if force else keys.short(now.reasons, 3)
        click.echo(f"{plan.job.id:28} {'run' if todo else 'skip':5} {now.state:7} {'; '.join(why)}".rstrip())
    return 0
