"""Where published methods agree about a line, where they part, and why."""

from __future__ import annotations

import pandas as pd

from sse_analysis.results.absence import passes_absence_on
from sse_analysis.results.sdg import Agreement, Progress

_LINE = ["goal", "target", "indicator", "series", "label", "sex", "unit", "target_value", "target_basis", "n"]
_SPAN = ["first_year", "first", "last_year", "last", "target_met"]
#: Words for the distance between the highest and the lowest standing.
VERDICTS = {0: "agree", 1: "one step apart"}


@passes_absence_on
def agreement(measured: Progress) -> Agreement:
    """Set the standings of all methods beside each other, one row a line.

    Parameters
    ----------
    measured : Progress

    Returns
    -------
    Agreement
        A column for each method that grades a pace (the OECD distance does not): its ``standing`` from 0 to
        3. ``verdict`` is agree, one step apart, disagree, or one method only; ``reason`` says what parts
        them.
    """
    graded = measured.frame[measured.frame["method"] != "oecd"]
    order = [name for name, _ in measured.methods if name != "oecd"]
    keys = [*_LINE, *_SPAN]
    lines = graded.drop_duplicates("series" if _one_sex(graded) else ["series", "sex"])[keys]
    wide = graded.pivot(index=["series", "sex"], columns="method", values="standing")[order]
    frame = lines.set_index(["series", "sex"]).join(wide).join(_outlook(graded)).reset_index()
    spread = frame[order].max(axis=1) - frame[order].min(axis=1)
    known = frame[order].notna().sum(axis=1)
    verdict = spread.map(VERDICTS).fillna("disagree").mask(known < 2, "one method only")
    frame = frame.assign(methods=known, spread=spread, verdict=verdict)
    frame = frame.assign(
        reason=[_reason(row) for row in frame.to_dict("records")], obs_status="A", conf_status="F"
    )
    return Agreement(
        frame=frame[[*keys, *order, "methods", "spread", "verdict", "reason", "obs_status", "conf_status"]],
        country=measured.country,
        sources=measured.sources,
        notes=measured.notes[1:3],
        provenance=measured.provenance,
        methods=tuple(pair for pair in measured.methods if pair[0] in order),
    )


def _one_sex(frame: pd.DataFrame) -> bool:
    return frame.groupby("series")["sex"].nunique().max() == 1


def _outlook(graded: pd.DataFrame) -> pd.DataFrame:
    """Return where the projection of ESCAP leads, by line."""
    part = graded[graded["method"] == "escap"].set_index(["series", "sex"])
    return part[["projected"]]


def _reason(row: dict) -> str:
    """Name what parts the methods, from the numbers of the line."""
    if row["verdict"] in ("agree", "one method only"):
        return ""
    reasons = []
    if row["target_value"] == 0:
        reasons.append("target of zero: a rate of growth never reaches it")
    if row["target_met"]:
        reasons.append("target met: level against pace")
    if pd.notna(row["projected"]) and _turns(row):
        reasons.append("the longer past points the other way")
    if pd.isna(row["target_value"]):
        reasons.append("no target: each method has its own pace")
    return "; ".join(reasons) or "thresholds differ"


def _turns(row: dict) -> bool:
    return (row["projected"] - row["last"]) * (row["last"] - row["first"]) < 0
