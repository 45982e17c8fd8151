"""Which estimates are firm enough to be printed; the limits are data (``reference/tables/publication_rules.csv``)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from sse_analysis.errors import CodeError, EstimationError, one_of, suggestion
from sse_analysis.reference.codes import table
from sse_analysis.survey import intervals

_NEEDED = ("estimate", "se", "n", "df")
Class = Literal["publish", "caution", "not_reliable"]


@dataclass(frozen=True)
class Rule:
    """Limits of one publisher.

    Parameters
    ----------
    name, edition, source, url : str
    limits : dict of str to float
    """

    name: str
    edition: str
    source: str
    url: str
    limits: dict[str, float]


def rules() -> tuple[str, ...]:
    """Return the names of the rules."""
    return tuple(dict.fromkeys(row["rule"] for row in table("publication_rules")))


def rule(name: str, **changes: float) -> Rule:
    """Return a rule, with the limits that a country changes.

    Raises
    ------
    CodeError
        If there is no such rule, or it has no such limit.
    """
    rows = [row for row in table("publication_rules") if row["rule"] == name]
    if not rows:
        raise CodeError(
            f"there is no publication rule '{name}', expected {one_of(rules())}. {suggestion(name, rules())}".strip()
        )
    limits = {row["limit"]: float(row["value"]) for row in rows}
    unknown = next((word for word in changes if word not in limits), None)
    if unknown is not None:
        near = suggestion(unknown, limits)
        raise CodeError(
            f"the rule '{name}' has no limit '{unknown}', expected {one_of(limits)}. {near}".strip()
        )
    source = f"{rows[0]['source_publisher']}, {rows[0]['source_title']}, {rows[0]['source_date']}"
    return Rule(name, rows[0]["edition"], source, rows[0]["source_url"], limits | changes)


def proportions(estimates: pd.DataFrame, given: Rule | None = None, *, cap: bool = True) -> pd.DataFrame:
    """Say which shares may be printed (Parker et al. 2017).

    effective_n = min(n, p(1-p)/se^2 (t_(n-1)/t_df)^2), on which Clopper and Pearson limits are built; relative_width =
    width/p. Suppress when n < min_n, min(n, p(1-p)/se^2) < min_effective_n or width >= wide; else present when width <=
    narrow; else suppress when relative_width > max_relative_width; else present. The share and its complement are judged
    by their own rows.

    Parameters
    ----------
    estimates : DataFrame
        ``estimate`` (0 to 1), ``se``, ``n`` (respondents), ``df`` (of the design). A row with a blank is suppressed.
    given : Rule, optional
        Default: ``nchs_2017``.
    cap : bool
        Keep the effective size at n or below.

    Returns
    -------
    DataFrame, same index
        ``effective_n, ci_low, ci_high, width, relative_width, cv, decision, review``. ``decision`` is present or
        suppress; ``review`` asks for a statistician: few degrees of freedom, or a share of 0 or 1, which the publisher's
        own software flags too (surveytable of the CDC, flag ``P0``).

    Raises
    ------
    EstimationError
        If a column is absent, a share lies outside 0 to 1, or a standard error is negative.

    References
    ----------
    Parker et al. 2017; Korn and Graubard 1998.
    """
    absent = [name for name in _NEEDED if name not in estimates]
    if absent:
        raise EstimationError(
            f"reliability needs the columns {one_of(_NEEDED)}; absent: {', '.join(absent)}."
        )
    if ((estimates["estimate"] < 0) | (estimates["estimate"] > 1) | (estimates["se"] < 0)).any():
        raise EstimationError("a share lies between 0 and 1, and a standard error is not negative.")
    limits = (given or rule("nchs_2017")).limits
    rows = [_judged(*row, limits=limits, cap=cap) for row in estimates[list(_NEEDED)].to_numpy("float64")]
    return pd.DataFrame(rows, index=estimates.index)


def _judged(*row: float, limits: dict[str, float], cap: bool) -> dict[str, object]:
    p, se, n, df = row
    if not np.isfinite([p, se, n, df]).all():
        names = ("effective_n", "ci_low", "ci_high", "width", "relative_width", "cv")
        return {**dict.fromkeys(names, np.nan), "decision": "suppress", "review": True}
    level = limits["level"]
    low, high = intervals.proportion(p, se, df=df, n=int(n), method="beta", cap=cap, level=level)
    raw = p * (1 - p) / se**2 if se else n
    ratio = float(intervals.student(n - 1, level) / intervals.student(df, level)) ** 2 if se else 1.0
    relative = (high - low) / p if p else np.inf
    return {
        "effective_n": min(n, raw * ratio) if cap else raw * ratio,
        "ci_low": low, "ci_high": high, "width": high - low, "relative_width": relative,
        "cv": se / p if p else np.nan,
        "decision": _decision(n, min(n, raw), high - low, relative=relative, limits=limits),
        "review": bool(df < limits["review_df"] or p in (0.0, 1.0)),
    }  # fmt: skip


def _decision(n: float, effective: float, width: float, *, relative: float, limits: dict[str, float]) -> str:
    if n < limits["min_n"] or effective < limits["min_effective_n"] or width >= limits["wide"]:
        return "suppress"
    if width <= limits["narrow"]:
        return "present"
    return "suppress" if relative > limits["max_relative_width"] else "present"


def by_variation(cv: pd.Series, given: Rule | None = None) -> pd.Series:
    """Class estimates by their coefficient of variation: publish, caution, not_reliable.

    Parameters
    ----------
    cv : Series
        se over the size of the estimate, as a share (0.165 is 16.5 per cent). A blank is not reliable. Near 1 a share
        has a small coefficient whatever its sample: judge shares by :func:`proportions`.
    given : Rule, optional
        Default: ``statcan_lfs``.

    Raises
    ------
    EstimationError
        If a coefficient is negative.
    """
    if (cv < 0).any():
        raise EstimationError(
            "a coefficient of variation is not negative: divide by the size of the estimate."
        )
    limits = (given or rule("statcan_lfs")).limits
    classes = np.select(
        [cv <= limits["publish"], cv <= limits["caution"]], ["publish", "caution"], "not_reliable"
    )
    return pd.Series(classes, index=cv.index, name="reliability")
