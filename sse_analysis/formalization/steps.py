"""How far entities have come on the way to formality, and how long they stay unregistered."""

from __future__ import annotations

import warnings
from dataclasses import replace

import numpy as np
import pandas as pd

from sse_analysis.formalization.missing import absent
from sse_analysis.formalization.surveyed import FEW, in_percent
from sse_analysis.reference.codes import labels
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.disclosure import printable
from sse_analysis.results.formalization_persons import Surveyed, Waiting
from sse_analysis.sources.constants import size_classes, threshold
from sse_analysis.sources.table import SourcedTable
from sse_analysis.survey import SurveyDesign, SurveySample

#: Steps in the order they are usually taken (WIEGO; Recommendation 204), and the column of the entity survey.
STEPS = {
    "registered": "registered", "tax_registered": "registered for tax", "keeps_accounts": "keeps accounts",
    "insured": "insures its workers",
}  # fmt: skip
_TIMES = tuple(range(11))
_HAZARDS = ["term", "ratio", "ci_low", "ci_high", "p", "check"]


def entity_ladder(survey: SourcedTable | Absence, *, year: int | None = None) -> Surveyed | Absence:
    """Estimate the share of entities on every step from registration to social insurance, by form and age.

    Parameters
    ----------
    survey : SourcedTable
        Entities that answered: ``stratum``, ``founded``, ``registered``, ``tax_registered``, ``keeps_accounts`` (yes or no),
        ``workers``, ``workers_insured``, ``weight``, ``frame_size``. Entities without a weight came by an open link, are
        no sample and are left out.
    year : int, optional
        Year ages are counted to; default: the latest founding.
    """
    if isinstance(survey, Absence):
        return absent("ladder", country=survey.country)
    frame = survey.frame
    lacks = [name for name in ("stratum", "founded", "registered", "weight") if name not in frame]
    if lacks:
        return _lacking(survey, "ladder", lacks)
    drawn = _coded(frame[frame["weight"].notna()], year)
    sample = SurveySample(drawn, _design(drawn), survey.country)
    held = [name for name in STEPS if name in drawn and drawn[name].notna().any()]
    parts = [_shares(sample, name, by=by) for name in held for by in (None, "kind", "age_of_entity")]
    table = pd.concat(parts, ignore_index=True)
    left = int(frame["weight"].isna().sum())
    notes = (
        f"{len(drawn)} entities drawn from the registers and weighted; {left} that came by an open link are left out: they "
        "are no sample.",
        "Insurance is counted among entities with workers. Cells of fewer than 10 entities are not printed; a wide "
        "interval means few.",
        "The classes of age are cuts of this project, a proposal; no standard sets them.",
    )
    return _finished(survey, table, notes)


def _coded(frame: pd.DataFrame, year: int | None) -> pd.DataFrame:
    out = pd.DataFrame(index=range(len(frame)))
    given = frame.reset_index(drop=True)
    for name in ("registered", "tax_registered", "keeps_accounts"):
        if name in given:
            out[name] = given[name].map({"yes": 1.0, "no": 0.0, True: 1.0, False: 0.0})
    if {"workers", "workers_insured"} <= set(given):
        workers, insured = (pd.to_numeric(given[name]) for name in ("workers", "workers_insured"))
        out["insured"] = (insured > 0).astype("float64").where((workers > 0) & insured.notna())
    out["kind"] = given["stratum"].map(
        lambda word: labels("form").get(word, str(word).replace("_", " ").capitalize())
    )
    founded = pd.to_numeric(given["founded"])
    age = (year or founded.max()) - founded
    starts, words = zip(*size_classes("age_of_entity"), strict=True)
    out["age_of_entity"] = pd.cut(age, [*starts, np.inf], right=False, labels=list(words), ordered=False)
    out["weight"] = pd.to_numeric(given["weight"]).to_numpy("float64")
    out["stratum"] = given["stratum"].to_numpy()
    if "frame_size" in given:
        out["frame_size"] = pd.to_numeric(given["frame_size"]).to_numpy("float64")
    return out


def _kind(word: object) -> str:
    return labels("form").get(word, str(word).replace("_", " ").capitalize())


def _design(drawn: pd.DataFrame) -> SurveyDesign:
    fpc = ("frame_size",) if "frame_size" in drawn and drawn["frame_size"].notna().all() else ()
    return SurveyDesign(weights="weight", strata="stratum", fpc=fpc, singleton="certainty")


