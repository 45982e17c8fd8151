"""What the registers of a country hold: records, organizations behind them, overlap."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.harmonize.entities import Linked
from sse_analysis.mapping.absences import not_from_published_figures
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping_registers import Overlap, RegisterOverview
from sse_analysis.sources.registers import Records, unused_codes

_STATES = ("active", "dormant", "dissolved", "unknown")
#: Stands for records whose register does not say their form: counted, never left out.
_NO_FORM = "Legal form not stated"


def registers(records: tuple[Records, ...] | Absence, *, country: str) -> RegisterOverview | Absence:
    """Return what each register holds, and what in it could not be read surely."""
    if isinstance(records, Absence):
        return instead(records, country, "registers")
    rows = [_overview(one) for one in records]
    unused = [f"{one.name}: {', '.join(codes)}" for one in records for codes in unused_codes(one).values()]
    notes = ["A doubt is a number or date that is not sure; it is left out and listed, never guessed."]
    notes += [f"Described codes that no record has: {'; '.join(unused)}."] * bool(unused)
    return RegisterOverview(
        frame=pd.DataFrame(rows),
        country=country,
        sources=sources_of(records),
        notes=tuple(notes),
        provenance=made_of(records),
    )


def instead(missing: Absence, country: str, section: str) -> Absence:
    """Return the absence of a section; a reason that the registers themselves gave is kept."""
    return not_from_published_figures(country, section) if missing.reason == "no_data" else missing


def _overview(one: Records) -> dict[str, object]:
    frame = one.frame
    return {
        "register": one.name,
        "title": one.about.title,
        "reference_date": one.about.reference_date.isoformat(),
        "records": len(frame),
        "left_out": len(one.left_out),
        "doubts": len(one.doubts),
        "no_state": int(frame["status"].isna().sum()) if "status" in frame else len(frame),
        "no_number": int(frame["tax_id"].isna().sum()) if "tax_id" in frame else len(frame),
    }


def sources_of(records: tuple[Records, ...]) -> tuple[str, ...]:
    return tuple(
        f"{one.about.publisher}, {one.about.title} ({one.about.reference_date.isoformat()})"
        for one in records
    )


def made_of(
    records: tuple[Records, ...], linked: Linked | None = None, *, also: tuple[tuple[str, str], ...] = ()
) -> Provenance:
    own = tuple((one.file, one.digest) for one in records)
    return Provenance(inputs=own + (linked.answered_in if linked else ()) + also)


def organizations(
    linked: Linked | Absence, records: tuple[Records, ...] | Absence, names: object, *, country: str
) -> Overlap | Absence:
    """Return the organizations behind the records, by the registers they stand in and by legal form.

    Parameters
    ----------
    linked : Linked
    records : tuple of Records
    names : SourcedTable or Absence
        Legal forms, for their names.
    """
    if isinstance(linked, Absence) or isinstance(records, Absence):
        return instead(linked, country, "linkage")
    found = linked.organizations
    patterns = found.groupby("registers").agg(
        organizations=("organization", "size"), records=("records", "sum")
    )
    patterns = patterns.reset_index().rename(columns={"registers": "pattern"})
    patterns = patterns.assign(registers=patterns["pattern"].str.count(r"\+") + 1)
    patterns = patterns.sort_values(["organizations", "pattern"], ascending=[False, True], ignore_index=True)
    decided = {str(name): int(count) for name, count in linked.pairs["decided_by"].value_counts().items()}
    return Overlap(
        frame=patterns, country=country, sources=sources_of(records), notes=_linked_notes(linked),
        provenance=made_of(records, linked), forms=_by_form(found, names), links=decided | {"open": len(linked.review)},
    )  # fmt: skip


def _by_form(found: pd.DataFrame, names: object) -> pd.DataFrame:
    found = found.assign(legal_form=found["legal_form"].fillna(_NO_FORM))
    states = found.assign(
        **{state: found["state"].eq(state) for state in _STATES}, several=found["records"].gt(1)
    )
    table = states.groupby("legal_form").agg(
        records=("records", "sum"), organizations=("organization", "size"), several=("several", "sum"),
        **{state: (state, "sum") for state in _STATES},
    )  # fmt: skip
    known, table = names_of(names), table.reset_index()
    return table.assign(name=[known.get(form, form) for form in table["legal_form"]]).sort_values(
        "organizations", ascending=False, ignore_index=True
    )


def names_of(table: object) -> dict[str, str]:
    """Return the names of the legal forms by their id, none without the table."""
    if table is None or isinstance(table, Absence):
        return {}
    return dict(zip(table.frame["id"], table.frame["name_en"], strict=True))


def _linked_notes(linked: Linked) -> tuple[str, ...]:
    counts = linked.pairs["decided_by"].value_counts()
    words = {"number": "by registration number", "names": "by name, place and year", "person": "by a person"}
    said = ", ".join(f"{int(counts[name]):,} {text}" for name, text in words.items() if name in counts)
    return (
        f"Records are linked {said}; {len(linked.review):,} pairs wait for a person and count as two organizations.",
        *_missed_notes(linked),
        "The state is the liveliest that a register gives; registers keep the dead, so it is no proof of activity.",
    )


def _missed_notes(linked: Linked) -> tuple[str, ...]:
    """Return how many links are missed and what is left of the count, as far as the numbers of the registers tell."""
    missed, count = linked.missed, len(linked.organizations)
    if missed is None:
        return ("How many links are missed cannot be said: too few records share a registration number.",)
    return (
        f"Of {missed.pairs:,} pairs that share a number, names alone would have found "
        f"{exact(100 * missed.recall):.0f} percent. "
        f"So about {exact(missed.estimate):,.0f} links ({exact(missed.low):,.0f} to {exact(missed.high):,.0f}) "
        f"are missed among records "
        f"without one, and the organizations are about {exact(count - missed.estimate):,.0f} "
        f"({exact(count - missed.high):,.0f} to {exact(count - missed.low):,.0f}) instead of {count:,}.",
    )
