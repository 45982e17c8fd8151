"""Parts and wholes of the audit: a part cannot be larger, grow by more, or add up to another whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.mapping import rules
from sse_analysis.mapping import wording as words
from sse_analysis.mapping.contradictions import finding_of, listed
from sse_analysis.mapping.findings import Finding, Limits, amount, counted, when
from sse_analysis.mapping.headlines import ranked
from sse_analysis.mapping.lines import SCOPES
from sse_analysis.mapping.partitions import learn
from sse_analysis.parameters.records import HeadlineRule
from sse_analysis.sources.table import OBSERVED

#: Measures of size that a part cannot have more of than its whole.
_SIZES = ("members", "member_households", "employees", "regular_workers")


def wholes(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Yield what is wrong between parts and their wholes, beyond the sums of one table.

    Parameters
    ----------
    rows : DataFrame
        Observed and estimated rows of :func:`lines.figures`, with ``counted_as``.
    """
    national = rows[rows["facet_count"].eq(0)]
    yield from part_and_whole(national, limits)
    yield from combined_parts(national)
    yield from wider_wordings(national, limits)
    yield from sums_of_complements(national, limits)
    yield from regions_of_other_years(rows, limits)


def _pairs_of_lines(rows: pd.DataFrame) -> list[tuple[str, str]]:
    """Return (part, whole) of lines of one form, by their words or because one is a legal form of the other."""
    lines = rows.drop_duplicates(["line", "base"])
    found = {}
    for whole in lines[lines["scope"].ne(SCOPES[2])].itertuples():
        text = words.take_apart(whole.base)
        for part in lines[lines["form"].eq(whole.form) & lines["line"].ne(whole.line)].itertuples():
            narrower = part.scope == SCOPES[2] and words.is_part(words.take_apart(part.base), text)
            if narrower or (whole.scope == SCOPES[0] and part.scope == SCOPES[1]):
                found[part.line, whole.line] = None
    return list(found)


