"""The pre-imported parent from which kernels are forked; run as ``python -m sse_analysis.batch.parent FD``.

It imports the libraries once, freezes them in memory, and then forks a child for every request that
arrives on its socket. It has one thread and never runs user code itself. It ends, and takes every child
with it, when its standard input closes: so a killed coordinator leaves no kernel behind, nor anything that
a kernel started.
"""

from __future__ import annotations

import importlib
import json
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from contextlib import suppress
from typing import Any

from sse_analysis.batch.kernel import adopt_orphans, launch
from sse_analysis.batch.preloading import preload

_PR_SET_PDEATHSIG = 1
#: Seconds for what was killed at the end to be gone.
_PATIENCE = 2.0


class Parent:
    """Accept requests, fork, reap, report.

    A request is one JSON line: ``task`` (``kernel`` or ``call``), ``argv``, ``cwd``, ``env``, ``log``,
    ``memory_mb``. The answers are ``{"pid": n}`` and, when the child has ended, ``{"exit": status,
    "peak_kib": n}``. A later line ``{"signal": n}`` signals the child's process group.
    """

    def __init__(self, listener: socket.socket):
        self.listener = listener
        self.selector = selectors.DefaultSelector()
        self.children: dict[int, socket.socket] = {}
        self.buffers: dict[socket.socket, bytes] = {}
        self.wake_read, wake_write = socket.socketpair()
        self.wake_read.setblocking(False)
        wake_write.setblocking(False)
        self._wake_write = wake_write
        signal.set_wakeup_fd(wake_write.fileno(), warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self) -> None:
        """Work until standard input closes."""
        self.selector.register(self.listener, selectors.EVENT_READ)
        self.selector.register(self.wake_read, selectors.EVENT_READ)
        self.selector.register(0, selectors.EVENT_READ)
        while True:
            for key, _ in self.selector.select():
                if key.fileobj == 0:
                    return self._end()
                self._handle(key.fileobj)

    def _handle(self, ready: Any) -> None:
        if ready is self.listener:
            connection, _ = self.listener.accept()
            self.buffers[connection] = b""
            self.selector.register(connection, selectors.EVENT_READ)
        elif ready is self.wake_read:
            with suppress(BlockingIOError):
                self.wake_read.recv(4096)
            self._reap()
        else:
            self._read(ready)

    def _read(self, connection: socket.socket) -> None:
        try:
            data = connection.recv(65536)
        except OSError:
            data = b""
        if not data:
            self._drop(connection)
            return
        *lines, self.buffers[connection] = (self.buffers[connection] + data).split(b"\n")
        for line in lines:
            self._obey(connection, json.loads(line))

    def _drop(self, connection: socket.socket) -> None:
        """A client that went away no longer needs its child."""
        self._signal(connection, signal.SIGKILL)
        self.selector.unregister(connection)
        self.buffers.pop(connection, None)
        connection.close()

    def _obey(self, connection: socket.socket, message: dict[str, Any]) -> None:
        if "signal" in message:
            self._signal(connection, message["signal"])
            return
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            self._child(message)
        self.children[pid] = connection
        self._answer(connection, {"pid": pid})

    def _child(self, message: dict[str, Any]) -> None:
        code = 1
        try:
            self._leave()
            code = run(message)
        except SystemExit as leaving:
            code = leaving.code if isinstance(leaving.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            with suppress(Exception):
                sys.stdout.flush()
                sys.stderr.flush()
            os._exit(code)

    def _leave(self) -> None:
        """In the child: forget the parent's sockets and signals."""
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.setsid()
        die_with_parent()
        self.selector.close()
        for sock in (self.listener, self.wake_read, self._wake_write, *self.buffers):
            sock.close()

    def _signal(self, connection: socket.socket, number: int) -> None:
        for pid, owner in self.children.items():
            if owner is connection:
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(pid, number)
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, number)  # the group does not exist before the child's setsid

    def _reap(self) -> None:
        with suppress(ChildProcessError):
            while True:
                ended = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
                if ended is None:
                    return self._end_orphans()
                with suppress(ProcessLookupError, PermissionError):
                    os.killpg(ended.si_pid, signal.SIGKILL)  # what the child itself started
                pid, status, usage = os.wait4(ended.si_pid, 0)
                connection = self.children.pop(pid, None)
                if connection is not None:
                    code = os.waitstatus_to_exitcode(status)
                    self._answer(connection, {"exit": code, "peak_kib": usage.ru_maxrss})
        return None

    def _end_orphans(self) -> None:
        """Kill what ended kernels had started and detached; what a running kernel started is below it."""
        with suppress(OSError):
            with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as listed:
                below = {int(word) for word in listed.read().split()}
            for pid in below - self.children.keys():
                with suppress(ProcessLookupError, PermissionError):
                    os.kill(pid, signal.SIGKILL)

    def _answer(self, connection: socket.socket, message: dict[str, Any]) -> None:
        with suppress(OSError):
            connection.sendall(json.dumps(message).encode() + b"\n")

    def _end(self) -> None:
        for connection in tuple(self.buffers):
            self._signal(connection, signal.SIGKILL)
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and _has_children():
            self._reap()
            time.sleep(0.005)


def _has_children() -> bool:
    try:
        os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT)
    except ChildProcessError:
        return False
    return True


def die_with_parent() -> None:
    """Ask Linux to kill this process when its parent dies."""
    with suppress(Exception):
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def run(message: dict[str, Any]) -> int:
    """In the child: take on directory, environment, log and limits, then do the task."""
    os.environ.clear()
    os.environ.update(message["env"])
    os.chdir(message["cwd"])
    log = os.open(message["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    os.dup2(log, 1)
    os.dup2(log, 2)
    limit_memory(message.get("memory_mb"))
    _fresh_randomness()
    if message["task"] == "kernel":
        return launch(message["argv"])
    module, name = message["argv"][0].split(":")
    return int(getattr(importlib.import_module(module), name)(*message["argv"][1:]) or 0)


def limit_memory(megabytes: int | None) -> None:
    """Let an allocation beyond the limit fail with MemoryError instead of starving the machine."""
    if not megabytes:
        return
    with suppress(Exception):
        import resource

        with open("/proc/self/status", encoding="ascii") as status:
            used = next(int(line.split()[1]) for line in status if line.startswith("VmData:"))
        bound = used * 1024 + megabytes * 2**20
        resource.setrlimit(resource.RLIMIT_DATA, (bound, bound))


def _fresh_randomness() -> None:
    """Forked children would share one state of NumPy's global generator; a new process has its own."""
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed()


def main() -> None:
    listener = socket.socket(fileno=int(sys.argv[1]))
    parent = Parent(listener)
    adopt_orphans()
    preload()
    parent.serve()


if __name__ == "__main__":
    main()
