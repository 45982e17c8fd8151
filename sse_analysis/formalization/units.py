"""How many economic units are informal and how many people work in them, by size and activity, with their errors."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.formalization.linearized import Linearized, evaluated, stacked, total
from sse_analysis.formalization.missing import absent
from sse_analysis.formalization.surveyed import FEW, in_percent
from sse_analysis.results.absence import Absence
from sse_analysis.results.disclosure import printable
from sse_analysis.results.formalization_units import InformalUnits
from sse_analysis.survey import reliability
from sse_analysis.survey.enterprises import Enterprises
from sse_analysis.survey.presenting import tabulated

#: Groups of the informal units, in order, and what they are called.
GROUPS = {
    "size": "people in the unit", "section": "activity", "sex": "owner", "urban": "kind of area",
    "member": "owner's membership",
}  # fmt: skip
_MEMBERS = {1: "members", 0: "others"}
_KINDS = {"informal": "informal units", "formal": "formal units", "own use": "units for own use"}
UNITS, PEOPLE, SHARE = "units", "people", "share"
_NUMBERS = ["estimate", "se", "ci_low", "ci_high", "cv"]


def informal_units(
    enterprises: Enterprises | Absence, *, groups: dict[str, str] | None = None
) -> InformalUnits | Absence:
    """Estimate informal units, the people working in them and their share of all units, by size and activity.

    N_k = sum w 1(k); people_k = N_k times the mean of the people of the units of k that answered, so that a unit which
    did not say how many does not count as nobody; share_k = N_k over all units of the group. Standard errors are those of
    the design (Taylor). Whether a unit is informal is decided by the rules of the unit of production.

    Parameters
    ----------
    enterprises : Enterprises
    groups : dict, optional
        Column and what it is called; those the survey does not ask are left out.

    Returns
    -------
    InformalUnits
        One row a measure (``units``, ``people``, ``share`` in percent) and cell. A cell of fewer than 10 units has no
        numbers, nor has a cell that would give it away. Numbers of units and people with a coefficient of variation above
        33.3 percent are not printed, above 16.6 percent are marked (Statistics Canada); shares follow the standards of the
        National Center for Health Statistics.
    """
    if isinstance(enterprises, Absence):
        return absent("units", country=enterprises.country)
    data = enterprises.sample.data
    informal = data["kind"].eq("informal").to_numpy()
    parts, empty = [_cells(enterprises, _kinds(data), group="all units")], []
    for column, words in (groups or GROUPS).items():
        if enterprises.asked(column):
            level = _levels(data[column])
            held = level[informal].cat.remove_unused_categories().cat.categories
            empty += [str(word) for word in level.cat.categories.difference(held, sort=False)]
            level = level.cat.set_categories(held)
            parts.append(_cells(enterprises, level, group=words, counted=informal))
    frame = _protected(pd.concat(parts, ignore_index=True), bare=not enterprises.has_design)
    about = enterprises.about()
    return InformalUnits(
        frame=frame, covariance=np.diag(frame["se"].to_numpy("float64") ** 2), id="formalization-informal-units",
        title=f"Informal economic units and the people working in them, {enterprises.given.year}", unit="number",
        **(about | {"notes": (*_words(frame, empty), *_unknown(enterprises, informal), *about["notes"])}),
    )  # fmt: skip


def _kinds(data: pd.DataFrame) -> pd.Series:
    kinds = pd.Categorical(data["kind"].map(_KINDS), list(_KINDS.values()))
    return pd.Series(kinds).cat.remove_unused_categories()


def _levels(column: pd.Series) -> pd.Series:
    """Return a column as categories in words; only levels that occur."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        column = pd.Series(pd.Categorical(column.map(_MEMBERS), list(_MEMBERS.values())))
    return column.reset_index(drop=True).cat.remove_unused_categories()


