"""Patterns of the audit: ratios and values too constant to be counts, jumps too large to be growth."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.mapping import rules
from sse_analysis.mapping.contradictions import finding_of, listed
from sse_analysis.mapping.findings import Finding, Limits, amount, counted, when
from sse_analysis.mapping.headlines import ranked
from sse_analysis.parameters.records import HeadlineRule
from sse_analysis.sources.constants import threshold


def patterns(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Yield patterns over the years of one line.

    Parameters
    ----------
    rows : DataFrame
        Observed and estimated rows of :func:`lines.figures`, with ``counted_as``.
    """
    national = rows[rows["facet_count"].eq(0) & rows["year"].notna()]
    yield from constant_ratios(rows)
    yield from constant_values(rows, limits)
    yield from still_registers(national, limits)
    yield from jumps(national, limits)
    yield from changes_of_unit(national)


def constant_ratios(rows: pd.DataFrame) -> Iterator[Finding]:
    """Find active over registered that is the same simple fraction in two years or more."""
    given = rules.rules()["activity"]
    active = rows["measure"].isin(given["active"]) | rows["facets"].eq("attribute=active")
    dated = rows[rows["year"].notna() & rows["line"].isin(rows.loc[active, "line"])]
    for line, part in dated.groupby("line", sort=True):
        ratios = [*_ratios(part, given), *_printed_shares(part)]
        for top, bottom in given["rule_of_thumb"]:
            reach = threshold("mapping.close_ratio") * top / bottom
            close = [item for item in ratios if abs(item[1] - top / bottom) <= reach]
            if len({year for year, _, _ in close}) > 1:
                row = part[part["line"].eq(line)].iloc[-1]
                yield finding_of(
                    "share of active bodies", "constant ratio", row,
                    subject=f"{row['line_label']}: active over registered",
                    detail=", ".join(f"{exact(ratio):.3f} ({when(year)})" for year, ratio, _ in close),
                    reading=f"{top} in {bottom} in every year: a rule of thumb printed as a count. Do not use it.",
                    ids=(id for _, _, ids in close for id in ids),
                )  # fmt: skip


def _ratios(part: pd.DataFrame, given: dict) -> Iterator[tuple[int, float, tuple[str, ...]]]:
    national = part[part["facet_count"].eq(0)]
    for (_, year), table in national.groupby(["source_title", "year"], sort=True):
        registered = table[table["measure"].isin(given["registered"])]
        active = table[table["measure"].isin(given["active"])]
        if len(registered) and len(active):
            one, other = active.iloc[0], registered.iloc[0]
            yield int(year), one["amount"] / other["amount"], (one["id"], other["id"])


def _printed_shares(part: pd.DataFrame) -> Iterator[tuple[int, float, tuple[str, ...]]]:
    shares = part[part["measure"].eq("share_with_attribute") & part["facets"].eq("attribute=active")]
    for row in shares.to_dict("records"):
        yield int(row["year"]), row["amount"] / 100, (row["id"],)


