"""Where published methods agree about the progress of the countries, and on how many lines they part."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sse_analysis import sdg
from sse_analysis.regional.side_by_side import cell, side_by_side, told
from sse_analysis.results.absence import Absence
from sse_analysis.results.regional import SideBySide

_VERDICTS = {
    "agree": "all methods agree", "one step apart": "one step apart", "disagree": "methods disagree",
    "one method only": "one method only",
}  # fmt: skip


def method_agreement(studies: Iterable) -> SideBySide:
    """Count the lines of every country by how far published methods agree about its progress.

    Parameters
    ----------
    studies : iterable of Study
        ``country, sdg_series, sdg_indicators, parameters``.

    Returns
    -------
    SideBySide
        One row a verdict of :func:`sse_analysis.sdg.agreement`, in lines of figures. Countries hold different lines, so
        the counts rank nobody; a country without series has no cell, not zero.
    """
    studies = tuple(studies)
    found = {study.country: _verdicts(study) for study in studies}
    rows = []
    for verdict, label in _VERDICTS.items():
        for study in studies:
            counts = found[study.country]
            value = None if counts is None else int(counts.get(verdict, 0))
            rows.append(
                cell(verdict, label, study, value=value, unit="lines")
                | told(value is None, "no series that a method can grade")
            )
    return side_by_side(
        rows, studies, id="method-agreement", title="Published methods on the progress of each country, lines by agreement",
        tables=[study.sdg_series for study in studies],
        notes=("Every country is read from its own lines, so that the counts rank nobody. Its report names the methods.",),
    )  # fmt: skip


def _verdicts(study) -> pd.Series | None:
    given = study.parameters.sdg
    span = {"baseline_year": given.baseline_year, "minimum_points": given.minimum_points}
    found = sdg.agreement(sdg.measure_progress(study.sdg_series, study.sdg_indicators, **span))
    return None if isinstance(found, Absence) else found.frame["verdict"].value_counts()
