"""Members and jobs behind each rule set, added where a figure is tied to a legal form and units and years allow."""

from __future__ import annotations

import pandas as pd

from sse_analysis import perimeter
from sse_analysis.mapping.screening import counted_lines
from sse_analysis.results.mapping import Landscape, PerimeterScreening

#: Quantities of the landscape that are added; bodies have :func:`perimeter_counts`.
QUANTITIES = ("members", "jobs")
COLUMNS = ["rule_set", "verdict", "quantity", "unit", "value", "year", "years", "forms", "ledger_id"]
COLUMNS += ["why_absent"]


def perimeter_people(landscape: Landscape, screening: PerimeterScreening, *, window: int = 5) -> pd.DataFrame:
    """Return memberships and jobs of the forms that each rule set takes in, leaves undecided or leaves out.

    Parameters
    ----------
    landscape : Landscape
    screening : PerimeterScreening
    window : int
        Figures are added only when their reference years lie within this many years.

    Returns
    -------
    DataFrame
        One row a rule set, verdict, quantity and unit. ``value`` is missing, with the reason, where years lie too far
        apart. Members of forms are memberships, whatever a source calls them: they never add up to persons. Second
        tiers, forms counted inside others and wordings that name no legal form are never added: a federation's members
        are organizations. Units stand in rows of their own.
    """
    parts = [counted_lines(landscape, (quantity,)) for quantity in QUANTITIES]
    rows = pd.concat(parts)
    # Persons who are members of two forms are counted in both: what is added are memberships.
    rows["unit"] = rows["unit"].mask(
        rows["quantity"].eq("members") & rows["unit"].eq("persons"), "memberships"
    )
    judged = rows[rows["once"]].merge(
        screening.frame[["id", "rule_set", "verdict"]], left_on="legal_form", right_on="id"
    )
    added = judged[judged["verdict"].isin(["in", "undecided", "out"])]
    keys = ["rule_set", "verdict", "quantity", "unit"]
    found = [(*key, *_added(part, window)) for key, part in added.groupby(keys, sort=True)]
    return pd.DataFrame(found, columns=COLUMNS).astype({"value": "float64"})


def _added(part: pd.DataFrame, window: int) -> tuple:
    low, high = int(part["year"].min()), int(part["year"].max())
    why = f"reference years from {low} to {high}" if high - low > window else None
    value = float("nan") if why else part["value"].sum()
    year = high if low == high else None
    return value, year, perimeter.years_in_words(low, high), len(part), " + ".join(part["ledger_id"]), why
