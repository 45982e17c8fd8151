"""Quantities of the SDG room that a reference case can ask for.

Each takes the input frames, the call and its options, and returns its roles: a number, or labels with values.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.results.disclosure import primary_suppression
from sse_analysis.sdg import alignment, composite, constants, sensitivity, thresholds
from sse_analysis.sdg.progress import Panel, escap, eurostat, oecd, open_sdg, sdsn, unsd

_PACE = ("target_year", "thresholds_target", "thresholds_no_target", "zero_target")


def _panel(frames: list[pd.DataFrame]) -> Panel:
    meta, series = frames
    return Panel(meta.set_index("indicator"), series)


def _roles(table: pd.DataFrame, columns: dict[str, str] | None = None) -> dict:
    names = columns or {name: name for name in table.columns}
    return {role: table[column].to_dict() for role, column in names.items()} | {"labels": list(table.index)}


def _goals(values: pd.Series) -> dict:
    return values.to_dict()


def sdsn_score(frames, call):
    panel = _panel(frames)
    scores = sdsn.score(panel)["score"]
    goals = panel.goal_mean(scores)
    return {
        "labels": [list(scores.index), list(goals.index)],
        "score": scores.to_dict(),
        "goal_score": _goals(goals),
        "index": sdsn.index(goals),
        "index_geometric_of_goals": sdsn.index(goals, aggregation="geometric"),
    }


def sdsn_dashboard(frames, call):
    panel = _panel(frames)
    given = constants.method("sdsn")
    table = sdsn.rate(panel, rating=given["rating"], colours=given["colours"])
    return _roles(table) | {"goal_value": _goals(sdsn.goal_rating(panel, table["rating"]))}


def sdsn_trend(frames, call):
    limits = constants.method("sdsn")["thresholds_trend"]
    return _roles(sdsn.trend(_panel(frames), **call["options"], thresholds_trend=limits))


def eurostat_cagr(frames, call):
    return _roles(eurostat.measure(_panel(frames), **_only(call, _PACE)))


def unsd_progress(frames, call):
    return _roles(unsd.measure(_panel(frames), **_only(call, _PACE)))


def open_sdg_progress(frames, call):
    given = constants.method("open_sdg")
    knots = {name: given[name] for name in ("score_target", "score_no_target")}
    return _roles(open_sdg.measure(_panel(frames), **_only(call, _PACE), **knots))


def escap_indices(frames, call):
    panel = _panel(frames)
    limits = constants.method("escap")["index_range"]
    table = escap.measure(panel, **call["options"], index_range=limits)
    roles = _roles(table.rename(columns={"projected": "projected_2030"}))
    return roles | {"goal_status": _goals(panel.goal_mean(table["current_status_index"]))}


def oecd_distance(frames, call):
    panel = _panel(frames)
    # The case scores every indicator, so its green threshold stands where the file has no target.
    meta = panel.meta.assign(target=panel.meta["target"].fillna(panel.meta["green"]))
    sd = pd.Series(call["options"]["sd"], index=meta.index)
    return _roles(oecd.measure(Panel(meta, panel.points), sd=sd))


def contribution(frames, call):
    own, everyone = call["x"]
    weights = dict(call["options"]["code_weights"])
    table = alignment.aligned_work(frames[0], targets=call["y"], own=own, everyone=everyone, weights=weights)
    return _roles(table)


def composite_index(frames, call):
    matrix, weights = np.array(call["options"]["matrix"]), call["options"]["weights"]
    roles = {how: composite.aggregate(matrix, weights=weights, how=how) for how in composite.AGGREGATIONS}
    roles |= {f"rank_{how}": composite.ranks(roles[how]) for how in ("arithmetic", "geometric")}
    named = {role: dict(enumerate(values.tolist())) for role, values in roles.items()}
    return named | {
        "rank_leave_one_out": composite.leave_one_out(matrix).tolist(),
        "mean_abs_rank_shift": composite.mean_rank_shift(matrix, weights=weights),
    }


def rank_acceptability(frames, call):
    given = call["options"]
    return {"estimate": composite.rank_probability(given["units"], unit=given["unit"], rank=given["rank"])}


def sobol(frames, call):
    given = call["options"]
    shares = _ishigami(given) if given["function"] == "ishigami" else _linear(given)
    names = [f"x{number + 1}" for number in range(len(shares.first_order))]
    return {
        "labels": names,
        "first_order": dict(zip(names, shares.first_order, strict=True)),
        "total_order": dict(zip(names, shares.total_order, strict=True)),
        "variance": shares.variance,
    }


def _ishigami(given):
    def function(x1, x2, x3):
        return np.sin(x1) + given["a"] * np.sin(x2) ** 2 + given["b"] * x3**4 * np.sin(x1)

    return sensitivity.quadrature_shares(function, ranges=[(-np.pi, np.pi)] * 3)


def _linear(given):
    half_widths = np.sqrt(3 * np.array(given["input_variances"]))

    def function(*inputs):
        return sum(coef * value for coef, value in zip(given["coef"], inputs, strict=True))

    return sensitivity.quadrature_shares(function, ranges=[(-width, width) for width in half_widths])


def fuzzy_calibration(frames, call):
    given = call["options"]
    anchors = {name: given[name] for name in ("out", "crossover", "full")}
    return {"estimate": dict(enumerate(thresholds.membership(given["x"], **anchors).tolist()))}


def suppression(frames, call):
    return _roles(primary_suppression(**call["options"]))


def _only(call, names):
    unknown = set(call["options"]) - set(names)
    if unknown:
        raise ValueError(f"unknown options: {sorted(unknown)}")
    return {name: call["options"][name] for name in names}


QUANTITIES = {
    "sdsn_score": sdsn_score,
    "sdsn_dashboard": sdsn_dashboard,
    "sdsn_trend": sdsn_trend,
    "eurostat_cagr": eurostat_cagr,
    "unsd_progress": unsd_progress,
    "open_sdg_progress": open_sdg_progress,
    "escap": escap_indices,
    "oecd_distance": oecd_distance,
    "contribution": contribution,
    "composite": composite_index,
    "rank_acceptability": rank_acceptability,
    "sobol": sobol,
    "fuzzy_calibration": fuzzy_calibration,
    "suppression": suppression,
}