def _shares(sample: SurveySample, name: str, *, by: str | None) -> pd.DataFrame:
    """Return the share on one step, of all entities or by group."""
    rows = sample.data[name].notna().to_numpy()
    found = sample.mean(name, by=by or (), domain=rows).frame
    label = found[by].astype("str").to_numpy() if by else ["all"] * len(found)
    frame = found.assign(group=STEPS[name], label=label)
    shares = in_percent(frame.drop(columns=["variable", *([by] if by else [])])[frame["n"] > 0])
    return printable(shares.drop(columns="decision"), additive=False, few=FEW)


def _finished(survey: SourcedTable, table: pd.DataFrame, notes: tuple[str, ...]) -> Surveyed:
    covariance = np.full((len(table), len(table)), np.nan)
    return Surveyed(
        frame=table, covariance=covariance, country=survey.country, notes=notes, id="formalization-ladder",
        title="Steps to formality that entities have taken", unit="percent of entities on the frame",
        behind="Entities in the sample", sources=_cited(survey), provenance=Provenance(survey.inputs),
    )  # fmt: skip


def _cited(survey: SourcedTable) -> tuple[str, ...]:
    return (f"Survey of organizations ({survey.file})",)


def time_to_registration(
    survey: SourcedTable | Absence, registers=(), *, year: int | None = None
) -> Waiting | Absence:
    """Estimate how long entities stay unregistered after founding, by form: Kaplan and Meier, and Cox.

    An entity that was founded before observation began enters when it does (``seen_from``, delayed entry); without that
    column from its founding. Those not registered are censored at ``year``. Cox: hazard of registration of every form
    against the first, Efron ties; Schoenfeld residuals against log time check that hazards are in proportion.

    Parameters
    ----------
    survey : SourcedTable
        ``founded``, ``registered_year`` (missing: not registered), ``stratum``; ``seen_from`` where it is known. Without
        ``registered_year`` the dates come from the registers, by ``frame_id`` and ``registered``.
    registers : sequence of Records, or Absence
        Registers with ``record_id`` and ``registered_on``. One that knows the year only is left out: it may be that of
        founding.
    year : int, optional
        Year of the survey; default: the latest in the table.
    """
    if isinstance(survey, Absence):
        return absent("time_to_registration", country=survey.country)
    answered = len(survey.frame)
    if "registered_year" not in survey.frame and not isinstance(registers, Absence):
        survey = dated(survey, registers)
    undated = answered - len(survey.frame)
    lacks = [name for name in ("founded", "registered_year", "stratum") if name not in survey.frame]
    if lacks:
        return _lacking(survey, "time_to_registration", lacks)
    spells, left = _spells(survey.frame, year)
    groups = [group for group, own in spells.groupby("group") if len(own) >= 2 * FEW]
    small = int((~spells["group"].isin(groups)).sum())
    spells = spells[spells["group"].isin(groups)]
    if spells.empty or not spells["event"].any():
        return _lacking(survey, "time_to_registration", ["enough dated registrations"])
    frame = pd.concat([_curve(own, group) for group, own in spells.groupby("group")], ignore_index=True)
    notes = (
        f"{len(spells)} entities, {int(spells['event'].sum())} registered. Left out: {left} without a year of founding or "
        f"with a registration before it; {undated} that say they are registered and that no register dates, which makes the "
        f"shares not registered too high; {small} of forms with fewer than {2 * FEW} entities. Entities on no list are not "
        "seen at all. Not weighted.",
    )
    return Waiting(
        frame=frame, country=survey.country, notes=notes, hazards=_hazards(spells),
        title="Entities not yet registered, by years since founding", sources=_cited(survey),
        provenance=Provenance(survey.inputs),
    )  # fmt: skip


def dated(survey: SourcedTable, registers) -> SourcedTable:
    """Return the survey with the year of registration from the registers its answers were drawn from.

    Entities that say they are registered and that no register dates are left out: when is not known.
    """
    frame = survey.frame
    if not {"frame_id", "registered"} <= set(frame):
        return survey
    known = {}
    for records in registers:
        days = pd.to_datetime(records.frame["registered_on"]) if "registered_on" in records.frame else None
        if days is None or (days.dt.day_of_year.dropna() == 1).mean() > threshold("formalization.years_only"):
            continue
        known |= dict(zip(records.frame["record_id"], days.dt.year, strict=True))
    years = frame["frame_id"].map(known).astype("float64")
    undated = frame["registered"].eq("yes") & years.isna()
    return replace(survey, frame=frame.assign(registered_year=years)[~undated].reset_index(drop=True))


