"""Execute one notebook in a private place, and say what went wrong when it does."""

from __future__ import annotations

import errno
import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sse_analysis import paths
from sse_analysis.batch.jobs import REGIONAL
from sse_analysis.batch.records import Plan
from sse_analysis.batch.session import Session, environment

if TYPE_CHECKING:
    from sse_analysis.batch.zygote import Zygote

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
TOP = "failure"
#: What the operating system says when a file cannot be written; everything else is a lost kernel.
_DISK = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}
_MARKER = "papermill-error-cell-tag"


class Problem(Exception):
    """Why a job has no report.

    Parameters
    ----------
    kind : str
        ``cell`` (an exception in a cell), ``time``, ``memory``, ``output`` (limits), ``kernel`` (lost or not started),
        ``changed`` (an input changed while it ran), ``touched`` (one was written, and is as before),
        ``check`` (the report failed its checks),
        ``environment`` (something is not installed or cannot be written), ``interrupted``.
    error : str
        Name of the exception and its message, or the reason in a sentence.
    cell : int
        Cell of the project's notebook, counted from 1 over all its cells; 0 when none is to blame.
    source : str
        First line of that cell.
    last : tuple of str
        Last lines of the traceback, or of what the kernel printed.
    notebook : object
        The notebook as far as it was executed.
    """

    def __init__(
        self, kind: str, error: str, *, cell: int = 0, source: str = "", last: tuple[str, ...] = (),
        notebook: Any = None,
    ):  # fmt: skip
        super().__init__(error)
        self.kind, self.error, self.cell, self.source = kind, error, cell, source
        self.last, self.notebook = last, notebook

    def __reduce__(self):
        """Travel between processes, with everything it says."""
        return _again, (self.kind, self.error, self.__dict__)

    @property
    def passing(self) -> bool:
        """A failure of the machine or the moment, not of the work: tried once more."""
        return self.kind in ("kernel", "touched")


def _again(kind: str, error: str, state: dict[str, Any]) -> Problem:
    problem = Problem(kind, error)
    problem.__dict__.update(state)
    return problem


@dataclass
class Executed:
    """An executed notebook: the bytes to publish, and what it took."""

    notebook: bytes
    peak_kib: int


def execute(
    plan: Plan,
    work: Path,
    *,
    zygote: Zygote | None = None,
    on_cell: Callable[[int, int], None] = lambda cell, cells: None,
    on_session: Callable[[Session | None], None] = lambda session: None,
) -> Executed:
    """Execute a notebook as planned.

    Parameters
    ----------
    plan : Plan
        The notebook's text is taken from here, not read again: what ran is what was keyed.
    work : Path
        Folder in which the private working directory is made.
    on_session : callable
        Told the running session, so that it can be stopped, and None when it has ended.

    Raises
    ------
    Problem
    """
    from sse_analysis.report.protection import redacted

    with private_folder(plan, work) as cwd:
        env = environment(
            SSE_HOME=os.fspath(paths.root()),
            SSE_OUTPUTS=os.fspath(paths.output_folder()),
            SSE_COUNTRY="" if plan.job.country == REGIONAL else plan.job.country,
            IPYTHONDIR=os.fspath(cwd.parent / "ipython"),
        )
        limits = plan.limits
        session = Session(cwd, limits.seconds, limits.memory_mb, limits.output_mb, env, zygote, on_cell)
        with session:
            on_session(session)
            try:
                notebook = _papermill(plan, session)
            finally:
                on_session(None)
        return Executed(redacted(notebook, plan.job.country), session.peak_kib)


def _papermill(plan: Plan, session: Session) -> bytes:
    papermill, nbformat = quiet_papermill()
    from papermill.exceptions import PapermillExecutionError

    target = session.cwd.parent / "executed.ipynb"
    try:
        papermill.execute_notebook(
            _prepared(nbformat.reads(plan.notebook.text, as_version=4), plan),
            target,
            parameters=dict(plan.job.parameters),
            engine_name="sse",
            kernel_name="python3",
            language="python",
            progress_bar=False,
            request_save_on_cell_execute=False,
            session=session,
        )
    except PapermillExecutionError as error:
        raise _cell_problem(error, session) from None
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _DISK:
            raise
        raise _kernel_problem(error, session) from None
    if session.stopped:  # after the last cell was done, before all it had shown was read
        raise _stopped(session)
    return target.read_bytes()


