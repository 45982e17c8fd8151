"""What a cell printed, in as few pieces as a terminal would show it."""

from __future__ import annotations

from itertools import pairwise
from typing import Any


def joined(outputs: list[Any]) -> list[Any]:
    """Return outputs with one piece for each stream, where its first stood; of two neighbours stdout is first.

    Pieces come as the kernel happened to send them, and the two streams in no fixed order: without this the
    same notebook gives other bytes in the next run. What a progress bar has written over is left out.

    nbclient does it in a time that grows with the square of a line: 20 lines of 100,000 letters take a minute.
    """
    kept: list[Any] = []
    pieces: dict[str, list[str]] = {}
    for output in outputs:
        name = _stream(output)
        if not name or name not in pieces:
            kept.append(output)
        if name:
            pieces.setdefault(name, []).append(output["text"])
    for output in kept:
        if _stream(output):
            lines = "".join(pieces[output["name"]]).split("\n")
            output["text"] = "\n".join(_last_written(line) for line in lines)
    for place, (first, second) in enumerate(pairwise(kept.copy())):
        if (_stream(first), _stream(second)) == ("stderr", "stdout"):
            kept[place : place + 2] = [second, first]
    return kept


def _stream(output: Any) -> str:
    return output["name"] if output["output_type"] == "stream" else ""


def _last_written(line: str) -> str:
    """Return what a line shows in the end; a carriage return at its end belongs to the line break."""
    written = line.removesuffix("\r")
    return written.rpartition("\r")[2] + line[len(written) :]
