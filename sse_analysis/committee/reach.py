"""What a perimeter holds of regions, of work for the goals, and of informal jobs: numbers that need registers and surveys.

They are computed for the legal forms inside a rule set, so that an answer of a committee moves them. Where an input is
missing its absence stands in their place.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

import pandas as pd

from sse_analysis import sdg
from sse_analysis.committee.numbers import Number, number
from sse_analysis.decimals import rounded
from sse_analysis.errors import SourceError
from sse_analysis.formalization.association import formal_without_register
from sse_analysis.results.absence import Absence
from sse_analysis.sources.constants import threshold
from sse_analysis.sources.table import OBSERVED, SourcedTable
from sse_analysis.survey import SurveyDesign, SurveySample
from sse_analysis.survey.persons import Persons

_COUNTS = ("entities", "entities_registered", "entities_existing", "entities_active")
Found = list[Number] | Absence


class Reach:
    """Answers for any collection of legal forms, each computed once.

    Parameters
    ----------
    study : Study
        Gives ``registers, organizations, areas, entity_survey, sdg_claims, persons``.
    """

    def __init__(self, study: Any):
        self._study = study
        self._known: dict[tuple[str, frozenset[str], bool], Found] = {}

    def found(self, head: str, forms: Collection[str], counting: Mapping[str, str]) -> Found:
        """Return the numbers of a head (regions, alignment, informality), or the absence of its input.

        Parameters
        ----------
        forms : collection of str
            Legal forms inside. Those of a second tier are left out unless they are to be added.
        counting : mapping of str to str
            Option of every rule of counting.
        """
        upper = set() if counting["second_tier"] == "added" else self._upper()
        key = (head, frozenset(forms) - upper, counting["silent_bodies"] == "active")
        if key not in self._known:
            self._known[key] = HEADS[head](self._study, *key[1:])
        return self._known[key]

    def _upper(self) -> set[str]:
        known = self._study.legal_forms
        if isinstance(known, Absence):
            return set()
        return set(known.frame.loc[known.frame["tier"].isin(["secondary", "tertiary"]), "id"])


def _regions(study: Any, forms: frozenset[str], active: bool) -> Found:
    linked = study.organizations
    if isinstance(linked, Absence):
        return _printed(study, forms)
    own = linked.organizations
    alive = own["state"].eq("active") if active else ~own["state"].eq("dissolved")
    own = own[own["legal_form"].isin(forms) & alive]
    counts = own["area"].dropna().value_counts()
    files = [one.file for one in study.registers]
    year = max(one.about.reference_date.year for one in study.registers)
    return [*_spread(counts, year, files)]


def _printed(study: Any, forms: frozenset[str]) -> Found:
    """Return the same from published tables by region, where the ledger has them for a form."""
    ledger = study.ledger
    if isinstance(ledger, Absence):
        return ledger
    frame = ledger.frame
    by_region = frame["facets"].fillna("").str.fullmatch(r"region=[^;=]+") & frame["measure"].isin(_COUNTS)
    rows = frame[by_region & frame["kind"].isin(OBSERVED) & frame["year"].notna() & frame["value"].notna()]
    tied = rows[rows["legal_form_id"].notna()]
    if tied.empty:
        return _missing(
            study, "regions", "Organizations inside by region", "No count by region is tied to a legal form.",
            f"data/{study.country}/ledger.csv or a register in data/{study.country}/registers/",
        )  # fmt: skip
    own = [
        number(f"area/{form}/{row['facets']}", f"{row['facets'].partition('=')[2]}: {row['legal_form']}", row, [row["id"]])
        for form, part in tied[tied["legal_form_id"].isin(forms)].groupby("legal_form_id", sort=True)
        for row in _newest(part).to_dict("records")
    ]  # fmt: skip
    areas = {row["label"].partition(":")[0] for row in own}
    about = {"value": len(areas), "unit": "areas", "year": None}
    return [number("areas", "Areas with a published count inside", about, [ledger.file]), *own]


def _newest(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep one printed table: the newest year, and in it the first measure."""
    last = rows[rows["year"].eq(rows["year"].max())]
    return last[
        last["measure"].eq(last["measure"].iloc[0]) & last["source_title"].eq(last["source_title"].iloc[0])
    ]


def _spread(counts: pd.Series, year: int, files: list[str]) -> Iterator[Number]:
    row = {"value": len(counts), "unit": "areas", "year": year}
    yield number("areas", "Areas with an organization inside", row, files)
    for area, count in counts.sort_index().items():
        row = {"value": count, "unit": "organizations", "year": year}
        yield number(f"area/{area}", f"Organizations inside, area {area}", row, files)


