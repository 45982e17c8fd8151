"""What members of cooperatives seek in them, set against what the cooperatives do: the types of the 20th ICLS by ISIC.

The main interest of members is a field of its own. It is never read from the industry, and from a legal form only where
the name or the law of the form settles it (``member_interests.csv``).
"""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.harmonize.entities import Linked
from sse_analysis.mapping.absences import not_from_published_figures
from sse_analysis.mapping.registered import instead, made_of, sources_of
from sse_analysis.mapping.sectors import NOT_CLEAR, lasting, sections_of
from sse_analysis.reference.codes import labels
from sse_analysis.results.absence import Absence
from sse_analysis.results.mapping_registers import CooperativeTypes
from sse_analysis.sources.registers import Records

UNKNOWN = "unknown"
_NO_SECTION = "Industry not stated or not clear"


def cooperative_types(
    linked: Linked | Absence,
    records: tuple[Records, ...] | Absence,
    forms: object,
    settled: object,
    *,
    country: str,
) -> CooperativeTypes | Absence:
    """Return cooperatives by section of ISIC Rev. 4 and by the main interest of their members.

    Parameters
    ----------
    linked : Linked
        Organizations that a register calls dissolved are left out.
    records : tuple of Records
    forms : SourcedTable or Absence
        Legal forms: those of form type cooperative are cooperatives, and those of ``settled``. Second and third tiers are
        left out, because their members are organizations.
    settled : SourcedTable or Absence
        ``legal_form_id, member_interest, status``; ``unknown`` settles nothing.

    Returns
    -------
    CooperativeTypes or Absence
        What a register states comes before what the form settles. Two statements that differ make the type unknown. An
        absence where the type of no cooperative is known.
    """
    if isinstance(linked, Absence) or isinstance(records, Absence):
        return instead(linked, country, "cooperative_types")
    known = _settled(settled)
    found = _cooperatives(lasting(linked), forms, known)
    found = found.assign(by_form=found["legal_form"].map(known).astype("str"), differ=_differ(linked, found))
    kind = found["stated"].fillna(found["by_form"]).mask(found["differ"]).fillna(UNKNOWN)
    if kind.eq(UNKNOWN).all():
        return not_from_published_figures(country, "cooperative_types")
    section = sections_of(linked).reindex(found.index)
    section = section.mask(section.eq(NOT_CLEAR)).fillna("")
    also = () if isinstance(settled, Absence) else settled.inputs
    return CooperativeTypes(
        frame=_counted(section, kind), country=country, sources=sources_of(records),
        notes=_notes(found, kind, _proposals(settled)),
        provenance=made_of(records, linked, also=also),
    )  # fmt: skip


def _settled(table: object) -> dict[str, str]:
    """Return the type that each form settles; a form that settles none is there and missing."""
    if isinstance(table, Absence):
        return {}
    types = table.frame["member_interest"]
    return dict(zip(table.frame["legal_form_id"], types.mask(types.eq(UNKNOWN)), strict=True))


def _cooperatives(found: pd.DataFrame, forms: object, known: dict[str, str]) -> pd.DataFrame:
    """Return the cooperatives whose members are persons or enterprises, with the type that a register states."""
    own, above = set(known), set()
    if not isinstance(forms, Absence):
        frame = forms.frame
        own |= set(frame.loc[frame["form_type"].eq("cooperative"), "id"])
        above = set(frame.loc[frame["tier"].isin(("secondary", "tertiary")), "id"])
    none = pd.Series(pd.NA, found.index, dtype="str")
    found = found.assign(stated=found.get("member_interest", none))
    inside = found["legal_form"].isin(own) | found["stated"].notna()
    return found[inside & ~found["legal_form"].isin(above)]


def _differ(linked: Linked, found: pd.DataFrame) -> pd.Series:
    """Tell of which organizations two records state two types."""
    if "member_interest" not in linked.entities:
        return pd.Series(False, found.index)
    types = linked.entities.groupby("organization")["member_interest"].nunique()
    return types.reindex(found.index, fill_value=0).gt(1)


def _counted(section: pd.Series, kind: pd.Series) -> pd.DataFrame:
    """Return the organizations of every section and type, nought where there is none."""
    types, names = labels("member_interest"), labels("isic_section") | {"": _NO_SECTION}
    order = [code for code in names if code in set(section)]
    counts = pd.crosstab(section, kind).reindex(index=order, columns=list(types), fill_value=0)
    counts = counts.rename_axis(index="section", columns="member_interest")
    frame = counts.stack().rename("organizations").reset_index()
    return frame.assign(
        label=frame["section"].map(names),
        type=frame["member_interest"].map(types),
        obs_status="A",
        conf_status="F",
    )


def _notes(found: pd.DataFrame, kind: pd.Series, proposals: set[str]) -> tuple[str, ...]:
    count, open_ = len(found), int(kind.eq(UNKNOWN).sum())
    stated, settles, differ = found["stated"].notna(), found["by_form"].notna(), int(found["differ"].sum())
    by_form = ~stated & settles & ~found["differ"]
    proposed = int((by_form & found["legal_form"].isin(proposals)).sum())
    against = int((stated & settles & found["stated"].ne(found["by_form"])).sum())
    return (
        f"The type of {open_:,} of {count:,} cooperatives ({exact(100 * open_ / count):.1f} percent) is not "
        f"known. A register "
        f"states it for {int(stated.sum()):,}; the name or law of the form settles it for {int(by_form.sum()):,}, for "
        f"{proposed:,} of them by a judgement that is a proposal. Those whose records state two "
        f"types ({differ:,}) count as not known.",
        f"Those for which a register states another type than their form settles ({against:,}) count as stated. The type is "
        "what members seek (20th ICLS, 2018): it does not follow from the industry. Second and third tiers are left out.",
    )


def _proposals(table: object) -> set[str]:
    """Return the forms whose type nobody has approved yet."""
    if isinstance(table, Absence):
        return set()
    return set(table.frame.loc[table.frame["status"].ne("approved"), "legal_form_id"])
