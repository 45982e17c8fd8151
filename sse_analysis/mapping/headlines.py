"""The declared rule that picks one of several published figures; the others stay beside it."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from sse_analysis.errors import ParameterError
from sse_analysis.mapping.lines import EXPECTED
from sse_analysis.parameters.records import HeadlineRule
from sse_analysis.sources.table import OBSERVED

#: Of two figures that the rule holds equal: the later day, a printed year, the later source, a status that is said.
_TIES = {"reference_date": False, "year_inferred": True, "source_date": False, "unsaid": True, "id": True}
_ORDER = {"grade": True, "year": False, "verified": True}
_WORDS = {
    "grade": "best grade first (A: statistics office, register or regulator; B: official, second hand; C: other)",
    "year": "the latest reference year first",
    "verified": "figures found again at the source first",
}


def eligible(rows: pd.DataFrame, rule: HeadlineRule, *, as_of: dt.date | None = None) -> pd.Series:
    """Tell which rows may be a headline.

    Parameters
    ----------
    rows : DataFrame
        Rows of :func:`lines.figures`; facets are not looked at.
    rule : HeadlineRule
    as_of : date, optional
        Day from which ``rule.max_age_years`` counts back.

    Raises
    ------
    ParameterError
        If the rule has a limit of age and no day to count from.
    """
    allowed = rows["kind"].isin(OBSERVED) & rows["dated"] & rows["grade"].le(rule.lowest_grade)
    if rule.max_age_years is None:
        return allowed
    if as_of is None:
        raise ParameterError(
            "The headline rule has max_age_years, and no day to count back from. "
            "Give as_of=study.parameters.data_cutoff."
        )
    return allowed & rows["year"].ge(as_of.year - rule.max_age_years).fillna(False)


def ranked(rows: pd.DataFrame, rule: HeadlineRule) -> pd.DataFrame:
    """Return the rows, best first; equal ones by day, then printed before inferred year, then id.

    What a source only expected comes behind everything else.
    """
    if len(rows) < 2:
        return rows
    rows = rows.assign(expected=rows["kind"].eq(EXPECTED))
    keys = {criterion: _ORDER[criterion] for criterion in rule.order}
    keys |= {name: way for name, way in _TIES.items() if name in rows}
    keys = {"expected": True} | keys
    order = rows.sort_values(list(keys), ascending=list(keys.values()), na_position="last", kind="stable")
    return order.drop(columns="expected")


def rule_ranks(rows: pd.DataFrame, rule: HeadlineRule) -> pd.Series:
    """Return the place that the criteria of the rule alone give each row, from 0; equal ones share a place."""
    years = -rows["year"].astype("Float64")
    keys = {"grade": rows["grade"], "year": years, "verified": rows["verified"].ne("yes")}
    wanted = [keys[criterion].rename(criterion) for criterion in rule.order]
    return pd.concat(wanted, axis=1).groupby(list(rule.order), sort=True, dropna=False).ngroup()


def choose(rows: pd.DataFrame, rule: HeadlineRule, *, as_of: dt.date | None = None) -> pd.Series | None:
    """Return the headline among some rows, or None when no row may be one."""
    allowed = rows[eligible(rows, rule, as_of=as_of)]
    return None if allowed.empty else ranked(allowed, rule).iloc[0]


def rule_words(rule: HeadlineRule) -> str:
    """Return the rule as sentences a reader can check."""
    order = "; then ".join(_WORDS[criterion] for criterion in rule.order)
    age = "" if rule.max_age_years is None else f", at most {rule.max_age_years} years old"
    return (
        f"Headline rule: a national total that was observed, with a reference year and a dated source, of grade "
        f"{rule.lowest_grade} or better{age}; {order}. Estimates, expected and undated figures are shown, never "
        "the headline. Where a form has a count of registered and one of existing bodies, the same order says which leads "
        "in sentences, sums and charts. Wordings that do not name the whole form keep a line of their own."
    )