def constant_values(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Find a value printed again for other years; a period beside the year does not make it another value.

    A count of few bodies is left alone: where hardly any comes or goes, the same number twice is likely.
    """
    rows = rows[~(rows["counted_as"].eq("entities") & rows["amount"].lt(limits.small))]
    facets = rows["facets"].fillna("").str.replace(r"period=[^;]*;?", "", regex=True)
    dated = rows.assign(cut=facets)[rows["year"].notna()]
    for _, part in dated.groupby(["line", "measure", "unit", "cut"], sort=True):
        for value, same in part.groupby("amount", sort=True):
            span = same["year"].max() - same["year"].min()
            if value > 0 and span >= threshold("mapping.constant_years") and same["year"].nunique() > 1:
                row = same.iloc[-1]
                years = ", ".join(when(year) for year in sorted(same["year"]))
                yield finding_of(
                    "value over the years", "constant value", row,
                    subject=f"{row['line_label']}: {counted(row)}",
                    detail=f"{amount(value)} {row['unit']} in {years}",
                    reading="A claim that is repeated, not a new count. Ask for its method and date.",
                    ids=same["id"],
                )  # fmt: skip


def still_registers(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Find counts of bodies that hardly move for many years: nobody is struck off."""
    counts = rows[rows["counted_as"].eq("entities")]
    for _, part in counts.groupby(["line", "unit"], sort=True):
        middle = part["amount"].median()
        close = part[(part["amount"] / middle - 1).abs().le(limits.same)].sort_values("year")
        enough = len(close) >= max(
            threshold("mapping.still_points"), threshold("mapping.still_share") * len(part)
        )
        if enough and close["year"].max() - close["year"].min() >= threshold("mapping.still_years"):
            row = close.iloc[-1]
            yield finding_of(
                "count over the years", "doubtful", row,
                subject=f"{row['line_label']}: {counted(row)}",
                detail=listed(close),
                reading="Nearly constant: registrations are not struck off. Read it as ever registered.",
                ids=close["id"],
            )  # fmt: skip


def jumps(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Find neighbouring observations, two years apart at most, that differ by a large factor."""
    for part, best, leaps in _leaps(rows, limits):
        if leaps:
            row = best[leaps[0][1]]
            ordered = part.sort_values(["year", "id"])
            yield finding_of(
                "jump between years", "doubtful", row,
                subject=f"{row['line_label']}: {counted(row)}",
                detail="; ".join(
                    f"{first} to {last}: {amount(best[first]['amount'])} to {amount(best[last]['amount'])} "
                    f"({exact(best[last]['amount'] / best[first]['amount'] - 1):+.0%})" for first, last in leaps
                ) + f". All years: {listed(ordered)}",
                reading="A change of counting, another body that counts, or a campaign. Do not join the years.",
                ids=ordered["id"],
            )  # fmt: skip


def breaks(rows: pd.DataFrame, limits: Limits) -> pd.DataFrame:
    """Return the jumps that the audit reports, one a row: ``line, measure, unit, first, last, before, after``.

    ``first, last`` are the years between which a line jumps, ``before, after`` its values in them.
    """
    national = rows[rows["facet_count"].eq(0) & rows["year"].notna()]
    found = [
        (*part.iloc[0][["line", "measure", "unit"]], first, last, best[first]["amount"], best[last]["amount"])
        for part, best, leaps in _leaps(national, limits) for first, last in leaps
    ]  # fmt: skip
    return pd.DataFrame(found, columns=["line", "measure", "unit", "first", "last", "before", "after"])


def _leaps(
    rows: pd.DataFrame, limits: Limits
) -> Iterator[tuple[pd.DataFrame, dict[int, pd.Series], list[tuple[int, int]]]]:
    """Yield the rows of a line, the best of each year, and the neighbouring years between which it jumps."""
    sizes = rows[~rows["measure"].str.startswith(("entities_new", "entities_dissolved"))]
    for _, part in sizes.groupby(["line", "measure", "unit"], sort=True):
        best = {int(year): ranked(same, HeadlineRule()).iloc[0] for year, same in part.groupby("year")}
        leaps = [
            (first, last)
            for first, last in pairwise(sorted(best))
            if last - first <= 2 and best[first]["amount"] > 0 and _leap(best[first], best[last], limits)
        ]
        yield part, best, leaps


def _leap(first: pd.Series, last: pd.Series, limits: Limits) -> bool:
    ratio = last["amount"] / first["amount"]
    return ratio >= limits.jump or ratio <= 1 / limits.jump


def changes_of_unit(rows: pd.DataFrame) -> Iterator[Finding]:
    """Find members counted in households, then in persons, at the same level: a household has more than one person."""
    members = rows[rows["measure"].isin(["members", "member_households"])]
    for _, part in members.groupby("line", sort=True):
        homes = part[part["unit"].isin(["households", "families"])]
        people = part[part["unit"].eq("persons")]
        if homes.empty or people.empty or set(homes["year"]) & set(people["year"]):
            continue
        before = homes[homes["year"].le(people["year"].min())].sort_values("year")
        after = people[people["year"].gt(homes["year"].max())].sort_values("year").head(2)
        if len(before) and len(after) and 0.8 < after["amount"].mean() / before.iloc[-1]["amount"] < 1.25:
            row = after.iloc[-1]
            if after["year"].min() - before.iloc[-1]["year"] > 3:
                continue
            yield finding_of(
                "change of unit", "doubtful", row,
                subject=f"{row['line_label']}: members in households, then in persons",
                detail=f"{amount(before.iloc[-1]['amount'])} households ({when(before.iloc[-1]['year'])}), "
                f"{listed(after)} persons",
                reading="The unit changes and the level does not: the later unit may still be one a household.",
                ids=(before.iloc[-1]["id"], *after["id"]),
            )  # fmt: skip
