"""Organizations that hold a form and say that they break its principles: a list to look into, with the reasons."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from sse_analysis import perimeter, reference
from sse_analysis.mapping.absences import not_from_published_figures
from sse_analysis.perimeter import DecisionLog
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping_perimeter import PracticeScreening
from sse_analysis.sources.entity_survey import EntitySurvey
from sse_analysis.sources.table import SourcedTable


def practice_screening(
    survey: EntitySurvey | Absence, legal_forms: SourcedTable | Absence, log: DecisionLog, *, on: dt.date,
    rule_set: str = "core",
) -> PracticeScreening | Absence:  # fmt: skip
    """Return the answering organizations whose form is in by law and whose answers break a principle.

    Parameters
    ----------
    survey : EntitySurvey
        Answers, one row an organization: ``case_id, legal_form`` and questions of ``practice`` in the perimeter rules.
    legal_forms : SourcedTable
    log : DecisionLog
    on : date
        Day for which laws and decisions count.
    rule_set : str
        The definition that the form must pass.

    Returns
    -------
    PracticeScreening or Absence
        An open answer, or one that says the question does not apply, breaks nothing. The list is no verdict and no
        estimate: answers are what organizations say of themselves.
    """
    if isinstance(legal_forms, Absence):
        return legal_forms
    asked = (
        []
        if isinstance(survey, Absence)
        else [one for one in perimeter.practice() if one["question"] in survey.frame]
    )
    if not asked:
        return not_from_published_figures(log.country, "practice")
    frame = survey.frame.rename(columns={"legal_form": "legal_form_id"}).set_index("case_id")
    broken = {one["question"]: _breaks(frame[one["question"]], one["breaks"]) for one in asked}
    judged = perimeter.verdicts(legal_forms.frame, log, on=on)
    known = frame[["legal_form_id"]].assign(**_principles(asked, broken))
    listed = perimeter.pseudo(known, judged, rule_set=rule_set)
    names = dict(zip(legal_forms.frame["id"], legal_forms.frame["name_en"], strict=True))
    rows = [_case(case, frame.loc[case, "legal_form_id"], asked, broken, names) for case in listed.index]
    found = pd.DataFrame(rows, columns=["case_id", "legal_form", "name", "principles", "answers", "broken"])
    found = found.sort_values(["broken", "name", "case_id"], ascending=[False, True, True], ignore_index=True)
    law = judged[judged["rule_set"].eq(rule_set)].set_index("id")["verdict"]
    labels = reference.labels("principle")
    silent = [labels[code].lower() for code in labels if code not in {one["principle"] for one in asked}]
    return PracticeScreening(
        frame=found.assign(obs_status="A", conf_status="F"), country=log.country, forms=_forms(frame, law, listed, names),
        sources=(f"Answers to the survey of organizations ({survey.file})",),
        notes=(
            perimeter.authorship(),
            "A list for somebody to look into, by number of the case and without names. It is no verdict, and no share of "
            "all organizations: one answer puts an organization on it, and an open answer breaks nothing.",
            *([f"Not asked, so that nothing is said of it: {', '.join(silent)}."] if silent else []),
        ),
        provenance=Provenance((*survey.inputs, *legal_forms.inputs, *perimeter.inputs(), *log.inputs)),
    )  # fmt: skip


def _breaks(given: pd.Series, breaks: list | dict[str, float]) -> pd.Series:
    """Tell which answers break a principle: those listed, or numbers below a limit; an open one breaks nothing."""
    return given.lt(breaks["below"]) if isinstance(breaks, dict) else given.isin(breaks)


def _principles(asked: list[dict], broken: dict[str, pd.Series]) -> dict[str, pd.Series]:
    """Return ``practice_<principle>``: no where an answer breaks it, else not known."""
    found: dict[str, pd.Series] = {}
    for one in asked:
        name, no = f"practice_{one['principle']}", broken[one["question"]]
        found[name] = no | found[name] if name in found else no
    return {name: no.map({True: "no", False: None}).astype("object") for name, no in found.items()}


def _case(
    case: str, form: str, asked: list[dict], broken: dict[str, pd.Series], names: dict[str, str]
) -> dict:
    own = [one for one in asked if broken[one["question"]][case]]
    labels = reference.labels("principle")
    principles = list(dict.fromkeys(labels[one["principle"]] for one in own))
    about = {"case_id": case, "legal_form": form, "name": names.get(form, form), "broken": len(principles)}
    return about | {"principles": "; ".join(principles), "answers": "; ".join(one["words"] for one in own)}


def _forms(frame: pd.DataFrame, law: pd.Series, listed: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    counts = frame["legal_form_id"].value_counts()
    found = pd.DataFrame({
        "name": [names.get(form, form) for form in counts.index], "verdict": law.reindex(counts.index).fillna("undecided"),
        "answered": counts, "listed": listed["legal_form_id"].value_counts().reindex(counts.index, fill_value=0),
    })  # fmt: skip
    return found.reset_index(drop=True)
