"""The same work on several processes or machines, by ``dask.distributed`` (extra ``cluster``).

Workers share the project folder and the outputs. A finished job is in the store, so a worker that is lost
afterwards costs nothing, and one that is lost before has its jobs done by another.
"""

from __future__ import annotations

import atexit
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from typing import Any

from sse_analysis import paths
from sse_analysis.batch import files, jobs, keys, records
from sse_analysis.batch.execution import Problem
from sse_analysis.batch.performing import Desk, Outcome, perform
from sse_analysis.batch.records import Plan
from sse_analysis.batch.running import Batch, Drive
from sse_analysis.errors import SetupError, SSEAnalysisError, extra_needed

#: How often a job may lose its worker before it counts as failed.
RETRIES = 3
#: Seconds to wait for a scheduler that does not answer.
PATIENCE = 10
_HERE = ("SSE_HOME", "SSE_OUTPUTS", "SSE_NO_FORK")
_BATCH = "batch"
#: On a worker: the desks at work for each batch, and the batches that were interrupted.
_desks: dict[str, list[Desk]] = {}
_stopped: set[str] = set()


def driver(address: str | None) -> Any:
    """Return what :func:`sse_analysis.batch.running.run` takes to drive a batch on a cluster.

    Parameters
    ----------
    address : str, optional
        ``tcp://host:port`` of a scheduler; None starts workers on this machine.

    Raises
    ------
    SetupError
        If the package is not installed.
    """
    try:
        import distributed  # noqa: F401
    except ImportError:
        raise extra_needed("distributed", "cluster", "Running on a cluster") from None

    def drive(todo: list[Plan], batch: Batch, how: Drive) -> dict[str, Outcome]:
        with _client(address, how.workers) as client:
            return _submit_all(client, todo, batch, how)

    return drive


@contextmanager
def _client(address: str | None, workers: int) -> Iterator[Any]:
    from distributed import Client, LocalCluster

    if address:
        try:
            client = Client(address, timeout=PATIENCE)
        except (OSError, ValueError) as error:
            raise SetupError(f"No scheduler answers at {address}: {error}.") from None
        with client:
            yield client
        return
    options = {"n_workers": workers, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with LocalCluster(**options) as cluster, Client(cluster) as client:
        yield client


def _submit_all(client: Any, todo: list[Plan], batch: Batch, how: Drive) -> dict[str, Outcome]:
    from distributed import as_completed

    place = {name: os.environ[name] for name in _HERE if name in os.environ}
    place |= {"SSE_HOME": str(paths.root()), "SSE_OUTPUTS": str(paths.output_folder())}
    futures, place[_BATCH] = {}, secrets.token_hex(8)
    for plan in todo:
        line = jobs.to_json(plan.job, key=plan.key)
        future = client.submit(work, line, plan.key, place, force=how.force, pure=False, retries=RETRIES)
        futures[future] = plan.job.id
        how.display.event(plan.job.id, "start")
    done: dict[str, Outcome] = {}
    try:
        for future in as_completed(futures):
            outcome = _outcome(future, futures[future])
            done[outcome.job] = outcome
            how.display.finished(outcome)
    except KeyboardInterrupt:
        batch.interrupted = True
        client.cancel(list(futures))
        client.run(stop, place[_BATCH])
        for job in futures.values():
            done.setdefault(job, Outcome(job, "failed", problem=Problem("interrupted", "interrupted")))
    return done


def stop(batch: str) -> None:
    """On a worker: kill the kernels of a batch that was interrupted, and start none for it any more."""
    _stopped.add(batch)
    for desk in tuple(_desks.get(batch, ())):
        for session in tuple(desk.sessions.values()):
            session.stop("interrupted")


def _outcome(future: Any, job: str) -> Outcome:
    error = future.exception()
    if error is None:
        return future.result()
    return Outcome(
        job, "failed", problem=Problem("kernel", f"the worker was lost ({type(error).__name__}: {error})")
    )


def work(line: str, key: str, place: dict[str, str], *, force: bool = False) -> Outcome:
    """On a worker: do one job, given as its line and its key.

    A worker that sees other inputs than the one who asked refuses the job: it would publish another report.
    """
    os.environ.update({name: value for name, value in place.items() if name != _BATCH})
    job = jobs.from_json(line)
    if _code() != _code_at_start():
        words = "the library changed since this worker started; restart the workers"
        return Outcome(job.id, "failed", problem=Problem("changed", words))
    try:
        plan = records.plan(job)
    except SSEAnalysisError as error:
        return Outcome(job.id, "failed", problem=Problem("changed", str(error)))
    if plan.key != key:
        words = "this worker has other inputs, library or packages than the one who asked"
        return Outcome(job.id, "failed", problem=Problem("changed", words))
    batch = place.get(_BATCH, "")
    desk = Desk(zygote=_zygote(), force=force, interrupted=lambda: batch in _stopped)
    _desks.setdefault(batch, []).append(desk)
    try:
        with files.shared(paths.output_folder() / ".store" / ".batch", alone=lambda: None):
            outcome = perform(plan, desk)
    finally:
        _desks[batch].remove(desk)
    if outcome.problem is not None:
        outcome.problem.notebook = None  # it is kept as a file; a cluster need not carry it
    return replace(outcome)


def _code() -> str:
    return keys.combined(keys.library())


@lru_cache(maxsize=1)
def _code_at_start() -> str:
    """Return the digest of the library when this worker did its first job: its kernels have that library."""
    return _code()


@lru_cache(maxsize=1)
def _zygote() -> Any:
    """Return the parent of this worker's kernels, started with its first job."""
    from sse_analysis.batch import session, zygote

    if not zygote.available():
        return None
    parent = zygote.Zygote(session.environment())
    atexit.register(parent.close)
    return parent
