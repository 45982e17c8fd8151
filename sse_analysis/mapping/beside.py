"""What stands beside a headline: other values, a newer one, undated ones, estimates, and what a source expects."""

from __future__ import annotations

import pandas as pd

from sse_analysis.mapping.figure_words import FIGURE, qualifier
from sse_analysis.mapping.lines import EXPECTED
from sse_analysis.sources.table import OBSERVED

_ORDER = ["year", "reference_date", "id"]


def against(rows: pd.DataFrame, best: pd.Series | None) -> dict:
    """Return what stands beside a headline: other values, a newer one, undated ones, estimates, what is expected.

    The newer figure was counted and is later than the headline; the expected one is the latest, unless the headline is
    later. Both have the columns of :data:`figure_words.FIGURE` behind ``newer_`` and ``expected_``. Of the undated figures
    and the estimates none is chosen: ``_low`` and ``_high`` are their ends, ``_said`` their years where dated, and the
    words by which a source makes one less exact.
    """
    others = rows if best is None else rows[rows["id"].ne(best["id"])]
    observed = others[others["kind"].isin(OBSERVED)]
    dated = observed[observed["dated"]].sort_values(_ORDER, na_position="first")
    newer = dated[dated["year"].gt(best["year"])] if best is not None else dated.iloc[:0]
    expected = others[others["kind"].eq(EXPECTED) & others["dated"]].sort_values(_ORDER, na_position="first")
    later = expected if best is None else expected[expected["year"].ge(best["year"])]
    undated, estimates = observed[~observed["dated"]], others[others["kind"].eq("estimate")]
    return {
        "others": len(others),
        "low": others["amount"].min() if len(others) else float("nan"),
        "high": others["amount"].max() if len(others) else float("nan"),
        **_last(newer, "newer"),
        **_last(later, "expected"),
        **_ends(undated, "undated"),
        **_ends(estimates, "estimate"),
        "undated": len(undated),
        "estimates": len(estimates),
        "expected": int(others["kind"].eq(EXPECTED).sum()),
    }


def _ends(rows: pd.DataFrame, name: str) -> dict:
    if rows.empty:
        return {f"{name}_low": float("nan"), f"{name}_high": float("nan"), f"{name}_said": ""}
    dated = rows[rows["dated"]]
    first, last = dated["year"].min(), dated["year"].max()
    span = "" if dated.empty else f"{int(first)}" if first == last else f"{int(first)} to {int(last)}"
    inferred = "year inferred" if dated["year_inferred"].any() else ""
    hedges = [qualifier(note, value) for note, value in zip(rows["note"], rows["amount"], strict=True)]
    said = ", ".join(filter(None, dict.fromkeys([span, inferred, *hedges])))
    low, high = rows["amount"].min(), rows["amount"].max()
    return {f"{name}_low": low, f"{name}_high": high, f"{name}_said": said}


def _last(rows: pd.DataFrame, name: str) -> dict:
    about = dict.fromkeys(FIGURE) | {"value": float("nan"), "year_inferred": False, "qualifier": ""}
    if len(rows):
        last = rows.iloc[-1]
        about = {"value": last["amount"], "qualifier": qualifier(last["note"], last["amount"])}
        about |= {column: last[column] for column in FIGURE if column not in about}
        about["year_inferred"] = bool(about["year_inferred"])
    return {f"{name}_{column}": about[column] for column in FIGURE}
