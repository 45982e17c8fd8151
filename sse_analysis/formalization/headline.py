"""The report in a few sentences, every number from a result."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.formalization import constants
from sse_analysis.formalization.rates import by_another_definition
from sse_analysis.formalization.series import when
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Statement
from sse_analysis.results.formalization import GenderGap, Pathways, Rates, Revisions
from sse_analysis.sources.table import publications
from sse_analysis.survey.persons import Persons

_ELSEWHERE = (
    "Whether members of cooperatives, associations or mutuals work formally more often than others is looked into from the "
    "{title} under 'Members and others', with and without the criterion of registration, which makes a cooperative formal "
    "by definition."
)
NOT_SAID = (
    "What cannot be said: whether members of cooperatives, associations or mutuals work formally more often "
    "than others. No table of this report crosses membership with informality, and registration makes a "
    "cooperative formal by definition."
)


def headline(
    published: Rates | Absence,
    *,
    revised: Revisions | Absence,
    gap: GenderGap | Absence,
    cases: Pathways | Absence,
    persons: Persons | Absence | None = None,
) -> Statement:
    """Return what the report found as plain sentences; a part without data says that it has none.

    Parameters
    ----------
    persons : Persons or Absence, optional
        A survey of persons; where it asks about membership the report does cross it with informality.
    """
    members = _members(persons)
    parts = [
        *_rate(published),
        *_gap(gap),
        *_revised(revised, published),
        *_cases(cases),
        *_chosen(published),
        members,
    ]
    return Statement(
        id="formalization-headline", country=published.country, paragraphs=tuple(parts), bullets=True
    )


def _members(persons: Persons | Absence | None) -> str:
    crosses = isinstance(persons, Persons) and persons.headline is not None and persons.asked("member")
    return _ELSEWHERE.format(title=persons.given.title) if crosses else NOT_SAID


def _rate(published: Rates | Absence) -> list[str]:
    if isinstance(published, Absence):
        return [f"How much work is informal: {published.words}. {published.why}"]
    row = published.headline_row()
    if row is None:
        return ["No figure fits the rule of the headline rate. " + published.rule]
    return [_sentence(row), *_course(published, row), *_alternatives(published.frame, row)]


def _chosen(published: Rates | Absence) -> list[str]:
    """Say by which rule the first rate is chosen; where none fits, that was said in its place."""
    found = not isinstance(published, Absence) and published.headline_row() is not None
    return [published.rule] if found else []


def _sentence(row: pd.Series) -> str:
    label = row["concept_label"].split(",")[0]
    concept = "" if pd.isna(row["concept_note"]) else f"; {row['concept_note']}"
    return (
        f"{label} was {exact(row['value']):.1f} percent of employment in {row['year']} ({row['scope_label']}, women "
        f"and men; {row['dataset']}, release {row['release_date']}{concept})."
    )


def _alternatives(frame: pd.DataFrame, row: pd.Series) -> list[str]:
    """Say what else is published for the scope, all of it: by the same definition, and under the same name only."""
    same = frame["concept"].eq(row["concept"]) & frame["scope"].eq(row["scope"]) & ~frame["headline"]
    others = frame[same & frame["location"].eq(row["location"])]
    apart = by_another_definition(frame).loc[others.index]
    alike, named = _others(others[~apart]), _others(others[apart], defined=True)
    return [
        f"Also published for the same concept and scope, in percent, by release: {alike}." if alike
        else "No other figure is held for the same concept and scope.",
        *([f"Under the same name, by another definition or one that is not stated: {named}."] if named else []),
    ]  # fmt: skip


def _others(rows: pd.DataFrame, *, defined: bool = False) -> str:
    """Return figures as a list; one that several releases have alike stands there once, with all of them."""
    releases: dict[tuple[str, str], list[str]] = {}
    for row in rows.to_dict("records"):
        releases.setdefault(_other(row, defined=defined), []).append(row["release_date"])
    return "; ".join(f"{told}, {' and '.join(dates)}{rest})" for (told, rest), dates in releases.items())


def _other(row: dict, *, defined: bool) -> tuple[str, str]:
    """Return a figure up to its release, and what stands behind the release."""
    year = "year not stated" if pd.isna(row["year"]) else str(row["year"])
    grade = f", grade {row['grade']}" if row["kind"] == "cited" and pd.notna(row["grade"]) else ""
    definition = f"; {row['concept_note']}" if defined and pd.notna(row["concept_note"]) else ""
    return f"{exact(row['value']):.1f} ({year}; {row['short']}", f"{grade}{definition}"


def _course(published: Rates, row: pd.Series) -> list[str]:
    """Say what may be said of the course of the headline series: only within its last stretch."""
    own = published.history
    for key in ("concept", "scope", "location", "unit", "dataset", "release_date"):
        own = own[own[key].eq(row[key])]
    own = own.dropna(subset=["stretch"]).sort_values("year")
    last = own[own["stretch"].eq(own["stretch"].max()) & ~own["unreliable"]]
    sentences = []
    if pd.notna(row["break_kind"]) and len(own) > len(last):
        before = own[own["stretch"].lt(own["stretch"].max())].iloc[-1]
        sentences.append(
            f"{row['year']} stands behind a break ({_cause(row)}): {exact(before['value']):.1f} in "
            f"{before['year']} and {exact(row['value']):.1f} in {row['year']} must not be read as a change."
        )
    return [*sentences, _trend(own, last)]


def _cause(row: pd.Series) -> str:
    """Return why a series breaks at a row, and that a break declared here is a proposal."""
    declared = row["break_kind"] not in ("flagged", "carried")
    return f"{row['break_reason']}; proposal of this project" if declared else str(row["break_reason"])


def _trend(own: pd.DataFrame, last: pd.DataFrame) -> str:
    enough = constants.reading()["minimum_points"]
    if len(last) < enough:
        points = "one value" if len(last) == 1 else f"{len(last)} values"
        return (
            f"No trend can be given: the series has {points} since its last break, and {enough} are needed."
        )
    first, latest = last.iloc[0], last.iloc[-1]
    broken = f"since its last break ({first['year']}: {_cause(first)})"
    since = broken if len(own) > len(last) else "in one unbroken stretch"
    return (
        f"The series has {len(last)} values {since}: {exact(first['value']):.1f} in {first['year']}, "
        f"{exact(latest['value']):.1f} in {latest['year']}, between {exact(last['value'].min()):.1f} and "
        f"{exact(last['value'].max()):.1f}.{_steps(last)}"
    )


def _steps(last: pd.DataFrame) -> str:
    """Name the steps between neighbouring years that are large and flagged by nobody."""
    steps = last["value"].diff()
    large = steps.abs().ge(constants.reading()["large_step"]) & last["year"].diff().eq(1).fillna(False)
    words = "; ".join(
        f"{exact(steps[row]):+.1f} points in {last.at[row, 'year']}" for row in last.index[large]
    ).replace("-", "−")
    return (
        f" It has a large step that its publisher does not flag: {words}. Ask before reading it as a change."
        if words
        else ""
    )


def _revised(revised: Revisions | Absence, published: Rates | Absence) -> list[str]:
    if isinstance(revised, Absence) or isinstance(published, Absence):
        return []
    own = revised.counts[revised.counts["kind"].eq("revision")]
    if own.empty:
        return []
    last = own.loc[max(own.index, key=lambda row: when(own.at[row, "release_to"]))]
    if not last["changed"]:
        return [f"Nothing changed between the last two releases of {last['dataset_to']}."]
    told = "none of them as printed with one decimal"
    if last["seen"]:
        size = f"{exact(abs(last['largest'])):.1f}"
        most = "less than 0.05" if size == "0.0" else f"up to {size}"
        told = (
            f"{last['seen']} of them as printed with one decimal, by {most} points "
            f"({_who(last['at_sex'])}, {last['at_year']})"
        )
    return [
        f"Between the releases {last['release_from']} and {last['release_to']} of {last['dataset_to']}, "
        f"{last['changed']} of {last['common']} figures changed, {told}. A rate is read together with its release."
    ]


def _who(sex: str) -> str:
    return {"female": "women", "male": "men"}.get(sex, "women and men")


def _gap(gap: GenderGap | Absence) -> list[str]:
    if isinstance(gap, Absence):
        return []
    found = gap.frame[gap.frame["scope"].eq("total") & gap.frame["newest"] & gap.frame["latest"]]
    if found.empty:
        return []
    row = found.iloc[-1]
    side = "lower" if row["gap"] < 0 else "higher"
    return [
        f"Women's rate was {exact(abs(row['gap'])):.1f} points {side} than men's in {row['year']} "
        f"({exact(row['female']):.1f} against {exact(row['male']):.1f}; {row['dataset']}, release "
        f"{row['release_date']}).{_broken(row)}"
    ]


def _broken(row: pd.Series) -> str:
    return (
        f" The figures of {row['year']} stand behind a break: no earlier gap is compared with it."
        if row["broken"]
        else ""
    )


def _cases(cases: Pathways | Absence) -> list[str]:
    if isinstance(cases, Absence):
        return [f"Documented paths from informal to formal: {cases.words}."]
    frame = cases.frame
    without = int(frame["outcome"].notna().sum())
    words = f" {_report(without)} a plan, an agreement or a dialogue without a result." if without else ""
    held = "1 case" if len(frame) == 1 else f"{len(frame)} cases"
    sources = publications(frame).nunique()
    read = "1 source" if sources == 1 else f"{sources} sources"
    return [
        f"{held} of a move from informal to formal, from {read}, can be read here, in {frame['area'].nunique()} of 7 policy "
        f"areas of Recommendation No. 204.{words} Cases are examples and no sample."
    ]


def _report(number: int) -> str:
    return "One of them reports" if number == 1 else f"{number} of them report"
