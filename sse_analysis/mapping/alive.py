"""How many listed organizations are active, from what came of the invitations to a survey drawn from the list.

Whoever answered or refused is alive; whoever is known to have ended is not; whoever was not found may be either. The
share of active organizations is therefore known between two ends only (worst-case bounds, Manski 1989), and the sample
adds its own doubt to each end. No value between the ends is more likely than another, so none is printed.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from scipy import stats

from sse_analysis.mapping.absences import not_from_published_figures
from sse_analysis.reference.codes import labels
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping_registers import ActiveOrganizations
from sse_analysis.sources.constants import threshold
from sse_analysis.sources.entity_survey import EntitySurvey

ALIVE, GONE = ("complete", "partial", "refused"), ("defunct",)
WHOLE = "all"


def active_organizations(
    survey: EntitySurvey | Absence, *, country: str, level: float = 0.95
) -> ActiveOrganizations | Absence:
    """Return the ends between which the share and the number of active listed organizations lie, by group and for all.

    Parameters
    ----------
    survey : EntitySurvey
        With ``contacts`` (every invitation: ``stratum, outcome``) and ``frame_size`` by ``stratum`` in the answers.
    country : str
        Lower-case ISO 3166-1 alpha-3 code, for the absence.
    level : float
        Of the intervals: exact (Clopper and Pearson 1934) for a group; for all, the variance of a stratified sample
        without replacement (Cochran 1977, 5.9).

    Returns
    -------
    ActiveOrganizations or Absence
        ``low`` counts those not found as ended, ``high`` as active; ``ci_low`` is the lower end of the interval of the
        one, ``ci_high`` the upper end of that of the other. Shares in percent.
    """
    if isinstance(survey, Absence) or survey.contacts is None or "frame_size" not in survey.frame:
        return not_from_published_figures(country, "activity")
    sizes = survey.frame.dropna(subset=["frame_size"]).groupby("stratum")["frame_size"].first()
    groups = _groups(survey.contacts, sizes)
    if groups.empty:
        return not_from_published_figures(country, "activity")
    left = sorted(set(survey.contacts["stratum"]) - set(groups["stratum"]))
    rows = [*_each(groups, level), _whole(groups, level)]
    frame = pd.DataFrame(rows)
    notes = (
        "Low: whoever was not found is counted as ended; high: as active. The truth lies between them, anywhere. The "
        "interval adds what a sample leaves unsure, to each end.",
        "Only organizations on the list that the sample was drawn from; those on no list are not in it.",
        *((f"Left out, because the size of the list is not known: {', '.join(left)}.",) if left else ()),
    )
    return ActiveOrganizations(
        frame=frame.assign(obs_status=_status(frame, "E"), conf_status="F"), country=country, notes=notes,
        sources=(f"Outcome of every invitation to the survey of organizations ({survey.file})",),
        provenance=Provenance(survey.inputs),
    )  # fmt: skip


def _groups(contacts: pd.DataFrame, sizes: pd.Series) -> pd.DataFrame:
    """Return ``stratum, listed, invited, reached, gone, not_found``, one row a group whose list is known."""
    outcome = contacts["outcome"]
    counted = pd.DataFrame({
        "stratum": contacts["stratum"], "invited": 1, "reached": outcome.isin(ALIVE), "gone": outcome.isin(GONE),
    })  # fmt: skip
    found = counted.groupby("stratum", as_index=False).sum().astype({"reached": "int64", "gone": "int64"})
    found = found[found["stratum"].isin(sizes.index)].reset_index(drop=True)
    found["listed"] = found["stratum"].map(sizes).astype("float64")
    return found.assign(not_found=found["invited"] - found["reached"] - found["gone"])


def _each(groups: pd.DataFrame, level: float) -> Iterator[dict]:
    names = labels("form")
    for row in groups.to_dict("records"):
        about = row | {"label": names.get(row["stratum"], str(row["stratum"]).replace("_", " ").capitalize())}
        if row["invited"] < threshold("mapping.least_invited"):
            yield (
                about
                | dict.fromkeys(("low", "high", "ci_low", "ci_high"), np.nan)
                | _counts(np.nan, np.nan, 0.0)
            )
            continue
        n, low, high = row["invited"], row["reached"], row["invited"] - row["gone"]
        ends = {"ci_low": _exact(low, n, level)[0], "ci_high": _exact(high, n, level)[1]}
        yield (
            about
            | _percent({"low": low / n, "high": high / n} | ends)
            | _counts(low / n, high / n, row["listed"])
        )


def _whole(groups: pd.DataFrame, level: float) -> dict:
    """Return the row of all groups together, each with the weight of its list."""
    n, listed = groups["invited"], groups["listed"]
    share = listed / listed.sum()
    z = float(stats.norm.ppf((1 + level) / 2))
    low, low_se = _stratified(groups["reached"] / n, n, listed, share)
    high, high_se = _stratified(1 - groups["gone"] / n, n, listed, share)
    ends = {"ci_low": max(0.0, low - z * low_se), "ci_high": min(1.0, high + z * high_se)}
    sums = {name: groups[name].sum() for name in ("invited", "reached", "gone", "listed", "not_found")}
    about = {"stratum": WHOLE, "label": "All"} | sums
    return about | _percent({"low": low, "high": high} | ends) | _counts(low, high, listed.sum())


def _stratified(p: pd.Series, n: pd.Series, listed: pd.Series, share: pd.Series) -> tuple[float, float]:
    """Return the weighted share and its standard error; a group with one invitation adds the largest variance, 1/4."""
    inside = (p * (1 - p) / (n - 1)).where(n > 1, 0.25)
    fpc = (1 - n / listed).clip(lower=0)
    return float((share * p).sum()), float(np.sqrt((share**2 * fpc * inside).sum()))


def _exact(count: float, n: int, level: float) -> tuple[float, float]:
    """Return the Clopper-Pearson interval of a share."""
    tail = (1 - level) / 2
    low = 0.0 if count == 0 else float(stats.beta.ppf(tail, count, n - count + 1))
    return low, 1.0 if count == n else float(stats.beta.ppf(1 - tail, count + 1, n - count))


def _percent(values: dict[str, float]) -> dict[str, float]:
    return {name: 100 * value for name, value in values.items()}


def _counts(low: float, high: float, listed: float) -> dict[str, float]:
    return {"count_low": low * listed, "count_high": high * listed}


def _status(frame: pd.DataFrame, code: str) -> pd.Series:
    return pd.Series(code, frame.index).mask(frame["low"].isna(), "Q")
