"""The regional report in a few sentences, every number from its tables."""

from __future__ import annotations

from sse_analysis.regional.comparability import COMPARABLE
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Statement
from sse_analysis.results.regional import RateLines, SideBySide


def headline(
    figures: SideBySide | Absence, series: SideBySide | Absence, rates: RateLines | Absence
) -> Statement:
    """Say how much of what is held may be compared, and what the comparable informality rates are."""
    paragraphs = [
        *_share(figures, "figures on the social and solidarity economy"),
        *_share(series, "SDG values of targets that a source names as served by it"),
        *_informality(rates),
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


def _informality(rates: RateLines | Absence) -> list[str]:
    if isinstance(rates, Absence):
        return []
    last = rates.frame.sort_values("year").groupby("name", sort=False).tail(1).sort_values("value")
    words = "; ".join(_rate(row) for row in last.to_dict("records"))
    return [f"Informal employment, percent of all employment, latest year of the newest release: {words}."]


def _rate(row: dict) -> str:
    after = ", the first year after a break" if row["after_break"] else ""
    return f"{row['name']} {row['value']:.1f} ({row['year']}{after})"
