"""What two versions differ in, piece by piece, and the mixture that takes some pieces from one and some from the other."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from sse_analysis.committee.replaying import Basis
from sse_analysis.perimeter import Correction, DecisionLog

#: A decision that the other version does not have.
NONE = "no decision"


@dataclass(frozen=True)
class Factor:
    """One piece of difference.

    Parameters
    ----------
    kind : {"data", "correction", "parameters", "shared rules", "decision", "date"}
    name : str
        Path of the file, id of the correction and path, or id of the legal form.
    path : str
        File that it is about; empty for decisions and the date.
    rows : tuple of str
        Rows of the file, for a correction that names some; empty is the whole file, or what corrections leave of it.
    words : str
    """

    kind: str
    name: str
    path: str = ""
    rows: tuple[str, ...] = ()
    words: str = ""


def factors(one: Basis, other: Basis, *, logs: tuple[DecisionLog, DecisionLog]) -> tuple[Factor, ...]:
    """Return every piece in which two bases differ; the words read from ``one`` to ``other``.

    Parameters
    ----------
    logs : (DecisionLog, DecisionLog)
        Logs of both, whose declared corrections tell a corrected row from new data.
    """
    declared = _declared(*logs)
    found = [
        factor
        for path in sorted({*one.files, *other.files})
        if one.files.get(path) != other.files.get(path) and not path.endswith("/decisions.yml")
        for factor in _of_file(path, one.files.get(path), other.files.get(path), declared)
    ]
    for form in sorted({*one.decisions, *other.decisions}):
        options = [side.decisions[form].option if form in side.decisions else NONE for side in (one, other)]
        if options[0] != options[1]:
            found.append(Factor("decision", form, words=f"decision on {form}: {options[0]} -> {options[1]}"))
    if one.date != other.date:
        found.append(Factor("date", "date", words=f"day that laws count for: {one.date} -> {other.date}"))
    return tuple(found)


def _declared(one: DecisionLog, other: DecisionLog) -> tuple[Correction, ...]:
    """Return the corrections that stand in one log only."""
    known = [{item.id for item in log.corrections} for log in (one, other)]
    return tuple(
        item for log in (one, other) for item in log.corrections if item.id not in known[0] & known[1]
    )


def _of_file(
    path: str, before: bytes | None, after: bytes | None, declared: tuple[Correction, ...]
) -> Iterator[Factor]:
    for start, kind in (("parameters/", "parameters"), ("data/common/", "shared rules")):
        if path.startswith(start):
            yield Factor(kind, path, path, words=f"{kind}: {path}")
            return
    about = [item for item in declared if item.file == path]
    whole = [item for item in about if not item.rows]
    tables = None if before is None or after is None else (_rows(before), _rows(after))
    if whole or (about and (tables is None or None in tables)):
        # Rows that cannot be told apart, in a sheet say, make the whole file the correction's.
        ids = ", ".join(item.id for item in about)
        yield Factor("correction", f"{ids} {path}", path, words=f"correction {ids}: {path}")
        return
    changed = _changed(*tables) if about else set()
    for item in about:
        rows = tuple(sorted(changed & set(item.rows)))
        if rows:
            yield Factor("correction", f"{item.id} {path}", path, rows, f"correction {item.id}: {path}")
    if not about or changed - {row for item in about for row in item.rows}:
        yield Factor("data", path, path, words=f"data: {path}")


def mixed(one: Basis, other: Basis, chosen: Collection[Factor], *, every: Collection[Factor]) -> Basis:
    """Return the first basis with some pieces of the other."""
    taken = set(chosen)
    files = dict(one.files)
    for path in {factor.path for factor in every if factor.path}:
        raw = _file(one.files.get(path), other.files.get(path), path, taken=taken, every=every)
        files.pop(path, None)
        if raw is not None:
            files[path] = raw
    decisions = dict(one.decisions)
    for factor in taken:
        if factor.kind == "decision":
            decisions.pop(factor.name, None)
            if factor.name in other.decisions:
                decisions[factor.name] = other.decisions[factor.name]
    later = any(factor.kind == "date" for factor in taken)
    return replace(one, files=files, decisions=decisions, date=other.date if later else one.date)


def _file(before: bytes | None, after: bytes | None, path: str, *, taken, every) -> bytes | None:
    """Return a file of the mixture: rows of corrections from where each says, the rest together."""
    about = [factor for factor in every if factor.path == path]
    parts = [factor for factor in about if factor.rows]
    rest = next((factor for factor in about if not factor.rows), None)
    if not parts:
        return after if rest in taken else before
    rows = (_rows(before), _rows(after))
    side = int(rest in taken) if rest is not None else 0
    merged = dict(rows[side])
    for factor in parts:
        for row in factor.rows:
            source = rows[int(factor in taken)]
            merged.pop(row, None) if row not in source else merged.__setitem__(row, source[row])
    return _written(merged)


def _rows(raw: bytes) -> dict[str, list[str]] | None:
    """Return the rows of a comma-separated table by ``id``, the head under an empty one; None where it has none."""
    try:
        lines = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error):
        return None
    if not lines or lines[0][:1] != ["id"]:
        return None
    return {"": lines[0]} | {line[0]: line for line in lines[1:] if line}


def _changed(before: dict[str, list[str]], after: dict[str, list[str]]) -> set[str]:
    return {row for row in {*before, *after} if before.get(row) != after.get(row)}


def _written(rows: dict[str, list[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows.values())
    return text.getvalue().encode()
