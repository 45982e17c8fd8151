"""Put finished files where readers look, and take away what no longer belongs there."""

from __future__ import annotations

import glob
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from sse_analysis import paths
from sse_analysis.batch import files, keys, records, rendering
from sse_analysis.batch.execution import Problem, kept_notebook
from sse_analysis.batch.jobs import ALL_FORMATS, Job
from sse_analysis.batch.records import Plan
from sse_analysis.errors import SourceError

#: The numbers behind tables and figures: ``outputs/<iso3>/tables/<analysis>/<id>.csv``.
_TABLES = "tables"


def publish(plan: Plan, notebook: bytes, pages: dict[str, tuple[str, dict[str, bytes]]], run: dict) -> None:
    """Publish a report.

    Parameters
    ----------
    pages : dict
        Form -> (render key, its files).
    run : dict
        Times, host and memory: they stand in the record only.

    Notes
    -----
    Everything is written under temporary names first: where that fails, the earlier report stays as it was.
    Then the record goes first and comes last, so files without a record are never taken for a finished report.
    Older pages of a form that was not asked for are kept when they belong to the same run, else removed.
    """
    job = plan.job
    with files.locked(_lock(job)):
        _still_free(job)
        earlier = records.read(job) or {}
        contents = _named(job, notebook, pages)
        render = {form: key for form, (key, _) in pages.items()}
        kept = _still_valid(plan, earlier, contents)
        render |= {
            form: key for form, key in earlier.get("render", {}).items() if f"{job.analysis}.{form}" in kept
        }
        digests = {name: keys.digest(data) for name, data in contents.items()} | kept
        record = _record(plan, digests, render, run, pages[rendering.DATA][1])
        _replace(job, contents, record, keep={*contents, *kept})
        for file in (records.failure_file(job), records.failed_notebook(job)):
            files.remove(file)


def _replace(job: Job, contents: dict[str, bytes], record: dict[str, Any], *, keep: set[str]) -> None:
    last = records.record_file(job)
    new = {job.folder / name: data for name, data in contents.items()}
    with files.staged(new | {last: files.json_bytes(record)}) as put:
        files.remove(last)
        for file in new:
            put(file)
        _sweep(job, keep)
        put(last)


def _still_free(job: Job) -> None:
    """Look once more, now that nobody else publishes here: two notebooks of one name may run at the same time."""
    try:
        records.refuse_a_taken_name(job)
    except SourceError as error:
        raise Problem("check", str(error)) from None


def _is_of_another(job: Job) -> bool:
    try:
        records.refuse_a_taken_name(job)
    except SourceError:
        return True
    return False


def _lock(job: Job) -> Path:
    return paths.output_folder() / ".store" / f"{job.id.replace('/', '-')}.lock"


def _named(job: Job, notebook: bytes, pages: dict[str, tuple[str, dict[str, bytes]]]) -> dict[str, bytes]:
    """Return every published file by its name inside the country's folder."""
    contents = {f"{job.analysis}.ipynb": notebook}
    for form, (_, made) in pages.items():
        for name, data in made.items():
            if form != rendering.DATA:
                contents[f"{job.analysis}.{form}"] = data
            elif name.startswith(f"{_TABLES}/"):
                contents[f"{_TABLES}/{job.analysis}/{name.removeprefix(f'{_TABLES}/')}"] = data
    return contents


def _still_valid(plan: Plan, earlier: dict[str, Any], contents: dict[str, bytes]) -> dict[str, str]:
    """Return pages of an earlier run with the same key and writers that were not asked for this time."""
    kept = {}
    for form, key in earlier.get("render", {}).items():
        name = f"{plan.job.analysis}.{form}"
        same = earlier.get("key") == plan.key and key == keys.render_key(plan.key, form)
        if same and name not in contents and name in earlier["files"]:
            with suppress(OSError):
                if keys.file_digest(plan.job.folder / name) == earlier["files"][name]:
                    kept[name] = earlier["files"][name]
    return kept


def _sweep(job: Job, keep: set[str]) -> None:
    """Remove pages and tables of this report that the new run does not have."""
    start = glob.escape(f"{job.analysis}.")
    pages = [file.name for form in ALL_FORMATS for file in job.folder.glob(f"{start}*{form}")]
    for name in (f"{job.analysis}.ipynb", *pages):
        if name not in keep:
            files.remove(job.folder / name)
    folder = job.folder / _TABLES / job.analysis
    for file in folder.glob("*.csv") if folder.is_dir() else ():
        if f"{_TABLES}/{job.analysis}/{file.name}" not in keep:
            files.remove(file)


def _record(
    plan: Plan, digests: dict[str, str], render: dict[str, str], run: dict, data: dict[str, bytes]
) -> dict[str, Any]:
    import json

    from sse_analysis.report.protection import cleaned

    job = plan.job
    return {
        "record": records.VERSION,
        "country": job.country,
        "analysis": job.analysis,
        "notebook": job.notebook,
        "key": plan.key,
        "render": render,
        "components": plan.components,
        "parameters": cleaned(keys.parameter_values(job), job.country),
        "seed": {"PYTHONHASHSEED": "0"},
        "about": json.loads(data[rendering.ABOUT]),
        "files": digests,
        "run": run,
        "reproduce": _command(job),
    }


def _command(job: Job) -> str:
    if job.own:
        return f"sse run --notebook {job.notebook} {job.country}"
    return "sse run regional" if job.country == "regional" else f"sse run {job.country} --only {job.analysis}"


def guarded(plan: Plan, problem: Problem) -> Problem:
    """Return a problem as it may be told and kept: no organization at risk is named."""
    from sse_analysis.report.protection import cleaned

    country = plan.job.country
    problem.error, problem.source = cleaned(problem.error, country), cleaned(problem.source, country)
    problem.last = cleaned(tuple(problem.last), country)
    return problem


def publish_failure(plan: Plan, problem: Problem) -> str:
    """Keep the partly executed notebook and the reason; return the path of the notebook, if there is one.

    An earlier good report stays where it is; the portal and ``sse status`` say that it is an earlier one. Where the
    place is that of another notebook's report nothing is kept: it would be told as that notebook's failure.
    """
    job, kept = plan.job, ""
    if _is_of_another(job):
        return kept
    try:
        from sse_analysis.report import protection

        notebook = kept_notebook(problem)
        if notebook is not None:
            files.write(records.failed_notebook(job), protection.redacted(notebook, job.country))
            kept = str(paths.relative(records.failed_notebook(job)))
        else:
            files.remove(records.failed_notebook(job))
        files.write_json(
            records.failure_file(job),
            {
                "kind": problem.kind,
                "error": problem.error,
                "cell": problem.cell,
                "source": problem.source,
                "last": list(problem.last),
                "notebook": kept,
                "key": plan.key,
            },
        )
    except OSError as error:
        print(f"The failure of {job.id} could not be kept: {error}", file=sys.stderr)
    return kept
