"""Hold legal forms against rule sets: in, out, or undecided because something is not known."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from sse_analysis import reference
from sse_analysis.perimeter.rules import Rule, RuleSet, decisions, form_changes, rule_sets

#: Verdicts in the order of print.
VERDICTS = ("in", "undecided", "out", "counted elsewhere", "outside")


def screen(legal_forms: pd.DataFrame, *, on: dt.date | None = None) -> pd.DataFrame:
    """Return the verdict of every rule set on every legal form.

    Parameters
    ----------
    legal_forms : DataFrame
        ``id, name_en, form_type, tier`` and the four principles (yes, partly, no, unknown; missing is unknown).
    on : date, optional
        Day of the verdict: a form whose kind the law changes is judged by its kind on that day, under the version of
        each rule set in force on it. Default: the kind of the table and the newest versions.

    Returns
    -------
    DataFrame
        One row a form and rule set: ``id, name, kind, tier, rule_set, verdict, because``.
    """
    beforehand, sets = decisions(), rule_sets(on)
    rows = []
    for given in legal_forms.to_dict("records"):
        form = given | {"form_type": kind_on(given, on)}
        for rules in sets:
            verdict, because = beforehand.get(form["id"]) or judge(form, rules)
            about = {
                "id": form["id"],
                "name": form["name_en"],
                "kind": form["form_type"],
                "tier": form["tier"],
            }
            rows.append(about | {"rule_set": rules.code, "verdict": verdict, "because": because})
    names = ["id", "name", "kind", "tier", "rule_set", "verdict", "because"]
    return pd.DataFrame(rows, columns=names)


def kind_on(form: dict, on: dt.date | None) -> str:
    """Return the kind of a legal form on a day; without a day the kind of the table."""
    changes = [row for row in form_changes() if row["id"] == form["id"] and on is not None]
    past = sorted((row for row in changes if row["since"] <= on), key=lambda row: row["since"])
    return past[-1]["kind"] if past else form["form_type"]


def kinds_on(legal_forms: pd.DataFrame, on: dt.date | None) -> pd.Series:
    """Return the kind of every legal form on a day, as :func:`kind_on`; index of the table."""
    found = [kind_on(form, on) for form in legal_forms.to_dict("records")]
    return pd.Series(found, index=legal_forms.index, dtype="object")


def kinds_changed(legal_forms: pd.DataFrame, on: dt.date | None) -> tuple[str, ...]:
    """Return one sentence a form whose kind the law has changed by a day: both kinds, the date and the source."""
    labels, told = reference.labels("form_type"), []
    for change in sorted(form_changes(), key=lambda row: row["since"]):
        for form in legal_forms[legal_forms["id"].eq(change["id"])].to_dict("records"):
            if on is None or change["since"] > on:
                continue
            before = labels[kind_on(form, change["since"] - dt.timedelta(days=1))].lower()
            now = labels[change["kind"]].lower()
            told.append(
                f"{form['name_en']}: {now} since {change['since']}, before {before} ({change['source']})."
            )
    return tuple(told)


def governance(form: dict) -> str:
    """Return how a form is governed in law: democratic, participatory, neither or unknown.

    The definition asks for *democratic and/or participatory* governance, so a partly met principle is a level of
    its own and no half of a vote.
    """
    words = {"yes": "democratic", "partly": "participatory", "no": "neither"}
    given = form["democratic_governance"]
    return "unknown" if pd.isna(given) else words.get(str(given), "unknown")


def judge(form: dict, rules: RuleSet) -> tuple[str, str]:
    """Return the verdict on one form and the principles that decide.

    The form is tried twice, once with every unknown principle as a yes and once as a no. It is out only if it fails
    the first, in only if it passes the second. A rule set of which no version is in force decides nothing.
    """
    if rules.rests:
        return "undecided", rules.rests
    rule = rules.rule(form["form_type"])
    if rule.asks_organization:
        return "undecided", "only the organization itself can say whether it counts itself in"
    asked = (*rule.all_of, *rule.of)
    found = {name: _verdict(form[name], name, rule) for name in asked}
    best = {name: word in rule.passes or word == "unknown" for name, word in found.items()}
    worst = {name: word in rule.passes for name, word in found.items()}
    labels = reference.labels("principle")
    if not _passes(best, rule):
        failed = [labels[name].lower() for name in asked if not best[name]]
        return "out", f"fails: {', '.join(failed)}"
    if _passes(worst, rule):
        reserved = [labels[name].lower() for name in asked if found[name] == "partly"]
        return "in", f"partly only: {', '.join(reserved)}" if reserved else "passes"
    missing = [labels[name].lower() for name in asked if found[name] == "unknown"]
    return "undecided", f"not settled by what was read of the law: {', '.join(missing)}"


def _verdict(word: object, name: str, rule: Rule) -> str:
    """Return a verdict as the rule sees it: missing is unknown, and so is what the rule leaves open."""
    known = "unknown" if pd.isna(word) else str(word)
    opened = (known == "partly" and name in rule.strict) or (known == "no" and name in rule.left_to_practice)
    return "unknown" if opened else known


def _passes(found: dict[str, bool], rule: Rule) -> bool:
    enough = sum(found[name] for name in rule.of) >= rule.at_least
    return enough and all(found[name] for name in rule.all_of)
