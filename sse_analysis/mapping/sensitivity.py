"""How much of every headline number is the definition: each rule set, each decision, and all answers together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from sse_analysis import perimeter
from sse_analysis.harmonize.entities import Linked
from sse_analysis.mapping.figure_words import newer_held
from sse_analysis.mapping.leading import cited
from sse_analysis.mapping.registered import instead, made_of, sources_of
from sse_analysis.mapping.screening import counted_lines
from sse_analysis.mapping.within import lasting
from sse_analysis.perimeter import Decision, DecisionLog
from sse_analysis.results.absence import Absence, passes_absence_on
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping import Landscape
from sse_analysis.results.mapping_perimeter import Sensitivity
from sse_analysis.sources.registers import Records
from sse_analysis.sources.table import SourcedTable

#: Quantities of the landscape that are counted together (none named: bodies), and what the sum over forms is called.
_HEADLINES = {
    "organizations": ("Organizations", ()),
    "members": ("Members", ("members",)),
    "women": ("Women among members", ("women",)),
    "jobs": ("Jobs", ("jobs",)),
    "active": ("Active or reporting organizations", ("active",)),
}
#: The rule of counting under which most figures are used: their sources are all cited.
_WIDEST = {"second_tier": "added"}
#: Members of one form and of another are added as memberships: a person in two is counted twice.
_SUMMED = {"persons": "memberships"}


@dataclass(frozen=True, eq=False)
class _Group:
    """Counts of one quantity and unit, one a legal form: ``form, value, unit, year``."""

    quantity: str
    label: str
    unit: str
    pieces: pd.DataFrame


@passes_absence_on
def perimeter_sensitivity(
    landscape: Landscape, legal_forms: SourcedTable, log: DecisionLog, *, on: dt.date, window: int = 5
) -> Sensitivity | Absence:
    """Return what rule sets and decisions make of every sum of published figures.

    Parameters
    ----------
    landscape : Landscape
        Its headline figures of organizations, members, women and jobs.
    legal_forms : SourcedTable
    log : DecisionLog
        Its open questions are answered in every way they may be.
    on : date
        Day for which laws and decisions count.
    window : int
        Figures are added only when their reference years lie within this many years.

    Returns
    -------
    Sensitivity or Absence
        Units stay apart. A change by one decision is the figure of its form, whatever the years of the others; a total
        over forms is missing where their years lie too far apart. An absence where no form of the law has a figure.
    """
    now = perimeter.counting_on(log, on)
    groups = list(_published(landscape, now))
    if not groups:
        return _nothing(landscape.country)
    judged = perimeter.answers(legal_forms.frame, log, on=on)
    asked = [(item, _ways(item, landscape, now)) for item in log.open_on(on) if item.rule]
    inputs = (*landscape.provenance.inputs, *legal_forms.inputs, *perimeter.inputs(), *log.inputs)
    held = pd.concat([counted_lines(landscape, names, counting=_WIDEST) for _, names in _HEADLINES.values()])
    notes = (
        perimeter.authorship(),
        f"Figures are added only within {window} years, one unit and the first tier; a form counted inside another one is "
        "left out. Members are added as memberships: a person in two organizations is counted twice.",
        *newer_held(held),
    )
    # All of them: the data file, a row a decision, names none.
    sources = cited(held[held["once"]], limit=len(held))
    return _result(
        groups, judged, on=on, window=window, country=landscape.country, sources=sources, notes=notes,
        provenance=Provenance(tuple(dict.fromkeys(inputs)), landscape.provenance.rules), counted="published",
        asked=asked,
    )  # fmt: skip


def _ways(item: Decision, landscape: Landscape, now: dict[str, str]) -> dict[str, pd.DataFrame]:
    """Return the counts of organizations under each option of a rule of counting."""
    return {
        option: _pieces(counted_lines(landscape, counting=now | {item.rule: option}))
        for option in item.options
    }


def organizations_sensitivity(
    linked: Linked | Absence, records: tuple[Records, ...] | Absence, legal_forms: SourcedTable | Absence,
    log: DecisionLog, *, on: dt.date,
) -> Sensitivity | Absence:  # fmt: skip
    """Return what rule sets and decisions make of the number of organizations behind the registers.

    Parameters are those of :func:`organizations_within`, whose counts these are; an organization whose form is not
    stated stays undecided.
    """
    if isinstance(legal_forms, Absence):
        return legal_forms
    if isinstance(linked, Absence) or isinstance(records, Absence):
        return instead(linked, log.country, "entities")
    counts = lasting(linked)["legal_form_id"].fillna("").value_counts()
    pieces = pd.DataFrame({"form": counts.index, "value": counts.to_numpy(dtype=float), "unit": "entities"})
    group = _Group("organizations", "Organizations", "entities", pieces.assign(year=float("nan")))
    judged = perimeter.answers(legal_forms.frame, log, on=on)
    made = made_of(records, linked)
    return _result(
        [group], judged, on=on, window=0, country=log.country, sources=sources_of(records), counted="registers",
        notes=(perimeter.authorship(), "Organizations that no register calls dissolved, each counted once."),
        provenance=Provenance((*made.inputs, *legal_forms.inputs, *perimeter.inputs(), *log.inputs)),
    )  # fmt: skip


def _published(landscape: Landscape, counting: dict[str, str]) -> Iterator[_Group]:
    """Yield the figures of the landscape that may be added, one group a quantity and unit."""
    for quantity, (label, names) in _HEADLINES.items():
        rows = counted_lines(landscape, names, counting=counting)
        rows = rows[rows["once"]]
        if quantity in ("members", "women"):
            rows = rows.assign(unit=rows["unit"].replace(_SUMMED))
        for unit, part in rows.groupby("unit", sort=True):
            yield _Group(quantity, label, str(unit), _pieces(part))


def _pieces(rows: pd.DataFrame) -> pd.DataFrame:
    rows = rows[rows["once"]].drop_duplicates("legal_form").drop(columns="form")
    return rows.rename(columns={"legal_form": "form"})[["form", "value", "unit", "year"]].reset_index(
        drop=True
    )


def _result(
    groups: list[_Group],
    judged: pd.DataFrame,
    *,
    on: dt.date,
    window: int,
    counted: str,
    notes,
    asked=(),
    **about,
) -> Sensitivity:
    single, combined, computed = [], [], []
    for group in groups:
        named = {"quantity": group.quantity, "label": group.label, "unit": group.unit}
        found = perimeter.singles(group.pieces, judged, window=window)
        if group.quantity == "organizations":
            rows = [row for item, ways in asked for row in _otherwise(item, ways, (found, judged), window)]
            found = (
                pd.concat([found, pd.DataFrame(rows, columns=found.columns)], ignore_index=True)
                if rows
                else found
            )
        single.append(found.assign(**named))
        found = perimeter.combinations(group.pieces, judged, window=window)
        combined.append(found.frame.assign(**named))
        computed.append((f"{group.label}, {group.unit}", found.possible, found.computed))
    frame = pd.concat(single, ignore_index=True)
    frame = frame.assign(obs_status=frame["low"].notna() | frame["total"].notna(), conf_status="F")
    frame["obs_status"] = frame["obs_status"].map({True: "A", False: "O"})
    sets = tuple((one.code, one.name) for one in perimeter.rule_sets(on) if not one.asks_only)
    return Sensitivity(
        frame=frame.astype({"year": "Int64"}), combined=pd.concat(combined, ignore_index=True), rule_sets=sets,
        spans=_spans(groups), computed=tuple(computed), counted=counted, notes=(*notes, *_drawn(computed)), **about,
    )  # fmt: skip


def _otherwise(
    item: Decision, ways: dict[str, pd.DataFrame], now: tuple[pd.DataFrame, pd.DataFrame], window: int
) -> Iterator[dict]:
    """Yield what the options of a rule of counting would make of every total; no ends where one cannot be computed."""
    totals, judged = _totals(now[0]), now[1]
    then = {
        option: _totals(perimeter.singles(pieces, judged, window=window)) for option, pieces in ways.items()
    }
    for code, total in totals.items():
        moves = {option: found[code] - total for option, found in then.items()}
        about = {
            "rule_set": code,
            "kind": "counting",
            "id": item.rule,
            "question": item.id,
            "verdict": "as it stands",
        }
        about["name"] = item.rule.replace("_", " ").capitalize()
        if pd.isna(list(moves.values())).any():
            yield about
            continue
        low, high = min(moves, key=moves.__getitem__), max(moves, key=moves.__getitem__)
        ends = {"low": min(moves[low], 0.0), "high": max(moves[high], 0.0)}
        yield about | ends | {"low_answer": low, "high_answer": high}


def _totals(found: pd.DataFrame) -> pd.Series:
    return found[found["kind"].eq("rule set")].set_index("rule_set")["total"]


def _spans(groups: list[_Group]) -> dict[str, str]:
    years = {f"{group.label}, {group.unit}": group.pieces["year"].astype("Float64") for group in groups}
    given = {name: found.dropna() for name, found in years.items()}
    return {
        name: perimeter.years_in_words(found.min(), found.max())
        for name, found in given.items()
        if len(found)
    }


def _drawn(computed: list[tuple[str, int, int]]) -> Iterator[str]:
    """Yield in words how many combinations there are where they were drawn."""
    for name, possible, done in computed:
        if done < possible:
            yield f"{name}: {done:,} of {possible:,} combinations of answers, drawn from a fixed seed, none twice."


def _nothing(country: str) -> Absence:
    return Absence(
        id="no-perimeter-sensitivity", country=country, reason="not_computable",
        what="What each decision would make of every headline number",
        why="No headline figure belongs to a legal form of the table of legal forms.",
        file=f"data/{country}/ledger.csv", layout="legal_form_id, legal_form, measure, value, unit, year",
        answers="How much of the totals is the definition?",
    )  # fmt: skip