def part_and_whole(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Hold every part against its whole: level in the same or a near year, and growth between common years."""
    observed = rows[rows["kind"].isin(OBSERVED) & rows["year"].notna()]
    sized = observed[observed["counted_as"].isin(["entities", *_SIZES])]
    proven = set(learn(observed))
    for part_line, whole_line in _pairs_of_lines(observed):
        parts, wholes = sized[sized["line"].eq(part_line)], sized[sized["line"].eq(whole_line)]
        for key, inside in parts.groupby(["counted_as", "unit"], sort=True):
            same = wholes[wholes["counted_as"].eq(key[0]) & wholes["unit"].eq(key[1])]
            if len(same):
                yield from _too_large(inside, same, limits)
                if whole_line not in proven:
                    yield from _grows_more(inside, same)


def _too_large(parts: pd.DataFrame, wholes: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    for row in parts.to_dict("records"):
        distance = (wholes["year"] - row["year"]).abs()
        near = wholes[distance.eq(0)] if distance.eq(0).any() else wholes[distance.le(limits.near)]
        if len(near) and row["amount"] > near["amount"].max() * (1 + limits.same):
            yield finding_of(
                "part and whole", "part exceeds whole", row,
                subject=f"{row['line_label']} in {near.iloc[0]['line_label']}: {counted(row)}",
                detail=f"part {amount(row['amount'])} ({when(row['year'])}), whole {listed(near)}",
                reading="Another register, another year, or the part counts bodies outside the whole.",
                ids=(row["id"], *near["id"]),
            )  # fmt: skip


def _grows_more(parts: pd.DataFrame, wholes: pd.DataFrame) -> Iterator[Finding]:
    """Find a part that grows by more than its whole; where proven sums show that the rest fell, nobody asks."""
    best, whole_best = _best_by_year(parts), _best_by_year(wholes)
    years = sorted(set(best.index) & set(whole_best.index))
    for first, last in pairwise(years):
        gained = best[last]["amount"] - best[first]["amount"]
        whole_gained = whole_best[last]["amount"] - whole_best[first]["amount"]
        if last - first <= 5 and gained > 0 and gained > whole_gained + 0.02 * best[first]["amount"]:
            rows_used = (best[first], best[last], whole_best[first], whole_best[last])
            yield finding_of(
                "growth of part and whole", "part grows more than whole", best[last],
                subject=f"{best[last]['line_label']} in {whole_best[last]['line_label']}: {counted(parts.iloc[0])}",
                detail=f"{first} to {last}: part {exact(gained):+,.0f}, whole {exact(whole_gained):+,.0f}",
                reading="Sources of different coverage in the two years, or a change of counting.",
                ids=(row["id"] for row in rows_used),
            )  # fmt: skip


def _best_by_year(rows: pd.DataFrame) -> pd.Series:
    chosen = {int(year): ranked(part, HeadlineRule()).iloc[0] for year, part in rows.groupby("year")}
    return pd.Series(chosen, dtype=object)


def combined_parts(rows: pd.DataFrame) -> Iterator[Finding]:
    """Follow forms that are also counted together: one falls while all rise, or two change places."""
    observed = rows[rows["kind"].isin(OBSERVED) & rows["year"].notna() & rows["counted_as"].eq("entities")]
    for combined, forms in rules.rules()["combined"].items():
        whole = _best_by_year(observed[observed["form"].eq(combined)])
        named = observed[observed["scope"].ne(SCOPES[2])]
        parts = [_best_by_year(named[named["form"].eq(form)]) for form in forms]
        for series in parts:
            yield from _against_the_tide(series, whole)
        if len(parts) == 2 and len(whole):
            yield from _change_places(*parts)


def _against_the_tide(part: pd.Series, whole: pd.Series) -> Iterator[Finding]:
    for first, last in pairwise(sorted(set(part.index) & set(whole.index))):
        change = part[last]["amount"] / part[first]["amount"] - 1
        whole_change = whole[last]["amount"] / whole[first]["amount"] - 1
        if change < -0.2 and whole_change > 0:
            ids = (part[first]["id"], part[last]["id"], whole[first]["id"], whole[last]["id"])
            yield finding_of(
                "forms counted together", "contradicts", part[last],
                subject=f"{part[last]['line_label']} in {whole[last]['line_label']}, {first} to {last}",
                detail=f"part {amount(part[first]['amount'])} to {amount(part[last]['amount'])} ({exact(change):+.0%}), "
                f"all {amount(whole[first]['amount'])} to {amount(whole[last]['amount'])} ({exact(whole_change):+.0%})",
                reading="Labels exchanged, another cut of the forms, or a cleaned register.",
                ids=ids,
            )  # fmt: skip


def _change_places(one: pd.Series, other: pd.Series) -> Iterator[Finding]:
    for first, last in pairwise(sorted(set(one.index) & set(other.index))):
        before = one[first]["amount"] - other[first]["amount"]
        after = one[last]["amount"] - other[last]["amount"]
        if before * after < 0:
            ids = (one[first]["id"], other[first]["id"], one[last]["id"], other[last]["id"])
            yield finding_of(
                "forms counted together", "contradicts", one[last],
                subject=f"{one[last]['line_label']} and {other[last]['line_label']}, {first} and {last}",
                detail=f"{first}: {amount(one[first]['amount'])} and {amount(other[first]['amount'])}; "
                f"{last}: {amount(one[last]['amount'])} and {amount(other[last]['amount'])}",
                reading="The two change places: their labels are probably exchanged in one source.",
                ids=ids,
            )  # fmt: skip


def wider_wordings(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Set "X and networks" against X plus the networks of a near year."""
    observed = rows[rows["kind"].isin(OBSERVED) & rows["year"].notna()]
    for row in observed[_where(observed, words.joins_tiers)].to_dict("records"):
        joined = words.take_apart(row["base"]).main
        sized = observed[observed["counted_as"].eq(row["counted_as"])]
        near = sized[(sized["year"] - row["year"]).abs().le(limits.near)]
        base = near[near["form"].eq(row["form"]) & near["scope"].ne(SCOPES[2])]
        tier = near[near["form"].isin(rules.rules()["second_tier_forms"])]
        tier = tier[_where(tier, lambda text, joined=joined: words.take_apart(text).main <= joined)]
        for year in sorted(set(base["year"]) & set(tier["year"])):
            yield from _joined(row, base[base["year"].eq(year)].iloc[0], tier[tier["year"].eq(year)].iloc[0])


def _where(rows: pd.DataFrame, test: Callable[[str], bool]) -> pd.Series:
    """Return a mask of the rows whose wording passes a test; of no rows, an empty mask."""
    return pd.Series([test(text) for text in rows["base"]], index=rows.index, dtype=bool)


def _joined(row: dict, base: pd.Series, tier: pd.Series) -> Iterator[Finding]:
    total = base["amount"] + tier["amount"]
    if abs(row["amount"] / total - 1) > 0.1:
        yield finding_of(
            "two tiers counted together", "contradicts", row,
            subject=f"{row['line_label']}: {counted(row)}, {when(row['year'])} and {when(base['year'])}",
            detail=f"together {amount(row['amount'])} ({when(row['year'])}) against {amount(base['amount'])} and "
            f"{amount(tier['amount'])} ({when(base['year'])})",
            reading="Registrations struck off between the two dates, or another register.",
            ids=(row["id"], base["id"], tier["id"]),
        )  # fmt: skip


def sums_of_complements(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Set "X" plus "non-X" of one source against the printed total of the same or the neighbouring year."""
    observed = rows[
        rows["kind"].isin(OBSERVED) & rows["year"].notna() & rows["counted_as"].isin(["entities", *_SIZES])
    ]
    keys = ["form", "source_title", "counted_as", "unit", "year"]
    for _, table in observed.groupby(keys, sort=True):
        for one, other in _complements(table):
            yield from _against_totals(one, other, observed, limits=limits)


def _complements(table: pd.DataFrame) -> Iterator[tuple[pd.Series, pd.Series]]:
    texts = {place: words.take_apart(row["base"]) for place, row in table.iterrows()}
    for place, text in texts.items():
        negated = {word for word in text.main if word.startswith("non-")}
        for other, against in texts.items():
            plain = {word.removesuffix("-sector") for word in against.main}
            same_cut = text.glosses == against.glosses
            if same_cut and len(negated) == 1 and plain == {word.removeprefix("non-") for word in text.main}:
                yield table.loc[other], table.loc[place]


def _against_totals(
    one: pd.Series, other: pd.Series, rows: pd.DataFrame, *, limits: Limits
) -> Iterator[Finding]:
    same = (
        rows["form"].eq(one["form"]) & rows["counted_as"].eq(one["counted_as"]) & rows["unit"].eq(one["unit"])
    )
    whole = rows["scope"].eq(SCOPES[0]) | rows["base"].str.casefold().str.startswith("all ")
    distance = (rows["year"] - one["year"]).abs()
    totals = rows.assign(distance=distance)[same & whole & distance.le(1)]
    if totals.empty:
        return
    totals = totals.assign(own=totals["source_title"].ne(one["source_title"]))
    total = totals.sort_values(["own", "distance", "scope"], kind="stable").iloc[0]
    added = one["amount"] + other["amount"]
    gap = abs(added / total["amount"] - 1)
    allowed = 0.1 if total["distance"] else limits.same
    holds = gap <= (limits.rounding if not total["own"] else allowed)
    if holds and total["distance"]:
        return
    yield finding_of(
        "X and non-X", ("adds up" if gap == 0 else "adds up by rounding") if holds else "does not add up", total,
        subject=f"{one['line_label']} and {other['line_label']}: {counted(one)}, {when(one['year'])}",
        detail=f"{amount(one['amount'])} + {amount(other['amount'])} = {amount(added)} ({when(one['year'])}) against "
        f"{amount(total['amount'])}, {total['base']} ({when(total['year'])})",
        reading="" if holds else "Another coverage: audited or active bodies only, or a total with second tiers.",
        ids=(one["id"], other["id"], total["id"]),
    )  # fmt: skip


def regions_of_other_years(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Set a region without a total of its own against the national totals of near years."""
    regional = rows[rows["facets"].fillna("").str.fullmatch(r"region=[^;=]+") & rows["year"].notna()]
    national = rows[rows["facet_count"].eq(0) & rows["year"].notna() & rows["kind"].isin(OBSERVED)]
    for row in regional.to_dict("records"):
        same = national["line"].eq(row["line"]) & national["counted_as"].eq(row["counted_as"])
        totals = national[same & national["unit"].eq(row["unit"])]
        distance = (totals["year"] - row["year"]).abs()
        near = totals[distance.lt(limits.near)]
        if near.empty or distance.eq(0).any():
            continue
        share = row["amount"] / near["amount"].min()
        if share > limits.concentration:
            yield finding_of(
                "region and country", "part exceeds whole" if share > 1 else "doubtful", row,
                subject=f"{row['line_label']}: {counted(row)} in {row['region']}, {when(row['year'])}",
                detail=f"{amount(row['amount'])} is " + " or ".join(
                    f"{exact(row['amount'] / total):.0%} of {amount(total)} ({when(year)})"
                    for total, year in zip(near["amount"], near["year"], strict=True)
                ),
                reading="Head offices are registered there, or the figure covers more than the region.",
                ids=(row["id"], *near["id"]),
            )  # fmt: skip
