"""First-level boundaries of a country from geoBoundaries, with the licence of their source."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from sse_analysis import paths
from sse_analysis.connectors import cache
from sse_analysis.connectors.services import Desk, Wish, _json
from sse_analysis.errors import Failure, SourceError

_POINTER = b"version https://git-lfs"


@dataclass(frozen=True)
class Boundaries:
    """Where the boundaries lie, how many areas they have, and under which terms.

    ``release`` is the year they represent, or the day their source was updated.
    """

    path: Path
    areas: int
    release: str
    licence: str
    source: str
    url: str
    digest: str


def fetch(wish: Wish, desk: Desk) -> Boundaries:
    """Fetch the boundaries named in the service's record into ``data/<iso3>/geography``.

    Raises
    ------
    SourceError
        If the answer is a pointer to a file instead of the file, or no GeoJSON with areas.
    """
    record = desk.get(wish, f"/api/current/gbOpen/{wish.country.upper()}/{wish.code}/", f"{wish.code}.json")
    told = _json(record.path)
    told = told[0] if isinstance(told, list) else told
    address = _beside(wish.base, told["gjDownloadURL"])
    got = cache.get(
        desk.transport, address, place=record.path.with_suffix(".geojson"), today=desk.today,
        max_age_days=desk.max_age_days,
    )  # fmt: skip
    areas = _areas(got.path)
    target = paths.data_folder(wish.country) / "geography" / f"{wish.code.lower()}.geojson"
    target.parent.mkdir(parents=True, exist_ok=True)
    temporary = target.with_suffix(".tmp")
    temporary.write_bytes(got.path.read_bytes())
    temporary.replace(target)
    release = str(told.get("boundaryYearRepresented") or told.get("sourceDataUpdateDate") or "undated")
    return Boundaries(
        target, areas, release, str(told.get("boundaryLicense") or "not stated"),
        str(told.get("boundarySource") or "not stated"), told["gjDownloadURL"], got.digest,
    )  # fmt: skip


def _beside(base: str, address: str) -> str:
    """Return the address of a file; a mirror of the service also serves the files under their path."""
    mirrored = "geoboundaries.org" not in base
    parts = urlsplit(address)
    return base.rstrip("/") + parts.path if mirrored else address


def _areas(path: Path) -> int:
    content = path.read_bytes()
    if content.startswith(_POINTER):
        path.unlink()
        problem = Failure(
            path.name, "a pointer of Git LFS", "GeoJSON", "Fetch from the service, not from a copy."
        )
        raise SourceError("The file of the boundaries is not there.", [problem])
    try:
        features = json.loads(content)["features"]
    except (json.JSONDecodeError, KeyError, TypeError, UnicodeDecodeError):
        path.unlink()
        problem = Failure(path.name, "no GeoJSON", "a FeatureCollection", "Fetch it again.")
        raise SourceError("The boundaries cannot be read.", [problem]) from None
    if not features:
        raise SourceError("The boundaries hold no area.", [Failure(path.name, "no feature", "one an area")])
    return len(features)
