"""From an executed notebook to the files of its report, checked; in a forked child where there is one."""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sse_analysis import paths
from sse_analysis.batch.execution import Problem
from sse_analysis.batch.jobs import Job
from sse_analysis.batch.session import environment
from sse_analysis.errors import ReportError, SetupError, SSEAnalysisError

if TYPE_CHECKING:
    from sse_analysis.batch.zygote import Zygote

#: Seconds after which a page that is still being written is given up.
PATIENCE = 300
DATA = "data"
ABOUT = "about.json"
Files = dict[str, bytes]


def render(
    job: Job, notebook: bytes, forms: Iterable[str], *, key: str, zygote: Zygote | None = None
) -> dict[str, Files]:
    """Return the files of each form of a report.

    Parameters
    ----------
    notebook : bytes
        The executed notebook.
    forms : iterable of str
        ``html`` and ``pdf`` give one file each; ``data`` gives ``tables/<id>.csv`` for every table and
        figure, and ``about.json``, what the record and the portal say of the report.
    key : str
        Content key of the job; the notebook must bear it.

    Raises
    ------
    Problem
        Of kind ``check`` when the report is not what it must be, ``environment`` when a package is missing.
    """
    forms = tuple(forms)
    if zygote is not None:
        with tempfile.TemporaryDirectory(prefix="sse-") as folder, suppress(SetupError):
            return _apart(job, notebook, (forms, key), Path(folder), zygote)
    return _judged(job, notebook, forms, key)


def _judged(job: Job, notebook: bytes, forms: tuple[str, ...], key: str) -> dict[str, Files]:
    try:
        return make(job, notebook, forms, key)
    except ReportError as error:
        raise Problem("check", str(error)) from None
    except SetupError as error:
        raise Problem("environment", str(error)) from None
    except SSEAnalysisError as error:
        raise Problem("check", f"{type(error).__name__}: {error}") from None


def make(job: Job, notebook: bytes, forms: tuple[str, ...], key: str) -> dict[str, Files]:
    """Read, write and check in this process."""
    import sys

    sys.modules.setdefault("rfc3987_syntax", None)
    import nbformat

    from sse_analysis import report
    from sse_analysis.report.protection import redacted

    node = nbformat.reads(redacted(notebook, job.country).decode(), as_version=4)
    check_identity(job, node, key)
    page = report.annexed(report.document(node))
    pages = report.write(page, [form for form in forms if form != DATA])
    report.verify(page, pages, country=job.country, analysis=None if job.own else job.analysis)
    made = {form: {f"report.{form}": data} for form, data in pages.items()}
    if DATA in forms:
        made[DATA] = report.data_files(page) | {ABOUT: json.dumps(about(page), indent=1).encode()}
    return made


def check_identity(job: Job, node: Any, key: str) -> None:
    """Raise unless stamp and injected parameters of the notebook are the job's.

    The content key in the stamp holds the digests of data, parameters and library: a notebook that was
    executed with other data is found out by it.

    Raises
    ------
    ReportError
    """
    from sse_analysis.errors import Failure
    from sse_analysis.report.reading import read_parameters

    stamp = node.metadata.get("sse", {})
    ran = dict(read_parameters(node))
    found = [
        ("country", stamp.get("country"), job.country),
        ("analysis", stamp.get("analysis"), job.analysis),
        ("content key", stamp.get("run"), key),
    ]
    found += [(name, ran.get(name), str(value)) for name, value in job.parameters]
    failures = [
        Failure(job.notebook, f"{name} '{value}'", f"'{expected}'")
        for name, value, expected in found
        if value != expected
    ]
    if failures:
        raise ReportError(f"The executed notebook is not the one of {job.id}.", failures)


def about(page: Any) -> dict[str, Any]:
    """Return what the portal says of a report, and the map of its exhibits to code."""
    names = ("title", "subtitle", "country_name", "data_as_of", "banner")
    standing = dict(page.facts).get("Status", "")
    return {name: getattr(page, name) for name in names} | {"standing": standing, "exhibits": _exhibits(page)}


def _exhibits(page: Any) -> list[dict[str, Any]]:
    from sse_analysis.report.model import Code, kind_of

    code = {block.cell: block.source for block in page.blocks if isinstance(block, Code)}
    return [
        {
            "id": shown.exhibit.id,
            "kind": kind_of(shown.exhibit),
            "number": shown.number,
            "title": getattr(shown.exhibit, "title", ""),
            "code": code.get(shown.cell, ""),
        }
        for shown in page.shown
    ]


def _apart(
    job: Job, notebook: bytes, wanted: tuple[tuple[str, ...], str], folder: Path, zygote: Zygote
) -> dict[str, Files]:
    """Render in a forked child: on another core, and a crash of a writer costs one report."""
    from sse_analysis.batch.jobs import to_json

    (folder / "in.ipynb").write_bytes(notebook)
    (folder / "job.json").write_text(to_json(job, forms=list(wanted[0]), key=wanted[1]), encoding="utf-8")
    log = folder / "log"
    child = zygote.spawn(
        "call",
        [f"{__name__}:child", os.fspath(folder)],
        cwd=os.fspath(folder),
        # Its directory is no project: without these it would take the annexes from another one.
        env=environment(SSE_HOME=os.fspath(paths.root()), SSE_OUTPUTS=os.fspath(paths.output_folder())),
        log=os.fspath(log),
        memory_mb=None,
    )
    try:
        code = child.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        child.kill()
        raise Problem("check", f"the report was not written within {PATIENCE} seconds") from None
    answer = folder / "answer.json"
    if code != 0 or not answer.is_file():
        said = tuple(log.read_text(errors="replace").strip().splitlines()[-6:]) if log.exists() else ()
        raise Problem("check", f"writing the report ended with code {code}", last=said)
    told = json.loads(answer.read_text(encoding="utf-8"))
    if "problem" in told:
        raise Problem(**told["problem"])
    return {
        form: {name: (folder / form / name).read_bytes() for name in names}
        for form, names in told["files"].items()
    }


def child(place: str) -> int:
    """In the forked child: render the job of a folder, leave files and an answer there."""
    from sse_analysis.batch.jobs import from_json

    folder = Path(place)
    text = (folder / "job.json").read_text(encoding="utf-8")
    job, given = from_json(text), json.loads(text)
    try:
        made = _judged(job, (folder / "in.ipynb").read_bytes(), tuple(given["forms"]), given["key"])
        for form, contents in made.items():
            for name, data in contents.items():
                file = folder / form / name
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(data)
        answer = {"files": {form: list(contents) for form, contents in made.items()}}
    except Problem as problem:
        answer = {"problem": {"kind": problem.kind, "error": problem.error}}
    (folder / "answer.json").write_text(json.dumps(answer), encoding="utf-8")
    return 0
