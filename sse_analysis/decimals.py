"""How a number is rounded for print: one rule for every sentence, cell, label and chart of every report.

A number is rounded on its decimal digits, as the source prints them, and a half goes away from zero: 13.35 is 13.4 and
-13.35 is -13.4. Python and NumPy round the binary number behind it, which for 13.35 lies a little below the half.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

import pandas as pd

#: Decimal digits that a double holds for certain; beyond them stands what a computation left behind.
_DIGITS = 15
_GENERAL = 6


class Exact(Decimal):
    """A number with its decimal digits; ``format`` rounds on them, a half away from zero."""

    def __format__(self, spec: str, *others: object) -> str:
        if not self.is_finite():
            return format(float(self), spec)
        if spec.endswith("g"):
            return format(float(_significant(self, spec)), spec)
        with localcontext() as context:
            context.rounding = ROUND_HALF_UP
            text = super().__format__(spec, *others)
        # What rounds to nothing has no sign.
        return text if text.strip("-0.,%") else text.replace("-", "")


def exact(value: float) -> Exact:
    """Return a number as its decimal digits, to be formatted: ``f"{exact(13.35):.1f}"`` is ``13.4``.

    Parameters
    ----------
    value : number
        Fifteen digits count, so that 13.35 - 10 is the half 3.35 and not 3.3499999999999996. Missing and infinite
        values are formatted as Python does.

    Raises
    ------
    TypeError
        If the value is no number, ``pandas.NA`` included: a missing value is never printed as a number.
    """
    return Exact(f"{float(value):.{_DIGITS}g}")


def rounded(value: float | pd.Series, digits: int = 0) -> float | pd.Series:
    """Return a number, or each number of a column, rounded by the same rule; what is missing stays missing."""
    if isinstance(value, pd.Series):
        return value.map(lambda one: rounded(one, digits), na_action="ignore")
    return float(f"{exact(value):.{digits}f}")


def _significant(value: Decimal, spec: str) -> Decimal:
    places = spec[:-1].rpartition(".")[2] if "." in spec else ""
    return Context(prec=int(places or _GENERAL) or 1, rounding=ROUND_HALF_UP).create_decimal(value)
