"""The perimeter organization by organization: who is in, out or undecided under each definition, and which rule decided."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from sse_analysis import perimeter
from sse_analysis.harmonize.entities import Linked
from sse_analysis.mapping.registered import instead, made_of, names_of, sources_of
from sse_analysis.perimeter import DecisionLog
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping_registers import OrganizationsWithin
from sse_analysis.sources.registers import Records
from sse_analysis.sources.table import SourcedTable

_ENDED, _NO_FORM = "dissolved", "Legal form not stated"


def organizations_within(
    linked: Linked | Absence, records: tuple[Records, ...] | Absence, legal_forms: SourcedTable | Absence,
    log: DecisionLog, *, on: dt.date,
) -> OrganizationsWithin | Absence:  # fmt: skip
    """Return how many organizations each rule set takes in, leaves out or leaves undecided, by legal form and by rule.

    Parameters
    ----------
    linked : Linked
        Organizations behind the records; those that a register calls dissolved are left out.
    records : tuple of Records
    legal_forms : SourcedTable
        What the law of each form asks for.
    log : DecisionLog
        Decisions of the committee; those in force overrule the national and the broad rule set.
    on : date
        Day for which laws and decisions count.

    Returns
    -------
    OrganizationsWithin or Absence
        Each organization is judged once. A form that is not stated is undecided. Registers rarely tell what is
        practised; where they do not, the law of the form is all that is judged.
    """
    if isinstance(legal_forms, Absence):
        return legal_forms
    if isinstance(linked, Absence) or isinstance(records, Absence):
        return instead(linked, log.country, "entities")
    entities = lasting(linked)
    judged = perimeter.verdicts(legal_forms.frame, log, on=on)
    names = names_of(legal_forms)
    parts = []
    sets = [one for one in perimeter.rule_sets(on) if not one.asks_only]
    for one in sets:
        verdict = perimeter.judge_entities(entities, judged, rule_set=one.code)
        given = verdict.assign(legal_form=entities["legal_form_id"].fillna(_NO_FORM))
        keys = ["legal_form", "verdict", "because", "decided_by"]
        counts = given.groupby(keys, sort=False).size().rename("organizations").reset_index()
        parts.append(counts.assign(rule_set=one.code, rule_set_name=one.name))
    frame = pd.concat(parts, ignore_index=True)
    frame["name"] = [names.get(form, form) for form in frame["legal_form"]]
    made = made_of(records, linked)
    upper = legal_forms.frame[legal_forms.frame["tier"].isin(["secondary", "tertiary"])]
    tiers = sorted(set(upper["id"]) & set(frame["legal_form"]))
    beside = f"Of the second tier, beside their own members: {', '.join(names[one] for one in tiers)}."
    return OrganizationsWithin(
        frame=frame.assign(obs_status="A", conf_status="F"), country=log.country,
        sources=(*sources_of(records), *dict.fromkeys(one.cited for one in sets)),
        notes=(
            f"{len(entities):,} organizations that no register calls dissolved, each judged once.", perimeter.authorship(),
            "Judged by what the law of the form asks for, and by decisions in force. An organization may fail in practice.",
            *([beside] if tiers else []),
        ),
        provenance=Provenance((*made.inputs, *legal_forms.inputs, *perimeter.inputs(), *log.inputs)),
    )  # fmt: skip


def lasting(linked: Linked) -> pd.DataFrame:
    """Return the organizations that no register calls dissolved: ``legal_form_id`` by organization."""
    found = linked.organizations[~linked.organizations["state"].eq(_ENDED)]
    return pd.DataFrame({"legal_form_id": found["legal_form"].to_numpy()}, index=found["organization"])
