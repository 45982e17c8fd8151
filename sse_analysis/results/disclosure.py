"""Primary suppression: which cells of a magnitude table would reveal a contributor."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd


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
