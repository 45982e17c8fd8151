"""Content keys: what a report depends on, file by file, and one name for all of it.

The execute key covers the cells of the notebook, the validated parameters, the bytes of every input, the
library and the installed packages. The render key adds the writers of pages. Times never enter a key.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from sse_analysis import parameters, paths
from sse_analysis.batch import notebooks
from sse_analysis.batch.jobs import REGIONAL, Job

Components = dict[str, dict[str, str]]
#: Parts of the library that do not touch a number: pages, and the batch apart from what runs kernels.
_PAGES = "report"
_RUNS_KERNELS = {"engine.py", "kernel.py", "kernels.py", "session.py", "parent.py"}
_digests: dict[str, tuple[tuple[int, ...], str]] = {}
_SKIPPED = {"__pycache__", ".ipynb_checkpoints", ".cache"}


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _stamp(file: Path) -> tuple[int, ...]:
    now = os.stat(file)
    return (now.st_ino, now.st_size, now.st_mtime_ns, now.st_ctime_ns)


def file_digest(file: Path) -> str:
    """Return the SHA-256 of a file, read in pieces, and once while the file stays the same.

    A file counts as the same while its number, size and times are: the time of its last change of status
    cannot be set by a program, so an edit is never missed, whatever the clock does.
    """
    stamp = _stamp(file)
    known = _digests.get(os.fspath(file))
    if known is None or known[0] != stamp:
        with file.open("rb") as stream:
            known = (stamp, hashlib.file_digest(stream, "sha256").hexdigest())
        _digests[os.fspath(file)] = known
    return known[1]


def combined(parts: Any) -> str:
    """Return the key of some JSON values: BLAKE2b, 40 hexadecimal digits."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.blake2b(text.encode(), digest_size=20).hexdigest()


def shared() -> Components:
    """Return what every job depends on: the library and what is installed."""
    return {"library": library(), "environment": dict(environment())}


def components(job: Job, notebook: notebooks.Notebook, common: Components) -> Components:
    """Return everything the executed notebook depends on, as component -> name -> digest.

    Parameters
    ----------
    common : Components
        From :func:`shared`, read once for a whole batch.
    """
    own = {
        "notebook": {job.notebook: notebook.digest},
        "parameters": parameter_digests(job),
        "inputs": inputs(job),
    }
    return own | common


def execute_key(parts: Components) -> str:
    return combined(parts)


def render_key(execute: str, form: str) -> str:
    """Return the key of one format of a report."""
    return combined([execute, form, writers(), dict(environment())])


def countries_of(job: Job) -> tuple[str, ...]:
    """Return the countries whose data a job reads."""
    return tuple(parameters.load_regional().countries) if job.country == REGIONAL else (job.country,)


def parameter_values(job: Job) -> dict[str, Any]:
    """Return the validated parameters of a job as plain JSON values.

    Raises
    ------
    ParameterError
        If a file has problems.
    """
    files = {code: parameters.load(code).model_dump(mode="json") for code in countries_of(job)}
    if job.country == REGIONAL:
        files[REGIONAL] = parameters.load_regional().model_dump(mode="json")
    return {"notebook": dict(job.parameters), "files": files}


def parameter_digests(job: Job) -> dict[str, str]:
    """Return one digest for what is injected, and one for each key of each parameter file.

    Limits are left out: they stop a run, they do not change a number.
    """
    values = parameter_values(job)
    found = {f"{job.notebook}: {name}": combined(value) for name, value in values["notebook"].items()}
    for code, file in values["files"].items():
        for name, value in _leaves(file):
            if not name.startswith("limits."):
                found[f"parameters/{code}.yml: {name}"] = combined(value)
    return found