def _spells(frame: pd.DataFrame, year: int | None) -> tuple[pd.DataFrame, int]:
    """Return entry, exit and event of every entity, in years since founding, and how many were left out."""
    founded, done = (pd.to_numeric(frame[name]).astype("float64") for name in ("founded", "registered_year"))
    last = year or float(np.nanmax([founded.max(), done.max()]))
    seen = pd.to_numeric(frame["seen_from"]).astype("float64") if "seen_from" in frame else founded
    exit_ = done.where(done.notna(), last) - founded
    # A registration in the year of founding took half a year on average; the risk set needs a positive time.
    spells = pd.DataFrame({
        "entry": (seen - founded).clip(lower=0), "exit": exit_ + 0.5, "event": done.notna().astype(int),
        "group": frame["stratum"].map(_kind),
    })  # fmt: skip
    good = founded.notna() & (exit_ >= 0) & (spells["entry"] < spells["exit"])
    return spells[good].reset_index(drop=True), int((~good).sum())


def _curve(own: pd.DataFrame, group: str) -> pd.DataFrame:
    """Return the curve at whole years; missing where nobody is at risk any more, unless all have registered."""
    from statsmodels.duration.survfunc import SurvfuncRight

    with np.errstate(divide="ignore", invalid="ignore"):
        found = SurvfuncRight(own["exit"], own["event"], entry=own["entry"])
    rows = []
    for time in _TIMES:
        place = np.searchsorted(found.surv_times, time, side="right") - 1
        at_risk = int(((own["entry"] <= time) & (own["exit"] > time)).sum())
        value, se = (
            (1.0, 0.0) if place < 0 else (float(found.surv_prob[place]), float(found.surv_prob_se[place]))
        )
        low, high = _log_log(value, se)
        if not at_risk and value > 0:
            value, low, high = np.nan, np.nan, np.nan
        rows.append(
            {
                "group": group,
                "time": time,
                "survival": value,
                "ci_low": low,
                "ci_high": high,
                "n_risk": at_risk,
            }
        )
    return pd.DataFrame(rows)


def _log_log(value: float, se: float) -> tuple[float, float]:
    """Return the interval of a survival probability on the scale of log(-log S), which stays between 0 and 1."""
    if value in (0.0, 1.0) or not se > 0:
        return value, value
    half = 1.959964 * se / (value * abs(np.log(value)))
    return float(value ** np.exp(half)), float(value ** np.exp(-half))


def _hazards(spells: pd.DataFrame) -> pd.DataFrame:
    """Return the hazard ratio of every group against the first, and the check of proportional hazards."""
    from scipy.stats import pearsonr
    from statsmodels.duration.hazard_regression import PHReg

    groups = [group for group, own in spells.groupby("group") if own["event"].any()]
    inside = spells[spells["group"].isin(groups)].reset_index(drop=True)
    matrix = (
        np.column_stack([inside["group"].eq(group) for group in groups[1:]]).astype("float64")
        if groups[1:]
        else None
    )
    if matrix is None:
        return pd.DataFrame(columns=_HAZARDS)
    with warnings.catch_warnings():
        # Where one group has all its events before the other's first, the ratio runs to infinity: left out below.
        warnings.simplefilter("ignore")
        fit = PHReg(inside["exit"], matrix, status=inside["event"], entry=inside["entry"], ties="efron").fit(
            disp=0
        )
        residuals = np.asarray(fit.schoenfeld_residuals)
    rows = []
    for place, group in enumerate(groups[1:]):
        if abs(fit.params[place]) > threshold("formalization.separated"):
            continue
        known = ~np.isnan(residuals[:, place])
        check = (
            pearsonr(np.log(inside["exit"][known]), residuals[known, place]).pvalue
            if known.sum() > 3
            else np.nan
        )
        low, high = fit.params[place] + np.array([-1.959964, 1.959964]) * fit.bse[place]
        rows.append({"term": f"{group} against {groups[0]}", "ratio": np.exp(fit.params[place]), "ci_low": np.exp(low),
                     "ci_high": np.exp(high), "p": fit.pvalues[place], "check": check})  # fmt: skip
    return pd.DataFrame(rows, columns=_HAZARDS)


def _lacking(survey: SourcedTable, question: str, lacks: list[str]) -> Absence:
    about = absent(question, country=survey.country)
    return Absence(
        id=about.id, country=survey.country, reason="not_computable", what=about.what, file=survey.file,
        why=f"The survey of entities does not have {', '.join(lacks)}.", layout=", ".join(lacks), answers=about.answers,
    )  # fmt: skip
