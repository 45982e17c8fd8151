"""The self-identified definition: organizations that see themselves as part of the social and solidarity economy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd

from sse_analysis import perimeter
from sse_analysis.mapping.absences import not_from_published_figures
from sse_analysis.mapping.dimensions import WHOLE, drawn, sample_of
from sse_analysis.perimeter import DecisionLog
from sse_analysis.reference import codes
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping_perimeter import SelfIdentified
from sse_analysis.sources.constants import threshold
from sse_analysis.sources.entity_survey import EntitySurvey
from sse_analysis.sources.table import SourcedTable
from sse_analysis.survey.sample import SurveySample

CODE, COLUMN = "self_identified", "self_identified"
_LAW = {"in": "Core in law: in", "undecided": "Core in law: undecided", "out": "Core in law: out"}


def self_identified(
    survey: EntitySurvey | Absence, legal_forms: SourcedTable | Absence, log: DecisionLog, *, on: dt.date,
    level: float = 0.95,
) -> SelfIdentified | Absence:  # fmt: skip
    """Return the share and number of listed organizations that count themselves in: all, by form, by what the law says.

    Parameters
    ----------
    survey : EntitySurvey
        ``legal_form, stratum, weight, self_identified`` (yes, no; blank is open). Organizations of an open link have no
        known chance and are left out.
    legal_forms : SourcedTable
    log : DecisionLog
    on : date
        Day for which laws, versions of rule sets and decisions count.
    level : float
        Of the intervals: Korn and Graubard, which also holds for few answers and for shares of nothing or everything.

    Returns
    -------
    SelfIdentified or Absence
        Bounds take every open answer as a no, and as a yes. Groups of fewer than five answers are counted and not
        estimated (status Q). Forms counted elsewhere or outside a national count are left out.

    References
    ----------
    Korn and Graubard 1998 (interval); Manski 2003 (bounds).
    """
    if isinstance(legal_forms, Absence):
        return legal_forms
    if isinstance(survey, Absence) or COLUMN not in survey.frame:
        return not_from_published_figures(log.country, CODE)
    own = drawn(survey.frame).reset_index(drop=True)
    if own[COLUMN].notna().sum() < threshold("mapping.least_scored"):
        return not_from_published_figures(log.country, CODE)
    judged = perimeter.verdicts(legal_forms.frame, log, on=on)
    entities = own.rename(columns={"legal_form": "legal_form_id"})[["legal_form_id", COLUMN]]
    verdict = perimeter.judge_entities(entities, judged, rule_set=CODE)["verdict"]
    law = perimeter.judge_entities(entities[["legal_form_id"]], judged, rule_set="core")["in_law"]
    counted = verdict.isin(["in", "out", "undecided"])
    sample = sample_of(_answers(own, verdict))
    rows = [_row(sample, counted & inside, about, level) for about, inside in _groups(own, law)]
    one = next(item for item in perimeter.rule_sets(on) if item.code == CODE)
    return SelfIdentified(
        frame=pd.DataFrame([row for row in rows if row["n"] + row["open"]]), country=log.country, level=level,
        sources=(f"Survey of organizations ({survey.file})", one.cited), notes=_notes(own, survey.frame),
        provenance=Provenance((*survey.inputs, *legal_forms.inputs, *perimeter.inputs(), *log.inputs)),
    )  # fmt: skip


def _answers(own: pd.DataFrame, verdict: pd.Series) -> pd.DataFrame:
    """Return the answers as numbers: in, and in with every open answer a no (``least``) or a yes (``most``)."""
    said = verdict.map({"in": 1.0, "out": 0.0})
    return own.assign(said=said, least=said.fillna(0.0), most=said.fillna(1.0))


def _groups(own: pd.DataFrame, law: pd.Series) -> Iterator[tuple[dict[str, str], pd.Series]]:
    names = codes.labels("form")
    yield {"kind": "all", "group": WHOLE, "label": "All organizations"}, pd.Series(True, own.index)
    for one in sorted(own["stratum"].unique()):
        label = names.get(one, str(one).replace("_", " ").capitalize())
        yield {"kind": "form", "group": one, "label": label}, own["stratum"].eq(one)
    for word, label in _LAW.items():
        yield {"kind": "law", "group": word, "label": label}, law.eq(word)


def _row(sample: SurveySample, inside: pd.Series, about: dict[str, str], level: float) -> dict[str, object]:
    domain = inside.to_numpy()
    given = sample.data.loc[domain, "said"]
    row = about | {"n": int(given.notna().sum()), "open": int(given.isna().sum())}
    if row["n"] < threshold("mapping.least_scored"):
        names = (
            "estimate",
            "se",
            "ci_low",
            "ci_high",
            "lowest",
            "highest",
            "least",
            "most",
            "count_low",
            "count_high",
        )
        return row | dict.fromkeys(names, np.nan) | {"obs_status": "Q", "conf_status": "F"}
    share = sample.proportion("said", domain=domain, level=level, method="beta").frame.iloc[0]
    row |= {name: 100 * float(share[name]) for name in ("estimate", "se", "ci_low", "ci_high")}
    ends = {name: sample.mean(name, domain=domain, effects=False).frame.iloc[0] for name in ("least", "most")}
    row |= {
        "lowest": 100 * float(ends["least"]["estimate"]),
        "highest": 100 * float(ends["most"]["estimate"]),
    }
    return row | _count(sample, domain, level) | {"obs_status": "A", "conf_status": "F"}


def _count(sample: SurveySample, domain: np.ndarray, level: float) -> dict[str, float]:
    """Return how many listed organizations count themselves in: ends without a model, and what the sample adds to them."""
    found = {name: sample.total(name, domain=domain, level=level).frame.iloc[0] for name in ("least", "most")}
    known = float(sample.data.loc[domain, "least"].sum())
    return {
        "least": float(found["least"]["estimate"]), "most": float(found["most"]["estimate"]),
        "count_low": max(float(found["least"]["ci_low"]), known), "count_high": float(found["most"]["ci_high"]),
    }  # fmt: skip


def _notes(own: pd.DataFrame, everybody: pd.DataFrame) -> tuple[str, ...]:
    others = len(everybody) - len(own)
    return (
        f"{len(own):,} organizations drawn from the frame answered the survey; shares and numbers are weighted and hold for "
        "the listed organizations that exist. What an organization says of itself is no verdict on it.",
        "Bounds: the share or number if every organization that left the question open had said no, or yes. The 95% range "
        "of the number reaches from the lower end of the one to the upper end of the other.",
        f"A group of fewer than {threshold('mapping.least_scored')} answers is counted and not estimated. Core in law: "
        "what the law of the form asks for, and nothing on practice.",
        *([f"{others:,} organizations that followed an open link are left out."] if others else []),
    )
