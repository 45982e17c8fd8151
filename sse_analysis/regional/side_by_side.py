"""The tables of the regional report: what several countries have, cell by cell, with what may be compared."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sse_analysis import perimeter
from sse_analysis.reference.codes import labels
from sse_analysis.regional.comparability import COMPARABLE, judge
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.regional import SideBySide

COLUMNS = (
    "group",
    "line",
    "label",
    "country",
    "value",
    "unit",
    "year",
    "concept",
    "wording",
    "said",
    "beside",
    "status",
    "reason",
    "origin",
    "beside_origin",
)
#: Columns that tables without them hold empty.
NOTHING_SAID = {"wording": "", "said": "", "beside": "", "beside_origin": ""}
#: Inputs of a country in the order of the reports, and what they are called in the table of holdings.
HOLDINGS = {
    "ledger": "Published figures on the SSE",
    "legal_forms": "Legal forms",
    "sdg_series": "SDG series, values",
    "informality": "Informality figures, every release",
    "context": "Context series, values",
    "areas": "First-level areas, every edition",
    "pathways": "Cases of formalization",
}


def holdings(studies: Iterable) -> SideBySide:
    """Count the rows every country holds of every input; a country without the input has none, not zero."""
    studies = tuple(studies)
    rows = []
    for name, label in HOLDINGS.items():
        for study in studies:
            table = getattr(study, name)
            absent = isinstance(table, Absence)
            rows.append(
                cell(name, label, study, value=None if absent else len(table.frame), unit="rows")
                | told(absent, "the country's folder holds no rows of this table")
            )
    return side_by_side(
        rows, studies, id="holdings", title="What each country holds, rows of each input", tables=()
    )


def legal_forms_by_kind(studies: Iterable) -> SideBySide:
    """Count the legal forms recorded for every kind of entity of the ILC definition, on the day of each country's report.

    A kind without a recorded form is *none recorded*: nobody has shown that it does not exist there.
    """
    studies = tuple(studies)
    rows = []
    for kind, label in labels("form_type").items():
        for study in studies:
            forms = study.legal_forms
            count = 0 if isinstance(forms, Absence) else int(_kinds(study).eq(kind).sum())
            rows.append(
                cell(kind, label, study, value=count or None, unit="legal forms")
                | told(count == 0, "none recorded")
            )
    tables = [study.legal_forms for study in studies]
    return side_by_side(
        rows, studies, id="legal-forms-by-kind", title="Legal forms recorded, by kind", tables=tables,
        notes=[f"{study.name}. {told}" for study in studies for told in _changed(study)],
    )  # fmt: skip


def _kinds(study) -> pd.Series:
    return perimeter.kinds_on(study.legal_forms.frame, study.parameters.data_cutoff)


def _changed(study) -> tuple[str, ...]:
    forms = study.legal_forms
    return (
        ()
        if isinstance(forms, Absence)
        else perimeter.kinds_changed(forms.frame, study.parameters.data_cutoff)
    )


def pathways_by_area(studies: Iterable) -> SideBySide:
    """Count the sourced cases of formalization by policy area of Recommendation No. 204."""
    studies = tuple(studies)
    rows = []
    for area, label in labels("r204_area").items():
        for study in studies:
            cases = study.pathways
            count = 0 if isinstance(cases, Absence) else int(cases.frame["r204_area"].eq(area).sum())
            rows.append(
                cell(area, label, study, value=count or None, unit="cases")
                | told(count == 0, "no case found so far")
            )
    tables = [study.pathways for study in studies]
    title = "Sourced cases of a move to formality, by policy area of Recommendation No. 204"
    return side_by_side(rows, studies, id="pathways-by-area", title=title, tables=tables)


def cell(line: str, label: str, study, **given) -> dict:
    """Return one cell of a line; what is given wins."""
    blank = {"group": "", "year": None, "concept": line, "origin": ""} | NOTHING_SAID
    return blank | {"line": line, "label": label, "country": study.country} | given


def told(absent: bool, reason: str) -> dict:
    """Return the status of a cell that is there, or is not and why."""
    return {"status": "no figure", "reason": reason} if absent else {"status": COMPARABLE, "reason": ""}


def judged_lines(cells: pd.DataFrame, *, window: int) -> pd.DataFrame:
    """Return the cells of several lines, each line judged on its own.

    Parameters
    ----------
    cells : DataFrame
        ``group, line, label, country, value, unit, year, concept, origin``.
    """
    parts = [judge(line, window=window) for _, line in cells.groupby("line", sort=False)]
    return pd.concat(parts, ignore_index=True)


def side_by_side(rows: list[dict], studies: tuple, **given) -> SideBySide:
    """Return cells as a result."""
    return as_result(pd.DataFrame(rows), studies, **given)


def as_result(
    frame: pd.DataFrame, studies: tuple, *, id: str, title: str, tables: Iterable, sources=(), notes=()
) -> SideBySide:
    """Return judged cells as a result, with the inputs of every country in its provenance."""
    inputs = [entry for table in tables if not isinstance(table, Absence) for entry in table.inputs]
    frame = frame.assign(**{name: blank for name, blank in NOTHING_SAID.items() if name not in frame})
    return SideBySide(
        frame=frame.fillna(NOTHING_SAID)[list(COLUMNS)].astype({"year": "Int64", "value": "float64"}),
        country="regional",
        id=id,
        title=title,
        countries=tuple((study.country, study.name) for study in studies),
        sources=tuple(sources)
        or ("the countries' own tables in data/, named row by row in the country reports",),
        notes=tuple(notes),
        provenance=Provenance(inputs=tuple(dict.fromkeys(inputs))),
    )
