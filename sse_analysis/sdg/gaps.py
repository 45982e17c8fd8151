"""What is not there: targets without a figure, and why."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from sse_analysis.results.absence import ABSENCE_CODES, Absence, passes_absence_on
from sse_analysis.results.sdg import Baseline, DataGaps
from sse_analysis.sdg import constants

_NOT_HELD = "The project holds no series for this target."


def absent_targets(lines: pd.DataFrame, *, country: str) -> pd.DataFrame:
    """Return one row for each of the 169 targets that no line serves.

    Parameters
    ----------
    lines : DataFrame
        Lines with ``target`` and ``series``.
    country : str
        Lower-case code, for the reasons that hold for one country only.

    Returns
    -------
    DataFrame
        ``goal, target, why_absent, listed_under, obs_status, conf_status``. ``listed_under`` names the
        targets under which the same series is shown, when the publisher gives one series for several
        indicators.
    """
    elsewhere = also_served(lines)
    reasons = _reasons(country)
    goals = constants.table("targets").dropna(subset=["target"]).set_index("target")["goal"]
    rows = []
    for target, goal in goals.items():
        if target in set(lines["target"]):
            continue
        reason, why = reasons.get(target) or reasons.get(str(goal)) or ("no_data", _NOT_HELD)
        under = ", ".join(code for code in goals.index if code in elsewhere.get(target, ()))
        status, confidential, _ = ABSENCE_CODES[reason]
        why = f"One series serves several indicators: see {under}." if under else why
        rows.append((goal, target, why, under or pd.NA, status, confidential))
    names = ["goal", "target", "why_absent", "listed_under", "obs_status", "conf_status"]
    return pd.DataFrame(rows, columns=names).astype({"goal": "Int64", "listed_under": "str"})


def also_served(lines: pd.DataFrame) -> dict[str, list[str]]:
    """Return, for each target whose series is listed under another one, the targets where it is listed."""
    shared = constants.table("readings").query("reading == 'also_serves'").set_index("series")["detail"]
    held = lines.drop_duplicates("series").set_index("series")["target"]
    found: dict[str, list[str]] = {}
    for series in held.index.intersection(shared.index):
        for target in shared.loc[series].split():
            places = found.setdefault(target, [])
            if held[series] not in places:
                places.append(held[series])
    return found


def under_targets(lines: pd.DataFrame, targets: Iterable[str]) -> pd.DataFrame:
    """Return the lines of some targets, a series once: its own target comes first, then one that it also serves.

    Parameters
    ----------
    lines : DataFrame
        Lines with ``target`` and ``series``; ``target`` of the answer is the one wanted.
    """
    wanted, shared = set(targets), constants.detail_of("also_serves")
    other = lines["series"].map(lambda series: next(iter(_among(shared.get(series, ""), wanted)), None))
    own = lines["target"].isin(wanted)
    found = lines.assign(target=lines["target"].where(own, other))
    return pd.concat([found[own], found[~own & other.notna()]])


def _among(targets: str, wanted: set[str]) -> list[str]:
    return [target for target in targets.split() if target in wanted]


def _reasons(country: str) -> dict[str, tuple[str, str]]:
    """Return the stated reason by target, or by goal where a whole goal does not apply."""
    table = constants.table("gaps")
    general, own = table[table["country_iso3"].isna()], table[table["country_iso3"] == country.upper()]
    return {
        row.target: (row.reason, f"{row.why}.")
        for part in (general, own)
        for row in part.itertuples(index=False)
    }


@passes_absence_on
def data_gaps(standing: Baseline) -> DataGaps | Absence:
    """Return the targets without a figure; ``of_interest`` marks those that studies of the SSE ask for.

    Parameters
    ----------
    standing : Baseline
        Targets whose series is listed under another target are no gap and left out.
    """
    frame = pd.concat([standing.frame, _only_stand_ins(standing)], ignore_index=True)
    gaps = frame[frame["why_absent"].notna() & frame["listed_under"].isna()]
    gaps = gaps.loc[constants.agenda_place(gaps["target"]).sort_values(kind="stable").index]
    stated = constants.table("gaps")
    interest = set(stated.loc[stated["country_iso3"].isna(), "target"])
    kept = ["goal", "goal_label", "target", "target_label", "why_absent", "obs_status", "conf_status"]
    return DataGaps(
        frame=gaps[kept].assign(of_interest=gaps["target"].isin(interest)).reset_index(drop=True),
        country=standing.country,
        sources=standing.sources,
        notes=(
            f"On {len(gaps)} of the 169 targets this project holds no official series; publishers may have one all the "
            "same. Listed are those that studies of the social and solidarity economy ask for first; the data file "
            "beside this table has all.",
        ),
        provenance=standing.provenance,
    )


def _only_stand_ins(standing: Baseline) -> pd.DataFrame:
    """Return targets that only stand-ins serve: the official indicator is a gap all the same."""
    lines = standing.frame[standing.frame["value"].notna()]
    proxies = lines[lines.groupby("target")["stand_in"].transform("all")].drop_duplicates("target")
    why = [f"Only a stand-in is held: {label}." for label in proxies["label"]]
    return proxies[["goal", "goal_label", "target", "target_label"]].assign(
        why_absent=why, listed_under=pd.NA, obs_status="L", conf_status="F"
    )
