"""The coordinator's side of the pre-imported parent: start it, fork a child from it, watch the child."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sse_analysis.errors import SetupError

#: The parent answers once its imports are done; on a cold disk that can take a while.
START_SECONDS = 120.0


def available() -> bool:
    """Tell whether kernels can be forked here: Linux. macOS libraries do not survive a fork."""
    return sys.platform == "linux" and hasattr(os, "fork") and not os.environ.get("SSE_NO_FORK")


class Child:
    """A forked process, with the interface of :class:`subprocess.Popen` that kernel managers use."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket, request: Mapping[str, Any]):
        self._connection = connection
        self._buffer = b""
        self._lock = threading.Lock()
        self.returncode: int | None = None
        self.peak_kib = 0
        self._send(request)
        answer = self._answer(timeout=START_SECONDS)
        if answer is None or not answer.get("pid"):
            self._connection.close()
            raise OSError("no answer to a request for a new process")
        self.pid = int(answer["pid"])

    def poll(self) -> int | None:
        """Return the exit code, minus the signal number for a killed child, None while it runs."""
        with self._lock:
            if self.returncode is None:
                self._note(self._answer(timeout=0))
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        deadline = None if timeout is None else time.monotonic() + timeout
        while self.poll() is None:
            if deadline is not None and time.monotonic() > deadline:
                raise subprocess.TimeoutExpired("child", timeout)
            time.sleep(0.004)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            self._send({"signal": int(number)})

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def _send(self, message: Mapping[str, Any]) -> None:
        try:
            self._connection.sendall(json.dumps(message).encode() + b"\n")
        except OSError:
            self._note({"exit": -signal.SIGKILL})

    def _note(self, answer: Mapping[str, Any] | None) -> None:
        if answer is not None and "exit" in answer:
            self.returncode = int(answer["exit"])
            self.peak_kib = int(answer.get("peak_kib", 0))
            self._connection.close()

    def _answer(self, *, timeout: float) -> dict[str, Any] | None:
        """Return the next answer; None when there is none yet. A lost parent counts as a killed child."""
        self._connection.settimeout(timeout)
        while b"\n" not in self._buffer:
            try:
                data = self._connection.recv(4096)
            except (BlockingIOError, TimeoutError):
                return None
            except OSError:
                data = b""
            if not data:
                return {"exit": -signal.SIGKILL, "pid": 0}
            self._buffer += data
        line, self._buffer = self._buffer.split(b"\n", 1)
        return json.loads(line)


class Zygote:
    """A running parent. Use as a context manager; leaving it ends the parent and every child."""

    def __init__(self, env: Mapping[str, str]):
        self._folder = tempfile.TemporaryDirectory(prefix="sse-")
        self._address = str(Path(self._folder.name) / "z")
        self._log = Path(self._folder.name) / "log"
        with socket.socket(socket.AF_UNIX) as listener, self._log.open("wb") as log:
            listener.bind(self._address)
            listener.listen(64)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "sse_analysis.batch.parent", str(listener.fileno())],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                pass_fds=[listener.fileno()],
                start_new_session=True,
                env=dict(env),
            )

    def spawn(self, task: str, argv: Sequence[str], **place: Any) -> Child:
        """Fork a child.

        Parameters
        ----------
        task : {"kernel", "call"}
        argv : sequence of str
            Arguments of the kernel, or ``module:function`` and its arguments.
        place
            ``cwd``, ``env``, ``log`` (file for what the process itself prints), ``memory_mb``.

        Raises
        ------
        SetupError
            If the parent has ended.
        """
        connection = socket.socket(socket.AF_UNIX)
        try:
            connection.connect(self._address)
            return Child(connection, {"task": task, "argv": list(argv), **place})
        except OSError as error:
            connection.close()
            raise SetupError(f"The process that starts kernels has ended ({error}).{self._said()}") from error

    def _said(self) -> str:
        try:
            said = self._log.read_text(errors="replace").strip().splitlines()
        except OSError:
            return ""
        return f" Its last words: {said[-1]}" if said else ""

    @property
    def pid(self) -> int:
        return self._process.pid

    def close(self) -> None:
        """End the parent and every child."""
        if self._process.stdin:
            self._process.stdin.close()
        try:
            self._process.wait(timeout=3)  # it may still be importing, without children
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._folder.cleanup()

    def __enter__(self) -> Zygote:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
