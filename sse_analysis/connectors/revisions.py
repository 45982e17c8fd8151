"""What a new release changes in the values that are held."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

LINE = ["series", "sex", "age", "location", "unit"]
KEY = [*LINE, "year"]
#: Smallest change that is more than another rounding of the same number.
TOLERANCE = 5e-4
#: Largest distance from a power of ten, in powers: half or twice as much may be a revision beside the change of unit.
POWER = 0.3


@dataclass(frozen=True, eq=False)
class Revision:
    """Old beside new.

    Parameters
    ----------
    changed : DataFrame
        One row a cell whose value changed: key, ``old``, ``new``, ``difference``.
    added, dropped : DataFrame
        Cells only in the new release; cells of the same lines only in the held one.
    same : int
        Cells that did not change.
    """

    changed: pd.DataFrame = field(repr=False)
    added: pd.DataFrame = field(repr=False)
    dropped: pd.DataFrame = field(repr=False)
    same: int


def compare(held: pd.DataFrame, new: pd.DataFrame) -> Revision:
    """Compare two releases cell by cell; lines that the new one does not have at all are left alone."""
    old = _numbers(held).merge(_numbers(new)[LINE].drop_duplicates(), on=LINE)
    both = old.merge(_numbers(new), on=KEY, how="outer", suffixes=("_old", "_new"), indicator=True)
    both = both.rename(columns={"value_old": "old", "value_new": "new"})
    paired = both[both["_merge"] == "both"]
    gap = (paired["new"] - paired["old"]).abs()
    moved = (gap > TOLERANCE) | (paired["new"].isna() != paired["old"].isna())
    changed = paired[moved].assign(difference=paired["new"] - paired["old"])
    keep = [*KEY, "old", "new"]
    return Revision(
        changed[[*keep, "difference"]].reset_index(drop=True),
        both.loc[both["_merge"] == "right_only", [*KEY, "new"]].reset_index(drop=True),
        both.loc[both["_merge"] == "left_only", [*KEY, "old"]].reset_index(drop=True),
        int((~moved).sum()),
    )


def _numbers(frame: pd.DataFrame) -> pd.DataFrame:
    rows = frame[[*KEY, "value"]].copy()
    rows["year"] = pd.to_numeric(rows["year"]).astype("Int64")
    rows["value"] = pd.to_numeric(rows["value"])
    return rows.drop_duplicates(KEY)


def factor(found: Revision) -> float:
    """Return how many times the held values all new ones are, where that is about a power of ten; 1 where not.

    Publishers that change a unit (percent to thousandths, thousands to persons) leave such a trace in every cell.
    """
    paired = found.changed.dropna(subset=["old", "new"])
    if found.same or paired.empty or (paired["old"] * paired["new"] <= 0).any():
        return 1.0
    powers = np.log10(paired["new"] / paired["old"])
    nearest = round(float(powers.median()))
    return 10.0**nearest if (powers - nearest).abs().max() < POWER else 1.0


def report(found: Revision, *, limit: int = 20) -> list[str]:
    """Return the lines printed after a fetch: counts, then the largest changes."""
    lines = [
        f"{found.same:,} values unchanged, {len(found.changed):,} revised, {len(found.added):,} new, "
        f"{len(found.dropped):,} no longer published."
    ]
    order = found.changed["difference"].abs().sort_values(ascending=False, kind="stable").index
    for row in found.changed.loc[order[:limit]].to_dict("records"):
        who = "" if row["sex"] == "total" else f" {row['sex']}"
        lines.append(
            f"  {row['series']}{who} {row['age']} {row['location']} {row['year']}: "
            f"{row['old']:g} -> {row['new']:g} ({row['difference']:+.4g})"
        )
    if len(found.changed) > limit:
        lines.append(f"  and {len(found.changed) - limit:,} more")
    return lines
