"""Do one job: take it from the store or execute it, render it, check it, publish it.

The same function serves threads of one machine, workers of a cluster and ``sse exec``. Doing a job twice
gives the same files, and the second time takes them from the store.
"""

from __future__ import annotations

import platform
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

from sse_analysis import paths
from sse_analysis.batch import files, keys, publishing, records, rendering
from sse_analysis.batch.execution import Executed, Problem, execute, read_notebook
from sse_analysis.batch.records import Plan
from sse_analysis.batch.store import Store

if TYPE_CHECKING:
    from sse_analysis.batch.session import Session
    from sse_analysis.batch.zygote import Zygote

NOTEBOOK = "notebook.ipynb"
ATTEMPTS = 2


@dataclass
class Desk:
    """What a worker has at hand.

    Parameters
    ----------
    zygote : Zygote, optional
        Parent to fork kernels from; stock kernels without it.
    force : bool
        Execute even when the store has the result.
    tell : callable
        Called with (job id, event, details) as work goes on.
    interrupted : callable
        Tells whether the batch is being stopped.
    """

    zygote: Zygote | None = None
    store: Store = field(default_factory=Store)
    force: bool = False
    tell: Callable[..., None] = lambda *_, **__: None
    interrupted: Callable[[], bool] = lambda: False
    sessions: dict[str, Session] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """How a job ended.

    Parameters
    ----------
    how : {"fresh", "made", "taken", "failed"}
        ``fresh``: nothing to do; ``taken``: from the store; ``made``: executed or rendered.
    """

    job: str
    how: Literal["fresh", "made", "taken", "failed"]
    seconds: float = 0.0
    problem: Problem | None = None
    kept: str = ""
    notes: tuple[str, ...] = ()


def perform(plan: Plan, desk: Desk) -> Outcome:
    """Do a job; a failure is an outcome, not an exception."""
    began, job = time.monotonic(), plan.job
    try:
        if not (desk.force or job.own) and records.standing(plan).state == "fresh":
            return Outcome(job.id, "fresh")
        with desk.store.lock(plan.key):
            outcome = _produce(plan, desk)
    except Problem as problem:
        problem = publishing.guarded(plan, problem)
        kept = "" if problem.kind == "interrupted" else publishing.publish_failure(plan, problem)
        return Outcome(job.id, "failed", time.monotonic() - began, problem, kept)
    except OSError as error:
        place = files.place_of(error)
        words = f"{place} could not be written: {error.strerror or error}"
        return Outcome(job.id, "failed", time.monotonic() - began, Problem("environment", words))
    return replace(outcome, seconds=time.monotonic() - began)


def _produce(plan: Plan, desk: Desk) -> Outcome:
    started, clock = time.time(), time.monotonic()
    earlier = desk.store.fetch(plan.key) if desk.force else None
    executed, attempts = _executed(plan, desk)
    spent = time.monotonic() - clock
    try:
        pages, rendered = _rendered(plan, desk, executed.notebook)
    except Problem as problem:
        problem.notebook = read_notebook(executed.notebook)
        raise
    unchanged(plan)
    if desk.interrupted():
        raise Problem("interrupted", "interrupted")
    run = {
        "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started)),
        "seconds": round(time.monotonic() - clock, 3),
        "execute_seconds": round(spent, 3),
        "peak_mib": executed.peak_kib // 1024,
        "attempts": attempts,
        "kernel": "none" if attempts == 0 else ("forked" if desk.zygote and attempts == 1 else "stock"),
        "host": platform.node(),
    }
    publishing.publish(plan, executed.notebook, pages, run)
    notes = ()
    if earlier is not None and earlier[NOTEBOOK] != executed.notebook:
        notes = (
            "the same inputs gave another result than before: something in it is random or reads a clock",
        )
    return Outcome(plan.job.id, "made" if attempts or rendered else "taken", notes=notes)


def _executed(plan: Plan, desk: Desk) -> tuple[Executed, int]:
    """Return the executed notebook and how often it was attempted; 0 when the store had it."""
    if not (desk.force or plan.job.own):
        found = desk.store.fetch(plan.key)
        if found is not None:
            return Executed(found[NOTEBOOK], 0), 0
    attempt = 1
    while True:
        try:
            before = keys.stamps(plan.job)
            executed = _attempt(plan, desk, attempt)
            unchanged(plan)
            _untouched(plan, before)
            break
        except Problem as problem:
            if desk.interrupted():
                raise Problem("interrupted", "interrupted") from None
            if not problem.passing or attempt == ATTEMPTS:
                raise
            desk.tell(plan.job.id, "retry", error=problem.error)
            attempt += 1
    if not plan.job.own:
        desk.store.add(plan.key, {NOTEBOOK: executed.notebook})
    return executed, attempt


def _attempt(plan: Plan, desk: Desk, attempt: int) -> Executed:
    """Execute; the second attempt starts a stock kernel, in case the parent of the first is ill."""
    job = plan.job.id

    def hold(session: Session | None) -> None:
        if session is None:
            desk.sessions.pop(job, None)
        else:
            desk.sessions[job] = session
            if desk.interrupted():
                session.stop("interrupted")

    return execute(
        plan,
        paths.output_folder() / ".work",
        zygote=desk.zygote if attempt == 1 else None,
        on_cell=lambda cell, cells: desk.tell(job, "cell", cell=cell, cells=cells),
        on_session=hold,
    )


def _rendered(plan: Plan, desk: Desk, notebook: bytes) -> tuple[dict[str, Any], bool]:
    """Return the files of every form with its key, and whether any had to be made."""
    forms = (rendering.DATA, *plan.job.formats)
    wanted = {form: keys.render_key(plan.key, form) for form in forms}
    usable = not (desk.force or plan.job.own)
    have = {form: desk.store.fetch(key) if usable else None for form, key in wanted.items()}
    missing = [form for form in forms if have[form] is None]
    if missing:
        desk.tell(plan.job.id, "render", forms=missing)
        made = rendering.render(plan.job, notebook, missing, key=plan.key, zygote=desk.zygote)
        for form in missing:
            have[form] = made[form]
            if not plan.job.own:
                desk.store.add(wanted[form], made[form])
    return {form: (wanted[form], have[form]) for form in forms}, bool(missing)


def unchanged(plan: Plan) -> None:
    """Raise when something the job depends on changed while it ran: nobody knows what it read.

    Raises
    ------
    Problem
    """
    from sse_analysis.batch import notebooks

    now = keys.components(plan.job, notebooks.read(plan.job.file), keys.shared())
    lines = keys.short(keys.changed(plan.components, now))
    if lines:
        raise Problem("changed", "what it depends on changed while it ran; run again", last=tuple(lines))


def _untouched(plan: Plan, before: dict[str, tuple[int, ...]]) -> None:
    """Raise when an input was written while the notebook ran, though it is now as it was before.

    Raises
    ------
    Problem
        One that passes: the notebook is executed once more.
    """
    now = keys.stamps(plan.job)
    lines = tuple(name for name in sorted(before.keys() | now.keys()) if before.get(name) != now.get(name))
    if lines:
        words = "a file it reads was written while it ran, so nobody knows what it read; run again"
        raise Problem("touched", words, last=tuple(keys.short(lines)))


def scrub() -> None:
    """Delete what a killed batch left behind; the caller makes sure that no other batch is at work."""
    folder = paths.output_folder()
    files.remove(folder / ".work")
    for path in (*files.leftovers(folder), *(folder / ".store").glob("*.lock")):
        files.remove(path)
