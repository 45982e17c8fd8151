"""What the countries have under one definition, and what each could learn next from its neighbours' figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pandas as pd

from sse_analysis.perimeter import screen
from sse_analysis.regional.figures_side_by_side import COUNTED_APART
from sse_analysis.regional.side_by_side import NOTHING_SAID, cell, side_by_side, told
from sse_analysis.results.absence import Absence
from sse_analysis.results.regional import SideBySide

CORE = "core"
_VERDICTS = {
    "in": "in", "undecided": "undecided: the law was not read on a principle", "out": "out",
    "other": "counted with another form, or no organizations of this kind",
}  # fmt: skip
HELD = "published here"


def core_perimeter(studies: Iterable) -> SideBySide:
    """Count the legal forms of every country that the core definition takes in, leaves undecided or out.

    One rule set for all, held against what each law asks for; decisions of a country's committee shape its national
    perimeter and never this one. A count of forms says nothing of how many organizations have them.

    Parameters
    ----------
    studies : iterable of Study
        ``country, legal_forms, parameters``.
    """
    studies = tuple(studies)
    rows = []
    verdicts = {study.country: _core(study) for study in studies}
    for verdict, label in _VERDICTS.items():
        for study in studies:
            counts = verdicts[study.country]
            value = None if counts is None else int(counts.get(verdict, 0))
            rows.append(
                cell(verdict, f"legal forms {label}", study, value=value, unit="legal forms")
                | told(value is None, "no legal form recorded")
            )
    tables = [study.legal_forms for study in studies]
    title = "Legal forms under the core definition of the ILC, by verdict"
    note = "One rule set for all countries. Undecided forms tell which laws were not read, not what the country is like."
    return side_by_side(rows, studies, id="core-perimeter", title=title, tables=tables, notes=(note,))


def _core(study) -> pd.Series | None:
    forms = study.legal_forms
    if isinstance(forms, Absence):
        return None
    judged = screen(forms.frame, on=study.parameters.data_cutoff)
    verdict = judged.loc[judged["rule_set"].eq(CORE), "verdict"]
    return verdict.where(verdict.isin(list(_VERDICTS)), "other").value_counts()


def learn_next(
    figures: SideBySide | Absence, studies: Iterable, *, as_of: dt.date, max_age: int
) -> SideBySide | Absence:
    """Return, for every quantity that some country publishes and another does not, who could show how.

    Parameters
    ----------
    figures : SideBySide
        From :func:`sse_figures`.
    studies : iterable of Study
    as_of : date
        Data cutoff of the report.
    max_age : int
        Years before ``as_of`` after which a figure is no ground for advice; neither is an undated one.

    Returns
    -------
    SideBySide or Absence
        Cells without a value: where a country has no figure, its neighbours that publish one, with the year. A country
        that counts apart what others count together has these figures and no advice.
    """
    if isinstance(figures, Absence):
        return figures
    studies = tuple(studies)
    names = {study.country: study.name for study in studies}
    oldest = as_of.year - max_age
    rows = [
        cell | {"value": None, "status": "no figure", "origin": ""} | NOTHING_SAID
        for _, line in figures.frame.groupby("line", sort=False)
        for cell in _advised(line, names, oldest)
    ]
    frame = rows or [cell("none", "Every quantity is published by all or by none", one, value=None, unit="")
                     | told(True, "none") for one in studies]  # fmt: skip
    title = "Figures that a country could ask its neighbours how to make"
    tables = [study.ledger for study in studies]
    note = f"No advice rests on a figure from before {oldest} ({max_age} years before the data cutoff) or without a year."
    return side_by_side(frame, studies, id="learn-next", title=title, tables=tables, notes=(note,))


def _advised(line: pd.DataFrame, names: dict[str, str], oldest: int) -> list[dict]:
    """Return the cells of one quantity with their advice; none where nobody has any to take."""
    teachers = line[line["value"].notna() & line["year"].ge(oldest).fillna(False)]
    if teachers.empty or not line["status"].eq("no figure").any():
        return []
    named = ", ".join(_named(names[row.country], row.year) for row in teachers.itertuples())
    reasons = {"no figure": f"published by {named}", COUNTED_APART: None}
    return [
        row._asdict() | {"reason": reasons.get(row.status, _named(HELD, row.year)) or row.reason}
        for row in line.itertuples(index=False)
    ]


def _named(name: str, year) -> str:
    return name if pd.isna(year) else f"{name} ({year})"
