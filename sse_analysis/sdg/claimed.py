"""Claims set against the national figures held, and what is claimed without data."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from sse_analysis.results.absence import Absence, passes_absence_on
from sse_analysis.results.sdg import Baseline, ClaimedTargets, Claims, UnsupportedClaims
from sse_analysis.sdg import constants, evidence
from sse_analysis.sdg.gaps import under_targets

_FIGURE = [
    "label",
    "series",
    "sex",
    "value",
    "qualifier",
    "unit",
    "year",
    "target_value",
    "target_basis",
    "distance",
]
_STATE = ["direction", "trend", "why_no_trend", "stand_in", "obs_status", "conf_status"]

NO_CONCLUSION = (
    "The national figure tells where the country stands. It does not measure what the social and "
    "solidarity economy "
    "contributes to it."
)


@passes_absence_on
def claimed_targets(
    said: Claims, standing: Baseline | Absence, *, focus: Sequence[str] = ()
) -> ClaimedTargets:
    """Return one row a claimed target: how often, on what evidence, and the national figure beside it.

    Parameters
    ----------
    said : Claims
    standing : Baseline
    focus : sequence of str
        Targets to show, such as ``["8.3"]``. Default: every claimed target. A focus target without a claim
        is kept.

    Returns
    -------
    ClaimedTargets
        Counts of claims by place, proposals without a source apart in ``to_verify``; ``sources`` are the different
        sources of the claims about this country or in general; ``by_source`` counts those whose source names the
        target itself; ``not_for`` those that found no effect or the opposite; ``best_grade`` over this country and general
        claims. Of several series the figure is the newest official one with an agreed direction;
        ``series_held`` counts all; ``stand_in`` marks a target for which nothing but stand-ins is held.
    """
    aimed = said.frame[said.frame["target"].notna()]
    targets = list(focus) or [code for code in constants.target_labels() if code in set(aimed["target"])]
    held = _to_show_first(standing)
    rows = [_target(code, aimed[aimed["target"] == code], _figures(held, code)) for code in targets]
    return ClaimedTargets(
        frame=pd.DataFrame(rows).astype({"year": "Int64"}),
        country=said.country,
        sources=(*said.sources[:3], *standing.sources[:3]),
        notes=(NO_CONCLUSION, *said.notes[:2], *standing.notes[:1]),
        provenance=standing.provenance,
    )


def _target(code: str, part: pd.DataFrame, figures: pd.DataFrame) -> dict:
    counts = evidence.claims_in(part)["place"].value_counts()
    near = part[part["place"] != "elsewhere"]
    shown = figures.iloc[0] if len(figures) else pd.Series(dtype=object)
    absent = {"obs_status": "L", "conf_status": "F", "stand_in": False, "qualifier": ""}
    return {
        "goal": int(code.split(".")[0]),
        "target": code,
        "target_label": constants.target_labels()[code],
        "forms": ", ".join(sorted(set(part["form"].dropna()))),
        **{place: int(counts.get(place, 0)) for place in ("here", "general", "elsewhere")},
        "sources": evidence.sources_in(near),
        "by_source": int((part["claimed_by_source"] & part["target_by"].eq("source")).sum()),
        "to_verify": int((part["standing"] == "to verify").sum()),
        "not_for": int((part["finding"] != "for").sum()),
        "best_grade_here": _best(part[part["place"] == "here"]),
        "best_grade": _best(near),
        "series_held": len(figures),
        **{name: shown.get(name, absent.get(name, pd.NA)) for name in (*_FIGURE, *_STATE)},
    }


def _best(part: pd.DataFrame) -> object:
    grades = part["evidence_grade"].dropna()
    return min(grades) if len(grades) else pd.NA


def _to_show_first(standing: Baseline) -> pd.DataFrame:
    """Return the lines of a baseline: official before stand-ins, with a direction before without, newest first."""
    frame = standing.frame
    keys = pd.DataFrame(
        {"proxy": frame["stand_in"], "mute": frame["direction"].eq("none"), "age": -frame["year"]}
    )
    return frame.loc[keys.sort_values(["proxy", "mute", "age"], kind="stable").index]


def _figures(frame: pd.DataFrame, target: str) -> pd.DataFrame:
    """Return the lines held for a target, its own first, in the order of the frame."""
    return under_targets(frame[frame["value"].notna()], [target])


@passes_absence_on
def claims_without_data(said: Claims, standing: Baseline | Absence) -> UnsupportedClaims | Absence:
    """Return the claims about this country, and the general ones, that no national figure can be set against.

    Returns
    -------
    UnsupportedClaims
        One row a claim, or a proposal without a source, with its ``lacking``: no source read, no target named, no
        figure held, only a stand-in, or only a figure from before the baseline year. Claims about other countries are
        left out.
    """
    near = said.frame[said.frame["place"] != "elsewhere"]
    lines = _to_show_first(standing)
    held = {target: _figures(lines, target) for target in near["target"].dropna().unique()}
    lacking = [_lacking(row, held.get(row["target"]), standing) for row in near.to_dict("records")]
    kept = ["id", "goal", "goal_label", "target", "target_label", "form", "place", "claim", "evidence_grade"]
    frame = near[[*kept, "standing", "source_title", "source_publisher", "source_date"]].assign(
        lacking=pd.array(lacking, dtype="str"), obs_status="L", conf_status="F"
    )
    frame = frame.dropna(subset=["lacking"]).reset_index(drop=True)
    return UnsupportedClaims(
        frame=frame,
        country=said.country,
        sources=said.sources,
        notes=(_how_many(frame, near), NO_CONCLUSION),
        provenance=said.provenance,
    )


def _how_many(frame: pd.DataFrame, near: pd.DataFrame) -> str:
    proposed = int(frame["standing"].eq("to verify").sum())
    noun = "proposal" if proposed == 1 else "proposals"
    also = f", and {proposed} {noun} without a source that was read" if proposed else ""
    return f"{len(frame) - proposed} of {len(evidence.claims_in(near))} claims about the country or in general{also}."


def _lacking(row: dict, figures: pd.DataFrame | None, standing: Baseline) -> object:
    if row["standing"] == "to verify":
        return "no source read"
    if figures is None:
        return "names a goal, no target"
    if figures.empty:
        return "no figure held for the target"
    if figures["stand_in"].all():
        return "only a stand-in is held"
    if figures["year"].max() < standing.baseline_year:
        return f"only figures from before {standing.baseline_year}"
    return pd.NA
