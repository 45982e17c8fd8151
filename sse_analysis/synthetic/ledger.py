"""The ledger of published figures: what offices would print of their registers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from sse_analysis.synthetic.settings import settings, table

COLUMNS = (
    "id", "country_iso3", "form", "legal_form_id", "legal_form", "measure", "facets", "value", "unit", "scale", "year",
    "reference_date", "kind", "grade", "verified", "source_title", "source_publisher", "source_date", "source_url", "note",
)  # fmt: skip
_SOURCES = {
    "yearbook": (
        "Yearbook of cooperatives {year}",
        "Registrar of Cooperatives of the synthetic country",
        "A",
    ),
    "business": ("Business register, release {year}", "Statistics Office of the synthetic country", "A"),
    "rural": (
        "List of groups and associations {year}",
        "Rural Development Office of the synthetic country",
        "B",
    ),
    "press": ("The synthetic gazette, {year}", "The synthetic gazette", "C"),
}
_WORDS = {
    1: "Producer cooperatives", 2: "Worker cooperatives", 3: "Savings and credit cooperatives", 4: "Mutual aid societies",
    5: "Associations", 6: "Foundations", 7: "Social enterprises", 8: "Self-help groups", 9: "Water user associations",
    10: "Unions of cooperatives",
}  # fmt: skip
_SOURCE_OF = {1: "yearbook", 2: "yearbook", 3: "yearbook", 10: "yearbook", 4: "business", 5: "business", 6: "business",
              7: "business", 8: "rural", 9: "rural"}  # fmt: skip
#: Forms on the rural list, which notes when a body was founded, whether it is registered or not.
_LISTED_ONLY = (8, 9)
#: Code of producer and worker cooperatives together, and forms that are treated apart.
TOGETHER, ASSOCIATION, UNION = "cooperative", 5, 10


@dataclass
class Ledger:
    """Rows in the making, and the faults planted among them."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    faults: list[dict[str, str]] = field(default_factory=list)
    contradictions: list[dict[str, str]] = field(default_factory=list)

    def add(
        self, form: int | str, measure: str, value: float, *, year: int | None, source: str, **more: Any
    ) -> str:
        """Add a figure and return its id."""
        forms = table("forms").set_index("code")
        code = forms["form"][form] if isinstance(form, int) else form
        title, publisher, grade = _SOURCES[source]
        shown = "undated" if year is None else year + 1
        number = 1 + sum(
            row["form"] == code and row["measure"] == measure and row["year"] == year for row in self.rows
        )
        row = {
            "id": f"XSY-{code}-{measure}-{year or 'na'}-{number}",
            "country_iso3": "XSY", "form": code,
            "legal_form_id": forms["legal_form_id"][form] if isinstance(form, int) else "",
            "legal_form": _WORDS[form] if isinstance(form, int) else "Cooperatives",
            "measure": measure, "facets": "", "value": value, "unit": "entities", "scale": "one", "year": year,
            "reference_date": f"{year}-12-31" if year else "", "kind": "observed", "grade": grade,
            "verified": "yes" if grade == "A" else "", "source_title": title.format(year=shown),
            "source_publisher": publisher, "source_date": str(shown), "source_url": f"https://example.org/xsy/{source}/{shown}",
            "note": "",
        } | more  # fmt: skip
        self.rows.append(row)
        return row["id"]

    def row(self, form: str, measure: str, year: int, *, facets: str = "") -> dict[str, Any]:
        """Return the first row of a form, measure, year and part."""
        wanted = (form, measure, year, facets)
        names = ("form", "measure", "year", "facets")
        return next(row for row in self.rows if tuple(row[name] for name in names) == wanted)

    def fault(self, check: str, identifier: str, what: str) -> None:
        self.faults.append({"check": check, "id": identifier, "what": what})

    def contradict(self, first: str, second: str, what: str) -> None:
        self.contradictions.append({"id": first, "other": second, "what": what})


def honest(entities: pd.DataFrame, listed: pd.DataFrame) -> Ledger:
    """Return the figures that offices would publish of these organizations.

    Parameters
    ----------
    listed : DataFrame
        See :func:`~sse_analysis.synthetic.lists.listed`.
    """
    made = Ledger()
    last = settings()["reference_year"]
    for form in range(1, 11):
        _of_form(made, form, _seen(entities, listed, form), last=last)
    _cooperatives_together(made, entities, listed, last=last)
    _regions(made, entities, listed, last=last)
    return made


def _seen(entities: pd.DataFrame, listed: pd.DataFrame, form: int) -> pd.DataFrame:
    """Return the organizations of a form on the register that publishes about it."""
    register = {"yearbook": "cooperatives", "business": "enterprises", "rural": "groups"}[_SOURCE_OF[form]]
    return entities[(entities["form"] == form) & listed[register]]


