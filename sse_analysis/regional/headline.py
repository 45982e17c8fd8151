"""The regional report in a few sentences, every number from its tables."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.regional.comparability import COMPARABLE, judge
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Statement
from sse_analysis.results.regional import RateLines, SideBySide


def headline(
    figures: SideBySide | Absence, series: SideBySide | Absence, rates: RateLines | Absence, *, window: int
) -> Statement:
    """Say how much of what is held may be compared, and which latest informality rates may.

    Rates of years more than ``window`` apart, or behind a probable change of definition, have a sentence of their own.
    """
    paragraphs = [
        *_share(figures, "figures on the social and solidarity economy"),
        *_share(series, "SDG values of targets that a source names as served by it"),
        *_informality(rates, window),
        "A figure that stands apart is printed with the reason. Nothing was adjusted to make it comparable.",
    ]
    return Statement(id="headline", country="regional", paragraphs=tuple(paragraphs), bullets=True)


def _share(table: SideBySide | Absence, what: str) -> list[str]:
    if isinstance(table, Absence):
        return [f"There are no {what} to set side by side."]
    held = table.frame[table.frame["value"].notna()]
    like = int(held["status"].eq(COMPARABLE).sum())
    reasons = held.loc[held["status"].ne(COMPARABLE), "status"].value_counts()
    words = ", ".join(f"{count} {reason}" for reason, count in sorted(reasons.items()))
    apart = f"; the others stand apart ({words})" if words else ""
    return [f"Of {len(held)} {what} in the table, {like} may be compared with another country's{apart}."]


def _informality(rates: RateLines | Absence, window: int) -> list[str]:
    if isinstance(rates, Absence):
        return []
    judged = judge(pd.DataFrame(_last(rates.frame)), window=window)
    like, apart = judged[judged["status"].eq(COMPARABLE)], judged[judged["status"].ne(COMPARABLE)]
    what = "Informal employment, percent of all employment, latest year of the newest release"
    alone = "; ".join(f"{_rate(row)}, because {row['reason']}" for row in apart.to_dict("records"))
    said = []
    if len(like):
        said.append(
            f"{what}, countries that may be compared: {', '.join(map(_rate, like.to_dict('records')))}."
        )
    if alone:
        said.append(f"{what}, countries that may not: {alone}.")
    return said


def _last(frame: pd.DataFrame) -> list[dict]:
    """Return the last value of each country; behind a probable change of definition it is a concept of its own."""
    found = []
    for name, own in frame.groupby("name", sort=False):
        last = own.sort_values("year").iloc[-1]
        opened = own[own["segment"].eq(last["segment"]) & own["kind"].eq("probable")]
        changed = opened.iloc[0].to_dict() if len(opened) else None
        found.append(
            {"country": name, "value": last["value"], "year": last["year"], "unit": "percent"}
            | {"concept": f"changed in {name}" if changed else "the concept of the data set"}
            | {"why": _changed(changed) if changed else None}
        )
    return found


def _changed(row: dict) -> str:
    before = f"{exact(row['before']):.1f} in {exact(row['year_before']):.0f}"
    return (
        f"its definition probably changed in {row['year']} ({row['cause']}; proposal of this project): "
        f"{before} and {exact(row['value']):.1f} in {row['year']} must not be read as a change"
    )


def _rate(row: dict) -> str:
    return f"{row['country']} {exact(row['value']):.1f} ({row['year']})"
