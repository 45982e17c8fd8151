"""Exhibits revived from the records an executed notebook carries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sse_analysis.errors import Failure, ReportError, one_of
from sse_analysis.report.markdown import safe_href
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Cell, Column, Exhibit, Figure, FrontMatter, Statement, Table

KINDS = {"front": FrontMatter, "statement": Statement, "table": Table, "figure": Figure, "absence": Absence}

#: Fields an absence's record repeats from its reason; the reason is what counts.
_DERIVED = {"words", "obs_status", "conf_status"}
#: An id is an anchor and the name of a file.
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_TONES = {"good", "partly", "bad", "unknown", "absent"}


def revive(record: Mapping[str, Any], *, svg: str, cell: int) -> Exhibit:
    """Return the exhibit a record describes.

    Parameters
    ----------
    record : mapping
        Content of ``application/vnd.sse.exhibit+json``.
    svg : str
        The drawing beside it; needed by figures only.
    cell : int
        Number of the notebook cell, for messages.

    Raises
    ------
    ReportError
        If the record is of another version or kind, or lacks a field.
    """
    kind = KINDS.get(str(record.get("kind")))
    if record.get("version") != 1 or kind is None:
        found = f"kind '{record.get('kind')}', version {record.get('version')}"
        _refuse(cell, found, f"version 1 and {one_of(KINDS)}")
    if not _ID.fullmatch(str(record.get("id"))):
        _refuse(cell, f"the id '{record.get('id')}'", "lower-case letters, digits and hyphens")
    fields = {key: value for key, value in record.items() if key not in {"version", "kind"} | _DERIVED}
    try:
        return kind(**_shaped(kind, fields, svg))
    except (TypeError, ValueError, KeyError, AttributeError) as problem:
        _refuse(cell, str(problem), f"the fields of a {record['kind']}")


def _refuse(cell: int, found: str, expected: str) -> None:
    fix = "Run the notebook again with the installed version of sse_analysis."
    raise ReportError("An exhibit cannot be read.", [Failure(f"notebook cell {cell}", found, expected, fix)])


def _shaped(kind: type, fields: dict[str, Any], svg: str) -> dict[str, Any]:
    """Turn JSON lists back into the tuples of the exhibit."""
    if "data" in fields:
        data = fields.pop("data")
        fields["data_columns"] = tuple(data["columns"])
        fields["data_rows"] = tuple(tuple(row) for row in data["rows"])
    for name in ("sources", "notes", "paragraphs"):
        if name in fields:
            fields[name] = tuple(str(line) for line in fields[name])
    if kind is FrontMatter:
        fields["facts"] = tuple((str(label), str(value)) for label, value in fields["facts"])
    if kind is Table:
        fields |= _table(fields)
    if kind is Figure:
        if "<svg" not in svg:
            raise ValueError("a figure without image/svg+xml")
        fields["svg"] = svg
    return fields


def _table(fields: dict[str, Any]) -> dict[str, Any]:
    return {
        "columns": tuple(Column(**column) for column in fields["columns"]),
        "rows": tuple(tuple(_cell(cell) for cell in row) for row in fields["rows"]),
        "groups": tuple((int(row), str(label)) for row, label in fields["groups"]),
    }


def _cell(cell: Cell) -> dict[str, Any]:
    """Return the cell as a mapping with ``text``; an unknown tone or an unsafe link is an error."""
    if not isinstance(cell, Mapping):
        return {"text": str(cell)}
    if cell.get("tone") and cell["tone"] not in _TONES:
        raise ValueError(f"tone '{cell['tone']}', which is not {one_of(sorted(_TONES))}")
    full = dict(cell) | {"text": str(cell["text"])}
    if full.get("href") and not safe_href(str(full["href"])):
        full.pop("href")
    return full