def _of_form(made: Ledger, form: int, seen: pd.DataFrame, *, last: int) -> None:
    """Add ten years of bodies and members, and for the last year actives, women, workers and money."""
    told = {"source": _SOURCE_OF[form]}
    founded = seen["founded" if form in _LISTED_ONLY else "registered_on"].dt.year
    for year in range(last - 10, last + 1):
        here = seen[founded <= year]
        made.add(form, _count_of(form), len(here), year=year, **told)
        if form != UNION:
            made.add(form, "members", _people(here), year=year, unit="memberships", **told)
    made.add(form, "entities_new", int((founded == last).sum()), year=last, **told)
    known = int((seen["last_filing"] >= last - 1).sum())
    made.add(form, "entities_active", known, year=last, note="filed accounts or were visited", **told)
    if form == UNION:
        return
    women = {"unit": "memberships", "facets": "sex=female"}
    made.add(form, "members", _women(seen), year=last, **women, **told)
    made.add(form, "employees", _workers(seen), year=last, unit="employees", **told)
    if form in (1, 2, 3):
        made.add(form, "turnover", _turnover(seen), year=last, unit="USD", scale="million", **told)


def _count_of(form: int) -> str:
    """Return what a list counts: groups are listed, not registered."""
    return "entities" if form == 8 else "entities_registered"


def _people(seen: pd.DataFrame) -> int:
    return int(seen["paper_members"].sum())


def _women(seen: pd.DataFrame) -> int:
    """Return women on paper: the true share of women among members, of the members on paper."""
    return round(_people(seen) * seen["women_members"].sum() / max(seen["members"].sum(), 1))


def _workers(seen: pd.DataFrame) -> int:
    return int(seen["workers"].sum())


def _turnover(seen: pd.DataFrame) -> float:
    """Return millions: so much a worker, and something for every body."""
    return round(0.021 * _workers(seen) + 0.004 * len(seen), 2)


def _cooperatives_together(made: Ledger, entities: pd.DataFrame, listed: pd.DataFrame, *, last: int) -> None:
    """Add what the yearbook prints on producer and worker cooperatives together."""
    parts = [_seen(entities, listed, form) for form in (1, 2)]
    seen, told = pd.concat(parts), {"source": "yearbook"}
    founded = seen["registered_on"].dt.year
    for year in range(last - 10, last + 1):
        here = seen[founded <= year]
        made.add(TOGETHER, "entities_registered", len(here), year=year, **told)
        made.add(TOGETHER, "members", _people(here), year=year, unit="memberships", **told)
    active = int((seen["last_filing"] >= last - 1).sum())
    made.add(TOGETHER, "entities_active", active, year=last, **told)
    women = sum(_women(part) for part in parts)
    for sex, count in (("female", women), ("male", _people(seen) - women)):
        made.add(TOGETHER, "members", count, year=last, unit="memberships", facets=f"sex={sex}", **told)
    workers = _workers(seen)
    made.add(TOGETHER, "employees", workers, year=last, unit="employees", **told)
    made.add(TOGETHER, "regular_workers", workers, year=last, unit="persons", **told)
    also = {"unit": "persons", "facets": "attribute=also_member"}
    made.add(TOGETHER, "regular_workers", round(0.4 * workers), year=last, **also, **told)
    money = {"unit": "USD", "scale": "million"}
    turnover = round(sum(_turnover(part) for part in parts), 2)
    made.add(TOGETHER, "turnover", turnover, year=last, **money, **told)
    made.add(TOGETHER, "total_assets", round(1.7 * turnover, 2), year=last, **money, **told)
    made.add(TOGETHER, "land_area", 41800, year=last, unit="ha", **told)
    _farming(made, parts[0], last=last)


def _farming(made: Ledger, producers: pd.DataFrame, *, last: int) -> None:
    """Add a wording that is no legal form: agricultural cooperatives."""
    founded = producers.loc[producers["farm"] == 1, "registered_on"].dt.year
    words = {"source": "yearbook", "legal_form": "Agricultural cooperatives"}
    for year in range(last - 5, last + 1):
        made.add(TOGETHER, "entities_registered", int((founded <= year).sum()), year=year, **words)


def _regions(made: Ledger, entities: pd.DataFrame, listed: pd.DataFrame, *, last: int) -> None:
    """Add registered cooperatives and associations by area."""
    for form, parts in ((TOGETHER, (1, 2)), (ASSOCIATION, (ASSOCIATION,))):
        counts = pd.concat([_seen(entities, listed, part) for part in parts])["area"].value_counts()
        told = {"source": _SOURCE_OF[parts[0]]}
        for place, name in enumerate(table("areas")["name_en"], start=1):
            value = int(counts.get(place, 0))
            made.add(form, "entities_registered", value, year=last, facets=f"region={name}", **told)


def rows(made: Ledger) -> Iterator[list]:
    """Return header and rows as text; missing is empty."""
    yield list(COLUMNS)
    for row in sorted(made.rows, key=lambda row: row["id"]):
        yield ["" if row[name] is None else row[name] for name in COLUMNS]
