"""Apex bodies, unions, support organizations and finance: who is tied to whom, as far as sources name it.

A relation that no source states is unknown, not absent. Members of a union are organizations: they are never added to
the persons who belong to those organizations, and an organization in two lists is one organization.
"""

from __future__ import annotations

from string import ascii_lowercase

import numpy as np
import pandas as pd

from sse_analysis.mapping.absences import not_from_published_figures
from sse_analysis.mapping.figure_words import qualifier
from sse_analysis.reference.codes import labels
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping_ecosystem import Ecosystem
from sse_analysis.sources.table import SourcedTable, citations

RELATIONS = ("member_of", "supports", "finances")
_BACK = {"supports": "supported_by", "finances": "financed_by"}
_TIES = ("member_of", "supports", "supported_by", "finances", "financed_by")
#: So many single bodies with the very same relations are one place of the drawing.
_ALIKE = 3
_NOBODY_COUNTED = {"amount": np.nan, "year": pd.NA, "kind": None, "note": None}
_PLURAL = {
    "apex": "apex bodies", "federation": "unions, federations or networks", "organization": "organizations",
    "support": "support organizations", "finance": "financing bodies",
}  # fmt: skip
_ONE, _APEX, _FEDERATION, _FIRST = "one", "apex", "federation", "organization"


def ecosystem(
    table: SourcedTable | Absence, ledger: SourcedTable | Absence, *, country: str
) -> Ecosystem | Absence:
    """Return the network of the bodies that a country's sources name.

    Parameters
    ----------
    table : SourcedTable
        ``body, kind, stands_for, member_of, supports, finances, ledger_id`` and the source; one relation a row.
    ledger : SourcedTable
        Published figures; ``ledger_id`` names the one that counts a group of bodies.
    country : str
        Lower-case ISO 3166-1 alpha-3 code, for the absence.

    Returns
    -------
    Ecosystem or Absence
    """
    if isinstance(table, Absence):
        return not_from_published_figures(country, "ecosystem")
    bodies, ties = _bodies(table.frame), _relations(table.frame)
    listed = _only_listed(bodies, ties)
    lists = ties[ties["body"].isin(listed)]
    places = _places(bodies.drop(index=listed), ties, lists)
    between = _between(places, ties[~ties["body"].isin(listed)])
    degree = pd.concat([ties["body"], ties["other"]]).value_counts().reindex(bodies.index, fill_value=0)
    bodies = bodies.assign(degree=degree, component=_components(bodies.index, ties))
    frame = _frame(places, bodies, between, lists, counted=_counts(ledger))
    drawn = bodies.drop(index=listed)
    return Ecosystem(
        frame=frame, country=country, sources=citations(table.frame), links=between,
        notes=_notes(lists, table.frame), most=_most(drawn["degree"]),
        totals=_totals(bodies, drawn, ties, lists),
        provenance=Provenance((*table.inputs, *(() if isinstance(ledger, Absence) else ledger.inputs))),
    )  # fmt: skip


def _most(degree: pd.Series) -> tuple[str, int]:
    """Return the body with most relations and how many; without a name where several have as many."""
    first = degree[degree.eq(degree.max())]
    return str(first.index[0]) if len(first) == 1 else "", int(degree.max())


def _bodies(rows: pd.DataFrame) -> pd.DataFrame:
    """Return one row a body: kind, whether it is one, the figure that counts it, and who says so."""
    said = rows["source_publisher"] + " (" + rows["source_date"] + ")"
    by_body = rows.assign(said=said).groupby("body", sort=False)
    return pd.DataFrame({
        "kind": by_body["kind"].first(), "stands_for": by_body["stands_for"].first(),
        "ledger_id": by_body["ledger_id"].first(), "source": by_body["said"].agg(lambda one: "; ".join(dict.fromkeys(one))),
    })  # fmt: skip


def _relations(rows: pd.DataFrame) -> pd.DataFrame:
    """Return ``body, relation, other``, each once however many sources state it."""
    long = rows.melt(id_vars=["body"], value_vars=list(RELATIONS), var_name="relation", value_name="other")
    return long.dropna(subset=["other"]).drop_duplicates(ignore_index=True)


def _only_listed(bodies: pd.DataFrame, ties: pd.DataFrame) -> list[str]:
    """Return single organizations that appear as members of others and in no other way."""
    single = bodies.index[bodies["kind"].eq(_FIRST) & bodies["stands_for"].eq(_ONE)]
    belongs = set(ties.loc[ties["relation"].eq("member_of"), "body"])
    more = set(ties.loc[ties["relation"].ne("member_of"), "body"]) | set(ties["other"])
    return [name for name in single if name in belongs and name not in more]


def _places(bodies: pd.DataFrame, ties: pd.DataFrame, lists: pd.DataFrame) -> pd.Series:
    """Return the place of every body: its own, or that of the bodies with the very same relations."""
    own = ties[~ties.index.isin(lists.index)]
    ends = pd.concat([
        own.rename(columns={"other": "end"}).assign(way="to"),
        own.rename(columns={"other": "body", "body": "end"}).assign(way="from"),
    ])  # fmt: skip
    pattern = (
        (ends["way"] + ends["relation"] + ends["end"])
        .groupby(ends["body"])
        .agg(lambda one: "|".join(sorted(one)))
    )
    about = bodies.assign(pattern=pattern.reindex(bodies.index).fillna(""))
    about["members"] = about.index.isin(lists["other"])
    groups = [
        rows.index
        for _, rows in about[about["stands_for"].eq(_ONE)].groupby(["kind", "pattern", "members"], sort=False)
        if len(rows) >= _ALIKE
    ]
    place = pd.Series(bodies.index, index=bodies.index, dtype="object")
    for letter, rows in zip(ascii_lowercase, sorted(groups, key=len, reverse=True), strict=False):
        place[rows] = f"{len(rows)} {_PLURAL[bodies['kind'][rows[0]]]} with the same relations ({letter})"
    return place


