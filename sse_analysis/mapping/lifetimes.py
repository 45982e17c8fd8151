"""How long organizations stay on a register, how many enter and end each year, and which laws changed in between."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd
from scipy import stats

from sse_analysis.harmonize.entities import Linked
from sse_analysis.mapping.absences import not_from_published_figures
from sse_analysis.mapping.law_dates import with_law_dates
from sse_analysis.mapping.registered import instead, made_of, names_of, sources_of
from sse_analysis.mapping.survival import kaplan_meier
from sse_analysis.results.absence import Absence
from sse_analysis.results.mapping_structure import Lifetimes
from sse_analysis.sources.constants import threshold
from sse_analysis.sources.registers import Records

WHOLE = "all"
#: Years at which the curve is read, and those that the table prints.
TIMES = tuple(range(31))
_DAYS = 365.25
_COLUMNS = (
    "group", "label", "time", "survival", "se", "ci_low", "ci_high", "lowest", "n_risk", "obs_status", "conf_status",
)  # fmt: skip
_NO_FORM = "Legal form not stated"


def lifetimes(
    linked: Linked | Absence, records: tuple[Records, ...] | Absence, legal_forms: object, *, country: str,
    level: float = 0.95,
) -> Lifetimes | Absence:  # fmt: skip
    """Return survival on the registers that date the end of organizations, with entries, ends and cohorts.

    Parameters
    ----------
    linked : Linked
        ``entities`` with ``registered_on``, ``closed_on``, ``status``, ``last_seen_on`` and ``organization``.
    records : tuple of Records
        Registers with the field ``closed_on`` are used; ``opened_on`` of their description delays the entry of
        organizations that were registered before (product limit with delayed entry, Tsai, Jewell and Wang 1987).
    legal_forms : SourcedTable or Absence
        Names of the forms, and the years in which their laws came into force.
    level : float
        Of the intervals, on the scale of log(-log S) (Kalbfleisch and Prentice 2002).

    Returns
    -------
    Lifetimes or Absence
        Whose state is not known is observed until it was last seen; whoever was called dissolved without a day, or has
        no day of registration, is left out and counted.
    """
    if isinstance(linked, Absence) or isinstance(records, Absence):
        return instead(linked, country, "lifetimes")
    used = tuple(one for one in records if "closed_on" in one.frame)
    spells, left = _spells(linked, used) if used else (pd.DataFrame({"event": []}), {})
    if len(spells) < threshold("mapping.least_lifetimes") or not spells["event"].any():
        return not_from_published_figures(country, "lifetimes")
    names = names_of(legal_forms)
    last = max(one.about.reference_date for one in used).year
    years = _years(spells, last)
    return Lifetimes(
        frame=_curves(spells, names, level), country=country, sources=sources_of(used), provenance=made_of(used, linked),
        notes=_notes(spells, left, used), years=years, cohorts=_cohorts(spells, last),
        laws=_laws(legal_forms, int(years["year"].min()), last),
    )  # fmt: skip


def _spells(linked: Linked, used: tuple[Records, ...]) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return ``form, began, until, event, entry, exit`` (years since registration), one row an organization."""
    about = {one.name: one.about for one in used}
    rows = linked.entities[linked.entities["register"].isin(about)]
    known = rows.groupby("organization").agg(
        register=("register", "first"), began=("registered_on", "min"), ended=("closed_on", "min"),
        seen=("last_seen_on", "max"), form=("legal_form", "first"),
        gone=("status", lambda one: one.eq("dissolved").any()), known=("status", lambda one: one.notna().any()),
    )  # fmt: skip
    day = known["register"].map({name: pd.Timestamp(one.reference_date) for name, one in about.items()})
    opened = known["register"].map({name: _day(one.opened_on) for name, one in about.items()})
    last = day.where(known["known"], known["seen"])
    known["until"] = known["ended"].fillna(last)
    known["event"] = known["ended"].notna().astype("int64")
    undated = known["gone"] & known["ended"].isna()
    known["exit"] = (known["until"] - known["began"]).dt.days / _DAYS
    known["opened"] = opened
    known["entry"] = ((opened - known["began"]).dt.days / _DAYS).clip(lower=0).fillna(0.0)
    known = known.join(_worst(known, day))
    open_ = known["exit"].notna() & ~undated
    right = open_ & known["exit"].gt(known["entry"])
    left = {
        "undated": int(undated.sum()), "unplaced": int((~open_ & ~undated).sum()), "before": int((open_ & ~right).sum()),
    }  # fmt: skip
    return known[right].assign(form=known["form"].fillna(_NO_FORM)), left


def _worst(known: pd.DataFrame, day: pd.Series) -> pd.DataFrame:
    """Return event and exit if whoever has been silent for years, or has no known state, ended when it was last seen."""
    silent = known["event"].eq(0) & known["seen"].notna()
    silent &= ~known["known"] | known["seen"].dt.year.lt(day.dt.year - threshold("mapping.silent_years"))
    then = ((known["seen"] - known["began"]).dt.days / _DAYS).clip(lower=1 / _DAYS)
    worst = then.clip(upper=known["exit"]).where(silent, known["exit"])
    return pd.DataFrame({"worst_event": known["event"].where(~silent, 1), "worst_exit": worst})


def _day(date: dt.date | None) -> pd.Timestamp:
    return pd.NaT if date is None else pd.Timestamp(date)


