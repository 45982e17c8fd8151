"""How much of a total is the definition: each rule set, each single answer, and all answers to open questions together.

What is counted comes as pieces: one row a legal form, of one unit. Nothing here knows where the counts are from.
"""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sse_analysis.decimals import exact
from sse_analysis.perimeter.decisions import DecisionLog
from sse_analysis.perimeter.rules import rule_sets
from sse_analysis.perimeter.verdicts import verdicts
from sse_analysis.reference.units import add

#: So many combinations of answers are all computed; of more, so many are drawn.
MOST = 4_096
_SEED = 20_221_110
#: What a form is under as long as nobody has answered.
AS_IT_STANDS = ""


@dataclass(frozen=True, eq=False)
class Combinations:
    """Totals under combinations of answers.

    Parameters
    ----------
    frame : DataFrame
        One row a rule set and combination: ``rule_set, total`` (of the counted forms that are in; missing where there
        is none, or their years lie too far apart), ``upper`` (with the forms that stay undecided), and one column a
        question with the option. A rule set that no answer moves has one row, without options.
    questions : tuple of str
    possible, computed : int
        Combinations there are, and those that were computed; fewer where they were drawn.
    """

    frame: pd.DataFrame = field(repr=False)
    questions: tuple[str, ...]
    possible: int
    computed: int


def answers(legal_forms: pd.DataFrame, log: DecisionLog, *, on: dt.date) -> pd.DataFrame:
    """Return the verdict on every form under every rule set: as things stand, and under each answer to its question.

    Returns
    -------
    DataFrame
        ``rule_set, id, name, question, option, verdict``; ``option`` is empty as things stand. Rule sets that ask the
        organization are left out: nobody can answer for a form.
    """
    asked = {item.form: item for item in log.open_on(on) if item.form}
    sets = [item.code for item in rule_sets(on) if not item.asks_only]
    parts = [verdicts(legal_forms, log, on=on).assign(option=AS_IT_STANDS)]
    for option in dict.fromkeys(option for item in asked.values() for option in item.options):
        forms = [form for form, item in asked.items() if option in item.options]
        found = verdicts(legal_forms, log, on=on, chosen=dict.fromkeys(forms, option))
        parts.append(found[found["id"].isin(forms)].assign(option=option))
    frame = pd.concat(parts, ignore_index=True)
    question = [asked[form].id if form in asked else "" for form in frame["id"]]
    names = ["rule_set", "id", "name", "question", "option", "verdict"]
    return frame.assign(question=question)[frame["rule_set"].isin(sets)][names].reset_index(drop=True)


def sums(chosen: NDArray[np.bool_], pieces: pd.DataFrame, *, window: int) -> pd.DataFrame:
    """Return the total of every selection of pieces.

    Parameters
    ----------
    chosen : array (selections, pieces) of bool
    pieces : DataFrame
        ``value, unit, year`` (missing where a count has none). All of one unit.
    window : int
        A total is given only when the years of its pieces lie within this many years.

    Returns
    -------
    DataFrame
        ``total, first, last`` a selection. Nothing selected gives no total (a sum of no figures is not zero: a form that
        is in may be without one), and so do a missing value and years too far apart.

    Raises
    ------
    UnitError
        If two units meet.
    """
    if len(pieces):
        add((0.0, unit) for unit in pieces["unit"])
    values, years = (pieces[name].to_numpy(dtype=float, na_value=np.nan) for name in ("value", "year"))
    dated = chosen & ~np.isnan(years)
    first = np.where(dated, years, np.inf).min(axis=1, initial=np.inf)
    last = np.where(dated, years, -np.inf).max(axis=1, initial=-np.inf)
    unknown = ~chosen.any(axis=1) | (chosen & np.isnan(values)).any(axis=1) | (last - first > window)
    total = np.where(unknown, np.nan, chosen @ np.nan_to_num(values))
    return pd.DataFrame({"total": total, "first": first, "last": last}).replace([np.inf, -np.inf], np.nan)


def years_in_words(first: float, last: float) -> str:
    """Return the years that a sum spans: a sum of figures of 2021 and of 2023 is none of 2023. Empty without a year."""
    if first != first or last != last:
        return ""
    return f"{exact(first):.0f}" if first == last else f"{exact(first):.0f} to {exact(last):.0f}"


def singles(pieces: pd.DataFrame, judged: pd.DataFrame, *, window: int) -> pd.DataFrame:
    """Return what each rule set counts, and by how much each single decision would move it.

    Parameters
    ----------
    pieces : DataFrame
        ``form, value, unit, year``.
    judged : DataFrame
        From :func:`answers`.

    Returns
    -------
    DataFrame
        One row a rule set (``kind`` rule set: ``total``, the ``years`` it spans in words, ``year`` where that is one),
        then one a rule set and form that is not settled: an open question, or a counted form of which a principle was
        not read (``kind`` question or reading). ``low, high`` are changes of the total of the rule set, ``low_answer,
        high_answer`` what makes them: another rule set, or an option. A form without a count has none.
    """
    now = judged[judged["option"].eq(AS_IT_STANDS)]
    rows = [_of_set(code, part, pieces, window) for code, part in now.groupby("rule_set", sort=False)]
    rows = [row | _among(row, rows) for row in rows]
    values, years = (dict(zip(pieces["form"], pieces[name], strict=True)) for name in ("value", "year"))
    parts: dict[tuple[str, str], list[dict]] = {}
    for row in judged.to_dict("records"):
        parts.setdefault((row["rule_set"], row["id"]), []).append(row)
    for (code, form), part in parts.items():
        found = _of_form(part, values.get(form, np.nan))
        if found:
            rows.append(found | {"rule_set": code, "id": form, "year": years.get(form, np.nan)})
    names = [
        "rule_set",
        "kind",
        "id",
        "name",
        "question",
        "verdict",
        "value",
        "year",
        "years",
        "total",
        "low",
    ]
    frame = pd.DataFrame(rows, columns=[*names, "high", "low_answer", "high_answer"])
    return frame.assign(years=frame["years"].astype("object").fillna(""))