def _between(places: pd.Series, ties: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame({
        "origin": ties["body"].map(places), "relation": ties["relation"], "target": ties["other"].map(places),
    }).drop_duplicates(ignore_index=True)  # fmt: skip


def _frame(places, bodies, between, lists, *, counted: pd.DataFrame) -> pd.DataFrame:
    rows = [
        _row(str(place), bodies.loc[members.index], between, lists, counted)
        for place, members in places.groupby(places, sort=False)
    ]
    frame = pd.DataFrame(rows)
    order = {kind: number for number, kind in enumerate(labels("ecosystem_kind"))}
    frame = frame.assign(order=frame["kind"].map(order)).sort_values(
        ["order", "links", "label"], ascending=[True, False, True], ignore_index=True
    )
    status = frame["bodies"].notna().map({True: "A", False: "O"})
    return frame.drop(columns="order").assign(obs_status=status, conf_status="F")


def _row(place: str, own: pd.DataFrame, between, lists, counted: pd.DataFrame) -> dict[str, object]:
    first = own.iloc[0]
    named = lists.loc[lists["other"].isin(own.index), "body"].nunique()
    ends = {name: _ends(between, place, name) for name in RELATIONS}
    ends |= {_BACK[name]: _ends(between, place, name, back=True) for name in _BACK}
    figure = first["ledger_id"] if first["ledger_id"] in counted.index else None
    one, count = first["stands_for"] == _ONE, counted.loc[figure] if figure else _NOBODY_COUNTED
    return {
        "node": place, "label": place, "kind": first["kind"], "kind_label": labels("ecosystem_kind")[first["kind"]],
        "bodies": float(len(own)) if one else count["amount"], "year": count["year"], "counted": count["kind"],
        "counted_said": "" if one else qualifier(count["note"], count["amount"]),
        "ledger_id": figure,
        "members_named": named,
        **{name: "; ".join(ends[name]) for name in _TIES}, "links": int(own["degree"].sum()),
        "component": int(own["component"].iloc[0]), "source": "; ".join(dict.fromkeys(own["source"])),
    }  # fmt: skip


def _ends(between: pd.DataFrame, place: str, relation: str, *, back: bool = False) -> list[str]:
    near, far = ("target", "origin") if back else ("origin", "target")
    rows = between[between["relation"].eq(relation) & between[near].eq(place)]
    return sorted(rows[far])


def _counts(ledger: SourcedTable | Absence) -> pd.DataFrame:
    """Return amount, year, kind and note of every figure by its id; none without a ledger."""
    if isinstance(ledger, Absence):
        return pd.DataFrame(columns=list(_NOBODY_COUNTED))
    figures = ledger.frame.set_index("id").reindex(columns=list(_NOBODY_COUNTED))
    return figures.astype({"amount": "float64"})


def _components(names: pd.Index, ties: pd.DataFrame) -> np.ndarray:
    """Return the number of the connected part each body lies in, in the order of the names."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    at = pd.Series(range(len(names)), index=names)
    ends = at[ties["body"]].to_numpy(), at[ties["other"]].to_numpy()
    graph = coo_matrix((np.ones(len(ties)), ends), shape=(len(names), len(names)))
    return connected_components(graph, directed=False)[1] + 1


def _totals(
    bodies: pd.DataFrame, drawn: pd.DataFrame, ties: pd.DataFrame, lists: pd.DataFrame
) -> dict[str, int]:
    """Return what is named, and what nobody names: the gaps."""
    to = {name: set(ties.loc[ties["relation"].eq(name), "other"]) for name in RELATIONS}
    belongs = set(ties.loc[ties["relation"].eq("member_of"), "body"])
    tiers = drawn[drawn["kind"].isin((_APEX, _FEDERATION))].index
    clients = drawn[drawn["kind"].isin((_APEX, _FEDERATION, _FIRST))].index
    unions = drawn[drawn["kind"].eq(_FEDERATION)].index
    several = lists["body"].value_counts().gt(1).sum()
    return {
        "bodies": len(drawn), "relations": len(ties), "components": int(bodies["component"].nunique()),
        "named": lists["body"].nunique(), "memberships": len(lists), "several": int(several),
        "alone": int(drawn["degree"].eq(0).sum()), "unions": len(unions), "clients": len(clients),
        "no_apex": sum(name not in belongs for name in unions),
        "no_member": sum(name not in to["member_of"] for name in tiers),
        "no_support": sum(name not in to["supports"] for name in clients),
        "no_finance": sum(name not in to["finances"] for name in clients),
    }  # fmt: skip


def _notes(lists: pd.DataFrame, rows: pd.DataFrame) -> tuple[str, ...]:
    notes = [
        "A relation is drawn where a source states it; one that no source states is unknown, not absent.",
        "Members of a union or an apex body are organizations. They are never added to the persons who belong to them.",
    ]
    if len(lists):
        named, several = lists["body"].nunique(), int(lists["body"].value_counts().gt(1).sum())
        said = "One organization is named as a member and not drawn by itself"
        if named > 1:
            said = f"{named:,} organizations are named as members and not drawn one by one"
        stand = "stands" if several == 1 else "stand"
        twice = f"; {several:,} of them {stand} in several lists, so that the lists add up to {len(lists):,}"
        notes.append(f"{said}{twice if several else ''}.")
    if rows["source_date"].eq("undated").any():
        notes.append("Some sources are undated: what they say held once, and may hold no more.")
    return tuple(notes)
