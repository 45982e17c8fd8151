"""Identities of the audit: parts against totals, means against totals, shares against a hundred."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pandas as pd

from sse_analysis.decimals import exact, rounded
from sse_analysis.mapping import rules
from sse_analysis.mapping.findings import Finding, Limits, amount, compare, counted, when, year_of
from sse_analysis.mapping.lines import SCOPES
from sse_analysis.mapping.partitions import TABLE, learn
from sse_analysis.sources.table import OBSERVED

#: Facets whose values share a total among them. An attribute does not: a body may have several.
_PARTITIONS = ("region", "member_count", "workers", "member_kind", "sex", "contract")
_UNKNOWN_PARTS = "Parts are missing from the page that was read, or the total counts more. Ask the publisher."
_WRONG_SUM = "A misprint, a part of another date, or a total that counts something else. Ask the publisher."


def identities(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Yield every identity that the printed figures must keep, held or broken.

    Parameters
    ----------
    rows : DataFrame
        Observed and estimated rows of :func:`lines.figures`.
    """
    yield from facet_sums(rows, limits)
    yield from learnt_sums(rows, limits)
    yield from scope_sums(rows, limits)
    yield from combined_forms(rows, limits)
    yield from shares_of_entities(rows)
    yield from means(rows, limits)
    yield from attribute_shares(rows, limits)


