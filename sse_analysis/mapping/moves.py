"""Who enters and who leaves: between two rule sets, and on a day on which a law or a decision changes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pandas as pd

from sse_analysis import perimeter, reference
from sse_analysis.harmonize.entities import Linked
from sse_analysis.mapping.figure_words import newer_held
from sse_analysis.mapping.screening import counted_lines
from sse_analysis.mapping.within import lasting
from sse_analysis.perimeter import DecisionLog
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping import Landscape, PerimeterCounts
from sse_analysis.results.mapping_perimeter import PLACES, Mosaic, Moves
from sse_analysis.sources.table import SourcedTable, citations

_COLUMNS = ("step", "between", "id", "name", "before", "after", "move", "because")
_NARROW, _OURS, _WIDE = "core", "national", "broad"


def entering_and_leaving(
    legal_forms: SourcedTable | Absence, log: DecisionLog, landscape: Landscape | Absence,
    linked: Linked | Absence, *, on: dt.date,
) -> Moves | Absence:  # fmt: skip
    """Return the legal forms that one rule set takes in and another does not, and those that change on a day.

    Parameters
    ----------
    legal_forms : SourcedTable
    log : DecisionLog
    landscape : Landscape
        For the published figure of a form, where no register counts its organizations.
    linked : Linked
        Organizations behind the registers: each one that enters or leaves is listed.
    on : date
        Rule sets are compared on this day; days of change up to it are told.

    Returns
    -------
    Moves or Absence
        A form enters when it is in and was not. What is undecided on both sides does not move.
    """
    if isinstance(legal_forms, Absence):
        return legal_forms
    found = [*_between_sets(legal_forms.frame, log, on), *_on_days(legal_forms.frame, log, on)]
    frame = pd.DataFrame(found, columns=list(_COLUMNS))
    figures = _figures(landscape, linked)
    held = frame["id"].map(figures["value"]), frame["id"].map(figures["year"])
    frame = frame.assign(value=held[0].astype("float64"), year=held[1].astype("Int64"))
    made = () if isinstance(landscape, Absence) else landscape.provenance.inputs
    return Moves(
        frame=frame.assign(obs_status=frame["value"].notna().map({True: "A", False: "L"}), conf_status="F"),
        country=legal_forms.country, sources=citations(legal_forms.frame, limit=3), entities=_entities(frame, linked),
        notes=(
            perimeter.authorship(),
            "In is what counts: a form that is undecided before and after does not move. The figure is that of the form: "
            + ("organizations behind the registers." if isinstance(linked, Linked) else "a published one, with its year."),
            *_newer(landscape, linked, frame["id"]),
        ),
        provenance=Provenance(tuple(dict.fromkeys((*legal_forms.inputs, *perimeter.inputs(), *log.inputs, *made)))),
    )  # fmt: skip


def _between_sets(legal_forms: pd.DataFrame, log: DecisionLog, on: dt.date) -> Iterator[dict]:
    judged = perimeter.verdicts(legal_forms, log, on=on)
    names = {one.code: one.name for one in perimeter.rule_sets(on) if not one.asks_only}
    for other in names:
        # The national definition in the middle: into it from the core, out of it to every other one.
        before, after = (other, _OURS) if other == _NARROW else (_OURS, other)
        sides = [judged[judged["rule_set"].eq(code)].set_index("id") for code in (before, after)]
        for row in _moved(*sides):
            yield {"step": f"{names[before]} to {names[after]}", "between": "rule sets"} | row


def _moved(before: pd.DataFrame, after: pd.DataFrame) -> Iterator[dict]:
    moved = perimeter.entered_and_left(before["verdict"], after["verdict"])
    for form, row in moved.to_dict("index").items():
        about = {"id": form, "name": after.loc[form, "name"], "because": after.loc[form, "because"]}
        yield about | {name: row[name] for name in ("before", "after", "move")}


def _on_days(legal_forms: pd.DataFrame, log: DecisionLog, on: dt.date) -> Iterator[dict]:
    """Yield what changes on each day on which a law changes the kind of a form, or a decision or version enters or ends."""
    kinds = reference.labels("form_type")
    for day in _days(legal_forms, log, on):
        eve = day - dt.timedelta(days=1)
        sides = [perimeter.verdicts(legal_forms, log, on=at) for at in (eve, day)]
        step = {"step": day.isoformat(), "between": "days"}
        ones = [side.drop_duplicates("id").set_index("id") for side in sides]
        changed = ones[1][ones[0]["kind"].ne(ones[1]["kind"])]
        for form, row in changed.iterrows():
            about = {
                "id": form,
                "name": row["name"],
                "move": "changes its kind",
                "because": perimeter.reason_of(form, day),
            }
            yield step | about | {"before": kinds[ones[0].loc[form, "kind"]], "after": kinds[row["kind"]]}
        for one in perimeter.rule_sets(day):
            parts = [side[side["rule_set"].eq(one.code)].set_index("id") for side in sides]
            for row in _moved(*parts):
                yield step | row | {"move": f"{row['move']} ({one.name})"}


def _days(legal_forms: pd.DataFrame, log: DecisionLog, on: dt.date) -> list[dt.date]:
    known = set(legal_forms["id"])
    days = {row["since"] for row in perimeter.form_changes() if row["id"] in known} | {
        *perimeter.version_days()
    }
    taken = [one for one in log.decisions if one.status == "decided"]
    days |= {max(one.decided_on, one.in_force_from or one.decided_on) for one in taken}
    return sorted(day for day in days if day <= on)


def _figures(landscape: Landscape | Absence, linked: Linked | Absence) -> pd.DataFrame:
    """Return ``value, year`` by legal form: organizations of the registers, else the published figure."""
    if isinstance(linked, Linked):
        counts = lasting(linked)["legal_form_id"].value_counts()
        return pd.DataFrame({"value": counts, "year": pd.Series(pd.NA, counts.index, dtype="Int64")})
    if isinstance(landscape, Absence):
        return pd.DataFrame({"value": [], "year": []})
    return counted_lines(landscape).drop_duplicates("legal_form").set_index("legal_form")[["value", "year"]]


def _newer(landscape: Landscape | Absence, linked: Linked | Absence, forms: pd.Series) -> tuple[str, ...]:
    if isinstance(linked, Linked) or isinstance(landscape, Absence):
        return ()
    rows = counted_lines(landscape)
    return newer_held(rows[rows["legal_form"].isin(forms)])


def _entities(frame: pd.DataFrame, linked: Linked | Absence) -> pd.DataFrame:
    names = ["step", "organization", "id", "before", "after", "move"]
    if not isinstance(linked, Linked):
        return pd.DataFrame(columns=names)
    last = lasting(linked)["legal_form_id"].rename("id").rename_axis("organization").reset_index()
    return frame.drop(columns=["value", "year"]).merge(last, on="id")[names]


def landscape_mosaic(counts: PerimeterCounts | Absence) -> Mosaic | Absence:
    """Return the counted forms by size, and where the narrow and the wide definition put each.

    Parameters
    ----------
    counts : PerimeterCounts
        Lines that may be added; second tiers and forms counted inside others are left out.
    """
    if isinstance(counts, Absence):
        return counts
    lines = counts.frame[counts.frame["level"].eq("line") & counts.frame["added"].eq(True)]
    verdicts = lines.pivot(index="line_label", columns="rule_set", values="verdict")
    places = {label: _place(row[_NARROW], row[_WIDE]) for label, row in verdicts.iterrows()}
    frame = lines.drop_duplicates("line_label")[["line_label", "value", "unit", "year", "ledger_id"]]
    frame = frame.assign(place=pd.Categorical(frame["line_label"].map(places), PLACES, ordered=True))
    frame = frame.sort_values(["place", "value"], ascending=[True, False], kind="stable", ignore_index=True)
    return Mosaic(
        frame=frame.assign(place=frame["place"].astype("object"), obs_status="A", conf_status="F"),
        country=counts.country, sources=counts.sources, provenance=counts.provenance,
        notes=(counts.authorship, f"Areas compare forms; their figures are of {_years(frame)}.", *counts.newer),
    )  # fmt: skip


def _years(frame: pd.DataFrame) -> str:
    return perimeter.years_in_words(frame["year"].min(), frame["year"].max())


def _place(narrow: str, wide: str) -> str:
    if narrow == "in":
        return PLACES[0]
    if wide == "in":
        return PLACES[1] if narrow == "undecided" else PLACES[2]
    return PLACES[3] if "undecided" in (narrow, wide) else PLACES[4]
