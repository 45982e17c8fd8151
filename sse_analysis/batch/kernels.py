"""Kernel managers of the batch: real ipykernels over private sockets, forked where that is possible."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import zmq.asyncio
from jupyter_client import AsyncKernelManager
from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.provisioning import LocalProvisioner
from traitlets import default

if TYPE_CHECKING:
    from sse_analysis.batch.session import Session

#: Figures of a reader's own cells (pyplot) need it in a forked kernel; the stock kernel sets it by itself.
INLINE = "--matplotlib=inline"


class _Provisioner(LocalProvisioner):
    """A local process that is seen to end within milliseconds instead of a tenth of a second."""

    session: Session

    async def kill(self, restart: bool = False) -> None:
        self.session.ending(await self.poll())
        kill_group(self.process)
        await super().kill(restart)
        deadline = time.monotonic() + 5
        while await self.poll() is None and time.monotonic() < deadline:
            await asyncio.sleep(0.003)


class StockProvisioner(_Provisioner):
    """Start an ordinary kernel process, and let the session know it."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any):
        with open(self.session.log, "ab") as log:
            info = await super().launch_kernel(cmd, **kwargs | {"stdout": log, "stderr": log})
        self.session.started(self.process)
        return info


class ForkProvisioner(_Provisioner):
    """Fork the kernel from the pre-imported parent."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any):
        self.process = self.session.zygote.spawn(
            "kernel",
            cmd[cmd.index("-f") :],
            cwd=os.fspath(kwargs["cwd"]),
            env=dict(kwargs["env"]),
            log=os.fspath(self.session.log),
            memory_mb=self.session.memory_mb,
        )
        self.pid, self.pgid = self.process.pid, None
        self.session.started(self.process)
        return self.connection_info


class Client(AsyncKernelClient):
    """A client that is ready when the kernel has answered on both channels, without a fixed wait."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        deadline = time.monotonic() + (timeout or 60)
        while time.monotonic() < deadline:
            if await self._answers(self.kernel_info()):
                return
            if not await self.parent._async_is_alive():
                raise RuntimeError("Kernel died before replying to kernel_info")
        raise RuntimeError(f"Kernel didn't respond in {timeout:.0f} seconds")

    async def _answers(self, request: str) -> bool:
        """Wait for the reply and for the idle status that ends the request; False: ask again.

        The first request may be answered before the subscription to iopub stands, so its status is lost.
        """
        try:
            reply = await self.shell_channel.get_msg(timeout=0.5)
            while reply["parent_header"].get("msg_id") != request:
                reply = await self.shell_channel.get_msg(timeout=0.5)
            while True:
                message = await self.iopub_channel.get_msg(timeout=0.1)
                ours = message["parent_header"].get("msg_id") == request
                if ours and message["content"].get("execution_state") == "idle":
                    self._handle_kernel_info_reply(reply)
                    return True
        except Exception as error:
            if type(error).__name__ != "Empty":
                raise
            return False


class Manager(AsyncKernelManager):
    """A kernel of this very interpreter, on IPC sockets in the session's own short folder.

    The kernel specification is ours: a ``python3`` entry of the user's that points elsewhere is ignored.
    """

    def __init__(self, session: Session):
        super().__init__(
            kernel_name="python3",
            transport="tcp" if sys.platform == "win32" else "ipc",
            connection_file=os.fspath(Path(session.sockets) / "k.json"),
        )
        self.client_factory = Client
        kind = ForkProvisioner if session.zygote else StockProvisioner
        self.provisioner = kind(kernel_id="sse", kernel_spec=self.kernel_spec, parent=self)
        self.provisioner.session = session
        self.kernel_id = "sse"

    @property
    def kernel_spec(self) -> KernelSpec:
        argv = [sys.executable, "-m", "sse_analysis.batch.kernel", "-f", "{connection_file}", INLINE]
        return KernelSpec(argv=argv, language="python", display_name="Python 3")

    @default("context")
    def _context_default(self) -> zmq.asyncio.Context:
        """Take every output, however late it is read; by default what comes above a thousand is dropped."""
        context = super()._context_default()
        context.rcvhwm = 0
        return context


def kill_group(process: Any) -> None:
    """Kill a kernel and what it started, at once; the parent of forked kernels sees to theirs."""
    below = _below(process) if isinstance(process, subprocess.Popen) else []
    if below and hasattr(os, "killpg"):
        with suppress(OSError):
            os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    for started in below:
        with suppress(psutil.Error):
            started.kill()


def _below(process: Any) -> list[psutil.Process]:
    with suppress(psutil.Error):
        return psutil.Process(process.pid).children(recursive=True)
    return []
