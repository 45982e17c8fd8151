"""The report in a few sentences, every number from a result; ledger ids stand in brackets behind, in their order."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis import perimeter
from sse_analysis.decimals import exact
from sse_analysis.mapping import rules
from sse_analysis.mapping.findings import amount
from sse_analysis.mapping.largest import largest, noted
from sse_analysis.mapping.leading import leads
from sse_analysis.mapping.memberships import counted_memberships
from sse_analysis.mapping.net import reasons
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Statement
from sse_analysis.results.mapping import ActivityFunnel, Audit, Landscape, PerimeterScreening


def headline(
    landscape: Landscape | Absence,
    audit: Audit | Absence,
    activity: ActivityFunnel | Absence,
    *,
    screening: PerimeterScreening | Absence | None = None,
) -> Statement:
    """Return what the mapping found as plain sentences; a part without data says that it has none.

    Parameters
    ----------
    landscape : Landscape
    audit : Audit
    activity : ActivityFunnel
    screening : PerimeterScreening, optional
    """
    breaks = pd.DataFrame() if isinstance(audit, Absence) else audit.breaks
    parts = [*_size(landscape, breaks), *_active(activity), *_faults(audit), *_perimeter(screening)]
    return Statement(id="mapping-headline", country=landscape.country, paragraphs=tuple(parts), bullets=True)


def _size(landscape: Landscape | Absence, breaks: pd.DataFrame) -> list[str]:
    if isinstance(landscape, Absence):
        return [f"How large the social and solidarity economy is: {landscape.words}. {landscape.why}"]
    parts = [*largest(landscape, breaks), *_added(landscape)]
    frame = landscape.frame
    frame = frame[frame["main"] & ~frame["tier"].isin(["secondary", "tertiary"])]
    silent = sorted(set(frame["form_label"]) - set(frame.loc[frame["value"].notna(), "form_label"]))
    without = f" No figure fit for a headline is held for: {', '.join(silent)}." if silent else ""
    parts.append(
        "How many organizations, members and jobs there are in all cannot be said: forms without a figure are in no sum, "
        f"and the figures are of different years, units and registers.{without}"
    )
    return parts


def _added(landscape: Landscape) -> list[str]:
    """Return the sums over forms that the tables print, as one paragraph; none where nothing may be added."""
    bodies = leads(landscape, rules.bodies())
    bodies = bodies.assign(because=reasons(bodies, landscape.country))
    told = [
        _sum_in_words("The counts", bodies, ", each organization counted once"),
        _sum_in_words("The memberships", counted_memberships(landscape), ""),
    ]
    kept = [one for one in told if one]
    return (
        [f"{' '.join(words for words, _ in kept)} {noted([id for _, ids in kept for id in ids])}"]
        if kept
        else []
    )


def _sum_in_words(name: str, rows: pd.DataFrame, rest: str, window: int = 5) -> tuple[str, list[str]] | None:
    """Return a sum of several forms with its years, and the ledger ids of its terms; None where there is none."""
    kept = rows[rows["because"].eq("")]
    found = perimeter.sums(np.ones((1, len(kept)), dtype=bool), kept, window=window).iloc[0]
    if len(kept) < 2 or found["total"] != found["total"]:
        return None
    words = (
        f"{name} of {len(kept)} forms add up to {amount(found['total'])}, a sum of figures of "
        f"{perimeter.years_in_words(found['first'], found['last'])}{rest}."
    )
    return words, list(kept["ledger_id"])


def _active(activity: ActivityFunnel | Absence) -> list[str]:
    if isinstance(activity, Absence):
        return [
            "How many of the registered organizations are active is not known: no source gives both counts."
        ]
    frame = activity.frame
    usable = frame[frame["usable"] & frame["dated"]].sort_values(["year", "registered"], ascending=False)
    thumb = int(frame["flag"].str.startswith("rule of thumb").sum())
    weak = f" {_times(thumb)} of active bodies {_are(thumb)} a rule of thumb and not used." if thumb else ""
    most = frame.groupby("form")["registered"].transform("max")
    counted = usable[usable["active"].notna() & usable["registered"].ge(most[usable.index] / 2)]
    if counted.empty:
        return [
            f"No source counts the registered and the active organizations of a whole form in one year.{weak}"
        ]
    row = counted.iloc[0]
    registered, active = (_said(row, name) for name in ("registered", "active"))
    inferred = ", year inferred" if row["year_inferred"] else ""
    return [
        f"Of {registered} {row['registered_label']}, {active} are known to be active or to "
        f"report ({exact(row['share']):.1f} percent, {int(row['year'])}{inferred}). The rest is not known to be "
        f"active, which is not the same as inactive.{weak} {noted([row['registered_id'], row['active_id']])}"
    ]


def _said(row: pd.Series, name: str) -> str:
    """Return a count with the words by which its source makes it less exact."""
    words = f" ({row[f'{name}_said']})" if row[f"{name}_said"] else ""
    return f"{amount(row[name])}{words}"


def _times(count: int) -> str:
    return "One published share" if count == 1 else f"{count} published shares"


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _faults(audit: Audit | Absence) -> list[str]:
    if isinstance(audit, Absence):
        return []
    faults = len(audit.faults)
    holds = len(audit.frame) - faults
    return [
        f"The arithmetic audit finds {holds} sums, shares and means that hold and {faults} open questions among the "
        "published figures. None of the figures was changed."
    ]


def _perimeter(screening: PerimeterScreening | Absence | None) -> list[str]:
    if screening is None or isinstance(screening, Absence):
        return []
    core = screening.frame[screening.frame["rule_set"].eq("core")]
    counts = core["verdict"].value_counts()
    forms = int(core["verdict"].isin(["in", "undecided", "out"]).sum())
    return [
        f"Under the proposed core definition {int(counts.get('in', 0))} of {forms} legal forms are in, "
        f"{int(counts.get('out', 0))} out and {int(counts.get('undecided', 0))} undecided, because a principle of the "
        f"law was not read. {_decided(screening.frame)}"
    ]


def _decided(frame: pd.DataFrame) -> str:
    by = frame["decided_by"] if "decided_by" in frame else pd.Series("rule", index=frame.index)
    forms = frame.loc[by.ne("rule"), "id"].nunique()
    if not forms:
        return "No committee has decided yet."
    return (
        f"The committee has decided on {forms}: for the national and the broad perimeter its decision counts."
    )
