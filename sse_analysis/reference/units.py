"""Units are types: entities, persons, households, families, memberships, jobs and money never mix."""

from __future__ import annotations

from collections.abc import Iterable

from sse_analysis.errors import UnitError
from sse_analysis.reference.codes import check, codes, labels, table

#: Amounts of one counting unit may be added. Shares and ratios may not be added at all.
_NEVER_ADDED = ("percent", "ratio")
#: Units that may hold parts of one: everything else is counted.
_DIVISIBLE = (*_NEVER_ADDED, "ha")
_MONEY = "money"


def is_money(unit: str) -> bool:
    """Tell whether a unit is a currency (ISO 4217 codes are three capital letters)."""
    return len(unit) == 3 and unit.isalpha() and unit.isupper()


def is_counted(unit: str) -> bool:
    """Tell whether a unit is counted in whole numbers: entities, persons, households ..."""
    return unit not in _DIVISIBLE and not is_money(unit)


def units_of(measure: str) -> tuple[str, ...]:
    """Return the units in which a measure of the ledger may be given; money stands for every currency."""
    check(measure, "measure")
    row = next(row for row in table("measure_units") if row["measure"] == measure)
    names = row["units"].split()
    return tuple(unit for unit in codes("unit") if unit in names or (_MONEY in names and is_money(unit)))


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
