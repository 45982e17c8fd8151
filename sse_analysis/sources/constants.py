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
from sse_analysis.errors import Failure, SourceError


def settings(file: str) -> dict[str, Any]:
    """Return the content of ``data/common/<file>``, a YAML file.

    Raises
    ------
    SourceError
        If the file is missing or is not YAML.
    """
    import yaml

    text = content(file)
    try:
        return _yaml(text)
    except yaml.YAMLError as error:
        raise SourceError(f"data/common/{file} is not valid YAML: {error}") from None


def table(file: str, *, numbers: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return ``data/common/<file>``, a CSV file, as text; an empty cell is missing.

    Parameters
    ----------
    numbers : tuple of str
        Columns that hold numbers, where the file has them.
    """
    return _csv(content(file), numbers).copy()


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
def _yaml(content: bytes) -> dict[str, Any]:
    import yaml

    return yaml.safe_load(content)


@lru_cache(maxsize=32)
def _csv(content: bytes, numbers: tuple[str, ...]) -> pd.DataFrame:
    frame = pd.read_csv(io.BytesIO(content), dtype=str)
    for column in frame.columns.intersection(list(numbers)):
        frame[column] = pd.to_numeric(frame[column])
    return frame
