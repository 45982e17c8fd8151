"""What the organizations of each area are, and how large they are: location quotients, diversity, size classes."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from sse_analysis.harmonize.entities import Linked
from sse_analysis.mapping.absences import not_from_published_figures
from sse_analysis.mapping.geography import valid_on
from sse_analysis.mapping.registered import instead, made_of, names_of, sources_of
from sse_analysis.mapping.structure import diversity, location_quotient, rate
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping_structure import Sizes, Specialization
from sse_analysis.sources.constants import SIZE_CLASSES, THRESHOLDS, inputs, size_classes, threshold
from sse_analysis.sources.registers import Records
from sse_analysis.sources.table import SourcedTable

_ENDED, _NO_FORM, WHOLE = "dissolved", "Legal form not stated", "all"
#: What a register may state of the size of an organization; the classes stand in ``size_classes.csv``.
MEASURES = ("members", "workers")


def specialization(
    linked: Linked | Absence, records: tuple[Records, ...] | Absence, areas: SourcedTable | Absence, names: object, *,
    country: str, on: dt.date,
) -> Specialization | Absence:  # fmt: skip
    """Return how far the mix of legal forms in each area departs from that of the country.

    Parameters
    ----------
    linked : Linked
        Organizations behind the records; those that a register calls dissolved are left out.
    records : tuple of Records
    areas : SourcedTable
    names : SourcedTable or Absence
        Legal forms, for their names.
    country : str
    on : date
        Day for which areas are valid.

    Returns
    -------
    Specialization or Absence
        Location quotient (n_rf/n_.f)/(n_r./n_..) with the exact Poisson limits of n_rf (Garwood 1936) over the number
        expected; Hirschman index, Shannon and Pielou of each area.
    """
    if isinstance(linked, Absence) or isinstance(records, Absence):
        return instead(linked, country, "linkage")
    if isinstance(areas, Absence):
        return areas
    units = areas.frame[valid_on(areas.frame, on)].set_index("unit_code")["name_en"]
    found = _lasting(linked)
    placed = found[found["area"].isin(units.index)]
    if placed.empty:
        return not_from_published_figures(country, "linkage")
    counts = pd.crosstab(placed["area"], placed["legal_form"]).reindex(units.index, fill_value=0)
    quotients, known = location_quotient(counts), names_of(names)
    frame = counts.stack().rename("organizations").rename_axis(["area", "legal_form"]).reset_index()
    share = counts.sum(axis=1).to_numpy()[:, None] * counts.sum(axis=0).to_numpy() / counts.to_numpy().sum()
    frame["expected"] = share.ravel()
    limits = rate(frame["organizations"].astype("float64"), frame["expected"], per=1)
    frame = frame.assign(
        name=frame["area"].map(units), form=[known.get(one, one) for one in frame["legal_form"]],
        estimate=quotients.to_numpy().ravel(), ci_low=limits["ci_low"], ci_high=limits["ci_high"],
    )  # fmt: skip
    made = made_of(records, linked)
    return Specialization(
        frame=frame.assign(obs_status=frame["estimate"].notna().map({True: "A", False: "M"}), conf_status="F"),
        country=country, sources=sources_of(records), mix=_mix(counts, units),
        notes=_where(len(found), len(found) - len(placed)),
        provenance=Provenance((*made.inputs, *areas.inputs)),
    )  # fmt: skip


def _lasting(linked: Linked) -> pd.DataFrame:
    found = linked.organizations
    found = found[~found["state"].eq(_ENDED)]
    return found.assign(legal_form=found["legal_form"].fillna(_NO_FORM))


def _mix(counts: pd.DataFrame, units: pd.Series) -> pd.DataFrame:
    rows = pd.concat([diversity(counts), diversity(counts.sum().to_frame().T.set_axis([""]))])
    rows.insert(0, "organizations", [*counts.sum(axis=1), counts.to_numpy().sum()])
    rows.insert(0, "name", [*counts.index.map(units), "Country"])
    return rows.rename_axis("area").reset_index()


def _where(kept: int, elsewhere: int) -> tuple[str, ...]:
    lines = [
        "1 is the mix of the country, 2 twice its share. The interval is what chance alone would move (Garwood); with many "
        "cells some intervals leave out 1 by chance.",
        "Hirschman index, normalised: 0 all forms alike, 1 one form only. Evenness (Pielou): 1 all alike.",
    ]
    if elsewhere:
        lines.append(
            f"{elsewhere:,} of {kept:,} organizations without an area that is valid on the day are in no row."
        )
    return tuple(lines)


def sizes(
    linked: Linked | Absence, records: tuple[Records, ...] | Absence, names: object, *, country: str
) -> Sizes | Absence:
    """Return organizations by size class of members and of workers, for all and by legal form.

    Parameters
    ----------
    linked : Linked
        ``organizations`` with ``members`` and ``workers`` where a register states them; of several records the largest.
    records : tuple of Records
    names : SourcedTable or Absence
        Legal forms, for their names.
    country : str

    Returns
    -------
    Sizes or Absence
        A size that no register states is a class of its own, never the smallest one. Unions and federations count
        organizations as members and are left out.
    """
    if isinstance(linked, Absence) or isinstance(records, Absence):
        return instead(linked, country, "sizes")
    found, known = _lasting(linked), names_of(names)
    found = found[~found["legal_form"].isin(_second_tier(names))]
    measures = [one for one in MEASURES if one in found and found[one].notna().any()]
    if not measures:
        return not_from_published_figures(country, "sizes")
    groups = [(WHOLE, "All", found)]
    groups += [(form, known.get(form, form), part) for form, part in found.groupby("legal_form")]
    rows = [row for one in measures for group in groups for row in _bands(one, *group)]
    spread = pd.DataFrame([_spread(one, *group) for one in measures for group in groups])
    return Sizes(
        frame=pd.DataFrame(rows).assign(obs_status="A", conf_status="F"), country=country, spread=spread,
        sources=sources_of(records), provenance=_classed(made_of(records, linked)),
        notes=(
            "As the registers state it; of several records of one organization the largest number. Registers keep old "
            "numbers of dormant organizations.",
            "Unions and federations are left out: their members are organizations.",
            "The size classes are cuts of this project, a proposal; no standard sets them.",
        ),
    )  # fmt: skip


def _classed(made: Provenance) -> Provenance:
    return Provenance((*made.inputs, *inputs(SIZE_CLASSES, THRESHOLDS)), made.rules)


def _second_tier(names: object) -> list[str]:
    if names is None or isinstance(names, Absence):
        return []
    return list(names.frame.loc[~names.frame["tier"].isin(("primary", "na")), "id"])


def _bands(measure: str, form: str, name: str, rows: pd.DataFrame) -> list[dict[str, object]]:
    starts, labels = zip(*size_classes(measure), strict=True)
    size = rows[measure]
    band = (
        pd.cut(size, [*starts, np.inf], right=False, labels=labels)
        .astype("object")
        .where(size.notna(), "not stated")
    )
    counts = band.value_counts()
    return [
        {"measure": measure, "legal_form": form, "name": name, "band": label, "organizations": int(counts.get(label, 0)),
         "share": 100 * float(counts.get(label, 0)) / len(rows)}
        for label in (*labels, "not stated")
    ]  # fmt: skip


def _spread(measure: str, form: str, name: str, rows: pd.DataFrame) -> dict[str, object]:
    size = rows[measure].dropna().astype("float64").sort_values(ascending=False)
    about = {
        "measure": measure,
        "legal_form": form,
        "name": name,
        "organizations": len(rows),
        "stated": len(size),
    }
    if len(size) < threshold("mapping.least_sized") or not size.sum():
        return about | dict.fromkeys(("lower", "median", "upper", "largest", "top"), np.nan)
    lower, median, upper = size.quantile([0.25, 0.5, 0.75])
    top = 100 * size.head(max(1, round(len(size) / 10))).sum() / size.sum()
    return about | {"lower": lower, "median": median, "upper": upper, "largest": size.iloc[0], "top": top}
