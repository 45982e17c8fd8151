"""A file of one country under the name of another: its rows agree with those of its true owner.

The code of a country is the one cell that a person changes when a download of the wrong country is put right
by hand; nothing else in the file says whose figures they are.
"""

from __future__ import annotations

from collections.abc import Iterator

from sse_analysis import paths
from sse_analysis.errors import Failure
from sse_analysis.parameters.reading import available
from sse_analysis.schema.layout import TableLayout
from sse_analysis.sources.read import TextTable

#: Two countries share hardly a row (less than 2 in 100 of the five countries held); half of a file is no accident.
_SHARE = 0.5
_LEAST = 5


def failures(table: TextTable, layout: TableLayout, *, country: str) -> Iterator[Failure]:
    """Return whose rows a table holds, where half of them or more stand in another country's table too."""
    if "country_iso3" not in layout.names or "value" not in layout.names or len(table.rows) < _LEAST:
        return
    ours = _lines(table.file, country)
    for other in available():
        theirs = paths.data_folder(other) / layout.file
        if other == country or not theirs.is_file():
            continue
        same = len(ours & _lines(str(theirs), other))
        if same >= _SHARE * len(table.rows):
            found = f"{same} of {len(table.rows)} rows that stand in data/{other}/{layout.file} too"
            fix = "Whose figures are they? Keep them under one country; only the code tells them apart."
            yield Failure(table.file, found, f"figures of {country.upper()}", fix, column="country_iso3")


def _lines(file: str, country: str) -> set[bytes]:
    """Return the lines of a file without the country's code, so that only what is said remains."""
    content = (paths.root() / file).read_bytes().replace(country.upper().encode(), b"")
    return set(content.replace(b"\r", b"").split(b"\n")[1:]) - {b""}
