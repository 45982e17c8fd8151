"""Quantities of the survey room that a reference case can ask for.

Each takes the sample, the call and the domain (boolean array or None), and returns its roles.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd


def _labels(frame: pd.DataFrame, call: dict) -> list:
    if call["by"]:
        columns = call["by"]
        return (
            list(frame[columns[0]])
            if len(columns) == 1
            else list(frame[columns].itertuples(index=False, name=None))
        )
    return list(frame["level"]) if "level" in frame else list(frame["variable"])


def _roles(sample, call, domain, result) -> dict:
    frame = result.frame.set_axis(_labels(result.frame, call))
    roles = {
        role: frame[role] for role in ("estimate", "se", "ci_low", "ci_high", "cv", "n") if role in frame
    }
    roles |= {role: frame[role] for role in ("deff", "deff_replace") if role in frame}
    if len(frame) == 1:
        roles = {role: column.iloc[0] if _scalar(call, role) else column for role, column in roles.items()}
    replicates = sample.binding.replicates
    return roles | {
        "vcov": pd.DataFrame(result.covariance, index=frame.index, columns=frame.index),
        "df": frame["df"].iloc[0],
        "df_domain": sample.binding.degrees_of_freedom(sample.domain_rows(domain)),
        "df_full_design": sample.binding.degrees_of_freedom(),
        "n_replicates": replicates.weights.shape[1] if replicates else None,
    }


def _scalar(call: dict, role: str) -> bool:
    return any(entry["is"] == role and "labels" not in entry for entry in call["expect"].values())


def _check_na(call):
    unknown = set(call["options"]) - {"na"}
    if unknown:
        raise ValueError(f"unknown options: {sorted(unknown)}")


def mean(sample, call, domain):
    _check_na(call)
    return _roles(sample, call, domain, sample.mean(call["y"], by=call["by"], domain=domain))


def total(sample, call, domain):
    _check_na(call)
    return _roles(sample, call, domain, sample.total(call["y"], by=call["by"], domain=domain))


def ratio(sample, call, domain):
    _check_na(call)
    (y,), (x,) = call["y"], call["x"]
    return _roles(sample, call, domain, sample.ratio(y, x, by=call["by"], domain=domain))


def share(sample, call, domain):
    _check_na(call)
    return _roles(sample, call, domain, sample.share(call["y"][0], by=call["by"], domain=domain))


def variance(sample, call, domain):
    return _roles(sample, call, domain, sample.variance(call["y"], by=call["by"], domain=domain))


def proportion_ci(sample, call, domain):
    given = call["options"]
    unknown = set(given) - {"method", "cap_n", "na"}
    if unknown:
        raise ValueError(f"unknown options: {sorted(unknown)}")
    result = sample.proportion(
        call["y"][0], domain=domain, method=given["method"], cap=given.get("cap_n", True)
    )
    roles = _roles(sample, call, domain, result)
    rows = sample.domain_rows(domain)
    return roles | {"n": int(rows.sum()), "n_psu": len(np.unique(sample.binding.plan.first.unit[rows]))}


def quantile(sample, call, domain):
    from sse_analysis.survey.woodruff import quantile_of

    given = call["options"]
    result = quantile_of(
        sample, call["y"][0], p=given["p"], by=call["by"], domain=domain, rule=given["rule"],
        interval=given["interval"], level=0.95, allow_invalid=True,
    )  # fmt: skip
    frame = result.frame.set_axis(list(result.frame["p"]))
    roles = {role: frame[role] for role in ("estimate", "se", "ci_low", "ci_high")}
    if len(frame) == 1:
        roles = {role: column.iloc[0] if _scalar(call, role) else column for role, column in roles.items()}
    return roles


def contrast(sample, call, domain):
    given = call["options"]
    result = sample.contrast(
        call["y"],
        by=call["by"],
        domain=domain,
        coefficients=given.get("coef"),
        expression=given.get("expression"),
    )
    row = result.frame.iloc[0]
    return {"estimate": row["estimate"], "se": row["se"]}


def calibration_weights(sample, call, domain):
    from sse_analysis.survey.estimators import kish

    weights = sample.weights
    return {
        "sum": weights.sum(), "min": weights.min(), "max": weights.max(),
        "cv": weights.std(ddof=1) / weights.mean(), "kish_deff": kish(weights), "first": dict(enumerate(weights)),
    }  # fmt: skip


def _fitted(model, labels) -> dict:
    frame = model.frame.set_axis(labels)
    roles = {role: frame[role] for role in ("se", "t", "p", "ci_low", "ci_high")}
    return roles | {
        "coef": frame["estimate"],
        "vcov": pd.DataFrame(model.covariance, index=frame.index, columns=frame.index),
        "df_residual": model.df_residual,
        "df_design": model.df_design,
    }


def glm(sample, call, domain):
    given = {name: value for name, value in call["options"].items() if name != "na"}
    model = sample.glm(call["formula"], domain=domain, **given)
    return _fitted(model, list(model.frame["term"]))


def term_test(sample, call, domain):
    from sse_analysis.survey.regression import term_test as test

    given = {name: value for name, value in call["options"].items() if name not in ("na", "term")}
    model = sample.glm(call["formula"], domain=domain, **given)
    done = test(sample, model, call["options"]["term"], domain=domain)
    return {"F": done.statistic, "df1": done.df[0], "df2": done.df[1], "p": done.p}


def ame(sample, call, domain):
    given = {name: value for name, value in call["options"].items() if name not in ("na", "effects")}
    result = sample.marginal_effects(call["formula"], call["options"]["effects"], domain=domain, **given)
    frame = result.frame
    return {
        "estimate": list(frame["estimate"]), "se_unconditional": list(frame["se"]), "se_delta": list(frame["se_delta"]),
    }  # fmt: skip


def multinomial(sample, call, domain):
    given = call["options"]
    levels = [given["base"], *(level for level in given["levels"] if level != given["base"])]
    model = sample.multinomial(call["formula"], levels, domain=domain)
    return _fitted(model, list(zip(model.frame["outcome"], model.frame["term"], strict=True)))


def ordered(sample, call, domain):
    levels = call["options"]["levels"]
    model = sample.ordered(call["formula"], levels, domain=domain)
    pairs = {f"{low}|{high}": (low, high) for low, high in pairwise(levels)}
    roles = _fitted(model, [pairs.get(term, term) for term in model.frame["term"]])
    return roles | {"cutpoints": roles["coef"]}


def crosstab(sample, call, domain):
    result = sample.count(by=call["y"], domain=domain)
    frame = result.frame.set_axis(list(result.frame[call["y"]].itertuples(index=False, name=None)))
    return {"estimate": frame["estimate"], "se": frame["se"]}


def rao_scott(sample, call, domain):
    done = sample.independence(*call["y"], statistic=call["options"]["statistic"], domain=domain)
    df = {"df1": done.df[0], "df2": done.df[1]} if len(done.df) > 1 else done.df[0]
    return {"statistic": done.statistic, "df": df, "p": done.p}


def _two(sample, call, domain, *, ranks):
    done = sample.two_groups(call["y"][0], call["by"][0], domain=domain, ranks=ranks)
    return {"difference": done.difference, "t": done.statistic, "df": done.df[0], "p": done.p}


def ttest(sample, call, domain):
    return _two(sample, call, domain, ranks=False)


def ranktest(sample, call, domain):
    return _two(sample, call, domain, ranks=True)


OF_A_SAMPLE = {
    "glm": glm,
    "term_test": term_test,
    "ame": ame,
    "multinomial": multinomial,
    "ordered": ordered,
    "crosstab": crosstab,
    "rao_scott": rao_scott,
    "ttest": ttest,
    "ranktest": ranktest,
    "mean": mean,
    "total": total,
    "ratio": ratio,
    "share": share,
    "variance": variance,
    "proportion_ci": proportion_ci,
    "quantile": quantile,
    "contrast": contrast,
    "calibration_weights": calibration_weights,
}
