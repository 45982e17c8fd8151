"""What the registers of a country hold: records, organizations behind them, overlap, and what no list holds."""

from __future__ import annotations

from itertools import combinations, product

import numpy as np
import pandas as pd

from sse_analysis.harmonize.entities import Linked
from sse_analysis.mapping import coverage
from sse_analysis.mapping.absences import not_from_published_figures
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping_registers import Coverage, Overlap, RegisterOverview
from sse_analysis.sources.registers import Records, unused_codes

_STATES = ("active", "dormant", "dissolved", "unknown")
#: Fewer organizations on two lists at once say too little on what no list holds (Chapman's estimate is then biased).
LEAST_SHARED = 7
_Z = 1.959963984540054


def registers(records: tuple[Records, ...] | Absence, *, country: str) -> RegisterOverview | Absence:
    """Return what each register holds, and what in it could not be read surely."""
    if isinstance(records, Absence):
        return _instead(records, country, "registers")
    rows = [_overview(one) for one in records]
    unused = [f"{one.name}: {', '.join(codes)}" for one in records for codes in unused_codes(one).values()]
    notes = ["A doubt is a number or date that is not sure; it is left out and listed, never guessed."]
    notes += [f"Described codes that no record has: {'; '.join(unused)}."] * bool(unused)
    return RegisterOverview(
        frame=pd.DataFrame(rows),
        country=country,
        sources=_sources(records),
        notes=tuple(notes),
        provenance=_made_of(records),
    )


def _instead(missing: Absence, country: str, section: str) -> Absence:
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


def _sources(records: tuple[Records, ...]) -> tuple[str, ...]:
    return tuple(
        f"{one.about.publisher}, {one.about.title} ({one.about.reference_date.isoformat()})"
        for one in records
    )


def _made_of(records: tuple[Records, ...], linked: Linked | None = None) -> Provenance:
    own = tuple((one.file, one.digest) for one in records)
    return Provenance(inputs=own + (linked.answered_in if linked else ()))


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
        return _instead(linked, country, "linkage")
    found = linked.organizations
    patterns = found.groupby("registers").agg(
        organizations=("organization", "size"), records=("records", "sum")
    )
    patterns = patterns.reset_index().rename(columns={"registers": "pattern"})
    patterns = patterns.assign(registers=patterns["pattern"].str.count(r"\+") + 1)
    patterns = patterns.sort_values(["organizations", "pattern"], ascending=[False, True], ignore_index=True)
    decided = {str(name): int(count) for name, count in linked.pairs["decided_by"].value_counts().items()}
    return Overlap(
        frame=patterns, country=country, sources=_sources(records), notes=_linked_notes(linked),
        provenance=_made_of(records, linked), forms=_by_form(found, names), links=decided | {"open": len(linked.review)},
    )  # fmt: skip


def _by_form(found: pd.DataFrame, names: object) -> pd.DataFrame:
    states = found.assign(
        **{state: found["state"].eq(state) for state in _STATES}, several=found["records"].gt(1)
    )
    table = states.groupby("legal_form").agg(
        records=("records", "sum"), organizations=("organization", "size"), several=("several", "sum"),
        **{state: (state, "sum") for state in _STATES},
    )  # fmt: skip
    known, table = _names(names), table.reset_index()
    return table.assign(name=[known.get(form, form) for form in table["legal_form"]]).sort_values(
        "organizations", ascending=False, ignore_index=True
    )


def _names(table: object) -> dict[str, str]:
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
        f"Of {missed.pairs:,} pairs that share a number, names alone would have found {100 * missed.recall:.0f} percent. "
        f"So about {missed.estimate:,.0f} links ({missed.low:,.0f} to {missed.high:,.0f}) are missed among records "
        f"without one, and the organizations are about {count - missed.estimate:,.0f} "
        f"({count - missed.high:,.0f} to {count - missed.low:,.0f}) instead of {count:,}.",
    )


