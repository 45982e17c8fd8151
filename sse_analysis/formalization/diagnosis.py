"""Steps 4 to 7 of a diagnosis of informality: what published tables answer, and what they cannot."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.formalization import constants
from sse_analysis.formalization.link import registration
from sse_analysis.formalization.missing import absent
from sse_analysis.formalization.series import own_rows
from sse_analysis.results.absence import ABSENCE_CODES, Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.formalization import Diagnosis
from sse_analysis.sources.table import SourcedTable
from sse_analysis.survey.enterprises import Enterprises
from sse_analysis.survey.panel import Panel
from sse_analysis.survey.persons import Persons

Input = SourcedTable | Absence
#: Scopes that are no activities.
_NO_ACTIVITIES = ("total", "age")
SOURCE = "ILO, Diagnosis of informality, note on ten steps (undated), as summarized at rihealthright.org"
NOTES = (
    "Steps 1 to 3 prepare a diagnosis and steps 8 to 10 follow it; both are the work of the people "
    "concerned and no table can do them.",
    "Partly: single figures or cases, no answer for the country as a whole.",
)


def diagnosis(
    *, country: str, informality: Input, legal_forms: Input, pathways: Input, people: Persons | Absence | None = None,
    panel: Panel | Absence | None = None, enterprises: Enterprises | Absence | None = None,
) -> Diagnosis:  # fmt: skip
    """Return the questions of steps 4 to 7 with what the tables at hand can say.

    Parameters
    ----------
    country : str
        Lower-case ISO 3166-1 alpha-3 code.
    informality, legal_forms, pathways : SourcedTable or Absence
        Inputs; an absent one leaves its questions open instead of the whole table.
    people, panel, enterprises : Persons, Panel and Enterprises or Absence, optional
        Surveys of persons and of household enterprises answer what tables cannot.

    Returns
    -------
    Diagnosis
        ``status`` is ``yes``, ``partly`` or ``no``; ``answer`` says what is there, or why nothing is;
        ``file`` and ``layout`` what would fill a gap.
    """
    surveyed = _by_persons(people, panel) | _by_units(enterprises)
    inputs = {"informality": informality, "legal_forms": legal_forms, "pathways": pathways}
    rows = [
        _answered(entry, inputs, country, surveyed=surveyed)
        for entry in constants.table("diagnosis").fillna("").to_dict("records")
    ]
    held = [table for table in inputs.values() if not isinstance(table, Absence)]
    held += [
        one.provenance for one in (people, enterprises) if one is not None and not isinstance(one, Absence)
    ]
    return Diagnosis(
        frame=pd.DataFrame(rows),
        country=country,
        sources=(SOURCE,),
        notes=NOTES,
        provenance=Provenance(
            (*(item for table in held for item in table.inputs), *constants.inputs("diagnosis", "absences"))
        ),
    )


def _by_persons(people: Persons | Absence | None, panel: Panel | Absence | None) -> dict[str, str]:
    """Return what a survey of persons says of each question it can answer."""
    if not isinstance(people, Persons) or people.headline is None:
        return {}
    name = f"{people.sources[0]}: {len(people.sample.data):,} persons"
    found = {"jobs_profile": f"{name}, {_many(len(people.classes), 'concept')}."}
    if people.asked("contract") or people.asked("hours"):
        found["working_conditions"] = f"{name}, shares of informal and formal jobs."
    if people.has_design:
        found["determinants"] = f"{name}, average marginal effects with design-based intervals."
    if people.has_design and people.asked("member"):
        found["membership"] = (
            f"{name}, members and others by several estimators, with and without registration."
        )
    if isinstance(panel, Panel):
        found["transitions"] = panel.notes[0]
    return found


def _by_units(enterprises: Enterprises | Absence | None) -> dict[str, str]:
    if not isinstance(enterprises, Enterprises):
        return {}
    return {
        "units": f"{enterprises.sources[0]}: {len(enterprises.sample.data):,} units, by size and activity."
    }


def _answered(entry: dict, inputs: dict[str, Input], country: str, *, surveyed: dict[str, str]) -> dict:
    table = inputs.get(entry["input"])
    status, answer = "no", ""
    if isinstance(table, SourcedTable):
        status, answer = _TESTS[entry["test"]](table)
    if status != "yes" and entry["key"] in surveyed:
        status, answer = "yes", surveyed[entry["key"]]
    gap = absent(entry["key"], country=country) if entry["key"] and status != "yes" else None
    if status == "no" and gap is None:
        answer = answer or "The country has no rows of this table."
    return {
        "step": int(entry["step"]),
        "step_title": entry["step_title"],
        "question": entry["question"],
        "status": status,
        "answer": answer or (gap.why if gap else ""),
        "file": gap.file if gap else "",
        "layout": gap.layout if gap else "",
        "obs_status": "A" if status == "yes" else ABSENCE_CODES[gap.reason if gap else "no_data"][0],
    }


def _rates(table: SourcedTable) -> tuple[str, str]:
    rows = own_rows(table)
    series = rows[rows["kind"].eq("series")]
    count = len(rows.drop_duplicates(["dataset", "release_date"]))
    if series.empty:
        return "partly", f"{count} single figures, no series."
    years = rows["year"].dropna()
    concepts = rows["concept"].nunique()
    return (
        "yes",
        f"{_many(concepts, 'concept')}, {count} data sets and releases, {years.min()} to {years.max()}.",
    )


def _releases(table: SourcedTable) -> tuple[str, str]:
    rows = own_rows(table)
    series = rows[rows["kind"].eq("series")].drop_duplicates(["dataset", "release_date"])
    several = series["family"].duplicated().any()
    words = f"{_many(len(series), 'release')} of series and {_many(_cited(rows), 'single figure')}."
    return ("yes" if several else "partly" if len(rows) else "no"), words


def _cited(rows: pd.DataFrame) -> int:
    return int(rows["kind"].eq("cited").sum())


def _sexes(table: SourcedTable) -> tuple[str, str]:
    rates = table.frame["concept"].eq("informal_employment_share") & table.frame["unit"].eq("percent")
    rows = table.frame[rates & table.frame["sex"].isin(["female", "male"]) & table.frame["year"].notna()]
    return ("yes", f"Rates of both, latest year {rows['year'].max()}.") if len(rows) else ("no", "")


def _activities(table: SourcedTable) -> tuple[str, str]:
    rows = own_rows(table)
    named = ~rows["scope"].map(constants.classification).isin(_NO_ACTIVITIES)
    rows = rows[rows["concept"].eq("informal_employment_share") & named & rows["dated"]]
    kinds = set(rows["scope"]) - {constants.NOT_STATED}
    if not kinds:
        return "no", ""
    rest = ", and jobs whose activity is not stated" if constants.NOT_STATED in set(rows["scope"]) else ""
    groups = _many(len(kinds), "group of activities", "groups of activities")
    return "yes", f"{groups}{rest}, latest year {rows['year'].max()}."


def _protection(table: SourcedTable) -> tuple[str, str]:
    known = ["share_without_written_contract", "social_protection_coverage_of_labour_force"]
    rows = table.frame[table.frame["concept"].isin(known)]
    if rows.empty:
        return "no", ""
    words = "; ".join(
        f"{constants.concept_label(row.concept).lower()}: {exact(row.value):g} percent ({row.year})"
        for row in rows.itertuples()
    )
    return "partly", f"{words[0].upper()}{words[1:]}."


def _no_register(table: SourcedTable) -> tuple[str, str]:
    states = registration(table.frame)
    outside = table.frame.loc[states.isin(["no_register", "optional"]), "name_en"]
    held = _many(len(table.frame), "legal form")
    if outside.empty:
        return "partly", f"Of {held}, none is known to stand outside a register."
    return (
        "partly",
        f"Of {held}, {len(outside)} without a register or with an optional one: {'; '.join(outside)}.",
    )


def _forms(table: SourcedTable) -> tuple[str, str]:
    known = registration(table.frame).ne("not_stated").sum()
    return "yes", f"{_many(len(table.frame), 'legal form')}, the registering authority known for {known}."


def _cases(table: SourcedTable) -> tuple[str, str]:
    areas = table.frame["r204_area"].nunique()
    return "yes", f"{_many(len(table.frame), 'case')} in {areas} of 7 policy areas."


def _barriers(table: SourcedTable) -> tuple[str, str]:
    named = int(table.frame["cost_or_barrier"].notna().sum())
    return ("partly", f"{named} of {_many(len(table.frame), 'case')} name one.") if named else ("no", "")


def _many(number: int, noun: str, plural: str = "") -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {plural or noun + 's'}"


_TESTS: dict[str, Callable[[SourcedTable], tuple[str, str]]] = {
    "rates": _rates,
    "releases": _releases,
    "sexes": _sexes,
    "activities": _activities,
    "protection": _protection,
    "no_register": _no_register,
    "forms": _forms,
    "cases": _cases,
    "barriers": _barriers,
}
