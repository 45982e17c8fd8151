"""``sse ballot``, ``sse workplan`` and ``sse dossier``: the papers of a committee."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

_BALLOT = """Say what every answer to an open question would do to every headline number.

Without ids for all open questions of parameters/<iso3>/decisions.yml. --output writes a sheet to hand out: its ending
(html, pdf, docx) says in which form.

\b
Examples:
  sse ballot khm
  sse ballot khm KHM-01 --output ballot.pdf
  sse ballot khm --language km --output ballot.km.html
"""
_WORKPLAN = """Say which inputs and decisions are missing, and what each would unlock.

Reads the reports of the last run. Responsible persons and dates stand in parameters/<iso3>/workplan.yml, under tasks:
  KHM-01: {responsible: National advisory committee, due: 2027-01-20}

\b
Examples:
  sse workplan khm
  sse workplan khm --csv plan.csv --ics plan.ics
"""
_DOSSIER = """Write one file for a meeting: questions and ballots, changes, gaps, findings of the audit.

Reads the reports of the last run. --since names the version of the last meeting; its changes are told with causes.
The ending of the file (html, pdf, docx) says in which form.

\b
Examples:
  sse dossier khm
  sse dossier khm --since NAC-1 --output nac-2.docx
"""
_language = click.option(
    "--language",
    default="en",
    show_default=True,
    metavar="TAG",
    help="Language of the sheet; questions stay English.",
)
_day = click.option(
    "--date", type=click.DateTime(["%Y-%m-%d"]), help="Day for which decisions count [default: today]."
)


@click.command("ballot", help=_BALLOT, short_help="What each answer to an open question would change.")
@click.argument("country")
@click.argument("questions", nargs=-1)
@click.option("--output", type=click.Path(path_type=Path), help="Sheet to write.")
@_language
@_day
def ballot_command(
    country: str, questions: tuple[str, ...], output: Path | None, language: str, date: dt.datetime | None
) -> int:
    from sse_analysis.report import dossier

    code, on = _country(country), _on(date)
    tables = [dossier.ballot_table(code, one) for one in _ballots(code, on, questions)]
    if output is None:
        sheets = [dossier.shown(table).exhibit.plain() for table in tables]
        click.echo("\n\n".join(sheets) or f"{code}: no question is open.")
        return 0
    sections = [("Open questions", tables)]
    return _written(code, sections, on, output, profile="dossier", language=language)


@click.command("workplan", help=_WORKPLAN, short_help="What is missing, who brings it, what it unlocks.")
@click.argument("country")
@click.option("--csv", "table", type=click.Path(path_type=Path), help="Write the tasks as CSV.")
@click.option("--ics", "dates", type=click.Path(path_type=Path), help="Write the dates as a calendar.")
@_day
def workplan_command(country: str, table: Path | None, dates: Path | None, date: dt.datetime | None) -> int:
    from sse_analysis.committee import workplan
    from sse_analysis.report import data

    code = _country(country)
    plan, counts = _plan(code, _on(date))
    # What can fail comes first, so that nothing is half written.
    days = workplan.calendar(code, plan) if dates else b""
    if table:
        table.write_bytes(data.written([workplan.COLUMNS, *workplan.rows(plan)]))
    if dates:
        dates.write_bytes(days)
    for analysis, shown, absent in counts:
        click.echo(f"{analysis}: {shown} tables and figures can be printed, {absent} are absent")
    for task in plan:
        due = f", until {task.due}" if task.due else ""
        click.echo(f"\n{task.id} ({task.responsible}{due})\n  {task.task}\n  {task.why}")
        for section in task.unlocks:
            click.echo(f"    unlocks {section}")
    return 0


@click.command("dossier", help=_DOSSIER, short_help="One file for a meeting of the committee.")
@click.argument("country")
@click.option("--since", default="", help="Version of the last meeting.")
@click.option("--output", type=click.Path(path_type=Path), help="[default: outputs/<iso3>/dossier.html]")
@_language
@_day
def dossier_command(
    country: str, since: str, output: Path | None, language: str, date: dt.datetime | None
) -> int:
    from sse_analysis import load_study, mapping, paths
    from sse_analysis.report import dossier

    code, on = _country(country), _on(date)
    study = load_study(code)
    plan, counts = _plan(code, on)
    audit = mapping.audit(study.ledger, study.legal_forms).summary()
    sections = [
        ("Open questions and what each answer would change",
         [dossier.ballot_table(code, one) for one in _ballots(code, on, ())]),
        (f"What has moved since {since}", _changes(code, since, on) if since else []),
        ("What is missing", [dossier.printable(code, counts), dossier.plan_table(code, plan)]),
        ("What the audit of the figures found", [audit]),
    ]  # fmt: skip
    usual = "dossier.html" if language == "en" else f"dossier.{language}.html"
    return _written(code, sections, on, output or paths.output_folder(code) / usual, language=language)


def _country(given: str) -> str:
    from sse_analysis.cli import choosing

    (code,) = choosing.countries((given,), everything=False)
    return code


def _on(date: dt.datetime | None) -> dt.date:
    return date.date() if date else dt.date.today()


def _ballots(code: str, on: dt.date, questions: Sequence[str]) -> Any:
    from sse_analysis import load_study
    from sse_analysis.cli import comparing
    from sse_analysis.committee import ballot, reach, replaying

    side, replay = comparing.now(code, on=on), replaying.Replay(code, load_study)
    own = reach.Reach(load_study(code))
    return ballot.ballots(side.basis, side.log, replay=replay, reach=own, only=questions)


def _changes(code: str, since: str, on: dt.date) -> Any:
    from sse_analysis import load_study
    from sse_analysis.cli import comparing
    from sse_analysis.committee import difference
    from sse_analysis.report import dossier
    from sse_analysis.results.absence import Absence

    before, now = comparing.frozen(code, since), comparing.now(code, on=on)
    moved = difference.changes(before, now, load=load_study)
    crossed = difference.crossings(before, now)
    passed = comparing.passages(before, now)
    forms, registers = load_study(code).legal_forms, load_study(code).registers
    names = (
        {}
        if isinstance(forms, Absence)
        else dict(zip(forms.frame["id"], forms.frame["name_en"], strict=True))
    )
    words = {"since": since, "names": names}
    found = [
        dossier.change_table(code, moved, **words),
        dossier.crossing_table(code, crossed, passed=passed, **words),
    ]
    return found if isinstance(registers, Absence) else [*found, dossier.passage_table(code, passed, **words)]


def _plan(code: str, on: dt.date) -> tuple[Any, list[tuple[str, int, int]]]:
    """Return the tasks, and for each report of the last run how much it shows and lacks."""
    import nbformat

    from sse_analysis import load_study, paths, report
    from sse_analysis.committee import workplan
    from sse_analysis.errors import SourceError
    from sse_analysis.report.model import captioned
    from sse_analysis.report.protection import cleaned
    from sse_analysis.results.absence import Absence

    files = [paths.output_folder(code) / f"{analysis}.ipynb" for analysis in paths.ANALYSES]
    files = [file for file in files if file.is_file()]
    if not files:
        raise SourceError(f"There is no report of '{code}' to read gaps from. Make one with: sse run {code}")
    found, counts = [], []
    for file in files:
        page = report.document(nbformat.read(file, as_version=4))
        _refuse_another(page, file, code)
        absent = [shown.exhibit for shown in page.of(Absence) if not shown.first]
        found += [(file.stem, one) for one in absent]
        counts.append((file.stem, len(captioned(page)), len(absent)))
    _tell_outdated(code)
    plan = workplan.tasks(code, found, load_study(code).decisions, on=on)
    return [dataclasses.replace(task, **cleaned(vars(task), code)) for task in plan], counts


def _refuse_another(page: Any, file: Path, code: str) -> None:
    """Refuse the report of another country or analysis, as papermill leaves it where it is told to."""
    from sse_analysis import paths
    from sse_analysis.errors import Failure, SourceError

    found, expected = f"{page.country} {page.analysis}".strip(), f"{code} {file.stem}"
    if found != expected:
        fix = f"Make it again with: sse run {code} --only {file.stem}"
        problem = Failure(str(paths.relative(file)), f"the report '{found}'", f"'{expected}'", fix)
        raise SourceError("What is missing cannot be read from a report.", [problem])


def _tell_outdated(code: str) -> None:
    """Say which of the reports that gaps are read from are no longer what a run would make."""
    from sse_analysis.batch import portal

    known = [now for now in portal.standings() if now.job.country == code and now.record is not None]
    names = [now.job.id for now in known if now.state != "fresh"]
    if names:
        click.echo(
            f"Out of date: {', '.join(names)}. Gaps are those of their last run; renew them with: sse run {code}",
            err=True,
        )


def _written(
    code: str, sections: Any, on: dt.date, output: Path, *, language: str, profile: str = "full"
) -> int:
    from sse_analysis import paths, reference, report
    from sse_analysis.report import dossier, editions, languages

    languages.check(language)
    about = reference.country(code)
    page = dossier.document(
        code, about.name, sections, day=on.isoformat(), banner=about.banner, profile=profile
    )
    kind = output.suffix.lower().removeprefix(".")
    (content,) = report.write(page, editions.named([kind], language=language)).values()
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_bytes(content)
    click.echo(f"{paths.relative(output)}: written.")
    return 0
