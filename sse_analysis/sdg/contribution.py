"""Contribution accounting: an SSE figure over a national one, only where the units match."""

from __future__ import annotations

import pandas as pd

from sse_analysis.reference.codes import labels
from sse_analysis.results.absence import Absence, passes_absence_on
from sse_analysis.results.base import Provenance
from sse_analysis.results.sdg import Contribution
from sse_analysis.sdg import constants
from sse_analysis.sources import constants as shared
from sse_analysis.sources.table import OBSERVED, SourcedTable, citations

#: Second-tier bodies, whose members are entities.
_SECOND_TIER = ("cooperative_union", "community_enterprise_network")
_MONEY = ("KHR", "KGS", "MNT", "THB", "USD", "VND")
NOTES = (
    "A share is computed only where both figures count the same unit in the same year. Forms overlap, so "
    "shares are never added.",
    "Land area is taken from another year where the same one is not held: it does not move.",
    "Size is not effect: a share of work or land says how much the entities hold, not what they change.",
)
WORDS = {
    "unit_differs": "units differ",
    "concept_differs": "concepts differ",
    "not_a_count": "not a count",
    "published_share": "share printed by the source",
    "no_counterpart": "no national figure",
}


@passes_absence_on
def contribution(ledger: SourcedTable, context: SourcedTable) -> Contribution | Absence:
    """Set published SSE figures over national figures of the same year, or say why it cannot be done.

    Faceted rows, second-tier bodies, undated rows and forms that are only context stay out.

    Returns
    -------
    Contribution
        Every row with the ``ids`` of its ledger rows. One row an SSE figure where a share is allowed, contradicting
        figures side by side, with ``counted`` as the source calls it: one kind of a form is never printed as the whole
        form. Else one row a kind of figure with the ``why``, ``figures_held`` of ``forms_held`` forms and the years
        ``first_year`` to ``year``; no figure stands for the others. ``share`` is in per cent and missing unless unit,
        concept and year match.
    """
    pairs = constants.table("contribution")
    figures = _figures(ledger.frame)
    rows = [row for pair in pairs.to_dict("records") for row in _rows(pair, figures, context.frame)]
    if not rows:
        return _nothing(ledger.country)
    frame = pd.DataFrame(rows).astype({"first_year": "Int64", "year": "Int64", "national_year": "Int64"})
    used = figures[figures["id"].isin(frame["ids"].str.split("; ").explode())]
    national = context.frame[
        context.frame["series"].isin(frame.loc[frame["share"].notna(), "national_series"])
    ]
    return Contribution(
        frame=frame,
        country=ledger.country,
        sources=(*citations(used, limit=4), *(citations(national, limit=2) if len(national) else ())),
        notes=NOTES,
        provenance=Provenance(inputs=(*ledger.inputs, *context.inputs, *constants.inputs("contribution"))),
    )


def _figures(frame: pd.DataFrame) -> pd.DataFrame:
    """Return dated national rows of first-tier forms."""
    context = shared.settings("mapping_rules.yml")["context_forms"]
    dated = frame["year"].notna() & ~frame["source_date"].fillna("undated").eq("undated")
    whole = frame["facets"].isna() | frame["facets"].eq("")
    return frame[dated & whole & ~frame["form"].isin([*_SECOND_TIER, *context])]


def _rows(pair: dict, figures: pd.DataFrame, context: pd.DataFrame) -> list[dict]:
    units = _MONEY if pair["unit"] == "money" else (pair["unit"],)
    held = figures[(figures["measure"] == pair["measure"]) & figures["unit"].isin(units)]
    if pair["relation"] != "share":
        held = held[held["kind"].isin([*OBSERVED, "estimate"])]
        return [_refusal(pair, held)] if len(held) else []
    return [
        _share(pair, figure, context)
        for figure in held.sort_values(["form", "year", "id"]).to_dict("records")
    ]


