"""What a batch says while it works: a live table on a terminal, plain lines or JSON lines elsewhere."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TextIO

from sse_analysis.batch.performing import Outcome

LogFormat = Literal["auto", "rich", "plain", "json"]


def clock(seconds: float) -> str:
    """Return ``4.2 s`` or ``3:05 min``."""
    return f"{seconds:.1f} s" if seconds < 60 else f"{int(seconds) // 60}:{int(seconds) % 60:02d} min"


class Display:
    """Show events. This one shows nothing."""

    def begin(self, jobs: Mapping[str, float | None]) -> None:
        """Take note of the jobs to do and of the seconds each took last time."""

    def event(self, job: str, name: str, **details: Any) -> None:
        """Show one event: ``start``, ``cell``, ``render``, ``retry``."""

    def finished(self, outcome: Outcome) -> None:
        """Show how a job ended."""

    def close(self) -> None:
        """Leave the terminal as it was."""


class Plain(Display):
    """One line an event, without cells: for logs."""

    def __init__(self, stream: TextIO | None = None):
        self.stream = stream or sys.stderr
        self.began = time.monotonic()
        self.total = self.done = 0
        self._lock = threading.Lock()

    def begin(self, jobs: Mapping[str, float | None]) -> None:
        self.total = len(jobs)

    def event(self, job: str, name: str, **details: Any) -> None:
        if name == "start":
            self._line(f"{job}: started")
        elif name == "retry":
            self._line(f"{job}: {details['error']}; trying once more")

    def finished(self, outcome: Outcome) -> None:
        self.done += 1
        words = {"made": "done", "taken": "done, from the store", "fresh": "nothing to do"}.get(outcome.how)
        problem = outcome.problem
        words = words or (problem.kind if problem and problem.kind == "interrupted" else "FAILED")
        self._line(f"{outcome.job}: {words} ({self.done} of {self.total}, {clock(outcome.seconds)})")

    def _line(self, text: str) -> None:
        with self._lock:
            print(f"[{time.monotonic() - self.began:7.1f} s] {text}", file=self.stream, flush=True)


class Json(Display):
    """One JSON object an event, cells included: for machines."""

    def __init__(self, stream: TextIO | None = None):
        self.stream = stream or sys.stdout
        self.began = time.monotonic()
        self._lock = threading.Lock()

    def begin(self, jobs: Mapping[str, float | None]) -> None:
        self.say("begin", jobs=list(jobs))

    def event(self, job: str, name: str, **details: Any) -> None:
        self.say(name, job=job, **details)

    def finished(self, outcome: Outcome) -> None:
        self.say("end", **as_json(outcome))

    def say(self, name: str, **details: Any) -> None:
        line = {"event": name, "elapsed": round(time.monotonic() - self.began, 3)} | details
        with self._lock:
            print(json.dumps(line, ensure_ascii=False), file=self.stream, flush=True)


def as_json(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as plain values."""
    told = {"job": outcome.job, "how": outcome.how, "seconds": round(outcome.seconds, 3)}
    problem = outcome.problem
    if problem is not None:
        told |= {
            "kind": problem.kind,
            "error": problem.error,
            "cell": problem.cell,
            "last": list(problem.last),
            "kept": outcome.kept,
        }
    return told | ({"notes": list(outcome.notes)} if outcome.notes else {})


@dataclass
class _Running:
    began: float
    state: str = "starting"
    part: float = 0.0


class Rich(Display):
    """One line for each running notebook: state, cell, elapsed, time left by the last run's measure."""

    def __init__(self):
        from rich.console import Console
        from rich.live import Live

        self.running: dict[str, _Running] = {}
        self.before: Mapping[str, float | None] = {}
        self.done = self.failed = 0
        self._lock = threading.Lock()
        self.console = Console(stderr=True)
        self.live = Live(
            get_renderable=self._table, console=self.console, refresh_per_second=4, transient=True
        )

    def begin(self, jobs: Mapping[str, float | None]) -> None:
        self.before = jobs
        self.live.start()

    def event(self, job: str, name: str, **details: Any) -> None:
        with self._lock:
            line = self.running.setdefault(job, _Running(time.monotonic()))
            if name == "cell":
                line.state = f"cell {details['cell']} of {details['cells']}"
                line.part = details["cell"] / max(details["cells"], 1)
            elif name == "render":
                line.state, line.part = "writing pages", 0.9
            elif name == "retry":
                line.state = "once more"

    def finished(self, outcome: Outcome) -> None:
        with self._lock:
            self.running.pop(outcome.job, None)
            self.done += 1
            self.failed += outcome.how == "failed"
        sign = {"failed": "[red]failed[/]", "taken": "from the store"}.get(outcome.how, "[green]done[/]")
        self.console.print(f"{outcome.job:24} {sign}  {clock(outcome.seconds)}", highlight=False)

    def close(self) -> None:
        self.live.stop()

    def _table(self) -> Any:
        from rich.table import Table

        table = Table.grid(padding=(0, 2))
        with self._lock:
            for job, line in self.running.items():
                spent = time.monotonic() - line.began
                table.add_row(job, line.state, clock(spent), self._left(job, spent))
            failed = f", {self.failed} failed" if self.failed else ""
            table.add_row(f"[bold]{self.done} of {len(self.before)}{failed}[/]")
        return table

    def _left(self, job: str, spent: float) -> str:
        before = self.before.get(job)
        return f"about {clock(max(before - spent, 0))} left" if before else ""


def display(kind: LogFormat) -> Display:
    """Return the display asked for; ``auto`` is live on a terminal and plain lines elsewhere."""
    if kind == "json":
        return Json()
    if kind == "rich" or (kind == "auto" and sys.stderr.isatty()):
        return Rich()
    return Plain()
