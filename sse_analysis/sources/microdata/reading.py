"""Read a survey file: any format, only the columns asked for, kept as Parquet beside the data after the first time."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sse_analysis import paths
from sse_analysis.errors import Failure, SourceError, SSEAnalysisError, suggestion
from sse_analysis.sources.microdata import formats

if TYPE_CHECKING:
    from sse_analysis.parameters.microdata import SurveyFile

#: Changes whenever the same file would be read differently, so that old copies are not used.
_EDITION = "1"
_BLOCK = 1 << 22


@dataclass(frozen=True, eq=False)
class Raw:
    """Columns of a survey file as they stand.

    Parameters
    ----------
    frame : DataFrame
        Numbers in the narrowest type that holds them; everything else, also codes with leading zeros, as
        categories of text. A blank is missing.
    labels : dict of str to dict
        Value labels of a column, where the file carries them: code as text, words.
    file : str
        Path relative to the project.
    digest : str
        SHA-256 of the file.
    """

    frame: pd.DataFrame
    labels: dict[str, dict[str, str]] = field(repr=False)
    file: str
    digest: str


def read(path: Path, columns: Sequence[str], given: SurveyFile, *, folder: Path) -> Raw:
    """Return some columns of a survey file.

    Parameters
    ----------
    path : Path
    columns : sequence of str
        As the file names them.
    given : SurveyFile
        Format, encoding, separator, layout.
    folder : Path
        Data folder of the country: the layout is looked for there, and the copy is kept in its ``.cache``.

    Raises
    ------
    SourceError
        If the file is missing or unreadable, or lacks columns: all of them are named.
    """
    name = str(paths.relative(path))
    _must_have(columns_of(path, given, folder=folder), columns, name=name)
    digest = _digest(path)
    wanted = list(dict.fromkeys(columns))
    layout = paths.inside(folder, given.layout) if given.layout else None
    keep = folder / ".cache" / f"{_key(digest, wanted, given, layout)}.parquet"
    if given.format != "parquet" and keep.is_file():
        return Raw(*_kept(keep), name, digest)
    frame, labels = formats.READERS[given.format](path, wanted, given, layout)
    frame = frame[wanted]
    if given.format != "parquet":
        _keep(keep, frame, labels)
    return Raw(frame, labels, name, digest)


def columns_of(path: Path, given: SurveyFile, *, folder: Path) -> list[str]:
    """Return the columns a survey file has, without reading its rows.

    Raises
    ------
    SourceError
        If the file is missing or unreadable.
    """
    name = str(paths.relative(path))
    if not path.is_file():
        problem = Failure(
            name, "no such file", f"a file of {given.rows}", f"Put it there, or correct '{given.block}.file'."
        )
        raise SourceError("The survey cannot be read.", [problem])
    layout = paths.inside(folder, given.layout) if given.layout else None
    try:
        return formats.columns_of(path, given, layout)
    except SSEAnalysisError:
        raise
    except Exception as error:  # readers of five formats raise what they like; each means an unreadable file
        problem = Failure(name, f"{type(error).__name__}: {error}", f"a file in the format '{given.format}'")
        raise SourceError("The survey cannot be read.", [problem]) from None


def _must_have(held: list[str], wanted: list[str], *, name: str) -> None:
    absent = [column for column in wanted if column not in held]
    marks = [mark for mark in ";\t|," if len(held) == 1 and mark in held[0]]
    if absent and marks:
        fix = f"Say separator: {json.dumps(marks[0])} under 'microdata', and decimal: \",\" where decimals have a comma."
        problem = Failure(
            name, f"one column, '{held[0][:60]}'", "columns parted as 'separator' says", fix, row=1
        )
        raise SourceError("The survey cannot be read.", [problem])
    if absent:
        problems = [
            Failure(name, "no such column", f"the column '{column}'", suggestion(column, held))
            for column in absent
        ]
        count = f"{len(absent)} column{'s' if len(absent) > 1 else ''}"
        raise SourceError(f"{name} lacks {count} that the parameters name:", problems)


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            found.update(block)
    return found.hexdigest()


def _key(digest: str, wanted: list[str], given: SurveyFile, layout: Path | None) -> str:
    """Return a name that changes with the file, the columns, and everything that shapes the reading."""
    shape = [_EDITION, digest, given.format, given.encoding, given.separator, given.decimal, *wanted]
    if layout is not None and layout.is_file():
        shape.append(_digest(layout))
    return hashlib.sha256("\x1f".join(shape).encode()).hexdigest()[:32]


def _keep(file: Path, frame: pd.DataFrame, labels: dict[str, dict[str, str]]) -> None:
    """Write the copy beside the data; a folder that cannot be written to only costs time."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    table = pa.Table.from_pandas(frame, preserve_index=False)
    more = {b"sse_labels": json.dumps(labels).encode()}
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        # Kernels forked from one process may hold their frames at the same address.
        part = file.with_suffix(f".{os.getpid()}-{id(frame)}.part")
        pq.write_table(table.replace_schema_metadata({**(table.schema.metadata or {}), **more}), part)
        part.replace(file)
    except OSError:
        return


def _kept(file: Path) -> tuple[pd.DataFrame, dict[str, dict[str, str]]]:
    import pyarrow.parquet as pq

    table = pq.read_table(file)
    labels = json.loads((table.schema.metadata or {}).get(b"sse_labels", b"{}"))
    return table.to_pandas(), labels
