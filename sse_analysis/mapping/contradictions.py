"""Contradictions of the audit: figures that cannot both be right, or do not mean the same."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from sse_analysis import reference
from sse_analysis.decimals import exact, rounded
from sse_analysis.mapping import rules
from sse_analysis.mapping.figure_words import kind_words
from sse_analysis.mapping.findings import Finding, Limits, amount, counted, when, year_of
from sse_analysis.mapping.lines import EXPECTED, SCOPES
from sse_analysis.sources.table import OBSERVED


def contradictions(rows: pd.DataFrame, claims: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Yield figures that contradict one another.

    Parameters
    ----------
    rows : DataFrame
        Observed, estimated and expected rows of :func:`lines.figures`, with ``counted_as``.
    claims : DataFrame
        Rows of claimed jobs, which are never counts.
    """
    national = rows[rows["facet_count"].eq(0)]
    yield from same_year(national, limits)
    yield from undated(national, limits)
    yield from meanings(national, limits)
    yield from share_of_whole(national, limits)
    yield from claimed_jobs(national, claims, limits)


def finding_of(rule: str, result: str, row, *, subject: str, detail: str, reading: str, ids) -> Finding:
    """Return a finding about the line and year of a row."""
    about = {"rule": rule, "result": result, "form": row["form"], "subject": subject, "year": year_of(row)}
    return Finding(**about, detail=detail, reading=reading, ids=tuple(dict.fromkeys(ids)))


def listed(rows: pd.DataFrame, limit: int = 8) -> str:
    """Return amounts with their years, and the word for what was only expected, in the order of the rows."""
    parts = [f"{amount(row.amount)} ({when(row.year)}{_expected(row.kind)})" for row in rows.itertuples()]
    return ", ".join(parts[:limit]) + (f" and {len(parts) - limit} more" if len(parts) > limit else "")


def _expected(kind: str) -> str:
    return kind_words(kind) if kind == EXPECTED else ""