def not_on_any_list(
    linked: Linked | Absence,
    records: tuple[Records, ...] | Absence,
    *,
    country: str,
    names: object = None,
    forms: tuple[str, ...] = (),
) -> Coverage | Absence:
    """Estimate how many organizations there are, with those that no register holds.

    Parameters
    ----------
    linked : Linked
    records : tuple of Records
    names : SourcedTable or Absence, optional
        Legal forms, for their names.
    forms : tuple of str, optional
        Legal forms to count; by default those that every register lists, since others cannot be on all lists.
    """
    if isinstance(linked, Absence) or isinstance(records, Absence):
        return _instead(linked, country, "coverage")
    lists = [one.name for one in records]
    chosen = forms or _on_every_list(linked, lists)
    found = linked.organizations[linked.organizations["legal_form"].isin(chosen)]
    on = pd.DataFrame(
        {name: found["registers"].str.split("+").map(lambda own, name=name: name in own) for name in lists}
    )
    shared = [int((on[a] & on[b]).sum()) for a, b in combinations(lists, 2)]
    if len(lists) < 2 or not shared or max(shared) < LEAST_SHARED:
        return _not_computable(country, lists)
    rows = [_two_lists(on, a, b) for a, b in combinations(lists, 2)]
    if len(lists) > 2:
        rows += _models(on, lists)
    frame = pd.DataFrame(rows).assign(
        scope=", ".join(_names(names).get(form, form) for form in chosen),
        listed=len(on),
        obs_status="E",
        conf_status="F",
    )
    return Coverage(
        frame=frame, country=country, sources=_sources(records), notes=_assumed(linked, len(lists)),
        provenance=_made_of(records, linked),
    )  # fmt: skip


def _on_every_list(linked: Linked, lists: list[str]) -> tuple[str, ...]:
    held = linked.entities.groupby("legal_form")["register"].nunique()
    return tuple(sorted(held[held == len(lists)].index))


def _two_lists(on: pd.DataFrame, one: str, other: str) -> dict[str, object]:
    made = coverage.two_list(int(on[one].sum()), int(on[other].sum()), int((on[one] & on[other]).sum()))
    low = max(made.ci_low, len(on))
    return {
        "model": f"Chapman: {one}, {other}",
        "estimate": made.chapman,
        "ci_low": low,
        "ci_high": made.ci_high,
    }


def _models(on: pd.DataFrame, lists: list[str]) -> list[dict[str, object]]:
    """Return log-linear models: independence, every single dependence, every two of them, and their average."""
    cells = pd.DataFrame(list(product((0, 1), repeat=len(lists))), columns=lists).iloc[1:]
    counts = on.astype(int).groupby(lists).size()
    counted = cells.assign(count=[int(counts.get(tuple(row), 0)) for row in cells.itertuples(index=False)])
    pairs = list(combinations(lists, 2))
    chosen = [some for size in range(min(len(pairs), 3)) for some in combinations(pairs, size)]
    words = [",".join([*lists, *("*".join(pair) for pair in some)]) for some in chosen]
    models = coverage.log_linear(counted, lists, count="count", models=words)
    rows = [
        {"model": _told(some), "estimate": row["estimate"], **_around(row["estimate"], row["se"], len(on))}
        for some, (_, row) in zip(chosen, models.iterrows(), strict=True)
    ]
    mean = coverage.averaged(models)
    interval = _around(mean["estimate"], mean["se"], len(on))
    ends = {"lowest": mean["lowest"], "highest": mean["highest"]}
    return [*rows, {"model": "log-linear: average by AIC", "estimate": mean["estimate"], **interval, **ends}]


def _told(dependent: tuple[tuple[str, str], ...]) -> str:
    words = " and ".join(" with ".join(pair) for pair in dependent)
    return f"log-linear: dependence of {words}" if words else "log-linear: independent lists"


def _around(estimate: float, se: float, listed: int) -> dict[str, float]:
    """Return an interval that keeps what was listed: the unseen are lognormal (Chao 1987)."""
    unseen = max(estimate - listed, 1e-9)
    factor = float(np.exp(_Z * np.sqrt(np.log1p((se / unseen) ** 2))))
    return {"ci_low": listed + unseen / factor, "ci_high": listed + unseen * factor}


def _assumed(linked: Linked, lists: int) -> tuple[str, ...]:
    told = "" if lists > 2 else " With two lists dependence between them cannot be seen at all."
    return (
        "Assumes that the population is closed, links are right, and organizations are alike in their chance to be "
        f"listed; a missed link makes every estimate too large.{told}",
        f"{len(linked.review):,} pairs of records wait for a person; each that is one organization makes one less.",
        "Registers keep organizations that have ended, so this counts organizations that are or were there.",
    )


def _not_computable(country: str, lists: list[str]) -> Absence:
    return Absence(
        id="no-mapping-coverage",
        country=country,
        reason="not_computable",
        what="Organizations that no register holds",
        why=f"The registers {', '.join(lists)} share fewer than {LEAST_SHARED} organizations of the forms they all list.",
        answers="How many organizations do the lists miss?",
    )
