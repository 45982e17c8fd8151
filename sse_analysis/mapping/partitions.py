"""Which lines are exact parts of another line, learnt from the tables in which they add up.

A source that prints "all cooperatives" and its two sectors for ten years proves that the two sectors are all. Where
only the sectors are printed, their sum may then stand for the whole, marked as computed.
"""

from __future__ import annotations

from itertools import combinations

import pandas as pd

from sse_analysis.mapping.lines import COUNTED
from sse_analysis.sources.constants import threshold
from sse_analysis.sources.table import OBSERVED

#: Two rows stand in one printed table when these agree.
TABLE = ["source_title", "source_publisher", "measure", "unit", "year", "reference_date"]


def printed_tables(figures: pd.DataFrame) -> list[pd.DataFrame]:
    """Return the national rows of each source, measure, unit and date that hold three lines or more."""
    rows = figures[figures["facet_count"].eq(0) & figures["kind"].isin(OBSERVED) & figures["year"].notna()]
    rows = rows[~rows["unit"].isin(["percent", "ratio"])]
    groups = rows.groupby(TABLE, dropna=False, sort=True)
    return [part for _, part in groups if part["line"].nunique() == len(part) >= 3]


def exact_sums(table: pd.DataFrame) -> list[tuple[int, tuple[int, ...]]]:
    """Return every row that is the exact sum of two or more others, with the fewest such rows.

    Returns
    -------
    list of (int, tuple of int)
        Positions of the total and of its parts. Totals below 1,000 are left out.
    """
    amounts = list(table["amount"])
    if len(amounts) > threshold("mapping.most_parts"):
        return []
    found = []
    for place, total in enumerate(amounts):
        if total < threshold("mapping.least_total"):
            continue
        others = [other for other, amount in enumerate(amounts) if other != place and 0 < amount < total]
        parts = _fewest(amounts, others, total)
        if parts:
            found.append((place, parts))
    return found


def _fewest(amounts: list[float], others: list[int], total: float) -> tuple[int, ...] | None:
    for size in range(2, len(others) + 1):
        for chosen in combinations(others, size):
            if abs(sum(amounts[place] for place in chosen) - total) < 0.5:
                return chosen
    return None


def learn(figures: pd.DataFrame, *, proofs: int = 2) -> dict[str, dict[frozenset[str], int]]:
    """Return for each whole the sets of lines that make it up, with the number of years that prove it.

    Parameters
    ----------
    figures : DataFrame
        Rows of :func:`lines.figures`.
    proofs : int
        Fewest years of a source in which the sum must be exact; one could be chance.
    """
    seen: dict[str, dict[frozenset[str], set]] = {}
    for table in printed_tables(figures):
        names, first = list(table["line"]), table.iloc[0]
        for place, parts in exact_sums(table):
            key = frozenset(names[part] for part in parts)
            printed = (first["source_title"], int(first["year"]))
            seen.setdefault(names[place], {}).setdefault(key, set()).add(printed)
    kept = {
        whole: {parts: len(tables) for parts, tables in sets.items() if len(tables) >= proofs}
        for whole, sets in seen.items()
    }
    return {whole: sets for whole, sets in kept.items() if sets}


def computed_totals(figures: pd.DataFrame, *, proofs: int = 3) -> pd.DataFrame:
    """Return totals of whole forms that a source does not print but its proven parts give.

    Parameters
    ----------
    proofs : int
        Fewest years of a source in which the same parts make up the same whole exactly.

    Returns
    -------
    DataFrame
        Rows shaped like ``figures``: grade of the weakest part, ``id`` of the parts joined by `` + ``, note with
        the arithmetic. Only where every part comes from one source, day and unit, and the source gives no total.
    """
    names = figures.drop_duplicates("line").set_index("line")
    rows = []
    for whole, sets in learn(figures, proofs=proofs).items():
        if names.loc[whole, "scope"] != "whole form":
            continue
        parts = min(sets, key=len)
        for table in _tables_with(figures, parts, whole):
            rows.append(_sum(table, names.loc[whole]))
    return (
        pd.DataFrame(rows, columns=figures.columns).astype(figures.dtypes.to_dict())
        if rows
        else figures.iloc[:0]
    )


def with_computed(figures: pd.DataFrame) -> pd.DataFrame:
    """Return figures and the computed totals of years for which no total is printed."""
    computed = computed_totals(figures)
    printed = figures[figures["facet_count"].eq(0) & figures["kind"].isin(COUNTED)]
    known = set(zip(printed["line"], printed["measure"], printed["year"], strict=True))
    fresh = [
        key not in known for key in zip(computed["line"], computed["measure"], computed["year"], strict=True)
    ]
    return pd.concat([figures, computed[fresh]], ignore_index=True) if any(fresh) else figures


def _tables_with(figures: pd.DataFrame, parts: frozenset[str], whole: str) -> list[pd.DataFrame]:
    rows = figures[figures["line"].isin(parts | {whole}) & figures["facet_count"].eq(0) & figures["dated"]]
    rows = rows[rows["kind"].isin(OBSERVED)]
    groups = [part for _, part in rows.groupby(TABLE, dropna=False, sort=True)]
    return [part for part in groups if set(part["line"]) == parts and len(part) == len(parts)]


def _sum(table: pd.DataFrame, whole: pd.Series) -> pd.Series:
    first = table.iloc[0]
    ids = " + ".join(table["id"])
    total = float(table["amount"].sum())
    about = {"line": whole.name} | {
        name: whole[name] for name in ("line_label", "scope", "tier", "base", "form")
    }
    about |= {"legal_form": whole["legal_form"], "legal_form_id": whole["legal_form_id"], "scale": "one"}
    about |= {
        "id": ids,
        "amount": total,
        "value": total,
        "grade": table["grade"].max(),
        "note": f"computed: {ids}",
    }
    verified = "yes" if table["verified"].eq("yes").all() else pd.NA
    return pd.Series(first.to_dict() | about | {"verified": verified})
