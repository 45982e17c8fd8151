"""First-level areas: table, regions, one renaming, polygons that touch, and who borders whom."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd

from sse_analysis.synthetic import files
from sse_analysis.synthetic.settings import settings, table

#: South-west corner in the open ocean, and size of a cell of the grid, in degrees.
_WEST, _SOUTH, _WIDE, _HIGH = -152.0, -47.0, 1.3, 1.0
_COLUMNS, _ROWS = 4, 3
_STEPS = 6
_KM_A_DEGREE = 111.2
URL = "https://example.org/xsy/areas"
OFFICE = "Statistics Office of the synthetic country"


def write(folder: Path, population: dict[str, int], rng: np.random.Generator) -> None:
    """Write areas, regions, area changes, polygons and neighbours.

    Parameters
    ----------
    population : dict
        Persons of every area by its code.
    """
    rings = polygons(rng)
    about = table("areas")
    files.write_csv(folder / "areas.csv", _areas(about, rings, population))
    regions = pd.DataFrame({"country_iso3": "XSY", "scheme": "statistical", "unit_code": about["unit_code"]})
    regions = regions.assign(region=about["name_en"], source="unit itself")
    files.write_csv(folder / "regions.csv", regions)
    files.write_csv(folder / "area_changes.csv", _changes(about))
    features = [_feature(row, rings[row.unit_code]) for row in about.itertuples()]
    collection = {"type": "FeatureCollection", "features": features}
    files.write_json(folder / "geography" / "areas.geojson", collection)
    files.write_csv(folder / "geography" / "neighbours.csv", neighbours(rings))


def polygons(rng: np.random.Generator) -> dict[str, np.ndarray]:
    """Return a closed ring of every area; two neighbours share every point of their border."""
    corner = rng.uniform(-0.18, 0.18, (_ROWS + 1, _COLUMNS + 1, 2))
    grid = np.stack(np.meshgrid(np.arange(_COLUMNS + 1), np.arange(_ROWS, -1, -1)), axis=-1) + corner
    across = _border(grid[:, :-1], grid[:, 1:], rng)
    down = _border(grid[:-1], grid[1:], rng)
    rings = {}
    for row in table("areas").itertuples():
        line, column = row.tile_row - 1, row.tile_col - 1
        ring = np.concatenate(
            [
                across[line, column],
                down[line, column + 1],
                across[line + 1, column][::-1],
                down[line, column][::-1],
            ]
        )
        ring = np.round(ring * (_WIDE, _HIGH) + (_WEST, _SOUTH), 4)
        rings[row.unit_code] = ring[np.append(True, (np.diff(ring, axis=0) != 0).any(axis=1))]
    return rings


def _border(start: np.ndarray, end: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Return points from one corner to the next, bent at random but for the ends."""
    share = np.linspace(0, 1, _STEPS + 1)[:, None]
    bend = rng.normal(0, 0.035, (*start.shape[:2], _STEPS + 1, 2))
    bend[:, :, [0, -1]] = 0
    return start[:, :, None] + share * (end - start)[:, :, None] + bend


def _size(ring: np.ndarray) -> tuple[float, np.ndarray]:
    """Return area in square kilometres and centre, on a plane that is true at the latitude of the ring."""
    middle = ring.mean(axis=0)
    scale = np.array([np.cos(np.radians(middle[1])), 1.0]) * _KM_A_DEGREE
    x, y = ((ring - middle) * scale).T
    cross = x[:-1] * y[1:] - x[1:] * y[:-1]
    double = cross.sum()
    centre = np.array([((x[:-1] + x[1:]) * cross).sum(), ((y[:-1] + y[1:]) * cross).sum()]) / (3 * double)
    return abs(double) / 2, middle + centre / scale


def _areas(about: pd.DataFrame, rings: dict[str, np.ndarray], population: dict[str, int]) -> pd.DataFrame:
    sizes = [_size(rings[code]) for code in about["unit_code"]]
    frame = pd.DataFrame({"country_iso3": "XSY", "unit_code": about["unit_code"]})
    frame["name_en"], frame["name_local"], frame["type"] = (
        about["name_en"],
        about["name_local"],
        about["type"],
    )
    frame["population"] = [population[code] for code in about["unit_code"]]
    frame["population_year"] = settings()["reference_year"]
    frame["population_source"] = f"{OFFICE}: count of the generated population"
    frame["area_km2"] = [round(size, 1) for size, _ in sizes]
    frame["lon"], frame["lat"] = [round(c[0], 4) for _, c in sizes], [round(c[1], 4) for _, c in sizes]
    frame["valid_from"] = frame["valid_to"] = ""
    frame["tile_row"], frame["tile_col"] = about["tile_row"], about["tile_col"]
    frame["source_url"], frame["name_source"] = URL, "invented"
    return frame


def _changes(about: pd.DataFrame) -> pd.DataFrame:
    """Return what became of every area in 2015: one was renamed."""
    frame = pd.DataFrame(
        {"country_iso3": "XSY", "source_code": about["unit_code"], "source_name_en": about["name_en"]}
    )
    frame["target_code"], frame["target_name_en"] = about["unit_code"], about["name_en"]
    renamed = about["unit_code"] == "XS-11"
    frame["source_name_en"] = frame["source_name_en"].mask(renamed, "Kesma")
    frame["change"], frame["valid_from"] = np.where(renamed, "renamed", "unchanged"), "2015-01-01"
    return frame


def _feature(row, ring: np.ndarray) -> dict:
    properties = {
        "unit_code": row.unit_code,
        "name_en": row.name_en,
        "name_local": row.name_local,
        "synthetic": True,
    }
    # Rings run against the clock (RFC 7946).
    turned = ring[::-1].tolist()
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [turned]},
    }


def neighbours(rings: dict[str, np.ndarray]) -> pd.DataFrame:
    """Return who borders whom, both ways, with the length of the shared border."""
    pieces = {code: _pieces(ring) for code, ring in rings.items()}
    rows = []
    for code, own in pieces.items():
        for other, theirs in pieces.items():
            shared = own.keys() & theirs.keys()
            if other != code and shared:
                rows.append((code, other, round(sum(own[piece] for piece in sorted(shared)), 1)))
    return pd.DataFrame(rows, columns=["unit_code", "neighbour_code", "shared_border_km"])


def _pieces(ring: np.ndarray) -> dict[tuple, float]:
    """Return the straight pieces of a ring, each without direction, with their length."""
    found = {}
    for start, end in pairwise(ring):
        scale = np.array([np.cos(np.radians((start[1] + end[1]) / 2)), 1.0]) * _KM_A_DEGREE
        piece = tuple(sorted([tuple(start.tolist()), tuple(end.tolist())]))
        found[piece] = float(np.hypot(*((end - start) * scale)))
    return found
