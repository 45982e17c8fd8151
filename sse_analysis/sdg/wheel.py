"""Each goal counted twice: under every goal something serves, and once."""

from __future__ import annotations

import pandas as pd

from sse_analysis.results.absence import Absence, passes_absence_on
from sse_analysis.results.sdg import Alignment, Claims, EvidenceMap, GoalWheel, each_source_once
from sse_analysis.sdg import constants, evidence

#: Most forms and targets of the map; the rest is counted in the note.
MOST_FORMS, MOST_TARGETS = 14, 30


def goal_wheel(said: Claims | Absence, aligned: Alignment | Absence) -> GoalWheel | Absence:
    """Return how much stands under each goal, with multiplicity and without.

    Parameters
    ----------
    said : Claims
        Used when there is no alignment of work: a claim for each goal it names, and each source once.
    aligned : Alignment
        Jobs under every target they serve, and under their primary target only.

    Returns
    -------
    GoalWheel
        One row a goal: ``every`` and ``once`` in per cent of what there is, ``multiplicity`` their ratio. The
        shares of ``once`` add up to 100 at most, those of ``every`` to more.
    """
    if isinstance(aligned, Absence):
        return said if isinstance(said, Absence) else _of_claims(said)
    goals = aligned.goals.set_index("goal")
    rows = 100 * goals[["jobs", "once"]].rename(columns={"jobs": "every"}) / aligned.jobs
    every, once = aligned.in_all
    return GoalWheel(
        frame=_goals(rows.join(goals[["obs_status", "conf_status"]])),
        country=aligned.country,
        sources=aligned.sources,
        notes=aligned.notes[:1],
        provenance=aligned.provenance,
        unit="per cent of the work of the SSE",
        in_all=(100 * every / aligned.jobs, 100 * once / aligned.jobs),
    )


def _of_claims(said: Claims) -> GoalWheel:
    read = each_source_once(evidence.claims_in(said.frame[said.frame["place"] != "elsewhere"]))
    grouped = read.groupby("goal")
    sources = evidence.sources_in(read)
    rows = pd.DataFrame({"every": grouped["source"].nunique(), "once": grouped["weight"].sum()})
    shares = _goals(100 * rows / (sources or float("nan")))
    return GoalWheel(
        frame=shares,
        country=said.country,
        sources=said.sources,
        notes=(f"Per cent of the {sources} sources read on this country or in general. 'Every' counts a source under "
               "each goal it has a claim on, 'once' shares one count among its claims. It counts sources, not what is "
               "done.",),
        provenance=said.provenance,
        unit="per cent of the sources read",
        in_all=(float(shares["every"].sum()), float(shares["once"].sum())),
    )  # fmt: skip


def _goals(rows: pd.DataFrame) -> pd.DataFrame:
    full = rows.reindex(range(1, 18)).rename_axis("goal").reset_index()
    silent = ~full["goal"].isin(rows.index)
    full[["every", "once"]] = full[["every", "once"]].mask(silent, 0.0)
    for name, value in {"obs_status": "A", "conf_status": "F"}.items():
        full[name] = full[name].fillna(value) if name in full else value
    many = (full["every"] / full["once"]).where(full["once"] > 0)
    return full.assign(goal_label=full["goal"].map(constants.goal_label), multiplicity=many)


@passes_absence_on
def evidence_map(said: Claims) -> EvidenceMap | Absence:
    """Return forms by targets: how many claims about this country or in general, and the best grade behind them.

    Returns
    -------
    EvidenceMap
        One row a form and target that is claimed: ``claims``, ``grade`` (missing when no source was read),
        ``sources`` different sources behind them, ``proposed`` rows without a source that was read (no claims),
        ``against`` claims that found no effect or the opposite. The rarest forms and targets are counted in
        the note.
    """
    near = said.frame[said.frame["target"].notna() & (said.frame["place"] != "elsewhere")]
    if near.empty:
        return said.about("here") if isinstance(said.about("here"), Absence) else said.about("general")
    forms = near["form"].value_counts().index[:MOST_FORMS]
    targets = near["target"].value_counts().index[:MOST_TARGETS]
    shown = near[near["form"].isin(forms) & near["target"].isin(targets)]
    grouped = shown.assign(against=shown["finding"].ne("for")).groupby(["form", "target"])
    frame = grouped.agg(
        goal=("goal", "first"),
        claims=("source", "count"),
        sources=("source", "nunique"),
        proposed=("source", lambda source: int(source.isna().sum())),
        grade=("evidence_grade", "min"),
        against=("against", "sum"),
    ).reset_index()
    frame = frame.assign(place=constants.agenda_place(frame["target"]), obs_status="A", conf_status="F")
    left = len(evidence.claims_in(near)) - len(evidence.claims_in(shown))
    noted = (f"{left} claims on rarer forms or targets are in the table of claims.",) if left else ()
    return EvidenceMap(
        frame=frame.sort_values(["place", "form"], kind="stable")
        .drop(columns="place")
        .reset_index(drop=True),
        country=said.country,
        sources=said.sources,
        notes=(*said.notes[:1], *noted),
        provenance=said.provenance,
    )