def facet_sums(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Sum the parts of one facet against the total of the same source, measure and date."""
    facets = rows["facets"].fillna("").str.extract(r"^(?P<name>[^=;]+)=(?P<value>[^=;]+)$")
    scale = facets["value"].str.extract(r"^(graded|rated)_", expand=False)
    name = facets["name"].where(facets["name"].ne("attribute"), "scale " + scale)
    single = rows.assign(facet=name)[name.notna() & (facets["name"].isin(_PARTITIONS) | scale.notna())]
    keys = [*(key for key in TABLE if key != "unit"), "line", "facet"]
    for key, parts in single.groupby(keys, dropna=False, sort=True):
        totals = _same_table(rows, parts.iloc[0], facets="")
        yield from _facet_finding(parts, totals, facet=key[-1], limits=limits)


def _same_table(rows: pd.DataFrame, row: pd.Series, *, facets: str | None = None) -> pd.DataFrame:
    """Return the rows of the printed table a row stands in: same line, source, measure, date."""
    same = rows["line"].eq(row["line"]) & rows["source_title"].eq(row["source_title"])
    same &= rows["measure"].eq(row["measure"]) & _equal(rows["year"], row["year"])
    same &= _equal(rows["reference_date"], row["reference_date"])
    return rows[same & rows["facets"].fillna("").eq(facets)] if facets is not None else rows[same]


def _equal(column: pd.Series, value: object) -> pd.Series:
    return column.isna() if pd.isna(value) else column.eq(value).fillna(False).astype(bool)


def _facet_finding(
    parts: pd.DataFrame, totals: pd.DataFrame, *, facet: str, limits: Limits
) -> Iterator[Finding]:
    percent = parts["unit"].eq("percent").all()
    if percent and len(parts) > 1 and facet != "sex":
        yield _hundred(parts, f"{parts.iloc[0]['line_label']}: {counted(parts.iloc[0])} by {facet}")
        return
    if totals.empty or percent or (facet != "member_kind" and parts["unit"].nunique() > 1):
        return
    total = totals.iloc[0]
    if facet != "member_kind" and total["unit"] != parts.iloc[0]["unit"]:
        return
    if len(parts) == 1 and parts["amount"].iloc[0] <= total["amount"]:
        return
    yield _sum_finding("parts of a facet", total, parts, limits=limits, by=f" by {facet}")


def _sum_finding(
    rule: str, total: pd.Series, parts: pd.DataFrame, *, limits: Limits, by: str = ""
) -> Finding:
    result = compare(total["amount"], parts["amount"].sum(), limits.rounding)
    share = parts["amount"].sum() / total["amount"] if total["amount"] else float("nan")
    terms = " + ".join(amount(value) for value in parts["amount"])
    detail = f"{terms} = {amount(parts['amount'].sum())}, total printed {amount(total['amount'])}"
    detail += "" if result.startswith("adds") else f" ({exact(share):.1%})"
    return Finding(
        rule=rule,
        result=result,
        form=total["form"],
        subject=f"{total['line_label']}: {counted(total)}{by}, {when(total['year'])}",
        year=year_of(total),
        detail=detail,
        reading={"incomplete": _UNKNOWN_PARTS, "does not add up": _WRONG_SUM}.get(result, ""),
        ids=(total["id"], *parts["id"]),
    )


def _hundred(parts: pd.DataFrame, subject: str) -> Finding:
    """Hold shares of one whole against a hundred, to half a unit of the finest printed decimal a share."""
    total = parts["amount"].sum()
    decimals = max(len(str(value).partition(".")[2].rstrip("0")) for value in parts["amount"])
    slack = len(parts) * 0.5 * 10**-decimals
    gap = rounded(100 - total, 6)
    result = "adds up" if gap == 0 else "adds up by rounding" if abs(gap) <= slack else "does not add up"
    if result == "does not add up" and gap > 1:
        result = "incomplete"
    row = parts.iloc[0]
    terms = " + ".join(amount(value) for value in parts["amount"])
    reading = (
        "A kind is not printed, or one share is rounded more than the others." if "add up" in result else ""
    )
    return Finding(
        rule="shares of one whole",
        result=result,
        form=row["form"],
        subject=f"{subject}, {when(row['year'])}",
        year=year_of(row),
        detail=f"{terms} = {amount(rounded(total, 2))} percent",
        reading=_UNKNOWN_PARTS if result == "incomplete" else reading if result == "does not add up" else "",
        ids=tuple(parts["id"]),
    )


def learnt_sums(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Hold the parts that make up a whole exactly in several years against it in every table.

    A table in which one known set of parts makes up the whole proves the sum; other sets are then not expected.
    """
    national = rows[rows["facet_count"].eq(0) & rows["kind"].isin(OBSERVED)]
    for whole, sets in learn(national).items():
        for _, table in national.groupby(TABLE, dropna=False, sort=True):
            if whole in set(table["line"]) and table["line"].is_unique:
                total = table[table["line"].eq(whole)].iloc[0]
                known = (table[table["line"].isin(parts)] for parts in sets if parts <= set(table["line"]))
                found = [
                    _sum_finding("proven parts", total, parts, limits=limits, by=" by kind")
                    for parts in known
                ]
                yield from [item for item in found if item.result.startswith("adds up")] or found


def scope_sums(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Sum wordings that differ only after a comma ("X, local scope") against the named form in the same table."""
    national = rows[rows["facet_count"].eq(0) & ~rows["unit"].isin(["percent", "ratio"])]
    split = national["legal_form"].str.extract(r"^(?P<stem>[^,]+), (?P<cut>.*scope)$")
    named = national["scope"].ne(SCOPES[2])
    cut = national.assign(stem=split["stem"])[split["stem"].notna() & ~named]
    for _, parts in cut.groupby(["form", "stem", *TABLE], dropna=False, sort=True):
        first = parts.iloc[0]
        same = national["form"].eq(first["form"]) & named & national["source_title"].eq(first["source_title"])
        same &= national["measure"].eq(first["measure"]) & _equal(national["year"], first["year"])
        if len(parts) > 1 and same.any():
            yield _as_broken(
                _sum_finding("parts by scope", national[same].iloc[0], parts, limits=limits, by=" by scope")
            )
        elif len(parts) > 1:
            yield from _scope_against_other_years(national[named], parts, limits)


def _as_broken(finding: Finding) -> Finding:
    """Call a gap of less than five percent in a complete cut a broken sum, not a missing part."""
    share = re.search(r"\((\d+\.\d)%\)", finding.detail)
    if finding.result == "incomplete" and share and float(share[1]) > 95:
        return Finding(**vars(finding) | {"result": "does not add up", "reading": _WRONG_SUM})
    return finding


def _scope_against_other_years(named: pd.DataFrame, parts: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Set the sum of a complete cut without a total of its own against the form's figure of a near or unknown year."""
    first = parts.iloc[0]
    stem = re.sub(r"\s*\([^()]*\)", "", first["stem"]).casefold().rstrip("s")
    label = named["line_label"].str.casefold()
    same = (
        named["form"].eq(first["form"])
        & named["measure"].eq(first["measure"])
        & named["unit"].eq(first["unit"])
    )
    near = named[same & label.str.contains(stem, regex=False)]
    if pd.notna(first["year"]):
        near = near[(near["year"] - first["year"]).abs().le(limits.near).fillna(True)]
    total = parts["amount"].sum()
    for row in near.to_dict("records"):
        if abs(total / row["amount"] - 1) > 0.1:
            yield Finding(
                rule="parts by scope",
                result="contradicts",
                form=row["form"],
                subject=f"{row['line_label']}: {counted(row)} by scope",
                year=year_of(row),
                detail=f"{len(parts)} scopes give {amount(total)} ({when(first['year'])}) against "
                f"{amount(row['amount'])} ({when(row['year'])})",
                reading="The cut is of another date or leaves bodies out. Find its reference date.",
                ids=(*parts["id"], row["id"]),
            )


def combined_forms(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Sum forms that are also counted together ("associations and NGOs") in the same source and date."""
    for combined, forms in rules.rules()["combined"].items():
        keys = ["source_title", "measure", "unit", "year", "facets"]
        inside = rows[rows["form"].isin([combined, *forms])]
        for _, table in inside.groupby(keys, dropna=False, sort=True):
            totals, parts = table[table["form"].eq(combined)], table[table["form"].isin(forms)]
            if len(totals) == 1 and set(parts["form"]) == set(forms):
                yield _sum_finding(
                    "forms counted together", totals.iloc[0], parts, limits=limits, by=" by form"
                )


def shares_of_entities(rows: pd.DataFrame) -> Iterator[Finding]:
    """Hold the shares of kinds that one source prints for one year against a hundred."""
    shares = rows[rows["measure"].eq("share_of_entities") & rows["facet_count"].eq(0)]
    for _, parts in shares.groupby(["source_title", "year"], dropna=False, sort=True):
        if len(parts) > 1 and 80 <= parts["amount"].sum() <= 120:
            yield _hundred(parts, f"{parts.iloc[0]['line_label']} and others: share of organizations")


def means(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Hold a printed mean, or both ends of a printed range, against total over count."""
    national = rows[rows["facet_count"].eq(0)]
    for measure, (total_measure, count_measure) in rules.rules()["means"].items():
        printed = rows[rows["measure"].eq(measure) & rows["facets"].fillna("bound").str.startswith("bound")]
        for _, part in printed.groupby(["line", "source_title", "year"], dropna=False, sort=True):
            total = _beside(national, part.iloc[0], total_measure)
            count = _beside(national, part.iloc[0], count_measure)
            if total is not None and count is not None:
                yield _mean_finding(part, total, count, limits=limits)


def _beside(rows: pd.DataFrame, row: pd.Series, measure: str) -> pd.Series | None:
    """Return the figure of another measure for the same line, source and year."""
    same = rows["line"].eq(row["line"]) & rows["source_title"].eq(row["source_title"])
    same &= rows["measure"].eq(measure) & _equal(rows["year"], row["year"])
    return rows[same].iloc[0] if same.any() else None


def _mean_finding(part: pd.DataFrame, total: pd.Series, count: pd.Series, *, limits: Limits) -> Finding:
    low, high = part["amount"].min(), part["amount"].max()
    actual = total["amount"] / count["amount"]
    inside = low * (1 - limits.mean) <= actual <= high * (1 + limits.mean)
    same = low == high and rounded(actual) == rounded(low)
    printed = amount(low) if low == high else f"{amount(low)} to {amount(high)}"
    row = part.iloc[0]
    return Finding(
        rule="mean times count",
        result=("adds up" if same else "adds up by rounding") if inside else "does not add up",
        form=row["form"],
        subject=f"{row['line_label']}: {counted(row)}, {when(row['year'])}",
        year=year_of(row),
        detail=f"{amount(total['amount'])} / {amount(count['amount'])} = {amount(rounded(actual, 2))}, "
        f"mean printed {printed}",
        reading=""
        if inside
        else "The mean covers other bodies than the total, or one figure is rounded or wrong.",
        ids=(*part["id"], total["id"], count["id"]),
    )


def attribute_shares(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Hold the printed share of bodies with an attribute against the two counts behind it."""
    printed = rows[rows["measure"].eq("share_with_attribute")]
    for row in printed.to_dict("records"):
        same = rows["line"].eq(row["line"]) & rows["source_title"].eq(row["source_title"])
        same &= rows["measure"].eq("entities") & _equal(rows["year"], row["year"])
        same &= _equal(rows["reference_date"], row["reference_date"])
        having = rows[same & rows["facets"].eq(row["facets"])]
        total = rows[same & rows["facet_count"].eq(0)]
        if len(having) and len(total):
            yield _share_finding(row, having.iloc[0], total.iloc[0], limits=limits)


def _share_finding(row: dict, having: pd.Series, total: pd.Series, *, limits: Limits) -> Finding:
    actual = 100 * having["amount"] / total["amount"]
    holds = abs(actual / row["amount"] - 1) <= limits.mean
    return Finding(
        rule="share against counts",
        result="adds up by rounding" if holds else "does not add up",
        form=row["form"],
        subject=f"{row['line_label']}: share with {row['facets'].partition('=')[2]}, {when(row['year'])}",
        year=year_of(row),
        detail=f"{amount(having['amount'])} / {amount(total['amount'])} = {exact(actual):.2f} percent, "
        f"printed {amount(row['amount'])}",
        reading="" if holds else "The share is of another date or of other bodies than the counts.",
        ids=(row["id"], having["id"], total["id"]),
    )
