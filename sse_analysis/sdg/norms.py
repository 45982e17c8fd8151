"""Context thresholds after UNRISD's SDPI: an indicator of entities over a norm of the country, never over peers.

Reference: UNRISD 2022, Authentic Sustainability Assessment: a user manual for the Sustainable Development
Performance Indicators. Norms are figures of this project's tables, named with their year and release.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.errors import SchemaError
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.sdg import ThresholdGroups, Thresholds
from sse_analysis.sdg import constants
from sse_analysis.sources import constants as common
from sse_analysis.sources.constants import threshold
from sse_analysis.sources.table import SourcedTable
from sse_analysis.survey import SurveyDesign, SurveySample

FILE = "sdg_norms.csv"
SURVEY = "surveys/entities.csv"
#: Columns that part the entities.
GROUPS = ("stratum", "led_by_woman")
NOTES = (
    "The score of an entity is its value over the norm, at most 1 (norm over value where less is better). A norm "
    "of the country tells what its context sustains; it is not a limit that nature sets.",
)


def _no_survey(country: str) -> Absence:
    return Absence(
        id="no-sdg-thresholds",
        country=country,
        reason="no_data",
        what="Entities against thresholds of their context",
        why="No survey of entities is held.",
        file=f"data/{country}/{SURVEY}",
        layout="case_id, source, stratum, frame_size, weight, members, women_members, board_members, women_board, "
        "workers, workers_contract, workers_insured, loans_members",
        answers="How many entities reach what their context sustains: women on boards, contracts, insurance, finance.",
    )


def context_thresholds(answers: SourcedTable | Absence, sdg_series: SourcedTable | Absence, *,
               sdg_indicators: SourcedTable | Absence, context: SourcedTable | Absence) -> Thresholds | Absence:  # fmt: skip
    """Set entities against norms of their country.

    Parameters
    ----------
    answers : SourcedTable
        Survey of entities. Only those drawn from a frame are used: those who came by an open link stand for
        nobody but themselves.
    sdg_series, sdg_indicators, context : SourcedTable
        Where the norms are: the newest usable national value, or a target value.

    Returns
    -------
    Thresholds
        One row a norm: ``value`` (mean over entities, per cent) with ``ci_low, ci_high``; ``norm`` with
        ``norm_year`` and ``norm_source``; ``score`` from 0 to 1; ``reach``, the share of entities at the norm or
        beyond it (per cent), with interval; ``n``. Where no norm is held, ``why`` says so and nothing is scored.
    """
    if isinstance(answers, Absence):
        return _no_survey(answers.country)
    rules = common.table(FILE)
    missing = sorted(
        {*rules["numerator"], *rules["denominator"], "source", "weight", "stratum"} - set(answers.frame)
    )
    if missing:
        raise SchemaError(f"{answers.file} lacks the columns {', '.join(missing)}, which the norms ask for.")
    drawn = answers.frame[answers.frame["source"] == "frame"].reset_index(drop=True)
    figures = [table for table in (sdg_series, context) if not isinstance(table, Absence)]
    rows = [_row(rule, drawn, figures, sdg_indicators, answers.country) for rule in rules.to_dict("records")]
    inputs = [*answers.inputs, *common.inputs(FILE), *(pair for table in figures for pair in table.inputs)]
    return Thresholds(
        frame=pd.DataFrame(rows).astype({"norm_year": "Int64"}),
        country=answers.country,
        sources=tuple(dict.fromkeys(row["norm_source"] for row in rows if pd.notna(row["norm_source"]))),
        notes=(f"{len(drawn)} entities drawn from a frame; {len(answers.frame) - len(drawn)} that came by an open link "
               "are left out, because they stand for nobody but themselves.", *NOTES),
        provenance=Provenance(inputs=tuple(inputs)),
        asked=len(drawn),
    )  # fmt: skip


def _row(rule: dict, drawn: pd.DataFrame, figures: list[SourcedTable], indicators: SourcedTable | Absence,
         country: str) -> dict:  # fmt: skip
    about = {"id": rule["id"], "target": rule["target"], "target_label": constants.target_labels()[rule["target"]],
             "dimension": rule["dimension"], "indicator": rule["indicator"], "direction": rule["direction"],
             "rationale": rule["why"], "author": rule["author"], "status": rule["status"]}  # fmt: skip
    norm = _norm(rule, figures, indicators)
    if norm is None:
        nothing = dict.fromkeys(
            ("norm", "value", "ci_low", "ci_high", "score", "reach", "reach_low", "reach_high"), np.nan
        )
        why = f"No figure of {rule['norm_series']} is held for the country."
        return {**about, **nothing, "norm_year": pd.NA, "norm_source": pd.NA, "n": 0, "why": why,
                "obs_status": "O", "conf_status": "F"}  # fmt: skip
    return {**about, **norm, **_estimates(rule, drawn, norm["norm"], country), "why": pd.NA}


def _norm(rule: dict, figures: list[SourcedTable], indicators: SourcedTable | Absence) -> dict | None:
    """Return the norm with year and source: a value, its complement to 100, or a target value."""
    if rule["norm_kind"] == "target":
        if isinstance(indicators, Absence):
            return None
        rows = indicators.frame[indicators.frame["series"] == rule["norm_series"]].dropna(
            subset=["target_value_2030"]
        )
        if rows.empty:
            return None
        row = rows.iloc[0]
        basis = row["target_basis"].replace("_", " ")
        source = f"{row['label']}: target value {exact(row['target_value_2030']):g} ({basis})"
        return {"norm": float(row["target_value_2030"]), "norm_year": 2030, "norm_source": source}
    for table in figures:
        rows = table.frame[(table.frame["series"] == rule["norm_series"]) & table.frame["value"].notna()]
        whole = rows[rows["sex"] == "total"]
        rows = (whole if len(whole) else rows)[lambda part: part["location"] == "national"].dropna(
            subset=["year"]
        )
        rows = rows[~rows["obs_status"].isin(["U", "censored"])].sort_values("year")
        if len(rows):
            row = rows.iloc[-1]
            value = 100 - row["value"] if rule["norm_kind"] == "complement" else row["value"]
            source = f"{row['publisher']}, {row['label']} {row['year']} ({row['dataset']}, release {row['release']})"
            return {"norm": float(value), "norm_year": int(row["year"]), "norm_source": source}
    return None


def _sample(rule: dict, drawn: pd.DataFrame, norm: float, country: str) -> SurveySample:
    """Return the entities drawn with value, score and whether they reach the norm."""
    over, under = (pd.to_numeric(drawn[rule[name]], errors="coerce") for name in ("numerator", "denominator"))
    value = (100 * over / under).where((under > 0) & over.notna())
    quotient = value / norm if rule["direction"] == "floor" else norm / value.where(value > 0)
    groups = {name: drawn[name] for name in GROUPS if name in drawn}
    data = pd.DataFrame({"value": value, "score": quotient.clip(upper=1.0), **groups, "stratum": drawn["stratum"],
                         "reach": (quotient >= 1).astype(float).where(value.notna()),
                         "weight": pd.to_numeric(drawn["weight"])})  # fmt: skip
    return SurveySample(
        data, SurveyDesign(weights="weight", strata="stratum", singleton="adjust_centred"), country
    )


def _estimates(rule: dict, drawn: pd.DataFrame, norm: float, country: str) -> dict:
    """Return mean value, mean score and share that reaches the norm, over the entities drawn."""
    sample = _sample(rule, drawn, norm, country)
    found = {name: sample.mean(name).frame.iloc[0] for name in ("value", "score")}
    limits = {"ci_low": max(found["value"]["ci_low"], 0.0), "ci_high": min(found["value"]["ci_high"], 100.0)}
    n = int(sample.data["value"].notna().sum())
    share, low, high = _share(sample.proportion("reach", method="beta").frame.iloc[0], n)
    return {"value": found["value"]["estimate"], **limits, "score": found["score"]["estimate"],
            "reach": share, "reach_low": low, "reach_high": high, "n": n, "obs_status": "A", "conf_status": "F"}  # fmt: skip


def _share(row: pd.Series, n: int) -> tuple[float, float, float]:
    """Return a share and its interval in per cent; nobody or everybody of n is not known without error.

    Of 0 or n out of n the interval is that of Clopper and Pearson with the answers there are.
    """
    share, low, high = (100 * float(row[name]) for name in ("estimate", "ci_low", "ci_high"))
    width = 100 * (1 - 0.025 ** (1 / n)) if n else np.nan
    if share <= 0:
        return 0.0, 0.0, width
    return (100.0, 100 - width, 100.0) if share >= 100 else (share, low, high)


def groups_at_thresholds(
    answers: SourcedTable | Absence, reached: Thresholds | Absence
) -> ThresholdGroups | Absence:
    """Return the share of entities at each norm by group: legal form, and led by a woman or not.

    Parameters
    ----------
    answers : SourcedTable
        The survey that ``reached`` was made from.
    reached : Thresholds

    Returns
    -------
    ThresholdGroups
        One row a group and norm: ``group`` (stratum or led_by_woman), ``part``, ``reach`` with interval, ``n``.
        Groups of fewer than ``sdg.least_at_norm`` answers are not estimated and carry status O.
    """
    for given in (reached, answers):
        if isinstance(given, Absence):
            return given
    drawn = answers.frame[answers.frame["source"] == "frame"].reset_index(drop=True)
    rules = {rule["id"]: rule for rule in common.table(FILE).to_dict("records")}
    held = reached.frame.dropna(subset=["norm"])
    rows = [
        row
        for norm in held.to_dict("records")
        for row in _parts(rules[norm["id"]], norm, drawn, answers.country)
    ]
    if not rows:
        return _no_survey(answers.country)
    return ThresholdGroups(
        frame=pd.DataFrame(rows),
        country=answers.country,
        sources=reached.sources,
        notes=(f"Groups with fewer than {threshold('sdg.least_at_norm')} answers are not estimated. Differences between "
               "groups are within their intervals unless these are far apart.", *reached.notes[:1]),
        provenance=reached.provenance,
    )  # fmt: skip


def _parts(rule: dict, norm: dict, drawn: pd.DataFrame, country: str) -> list[dict]:
    sample = _sample(rule, drawn, norm["norm"], country)
    rows = []
    for group in (name for name in GROUPS if name in sample.data):
        counts = sample.data.loc[sample.data["value"].notna(), group].value_counts()
        found = sample.proportion("reach", by=group, method="beta").frame.set_index(group)
        for part in sorted(sample.data[group].dropna().unique()):
            enough = counts.get(part, 0) >= threshold("sdg.least_at_norm")
            share, low, high = _share(found.loc[part], counts[part]) if enough else (np.nan,) * 3
            rows.append({"group": group, "part": part, "id": rule["id"], "target": rule["target"],
                         "indicator": rule["indicator"], "reach": share,
                         "reach_low": low, "reach_high": high,
                         "n": int(counts.get(part, 0)), "obs_status": "A" if enough else "O",
                         "conf_status": "F"})  # fmt: skip
    return rows
