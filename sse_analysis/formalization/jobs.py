"""Who works informally and what informal work lacks, from the persons of a survey."""

from __future__ import annotations

import pandas as pd

from sse_analysis.formalization.concepts import persons_with, unclassed
from sse_analysis.formalization.surveyed import asked, result, shares, tidy
from sse_analysis.results.absence import Absence
from sse_analysis.results.formalization_persons import Surveyed
from sse_analysis.survey.persons import Persons

#: Groups of the profile, in order, and what they are called.
GROUPS = {
    "sex": "sex", "age_group": "age", "education": "education", "urban": "kind of area", "activity": "activity",
    "occupation": "occupation", "work": "status in employment", "member": "membership", "region": "area",
}  # fmt: skip
_LACKS = {
    "contract": "no written contract", "socialsec": "no social security", "annual_leave": "no paid annual leave",
    "sick_leave": "no paid sick leave",
}  # fmt: skip
_FARM = {1: "agriculture", 0: "outside agriculture"}


@asked("indicator_831")
def indicator_831(persons: Persons) -> Surveyed | Absence:
    """Estimate SDG indicator 8.3.1: informal employment in total employment, by sex and by agriculture.

    Main job, agriculture included, under the headline concept; 100 sum w informal / sum w employed.
    """
    y = f"informal_{persons.headline}"
    data = persons.sample.data
    parts = [shares(persons, y, group="all activities", all_as="all")]
    if persons.asked("sex"):
        parts.append(shares(persons, y, by="sex", group="all activities"))
    if persons.asked("agriculture"):
        farm = data["agriculture"].map(_FARM).astype("category")
        held = persons_with(persons, {"farm": farm})
        for words in _FARM.values():
            inside = farm.eq(words).to_numpy("bool")
            parts.append(shares(held, y, domain=inside, group=words, all_as="all"))
            if persons.asked("sex"):
                parts.append(shares(held, y, by="sex", domain=inside, group=words))
    title = (
        f"SDG indicator 8.3.1 by sex and activity, {persons.given.year}: {persons.label(persons.headline)}"
    )
    return result(
        persons, pd.concat(parts, ignore_index=True), id="formalization-sdg-831", title=title,
        unit="percent of the employed", notes=unclassed(persons, persons.headline),
    )  # fmt: skip


@asked("jobs_profile")
def jobs_profile(persons: Persons, *, groups: dict[str, str] | None = None) -> Surveyed | Absence:
    """Estimate the rate of informal employment in every group that the survey tells apart.

    Parameters
    ----------
    groups : dict, optional
        Column and what it is called.
    """
    y = f"informal_{persons.headline}"
    held = _with_words(persons)
    parts = [
        shares(held, y, by=column, group=words)
        for column, words in (groups or GROUPS).items()
        if persons.asked(column)
    ]
    return result(
        persons, pd.concat(parts, ignore_index=True), id="formalization-jobs-profile",
        title=f"Informal employment by group: {persons.label(persons.headline)}",
        unit="percent of the employed in the group", notes=unclassed(persons, persons.headline),
    )  # fmt: skip


def _with_words(persons: Persons) -> Persons:
    """Return members and others in words, for tables."""
    if "member" not in persons.sample.data:
        return persons
    words = persons.sample.data["member"].map({1: "members", 0: "others"}).astype("category")
    return persons_with(persons, {"member": words})


@asked("working_conditions")
def working_conditions(persons: Persons) -> Surveyed | Absence:
    """Estimate what informal and formal jobs lack: contract, insurance, leave; and their hours.

    Each share is of the persons who were asked. Hours are excessive above 48 a week (ILO Convention No. 1).
    """
    y = f"informal_{persons.headline}"
    data = persons.sample.data
    columns = {name: 1 - data[name] for name in _LACKS if persons.asked(name)}
    if persons.asked("hours"):
        columns["long_hours"] = (data["hours"] > 48).astype("Int8").where(data["hours"].notna())
    words = _LACKS | {"long_hours": "more than 48 hours a week"}
    if not columns:
        return persons.absent(
            "formalization-working-conditions", what="What informal work lacks", layout="contract, socialsec, hours",
            why="The survey asks neither for contract nor for insurance, leave or hours.",
        )  # fmt: skip
    nature = data[y].map({1: "informal jobs", 0: "formal jobs"}).astype("category")
    held = persons_with(
        persons, {f"lacks_{name}": column for name, column in columns.items()} | {"nature": nature}
    )
    parts = [shares(held, f"lacks_{name}", by="nature", group=words[name]) for name in columns]
    return result(
        persons, pd.concat(parts, ignore_index=True), id="formalization-working-conditions",
        title="What jobs lack, informal and formal", unit="percent of those asked",
        notes=("Insurance and leave help to make a job formal, so part of these differences is true by definition.",),
    )  # fmt: skip


@asked("earnings")
def earnings(persons: Persons) -> Surveyed | Absence:
    """Estimate the median of monthly earnings in informal and formal jobs, of women and men."""
    y = f"informal_{persons.headline}"
    data = persons.sample.data
    if not persons.asked("earnings"):
        return persons.absent(
            "formalization-earnings", what="Earnings in informal and formal jobs", layout="earnings",
            why="The survey does not ask for earnings.",
        )  # fmt: skip
    nature = data[y].map({1: "informal jobs", 0: "formal jobs"}).astype("category")
    paid = (data["earnings"] > 0).fillna(False).to_numpy("bool") & nature.notna().to_numpy()
    held = persons_with(persons, {"nature": nature})
    parts = []
    for by, group in (("nature", "all"), (["nature", "sex"], "by sex")):
        found = held.sample.quantile("earnings", 0.5, by=by, domain=paid).frame
        names = [by] if isinstance(by, str) else by
        label = found[names].astype("str").agg(", ".join, axis=1)
        parts.append(
            tidy(found.drop(columns=[*names, *(["p"] if "p" in found else [])]), group=group, label=label)
        )
    frame = pd.concat(parts, ignore_index=True)
    return result(
        persons, frame[frame["n"] > 0], id="formalization-earnings",
        title="Median earnings of a month from the main job",
        unit="local currency a month", notes=("Of those who report earnings above zero.",),
    )  # fmt: skip