def quiet_papermill() -> tuple[Any, Any]:
    """Import papermill and nbformat without an unused grammar that costs a second, and hush their loggers."""
    import logging
    import sys

    sys.modules.setdefault("rfc3987_syntax", None)
    import nbformat
    import papermill

    from sse_analysis.batch import engine  # noqa: F401  registers itself

    for name in ("papermill", "traitlets"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return papermill, nbformat


def _prepared(notebook: Any, plan: Plan) -> Any:
    """Stamp the notebook with its identity; nothing else but results may enter its metadata."""
    job = plan.job
    kept = {name: notebook.metadata[name] for name in ("kernelspec",) if name in notebook.metadata}
    notebook.metadata = type(notebook.metadata)(kept)
    stamp = {"run": plan.key, "country": job.country, "analysis": job.analysis}
    notebook.metadata["sse"] = stamp
    return notebook


def _cell_problem(error: Any, session: Session) -> Problem:
    if session.stopped:
        return _stopped(session)
    lines = [line.rstrip() for line in plain("\n".join(error.traceback)).splitlines() if line.strip(" -")]
    message = plain(f"{error.ename}: {error.evalue}" if error.evalue else error.ename)
    kind = "memory" if error.ename in ("MemoryError", "_ArrayMemoryError") else "cell"
    if kind == "memory":
        message += f" (the limit 'limits.memory_mb' of its parameters is {session.memory_mb} MiB)"
    return Problem(kind, message, **_place(session, error.cell_index), last=tuple(lines[-6:]))


def _kernel_problem(error: Exception, session: Session) -> Problem:
    if session.stopped:
        return _stopped(session)
    code = session.exit_code
    ended = f"killed by signal {-(code or 0)}" if (code or 0) < 0 else f"it ended with code {code}"
    how = f"{error}" if code is None else ended
    words = f"the kernel was lost ({how})" if session.cell else f"the kernel did not start ({how})"
    return Problem("kernel", words, **_place(session, session.cell - 1), last=tuple(session.said()))


def _stopped(session: Session) -> Problem:
    words = {
        "time": f"stopped after {session.seconds} seconds, the limit 'limits.seconds' of its parameters",
        "memory": f"stopped above {session.memory_mb} MiB, the limit 'limits.memory_mb' of its parameters",
        "output": f"stopped above {session.output_mb} MiB of output, the limit 'limits.output_mb' of its parameters",
        "interrupted": "interrupted",
    }
    return Problem(session.stopped, words[session.stopped], **_place(session, session.cell - 1))


def _place(session: Session, index: int) -> dict[str, Any]:
    """Return notebook, cell and its first line; the injected cell does not count."""
    notebook = session.notebook
    if notebook is None or index < 0:
        return {"notebook": notebook}
    notebook.cells = [cell for cell in notebook.cells if _MARKER not in cell.metadata.get("tags", [])]
    injected = sum("injected-parameters" in cell.metadata.get("tags", []) for cell in notebook.cells[:index])
    lines = notebook.cells[index].source.strip().splitlines()
    return {"notebook": notebook, "cell": index + 1 - injected, "source": lines[0] if lines else ""}


def read_notebook(data: bytes) -> Any:
    """Return an executed notebook."""
    _, nbformat = quiet_papermill()
    return nbformat.reads(data.decode(), as_version=4)


def plain(text: str) -> str:
    """Return text without the colours of a terminal."""
    return _ANSI.sub("", text)


def kept_notebook(problem: Problem) -> bytes | None:
    """Return the partly executed notebook with the error on top; None when nothing was executed."""
    if problem.notebook is None:
        return None
    _, nbformat = quiet_papermill()
    from sse_analysis.batch.engine import clean

    notebook = clean(problem.notebook)
    place = f" in cell {problem.cell}" if problem.cell else ""
    quoted = "\n".join(f"    {line}" for line in problem.last or (problem.error,))
    first = f"\n\nThe cell begins: `{problem.source}`" if problem.source else ""
    text = f"**This notebook failed{place}; it is no report.** {problem.error}{first}\n\n{quoted}"
    top = nbformat.v4.new_markdown_cell(text, metadata={"tags": ["remove"]})
    top["id"] = TOP
    notebook.cells = [top, *(cell for cell in notebook.cells if cell.get("id") != TOP)]
    return nbformat.writes(notebook).encode()


@contextmanager
def private_folder(plan: Plan, work: Path) -> Iterator[Path]:
    """Make a working directory that belongs to this run alone, and delete it afterwards.

    A reader's own notebook finds the files that lie beside it there as links, as it does in JupyterLab.
    """
    work.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.mkdtemp(prefix=f"{plan.job.country}-{plan.job.analysis}-", dir=work))
    cwd = home / "cwd"
    try:
        cwd.mkdir()
        (home / "ipython").mkdir()
        if plan.job.own:
            for file in plan.job.file.parent.iterdir():
                with suppress(OSError):
                    (cwd / file.name).symlink_to(file)
        yield cwd
    finally:
        shutil.rmtree(home, ignore_errors=True)
