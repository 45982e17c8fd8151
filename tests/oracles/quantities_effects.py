"""Quantities of the sample methods of the formalization room that a reference case can ask for."""

from __future__ import annotations

import numpy as np

from sse_analysis import formalization
from sse_analysis.formalization.overlap import UNCHECKED
from sse_analysis.survey import SurveyDesign, SurveySample


def _options(call, *known):
    unknown = set(call["options"]) - set(known)
    if unknown:
        raise ValueError(f"unknown options: {sorted(unknown)}")
    return call["options"]


def _rows(sample, query: str) -> np.ndarray:
    return sample.data.index.isin(sample.data.query(query, engine="python").index)


def _groups(sample, given: dict) -> dict:
    return {name: _rows(sample, given[name]) for name in ("group_a", "group_b")}


def oaxaca(sample, call, domain):
    given = _options(call, "group_a", "group_b", "fold", "reference", "viewpoint")
    if given.get("viewpoint", "B") != "B":
        raise ValueError(f"unknown viewpoint: {given['viewpoint']}")
    chosen = {name: given[name] for name in ("fold", "reference") if name in given}
    done = formalization.oaxaca(sample, call["formula"], domain=domain, **_groups(sample, given), **chosen)
    totals = done.frame[done.frame["term"] == ""].set_index("component")
    roles = dict(totals["estimate"]) | {f"se_{name}": se for name, se in totals["se"].items()}
    for name in set(totals.index) - {"mean_A", "mean_B", "gap"}:
        roles[f"{name}_by_term"] = done.by_term(name)
        roles[f"se_{name}_by_term"] = done.by_term(name, "se")
    return roles | {f"coef_{group}": done.by_term(f"coefficient_{group}") for group in "AB"}


def yun(sample, call, domain):
    given = _options(call, "group_a", "group_b", "reference", "link", "se")
    chosen = {name: given[name] for name in ("reference", "link", "se")}
    done = formalization.yun(sample, call["formula"], domain=domain, **_groups(sample, given), **chosen)
    short = {"characteristics": "char", "coefficients": "coef"}
    labels = [
        f"{short[component]}:{'(Intercept)' if term == 'Intercept' else term}" if term else component
        for component, term in zip(done.frame["component"], done.frame["term"], strict=True)
    ]
    frame = done.frame.set_axis(labels)
    return {"estimate": frame["estimate"], "se": frame["se"]}


def rif(sample, call, domain):
    given = _options(call, "statistic", "tau", "kernel", "bandwidth", "rule")
    if (given["statistic"], given["kernel"]) != ("quantile", "gaussian"):
        raise ValueError(f"unknown statistic or kernel: {given}")
    chosen = {name: given[name] for name in ("tau", "bandwidth", "rule")}
    done = formalization.quantile_effects(sample, call["formula"], domain=domain, **chosen)
    frame = done.frame.set_index("term")
    return {"quantile": done.quantile, "density": done.density, "coef": frame["estimate"], "se": frame["se"]}


def transition_matrix(sample, call, domain):
    given = _options(call, "states")
    done = formalization.transition_matrix(sample, *call["y"], states=given["states"], domain=domain)

    def part(quantity, key):
        return done.frame[done.frame["quantity"] == quantity].set_index(key)

    moves = part("transition", ["origin", "destination"])
    grid = {name: moves[name].unstack().loc[given["states"], given["states"]] for name in ("estimate", "se")}
    return grid | {
        "n": moves["n"].groupby(level=0).first(),
        "initial": part("initial", "origin")["estimate"],
        "stationary": part("stationary", "destination")["estimate"],
        "shorrocks": part("shorrocks", "origin")["estimate"].iloc[0],
        "second_eigenvalue": done.second_eigenvalue,
    }


def inequality(sample, call, domain):
    given = _options(call, "decompose_by")
    done = formalization.inequality(sample, call["y"][0], by=given.get("decompose_by"), domain=domain)
    frame = done.frame.set_index("measure")
    return dict(frame["estimate"]) | {f"se_{name}": se for name, se in frame["se"].items()}


def _treatment(call, given) -> str:
    if call["formula"].partition("~")[0].strip() != given["treatment"]:
        raise ValueError(f"the formula is not of the treatment '{given['treatment']}'")
    return call["formula"]


def ipw(sample, call, domain):
    """Ask for the estimator itself: what it takes to show an effect is ours, not the case's."""
    given = _options(call, "treatment", "estimand")
    done = formalization.ipw(
        sample, call["y"][0], _treatment(call, given), domain=domain, estimand=given["estimand"],
        limits=UNCHECKED,
    )  # fmt: skip
    frame = done.frame.set_index("quantity")
    return (
        dict(frame["estimate"])
        | vars(done.overlap)
        | {
            "ps_coef": done.propensity,
            "estimate": done.number("effect"),
            "se_ps_estimated": done.number("effect", "se"),
            "se_ps_known": done.number("effect", "se_ps_known"),
        }
    )


def aipw(sample, call, domain):
    given = _options(call, "treatment", "outcome_formula", "outcome_link")
    if given["outcome_formula"].partition("~")[0].strip() != call["y"][0]:
        raise ValueError(f"the outcome formula is not of '{call['y'][0]}'")
    done = formalization.aipw(
        sample, given["outcome_formula"], _treatment(call, given), domain=domain, link=given["outcome_link"],
        limits=UNCHECKED,
    )  # fmt: skip
    return {
        "regression_adjustment": done.number("regression_adjustment"),
        "estimate": done.number("effect"),
        "se": done.number("effect", "se"),
    }


def balance(sample, call, domain):
    given = _options(call, "treatment")
    done = formalization.balance(sample, _treatment(call, given), columns=call["x"], domain=domain)
    frame = done.frame.set_index("term")
    return {"before": frame["before"], "after": frame["after"]}


def staggered_did(frames, call):
    given = _options(call, "unit", "time", "cohort", "never", "control", "base_period")
    if (given["control"], given["base_period"]) != ("never_treated", "varying"):
        raise ValueError(f"unknown control or base period: {given}")
    sample = SurveySample(frames[0], SurveyDesign(psu=(given["unit"],)))
    columns = {name: given[name] for name in ("unit", "time", "cohort", "never")}
    frame = formalization.group_time_effects(sample, call["y"][0], **columns).frame

    def part(quantity, key):
        return frame[frame["quantity"] == quantity].set_index(key)["estimate"]

    return {
        "att_gt": {(int(g), int(t)): value for (g, t), value in part("att", ["cohort", "time"]).items()},
        "event_study": part("event_study", "since"),
        "simple": part("simple", "since").iloc[0],
        "twfe": part("twfe", "since").iloc[0],
    }


QUANTITIES = {"staggered_did": staggered_did}
OF_A_SAMPLE = {
    "ipw": ipw,
    "aipw": aipw,
    "balance": balance,
    "oaxaca": oaxaca,
    "yun": yun,
    "rif": rif,
    "transition_matrix": transition_matrix,
    "inequality": inequality,
}
