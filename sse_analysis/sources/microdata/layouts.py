"""Where columns stand in a fixed-width file: SAS input lines as statistics offices publish them, or a CSV table."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from sse_analysis import paths
from sse_analysis.errors import Failure, SourceError

#: ``@0012 UPA $9.`` : position from 1, name, dollar for text, width.
_SAS = re.compile(r"^\s*@\s*(\d+)\s+([A-Za-z_]\w*)\s+\$?\s*(\d+)\.", re.MULTILINE)


@dataclass(frozen=True)
class Field:
    """A column of a fixed-width file.

    Parameters
    ----------
    start : int
        First byte, from 0.
    """

    name: str
    start: int
    width: int

    @property
    def end(self) -> int:
        return self.start + self.width


def read(path: Path | None, encoding: str) -> tuple[Field, ...]:
    """Return the columns that a layout file describes.

    Raises
    ------
    SourceError
        If the file is missing, or has neither SAS input lines nor the columns ``column, start, width``.
    """
    name = "layout" if path is None else str(paths.relative(path))
    if path is None or not path.is_file():
        problem = Failure(
            name, "no such file", "the layout of a fixed-width file", "Correct 'microdata.layout'."
        )
        raise SourceError("The layout cannot be read.", [problem])
    try:
        text = path.read_text(encoding=encoding)
    except UnicodeDecodeError:
        problem = Failure(name, f"bytes that are not {encoding}", "text", "Correct 'microdata.encoding'.")
        raise SourceError("The layout cannot be read.", [problem]) from None
    fields = tuple(Field(word, int(start) - 1, int(width)) for start, word, width in _SAS.findall(text))
    fields = fields or _table(text)
    if not fields:
        problem = Failure(name, "neither", "SAS input lines (@0012 UPA $9.) or a CSV with column,start,width")
        raise SourceError("The layout cannot be read.", [problem])
    return fields


def _table(text: str) -> tuple[Field, ...]:
    rows = csv.DictReader(io.StringIO(text))
    if not {"column", "start", "width"} <= set(rows.fieldnames or ()):
        return ()
    return tuple(Field(row["column"], int(row["start"]) - 1, int(row["width"])) for row in rows)