def _cells(
    enterprises: Enterprises, level: pd.Series, *, group: str, counted: np.ndarray | None = None
) -> pd.DataFrame:
    """Return units, people and share of every level: of all units, or those counted, as a share of all of the level."""
    sample, people = enterprises.sample, enterprises.sample.data["people"].to_numpy("float64")
    place, names = level.cat.codes.to_numpy(), [str(word) for word in level.cat.categories]
    inside = (place[:, None] == np.arange(len(names))).astype("float64")
    mine = inside if counted is None else inside * counted[:, None]
    whole = inside if counted is not None else np.repeat((place >= 0)[:, None] * 1.0, len(names), axis=1)
    known = mine * ~np.isnan(people)[:, None]
    rows = np.ones(len(people), bool)

    def estimate(weights: np.ndarray) -> Linearized:
        units = total(mine, weights)
        # Where no unit of a level said how many work in it, its people are missing.
        with np.errstate(divide="ignore", invalid="ignore"):
            mean = total(known * np.nan_to_num(people)[:, None], weights) / total(known, weights)
            return stacked(units, units * mean, units / total(whole, weights))

    value, covariance = evaluated(sample, estimate, used=rows, rows=rows)
    cells = pd.DataFrame({"measure": np.repeat([UNITS, PEOPLE, SHARE], len(names)), "label": names * 3})
    held = mine.sum(axis=0).astype("int64")
    n = np.concatenate([held, held, whole.sum(axis=0).astype("int64")])
    own = sample.binding.degrees_of_groups(rows, place, len(names))
    of_whole = own if counted is not None else np.full(len(names), sample.binding.degrees_of_freedom(rows))
    df = np.concatenate([own, own, of_whole])
    found = tabulated(cells, value, covariance, df=df, n=n, level=0.95)
    return _judged(found.assign(group=group, held=np.tile(held, 3)))


def _judged(found: pd.DataFrame) -> pd.DataFrame:
    """Return shares in percent with logit intervals, and of every number whether it is firm enough."""
    shares = found["measure"].eq(SHARE)
    numbers = found[~shares]
    cv = (numbers["se"] / numbers["estimate"].abs()).where(numbers["estimate"] != 0)
    decision = reliability.by_variation(cv.fillna(np.inf)).mask(numbers["estimate"].eq(0), "publish")
    # Units of one sampling unit a stratum have no degrees of freedom, so no interval.
    decision = decision.mask(
        ~np.isfinite(numbers["ci_low"].astype("float64")) & numbers["se"].notna(), "not_reliable"
    )
    percent = in_percent(found[shares].reset_index(drop=True))
    words = percent["decision"].map({"suppress": "not_reliable"}).fillna("publish")
    parts = [numbers.assign(decision=decision), percent.drop(columns="review").assign(decision=words)]
    front = ["measure", "group", "label"]
    whole = pd.concat(parts, ignore_index=True)
    return whole[[*front, *(name for name in whole if name not in front)]]


def _protected(frame: pd.DataFrame, *, bare: bool) -> pd.DataFrame:
    """Blank what may not be printed: few units, what gives them away, and what is not reliable."""
    if bare:
        gone = ["se", "ci_low", "ci_high", "cv", "df", "n_eff"]
        frame = frame.assign(
            **dict.fromkeys(gone, np.nan), decision=np.where(frame["held"] < 30, "not_reliable", "publish")
        )
    parts = []
    for _, cells in frame.groupby("group", sort=False):
        first = cells[cells["measure"].eq(UNITS)]
        status = printable(first.drop(columns=["measure", "group"]), additive=True)["conf_status"]
        withheld = dict(zip(first["label"], status, strict=True))
        parts.append(cells.assign(conf_status=cells["label"].map(withheld)))
    frame = pd.concat(parts).loc[frame.index]
    few, doubtful = frame["conf_status"].isin(["C", "D"]), frame["decision"].eq("not_reliable")
    status = np.select([few | doubtful, frame["decision"].eq("caution")], ["Q", "U"], frame["obs_status"])
    frame = frame.assign(obs_status=status, n=frame["n"].astype("Int64").mask(few))
    frame.loc[few | doubtful, _NUMBERS] = np.nan
    frame.loc[few, ["df", "n_eff"]] = np.nan
    return frame.drop(columns=["decision", "held"])


def _words(frame: pd.DataFrame, empty: list[str]) -> tuple[str, ...]:
    notes = [f"No informal unit is in the sample of: {'; '.join(empty)}."] if empty else []
    withheld = int(frame["obs_status"].eq("Q").sum())
    if withheld:
        notes.append(
            f"{withheld} of {len(frame)} numbers are not printed: fewer than {FEW} units, a number that would give such a "
            "one away, or not reliable."
        )
    if frame["obs_status"].eq("U").any():
        notes.append("Marked with care: the coefficient of variation lies between 16.6 and 33.3 percent.")
    return tuple(notes)


def _unknown(enterprises: Enterprises, informal: np.ndarray) -> tuple[str, ...]:
    """Say how many units are in no row of a grouping, or in the mean of others, because an answer is missing."""
    data = enterprises.sample.data
    silent = int((informal & data["people"].isna().to_numpy()).sum())
    notes = []
    if silent:
        notes.append(
            f"{silent} informal units did not say how many work in them: they are in no row by size, and elsewhere count "
            "with the mean of the others of their row."
        )
    nowhere = int((informal & data["section"].isna().to_numpy()).sum())
    if nowhere:
        notes.append(
            f"{nowhere} informal units have no activity that can be read and are in no row by activity."
        )
    return tuple(notes)
