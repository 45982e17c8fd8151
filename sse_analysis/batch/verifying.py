"""Make published reports again in a clean process, and say in which number, sentence or page they differ."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sse_analysis import paths
from sse_analysis.batch import files, jobs, keys, records
from sse_analysis.batch.jobs import Job
from sse_analysis.errors import SourceError

EXHIBIT_MIME = "application/vnd.sse.exhibit+json"
_PAGES = (".html", ".pdf", ".docx")


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same.

    Parameters
    ----------
    kind : {"number", "text", "page", "file", "input", "failure"}
        ``input`` explains and is no difference of a report by itself.
    """

    job: str
    kind: str
    words: str

    def __str__(self) -> str:
        return f"{self.job}: {self.words}"


def published(path: Path) -> list[Job]:
    """Return the jobs whose reports lie at or below a path: a country's folder, ``outputs``, or one file.

    Raises
    ------
    SourceError
        If there is no published report.
    """
    place = path.resolve()
    folder = place if place.is_dir() else place.parent
    found = []
    for file in sorted(folder.rglob("*.record.json")):
        record = files.read_json(file) or {}
        if place.is_dir() or file.name.split(".")[0] == place.name.split(".")[0]:
            found.append(_job(record, own=file.parent.name == "my"))
    found = [job for job in found if records.record_file(job).resolve().is_relative_to(folder)]
    if not found:
        raise SourceError(f"There is no published report at {path}. Make one with: sse run")
    return found


def _job(record: dict[str, Any], *, own: bool) -> Job:
    forms = tuple(form for form in record["render"] if form != "data")
    given = record["parameters"]["notebook"]
    return Job(record["country"], record["analysis"], record["notebook"], tuple(given.items()), forms, own)


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
        _again(found, again)
        for job in found:
            differences += compare(job, again / job.folder.relative_to(paths.output_folder()))
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
        yield Difference(job.id, "input", f"changed since it was made: {line}")


def _again(found: list[Job], outputs: Path) -> None:
    lines = "\n".join(jobs.to_json(job) for job in found)
    env = dict(os.environ) | {"SSE_OUTPUTS": str(outputs), "SSE_HOME": str(paths.root()), "SSE_NO_FORK": "1"}
    command = [sys.executable, "-m", "sse_analysis", "exec", "--job-file", "-"]
    subprocess.run(command, input=lines, env=env, capture_output=True, text=True, check=False)


def compare(job: Job, again: Path) -> Iterator[Difference]:
    """Yield how a published report differs from one made again in another folder."""
    failure = files.read_json(again / f"{job.analysis}.failed.json")
    record = files.read_json(again / f"{job.analysis}.record.json")
    if record is None:
        words = (failure or {}).get("error", "no report was made")
        yield Difference(job.id, "failure", f"could not be made again: {words}")
        return
    before = records.read(job)["files"]
    for name in sorted(before.keys() | record["files"].keys()):
        if name not in record["files"] or name not in before:
            where = "only in the published report" if name in before else "only in the new one"
            yield Difference(job.id, "file", f"{name} is {where}")
        elif name.endswith(".csv"):
            yield from _tables(job, name, again)
        elif name.endswith(".ipynb"):
            yield from _exhibits(job, name, again)
        elif name.endswith(_PAGES) and before[name] != record["files"][name]:
            yield Difference(job.id, "page", f"{name} has other bytes")


def _tables(job: Job, name: str, again: Path) -> Iterator[Difference]:
    old, new = _rows(job.folder / name), _rows(again / name)
    if old == new:
        return
    if [row[:0] for row in old] != [row[:0] for row in new] or old[0] != new[0]:
        yield Difference(job.id, "number", f"{name}: {len(old) - 1} rows, made again {len(new) - 1}")
        return
    for line, (before, after) in enumerate(zip(old, new, strict=True), 1):
        for column, was, now in zip(old[0], before, after, strict=True):
            if was != now:
                yield Difference(job.id, "number", f"{name}, line {line}, {column}: {was}, made again {now}")


def _rows(file: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.read_text(encoding="utf-8")))) or [[]]


def _exhibits(job: Job, name: str, again: Path) -> Iterator[Difference]:
    """Compare what was shown: sentences, printed cells, captions and alternatives; then drawings."""
    old, new = _shown(job.folder / name), _shown(again / name)
    for key in dict.fromkeys((*old, *new)):
        if key not in old or key not in new:
            where = "published" if key in old else "made again"
            yield Difference(job.id, "text", f"exhibit '{key}' is only in the report as {where}")
        elif old[key][0] != new[key][0]:
            yield Difference(job.id, "text", f"exhibit '{key}' says something else")
        elif old[key][1] != new[key][1]:
            yield Difference(job.id, "page", f"figure '{key}' is drawn otherwise")


def _shown(file: Path) -> dict[str, tuple[Any, Any]]:
    found: dict[str, tuple[Any, Any]] = {}
    for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if EXHIBIT_MIME in data:
                record = dict(data[EXHIBIT_MIME])
                record.pop("data", None)  # compared number by number in its table
                found[record["id"]] = (record, data.get("image/svg+xml"))
    return found
