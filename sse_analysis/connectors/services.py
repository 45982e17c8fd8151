"""What each service is asked for, and in which order its pages come."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from sse_analysis import reference
from sse_analysis.connectors import cache
from sse_analysis.connectors.transport import Transport
from sse_analysis.errors import Failure, SourceError, one_of, suggestion
from sse_analysis.sources.series import SeriesTable, ilostat, unsd, worldbank

#: Most pages of one series; more means that a service counts wrongly.
MOST_PAGES = 200


@dataclass(frozen=True)
class Wish:
    """One series of one country from one service.

    Parameters
    ----------
    service : str
    country : str
        Lower-case alpha-3 code.
    code : str
    base : str
        Address of the service, or of a mirror of it.
    """

    service: str
    country: str
    code: str
    base: str


@dataclass(frozen=True)
class Desk:
    """Everything that stays the same while several series are fetched."""

    transport: Transport
    today: dt.date
    max_age_days: int = 7

    def get(self, wish: Wish, address: str, name: str) -> cache.Fetched:
        place = cache.folder(wish.country, wish.service) / cache.file_name(name)
        return cache.get(
            self.transport, wish.base.rstrip("/") + address, place=place, today=self.today,
            max_age_days=self.max_age_days,
        )  # fmt: skip


@lru_cache(maxsize=1)
def known() -> dict[str, dict[str, Any]]:
    import yaml

    return yaml.safe_load((Path(__file__).parent / "services.yml").read_text(encoding="utf-8"))


def about(service: str) -> dict[str, Any]:
    """Return address, licence and manners of a service.

    Raises
    ------
    SourceError
        If there is no such service.
    """
    if service not in known():
        problem = Failure("sse fetch", f"'{service}'", one_of(known()), suggestion(service, known()))
        raise SourceError("There is no such service.", [problem])
    return known()[service]


def fetch_series(wish: Wish, desk: Desk) -> tuple[SeriesTable, list[cache.Fetched]]:
    """Fetch one series and read it; every page stays in the cache."""
    return _SERVICES[wish.service](wish, desk)


def _ilostat(wish: Wish, desk: Desk) -> tuple[SeriesTable, list[cache.Fetched]]:
    address = (
        f"/data/indicator?id={wish.code}_A&ref_area={wish.country.upper()}&type=code&lang=en&format=.csv"
    )
    got = desk.get(wish, address, f"{wish.code}_A.csv")
    listing = desk.get(wish, "/metadata/toc/indicator?lang=en&format=.json", "toc.json")
    table = ilostat.read(
        got.path, release=_ilostat_release(listing.path, wish.code) or got.fetched_on.isoformat()
    )
    return table, [got]


def _ilostat_release(path: Path, code: str) -> str:
    """Return the day of the last update of a data set, as ILOSTAT lists it (dd/mm/yyyy)."""
    for row in _json(path):
        if row.get("id") == f"{code}_A" and row.get("last.update"):
            return dt.datetime.strptime(row["last.update"][:10], "%d/%m/%Y").date().isoformat()
    return ""


def _unsd(wish: Wish, desk: Desk) -> tuple[SeriesTable, list[cache.Fetched]]:
    number = int(reference.country(wish.country).m49)
    size = about("unsd")["page_size"]
    start = f"/v1/sdg/Series/Data?seriesCode={wish.code}&areaCode={number}&pageSize={size}"
    pages = _pages(wish, desk, address=start, count=lambda page: int(page.get("totalPages") or 1))
    listing = desk.get(wish, "/v1/sdg/Series/List", "series.json")
    release = next(
        (row.get("release", "") for row in _json(listing.path) if row.get("code") == wish.code), ""
    )
    joined = _joined(wish, desk, pages)
    return unsd.read(joined, release=_unsd_release(release) or desk.today.isoformat()), pages


def _unsd_release(words: str) -> str:
    """Return ``2024-06`` of a release such as ``2024.Q2.G.01``: the last month of its quarter."""
    parts = words.split(".")
    sound = len(parts) >= 2 and parts[0].isdigit() and parts[1][:1] == "Q" and parts[1][1:].isdigit()
    return f"{parts[0]}-{int(parts[1][1:]) * 3:02d}" if sound else ""


def _worldbank(wish: Wish, desk: Desk) -> tuple[SeriesTable, list[cache.Fetched]]:
    size = about("worldbank")["page_size"]
    start = f"/v2/country/{wish.country.upper()}/indicator/{wish.code}?format=json&per_page={size}"
    pages = _pages(wish, desk, address=start, count=lambda page: int(page[0].get("pages") or 1))
    return worldbank.read(_joined(wish, desk, pages)), pages


def _pages(wish: Wish, desk: Desk, *, address: str, count: Callable[[Any], int]) -> list[cache.Fetched]:
    """Fetch page after page; how many there are stands in the first."""
    found, number, last = [], 1, 1
    while number <= last:
        got = desk.get(wish, f"{address}&page={number}", f"{wish.code}.{number}.json")
        page = _json(got.path)
        _refuse_message(page, got.path)
        found.append(got)
        last = min(count(page), MOST_PAGES)
        number += 1
    return found


def _refuse_message(page: Any, path: Path) -> None:
    message = isinstance(page, list) and len(page) == 1 and isinstance(page[0], dict) and "message" in page[0]
    if message:
        said = json.dumps(page[0]["message"])[:200]
        raise SourceError("The service answered with a message.", [Failure(path.name, said, "rows")])


def _joined(wish: Wish, desk: Desk, pages: list[cache.Fetched]) -> Path:
    place = cache.folder(wish.country, wish.service) / cache.file_name(f"{wish.code}.pages.json")
    place.write_text(json.dumps([_json(page.path) for page in pages]), encoding="utf-8")
    return place


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except json.JSONDecodeError as error:
        path.unlink(missing_ok=True)
        problem = Failure(
            path.name, f"JSON that breaks off ({error.msg})", "a whole answer", "Fetch it again."
        )
        raise SourceError("An answer cannot be read.", [problem]) from None


_SERVICES = {"ilostat": _ilostat, "unsd": _unsd, "worldbank": _worldbank}

__all__ = ["Desk", "Wish", "about", "fetch_series", "known"]
