"""What each service is asked for, and in which order its pages come."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from sse_analysis import reference
from sse_analysis.connectors import cache
from sse_analysis.connectors.transport import Transport
from sse_analysis.errors import Failure, SourceError, one_of, suggestion
from sse_analysis.sources.series import SeriesTable, ilostat, unsd, worldbank

Pages = list[cache.Fetched]
#: Takes a page; returns how many pages and rows there are, where it says so, and how many rows are on it.
Counts = Callable[[Any], tuple[int | None, int | None, int]]
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
    """Fetch one series and read it; every page stays in the cache.

    Pages and the list that names the release are of one day, or are fetched again: an edition may lie between.

    Raises
    ------
    SourceError
        If an answer is no whole answer, or is about another series.
    """
    gather, read = _SERVICES[wish.service]
    pages, lists = gather(wish, desk)
    if len({one.fetched_on for one in (*pages, *lists)}) > 1:
        pages, lists = gather(wish, replace(desk, max_age_days=min(desk.max_age_days, 1)))
    table = read(wish, pages, lists)
    strange = sorted(set(table.frame["series"]) - {wish.code})
    if strange:
        problem = Failure(pages[0].path.name, f"the series {', '.join(strange[:3])}", f"'{wish.code}'")
        raise SourceError("The service answered with another series.", [problem])
    return table, pages


def _ilostat(wish: Wish, desk: Desk) -> tuple[Pages, Pages]:
    address = (
        f"/data/indicator?id={wish.code}_A&ref_area={wish.country.upper()}&type=code&lang=en&format=.csv"
    )
    got = desk.get(wish, address, f"{wish.code}_A.csv")
    return [got], [desk.get(wish, "/metadata/toc/indicator?lang=en&format=.json", "toc.json")]


def _read_ilostat(wish: Wish, pages: Pages, lists: Pages) -> SeriesTable:
    (got,), (listing,) = pages, lists
    release = _ilostat_release(listing.path, wish.code) or got.fetched_on.isoformat()
    return ilostat.read(got.path, release=release)


def _ilostat_release(path: Path, code: str) -> str:
    """Return the day of the last update of a data set, as ILOSTAT lists it (dd/mm/yyyy)."""
    for row in _rows(path):
        if row.get("id") == f"{code}_A" and row.get("last.update"):
            try:
                return dt.datetime.strptime(row["last.update"][:10], "%d/%m/%Y").date().isoformat()
            except ValueError:
                problem = Failure(path.name, f"'{row['last.update']}'", "a day such as 24/09/2026")
                raise SourceError("The release of a series cannot be read.", [problem]) from None
    return ""


def _unsd(wish: Wish, desk: Desk) -> tuple[Pages, Pages]:
    number = int(reference.country(wish.country).m49)
    size = about("unsd")["page_size"]
    start = f"/v1/sdg/Series/Data?seriesCode={wish.code}&areaCode={number}&pageSize={size}"
    return _pages(wish, desk, start, _unsd_counts), [desk.get(wish, "/v1/sdg/Series/List", "series.json")]


def _unsd_counts(page: dict) -> tuple[int | None, int | None, int]:
    return page.get("totalPages"), page.get("totalElements"), len(page["data"])


def _read_unsd(wish: Wish, pages: Pages, lists: Pages) -> SeriesTable:
    (listing,) = lists
    named = (row.get("release", "") for row in _rows(listing.path) if row.get("code") == wish.code)
    release = _unsd_release(next(named, "")) or pages[0].fetched_on.isoformat()
    return unsd.read(_joined(wish, pages), release=release)


def _unsd_release(words: str) -> str:
    """Return ``2024-06`` of a release such as ``2024.Q2.G.01``: the last month of its quarter."""
    parts = words.split(".")
    sound = len(parts) >= 2 and parts[0].isdigit() and parts[1][:1] == "Q" and parts[1][1:].isdigit()
    return f"{parts[0]}-{int(parts[1][1:]) * 3:02d}" if sound else ""


def _worldbank(wish: Wish, desk: Desk) -> tuple[Pages, Pages]:
    size = about("worldbank")["page_size"]
    start = f"/v2/country/{wish.country.upper()}/indicator/{wish.code}?format=json&per_page={size}"
    return _pages(wish, desk, start, _worldbank_counts), []


def _worldbank_counts(page: list) -> tuple[int | None, int | None, int]:
    return page[0].get("pages"), page[0].get("total"), len(page[1] or [])


def _read_worldbank(wish: Wish, pages: Pages, _: Pages) -> SeriesTable:
    return worldbank.read(_joined(wish, pages))


def _pages(wish: Wish, desk: Desk, address: str, counts: Counts) -> Pages:
    """Fetch page after page; how many pages and rows there are stands in the first.

    Raises
    ------
    SourceError
        If the pages do not hold together: too many, or not as many rows as the service counts.
    """
    found, pages, rows, held = [], 1, None, 0
    while len(found) < pages:
        number = len(found) + 1
        got = desk.get(wish, f"{address}&page={number}", f"{wish.code}.{number}.json")
        said, total, here = _counted(got.path, counts)
        if number == 1:
            pages, rows = int(said or 1), total if said else None
        found.append(got)
        held += here
        if pages > MOST_PAGES:
            problem = Failure(got.path.name, f"{pages} pages", f"at most {MOST_PAGES}")
            raise SourceError("The service counts more pages than a series has.", [problem])
    if rows is not None and held != int(rows):
        fix = "Fetch it again with --refresh: the service may have changed between two pages."
        problem = Failure(found[0].path.name, f"{held:,} rows on {pages} pages", f"{int(rows):,}", fix)
        raise SourceError("The pages do not hold what the service counts.", [problem])
    return found


def _counted(path: Path, counts: Counts) -> tuple[int | None, int | None, int]:
    page = _json(path)
    _refuse_message(page, path)
    try:
        return counts(page)
    except (AttributeError, LookupError, TypeError):
        problem = Failure(path.name, json.dumps(page)[:120], "rows and how many there are")
        raise SourceError("An answer cannot be read.", [problem]) from None


def _refuse_message(page: Any, path: Path) -> None:
    message = isinstance(page, list) and len(page) == 1 and isinstance(page[0], dict) and "message" in page[0]
    if message:
        said = json.dumps(page[0]["message"])[:200]
        raise SourceError("The service answered with a message.", [Failure(path.name, said, "rows")])


def _joined(wish: Wish, pages: Pages) -> Path:
    place = cache.folder(wish.country, wish.service) / cache.file_name(f"{wish.code}.pages.json")
    place.write_text(json.dumps([_json(page.path) for page in pages]), encoding="utf-8")
    return place


def _rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a list of series."""
    found = _json(path)
    if not isinstance(found, list) or not all(isinstance(row, dict) for row in found):
        problem = Failure(path.name, json.dumps(found)[:120], "a list of series")
        raise SourceError("An answer cannot be read.", [problem])
    return found


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except ValueError as error:
        path.unlink(missing_ok=True)
        said = getattr(error, "msg", error)
        problem = Failure(path.name, f"JSON that breaks off ({said})", "a whole answer", "Fetch it again.")
        raise SourceError("An answer cannot be read.", [problem]) from None


#: How each service is asked, and how its answers are read.
_SERVICES = {
    "ilostat": (_ilostat, _read_ilostat),
    "unsd": (_unsd, _read_unsd),
    "worldbank": (_worldbank, _read_worldbank),
}

__all__ = ["Desk", "Wish", "about", "fetch_series", "known"]
