"""Which single organizations of the registers entered or left the national perimeter between two versions, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from sse_analysis.committee.difference import Side
from sse_analysis.committee.replaying import Load, Replay
from sse_analysis.perimeter import counting_on, verdicts
from sse_analysis.results.absence import Absence

#: An organization that moves with its legal form: the decision or the law is told of the form, not of each.
WITH_FORM = "its legal form is judged otherwise"
_NOT_STATED = "not stated"


@dataclass(frozen=True)
class Passage:
    """One organization that entered or left.

    Parameters
    ----------
    organization : str
        Register and number of a record of it.
    form : str
        Id of its legal form where it is inside; empty where none is stated.
    move : {"enters", "leaves"}
    """

    organization: str
    name: str
    form: str
    move: str
    why: str


def passages(one: Side, other: Side, *, load: Load) -> tuple[Passage, ...] | None:
    """Return the organizations inside the national perimeter of one version only, by legal form and number.

    Records decide: an organization stays if one of its records belongs to an organization that is inside in the other
    version too, so that linking anew moves nobody. Second tiers and silent bodies count as decided.

    Returns
    -------
    tuple of Passage or None
        None where the content of an input was not kept; empty where the country has no registers.
    """
    if one.basis is None or other.basis is None:
        return None
    replay = Replay(one.state["country"], load)
    sides = []
    for basis in (one.basis, other.basis):
        with replay.study(basis) as study:
            sides.append(_records(study, basis.date))
    before, after = sides
    found = [*_crossed(after, before, "enters"), *_crossed(before, after, "leaves")]
    return tuple(sorted(found, key=lambda row: (row.why == WITH_FORM, row.form, row.move, row.organization)))


def _records(study: Any, on: Any) -> pd.DataFrame:
    """Return ``organization, name, form, state, verdict, inside`` of the organization behind every record, by its key."""
    linked, forms = study.organizations, study.legal_forms
    if isinstance(linked, Absence) or isinstance(forms, Absence):
        return pd.DataFrame(columns=["organization", "name", "form", "state", "verdict", "inside"])
    judged = verdicts(forms.frame, study.decisions, on=on)
    national = judged[judged["rule_set"].eq("national")].set_index("id")["verdict"]
    counting = counting_on(study.decisions, on)
    upper = forms.frame.loc[forms.frame["tier"].isin(["secondary", "tertiary"]), "id"]
    own = linked.organizations
    verdict = own["legal_form"].map(national).fillna("undecided")
    if counting["second_tier"] != "added":
        verdict = verdict.mask(own["legal_form"].isin(upper), "second tier")
    alive = (
        own["state"].eq("active") if counting["silent_bodies"] == "active" else ~own["state"].eq("dissolved")
    )
    frame = pd.DataFrame({
        "organization": own["organization"], "name": own["name"], "form": own["legal_form"].fillna(""),
        "state": own["state"].fillna("unknown"), "verdict": verdict, "inside": verdict.eq("in") & alive,
    })  # fmt: skip
    return linked.entities[["key", "organization"]].merge(frame, on="organization").set_index("key")


def _crossed(there: pd.DataFrame, here: pd.DataFrame, move: str) -> list[Passage]:
    """Return the organizations that are inside there, and no record of which is inside here."""
    inside = there[there["inside"].astype(bool)]
    known = set(here.index[here["inside"].astype(bool)])
    found = []
    for organization, part in inside.groupby("organization", sort=True):
        if known.isdisjoint(part.index):
            row = part.iloc[0]
            name = "" if pd.isna(row["name"]) else str(row["name"])
            found.append(Passage(str(organization), name, row["form"], move, _why(part, here, move)))
    return found


def _why(part: pd.DataFrame, here: pd.DataFrame, move: str) -> str:
    """Return in what an organization differs between the version where it is inside and the other one."""
    keys = [key for key in part.index if key in here.index]
    if not keys:
        return "new in the registers" if move == "enters" else "no longer in the registers"
    own, rest = part.iloc[0], here.loc[keys[0]]
    ends = [(rest, own), (own, rest)][move == "leaves"]
    if own["form"] != rest["form"]:
        was, now = (end["form"] or _NOT_STATED for end in ends)
        return f"legal form: {was} -> {now}"
    if own["verdict"] != rest["verdict"]:
        return WITH_FORM
    if own["state"] != rest["state"]:
        return f"state: {ends[0]['state']} -> {ends[1]['state']}"
    return "silent bodies are counted otherwise"
