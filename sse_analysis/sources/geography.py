"""Polygons of first-level areas and who borders whom: ``data/<iso3>/geography``.

``*.geojson`` holds the polygons (properties ``unit_code``, or ``shapeISO`` as geoBoundaries writes it), and where it
stands beside them ``neighbours.csv`` who borders whom; without it two areas are neighbours when their outlines share
two corners at least.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import permutations
from pathlib import Path

import pandas as pd

from sse_analysis import paths
from sse_analysis.errors import Failure, SourceError
from sse_analysis.results.absence import Absence

_CODES = ("unit_code", "shapeISO")
_NEIGHBOURS = ["unit_code", "neighbour_code"]
Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, eq=False)
class Geography:
    """Outlines and neighbours.

    Parameters
    ----------
    outlines : dict of str to tuple of rings
        Area code to its rings, each a tuple of (longitude, latitude).
    neighbours : DataFrame
        ``unit_code, neighbour_code``, one row for each ordered pair.
    inputs : tuple of (str, str)
        Files with their digests.
    """

    outlines: dict[str, tuple[Ring, ...]] = field(repr=False)
    neighbours: pd.DataFrame = field(repr=False)
    inputs: tuple[tuple[str, str], ...] = ()


def load(country: str) -> Geography | Absence:
    """Return outlines and neighbours of a country's areas, or the absence of polygons.

    Raises
    ------
    SourceError
        If a file is no GeoJSON of polygons, or an area has no code.
    """
    folder = paths.data_folder(country) / "geography"
    files = sorted(folder.glob("*.geojson")) if folder.is_dir() else []
    if not files:
        return Absence(
            id="no-geography", country=country, reason="no_data", what="Boundaries of first-level areas",
            why="The project holds no polygons of the country.", file=f"data/{country}/geography/*.geojson",
            layout="polygons with the property unit_code or shapeISO (sse fetch boundaries)",
            answers="Where are the organizations dense, and do neighbours resemble one another?",
        )  # fmt: skip
    outlines = _outlines(files[0])
    beside = folder / "neighbours.csv"
    used = [files[0], *([beside] if beside.is_file() else [])]
    pairs = pd.read_csv(beside, dtype="str")[_NEIGHBOURS] if beside.is_file() else touching(outlines)
    inputs = tuple((str(paths.relative(one)), hashlib.sha256(one.read_bytes()).hexdigest()) for one in used)
    return Geography(outlines, pairs, inputs)


def _outlines(file: Path) -> dict[str, tuple[Ring, ...]]:
    name, found, problems = str(paths.relative(file)), {}, []
    try:
        features = json.loads(file.read_text(encoding="utf-8"))["features"]
    except (ValueError, KeyError, TypeError):
        problem = Failure(name, "no GeoJSON", "a FeatureCollection", "Fetch it again: sse fetch boundaries")
        raise SourceError("The boundaries cannot be read.", [problem]) from None
    for place, feature in enumerate(features, start=1):
        told = feature.get("properties") or {}
        code = next((str(told[key]) for key in _CODES if told.get(key)), None)
        if code is None:
            problems.append(Failure(name, "no code", f"a property {' or '.join(_CODES)}", row=place))
            continue
        found[code] = (*found.get(code, ()), *_rings(feature["geometry"]))
    if problems:
        raise SourceError("Areas of the boundaries cannot be told apart.", problems)
    return found


def _rings(geometry: dict) -> Iterator[Ring]:
    parts = {"Polygon": [geometry["coordinates"]], "MultiPolygon": geometry["coordinates"]}.get(
        geometry["type"], []
    )
    for polygon in parts:
        for ring in polygon:
            yield tuple((float(x), float(y)) for x, y, *_ in ring)


def touching(outlines: dict[str, tuple[Ring, ...]]) -> pd.DataFrame:
    """Return ordered pairs of areas whose outlines share two corners at least."""
    corners = {code: {point for ring in rings for point in ring} for code, rings in outlines.items()}
    pairs = [pair for pair in permutations(corners, 2) if len(corners[pair[0]] & corners[pair[1]]) >= 2]
    return pd.DataFrame(pairs, columns=_NEIGHBOURS)
