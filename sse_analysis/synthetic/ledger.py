"""The ledger of published figures: mostly what the registers really say, and faults planted on purpose."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
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
_WORDS = {1: "Producer cooperatives", 2: "Worker cooperatives", 3: "Savings and credit cooperatives", 4: "Mutual aid societies",
          5: "Associations", 6: "Foundations", 7: "Social enterprises", 8: "Self-help groups", 9: "Water user associations",
          10: "Unions of cooperatives"}  # fmt: skip
_SOURCE_OF = {1: "yearbook", 2: "yearbook", 3: "yearbook", 10: "yearbook", 4: "business", 5: "business", 6: "business",
              7: "business", 8: "rural", 9: "rural"}  # fmt: skip


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

    def fault(self, check: str, identifier: str, what: str) -> None:
        self.faults.append({"check": check, "id": identifier, "what": what})

    def contradict(self, first: str, second: str, what: str) -> None:
        self.contradictions.append({"id": first, "other": second, "what": what})


def ledger(entities: pd.DataFrame, listed: pd.DataFrame, rng: np.random.Generator) -> Ledger:
    """Return the figures that offices would publish of these organizations.

    Parameters
    ----------
    listed : DataFrame
        See :func:`~sse_analysis.synthetic.lists.listed`.
    """
    made = Ledger()
    last = settings()["reference_year"]
    for form in range(1, 11):
        _of_form(made, form, _seen(entities, listed, form), rng, last=last)
    _cooperatives_together(made, entities, listed, last=last)
    _regions(made, entities, listed, last=last)
    _faults(made, last=last)
    return made


def _seen(entities: pd.DataFrame, listed: pd.DataFrame, form: int) -> pd.DataFrame:
    """Return the organizations of a form on the register that publishes about it."""
    register = {"yearbook": "cooperatives", "business": "enterprises", "rural": "groups"}[_SOURCE_OF[form]]
    return entities[(entities["form"] == form) & listed[register]]


def _of_form(made: Ledger, form: int, seen: pd.DataFrame, rng: np.random.Generator, *, last: int) -> None:
    """Add ten years of registered bodies and members, and for the last year actives, women, workers and money."""
    source, founded = _SOURCE_OF[form], seen["founded"].dt.year
    for year in range(last - 10, last + 1):
        here = seen[founded <= year]
        made.add(form, "entities_registered", len(here), year=year, source=source)
        if form != 10:
            members = int(here["paper_members"].sum() * (1 + 0.004 * rng.standard_normal()))
            made.add(form, "members", members, year=year, source=source, unit="memberships")
    made.add(form, "entities_new", int((founded == last).sum()), year=last, source=source)
    known = seen[seen["last_filing"] >= last - 1]
    made.add(
        form, "entities_active", len(known), year=last, source=source, note="filed accounts or were visited"
    )
    if form == 10:
        return
    share = seen["women_members"].sum() / max(seen["members"].sum(), 1)
    women = int(round(share * seen["paper_members"].sum()))
    made.add(form, "members", women, year=last, source=source, unit="memberships", facets="sex=female")
    made.add(form, "employees", int(seen["workers"].sum()), year=last, source=source, unit="employees")
    if form in (1, 2, 3):
        money = round(float(2.1 * seen["workers"].sum() + 0.4 * len(seen)) / 100, 2)
        made.add(form, "turnover", money, year=last, source=source, unit="USD", scale="million")


def _cooperatives_together(made: Ledger, entities: pd.DataFrame, listed: pd.DataFrame, *, last: int) -> None:
    """Add what the yearbook prints on producer and worker cooperatives together."""
    seen = entities[entities["form"].isin((1, 2)) & listed["cooperatives"]]
    founded = seen["founded"].dt.year
    for year in range(last - 10, last + 1):
        here = seen[founded <= year]
        made.add("cooperative", "entities_registered", len(here), year=year, source="yearbook")
        made.add(
            "cooperative",
            "members",
            int(here["paper_members"].sum()),
            year=year,
            source="yearbook",
            unit="memberships",
        )
    active = seen[seen["last_filing"] >= last - 1]
    made.add("cooperative", "entities_active", len(active), year=last, source="yearbook")
    share = seen["women_members"].sum() / seen["members"].sum()
    women = int(round(share * seen["paper_members"].sum()))
    made.add(
        "cooperative", "members", women, year=last, source="yearbook", unit="memberships", facets="sex=female"
    )
    men = int(seen["paper_members"].sum()) - women
    made.add(
        "cooperative", "members", men, year=last, source="yearbook", unit="memberships", facets="sex=male"
    )
    workers = int(seen["workers"].sum())
    made.add("cooperative", "regular_workers", workers, year=last, source="yearbook", unit="persons")
    made.add("cooperative", "employees", int(0.6 * workers), year=last, source="yearbook", unit="employees")
    own = workers - int(0.6 * workers)
    made.add(
        "cooperative",
        "regular_workers",
        own,
        year=last,
        source="yearbook",
        unit="persons",
        facets="attribute=also_member",
    )
    for measure, value in (("turnover", 18.4), ("total_assets", 31.7)):
        made.add("cooperative", measure, value, year=last, source="yearbook", unit="USD", scale="million")
    made.add("cooperative", "land_area", 41800, year=last, source="yearbook", unit="ha")


def _regions(made: Ledger, entities: pd.DataFrame, listed: pd.DataFrame, *, last: int) -> None:
    """Add registered bodies by area: cooperatives that add up, associations that do not."""
    names = table("areas")["name_en"]
    for form, register, source in (
        ("cooperative", "cooperatives", "yearbook"),
        (5, "enterprises", "business"),
    ):
        forms = (1, 2) if form == "cooperative" else (form,)
        seen = entities[entities["form"].isin(forms) & listed[register]]
        counts = seen["area"].value_counts()
        for place, name in enumerate(names, start=1):
            value = int(counts.get(place, 0))
            wrong = form == 5 and place == 4
            found = made.add(
                form,
                "entities_registered",
                value + 60 * wrong,
                year=last,
                source=source,
                facets=f"region={name}",
            )
            if wrong:
                made.fault(
                    "parts_and_total",
                    found,
                    "60 too many in one area: the areas do not add up to the country",
                )


def _faults(made: Ledger, *, last: int) -> None:
    """Plant contradictions, and arithmetic that cannot be."""
    of = {(row["form"], row["measure"], row["year"], row["facets"]): row for row in made.rows}
    count = of["foundation", "entities_registered", last, ""]
    half = round(count["value"] / 2)
    guess = made.add(
        6, "entities_active", half, year=last, source="press", kind="estimate", note="'about half are active'"
    )
    made.contradict(
        of["foundation", "entities_active", last, ""]["id"],
        guess,
        "the press halves the register by rule of thumb",
    )
    other = made.add(5, "entities_registered", round(1.7 * of["association", "entities_registered", last, ""]["value"]),
                     year=last, source="press", note="every body ever entered")  # fmt: skip
    made.contradict(
        of["association", "entities_registered", last, ""]["id"], other, "the press counts all ever entered"
    )
    groups = of["self_help_group", "entities_registered", last, ""]
    wide = made.add(
        8,
        "entities",
        2 * groups["value"],
        year=last,
        source="business",
        note="projection of a pilot district",
    )
    made.contradict(groups["id"], wide, "a projection from one district beside a list")
    jump = of["water_user_association", "entities_registered", last - 4, ""]
    jump["value"] *= 10
    made.fault("impossible_jump", jump["id"], "one digit too many: ten times its neighbours")
    mutual = (
        of["funeral_aid_association", "members", last, ""]["value"]
        / of["funeral_aid_association", "entities_registered", last, ""]["value"]
    )
    mean = made.add(
        4, "mean_members_per_entity", round(1.5 * mutual, 1), year=last, source="business", unit="memberships"
    )
    made.fault("mean_times_count", mean, "half as much again as members over bodies")
    for year in range(last - 10, last + 1):
        paid = round(3.0 * of["social_enterprise", "entities_registered", year, ""]["value"])
        if year < last:
            constant = made.add(7, "employees", paid, year=year, source="business", unit="employees")
    of["social_enterprise", "employees", last, ""]["value"] = paid
    made.fault("constant_ratio", constant, "exactly three employees a body in every year: no count")
    more = of["mutual_credit", "members", last, "sex=female"]
    more["value"] = of["mutual_credit", "members", last, ""]["value"] + 1000
    made.fault("part_above_total", more["id"], "more women than members")
    _never_counts(made, last=last)


def _never_counts(made: Ledger, *, last: int) -> None:
    """Add figures that look like counts and are none: targets, claims, respondents, undated ones."""
    target = {"kind": "target", "note": "plan of the ministry"}
    made.add("cooperative", "target_entities", 3000, year=2030, source="yearbook", source_date=str(last), **target,
             source_title=f"Plan for cooperatives, {last}", reference_date="")  # fmt: skip
    made.add(7, "jobs_claimed", 9000, year=last, source="press", unit="persons", note="'created or saved'")
    made.add(8, "survey_respondents", 158, year=last, source="rural", note="answers to a questionnaire")
    made.add(5, "entities", 5200, year=None, source="press", note="no date printed")


def rows(made: Ledger) -> Iterator[list]:
    """Return header and rows as text; missing is empty."""
    yield list(COLUMNS)
    for row in sorted(made.rows, key=lambda row: row["id"]):
        yield ["" if row[name] is None else row[name] for name in COLUMNS]
