"""What was fetched, kept under ``data/<iso3>/.cache`` with a record of each file, so that nothing is asked twice."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path

from sse_analysis import paths
from sse_analysis.connectors.transport import Transport


@dataclass(frozen=True)
class Fetched:
    """A file of the cache.

    Parameters
    ----------
    path : Path
    url : str
    digest : str
        SHA-256 of the bytes.
    fetched_on : date
    new : bool
        False when it was there already.
    """

    path: Path
    url: str
    digest: str
    fetched_on: dt.date
    new: bool


def folder(country: str, service: str) -> Path:
    return paths.data_folder(country) / ".cache" / service


def get(transport: Transport, url: str, *, place: Path, today: dt.date, max_age_days: int = 7) -> Fetched:
    """Return a file from the cache, or fetch it.

    Parameters
    ----------
    place : Path
        Where it belongs; the record stands beside it as ``.json``.
    max_age_days : int
        A file of the same address that is older is fetched again; 0 fetches always.

    Notes
    -----
    A file whose bytes no longer match its record is fetched again: it was cut or edited.
    """
    held = _held(place, url, today, max_age_days)
    if held:
        return held
    answer = transport.fetch(url, place)
    record = {"url": url, "sha256": answer.digest, "fetched_on": today.isoformat(),
              "last_modified": answer.headers.get("last-modified", ""), "etag": answer.headers.get("etag", "")}  # fmt: skip
    _record(place).write_text(json.dumps(record, indent=1), encoding="utf-8")
    return Fetched(place, url, answer.digest, today, True)


def _held(place: Path, url: str, today: dt.date, max_age_days: int) -> Fetched | None:
    record = _record(place)
    if not place.is_file() or not record.is_file():
        return None
    try:
        told = json.loads(record.read_text(encoding="utf-8"))
        when = dt.date.fromisoformat(told["fetched_on"])
    except (json.JSONDecodeError, KeyError, ValueError):
        return None
    fresh = told.get("url") == url and (today - when).days < max_age_days
    if fresh and hashlib.sha256(place.read_bytes()).hexdigest() == told.get("sha256"):
        return Fetched(place, url, told["sha256"], when, False)
    return None


def _record(place: Path) -> Path:
    return place.with_name(place.name + ".json")


def file_name(text: str) -> str:
    """Return a name for a file from a code: letters, digits, dots, dashes and underscores only."""
    return re.sub(r"[^A-Za-z0-9._-]", "-", text)


def as_record(fetched: Fetched) -> dict:
    return {
        **asdict(fetched),
        "path": str(paths.relative(fetched.path)),
        "fetched_on": fetched.fetched_on.isoformat(),
    }
