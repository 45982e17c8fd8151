"""Which headline leads where several could: the one choice behind every sentence, sum, chart and country comparison."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import pandas as pd

from sse_analysis.mapping import rules
from sse_analysis.mapping.figure_words import FIGURE
from sse_analysis.mapping.headlines import choose
from sse_analysis.mapping.lines import SCOPES
from sse_analysis.parameters.records import HeadlineRule
from sse_analysis.results.mapping import Landscape
from sse_analysis.sources.table import named


def with_lead(
    records: list[dict], rows: pd.DataFrame, rule: HeadlineRule, as_of: dt.date | None
) -> list[dict]:
    """Return the records of one line with ``lead``: of counts of the same bodies, the one that the rule puts first.

    Parameters
    ----------
    records : list of dict
        ``quantity, unit, ledger_id``, one a quantity and unit; ``ledger_id`` is missing without a headline.
    rows : DataFrame
        The rows of the line that the headlines were chosen from.
    """
    same = {one["ledger_id"] for one in records if one["quantity"] in rules.bodies() and one["ledger_id"]}
    counts = rows[rows["id"].isin(same)]
    # A status that is said before one that is not, where the rule holds two counts equal.
    counts = counts.assign(unsaid=counts["measure"].eq("entities"))
    first = [choose(part, rule, as_of=as_of) for _, part in counts.groupby("unit")]
    leading = {best["id"] for best in first if best is not None}
    return [
        one
        | {"lead": bool(one["ledger_id"]) and (one["ledger_id"] in leading or one["ledger_id"] not in same)}
        for one in records
    ]


def leads(landscape: Landscape, quantities: Iterable[str]) -> pd.DataFrame:
    """Return one headline a main line, unit and thing counted, in the order of the landscape.

    Registered and existing bodies are one thing counted; the newer figure beside the leading one may be of either status.
    """
    frame = landscape.frame
    rows = frame[frame["main"] & frame["quantity"].isin(list(quantities)) & frame["value"].notna()]
    return _with_newer(rows[rows["lead"]].copy(), rows[~rows["lead"]])


def cited(*rows: pd.DataFrame, limit: int = 6) -> tuple[str, ...]:
    """Return the sources of the figures of some rows, and of no other figure of the landscape, most used first."""
    sources = pd.concat([part["source"] for part in rows]).dropna()
    return named(sources.value_counts().to_dict(), limit=limit)


def _with_newer(lead: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Let the newest later count of the same bodies stand beside the leading one, whatever its status."""
    newer = [f"newer_{name}" for name in FIGURE]
    own = [name if name != "id" else "ledger_id" for name in FIGURE]
    for other in others.to_dict("records"):
        for names in (own, newer):
            later = (
                lead["line"].eq(other["line"]) & lead["unit"].eq(other["unit"]) & pd.notna(other[names[1]])
            )
            newest = lead[["year", "newer_year"]].max(axis=1)
            later &= newest.lt(other[names[1]] if pd.notna(other[names[1]]) else 0)
            lead.loc[later, newer] = [other[name] for name in names]
    return lead


def one_each(rows: pd.DataFrame, by: str = "form", *, window: int = 5) -> pd.DataFrame:
    """Return one line a form, or a legal form: the whole, unless it is outdated, else the largest of what names a part.

    Parameters
    ----------
    rows : DataFrame
        Of one thing counted, from :func:`leads`.
    by : {"form", "legal_form"}
    window : int
        See :func:`outdated`.
    """
    lines = rows.drop_duplicates("line")
    keys = pd.DataFrame(
        {
            "old": outdated(lines, window),
            "scope": lines["scope"].map({scope: place for place, scope in enumerate(SCOPES)}),
            "size": -lines["value"],
        }
    )
    return (
        lines.loc[keys.sort_values(list(keys.columns), kind="stable").index].drop_duplicates(by).sort_index()
    )


def outdated(rows: pd.DataFrame, window: int) -> pd.Series:
    """Tell which counts of a whole form are more than ``window`` years older than those of its legal forms."""
    parts = rows[rows["scope"].eq(SCOPES[1])].groupby("form")["year"].min()
    gap = rows["form"].map(parts).astype("Float64") - rows["year"].astype("Float64")
    return rows["scope"].eq(SCOPES[0]) & gap.gt(window).fillna(False).astype(bool)
