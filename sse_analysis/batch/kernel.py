"""The kernel of the batch: an ipykernel that drops no output, and from which no process escapes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from ipykernel.kernelapp import IPKernelApp

_PR_SET_CHILD_SUBREAPER = 36


class KernelApp(IPKernelApp):
    """An ipykernel whose queue of outputs has no end.

    ZeroMQ's usual queue holds a thousand messages, and what comes above them is dropped without a word when
    the reader is slower than the cell: a table would be missing from a report that looks whole.
    """

    def init_iopub(self, context: Any) -> None:
        context.sndhwm = 0
        super().init_iopub(context)


def adopt_orphans() -> None:
    """Ask Linux to give this process the children of its children that have lost their parent.

    A process that a cell detached from its kernel is still found below it then, and ends with it.
    """
    with suppress(Exception):
        import ctypes

        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def launch(argv: Sequence[str]) -> int:
    """Serve one notebook until the kernel is shut down."""
    adopt_orphans()
    sys.argv = ["ipykernel_launcher", *argv]
    KernelApp.launch_instance(argv=list(argv))
    return 0


if __name__ == "__main__":
    launch(sys.argv[1:])
