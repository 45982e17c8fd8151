"""What the organizations behind the registers do: sections of ISIC by legal form."""

from __future__ import annotations

import pandas as pd

from sse_analysis.harmonize.entities import Linked
from sse_analysis.mapping.absences import not_from_published_figures
from sse_analysis.mapping.registered import instead, made_of, names_of, sources_of
from sse_analysis.reference.codes import labels
from sse_analysis.reference.isic import divisions
from sse_analysis.results.absence import Absence
from sse_analysis.results.mapping_registers import Sectors
from sse_analysis.sources.registers import Records

_ENDED = "dissolved"
_NO_FORM = "Legal form not stated"
#: Stands for two sections of one organization, and for a number that is no division.
NOT_CLEAR = "?"


def sectors(
    linked: Linked | Absence, records: tuple[Records, ...] | Absence, names: object, *, country: str
) -> Sectors | Absence:
    """Return the organizations of every legal form by section of ISIC Rev. 4, where a register states the industry.

    Parameters
    ----------
    linked : Linked
        ``entities`` with ``isic`` (two digits or more); organizations that a register calls dissolved are left out.
    records : tuple of Records
    names : SourcedTable or Absence
        Legal forms, for their names.

    Returns
    -------
    Sectors or Absence
        An organization whose records state two sections, or a number that is none, counts as not clear; it is in
        no cell and in the note.
    """
    if isinstance(linked, Absence) or isinstance(records, Absence):
        return instead(linked, country, "sectors")
    found = lasting(linked)
    section = sections_of(linked).reindex(found.index)
    form = found["legal_form"].fillna(_NO_FORM)
    clear = section.notna() & section.ne(NOT_CLEAR)
    if not clear.any():
        return not_from_published_figures(country, "sectors")
    counts = pd.crosstab(form[clear], section[clear])
    frame = (
        counts.rename_axis(index="legal_form", columns="section")
        .stack()
        .rename("organizations")
        .reset_index()
    )
    known, words = names_of(names), labels("isic_section")
    frame = frame.assign(
        name=[known.get(one, one) for one in frame["legal_form"]], label=frame["section"].map(words),
        share=100 * frame["organizations"] / frame.groupby("legal_form")["organizations"].transform("sum"),
        obs_status="A", conf_status="F",
    )  # fmt: skip
    return Sectors(
        frame=frame,
        country=country,
        notes=_notes(section, clear),
        sources=sources_of(records),
        provenance=made_of(records, linked),
    )


def lasting(linked: Linked) -> pd.DataFrame:
    """Return the organizations that no register calls dissolved, by their key."""
    found = linked.organizations
    return found[~found["state"].eq(_ENDED)].set_index("organization")


def sections_of(linked: Linked) -> pd.Series:
    """Return the section of every organization whose records state an industry; ``?`` where two differ or one is none."""
    if "isic" not in linked.entities:
        return pd.Series(dtype="str")
    stated = linked.entities.dropna(subset=["isic"])
    section = stated["isic"].str.slice(0, 2).map(divisions()).fillna(NOT_CLEAR)
    return section.groupby(stated["organization"]).agg(lambda group: _one(set(group))).astype("str")


def _notes(section: pd.Series, clear: pd.Series) -> tuple[str, ...]:
    return (
        f"{int(clear.sum()):,} of {len(section):,} organizations: {int(section.isna().sum()):,} stand in registers that do "
        f"not state the industry, {int(section.eq(NOT_CLEAR).sum()):,} with two sections or a number that is none.",
        "Sections of ISIC Rev. 4.",
    )


def _one(sections: set[str]) -> str:
    return sections.pop() if len(sections) == 1 else NOT_CLEAR
