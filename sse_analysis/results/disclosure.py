"""Which cells of a table would reveal a contributor, and a table of estimates without them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

#: Fewer persons than this could be known from a table.
FEW = 10
_TOLD = (
    "estimate", "se", "ci_low", "ci_high", "cv", "df", "n_eff", "deff", "deff_replace", "n", "n_level",
)  # fmt: skip


def primary_suppression(
    cells: Mapping[str, Sequence[float]],
    *,
    min_n: int,
    dominance: Sequence[tuple[int, float]],
    p_percent: float,
) -> pd.DataFrame:
    """Say for each cell whether its total must not be printed.

    Parameters
    ----------
    cells : mapping of cell to contributions
        Not negative; an empty cell has no contributors.
    min_n : int
        Fewest contributors of a cell that may be printed.
    dominance : sequence of (n, k)
        A cell is withheld when its n largest contributions are more than the share k of the total.
    p_percent : float
        A cell is withheld when what is left after the two largest is less than this share of the largest,
        because the second could then estimate the first.

    Returns
    -------
    DataFrame, index cell
        ``n, share1, share2, p_ratio, suppress``. Margins that can be subtracted need secondary suppression
        besides.

    References
    ----------
    Hundepool et al. 2012, Statistical Disclosure Control, chapter 4.
    """
    rows = {name: _cell(sorted(values, reverse=True)) for name, values in cells.items()}
    table = pd.DataFrame.from_dict(rows, orient="index")
    suppress = (table["n"] < min_n) | (table["p_ratio"] < p_percent)
    for largest, share in dominance:
        parts = {name: _share(sorted(values, reverse=True), largest) for name, values in cells.items()}
        suppress |= pd.Series(parts) > share
    return table.assign(suppress=suppress)


def _cell(ordered: Sequence[float]) -> dict[str, float]:
    remainder = sum(ordered) - sum(ordered[:2])
    return {
        "n": len(ordered),
        "share1": _share(ordered, 1),
        "share2": _share(ordered, 2),
        "p_ratio": remainder / ordered[0] if ordered and ordered[0] else float("nan"),
    }


def _share(ordered: Sequence[float], largest: int) -> float:
    total = sum(ordered)
    return sum(ordered[:largest]) / total if total else float("nan")


def printable(frame: pd.DataFrame, *, additive: bool, few: int = FEW) -> pd.DataFrame:
    """Return a table of estimates as it may be printed.

    A cell of 1 to ``few`` - 1 persons loses every number. A line of the table (the cells that differ in one naming column)
    with one such cell would give its count away by subtraction from the line's total: there the count of the smallest
    cells beside it goes too, until the cells without a count hold ``few`` persons together and are two at least. Of
    ``additive`` estimates, such as counts and totals, these cells lose every number, because they add up as counts do.

    Parameters
    ----------
    frame : DataFrame
        Naming columns, then those of ``results.estimates.COLUMNS``; ``n_level``, where given, counts the persons of
        a level of a share, of whom ``n`` is the whole.
    additive : bool
    few : int

    Returns
    -------
    DataFrame, same index
        ``conf_status`` C where a cell is withheld for itself, D where it protects another (SDMX CL_CONF_STATUS).
        A cell of nobody stays.
    """
    counts = (frame["n_level"] if "n_level" in frame else frame["n"]).astype("Float64")
    own = counts.between(1, few - 1).fillna(False).astype(bool)
    if not own.any():
        return frame
    beside = _beside(frame, counts, own, few=few)
    numbers = [name for name in _TOLD if name in frame]
    out = frame.assign(n=frame["n"].astype("Int64"))
    out.loc[own, numbers] = np.nan
    out.loc[beside, numbers if additive else [name for name in ("n", "n_level") if name in frame]] = np.nan
    if "review" in out:
        # A share of 0 or of 1 asks for review: the mark would tell what the blank hides.
        out["review"] = out["review"].astype("boolean").mask(own)
    status = np.select([own, beside], ["C", "D"], frame["conf_status"])
    return out.assign(conf_status=status, obs_status=frame["obs_status"].mask(own, "Q"))


def _beside(frame: pd.DataFrame, counts: pd.Series, own: pd.Series, *, few: int) -> pd.Series:
    """Return the cells whose counts go so that no withheld count is a difference of printed ones."""
    names = list(frame.columns[: list(frame.columns).index("estimate")])
    hidden, before = own.copy(), None
    while before is None or not hidden.equals(before):
        before = hidden.copy()
        for along in names:
            others = [name for name in names if name != along]
            lines = frame.groupby(others, dropna=False, sort=False) if others else [("", frame)]
            for _, line in lines:
                _completed(counts[line.index], hidden, few=few)
    return hidden & ~own


def _completed(counts: pd.Series, hidden: pd.Series, *, few: int) -> None:
    """Withhold the smallest cells of a line until those withheld are two and hold enough persons."""
    inside = hidden[counts.index]
    for place in counts[~inside & counts.gt(0).fillna(False)].sort_values(kind="stable").index:
        inside = hidden[counts.index]
        if not inside.any() or (inside.sum() > 1 and counts[inside].sum() >= few):
            return
        hidden[place] = True
