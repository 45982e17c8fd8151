"""Fetch several series of several countries; one that fails never stops the others."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sse_analysis import paths, reference
from sse_analysis.connectors import boundaries, landing, revisions, services
from sse_analysis.connectors.services import Desk, Wish
from sse_analysis.connectors.transport import Patience, Transport
from sse_analysis.errors import Failure, SourceError
from sse_analysis.sources.read import read_csv

_INDICATORS = "sdg_indicators.csv"


@dataclass(frozen=True)
class Order:
    """What to fetch and how.

    Parameters
    ----------
    service : str
    codes : tuple of str
        Series; empty for those the project uses.
    today : date
    accept, refresh : bool
    base : str, optional
        Address of a mirror.
    attempts : int
    pause : float, optional
        Seconds between requests; None for the manners of the service.
    """

    service: str
    codes: tuple[str, ...]
    today: dt.date
    accept: bool = False
    refresh: bool = False
    base: str | None = None
    attempts: int = 5
    pause: float | None = None


def run(order: Order, countries: Sequence[str], *, tell: Callable[[str], None]) -> bool:
    """Fetch, land and compare; return whether everything came."""
    given = services.about(order.service)
    between = given["seconds_between"] if order.pause is None else order.pause
    patience = Patience(attempts=order.attempts, seconds_between=between,
                        first_pause=1.0 if order.pause is None else order.pause)  # fmt: skip
    desk = Desk(Transport(patience, tell), order.today, 0 if order.refresh else 7)
    sound = True
    for country in countries:
        if reference.country(country).banner:
            tell(f"{country}: a synthetic country has no publisher.")
            continue
        for code in order.codes or _codes(order.service, given):
            wish = Wish(order.service, country, code, order.base or given["base"])
            sound &= _one(wish, desk, order, tell)
    return sound


def _codes(service: str, given: dict) -> list[str]:
    """Return the series of a service that the project uses."""
    if given["series"] or service != "unsd":
        return given["series"]
    table = read_csv(paths.data_file("common", _INDICATORS))
    place = table.header.index("series")
    codes = {row[place].split(":")[0] for row in table.rows}
    return sorted(code for code in codes if "." not in code and not code.startswith(("SDG_", "EMP_")))


def _one(wish: Wish, desk: Desk, order: Order, tell: Callable[[str], None]) -> bool:
    try:
        if wish.service == "boundaries":
            _boundaries(wish, desk, tell)
        else:
            _series(wish, desk, order, tell)
    except SourceError as error:
        tell(f"{wish.country} {wish.code}: {error}")
        return False
    return True


def _series(wish: Wish, desk: Desk, order: Order, tell: Callable[[str], None]) -> None:
    table, pages = services.fetch_series(wish, desk)
    if not (table.frame["country_iso3"] == wish.country.upper()).any():
        tell(
            f"{wish.country} {wish.code}: the service sent no rows of the country. What is held stays as it is."
        )
        return
    licence = services.about(wish.service)["licence"]
    landed = landing.land(table, country=wish.country, code=wish.code, licence=licence, url=pages[0].url,
                          today=desk.today)  # fmt: skip
    tell(
        f"{wish.country} {wish.code}: release {landed.release}, {landed.rows} rows in {paths.relative(landed.file)}"
    )
    for reason, count in landed.left_out.items():
        tell(f"  {count:,} rows left out: {reason}")
    for line in revisions.report(landed.revision):
        tell(f"  {line}")
    if order.accept and landed.rows:
        _refuse_another_unit(landed)
        tell(
            f"  accepted: {landing.accept(landed, country=wish.country, today=desk.today)} rows are used from now on"
        )


def _refuse_another_unit(landed: landing.Landed) -> None:
    times = revisions.factor(landed.revision)
    if times != 1:
        fix = "Compare the vintage with the publisher; values of another unit need a line of their own."
        found = f"every value about {times:g} times the one held"
        problem = Failure(landed.series, found, "values of one unit", fix)
        raise SourceError("What was fetched is not accepted.", [problem])


def _boundaries(wish: Wish, desk: Desk, tell: Callable[[str], None]) -> None:
    found = boundaries.fetch(wish, desk)
    landing.note(wish.country, {
        "name": str(found.path.relative_to(paths.data_folder(wish.country))),
        "dataset": f"geoBoundaries {wish.code}; source {found.source}", "release": found.release, "url": found.url,
        "licence": found.licence, "fetched_on": desk.today, "sha256": found.digest, "rows": found.areas,
    })  # fmt: skip
    tell(f"{wish.country} {wish.code}: {found.areas} areas of {found.release}, {found.licence}, in "
         f"{paths.relative(found.path)}")  # fmt: skip
