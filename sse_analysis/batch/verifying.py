"""Make published reports again in a clean process, and say in which number, sentence or page they differ."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sse_analysis import paths
from sse_analysis.batch import files, jobs, keys, records
from sse_analysis.batch.differences import Difference, row_of
from sse_analysis.batch.jobs import Job
from sse_analysis.errors import SourceError

EXHIBIT_MIME = "application/vnd.sse.exhibit+json"
_PAGES = (".html", ".pdf", ".docx")


def published(path: Path) -> list[Job]:
    """Return the jobs whose reports lie at or below a path: a country's folder, ``outputs``, or one file.

    Raises
    ------
    SourceError
        If there is no published report.
    """
    place = path.resolve()
    folder = place if place.is_dir() else place.parent
    written = sorted(folder.rglob("*.record.json")) if place.is_dir() else _of_file(place)
    found = [_job(file) for file in written]
    found = [job for job in found if records.record_file(job).resolve().is_relative_to(folder)]
    if not found:
        raise SourceError(_nothing_at(path))
    return found


def _of_file(place: Path) -> list[Path]:
    record = place.with_name(f"{place.name.split('.')[0]}.record.json")
    return [record] if place.is_file() and record.is_file() else []


def _nothing_at(path: Path) -> str:
    outputs = paths.output_folder().resolve()
    if path.exists() and not path.resolve().is_relative_to(outputs):
        return f"{path} lies outside the folder of reports, {paths.relative(outputs)}."
    some = next(iter(sorted(outputs.glob("*/*.record.json"))), None)
    if some and not path.exists():
        return f"There is no {path}. Expected published reports, such as {paths.relative(some.parent)}."
    return f"There is no published report at {path}. Make one with: sse run"


def _job(file: Path) -> Job:
    """Return the job of a record.

    Raises
    ------
    SourceError
        If the record cannot be understood.
    """
    record = files.read_json(file) or {}
    try:
        forms = tuple(form for form in record["render"] if form != "data")
        given = tuple(record["parameters"]["notebook"].items())
        job = Job(
            record["country"], record["analysis"], record["notebook"], given, forms, file.parent.name == "my"
        )
    except (KeyError, TypeError, AttributeError):
        job = None
    if job is None or records.read(job) is None:
        name = paths.relative(file)
        raise SourceError(f"{name} is damaged or of an earlier version. Make the report again with: sse run")
    return job


def verify(path: Path) -> tuple[list[Job], list[Difference]]:
    """Execute the reports at a path again, with stock kernels in another process, and compare.

    Raises
    ------
    SourceError
        If there is no published report.
    """
    found = published(path)
    differences = [difference for job in found for difference in (*_tampered(job), *_changed(job))]
    with tempfile.TemporaryDirectory(prefix="sse-") as folder:
        again = Path(folder) / "outputs"
        said = _again(found, again)
        for job in found:
            differences += compare(job, again / job.folder.relative_to(paths.output_folder()), said)
    return found, differences


def _tampered(job: Job) -> Iterator[Difference]:
    for name, expected in records.read(job)["files"].items():
        file = job.folder / name
        if not file.is_file():
            yield Difference(job.id, "file", f"{name} was deleted after it was published")
        elif keys.file_digest(file) != expected:
            yield Difference(job.id, "file", f"{name} was changed after it was published")


def _changed(job: Job) -> Iterator[Difference]:
    """Say what the report depends on and has changed since: it explains most differences."""
    record = records.read(job)
    for line in keys.changed(record["components"], records.plan(job).components):
        yield Difference(job.id, "input", line)


def _again(found: list[Job], outputs: Path) -> str:
    """Make the reports in another process; return what it said last when it could not even begin."""
    lines = "\n".join(jobs.to_json(job) for job in found)
    env = dict(os.environ) | {"SSE_OUTPUTS": str(outputs), "SSE_HOME": str(paths.root()), "SSE_NO_FORK": "1"}
    command = [sys.executable, "-m", "sse_analysis", "exec", "--job-file", "-"]
    done = subprocess.run(command, input=lines, env=env, capture_output=True, text=True, check=False)
    return "" if done.stdout.strip() else "; ".join(done.stderr.strip().splitlines()[-3:])


def compare(job: Job, again: Path, said: str = "") -> Iterator[Difference]:
    """Yield how a published report differs from one made again in another folder.

    Parameters
    ----------
    said : str
        Why nothing was made, for a report that is not there.
    """
    failure = files.read_json(again / f"{job.analysis}.failed.json")
    record = files.read_json(again / f"{job.analysis}.record.json")
    if record is None:
        words = (failure or {}).get("error") or said or "no report was made"
        yield Difference(job.id, "failure", f"could not be made again: {words}")
        return
    before = records.read(job)["files"]
    for name in sorted(before.keys() | record["files"].keys()):
        if name not in record["files"] or name not in before:
            where = "only in the published report" if name in before else "only in the new one"
            yield Difference(job.id, "file", f"{name} is {where}")
        elif not (job.folder / name).is_file():
            continue  # told as deleted
        elif name.endswith(".csv"):
            yield from _tables(job, name, again)
        elif name.endswith(".ipynb"):
            yield from _exhibits(job, name, again)
        elif name.endswith(_PAGES) and before[name] != record["files"][name]:
            yield Difference(job.id, "page", f"{name} has other bytes", name)


def _tables(job: Job, name: str, again: Path) -> Iterator[Difference]:
    old, new = _rows(job.folder / name), _rows(again / name)
    if old == new:
        return
    if [len(row) for row in old] != [len(row) for row in new] or old[0] != new[0]:
        yield Difference(job.id, "number", f"{name}: {_reshaped(old, new)}")
        return
    for line, (before, after) in enumerate(zip(old, new, strict=True), 1):
        for column, was, now in zip(old[0], before, after, strict=False):
            if was != now:
                where = f"{name}, line {line}, {column}"
                words = f"{where}: {was}, made again {now}"
                yield Difference(job.id, "number", words, where, row_of(old[0], before), was, now)


def _reshaped(old: list[list[str]], new: list[list[str]]) -> str:
    """Say how a table changed that has other rows or columns, with the first row that only one of them has."""
    if old[0] != new[0]:
        gone, come = ([name for name in a if name not in b] for a, b in ((old[0], new[0]), (new[0], old[0])))
        return f"other columns; only published: {_few(gone)}; only made again: {_few(come)}"
    words = [f"{len(old) - 1} rows, made again {len(new) - 1}"]
    for where, rows, others in (("published", old, new), ("made again", new, old)):
        only = [(line, row) for line, row in enumerate(rows, 1) if row not in others]
        words += [f"line {line} is only {where}: {_few(row)}" for line, row in only[:1]]
    return "; ".join(words)


def _few(cells: list[str]) -> str:
    return ", ".join(cell for cell in cells if cell)[:120] or "none"


def _rows(file: Path) -> list[list[str]]:
    text = file.read_text(encoding="utf-8", errors="replace")
    return list(csv.reader(io.StringIO(text))) or [[]]


def _exhibits(job: Job, name: str, again: Path) -> Iterator[Difference]:
    """Compare what was shown: sentences, printed cells, captions and alternatives; then drawings."""
    old, new = _shown(job.folder / name), _shown(again / name)
    for key in dict.fromkeys((*old, *new)):
        if key not in old or key not in new:
            where = "published" if key in old else "made again"
            yield Difference(job.id, "text", f"exhibit '{key}' is only in the report as {where}")
        elif old[key][0] != new[key][0]:
            yield Difference(job.id, "text", f"exhibit '{key}' says something else", key)
        elif old[key][1] != new[key][1]:
            yield Difference(job.id, "page", f"figure '{key}' is drawn otherwise")


def _shown(file: Path) -> dict[str, tuple[Any, Any]]:
    found: dict[str, tuple[Any, Any]] = {}
    for cell in (files.read_json(file) or {}).get("cells", []):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if EXHIBIT_MIME in data:
                record = dict(data[EXHIBIT_MIME])
                record.pop("data", None)  # compared number by number in its table
                found[record["id"]] = (record, data.get("image/svg+xml"))
    return found
