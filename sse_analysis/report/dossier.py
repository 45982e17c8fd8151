"""One file for a meeting: open questions with their ballots, what has moved, what is missing and what the audit found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sse_analysis.committee.ballot import Ballot
from sse_analysis.committee.difference import Change
from sse_analysis.committee.numbers import Number
from sse_analysis.committee.workplan import Task
from sse_analysis.report.arranging import arrange
from sse_analysis.report.exhibits import revive
from sse_analysis.report.model import Block, Document, Heading, Paragraph, Shown, Span
from sse_analysis.results.exhibit import Cell, Column, Exhibit, Statement, Table
from sse_analysis.tables.base import text

_NO_FIGURE = "no figure"
_COMPUTED = "Computed by this project from the figures and the log of decisions of the country."


def document(
    country: str, name: str, sections: Iterable[tuple[str, Iterable[Exhibit]]], *, day: str, banner: str = ""
) -> Document:
    """Return the file of a meeting.

    Parameters
    ----------
    sections : iterable of (str, iterable of Exhibit)
        Head of each part and what stands in it; a part without content is left out.
    day : str
        Day the decisions count for.
    """
    blocks: list[Block] = []
    for head, exhibits in sections:
        shown = [_shown(exhibit) for exhibit in exhibits]
        blocks += [Heading(2, (Span(head),)), *shown] if shown else []
    if not blocks:
        blocks = [Paragraph((Span("There is nothing to decide and nothing to report."),))]
    page = Document(
        title=f"{name}: papers for the national advisory committee", subtitle="Questions, ballots, changes, gaps",
        country=country, country_name=name, analysis="mapping", banner=banner, blocks=tuple(blocks),
        facts=(("State of", day), ("Status", "for discussion; nothing here is decided by the project")),
    )  # fmt: skip
    return arrange(page, printed_title=False)


def _shown(exhibit: Exhibit) -> Shown:
    """Return an exhibit as the writers know it: read back from its record, as from a notebook."""
    return Shown(revive(exhibit.record(), svg="", cell=1), exhibit.id, 1)


def ballot_table(country: str, ballot: Ballot) -> Table:
    """One sheet a question: every headline number as things stand and under each option."""
    asked = ballot.question
    states = (ballot.now, *ballot.outcomes.values())
    rows = [
        (_label(ballot, place), *(_outcome(place, numbers) for numbers in states)) for place in ballot.moved
    ] or [("No headline number moves: no figure is tied to this form", *["–"] * len(states))]
    notes = (
        f"Turns on {asked.paragraph}.",
        *(f"{option}: {words}." for option, words in asked.options.items()),
        *(f"Evidence: {item}." for item in asked.evidence),
    )
    return Table(
        id=f"ballot-{asked.id.lower()}", country=country, title=f"{asked.id}: {asked.question}",
        columns=(Column("Headline number", width=2.4), Column("As things stand", "decimal"),
                 *(Column(f"If: {option}", "decimal") for option in asked.options)),
        rows=_cells(rows), sources=(_COMPUTED,), notes=notes,
    )  # fmt: skip


def _label(ballot: Ballot, place: str) -> str:
    row = next(one for one in ballot.row(place) if one is not None)
    return f"{row['label']} ({row['unit']})"


def _outcome(place: str, numbers: Mapping[str, Number]) -> str:
    """Return a number; where it is absent, whether nothing is counted there or no figure is known."""
    kind, *rest = place.split("/")
    if place not in numbers and kind == "forms":
        return "0"
    if place not in numbers and kind == "perimeter" and f"forms/{rest[0]}/{rest[1]}" not in numbers:
        return "none"
    return _cell(numbers.get(place))


def _cell(row: Number | None) -> str:
    return _NO_FIGURE if row is None else f"{row['value']:,.10g}"


def _cells(rows: Iterable[Iterable[str]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(text(cell) for cell in row) for row in rows)


def change_table(country: str, moved: Sequence[Change], *, since: str) -> Table:
    """One row a number that moved, with its causes."""
    rows = []
    for change in moved:
        own = change.after or change.before
        causes = [f"{part:+,.6g} {cause}" for cause, part in change.credits] or list(change.causes)
        rows.append(
            (f"{own['label']} ({own['unit']})", _cell(change.before), _cell(change.after), "; ".join(causes))
        )
    return Table(
        id="dossier-changes", country=country, title=f"Numbers that moved since {since}, and why",
        columns=(Column("Headline number", width=2.0), Column("Before", "decimal"), Column("Now", "decimal"),
                 Column("Causes, recomputed one by one", width=2.6)),
        rows=_cells(rows or [("None", "–", "–", "–")]), sources=(_COMPUTED,),
    )  # fmt: skip


def plan_table(country: str, plan: Sequence[Task]) -> Table:
    """One row a task, by who is responsible."""
    ordered = sorted(plan, key=lambda task: (task.responsible, task.due is None, str(task.due)))
    rows = tuple(
        (
            task.id,
            task.task,
            "; ".join(task.unlocks),
            task.responsible,
            "no date" if task.due is None else str(task.due),
        )
        for task in ordered
    )
    return Table(
        id="dossier-work-plan", country=country, title="What is missing, who brings it, and what it unlocks",
        columns=(Column("Task"), Column("What", width=2.0), Column("Unlocks", width=2.4), Column("Who", width=1.2),
                 Column("Until")),
        rows=_cells(rows or [("None", "–", "–", "–", "–")]), sources=(_COMPUTED,),
    )  # fmt: skip


def printable(country: str, counts: Sequence[tuple[str, int, int]]) -> Statement:
    """Say how much each report can already print: tables and figures, and what is absent."""
    words = tuple(
        f"{analysis}: {shown} tables and figures can be printed, {absent} are absent."
        for analysis, shown, absent in counts
    )
    return Statement(id="dossier-printable", country=country, paragraphs=words, bullets=True)
