"""One half of a result: the law of the legal forms, the evidence of a landscape, all tables of regions."""

from __future__ import annotations

from sse_analysis.errors import CodeError, one_of, suggestion
from sse_analysis.results.absence import Absence, passes_absence_on
from sse_analysis.results.base import Result

_PARTS = (
    "law",
    "principles",
    "main",
    "evidence",
    "other_wordings",
    "all_tables",
    "by_form",
    "by_cohort",
    "questions",
    "response_rates",
    "joint",
    "combinations",
)


@passes_absence_on
def part(result: Result, name: str) -> Result | Absence:
    """Return a named part of a result, or the absence that stands in its place.

    Parameters
    ----------
    result : LegalFormMatrix, Landscape, RegionalDistribution, Overlap, DimensionScores or Sensitivity, Sensitivity
    name : str
        ``law`` or ``principles`` of legal forms; ``main``, ``evidence`` or ``other_wordings`` of a landscape;
        ``all_tables`` of a regional distribution; ``by_form`` of the overlap of registers; ``by_cohort`` of lifetimes;
        ``questions``, ``response_rates`` or ``joint`` of the scores of dimensions; ``combinations`` of answers of a
        sensitivity.

    Raises
    ------
    CodeError
        If the result has no such part.
    """
    known = [word for word in _PARTS if hasattr(type(result), word)]
    if name not in known:
        raise CodeError(
            f"{type(result).__name__} has no part '{name}'. Expected {one_of(known)}. {suggestion(name, known)}".strip()
        )
    return getattr(result, name)
