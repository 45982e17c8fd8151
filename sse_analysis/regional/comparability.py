"""Which figures of several countries may be set against each other, and why the others may not."""

from __future__ import annotations

import pandas as pd

COMPARABLE = "comparable"
#: Reasons why a figure stands apart, in the order in which they are tested.
REASONS = ("no figure", "undated", "other concept", "other unit", "other date")


def judge(cells: pd.DataFrame, *, window: int) -> pd.DataFrame:
    """Return the cells of one line of a regional table with ``status`` and ``reason``.

    Parameters
    ----------
    cells : DataFrame
        One row a country: ``country, concept, unit, year, value``. A missing ``value`` is no figure; a
        missing ``year`` is undated. An optional ``why`` says in plain words what sets the concept of a row apart.
    window : int
        Two figures are comparable only if their reference years lie within this many years.

    Returns
    -------
    DataFrame
        The same rows. ``status`` is ``comparable`` for the largest set of countries that share concept
        and unit and lie within the window (the later set when two are equally large), provided it holds
        two countries at least; else one of :data:`REASONS`, spelt out in ``reason``.
    """
    judged = cells.assign(status="", reason="")
    judged.loc[judged["value"].isna(), ["status", "reason"]] = ["no figure", "no figure"]
    undated = judged["status"].eq("") & judged["year"].isna()
    judged.loc[undated, ["status", "reason"]] = ["undated", "the source gives no reference year"]
    candidates = judged[judged["status"].eq("")]
    chosen = _largest_set(candidates, window)
    for label, row in candidates.iterrows():
        verdict = _verdict(row, label, chosen, candidates=candidates) if len(chosen) > 1 else None
        judged.loc[label, ["status", "reason"]] = verdict or _without_like(candidates, window)
    return judged


def _largest_set(candidates: pd.DataFrame, window: int) -> pd.Index:
    best: tuple[int, int, pd.Index] = (0, 0, candidates.index[:0])
    for _, group in candidates.groupby(["concept", "unit"], sort=True):
        for start in group["year"].unique():
            inside = group[group["year"].between(start, start + window)]
            found = (len(inside), int(inside["year"].max()), inside.index)
            if found[:2] > best[:2]:
                best = found
    return best[2]


def _without_like(candidates: pd.DataFrame, window: int) -> list[str]:
    """Say in what the figures of a line differ, of which no two are alike; the weightiest difference is the status."""
    if len(candidates) == 1:
        return ["other concept", "no other country has a dated figure"]
    years = candidates["year"]
    differences = {
        "other concept": "what is counted differs" if candidates["concept"].nunique() > 1 else "",
        "other unit": "units differ" if candidates["unit"].nunique() > 1 else "",
        "other date": f"more than {window} years apart" if years.max() - years.min() > window else "",
    }
    found = {status: words for status, words in differences.items() if words}
    return [next(iter(found)), "; ".join(found.values())]


def _verdict(row: pd.Series, label: object, chosen: pd.Index, *, candidates: pd.DataFrame) -> list[str]:
    if label in chosen:
        return [COMPARABLE, ""]
    reference = candidates.loc[chosen[0]]
    if row["concept"] != reference["concept"] and pd.notna(row.get("why")):
        return ["other concept", row["why"]]
    if row["concept"] != reference["concept"]:
        return ["other concept", f"{row['concept']}; the others: {reference['concept']}"]
    if row["unit"] != reference["unit"]:
        return ["other unit", f"counted in {row['unit']}; the others in {reference['unit']}"]
    years = candidates.loc[chosen, "year"]
    span = f"{years.min()}" if years.min() == years.max() else f"{years.min()} to {years.max()}"
    return ["other date", f"it refers to {row['year']} and the others to {span}"]
