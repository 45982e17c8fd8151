"""Formal work before and after joining: those who joined in different years against those who never did."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.formalization.determinants import corrected
from sse_analysis.formalization.missing import absent
from sse_analysis.formalization.staggered import group_time_effects
from sse_analysis.formalization.surveyed import FEW, scaled
from sse_analysis.results.absence import Absence
from sse_analysis.results.disclosure import printable
from sse_analysis.results.effects import GroupTime
from sse_analysis.results.formalization_persons import Surveyed
from sse_analysis.sources.constants import threshold
from sse_analysis.survey.histories import NEVER, Histories

AFTER, BEFORE, AVERAGE = "since joining", "before joining, should be 0", "all years since joining"
_PARALLEL = (
    "It is the effect of joining only if those who joined would otherwise have moved as those who never did, and if joining "
    "was not seen coming. The rows before joining can refute that and never prove it."
)


def joining(histories: Histories | Absence) -> Surveyed | Absence:
    """Estimate what joining did to formal work, by years since joining (Callaway and Sant'Anna 2021), in points.

    Parameters
    ----------
    histories : Histories
        Persons over several years without gaps, inside one sampling unit each.

    Returns
    -------
    Surveyed or Absence
        Groups ``since joining``, ``before joining, should be 0`` (one row a year of joining and earlier year, against the
        year before it), and the average of all years since joining beside the coefficient of two-way fixed effects, which
        is never shown alone. ``n`` counts the persons who joined, in the last row everybody. Years in which fewer than
        30 joined are left out; a typed absence where nobody is left to compare.
    """
    about = absent("joining", country=histories.country)
    if isinstance(histories, Absence):
        return about
    if not histories.has_design:
        return replace(about, reason="not_computable", file="", layout="psu", why=(
            "The file has no sampling units, so the years of one person would count as independent persons."))  # fmt: skip
    sample, left = _with_enough(histories)
    found = group_time_effects(sample, "outcome", unit="person", time="year", cohort="joined")
    if isinstance(found, Absence):
        return replace(found, id=about.id, what=about.what)
    frame = _rows(found, sample.data.drop_duplicates("person")["joined"])
    frame = _withheld(scaled(frame, 100.0))
    given = histories.given
    return Surveyed(
        frame=frame, covariance=np.diag(frame["se"].to_numpy("float64") ** 2), country=histories.country, zero=0.0,
        id="formalization-joining",
        title=f"{given.outcome.capitalize()} before and after joining, against those who never joined",
        unit=f"points of {given.outcome}", sources=histories.sources, provenance=histories.provenance,
        notes=(_PARALLEL, *_told(frame), *found.notes, *_counts(sample, histories, left)),
    )  # fmt: skip


def _with_enough(histories: Histories):
    """Return the sample without the persons of years in which too few joined, and those years.

    Who never joined, and who joined before the first year asked about, stays: the first is compared with, the other is
    left out by the estimator and named.
    """
    data = histories.sample.data
    counts = data.drop_duplicates("person")["joined"].value_counts()
    first = data["year"].min()
    few = sorted(
        year
        for year, count in counts.items()
        if year > first and count < threshold("formalization.least_joined")
    )
    kept = data[~data["joined"].isin(few)].reset_index(drop=True)
    return replace(histories.sample, data=kept), few


def _rows(found: GroupTime, joined: pd.Series) -> pd.DataFrame:
    """Return the effects in the order of the table, with the persons who joined behind each."""
    frame, first = found.frame, found.frame["cohort"].min()
    reached = joined[joined >= first]
    after = frame[frame["quantity"].eq("event_study")].copy()
    after["label"] = after["since"].map(_later)
    last = frame["time"].max()
    after["n"] = after["since"].map(lambda years: int((reached <= last - years).sum()))
    before = frame[frame["quantity"].eq("att") & frame["since"].lt(0)].copy()
    before["label"] = [
        f"joined {exact(row.cohort):.0f}, in {exact(row.time):.0f}" for row in before.itertuples()
    ]
    before["n"] = before["cohort"].map(reached.value_counts()).astype(int)
    ends = frame[frame["quantity"].isin(["simple", "twfe"])].copy()
    ends["label"] = ends["quantity"].map(
        {"simple": "group-time average", "twfe": "two-way fixed effects, for comparison"}
    )
    ends["n"] = [len(reached), len(joined)]
    parts = [(AVERAGE, ends), (AFTER, after), (BEFORE, before)]
    whole = pd.concat([part.assign(group=words) for words, part in parts], ignore_index=True)
    whole = whole.drop(columns=["quantity", "cohort", "time", "since"])
    return whole[["group", "label", *(name for name in whole if name not in ("group", "label"))]]


def _later(years: float) -> str:
    if years == 0:
        return "the same year"
    return "1 year later" if years == 1 else f"{exact(years):.0f} years later"


def _withheld(frame: pd.DataFrame) -> pd.DataFrame:
    return printable(frame, additive=False, few=FEW)


def _told(frame: pd.DataFrame) -> tuple[str, ...]:
    before = frame[frame["group"].eq(BEFORE) & frame["estimate"].notna()]
    if before.empty:
        return ("No year before joining can be looked at: the first change comes in the second year.",)
    held = int((corrected(before)[0]["p_adjusted"] < 0.05).sum())
    return (
        f"Family of tests: the {len(before)} differences before joining, corrected together by the method of Holm; {held} "
        "hold at 5 percent.",
    )


def _counts(sample, histories: Histories, left: list) -> tuple[str, ...]:
    joined = sample.data.drop_duplicates("person")["joined"]
    words = [f"{len(joined):,} persons, {int(joined.eq(NEVER).sum()):,} of whom never joined."]
    if histories.left:
        words.append(f"{histories.left:,} persons with a year not known are left out.")
    if left:
        words.append(
            f"Left out, fewer than {threshold('formalization.least_joined')} joined: "
            f"{', '.join(f'{exact(year):.0f}' for year in left)}."
        )
    return tuple(words)
