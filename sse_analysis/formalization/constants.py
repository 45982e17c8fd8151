"""How informality figures are read: concepts, data sets, breaks, words; from ``data/common/formalization_*``.

A number or word that a published result depends on stands in those files with author and status, never in
the code.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from sse_analysis.sources import constants

_READINGS = "formalization_readings.yml"
#: The scope of jobs whose activity nobody stated: no activity.
NOT_STATED = "not_classified"


def settings() -> dict[str, Any]:
    """Return the whole file of readings: ``reading``, ``scopes``, ``registration`` and others."""
    return constants.settings(_READINGS)


def reading() -> dict[str, Any]:
    """Return flags, words and thresholds by which a figure is read."""
    return settings()["reading"]


def table(name: str) -> pd.DataFrame:
    """Return one table of readings as text; an empty cell is missing.

    Parameters
    ----------
    name : {"concepts", "datasets", "breaks", "comparisons", "diagnosis", "absences"}
    """
    return constants.table(_file(name))


def inputs(*names: str) -> tuple[tuple[str, str], ...]:
    """Return file and digest of the readings, the thresholds and the named tables, for provenance."""
    return constants.inputs(_READINGS, constants.THRESHOLDS, *(_file(name) for name in names))


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
