"""The report in a few sentences, every number from a result; ledger ids stand in brackets behind, in their order."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis import perimeter
from sse_analysis.mapping import rules
from sse_analysis.mapping.findings import amount
from sse_analysis.mapping.memberships import counted_memberships
from sse_analysis.mapping.net import once_a_line, reasons
from sse_analysis.mapping.screening import BODIES
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
    frame = landscape.frame
    frame = frame.assign(country=landscape.country)
    known = frame[frame["main"] & frame["value"].notna() & ~frame["tier"].isin(["secondary", "tertiary"])]
    parts = []
    bodies = known[known["quantity"].isin(["registered", "existing"])]
    if len(bodies):
        told, ids = _named(bodies, breaks)
        parts.append(f"The largest published counts are {told}. {_noted(ids)}")
    members = known[known["quantity"].eq("members") & known["unit"].eq("persons")]
    if len(members):
        told, ids = _named(members.assign(beside=_apart(members, bodies, breaks)), breaks)
        parts.append(
            f"The largest published memberships are {told}. A person in two organizations is counted twice. {_noted(ids)}"
        )
    parts += _added(landscape)
    first_tier = frame["main"] & ~frame["tier"].isin(["secondary", "tertiary"])
    silent = sorted(set(frame.loc[first_tier, "form_label"]) - set(known["form_label"]))
    without = f" For {_joined(silent)} the ledger holds no figure that may be a headline." if silent else ""
    parts.append(
        "How many organizations, members and jobs there are in all cannot be said: forms without a figure are in no sum, "
        f"and the figures are of different years, units and registers.{without}"
    )
    return parts


def _added(landscape: Landscape) -> list[str]:
    """Return the sums over forms that the tables print, as one paragraph; none where nothing may be added."""
    bodies = once_a_line(landscape, BODIES)
    bodies = bodies.assign(because=reasons(bodies, landscape.country))
    told = [
        _sum_in_words("The counts", bodies, ", each organization counted once"),
        _sum_in_words("The memberships", counted_memberships(landscape), ""),
    ]
    kept = [one for one in told if one]
    return (
        [f"{' '.join(words for words, _ in kept)} {_noted([id for _, ids in kept for id in ids])}"]
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


def _apart(members: pd.DataFrame, bodies: pd.DataFrame, breaks: pd.DataFrame) -> list[str]:
    """Return for every membership what to say where the count of its organizations lies on the other side of a break."""
    counts = {row["line"]: row for row in bodies.to_dict("records")}
    return [_other_side(row, counts.get(row["line"]), breaks) for row in members.to_dict("records")]


def _other_side(row: dict, count: dict | None, breaks: pd.DataFrame) -> str:
    if count is None:
        return ""
    early, late = sorted((row["year"], count["year"]))
    side = "before" if row["year"] < count["year"] else "after"
    return "".join(
        f"; from {side} the break in the count of its organizations between {jump['first']} and {jump['last']}"
        for jump in _jumps(count, breaks) if early < jump["last"] <= late
    )  # fmt: skip


def _jumps(row: dict, breaks: pd.DataFrame) -> list[dict]:
    """Return the breaks of the line and measure of a figure.

    A jump at its own year counts where the figure lies with the value that jumps: another count of that year may jump alone.
    """
    if breaks.empty:
        return []
    same = (breaks[name].eq(row[name]) for name in ("line", "measure", "unit"))
    return [
        jump
        for jump in breaks[next(same) & next(same) & next(same)].to_dict("records")
        if not (row["year"] == jump["last"] and _nearer(row["value"], jump["before"], jump["after"]))
        and not (row["year"] == jump["first"] and _nearer(row["value"], jump["after"], jump["before"]))
    ]


def _nearer(value: float, one: float, other: float) -> bool:
    """Tell whether a value is nearer to one than to the other, as a ratio; nothing is nearer to zero."""
    if min(value, one, other) <= 0:
        return False
    return abs(np.log(value / one)) < abs(np.log(value / other))


def _warned(row: dict, breaks: pd.DataFrame) -> str:
    """Return the finding of a break at the year of a figure, in words; empty without one."""
    at = [jump for jump in _jumps(row, breaks) if row["year"] in (jump["first"], jump["last"])]
    return "".join(
        f"; the audit finds a break, {amount(jump['before'])} in {jump['first']} and {amount(jump['after'])} in "
        f"{jump['last']} ({jump['after'] / jump['before'] - 1:+.0%}): do not join these years" for jump in at
    )  # fmt: skip


def _noted(ids: list[str]) -> str:
    """Return ledger ids as a note behind a sentence, in the order of its figures: "[id; id]"."""
    return f"[{'; '.join(dict.fromkeys(ids))}]"


def _named(rows: pd.DataFrame, breaks: pd.DataFrame, limit: int = 3) -> tuple[str, list[str]]:
    """Return the largest figures in words, one a form, each with year and grade; and their ledger ids in that order."""
    best = rows.sort_values("value", ascending=False, kind="stable").drop_duplicates("form")
    best = best[~best["form"].isin(_repeated(best))].head(limit)
    figures = best.to_dict("records")
    ids = [id for row in figures for id in (row["ledger_id"], row["newer_id"]) if pd.notna(id) and id]
    return _joined([_figure(row, breaks) for row in figures]), ids


def _repeated(best: pd.DataFrame) -> set[str]:
    """Return forms that would be told twice: the parts of a joint count, or the joint count where parts are newer."""
    years = best.set_index("form")["year"]
    told: set[str] = set()
    for combined, parts in rules.rules()["combined"].items():
        held = [part for part in parts if part in years]
        if combined in years and held:
            told |= {combined} if years[held].max() > years[combined] else set(held)
    contained = rules.contained(str(best["country"].iloc[0])) if len(best) else {}
    return told | {part for part, whole in contained.items() if whole in years}


def _figure(row: dict, breaks: pd.DataFrame) -> str:
    kind = ", computed" if row["kind"] == "computed" else ""
    newer = ""
    if pd.notna(row["newer_value"]):
        about = f"{int(row['newer_year'])}, grade {row['newer_grade']}"
        newer = f", newer but of a lower rank {amount(row['newer_value'])} ({about})"
    about = f"{int(row['year'])}, grade {row['grade']}{kind}"
    about += _warned(row, breaks) + row.get("beside", "")
    return f"{amount(row['value'])} {row['line_label']} ({about}){newer}"


def _joined(words: list[str]) -> str:
    shown = [*words]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} and {shown[-1]}"


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
    return [
        f"Of {amount(row['registered'])} {row['registered_label']}, {amount(row['active'])} are known to be active or to "
        f"report ({row['share']:.1f} percent, {int(row['year'])}). The rest is not known to be active, which is not the "
        f"same as inactive.{weak} {_noted([row['registered_id'], row['active_id']])}"
    ]


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
