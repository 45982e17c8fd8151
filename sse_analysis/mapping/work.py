"""The work that organizations give: how many persons, and under which conditions, from a survey of organizations.

A share of workers is a ratio of two totals. Workers of one organization share its conditions: the organization was
drawn, not the worker, so it is the organizations that the intervals count.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sse_analysis.mapping.absences import not_from_published_figures
from sse_analysis.mapping.dimensions import WHOLE, drawn
from sse_analysis.reference import codes
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping_work import WorkConditions
from sse_analysis.sources.constants import threshold
from sse_analysis.sources.entity_survey import EntitySurvey
from sse_analysis.survey import intervals
from sse_analysis.survey.design import SurveyDesign
from sse_analysis.survey.sample import SurveySample

WORKERS = "workers"


@dataclass(frozen=True)
class _Indicator:
    column: str
    label: str
    unit: str


INDICATORS = (
    _Indicator("workers_contract", "Workers with a written contract", "percent"),
    _Indicator("workers_insured", "Workers with social insurance", "percent"),
    _Indicator("workers_long_hours", "Workers with more than 48 hours a week", "percent"),
    _Indicator("pay_month_th", "Mean pay a month, thousands of the national currency", "amount"),
)


def work_conditions(
    survey: EntitySurvey | Absence, *, country: str, level: float = 0.95
) -> WorkConditions | Absence:
    """Return persons who work in listed organizations and the conditions of their work, for all and by group.

    Parameters
    ----------
    survey : EntitySurvey
        ``stratum, weight, workers`` and any of ``workers_contract, workers_insured, workers_long_hours`` (counts) and
        ``pay_month_th`` (sum over the workers). Organizations of an open link have no known chance and are left out.
    country : str
        Lower-case ISO 3166-1 alpha-3 code, for the absence.
    level : float
        Of the intervals: linearized ratio, logit for shares.

    Returns
    -------
    WorkConditions or Absence
        Groups of fewer than five organizations with workers and an answer are counted and not estimated (status Q);
        where one organization has more than half of the weighted workers the estimate is marked unreliable (U).

    References
    ----------
    International Labour Organization 2013, Decent work indicators; 20th ICLS 2018, statistics of cooperatives, par. 33.
    """
    if isinstance(survey, Absence) or WORKERS not in survey.frame:
        return not_from_published_figures(country, "work")
    own = drawn(survey.frame)
    asked = [one for one in INDICATORS if one.column in own and own[one.column].notna().any()]
    if own[WORKERS].gt(0).sum() < threshold("mapping.least_scored") or not asked:
        return not_from_published_figures(country, "work")
    rows = [*_jobs(own, level), *(row for one in asked for row in _conditions(own, one, level))]
    return WorkConditions(
        frame=pd.DataFrame(rows), country=country, level=level, notes=_notes(own, survey.frame, asked),
        sources=(f"Survey of organizations ({survey.file})",), provenance=Provenance(survey.inputs),
    )  # fmt: skip


def _groups(own: pd.DataFrame) -> Iterator[tuple[str, str, np.ndarray]]:
    names = codes.labels("form")
    yield WHOLE, "All organizations", np.ones(len(own), dtype=bool)
    for one in sorted(own["stratum"].unique()):
        label = names.get(one, str(one).replace("_", " ").capitalize())
        yield one, label, own["stratum"].eq(one).to_numpy()


def _sample(own: pd.DataFrame) -> SurveySample:
    design = SurveyDesign(weights="weight", strata="stratum", singleton="adjust_centred")
    return SurveySample(own.reset_index(drop=True), design)


def _jobs(own: pd.DataFrame, level: float) -> Iterator[dict[str, object]]:
    """Return the estimated number of persons who work in the organizations of the list."""
    sample = _sample(own)
    for group, label, inside in _groups(own):
        there = own[inside & own[WORKERS].notna()]
        about = _about(WORKERS, "Persons who work in them", "persons", group, label) | _behind(there)
        if len(there) < threshold("mapping.least_scored") or not about["organizations"]:
            # No worker in a sample is not no worker: zero with an interval of no width would be a claim.
            yield about | _nothing()
            continue
        row = sample.total(WORKERS, domain=inside, level=level).frame.iloc[0]
        ends = {
            "ci_low": max(float(row["ci_low"]), float(there[WORKERS].sum())),
            "ci_high": float(row["ci_high"]),
        }
        value = {
            "estimate": float(row["estimate"]),
            "se": float(row["se"]),
            "lowest": np.nan,
            "highest": np.nan,
        }
        yield about | value | ends | _status(about)


def _conditions(own: pd.DataFrame, one: _Indicator, level: float) -> Iterator[dict[str, object]]:
    sample = _sample(own)
    answered = (own[one.column].notna() & own[WORKERS].gt(0)).to_numpy()
    for group, label, inside in _groups(own):
        there = own[inside & answered]
        about = _about(one.column, one.label, one.unit, group, label) | _behind(there)
        if len(there) < threshold("mapping.least_scored"):
            yield about | _nothing()
            continue
        row = sample.ratio(one.column, WORKERS, domain=inside & answered, level=level).frame.iloc[0]
        yield about | _ratio(row, one.unit, level) | _open(own[inside], one) | _status(about)


def _about(indicator: str, label: str, unit: str, group: str, group_label: str) -> dict[str, object]:
    return {"indicator": indicator, "label": label, "unit": unit, "group": group, "group_label": group_label}


def _behind(there: pd.DataFrame) -> dict[str, object]:
    """Return what stands behind an estimate: organizations with workers, their workers, the share of the largest."""
    working = there[there[WORKERS].gt(0)]
    mass = working["weight"] * working[WORKERS]
    return {
        "organizations": len(working), "workers": int(working[WORKERS].sum()),
        "largest": 100 * float(mass.max() / mass.sum()) if len(working) else np.nan,
    }  # fmt: skip


def _ratio(row: pd.Series, unit: str, level: float) -> dict[str, float]:
    p, se = float(row["estimate"]), float(row["se"])
    if unit == "amount":
        ends = float(row["ci_low"]), float(row["ci_high"])
        return {"estimate": p, "se": se, "ci_low": max(ends[0], 0.0), "ci_high": ends[1]}
    # A share of no worker or of every worker has no spread in the sample; an interval of no width would be a claim.
    edge = p in (0.0, 1.0) or se == 0
    ends = (
        (np.nan, np.nan)
        if edge
        else intervals.proportion(p, se, df=float(row["df"]), n=int(row["n"]), level=level)
    )
    found = {"estimate": p, "se": se, "ci_low": ends[0], "ci_high": ends[1]}
    return {name: 100 * value for name, value in found.items()}


def _open(rows: pd.DataFrame, one: _Indicator) -> dict[str, float]:
    """Return a share if no worker, or every worker, of the organizations that left the question open were among them."""
    if one.unit == "amount":
        return {"lowest": np.nan, "highest": np.nan}
    working = rows[rows[WORKERS].gt(0)]
    mass = working["weight"] * working[WORKERS]
    known, silent = (working["weight"] * working[one.column]).sum(), mass[working[one.column].isna()].sum()
    return {"lowest": 100 * known / mass.sum(), "highest": 100 * (known + silent) / mass.sum()}


def _nothing() -> dict[str, object]:
    names = ("estimate", "se", "ci_low", "ci_high", "lowest", "highest")
    return dict.fromkeys(names, np.nan) | {"obs_status": "Q", "conf_status": "F"}


def _status(about: dict[str, object]) -> dict[str, str]:
    return {"obs_status": "U" if about["largest"] > threshold("mapping.decides") else "A", "conf_status": "F"}


def _notes(own: pd.DataFrame, everybody: pd.DataFrame, asked: list[_Indicator]) -> tuple[str, ...]:
    working, silent = own[WORKERS].gt(0).sum(), [one.label.lower() for one in INDICATORS if one not in asked]
    notes = [
        f"{len(own):,} organizations drawn from the frame answered, {working:,} of them with workers. Shares and pay are "
        "ratios of weighted totals; the organization was drawn, so the interval counts organizations, not workers.",
        "Bounds: the share if none, or all, of the workers of organizations that left the question open were among them.",
        f"A group of fewer than {threshold('mapping.least_scored')} organizations with workers and an answer is not "
        "estimated. A star marks "
        "groups in which one organization has more than half of the weighted workers: it decides the estimate.",
        "Persons who work are those of organizations on the list the sample was drawn from; members who work only on "
        "their own account, and organizations on no list, are not in it.",
    ]
    if silent:
        notes.append(f"Not asked, or answered by nobody: {'; '.join(silent)}.")
    if len(everybody) > len(own):
        notes.append(f"{len(everybody) - len(own):,} organizations that followed an open link are left out.")
    return tuple(notes)
