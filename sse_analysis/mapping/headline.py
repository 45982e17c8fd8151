"""The report in a few sentences, every number from a result and with its ledger id."""

from __future__ import annotations

import pandas as pd

from sse_analysis.mapping import rules
from sse_analysis.mapping.findings import amount
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
    parts = [*_size(landscape), *_active(activity), *_faults(audit), *_perimeter(screening)]
    return Statement(id="mapping-headline", country=landscape.country, paragraphs=tuple(parts), bullets=True)


def _size(landscape: Landscape | Absence) -> list[str]:
    if isinstance(landscape, Absence):
        return [f"How large the social and solidarity economy is: {landscape.words}. {landscape.why}"]
    frame = landscape.frame
    frame = frame.assign(country=landscape.country)
    known = frame[frame["main"] & frame["value"].notna() & ~frame["tier"].isin(["secondary", "tertiary"])]
    parts = []
    bodies = known[known["quantity"].isin(["registered", "existing"])]
    if len(bodies):
        parts.append(f"The largest published counts are {_named(bodies)}.")
    members = known[known["quantity"].eq("members") & known["unit"].eq("persons")]
    if len(members):
        parts.append(
            f"The largest published memberships are {_named(members)}. A person in two organizations is counted twice."
        )
    first_tier = frame["main"] & ~frame["tier"].isin(["secondary", "tertiary"])
    silent = sorted(set(frame.loc[first_tier, "form_label"]) - set(known["form_label"]))
    without = f" For {_joined(silent)} the ledger holds no figure that may be a headline." if silent else ""
    parts.append(
        "How many organizations, members and jobs there are in all cannot be said: the figures are of different "
        f"years, units and registers, and forms overlap.{without}"
    )
    return parts


def _named(rows: pd.DataFrame, limit: int = 3) -> str:
    """Return the largest figures in words, one a form, each with year, grade and ledger id."""
    best = rows.sort_values("value", ascending=False, kind="stable").drop_duplicates("form")
    best = best[~best["form"].isin(_repeated(best))].head(limit)
    return _joined([_figure(row) for row in best.to_dict("records")])


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


def _figure(row: dict) -> str:
    kind = ", computed" if row["kind"] == "computed" else ""
    newer = ""
    if pd.notna(row["newer_value"]):
        about = f"{int(row['newer_year'])}, grade {row['newer_grade']}; {row['newer_id']}"
        newer = f", newer but of a lower rank {amount(row['newer_value'])} ({about})"
    about = f"{int(row['year'])}, grade {row['grade']}{kind}; {row['ledger_id']}"
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
        f"report ({row['share']:.1f} percent, {int(row['year'])}; {row['registered_id']}, {row['active_id']}). The rest "
        f"is not known to be active, which is not the same as inactive.{weak}"
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