def _alignment(study: Any, forms: frozenset[str], _active: bool) -> Found:
    """Return the share of the work of surveyed organizations in activities that serve a target, with its error."""
    survey = study.entity_survey
    if isinstance(survey, Absence):
        return survey
    frame = survey.frame
    if lacking := {"isic", "workers", "weight", "stratum"} - set(frame):
        why = f"The survey does not ask for {', '.join(sorted(lacking))}."
        return _missing(study, "alignment", "Work in activities that serve a target", why, survey.file)
    sample, inside = _organizations(study, survey, forms)
    if inside.sum() < threshold("committee.least_answers"):
        needed = threshold("committee.least_answers")
        why = f"Too few organizations inside answered ({inside.sum()}); a share needs {needed}."
        return _missing(study, "alignment", "Work in activities that serve a target", why, survey.file)
    row = sample.ratio("aligned", "work", domain=inside).frame.iloc[0]
    words = "Work in activities that directly serve a target"
    about = {"value": rounded(100 * row["estimate"], 1), "unit": "percent of workers", "year": None}
    return [number("alignment/direct", words, about, [survey.file]) | {"margin": _margin(row)}]


def _organizations(study: Any, survey: SourcedTable, forms: frozenset[str]) -> tuple[SurveySample, Any]:
    drawn = survey.frame[survey.frame["source"].eq("frame")].reset_index(drop=True)
    cells = sdg.activity_matrix(study.country, study.sdg_claims).frame
    serving = set(cells.loc[cells["weight"].eq(1.0), "isic"])
    work = pd.to_numeric(drawn["workers"], errors="coerce")
    known = work.notna() & drawn["isic"].notna()
    division = drawn["isic"].astype("str").str.extract(r"^(\d{2})", expand=False)
    data = pd.DataFrame({"work": work.where(known), "aligned": work.where(known) * division.isin(serving),
                         "stratum": drawn["stratum"], "weight": pd.to_numeric(drawn["weight"])})  # fmt: skip
    design = SurveyDesign(weights="weight", strata="stratum", singleton="adjust_centred")
    inside = (known & drawn["legal_form"].isin(forms)).to_numpy(bool)
    return SurveySample(data, design, study.country), inside


def _informality(study: Any, forms: frozenset[str], _active: bool) -> Found:
    """Return informal jobs of members inside minus those of everybody else, with and without the registration criterion."""
    what = "Informal jobs of members inside against everybody else"
    try:
        people = study.persons
    except SourceError as error:
        # Microdata stay with those who may hold them; a committee's sheet is made without them too.
        why = "; ".join([error.message, *(f"{one.file}: {one.found}" for one in error.failures)])
        return _missing(study, "informality", what, why, study.parameters.microdata.file)
    if isinstance(people, Absence):
        return people
    given = study.parameters.microdata.member_forms
    if not people.asked("member", "member_form") or not given:
        why = "The survey does not say in which legal form a person is a member (member_form, member_forms)."
        return _missing(study, "informality", what, why, f"parameters/{study.country}.yml")
    inside = {word for word, form in given.items() if form in forms}
    outcomes = {
        "formal": people.sample.data["formal"],
        "without": formal_without_register(people, people.headline),
    }
    rows = [
        _gap(people, outcome, inside, words)
        for outcome, words in ((outcomes["formal"], ""), (outcomes["without"], ", registration not asked"))
    ]
    if any(row is None for row in rows):
        why = f"Fewer than {threshold('committee.least_answers')} members inside are employed."
        return _missing(study, "informality", what, why, "")
    return rows


def _gap(people: Persons, formal: pd.Series, inside: Collection[str], words: str) -> Number | None:
    data = people.sample.data
    member = data["member"].eq(1) & data["member_form"].isin(list(inside))
    known = (data["employed"].eq(1) & formal.notna() & data["member"].notna()).fillna(False).to_numpy(bool)
    if (member.fillna(False).to_numpy(bool) & known).sum() < threshold("committee.least_answers"):
        return None
    columns = {"informal_job": 1.0 - formal.astype("float64"), "inside": member.fillna(False).astype("int64")}
    sample = dataclasses.replace(people.sample, data=data.assign(**columns))
    gap = sample.contrast(
        "informal_job", by="inside", domain=known, coefficients=[(1, 1.0), (0, -1.0)]
    ).frame.iloc[0]
    label = f"Informal jobs of members inside minus all others{words}"
    about = {"value": rounded(100 * gap["estimate"], 1), "unit": "points", "year": people.given.year}
    made = number(f"informality{'/without' if words else ''}", label, about, [people.given.title])
    return made | {"margin": _margin(gap)}


def _margin(row: pd.Series) -> float:
    """Return half the width of the 95 per cent interval of a share, in points."""
    return rounded(50 * (row["ci_high"] - row["ci_low"]), 1)


def _missing(study: Any, head: str, what: str, why: str, file: str) -> Absence:
    return Absence(
        id=f"no-reach-{head}", country=study.country, reason="not_computable", what=what, why=why, file=file,
        answers="What would a decision on the perimeter move?",
    )  # fmt: skip


HEADS: dict[str, Callable[[Any, frozenset[str], bool], Found]] = {
    "regions": _regions,
    "alignment": _alignment,
    "informality": _informality,
}
