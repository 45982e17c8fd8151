"""From gross to net: what is counted twice, and why, for published figures and for the records of registers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis import perimeter, reference
from sse_analysis.harmonize.entities import Linked
from sse_analysis.mapping import rules
from sse_analysis.mapping.figure_words import newer_held
from sse_analysis.mapping.findings import amount
from sse_analysis.mapping.leading import cited, leads, outdated
from sse_analysis.mapping.lines import SCOPES
from sse_analysis.mapping.registered import instead, made_of, sources_of
from sse_analysis.mapping.screening import is_inside
from sse_analysis.mapping.within import lasting
from sse_analysis.results.absence import ABSENCE_CODES, Absence, passes_absence_on
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping import Landscape
from sse_analysis.results.mapping_net import NetLedger
from sse_analysis.sources.registers import Records
from sse_analysis.sources.table import SourcedTable

UPPER = ("secondary", "tertiary", "mixed")
_COLUMNS = ("part", "label", "value", "low", "high", "year", "years", "because", "ledger_id", "why_absent")


@passes_absence_on
def net_organizations(landscape: Landscape, *, window: int = 5) -> NetLedger | Absence:
    """Return what has to be taken out of the published counts of organizations before they are added.

    Parameters
    ----------
    landscape : Landscape
        Its main lines, one count each: registered, else existing or status not stated.
    window : int
        Counts are added only when their reference years lie within this many years.

    Returns
    -------
    NetLedger or Absence
        Every line stands once: counted, or taken out with the reason. Gross adds all, net the counted ones; either is
        missing where its years lie too far apart. ``because`` shows the sum of the net row and what the gross row is.
    """
    rows = leads(landscape, rules.bodies())
    if rows.empty:
        return _nothing(landscape.country)
    rows = rows.assign(because=reasons(rows, landscape.country, window=window))
    kept = rows["because"].eq("")
    out = [
        *(_line("counted", row) for row in rows[kept].to_dict("records")),
        _sum("gross", "All lines added", rows, window),
        *(_line("taken out", row) for row in rows[~kept].to_dict("records")),
        _sum("net", summed(rows[kept]), rows[kept], window),
    ]
    apart = int((~landscape.frame.drop_duplicates("line")["main"]).sum())
    return NetLedger(
        frame=_typed(out), country=landscape.country, sources=cited(rows), provenance=landscape.provenance,
        notes=(
            f"{rules.authorship()} A sum is given only where its years lie within {window} years.",
            "Net is what these lines hold, not all there is: forms without a figure and bodies on no list are not in it.",
            *([f"Other wordings (kinds, programmes) stand apart and are in no sum: {apart}."] if apart else []),
            *newer_held(rows),
        ),
    )  # fmt: skip


def summed(rows: pd.DataFrame) -> str:
    """Return what a sum of lines is called: how many it has is said wherever it is printed."""
    return "The one counted form" if len(rows) == 1 else f"Sum of the {len(rows)} counted forms"


def reasons(rows: pd.DataFrame, country: str, *, window: int = 5) -> pd.Series:
    """Return why a line may not be added to the others; empty where it may.

    Parameters
    ----------
    rows : DataFrame
        ``form, line, scope, tier, legal_form, year`` of the lines of one quantity and unit.
    window : int
        A count of a whole form that is more than so many years older than those of all its legal forms gives way to them.
    """
    labels, beforehand = reference.labels("form"), perimeter.beforehand()
    old = outdated(rows, window)
    fresh = rows[~old]
    wholes = set(fresh.loc[fresh["scope"].eq(SCOPES[0]), "form"])
    inside = is_inside(fresh, country).reindex(rows.index, fill_value=False)
    contained, found = rules.contained(country), []
    for row, within, stale in zip(rows.to_dict("records"), inside, old, strict=True):
        held = [part for part in rules.rules()["combined"].get(row["form"], ()) if part in wholes]
        elsewhere = beforehand.get(row["legal_form"]) if isinstance(row["legal_form"], str) else None
        if row["tier"] == "mixed":
            found.append("first and second tier together")
        elif row["tier"] in UPPER:
            found.append("second tier: its members are counted themselves")
        elif elsewhere is not None:
            found.append(f"{elsewhere[0]}: {elsewhere[1]}")
        elif row["scope"] == SCOPES[2]:
            found.append("names no whole form, so that it may overlap with others")
        elif stale:
            found.append(f"more than {window} years older than the counts of its legal forms")
        elif held:
            found.append(f"several forms together, of which some stand here: {_named(held, labels)}")
        elif within:
            found.append(f"counted inside another form: {_named([contained[row['form']]], labels)}")
        elif row["scope"] == SCOPES[1] and row["form"] in wholes:
            found.append(f"counted inside its form: {_named([row['form']], labels)}")
        else:
            found.append("")
    return pd.Series(found, index=rows.index, dtype="object")


def _named(forms: list[str], labels: dict[str, str]) -> str:
    return ", ".join(labels[form].lower() for form in forms)


def _line(part: str, row: dict) -> dict:
    about = {"part": part, "label": row["line_label"], "value": row["value"], "year": row["year"]}
    about["years"] = perimeter.years_in_words(row["year"], row["year"])
    return about | {"because": row["because"], "ledger_id": row["ledger_id"]}


def _sum(part: str, label: str, rows: pd.DataFrame, window: int) -> dict:
    found = perimeter.sums(np.ones((1, len(rows)), dtype=bool), rows, window=window).iloc[0]
    years = perimeter.years_in_words(found["first"], found["last"])
    about = {"part": part, "label": label, "value": found["total"], "years": years}
    about["year"] = found["last"] if found["first"] == found["last"] else None
    if found["total"] == found["total"]:
        shown = " + ".join(amount(value) for value in rows["value"])
        return about | {"because": shown if part == "net" else "the sum below and all that is taken out"}
    why = f"reference years from {years}" if years else "no line can be counted once"
    apart = f"more than {window} years apart, so that nothing is subtracted: the net sum adds the lines counted once"
    return about | {"why_absent": why, "because": apart if years and part == "gross" else ""}


def net_of_registers(
    linked: Linked | Absence, records: tuple[Records, ...] | Absence, legal_forms: SourcedTable | Absence,
    *, country: str,
) -> NetLedger | Absence:  # fmt: skip
    """Return what is left of the entries of all registers when every organization is counted once.

    Entries are records and, where a register has them, second statuses (a certificate over another form), which a list of
    the holders would count again. The net count has an interval where records with a number tell how many links are
    missed; without, it is as linked.
    """
    if isinstance(linked, Absence) or isinstance(records, Absence):
        return instead(linked, country, "linkage")
    frame = linked.entities
    statuses = int(frame["second_status"].notna().sum()) if "second_status" in frame else 0
    found, last = len(linked.organizations), lasting(linked)
    upper = set() if isinstance(legal_forms, Absence) else _upper_forms(legal_forms)
    second = int(last["legal_form_id"].isin(upper).sum())
    net, missed = len(last) - second, linked.missed
    steps = [
        ("gross", "Entries in all registers", len(frame) + statuses, "records, and statuses over another form"),
        ("taken out", "Statuses over another form", statuses, "held by an organization that is counted under its form"),
        ("taken out", "Further records of an organization", len(frame) - found, "in the same or in another register"),
        ("taken out", "Dissolved", found - len(last), "a register says so, and none that it is alive"),
        ("taken out", "Second tier", second, "unions and networks: their members are counted themselves"),
        ("net", "Organizations counted once", net, ""),
    ]  # fmt: skip
    rows = [dict(zip(("part", "label", "value", "because"), step, strict=True)) for step in steps]
    if missed:
        less = {"value": missed.estimate, "low": missed.high, "high": missed.low}
        ends = {name: net - net / found * value for name, value in less.items()}
        rows.append({"part": "net", "label": "Net also of links that are missed"} | ends)
    made = made_of(records, linked)
    forms = () if isinstance(legal_forms, Absence) else legal_forms.inputs
    return NetLedger(
        frame=_typed(rows), country=country, sources=sources_of(records), counted="registers", notes=(
            "Links that names miss leave one organization counted twice: as many are taken out, in proportion, as records "
            "with a registration number let expect." if missed else "How many links are missed is not known.",
            "Organizations on no list are not in it.",
        ), provenance=Provenance((*made.inputs, *forms)),
    )  # fmt: skip


def _upper_forms(legal_forms: SourcedTable) -> set[str]:
    frame = legal_forms.frame
    return set(frame.loc[frame["tier"].isin(UPPER), "id"])


def _typed(rows: list[dict]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=list(_COLUMNS)).astype(
        {"value": "float64", "low": "float64", "high": "float64"}
    )
    missing = frame["value"].isna()
    status = frame.assign(obs_status="A", conf_status="F", year=frame["year"].astype("Int64"))
    status.loc[missing, "obs_status"] = ABSENCE_CODES["not_computable"][0]
    texts = ("years", "because", "ledger_id", "why_absent")
    return status.assign(**{name: status[name].astype("object").fillna("") for name in texts})


def _nothing(country: str) -> Absence:
    return Absence(
        id="no-net-ledger", country=country, reason="no_data", what="From gross to net: what is counted twice",
        why="The ledger holds no count of organizations that may be a headline.", file=f"data/{country}/ledger.csv",
        layout="form, legal_form, measure, value, unit, year, grade, source_title, source_date",
        answers="How many organizations are there when each is counted once?",
    )  # fmt: skip