def _curves(spells: pd.DataFrame, names: dict[str, str], level: float) -> pd.DataFrame:
    counts = spells.groupby("form")["event"].agg(["size", "sum"])
    large = counts.index[(counts["size"] >= threshold("mapping.least_lifetimes")) & (counts["sum"] > 0)]
    parts = [(WHOLE, "All", spells)]
    parts += [(form, names.get(form, form), spells[spells["form"].eq(form)]) for form in sorted(large)]
    z = float(stats.norm.ppf((1 + level) / 2))
    return pd.concat([_curve(*part, z) for part in parts], ignore_index=True)


def _curve(group: str, label: str, spells: pd.DataFrame, z: float) -> pd.DataFrame:
    found = kaplan_meier(spells, exit="exit", event="event", entry="entry", times=TIMES).frame
    # The last few make the curve jump: it ends where fewer are at risk.
    s, se = (
        found[name].where(found["n_risk"] >= threshold("mapping.least_at_risk"))
        for name in ("survival", "se")
    )
    inside = s.between(0, 1, inclusive="neither")
    half = z * se / (s * np.log(s)).abs().where(inside)
    # Where nobody ended yet an interval of no width would be a claim.
    ends = {"ci_low": (s ** np.exp(half)).where(inside), "ci_high": (s ** np.exp(-half)).where(inside)}
    status = s.notna().map({True: "A", False: "Q"})
    lower = spells[spells["worst_exit"] > spells["entry"]]
    lowest = kaplan_meier(lower, exit="worst_exit", event="worst_event", entry="entry", times=TIMES).frame
    kept = s.notna() & lowest["n_risk"].ge(threshold("mapping.least_at_risk"))
    found = found.assign(
        group=group, label=label, survival=s, se=se, **ends, obs_status=status, conf_status="F"
    )
    return found.assign(lowest=lowest["survival"].where(kept))[list(_COLUMNS)]


def _years(spells: pd.DataFrame, last: int) -> pd.DataFrame:
    """Return organizations at the start of each year, entered and ended in it, as far as the register saw both."""
    began, ended = spells["began"].dt.year, spells["until"].dt.year.where(spells["event"].eq(1))
    opened = spells["opened"].max()
    first = int(began.min()) if pd.isna(opened) else max(int(began.min()), opened.year)
    rows = []
    for year in range(first, last + 1):
        stock = int((began < year).sum() - (ended < year).sum())
        entered, gone = int(began.eq(year).sum()), int(ended.eq(year).sum())
        rates = (100 * entered / stock, 100 * gone / stock) if stock else (np.nan, np.nan)
        rows.append((year, stock, entered, gone, *rates))
    return pd.DataFrame(rows, columns=["year", "stock", "entered", "ended", "entry_rate", "exit_rate"])


def _cohorts(spells: pd.DataFrame, last: int) -> pd.DataFrame:
    year = spells["began"].dt.year
    first = year - year % threshold("mapping.cohort_years")
    found = (
        spells.groupby(first)["event"]
        .agg(organizations="size", ended="sum")
        .rename_axis("first")
        .reset_index()
    )
    found["last"] = (found["first"] + threshold("mapping.cohort_years") - 1).clip(upper=last)
    found["cohort"] = found["first"].astype("str") + " to " + found["last"].astype("str")
    return found.assign(share=100 * found["ended"] / found["organizations"])


def _laws(legal_forms: object, first: int, last: int) -> pd.DataFrame:
    if legal_forms is None or isinstance(legal_forms, Absence):
        return pd.DataFrame(columns=["year", "label"])
    year = pd.to_numeric(with_law_dates(legal_forms.frame)["in_force_from"].str[:4])
    laws = legal_forms.frame.assign(year=year)[year.between(first, last)]
    by_year = laws.groupby("year")["law_title"].agg(lambda one: "; ".join(sorted(set(one.dropna()))))
    return by_year.rename("label").reset_index().astype({"year": "int64"})


def _notes(spells: pd.DataFrame, left: dict[str, int], used: tuple[Records, ...]) -> tuple[str, ...]:
    late = int(spells["entry"].gt(0).sum())
    never = [one.about.title for one in used if one.about.opened_on is None]
    early = (
        f", and so are {left['before']:,} of which nothing is known after the day they came under observation (a year "
        "stands for its first day)"
        if left["before"]
        else ""
    )
    notes = [
        f"{len(spells):,} organizations, {int(spells['event'].sum()):,} ended. {left['undated']:,} that are called "
        f"dissolved without a day, and {left['unplaced']:,} without a day of registration or of the last sign of life, "
        f"are left out{early}.",
        "The curve is the upper end: dormant organizations are still on the register, and an end that nobody reported is "
        "not in it. The lower end counts whoever gave no sign of life for more than "
        f"{threshold('mapping.silent_years')} years, or has no known state, as ended when it was last "
        "seen. The truth lies between.",
        f"The curve of a form ends where fewer than {threshold('mapping.least_at_risk')} organizations are at risk.",
    ]
    if late:
        notes.append(
            f"{late:,} were registered before the register was opened: they are counted from that day, because whoever "
            "ended earlier is not on it. Counted from their birth they would make survival too high."
        )
    if never:
        notes.append(
            f"Of {', '.join(never)} it is not known from which day it keeps what ended (opened_on in its description): "
            "if it dropped the dead of some years, survival is too high."
        )
    return tuple(notes)
