"""Who brings what until when: every absence of the reports and every open question as a task.

Responsible persons and dates are the country's own, in ``parameters/<iso3>/workplan.yml``::

    tasks:
      input-registers: {responsible: Registry office, due: 2026-12-15}
      KHM-01: {responsible: National advisory committee, due: 2027-01-20}
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sse_analysis import paths
from sse_analysis.errors import Failure, ParameterError, SetupError
from sse_analysis.parameters import parsing
from sse_analysis.perimeter import DecisionLog
from sse_analysis.results.absence import Absence

COLUMNS = ("id", "kind", "task", "why", "file", "layout", "unlocks", "responsible", "due")
#: What fills no gap by anybody's work.
_NO_WORK = ("does_not_exist", "suppressed")
_TEAM, _COMMITTEE = "national research team", "national advisory committee"
_KEYS = {"responsible", "due"}


@dataclass(frozen=True)
class Task:
    """One thing to do.

    Parameters
    ----------
    kind : {"input", "decision"}
    unlocks : tuple of str
        Sections of the reports that wait for it.
    """

    id: str
    kind: str
    task: str
    why: str
    file: str = ""
    layout: str = ""
    unlocks: tuple[str, ...] = ()
    responsible: str = ""
    due: dt.date | None = None


def tasks(
    country: str, absences: Iterable[tuple[str, Absence]], log: DecisionLog, *, on: dt.date
) -> tuple[Task, ...]:
    """Return the tasks of a country: inputs that unlock most first, then open questions.

    Parameters
    ----------
    absences : iterable of (str, Absence)
        Name of the report, and what it could not show.

    Raises
    ------
    ParameterError
        If the work plan of the country has problems; every problem is listed.
    """
    known = own(country)
    found = [*_inputs(absences), *_questions(log, on)]
    return tuple(_with(task, known.get(task.id, {})) for task in found)


def _inputs(absences: Iterable[tuple[str, Absence]]) -> list[Task]:
    waiting: dict[str, list[tuple[str, Absence]]] = {}
    for analysis, absence in absences:
        if absence.file and absence.reason not in _NO_WORK:
            waiting.setdefault(absence.file, []).append((analysis, absence))
    made = []
    for file, group in waiting.items():
        first = group[0][1]
        columns = dict.fromkeys(
            name.strip() for _, one in group for name in one.layout.split(",") if name.strip()
        )
        unlocks = tuple(dict.fromkeys(f"{analysis}: {one.what}" for analysis, one in group))
        made.append(
            Task(_slug(file), "input", f"Bring {file}", first.why, file, ", ".join(columns), unlocks, _TEAM)
        )
    return sorted(made, key=lambda task: (-len(task.unlocks), task.id))


def _slug(file: str) -> str:
    """Return an id that stays while the file is missing: ``data/khm/surveys/entities.csv`` is ``input-surveys-entities``."""
    inner = re.sub(r"^(data|parameters)/[a-z]+/", "", file)
    return "input-" + re.sub(r"[^a-z0-9]+", "-", re.sub(r"\.[a-z]+$", "", inner.lower())).strip("-")


def _questions(log: DecisionLog, on: dt.date) -> list[Task]:
    return [
        Task(item.id, "decision", item.question, f"Turns on: {item.paragraph}", log.file,
             "option, reason, decided_by, decided_on, status", ("perimeter of the national report",), _COMMITTEE)
        for item in log.open_on(on)
    ]  # fmt: skip


def _with(task: Task, own: dict) -> Task:
    values = vars(task) | {"responsible": own.get("responsible", task.responsible), "due": own.get("due")}
    return Task(**values)


def own(country: str) -> dict[str, dict]:
    """Return who does a task and until when, as ``parameters/<iso3>/workplan.yml`` says; every problem is listed."""
    file = paths.parameter_folder() / paths.country_code(country) / "workplan.yml"
    if not file.is_file():
        return {}
    name = str(paths.relative(file))
    content = parsing.read(file.read_bytes(), name, ParameterError) or {}
    rows = content.get("tasks") if isinstance(content, dict) else None
    if not isinstance(rows, dict):
        raise ParameterError(f"{name}: expected 'tasks', a mapping of task to responsible and due.")
    wrong = [problem for place, row in rows.items() for problem in _problems(name, str(place), row)]
    if wrong:
        raise ParameterError(f"{name} has {len(wrong)} problem{'s' if len(wrong) > 1 else ''}:", wrong)
    return {str(place): row for place, row in rows.items()}


def _problems(name: str, place: str, row: object) -> list[Failure]:
    if not isinstance(row, dict) or set(row) - _KEYS:
        return [Failure(name, f"'{row}'", "responsible and due", column=f"tasks.{place}")]
    due = row.get("due")
    if due is not None and (isinstance(due, dt.datetime) or not isinstance(due, dt.date)):
        return [Failure(name, f"'{due}'", "a date such as 2026-12-15", column=f"tasks.{place}.due")]
    return []


def rows(plan: Sequence[Task]) -> list[tuple[str, ...]]:
    """Return one row a task, in the order of :data:`COLUMNS`, all text."""
    return [
        (
            task.id, task.kind, task.task, task.why, task.file, task.layout, "; ".join(task.unlocks), task.responsible,
            "" if task.due is None else task.due.isoformat(),
        )
        for task in plan
    ]  # fmt: skip


def calendar(country: str, plan: Sequence[Task]) -> bytes:
    """Return the tasks that have a date as a calendar (RFC 5545), one day each; same tasks, same bytes.

    Raises
    ------
    SetupError
        If icalendar is not installed.
    """
    try:
        from icalendar import Calendar, Event
    except ImportError:
        fix = "Install it with: pip install 'sse_analysis[committee]'"
        raise SetupError(f"A calendar needs icalendar. {fix}") from None
    found = Calendar()
    found.add("prodid", "-//sse_analysis//work plan//EN")
    found.add("version", "2.0")
    for task in plan:
        if task.due is None:
            continue
        event = Event()
        event.add("uid", f"{country}-{task.id}@sse_analysis")
        # The stamp is that of the date, not of the run, so that writing again changes nothing.
        event.add("dtstamp", dt.datetime.combine(task.due, dt.time(), dt.UTC))
        event.add("dtstart", task.due)
        event.add("summary", f"{country.upper()}: {task.task}")
        event.add("description", f"{task.responsible}. {task.why} Columns: {task.layout}")
        found.add_component(event)
    return found.to_ical()
