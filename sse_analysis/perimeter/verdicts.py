"""Who is in on a day: the rule sets, overridden by the decisions a committee has taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import pandas as pd

from sse_analysis.perimeter.decisions import DecisionLog
from sse_analysis.perimeter.rules import counting, options
from sse_analysis.perimeter.screening import screen


def verdicts(
    legal_forms: pd.DataFrame, log: DecisionLog, *, on: dt.date, chosen: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """Return the verdict on every legal form under every rule set on a day, and what decided it.

    Parameters
    ----------
    legal_forms : DataFrame
        As for :func:`screen`.
    log : DecisionLog
    on : date
    chosen : mapping of str to str, optional
        Form id and option, as if the committee had decided so: what a ballot compares. Wins over the log.

    Returns
    -------
    DataFrame
        Columns of :func:`screen`, and ``decided_by``: ``rule``, the id of a decision, or ``supposed``.
    """
    frame = screen(legal_forms, on=on)
    settled = {item.form: (item.option, item.id, item.reason) for item in log.in_force(on) if item.form}
    settled |= {form: (option, "supposed", "as if decided so") for form, option in (chosen or {}).items()}
    rows = [_settled(row, settled.get(row["id"])) for row in frame.to_dict("records")]
    return pd.DataFrame(rows, columns=[*frame.columns, "decided_by"])


def _settled(row: dict, answer: tuple[str, str, str] | None) -> dict:
    verdict = options()[answer[0]].get(row["rule_set"]) if answer else None
    if verdict is None:
        return row | {"decided_by": "rule"}
    return row | {"verdict": verdict, "because": answer[2], "decided_by": answer[1]}


def counting_on(log: DecisionLog, on: dt.date) -> dict[str, str]:
    """Return the option that holds for every rule of counting on a day: the first of each until one is decided."""
    taken = {item.rule: item.option for item in log.in_force(on) if item.rule}
    return {rule: taken.get(rule, given[0]) for rule, given in counting().items()}


def judge_entities(entities: pd.DataFrame, judged: pd.DataFrame, *, rule_set: str) -> pd.DataFrame:
    """Return the verdict on every entity: by the law of its form, then by what is known of its practice.

    Parameters
    ----------
    entities : DataFrame
        ``legal_form_id``; where asked, ``self_identified`` and ``practice_<principle>`` (yes, no; missing is unknown).
    judged : DataFrame
        From :func:`verdicts`.
    rule_set : str

    Returns
    -------
    DataFrame
        The index of ``entities`` with ``in_law, verdict, because, decided_by``. An entity of an unknown form is
        undecided. An answer on itself decides, but for a form that is counted elsewhere or stands outside. A principle
        broken in practice puts an entity out whatever its form; law and practice stand apart.
    """
    by_form = judged[judged["rule_set"].eq(rule_set)].set_index("id")[["verdict", "because", "decided_by"]]
    found = by_form.reindex(entities["legal_form_id"].to_numpy())
    law = found["verdict"].fillna("undecided").to_numpy()
    frame = pd.DataFrame(
        {
            "in_law": law,
            "verdict": law,
            "because": found["because"].fillna("the legal form is not known").to_numpy(),
            "decided_by": found["decided_by"].fillna("none").to_numpy(),
        },
        index=entities.index,
    )
    if rule_set == "self_identified" and "self_identified" in entities:
        said = entities["self_identified"].map({"yes": "in", "no": "out"})
        said = said.where(~frame["in_law"].isin(["counted elsewhere", "outside"]))
        frame = _where(frame, said.notna(), said, "says so itself", "the organization")
    for column in entities.columns[entities.columns.str.startswith("practice_")]:
        broken = entities[column].eq("no") & frame["verdict"].isin(["in", "undecided"])
        words = column.removeprefix("practice_").replace("_", " ")
        frame = _where(frame, broken, "out", f"breaks in practice: {words}", "practice")
    return frame


def _where(frame: pd.DataFrame, rows: pd.Series, verdict, because: str, decided_by: str) -> pd.DataFrame:
    return frame.assign(
        verdict=frame["verdict"].mask(rows, verdict),
        because=frame["because"].mask(rows, because),
        decided_by=frame["decided_by"].mask(rows, decided_by),
    )


def pseudo(entities: pd.DataFrame, judged: pd.DataFrame, *, rule_set: str = "core") -> pd.DataFrame:
    """Return entities that hold a form which is in by law and break a principle in practice, with the reason.

    A list for somebody to look at, never a verdict on an organization; nothing is said of entities nobody asked.
    """
    verdict = judge_entities(entities, judged, rule_set=rule_set)
    broken = verdict["in_law"].eq("in") & verdict["decided_by"].eq("practice")
    return entities[broken].join(verdict.loc[broken, ["in_law", "because"]])


def entered_and_left(before: pd.Series, after: pd.Series) -> pd.DataFrame:
    """Return who enters or leaves between two versions.

    Parameters
    ----------
    before, after : Series of str
        Verdicts by entity id. An id that one version does not hold has no verdict there.
    """
    both = pd.DataFrame({"before": before, "after": after})
    was, now = both["before"].eq("in"), both["after"].eq("in")
    move = pd.Series("stays", index=both.index).mask(~was & now, "enters").mask(was & ~now, "leaves")
    moved = both.assign(move=move)[was != now]
    return moved.astype(object).where(moved.notna(), "not held")
