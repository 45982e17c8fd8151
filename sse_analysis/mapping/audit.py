"""The arithmetic audit of published figures: every rule is general, every finding shows its sum."""

from __future__ import annotations

import pandas as pd

from sse_analysis.mapping import rules
from sse_analysis.mapping.contradictions import contradictions
from sse_analysis.mapping.findings import Limits, as_frame
from sse_analysis.mapping.identities import identities
from sse_analysis.mapping.lines import COUNTED, NEVER_COUNTS, SHOWN, figures
from sse_analysis.mapping.patterns import breaks, patterns
from sse_analysis.mapping.wholes import wholes
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping import Audit
from sse_analysis.sources.table import SourcedTable, citations


def audit(
    ledger: SourcedTable | Absence,
    legal_forms: SourcedTable | Absence | None = None,
    *,
    limits: Limits | None = None,
) -> Audit | Absence:
    """Return what the published figures say against one another, and the identities they keep.

    Parameters
    ----------
    ledger : SourcedTable
    legal_forms : SourcedTable, optional
    limits : Limits, optional
        Differences beyond which something is a finding.

    Returns
    -------
    Audit
        One row a finding. A fault is a question to the publishers, not a verdict on who is right: no figure is
        changed or dropped. What a source expects is set beside the others under this word and is in no course over time;
        targets are left out; claimed jobs are only compared.
    """
    if isinstance(ledger, Absence):
        return ledger
    given = limits or Limits()
    rows = figures(ledger, legal_forms)
    rows = rows[rows["kind"].isin(SHOWN) & ~rows["form"].isin(rules.rules()["context_forms"])]
    claims = rows[rows["measure"].eq("jobs_claimed")]
    rows = _counted_as(rows[~rows["measure"].isin(NEVER_COUNTS)])
    counted = rows[rows["kind"].isin(COUNTED)]
    found = [
        *identities(rows, given),
        *contradictions(rows, claims, given),
        *wholes(counted, given),
        *patterns(counted, given),
    ]
    if not found:
        return _nothing(ledger)
    frame = as_frame(found)
    return Audit(
        frame=frame,
        country=ledger.country,
        sources=citations(ledger.frame[ledger.frame["id"].isin(frame["ids"].str.split(";").explode())]),
        notes=(
            _summary(frame),
            "A finding is a question to the publishers; no figure was changed or dropped.",
        ),
        provenance=Provenance(inputs=(*ledger.inputs, *rules.inputs()), rules=(f"Limits: {given}",)),
        breaks=breaks(counted, given),
    )


def _counted_as(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.assign(counted_as=rows["measure"].mask(rows["measure"].isin(rules.one_count()), "entities"))


def _summary(frame: pd.DataFrame) -> str:
    holds = int((~frame["fault"]).sum())
    return f"{holds} sums, shares and means add up; {int(frame['fault'].sum())} findings are open."


def _nothing(ledger: SourcedTable) -> Absence:
    return Absence(
        id="no-audit",
        country=ledger.country,
        reason="not_computable",
        what="Arithmetic audit of the published figures",
        why="No two figures of the ledger have anything to do with one another.",
        file=ledger.file,
        layout="form, legal_form, measure, facets, value, unit, year, source_title",
        answers="Which published figures do not add up or contradict one another?",
    )