def same_year(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Compare values of one line, measure, unit and year."""
    dated = rows[rows["year"].notna()]
    for _, part in dated.groupby(["line", "counted_as", "unit", "year"], sort=True):
        low, high = part["amount"].min(), part["amount"].max()
        if low > 0 and high / low - 1 > limits.same:
            row = part.iloc[0]
            listed = ", ".join(
                f"{amount(r['amount'])} ({r['source_publisher']}{_expected(r['kind'])})"
                for r in part.to_dict("records")
            )
            yield finding_of(
                "one year, several values", "contradicts", row,
                subject=f"{row['line_label']}: {counted(row)}, {when(row['year'])}",
                detail=f"{listed}; the largest is {exact(high / low - 1):.1%} above the smallest",
                reading="Other day of the year, other coverage, rounding or a misprint. Read both definitions.",
                ids=part["id"],
            )  # fmt: skip


def undated(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Find figures without a year that repeat none of the dated figures of their line and measure."""
    for _, part in rows.groupby(["line", "counted_as", "unit"], sort=True):
        without = part[part["year"].isna()]
        if len(part) < 2 or part["unit"].iloc[0] in ("percent", "ratio"):
            continue
        alone = [
            not _near(row["amount"], part.drop(place)["amount"], limits) for place, row in without.iterrows()
        ]
        if any(alone):
            row = without[alone].iloc[0]
            yield finding_of(
                "undated figures", "doubtful", row,
                subject=f"{row['line_label']}: {counted(row)}",
                detail=listed(part.sort_values("year", na_position="last")),
                reading="The order in time is not known, so the difference cannot be read. Find the reference date.",
                ids=part["id"],
            )  # fmt: skip


def _near(value: float, others: pd.Series, limits: Limits) -> bool:
    return bool((others / value - 1).abs().le(limits.same).any()) if value else False


def meanings(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Set estimates against counts of one form: a factor of ten is another definition, not another count."""
    counts = rows[rows["counted_as"].isin(["entities", "entities_active"])]
    labels = reference.labels("form")
    for form in sorted(set(counts["form"])):
        name = labels.get(form, form).lower()
        named_so = counts["form"].eq("sse_all") & counts["legal_form"].str.lower().str.contains(
            name, regex=False
        )
        for _, part in counts[counts["form"].eq(form) | named_so].groupby("counted_as", sort=True):
            estimates, others = part[part["kind"].eq("estimate")], part
            if estimates.empty or len(others) < 2 or part["amount"].min() <= 0:
                continue
            factor = part["amount"].max() / part["amount"].min()
            spans = {estimates["amount"].min(), estimates["amount"].max()} & {
                part["amount"].min(), part["amount"].max()
            }  # fmt: skip
            if factor >= limits.spread and spans:
                ordered = part.sort_values("amount")
                yield finding_of(
                    "estimate and count", "contradicts", ordered.iloc[-1],
                    subject=f"{labels.get(form, form)}: {counted(part.iloc[0])} by definition",
                    detail="; ".join(
                        f"{r['legal_form']} {amount(r['amount'])} ({when(r['year'])})"
                        for r in ordered.to_dict("records")
                    ) + f": factor {exact(factor):,.0f}",
                    reading="One word, several definitions. Say which one, and never set the values in one series.",
                    ids=ordered["id"],
                )  # fmt: skip


def share_of_whole(rows: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Set a printed share of all bodies times all bodies against the count of that kind in a near year."""
    entities = rows[rows["counted_as"].eq("entities") & rows["kind"].isin(OBSERVED) & rows["year"].notna()]
    for row in rows[rows["measure"].eq("share_of_entities")].to_dict("records"):
        parents = [row["form"], *(whole for part, whole in _contained(row).items() if part == row["form"])]
        same_source = entities["source_title"].eq(row["source_title"]) & entities["year"].eq(
            row["year"]
        ).fillna(False)
        wholes = entities[same_source & entities["form"].isin(parents) & entities["scope"].eq(SCOPES[0])]
        counts = entities[entities["line"].eq(row["line"]) & ~same_source & entities["scope"].ne(SCOPES[0])]
        counts = (
            counts[(counts["year"] - row["year"]).abs().lt(limits.near)]
            if pd.notna(row["year"])
            else counts[:0]
        )
        if wholes.empty or counts.empty:
            continue
        implied = row["amount"] / 100 * wholes.iloc[0]["amount"]
        far = counts[(counts["amount"] / implied).map(lambda ratio: not 0.8 <= ratio <= 1.25)]
        if len(far):
            yield finding_of(
                "share of all against the count", "contradicts", row,
                subject=f"{row['line_label']}: share of all and count, {when(row['year'])}",
                detail=f"{amount(row['amount'])} percent of {amount(wholes.iloc[0]['amount'])} is "
                f"{amount(rounded(implied))}; counted {listed(far)}",
                reading="Two registers: all that are registered against those with a licence or a report.",
                ids=(row["id"], wholes.iloc[0]["id"], *far["id"]),
            )  # fmt: skip


def _contained(row: dict) -> dict[str, str]:
    return rules.contained(str(row["country_iso3"]).lower())


def claimed_jobs(rows: pd.DataFrame, claims: pd.DataFrame, limits: Limits) -> Iterator[Finding]:
    """Set jobs that a source claims without a method against counted workers of near years."""
    workers = rows[rows["measure"].isin(["regular_workers", "employees"]) & rows["year"].notna()]
    for row in claims.to_dict("records"):
        same = workers[workers["line"].eq(row["line"])]
        near = same[(same["year"] - row["year"]).abs().le(limits.near).fillna(False)]
        if len(near) and row["amount"] > 2 * near["amount"].max():
            yield finding_of(
                "claimed and counted jobs", "contradicts", row,
                subject=f"{row['line_label']}: jobs claimed and counted",
                detail=f"claimed {amount(row['amount'])} ({when(row['year'])}), counted {listed(near)}",
                reading="The claim has no method and is never used as a count.",
                ids=(row["id"], *near["id"]),
            )  # fmt: skip
