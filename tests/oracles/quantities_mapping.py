"""Quantities of registers, links and publication that a reference case can ask for."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np
import pandas as pd

from sse_analysis.harmonize import linkage, strings
from sse_analysis.mapping import coverage, spatial, structure, survival
from sse_analysis.survey import imputation, multiplicity, reliability, sensitivity


def _options(call, *known):
    unknown = set(call["options"]) - set(known)
    if unknown:
        raise ValueError(f"unknown options: {sorted(unknown)}")
    return call["options"]


def _indexed(frames, call) -> pd.DataFrame:
    frame = frames[0]
    (region,) = call["by"] or [None]
    return frame.set_index(region) if region else frame


def _events(frames, call) -> tuple[pd.Series, pd.Series]:
    frame = _indexed(frames, call)
    return frame[call["y"]].sum(axis=1, skipna=False), frame[call["x"][0]]


def location_quotient(frames, call):
    given, frame = _options(call, "of"), _indexed(frames, call)
    if given["of"] == "counts":
        found = structure.location_quotient(frame[call["y"]])
    elif given["of"] == "share":
        found = structure.relative_share(*_events(frames, call))
    else:
        raise ValueError(f"unknown kind: {given['of']}")
    return {"estimate": found, "labels": [list(frame.index), call["y"]]}


def diversity(frames, call):
    _options(call)
    counts = _indexed(frames, call)[call["y"]]
    if call["by"]:
        return structure.diversity(counts).to_dict("series")
    return structure.diversity(counts.sum().to_frame().T).iloc[0].to_dict()


def rate(frames, call):
    given = _options(call, "per", "interval")
    if given.get("interval", "garwood") != "garwood":
        raise ValueError(f"unknown interval: {given['interval']}")
    return structure.rate(*_events(frames, call), per=given["per"]).to_dict("series")


def concentration(frames, call):
    _options(call)
    return asdict(structure.concentration(*_events(frames, call)))


def empirical_bayes(frames, call):
    given = _options(call, "per")
    return {"estimate": structure.empirical_bayes(*_events(frames, call), per=given["per"])}


def satellite_share(frames, call):
    given = _options(call, "value_added", "sse_ratio")
    total, share = structure.satellite_share(pd.Series(given["value_added"]), pd.Series(given["sse_ratio"]))
    return {"total": total, "share": share}


def _areas(frames, call):
    areas, pairs = frames
    alone = set(areas["id"]) - set(pairs["id"])
    return areas[call["y"][0]], spatial.neighbours(pairs, list(areas["id"]), islands=alone)


def moran(frames, call):
    given = _options(call, "weights")
    return asdict(spatial.moran(*_areas(frames, call), style=given["weights"]))


def geary(frames, call):
    given = _options(call, "weights")
    return {"estimate": spatial.geary(*_areas(frames, call), style=given["weights"])}


def local_moran(frames, call):
    given = _options(call, "weights", "moment_divisor")
    chosen = {"style": given["weights"], "moment_divisor": given["moment_divisor"]}
    return {"estimate": spatial.local_moran(*_areas(frames, call), **chosen)}


def getis_ord(frames, call):
    given = _options(call, "weights", "include_self")
    if given["weights"] != "binary":
        raise ValueError(f"unknown weights: {given['weights']}")
    return {"z": spatial.getis_ord(*_areas(frames, call), include_self=given["include_self"])}


def two_list(frames, call):
    return asdict(coverage.two_list(**_options(call, "n1", "n2", "m")))


def log_linear(frames, call):
    given = _options(call, "count", "models")
    found = coverage.log_linear(frames[0], call["y"], **given)
    return {"labels": list(found.index), **found.to_dict("series")}


def chao(frames, call):
    return asdict(coverage.chao(frames[0], call["y"], **_options(call, "count")))


def kaplan_meier(frames, call):
    by = call["by"][0] if call["by"] else None
    given = _options(call, "entry", "exit", "event", "times")
    frame = survival.kaplan_meier(frames[0], by=by, **given).frame
    names = ["group", "time"] if by else ["time"]
    found = frame.set_axis(
        list(frame[names].itertuples(index=False, name=None)) if by else list(frame["time"])
    )
    return {name: found[name] for name in ("survival", "se", "n_risk")}


def cox(frames, call):
    given = dict(_options(call, "entry", "exit", "event", "group", "base", "ties"))
    if given.pop("ties") != "efron":
        raise ValueError("ties are handled by Efron's method")
    found = survival.cox(frames[0], **given)
    return {"coef": found.coef, "se": found.se}


def logrank(frames, call):
    given = _options(call, "entry", "exit", "event")
    statistic, p = survival.logrank(frames[0], by=call["by"][0], **given)
    return {"statistic": statistic, "p": p}


def fellegi_sunter(frames, call):
    given = _options(call, "count", "start", "tolerance")
    start = tuple(given["start"][name] for name in ("m", "u", "lambda"))
    patterns = frames[0][[*call["y"], given["count"]]]
    found = linkage.fellegi_sunter(patterns, count=given["count"], start=start, tolerance=given["tolerance"])
    worth = {f"{name}_weight": found.fields[name] for name in ("agreement", "disagreement")}
    return {
        "lambda": found.matched, "m": found.fields["m"], "u": found.fields["u"], **worth,
        "match_probability": dict(enumerate(found.probability)),
    }  # fmt: skip


def cluster_quality(frames, call):
    return asdict(linkage.cluster_quality(**_options(call, "truth", "predicted")))


def string_similarity(frames, call):
    given = _options(call, "pairs", "prefix_scale", "prefix_max")
    prefix = {name: given[name] for name in ("prefix_scale", "prefix_max") if name in given}
    pairs = list(enumerate(given["pairs"]))
    return {
        "jaro": {place: strings.jaro(*pair) for place, pair in pairs},
        "jaro_winkler": {place: strings.jaro_winkler(*pair, **prefix) for place, pair in pairs},
        "levenshtein": {place: strings.levenshtein(*pair) for place, pair in pairs},
    }


def rubin(frames, call):
    found = asdict(imputation.pool(**_options(call, "estimates", "variances", "df_complete")))
    return {**found, "lambda": found["missing_share"]}


def e_value(frames, call):
    given = _options(call, "ratio", "scale", "ci_limit")
    estimate, limit = sensitivity.e_value(given["ratio"], scale=given["scale"], limit=given.get("ci_limit"))
    return {"estimate": estimate, "limit": limit}


def oster(frames, call):
    names = ("beta_short", "r2_short", "beta_long", "r2_long", "r2_max", "delta")
    star, zero = sensitivity.oster(**_options(call, *names))
    return {"beta_star": star, "delta_for_zero": zero}


def bounds(frames, call):
    low, high = imputation.bounds(**_options(call, "p_observed", "response_rate"))
    return {"lower": low, "upper": high}


def adjust_p(frames, call):
    p = _options(call, "p")["p"]
    return {name: dict(enumerate(multiplicity.adjusted(p, method=name))) for name in multiplicity.METHODS}


def publication(frames, call):
    limits = dict(call["options"])
    rows = pd.DataFrame(limits.pop("rows")).rename(columns={"p": "estimate"})
    cap = limits.pop("cap_n")
    found = reliability.proportions(rows, reliability.rule("nchs_2017", **limits), cap=cap)
    return found.replace({np.nan: None}).to_dict("series")


QUANTITIES = {
    "location_quotient": location_quotient,
    "diversity": diversity,
    "rate": rate,
    "concentration": concentration,
    "empirical_bayes": empirical_bayes,
    "satellite_share": satellite_share,
    "moran": moran,
    "geary": geary,
    "local_moran": local_moran,
    "getis_ord": getis_ord,
    "two_list": two_list,
    "log_linear": log_linear,
    "chao": chao,
    "kaplan_meier": kaplan_meier,
    "cox": cox,
    "logrank": logrank,
    "fellegi_sunter": fellegi_sunter,
    "cluster_quality": cluster_quality,
    "string_similarity": string_similarity,
    "rubin": rubin,
    "e_value": e_value,
    "oster": oster,
    "bounds": bounds,
    "adjust_p": adjust_p,
    "reliability": publication,
}