def _refusal(pair: dict, held: pd.DataFrame) -> dict:
    units = sorted(held["unit"].unique())
    nothing = dict.fromkeys(("id", "form", "counted", "grade", "kind", "note"), pd.NA) | {
        "amount": float("nan")
    }
    return (
        _row(pair, held.iloc[0].to_dict())
        | nothing
        | {
            "ids": "; ".join(held["id"]),
            "unit": ", ".join(units),
            "first_year": held["year"].min(),
            "year": held["year"].max(),
            "figures_held": len(held),
            "forms_held": held["form"].nunique(),
            "result": WORDS[pair["relation"]],
            "why": f"{pair['why']}.",
            "obs_status": "O",
            "conf_status": "F",
        }
    )


def _share(pair: dict, figure: dict, context: pd.DataFrame) -> dict:
    row = _row(pair, figure)
    national = _national(pair, figure["year"], context)
    if figure["kind"] not in OBSERVED:
        return row | _withheld(
            "not a count", f"The figure is no count but of kind {labels('kind')[figure['kind']].lower()}."
        )
    if national is None:
        return row | _withheld("no national figure", f"No national figure is held for {figure['year']}.")
    amount = national["value"] * pair["factor"]
    return row | {
        "national_label": national["label"],
        "national_year": national["year"],
        "national_amount": amount,
        "share": 100 * figure["amount"] / amount,
        "result": "computed",
        "why": f"{pair['why']}.",
    }


def _national(pair: dict, year: int, context: pd.DataFrame) -> dict | None:
    """Return the national figure of the year; land area of another year serves, because it does not move."""
    rows = context[(context["series"] == pair["national_series"]) & (context["sex"] == "total")]
    rows = rows[(rows["unit"] == pair["national_unit"]) & rows["value"].notna()]
    same = rows[rows["year"] == year]
    if same.empty and pair["national_unit"] == "km2":
        same = rows.sort_values("year").tail(1)
    return same.iloc[-1].to_dict() if len(same) else None


def _row(pair: dict, figure: dict) -> dict:
    return {
        "id": figure["id"],
        "ids": figure["id"],
        "target": pair["target"],
        "form": figure["form"],
        "counted": figure["legal_form"],
        "measure": pair["measure"],
        "amount": figure["amount"],
        "unit": figure["unit"],
        "first_year": figure["year"],
        "year": figure["year"],
        "grade": figure["grade"],
        "kind": figure["kind"],
        "national_series": pair["national_series"],
        "national_label": pd.NA,
        "national_amount": float("nan"),
        "national_year": pd.NA,
        "share": float("nan"),
        "figures_held": 1,
        "forms_held": 1,
        "obs_status": "A",
        "conf_status": "F",
        "note": figure["note"],
        "author": pair["author"],
        "status": pair["status"],
    }


def _withheld(result: str, why: str) -> dict:
    return {"result": result, "why": why, "obs_status": "O", "conf_status": "F"}


def _nothing(country: str) -> Absence:
    return Absence(
        id="no-sdg-contribution",
        country=country,
        reason="no_data",
        what="SSE figures over national figures",
        why="The ledger has no dated national figure that could be set against a national one.",
        file=f"data/{country}/ledger.csv",
        layout="id, form, measure, value, unit, scale, year, kind, source_title, source_date",
        answers="How large the social and solidarity economy is in work or land.",
    )


def alignment_of_activities(country: str) -> Absence:
    """Return what is missing to weigh the work of the SSE by the targets its activities serve."""
    return Absence(
        id="no-sdg-alignment",
        country=country,
        reason="no_data",
        what="Alignment of activities with targets",
        why="No register or survey of entities with their activity and their workers is held.",
        file=f"data/{country}/entities.csv and data/common/sdg_matrix.csv",
        layout="entities: id, form, isic, workers; matrix: isic, target, code, rationale, claim_source, "
        "author, status",
        answers="Which targets the work of the social and solidarity economy is aligned with, more than "
        "the whole economy.",
    )
