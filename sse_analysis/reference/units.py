"""Units are types: entities, persons, households, families, memberships, jobs and money never mix."""

from __future__ import annotations

from collections.abc import Iterable

from sse_analysis.errors import UnitError
from sse_analysis.reference.codes import check, labels

#: Amounts of one counting unit may be added. Shares and ratios may not be added at all.
_NEVER_ADDED = ("percent", "ratio")


def add(amounts: Iterable[tuple[float, str]]) -> tuple[float, str]:
    """Add amounts of one unit.

    Parameters
    ----------
    amounts : iterable of (float, str)
        Amount and unit code.

    Returns
    -------
    (float, str)
        The sum and its unit.

    Raises
    ------
    UnitError
        If there is nothing to add, two units meet, the unit is a share, or an amount is missing
        (a missing amount is not zero).
    """
    given = list(amounts)
    units = sorted({check(unit, "unit") for _, unit in given})
    if not given:
        raise UnitError("nothing to add: a sum of no figures is not zero.")
    if len(units) > 1:
        names = " and ".join(labels("unit")[unit].lower() for unit in units)
        raise UnitError(f"{names} are different kinds of unit and cannot be added. Show them side by side.")
    if units[0] in _NEVER_ADDED:
        raise UnitError(f"figures in '{units[0]}' cannot be added. Add the counts behind them.")
    if any(amount != amount for amount, _ in given):
        raise UnitError("one of the figures is missing, so the sum is unknown, not smaller.")
    return sum(amount for amount, _ in given), units[0]