def _leaves(value: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, item in value.items():
        if isinstance(item, Mapping) and item:
            yield from _leaves(item, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", item


def inputs(job: Job) -> dict[str, str]:
    """Return the digest of every file a job may read: its countries' data and logs of decisions, and what is common."""
    home = paths.root()
    return {file.relative_to(home).as_posix(): file_digest(file) for file in _input_files(job)}


def _input_files(job: Job) -> list[Path]:
    folders = [paths.data_folder(code) for code in (*countries_of(job), "common")]
    folders += [paths.decisions_file(code).parent for code in countries_of(job)]
    files = [file for folder in folders for file in tree(folder)]
    if job.own:
        beside = tree(job.file.parent)
        files += [file for file in beside if file.suffix != ".ipynb" and not paths.is_output(file)]
    return files


def stamps(job: Job) -> dict[str, tuple[int, ...]]:
    """Return number, size and times of every input and parameter file, to tell whether one was written meanwhile.

    A file that was changed and changed back has its old digest; the time of its last change of status gives it away.
    """
    codes = (*countries_of(job), *((REGIONAL,) if job.country == REGIONAL else ()))
    files = (*_input_files(job), *map(paths.parameter_file, codes))
    return {str(paths.relative(file)): _stamp(file) for file in files}


def tree(folder: Path) -> list[Path]:
    """Return the files below a folder, sorted; caches and hidden files are left out."""
    found = []
    for here, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _SKIPPED and not name.startswith(".")]
        found += [f"{here}{os.sep}{name}" for name in names if not name.startswith(".")]
    return [Path(name) for name in sorted(found)]


def library() -> dict[str, str]:
    """Return the digest of every file of the package that can change a number."""
    home = Path(__file__).resolve().parent.parent
    found = {}
    for file in tree(home):
        parts = file.relative_to(home).parts
        if parts[0] in (_PAGES, "cli", "cli.py", "__main__.py") or file.suffix == ".pyc":
            continue
        if parts[0] == "batch" and parts[-1] not in _RUNS_KERNELS:
            continue
        found["sse_analysis/" + "/".join(parts)] = file_digest(file)
    return found


@lru_cache(maxsize=1)
def writers() -> dict[str, str]:
    """Return the digest of every file that writes pages, as they were when this process first asked."""
    home = Path(__file__).resolve().parent.parent / _PAGES
    rendering = Path(__file__).with_name("rendering.py")
    files = [*tree(home), *([rendering] if rendering.is_file() else [])]
    return {file.name: file_digest(file) for file in files if file.suffix != ".pyc"}


@lru_cache(maxsize=1)
def environment() -> tuple[tuple[str, str], ...]:
    """Return Python, platform, and the installed version of every package of the lock file.

    The names of the ``.dist-info`` folders are enough, so nothing is imported.
    """
    locked = _locked()
    found = {"python": platform.python_version(), "platform": f"{sys.platform} {platform.machine()}"}
    for folder in sys.path:
        place = Path(folder or ".")
        if place.name != "site-packages" and place.name != "dist-packages":
            continue
        for info in place.glob("*.dist-info"):
            name, _, version = info.name.removesuffix(".dist-info").partition("-")
            name = _canonical(name)
            if name != "sse-analysis" and (not locked or name in locked):
                found.setdefault(name, version)
    return tuple(sorted(found.items()))


def _locked() -> set[str]:
    file = paths.root() / "requirements.lock"
    if not file.is_file():
        return set()
    text = file.read_text(encoding="utf-8")
    return {_canonical(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", text, re.M)}


def _canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def changed(old: Components, new: Components) -> list[str]:
    """Return what differs between two sets of components, in words, one line each."""
    lines = []
    for part in ("notebook", "parameters", "inputs", "library", "environment"):
        before, after = old.get(part, {}), new.get(part, {})
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                lines.append(f"{part}: {name} {_verb(name, before, after)}")
    return lines


def _verb(name: str, before: Mapping[str, str], after: Mapping[str, str]) -> str:
    if name not in before:
        return "is new"
    return "is gone" if name not in after else "changed"


def short(lines: Iterable[str], limit: int = 8) -> list[str]:
    """Return the first lines, and how many more there are."""
    lines = list(lines)
    return lines if len(lines) <= limit else [*lines[:limit], f"and {len(lines) - limit} more"]
