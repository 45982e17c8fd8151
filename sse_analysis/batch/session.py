"""One execution of one notebook: its private folders, its limits, and who stopped it."""

from __future__ import annotations

import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sse_analysis.batch.zygote import Zygote

#: One thread a kernel: kernels are the parallel part, and sums keep one order on every machine.
_LIBRARIES = ("OMP", "OPENBLAS", "MKL", "NUMEXPR", "POLARS_MAX")
SINGLE_THREAD = {f"{name}_NUM_THREADS".replace("MAX_NUM", "MAX"): "1" for name in _LIBRARIES}
INLINE_BACKEND = "module://matplotlib_inline.backend_inline"


def environment(**extra: str) -> dict[str, str]:
    """Return the environment of kernels: this process's, one thread, fixed hash seed, inline figures.

    The allocator of pyarrow, which pandas imports where it is installed, would otherwise start a thread of
    its own, and a process with threads is not safe to fork.
    """
    fixed = SINGLE_THREAD | {"PYTHONHASHSEED": "0", "MPLBACKEND": INLINE_BACKEND}
    fixed |= {"JE_ARROW_MALLOC_CONF": "background_thread:false"}
    return dict(os.environ) | fixed | extra


@dataclass
class Session:
    """What one execution owns.

    Parameters
    ----------
    cwd : Path
        Private working directory of the kernel.
    seconds, memory_mb, output_mb : int
        Limits; the kernel is killed when it passes one, and ``stopped`` says which.
    zygote : Zygote, optional
        Parent to fork from; without it a stock kernel is started.
    on_cell : callable
        Called with (number of the cell counted from 1, number of cells) when a cell starts.
    """

    cwd: Path
    seconds: int
    memory_mb: int
    output_mb: int
    env: Mapping[str, str]
    zygote: Zygote | None = None
    on_cell: Callable[[int, int], None] = lambda cell, cells: None
    stopped: str = ""
    cell: int = 0
    notebook: Any = None
    peak_kib: int = 0
    _process: Any = None
    _ended: tuple[int | None, ...] = ()
    _shown: int = 0
    _done: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Session:
        self.sockets = tempfile.mkdtemp(prefix="sse-", dir=_short_folder())
        self.log = Path(self.sockets) / "log"
        self.log.touch()
        self._watcher = threading.Thread(target=self._watch, daemon=True)
        self._watcher.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._watcher.join(timeout=5)
        if self._process is not None:
            self.peak_kib = max(self.peak_kib, getattr(self._process, "peak_kib", 0))
        shutil.rmtree(self.sockets, ignore_errors=True)

    def started(self, process: Any) -> None:
        """Take note of the kernel's process; one that comes after a stop is killed at once."""
        self._process = process
        if self.stopped:
            self._kill()

    def stop(self, reason: str) -> None:
        """Kill the kernel. The first reason stays."""
        self.stopped = self.stopped or reason
        self._kill()

    def showed(self, content: Any) -> bool:
        """Count an output; stop above the limit, and tell whether it still counts as one to keep."""
        self._shown += len(repr(content))
        if self._shown > self.output_mb * 2**20 and not self.stopped:
            self.stop("output")
        return not self.stopped

    def ending(self, code: int | None) -> None:
        """Take note of the exit code, None for a running kernel, before we end it ourselves."""
        self._ended = self._ended or (code,)

    @property
    def exit_code(self) -> int | None:
        """Exit code of a kernel that ended by itself, minus the signal that killed it; else None."""
        if self._ended:
            return self._ended[0]
        return None if self._process is None else self._process.poll()

    def said(self, lines: int = 5) -> list[str]:
        """Return the last lines the kernel process itself printed."""
        with suppress(OSError):
            return self.log.read_text(errors="replace").strip().splitlines()[-lines:]
        return []

    def _kill(self) -> None:
        from sse_analysis.batch.kernels import kill_group

        if self._process is not None:
            with suppress(Exception):
                kill_group(self._process)

    def _watch(self) -> None:
        deadline = time.monotonic() + self.seconds
        while not self._done.wait(0.2):
            if time.monotonic() > deadline:
                return self.stop("time")
            resident = memory_kib(self._process)
            self.peak_kib = max(self.peak_kib, resident)
            limit = self.memory_mb * 1024
            if resident > limit and memory_kib(self._process, own=True) > limit:
                return self.stop("memory")
        return None


def _short_folder() -> str | None:
    """Socket paths have about a hundred characters: a long temporary folder gives way to ``/tmp``."""
    folder = tempfile.gettempdir()
    return "/tmp" if len(folder) > 60 and os.path.isdir("/tmp") else None


def memory_kib(process: Any, *, own: bool = False) -> int:
    """Return the memory of a process and its children in KiB; 0 when it cannot be read.

    Parameters
    ----------
    own : bool
        Leave out the pages that a forked kernel still shares with its parent. To count these, Linux holds up
        the process for a hundredth of a second, so it is asked only when all resident pages exceed a limit.
    """
    if process is None:
        return 0
    with suppress(Exception):
        import psutil

        root = psutil.Process(process.pid)
        parts = (root, *root.children(recursive=True))
        sizes = (part.memory_full_info().uss if own else part.memory_info().rss for part in parts)
        return sum(sizes) // 1024
    return 0
