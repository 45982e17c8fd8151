"""What is known of each report: the record of its last good run, and of a failure since.

``outputs/<iso3>/<analysis>.record.json`` belongs to the files that are published; it is removed before
they are replaced and written after them, so that files without a record are never taken for a report.
``<analysis>.failed.json`` and ``<analysis>.failed.ipynb`` tell of a failure and go with the next success.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sse_analysis import paths
from sse_analysis.batch import files, keys, notebooks
from sse_analysis.batch.jobs import Job
from sse_analysis.errors import SourceError

if TYPE_CHECKING:
    from sse_analysis.parameters.records import Limits

State = Literal["fresh", "stale", "failed", "absent"]
VERSION = 1
_NEEDED = {"key", "render", "components", "files", "run", "about", "parameters"}


def record_file(job: Job) -> Path:
    return job.folder / f"{job.analysis}.record.json"


def failure_file(job: Job) -> Path:
    return job.folder / f"{job.analysis}.failed.json"


def failed_notebook(job: Job) -> Path:
    return job.folder / f"{job.analysis}.failed.ipynb"


def read(job: Job) -> dict[str, Any] | None:
    """Return the record of the published report; None when there is none of this layout."""
    record = files.read_json(record_file(job))
    return record if record and record.get("record") == VERSION and record.keys() >= _NEEDED else None


def read_failure(job: Job) -> dict[str, Any] | None:
    return files.read_json(failure_file(job))


def refuse_a_taken_name(job: Job) -> None:
    """Raise when the place of an own notebook's report is that of another notebook, which is still there.

    Reports of own notebooks stand together under the name of the notebook, whatever folder it lies in: the second
    of two would silently take the place of the first.

    Raises
    ------
    SourceError
    """
    other = (read(job) or {}).get("notebook", job.notebook) if job.own else job.notebook
    if other != job.notebook and (paths.root() / other).is_file():
        place = paths.relative(job.folder / job.analysis)
        raise SourceError(
            f"{job.notebook} was not run: {place}.* is the report of {other}, which has the same name. "
            "Rename one of the two notebooks."
        )


def untouched(job: Job, record: dict[str, Any]) -> bool:
    """Tell whether the published files are there and are the ones that were published."""
    folder = job.folder
    for name, expected in record["files"].items():
        try:
            if keys.file_digest(folder / name) != expected:
                return False
        except OSError:
            return False
    return True


@dataclass(frozen=True)
class Standing:
    """Where a report stands.

    Parameters
    ----------
    state : {"fresh", "stale", "failed", "absent"}
        ``failed``: the last attempt failed; an earlier report may still be there.
    reasons : tuple of str
        Why it is not fresh.
    """

    job: Job
    state: State
    reasons: tuple[str, ...] = ()
    record: dict[str, Any] | None = None
    failure: dict[str, Any] | None = None


@dataclass(frozen=True)
class Plan:
    """A job with everything its result depends on, as it was when the batch began."""

    job: Job
    notebook: notebooks.Notebook
    components: keys.Components
    limits: Limits

    @property
    def key(self) -> str:
        return keys.execute_key(self.components)


def plan(job: Job, common: keys.Components | None = None) -> Plan:
    """Read what a job depends on; ``common`` from :func:`keys.shared` saves reading the library again.

    Raises
    ------
    SourceError, ParameterError
        If the notebook or a parameter file has problems, another notebook has its place, or the name of a file
        must not be published.
    """
    from sse_analysis import parameters
    from sse_analysis.report.protection import refuse_files_named_after

    notebook = notebooks.read(job.file)
    refuse_a_taken_name(job)
    notebooks.check(notebook, dict(job.parameters))
    given = parameters.load_regional() if job.country == "regional" else parameters.load(job.country)
    parts = keys.components(job, notebook, common or keys.shared())
    refuse_files_named_after((job.notebook, *parts["inputs"]), job.country)
    return Plan(job, notebook, parts, given.limits)


def standing(plan: Plan) -> Standing:
    """Compare what is published with what a run would depend on now."""
    job, record, failure = plan.job, read(plan.job), read_failure(plan.job)
    if failure is not None:
        return Standing(job, "failed", tuple(failure_words(failure)), record, failure)
    if record is None:
        return Standing(job, "absent", ("not run yet",))
    reasons = _reasons(plan, record)
    return Standing(job, "stale" if reasons else "fresh", tuple(reasons), record)


def _reasons(plan: Plan, record: dict[str, Any]) -> list[str]:
    if record["key"] != plan.key:
        return keys.changed(record["components"], plan.components) or ["the layout of the key changed"]
    formats = [form for form in plan.job.formats if form not in record["render"]]
    reasons = [f"format: {form} was not asked for before" for form in formats]
    for form, key in record["render"].items():
        if form in (*plan.job.formats, "data") and key != keys.render_key(plan.key, form):
            reasons.append(f"pages: what writes {form} changed")
    if not untouched(plan.job, record):
        reasons.append(f"files: a published file in {paths.relative(plan.job.folder)} was changed or deleted")
    return reasons


def failure_words(failure: dict[str, Any]) -> list[str]:
    """Return a failure as the portal and ``sse status`` print it: what happened first, then the rest."""
    place = f"cell {failure['cell']}: " if failure.get("cell") else ""
    first, *rest = str(failure.get("error", "failed")).splitlines() or ["failed"]
    return [f"{place}{first}", *(line.strip() for line in rest)]
