"""How informality figures are read: concepts, data sets, breaks, words; from ``data/common/formalization_*``.

A number or word that a published result depends on stands in those files with author and status, never in
the code.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from sse_analysis import paths
from sse_analysis.errors import Failure, SourceError

_READINGS = "formalization_readings.yml"


def settings() -> dict[str, Any]:
    """Return the whole file of readings: ``reading``, ``scopes``, ``registration`` and others."""
    return _yaml(paths.data_file("common", _READINGS))


def reading() -> dict[str, Any]:
    """Return flags, words and thresholds by which a figure is read."""
    return settings()["reading"]


def table(name: str) -> pd.DataFrame:
    """Return one table of readings as text; an empty cell is missing.

    Parameters
    ----------
    name : {"concepts", "datasets", "breaks", "comparisons", "diagnosis", "absences"}
    """
    return _csv(paths.data_file("common", _file(name))).copy()


def inputs(*names: str) -> tuple[tuple[str, str], ...]:
    """Return file and digest of the readings and of the named tables, for provenance."""
    files = [_READINGS, *(_file(name) for name in names)]
    return tuple((f"data/common/{file}", _digest(paths.data_file("common", file))) for file in files)


def concept_label(concept: str) -> str:
    """Return the words of a concept; a concept nobody has described yet keeps its code, in words."""
    known = table("concepts").set_index("concept")["label"]
    return str(known.get(concept, concept.replace("_", " ")))


def scope_label(scope: str) -> str:
    known = settings()["scopes"].get(scope)
    return known["label"] if known else scope.replace("_", " ")


def classification(scope: str) -> str:
    """Return the classification a scope belongs to; scopes of two classifications overlap."""
    known = settings()["scopes"].get(scope)
    return known["classification"] if known else "other"


def scope_order(scope: str) -> int:
    known = list(settings()["scopes"])
    return known.index(scope) if scope in known else len(known)


def concept_order(concept: str) -> int:
    known = list(table("concepts")["concept"])
    return known.index(concept) if concept in known else len(known)


def _file(name: str) -> str:
    return f"formalization_{name}.csv"


@lru_cache(maxsize=8)
def _yaml(path: Path) -> dict[str, Any]:
    import yaml

    return yaml.safe_load(_text(path))


@lru_cache(maxsize=16)
def _csv(path: Path) -> pd.DataFrame:
    _text(path)
    return pd.read_csv(path, dtype=str)


@lru_cache(maxsize=32)
def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        where = str(paths.relative(path))
        problem = Failure(
            where, "no such file", "the readings of informality figures", "Restore it from the project."
        )
        raise SourceError("Readings of informality figures are missing.", [problem]) from None
