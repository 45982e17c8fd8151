"""Where the organizations behind the registers are: counts and rates by area, with what chance alone would move."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.harmonize.entities import Linked
from sse_analysis.mapping.geography import valid_on
from sse_analysis.mapping.registered import instead, made_of, sources_of
from sse_analysis.mapping.structure import concentration, empirical_bayes, rate
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping_registers import OrganizationsByArea
from sse_analysis.sources.registers import Records
from sse_analysis.sources.table import SourcedTable

PER = 100_000
_ENDED = "dissolved"


def organizations_by_area(
    linked: Linked | Absence, records: tuple[Records, ...] | Absence, areas: SourcedTable | Absence, *,
    country: str, on: dt.date,
) -> OrganizationsByArea | Absence:  # fmt: skip
    """Return organizations per 100,000 people in every first-level area.

    Parameters
    ----------
    linked : Linked
        Organizations behind the records; those that a register calls dissolved are left out.
    records : tuple of Records
    areas : SourcedTable
        ``unit_code, name_en, population, population_year``.
    on : date
        Day for which areas are valid.

    Returns
    -------
    OrganizationsByArea or Absence
        Exact Poisson limits (Garwood 1936) and the rate drawn towards the national one (Marshall 1991). A rate needs the
        population of its area; without any there is no smoothed rate and no measure of concentration.
    """
    if isinstance(linked, Absence) or isinstance(records, Absence):
        return instead(linked, country, "linkage")
    if isinstance(areas, Absence):
        return areas
    units = areas.frame[valid_on(areas.frame, on)].set_index("unit_code")
    found = linked.organizations
    lasting = found[~found["state"].eq(_ENDED)]
    counts = lasting["area"].value_counts().reindex(units.index, fill_value=0).astype("float64")
    elsewhere = int((~lasting["area"].isin(units.index)).sum())
    people = units["population"].astype("float64")
    frame = pd.DataFrame({"area": units.index, "name": units["name_en"].to_numpy(), "organizations": counts.to_numpy(),
                          "population": people.to_numpy(), "year": units["population_year"].to_numpy()})  # fmt: skip
    rates = rate(counts, people, per=PER).reset_index(drop=True)
    frame = pd.concat([frame, rates], axis=1)
    whole = bool(people.notna().all() and (people > 0).all() and counts.sum())
    frame["smoothed"] = empirical_bayes(counts, people, per=PER).to_numpy() if whole else float("nan")
    frame["obs_status"] = pd.Series("A", frame.index).mask(frame["estimate"].isna(), "L")
    frame = frame.sort_values(["estimate", "area"], ascending=[False, True], ignore_index=True)
    spread = concentration(counts, people) if whole else None
    made = made_of(records, linked)
    return OrganizationsByArea(
        frame=frame.assign(conf_status="F"), country=country, sources=sources_of(records),
        notes=_notes(len(lasting), len(found) - len(lasting), elsewhere, spread),
        provenance=Provenance((*made.inputs, *areas.inputs)), national=_national(counts, people) if whole else None,
    )  # fmt: skip


def _national(counts: pd.Series, people: pd.Series) -> float:
    return float(counts.sum() / people.sum() * PER)


def _notes(kept: int, ended: int, elsewhere: int, spread) -> tuple[str, ...]:
    lines = [
        f"{kept:,} organizations; {ended:,} that a register calls dissolved are left out.",
        "The interval is what chance alone would move (Garwood). It says nothing of organizations that no register holds.",
    ]
    if elsewhere:
        lines.append(f"{elsewhere:,} organizations without an area that is valid on the day are in no row.")
    if spread is not None:
        lines.append(
            f"Spread of organizations against people over areas (0 is the same spread): Gini "
            f"{exact(spread.gini):.3f}, Theil "
            f"{exact(spread.theil):.3f}, Hoover {exact(spread.hoover):.3f}."
        )
    return tuple(lines)
