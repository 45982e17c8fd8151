"""Borderline forms as questions to the committee, with evidence and options; none is answered by this project."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from sse_analysis.perimeter.decisions import Decision, DecisionLog
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping_questions import CommitteeLog
from sse_analysis.sources.table import SourcedTable


def committee_questions(
    log: DecisionLog, legal_forms: SourcedTable | Absence, *, on: dt.date
) -> CommitteeLog | Absence:
    """Return the questions of a country's log and, where the committee has answered, what it decided.

    Parameters
    ----------
    log : DecisionLog
    legal_forms : SourcedTable
        For the names of the forms.
    on : date
        Day of the report. A decision that counts from a later day has the status *later* and moves no number.
    """
    if not log.decisions:
        return _none(log)
    known = (
        {}
        if isinstance(legal_forms, Absence)
        else dict(zip(legal_forms.frame["id"], legal_forms.frame["name_en"], strict=True))
    )
    rows = [_row(item, known, _status(item, log, on)) for item in log.decisions]
    opened = sum(row["status"] == "open" for row in rows)
    later = sum(row["status"] == "later" for row in rows)
    return CommitteeLog(
        frame=pd.DataFrame(rows), country=log.country, provenance=Provenance(inputs=log.inputs),
        sources=(f"Log of decisions of the country ({log.file})",),
        notes=(
            f"{opened} of {len(rows)} questions are open. The evidence is what this project read; the answer is the "
            "committee's.",
            *((f"Decisions that count from a day after {on}, the day of this report, move none of its numbers: {later}. "
               "A report takes them from the 'data_cutoff' of its parameters on.",) if later else ()),
        ),
    )  # fmt: skip


def _status(item: Decision, log: DecisionLog, on: dt.date) -> str:
    """Return where a question stands on a day: open, decided, decided for a later day, or replaced by another entry."""
    if item.counts_from and item.counts_from > on:
        return "later"
    if item in log.in_force(on):
        return "decided"
    waits = item.status == "open" and item.topic not in {one.topic for one in log.in_force(on)}
    return "open" if waits or item in log.open_on(on) else "replaced"


def _row(item: Decision, names: dict[str, str], status: str) -> dict[str, str]:
    about = {
        "id": item.id,
        "question": item.question,
        "form": item.topic,
        "form_name": names.get(item.form, item.topic.replace("_", " ")),
    }
    about |= {"paragraph": item.paragraph, "options": "; ".join(item.options.values())}
    answer = {"option": item.option, "reason": item.reason, "decided_by": item.decided_by}
    since = item.counts_from.isoformat() if item.counts_from else ""
    return about | {"evidence": "; ".join(item.evidence), "status": status} | answer | {"counts_from": since}


def _none(log: DecisionLog) -> Absence:
    return Absence(
        id="no-committee-questions",
        country=log.country,
        reason="no_data",
        what="Questions to the national advisory committee",
        why="The country has no log of decisions.",
        file=log.file,
        layout="id, question, form, paragraph, options, evidence, proposed_by, status",
        answers="Which borderline forms has the committee to decide on, and what is known of them?",
    )
