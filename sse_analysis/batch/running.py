"""Run a batch: plan, skip what is fresh, drive the rest with threads, and end with one exit code."""

from __future__ import annotations

import os
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from sse_analysis import paths
from sse_analysis.batch import files, keys, performing, records
from sse_analysis.batch.execution import Problem
from sse_analysis.batch.jobs import REGIONAL, Job
from sse_analysis.batch.performing import Desk, Outcome, perform
from sse_analysis.batch.progress import Display
from sse_analysis.batch.records import Plan, Standing
from sse_analysis.batch.session import environment
from sse_analysis.errors import ParameterError, SSEAnalysisError

OK, FAILED, USAGE, ENVIRONMENT, CHECKS, INTERRUPTED = 0, 1, 2, 3, 4, 130


@dataclass
class Batch:
    """Jobs and how they ended.

    Parameters
    ----------
    outcomes : list of Outcome
        In the order of the jobs.
    """

    standings: list[Standing]
    outcomes: list[Outcome] = field(default_factory=list)
    interrupted: bool = False
    seconds: float = 0.0

    @property
    def worked(self) -> list[str]:
        """Ids of the jobs whose reports were made or taken from the store."""
        return [outcome.job for outcome in self.outcomes if outcome.how in ("made", "taken")]

    @property
    def idle(self) -> list[Standing]:
        """Standings that still hold: all of them when there was nothing to do, else none."""
        return self.standings if all(outcome.how == "fresh" for outcome in self.outcomes) else []

    @property
    def exit_code(self) -> int:
        """130 interrupted, 3 environment, 1 a notebook failed, 4 only output checks failed, 0 all right."""
        kinds = {outcome.problem.kind for outcome in self.outcomes if outcome.problem}
        if self.interrupted:
            return INTERRUPTED
        if "environment" in kinds:
            return ENVIRONMENT
        if kinds - {"check"}:
            return FAILED
        return CHECKS if kinds else OK


@dataclass(frozen=True)
class Drive:
    """How a batch is driven.

    Parameters
    ----------
    workers : int
        Notebooks at a time.
    force : bool
        Execute also what is fresh.
    """

    workers: int
    force: bool
    display: Display


def plan_all(jobs: Sequence[Job]) -> list[Plan]:
    """Return the plans of all jobs.

    Raises
    ------
    SSEAnalysisError
        With the problems of every job; nothing has run then.
    """
    plans, errors, common = [], [], keys.shared()
    for job in jobs:
        try:
            plans.append(records.plan(job, common))
        except SSEAnalysisError as error:
            if str(error) not in map(str, errors):
                errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise ParameterError("\n".join(["Nothing was run.", *map(str, errors)]))
    return plans


def run(plans: Sequence[Plan], how: Drive, drive: Callable[..., dict[str, Outcome]] | None = None) -> Batch:
    """Do what is not fresh.

    Parameters
    ----------
    drive : callable, optional
        Does the jobs in another way than by threads of this process, such as
        :func:`sse_analysis.batch.cluster.driver`.
    """
    began = time.monotonic()
    standings = [records.standing(plan) for plan in plans]
    todo = [
        plan
        for plan, now in zip(plans, standings, strict=True)
        if how.force or plan.job.own or now.state != "fresh"
    ]
    batch = Batch(standings)
    done: dict[str, Outcome] = {}
    if todo:
        how.display.begin({plan.job.id: _before(plan) for plan in todo})
        try:
            with _workplace(), _gentle_termination():
                done = (drive or _drive)(todo, batch, how)
        finally:
            how.display.close()
    batch.outcomes = [done.get(plan.job.id) or Outcome(plan.job.id, "fresh") for plan in plans]
    batch.seconds = time.monotonic() - began
    return batch


def default_workers() -> int:
    """Return the number of processors this process may use."""
    with suppress(AttributeError):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _before(plan: Plan) -> float | None:
    record = records.read(plan.job)
    return float(record["run"]["seconds"]) if record else None


@contextmanager
def _workplace() -> Iterator[None]:
    """Make sure that results can be written; sweep up after a killed batch when no other is at work."""
    folder = paths.output_folder()
    files.must_be_writable(folder)
    files.must_be_writable(folder / ".store")
    with files.shared(folder / ".store" / ".batch", alone=performing.scrub):
        yield


def _drive(todo: list[Plan], batch: Batch, how: Drive) -> dict[str, Outcome]:
    stop = threading.Event()
    desk = Desk(force=how.force, tell=how.display.event, interrupted=stop.is_set)
    done: dict[str, Outcome] = {}
    with _zygote() as desk.zygote:
        pool = ThreadPoolExecutor(max_workers=max(1, how.workers))
        try:
            waiting = {pool.submit(_one, plan, desk): plan for plan in sorted(todo, key=_weight)}
            for future in as_completed(waiting):
                _note(future, done, how.display)
        except KeyboardInterrupt:
            batch.interrupted = True
            stop.set()
            _stop_all(desk)
            pool.shutdown(wait=True, cancel_futures=True)
            for future in waiting:
                if future.done() and not future.cancelled() and future.result().job not in done:
                    _note(future, done, how.display)
            for plan in todo:
                ended = Outcome(plan.job.id, "failed", problem=Problem("interrupted", "interrupted"))
                done.setdefault(plan.job.id, ended)
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    return done


def _weight(plan: Plan) -> tuple[bool, float]:
    """Longest first, so that no long notebook is left over at the end; the region before all.

    The regional report reads the data of its countries and not their reports, so it waits for none of them;
    its key holds the data of all, so a change in one makes it stale as well.
    """
    return (plan.job.country != REGIONAL, -(_before(plan) or 0.0))


def _note(future: Future[Outcome], done: dict[str, Outcome], display: Display) -> None:
    outcome = future.result()
    done[outcome.job] = outcome
    display.finished(outcome)


def _one(plan: Plan, desk: Desk) -> Outcome:
    """Do a job; an error of our own is reported like one of the notebook, and the others go on."""
    if desk.interrupted():
        return Outcome(plan.job.id, "failed", problem=Problem("interrupted", "interrupted"))
    desk.tell(plan.job.id, "start")
    try:
        return perform(plan, desk)
    except Exception as error:
        lines = traceback.format_exc().strip().splitlines()
        problem = Problem("internal", f"{type(error).__name__}: {error}", last=tuple(lines[-6:]))
        return Outcome(plan.job.id, "failed", problem=problem)


def _stop_all(desk: Desk) -> None:
    for session in tuple(desk.sessions.values()):
        session.stop("interrupted")


@contextmanager
def _zygote() -> Iterator[object]:
    """Start the parent of kernels where forking works; stock kernels are used without it."""
    from sse_analysis.batch import zygote

    if not zygote.available():
        yield None
        return
    with zygote.Zygote(environment()) as parent:
        yield parent


@contextmanager
def _gentle_termination() -> Iterator[None]:
    """Treat SIGTERM like Ctrl-C, so that a scheduler's stop keeps finished work too."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
