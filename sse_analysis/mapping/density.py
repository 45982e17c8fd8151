"""A map of how dense organizations are, and whether neighbouring areas resemble one another."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.errors import EstimationError
from sse_analysis.mapping import spatial
from sse_analysis.mapping.geography import valid_on
from sse_analysis.results.absence import Absence
from sse_analysis.results.base import Provenance
from sse_analysis.results.mapping_registers import OrganizationsByArea
from sse_analysis.results.mapping_structure import DensityMap
from sse_analysis.sources.constants import threshold
from sse_analysis.sources.geography import Geography
from sse_analysis.sources.table import SourcedTable


def density_map(
    placed: OrganizationsByArea | Absence,
    geography: Geography | Absence,
    areas: SourcedTable | Absence,
    *,
    on: dt.date,
) -> DensityMap | Absence:
    """Return organizations per 100,000 people by area, drawn towards the national rate, with their likeness to neighbours.

    Parameters
    ----------
    placed : OrganizationsByArea
    geography : Geography or Absence
        Polygons and neighbours; without them the map is a grid of tiles and nothing is said of neighbours.
    areas : SourcedTable
        ``unit_code, tile_row, tile_col``.
    on : date
        Day for which areas are valid.

    Returns
    -------
    DensityMap
        Moran's I (row-standardised, permutation p) and local Moran with p values adjusted over all areas.

    References
    ----------
    Cliff and Ord 1981; Anselin 1995; Benjamini and Hochberg 1995.
    """
    for needed in (placed, areas):
        if isinstance(needed, Absence):
            return needed
    units = areas.frame[valid_on(areas.frame, on)].set_index("unit_code")
    frame = placed.frame[["area", "name", "organizations", "population"]].copy()
    frame["row"], frame["column"] = (frame["area"].map(units[name]) for name in ("tile_row", "tile_col"))
    frame["value"] = placed.frame["smoothed"].where(
        placed.frame["smoothed"].notna(), placed.frame["estimate"]
    )
    drawn = {} if isinstance(geography, Absence) else geography.outlines
    known = not isinstance(geography, Absence) and frame["value"].notna().all()
    whole, local, told = _alike(frame, geography) if known else (None, None, _UNKNOWN)
    columns = ("local", "p", "p_bh", "cluster")
    frame = (
        frame.assign(**dict.fromkeys(columns[:3], np.nan), cluster=None)
        if local is None
        else frame.join(local, on="area")
    )
    extra = () if isinstance(geography, Absence) else geography.inputs
    return DensityMap(
        frame=frame.assign(obs_status=frame["value"].notna().map({True: "A", False: "L"}), conf_status="F"),
        country=placed.country, sources=placed.sources, notes=(*placed.notes[:1], told),
        outlines={code: drawn[code] for code in frame["area"] if code in drawn}, moran=whole[0] if whole else None,
        p=whole[1] if whole else None, provenance=Provenance((*placed.provenance.inputs, *extra)),
    )  # fmt: skip


_EVEN = (
    "The areas differ no more than chance makes them, so every area has the rate of the country, and there is no pattern "
    "among neighbours to measure."
)
_UNKNOWN = "Who borders whom is not known, or an area has no rate: nothing is said of neighbours."


def _alike(frame: pd.DataFrame, geography: Geography) -> tuple:
    """Return Moran's I with its p value, the local parts, and what a reader must know."""
    codes = list(frame["area"])
    pairs = geography.neighbours
    pairs = pairs[pairs["unit_code"].isin(codes) & pairs["neighbour_code"].isin(codes)]
    alone = sorted(set(codes) - set(pairs["unit_code"]))
    values = frame["value"].to_numpy("float64")
    if np.ptp(values) < 1e-9 * abs(values).max():
        return None, None, _EVEN
    try:
        near = spatial.neighbours(pairs, codes, islands=alone)
        whole = spatial.moran(values, near).estimate, spatial.moran_permutation_p(values, near)
    except EstimationError as problem:
        return None, None, f"Likeness of neighbours cannot be measured: {problem}"
    tested = spatial.local_moran_p(values, near).assign(local=spatial.local_moran(values, near))
    centred = values - values.mean()
    around = np.sign(near.lag(centred, near.weights("row_standardised")))
    words = {
        (1, 1): "high among high",
        (-1, -1): "low among low",
        (1, -1): "high among low",
        (-1, 1): "low among high",
    }
    kind = [words.get((int(one), int(other))) for one, other in zip(np.sign(centred), around, strict=True)]
    found = tested.assign(
        cluster=[
            word if p < threshold("mapping.cluster_p") else None
            for word, p in zip(kind, tested["p_bh"], strict=True)
        ]
    )
    islands = f" Without a neighbour: {', '.join(alone)}." if alone else ""
    told = (
        f"Moran's I is {exact(whole[0]):.2f} (0 no pattern, towards 1 alike; p {exact(whole[1]):.3f}, "
        f"{spatial.PERMUTATIONS} "
        "permutations), of smoothed rates. An area is named when its p value, adjusted over all areas, is below "
        f"{exact(threshold('mapping.cluster_p')):g}.{islands} The result depends on how areas are drawn."
    )
    return whole, found, told