def _of_set(code: str, now: pd.DataFrame, pieces: pd.DataFrame, window: int) -> dict:
    chosen = pieces["form"].map(now.set_index("id")["verdict"]).eq("in").to_numpy()[None, :]
    found = sums(chosen, pieces, window=window).iloc[0]
    about = {"rule_set": code, "kind": "rule set", "id": code, "total": found["total"]}
    one_year = found["last"] if found["first"] == found["last"] else np.nan
    return about | {"year": one_year, "years": years_in_words(found["first"], found["last"])}


def _among(row: dict, rows: list[dict]) -> dict:
    """Return how far the totals of the other rule sets lie below and above that of one."""
    known = [one for one in rows if one["total"] == one["total"]]
    if row not in known:
        return {}
    low, high = (end(known, key=lambda one: one["total"]) for end in (min, max))
    ends = {"low": low["total"] - row["total"], "high": high["total"] - row["total"]}
    return ends | {"low_answer": low["rule_set"], "high_answer": high["rule_set"]}


def _of_form(part: list[dict], value: float) -> dict | None:
    """Return by how much the answers on one form move the total of one rule set; None where nothing is open."""
    question = part[0]["question"]
    found = {row["option"]: row["verdict"] for row in part}
    now = found.pop(AS_IT_STANDS)
    if not question or set(found.values()) == {now}:
        if now != "undecided" or value != value:
            return None
        kind, found = "reading", {"out": "out", "in": "in"}
    else:
        kind = "question"
    about = {"kind": kind, "name": part[0]["name"], "question": question, "verdict": now, "value": value}
    if value != value:
        return about
    moves = {option: value * ((verdict == "in") - (now == "in")) for option, verdict in found.items()}
    low, high = min(moves, key=moves.__getitem__), max(moves, key=moves.__getitem__)
    ends = {"low": min(moves[low], 0.0), "high": max(moves[high], 0.0)}
    return about | ends | {"low_answer": low, "high_answer": high}


def combinations(
    pieces: pd.DataFrame, judged: pd.DataFrame, *, window: int, most: int = MOST
) -> Combinations:
    """Return the total of every rule set under all combinations of answers to the open questions on counted forms.

    Up to ``most`` combinations are all computed; of more, ``most`` are drawn from a fixed seed, each equally likely and
    none twice.
    """
    asked = judged[judged["question"].ne("") & judged["id"].isin(pieces["form"])]
    answered = asked[asked["option"].ne(AS_IT_STANDS)]
    choices = {
        name: tuple(dict.fromkeys(part["option"])) for name, part in answered.groupby("question", sort=False)
    }
    possible = math.prod(len(options) for options in choices.values())
    picked = _decoded(_numbers(possible, most), choices)
    parts = []
    for code in dict.fromkeys(judged["rule_set"]):
        own = judged[judged["rule_set"].eq(code)]
        moves = asked[asked["rule_set"].eq(code)].groupby("id")["verdict"].nunique().gt(1).any()
        parts.append(_totals(pieces, own, picked if moves else picked.iloc[:1], window).assign(rule_set=code))
        if not moves:
            parts[-1][list(choices)] = AS_IT_STANDS
    frame = pd.concat(parts, ignore_index=True)
    names = ["rule_set", "total", "upper", *choices]
    return Combinations(frame[names], tuple(choices), possible, len(picked))


def _numbers(possible: int, most: int) -> list[int]:
    if possible <= most:
        return list(range(possible))
    chance, found = random.Random(_SEED), set()
    while len(found) < most:
        found.add(chance.randrange(possible))
    return sorted(found)


def _decoded(numbers: list[int], choices: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    """Return the options behind the numbers of combinations: digits of a number with a base a question."""
    rows = []
    for number in numbers:
        row = {}
        for name, options in choices.items():
            number, place = divmod(number, len(options))
            row[name] = options[place]
        rows.append(row)
    return pd.DataFrame(rows, columns=list(choices), index=range(len(numbers)), dtype="object")


def _totals(pieces: pd.DataFrame, judged: pd.DataFrame, picked: pd.DataFrame, window: int) -> pd.DataFrame:
    """Return the totals of one rule set under the picked answers."""
    known = judged.set_index(["id", "option"])["verdict"].to_dict()
    question = judged.drop_duplicates("id").set_index("id")["question"].to_dict()
    verdict = np.empty((len(picked), len(pieces)), dtype=object)
    for place, form in enumerate(pieces["form"]):
        name = question.get(form, "")
        options = picked[name] if name in picked else pd.Series(AS_IT_STANDS, picked.index)
        verdict[:, place] = [known.get((form, option), "undecided") for option in options]
    inside, either = verdict == "in", (verdict == "in") | (verdict == "undecided")
    total, upper = (sums(mask, pieces, window=window)["total"].to_numpy() for mask in (inside, either))
    return picked.assign(total=total, upper=upper)
