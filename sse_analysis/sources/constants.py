"""Constants and readings that a published number depends on: files of ``data/common``, read once and with their digest.

A threshold, word or rule stands in such a file with author, source or edition, and status; never in the code.
"""

from __future__ import annotations

import hashlib
import io
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from sse_analysis import paths
from sse_analysis.errors import Failure, SourceError, suggestion

THRESHOLDS, SIZE_CLASSES = "thresholds.csv", "size_classes.csv"


def settings(file: str) -> dict[str, Any]:
    """Return the content of ``data/common/<file>``, a YAML file.

    Raises
    ------
    SourceError
        If the file is missing or is not YAML.
    """
    return _yaml(content(file), f"data/common/{file}")


def table(file: str, *, numbers: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return ``data/common/<file>``, a CSV file, as text; an empty cell is missing.

    Parameters
    ----------
    numbers : tuple of str
        Columns that hold numbers, where the file has them.
    """
    return _csv(content(file), numbers).copy()


def threshold(name: str) -> float:
    """Return a threshold of this project, such as ``"mapping.least_scored"``; a whole number as ``int``.

    Raises
    ------
    SourceError
        If the table has no such row.
    """
    known = _thresholds(content(THRESHOLDS))
    if name not in known:
        fix = suggestion(name, known) or "Add it with author, date and status."
        problem = Failure(f"data/common/{THRESHOLDS}", f"no row '{name}'", "a row of that name", fix)
        raise SourceError("A threshold that published numbers depend on is missing.", [problem])
    return known[name]


def size_classes(name: str) -> tuple[tuple[int, str], ...]:
    """Return the classes of one kind, such as ``"members"``: from which number on, and its words, ascending."""
    rows = table(SIZE_CLASSES, numbers=("from",))
    rows = rows[rows["name"].eq(name)].sort_values("from")
    return tuple((int(low), str(label)) for low, label in zip(rows["from"], rows["label"], strict=True))


@lru_cache(maxsize=4)
def _thresholds(content: bytes) -> dict[str, float]:
    rows = _csv(content, ())
    pairs = zip(rows["name"], rows["value"], strict=True)
    return {name: float(value) if "." in value else int(value) for name, value in pairs}


def inputs(*files: str) -> tuple[tuple[str, str], ...]:
    """Return file and SHA-256 digest of some files, for provenance."""
    return tuple((f"data/common/{file}", hashlib.sha256(content(file)).hexdigest()) for file in files)


def content(file: str) -> bytes:
    """Return the bytes of ``data/common/<file>``: the same object while the file stays as it is.

    Rules are asked for thousands of times a report, so only the state of the file is looked at each time.
    """
    path = _path(paths.root(), file)
    try:
        state = path.stat()
        return _read(path, state.st_mtime_ns, state.st_size, state.st_ino)
    except FileNotFoundError:
        problem = Failure(f"data/common/{file}", "no such file", "a file of the project", "Restore it.")
        raise SourceError("Constants that published numbers depend on are missing.", [problem]) from None


@lru_cache(maxsize=128)
def _path(root: Path, file: str) -> Path:
    return paths.data_file("common", file)


@lru_cache(maxsize=128)
def _read(path: Path, *_: int) -> bytes:
    return path.read_bytes()


@lru_cache(maxsize=16)
def _yaml(content: bytes, name: str) -> dict[str, Any]:
    from sse_analysis.parameters import parsing

    return parsing.read(content, name, SourceError)


@lru_cache(maxsize=32)
def _csv(content: bytes, numbers: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.read_csv(io.BytesIO(content), dtype=str)
    for column in frame.columns.intersection(list(numbers)):
        frame[column] = pd.to_numeric(frame[column])
    return frame
