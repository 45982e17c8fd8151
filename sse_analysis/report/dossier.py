"""One file for a meeting: open questions with their ballots, what has moved, what is missing and what the audit found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from sse_analysis.committee.ballot import HEADS, Ballot, Row
from sse_analysis.committee.difference import Change, Crossing
from sse_analysis.committee.numbers import Number
from sse_analysis.committee.passing import Passage
from sse_analysis.committee.wording import LISTED, counted, single, with_form
from sse_analysis.committee.workplan import Task
from sse_analysis.decimals import exact
from sse_analysis.report.arranging import arrange
from sse_analysis.report.exhibits import revive
from sse_analysis.report.model import Block, Document, Heading, Paragraph, Shown, Span
from sse_analysis.report.protection import cleaned
from sse_analysis.results.absence import ABSENCE_CODES
from sse_analysis.results.exhibit import Cell, Column, Exhibit, Statement, Table
from sse_analysis.tables.base import text

_NO_FIGURE = "no figure"
_NOT_COMPUTABLE = ABSENCE_CODES["not_computable"][2]
#: Sections of one report that a task is said to unlock; of more the count.
SECTIONS = 4
_READING = (
    "Regions, alignment and the gap are those of the national perimeter; ± is a 95 percent interval.",
    "Members and jobs are added over the forms that have a figure; a person in two organizations is counted twice.",
)
_COMPUTED = "Computed by this project from the figures and the log of decisions of the country."

#: Words of every paper, for the catalogues; those of a row of numbers are translated by their parts.
WORDS = (
    *HEADS.values(), "does not move", "not known", "If", "in", "out", "broad", "active", "registered", "apart", "added",
    *(f"{name} perimeter" for name in ("Core", "National", "Broad", "UN TSE", "CIRIEC")),
    "judged in", "judged out", "judged undecided", "undecided", "members", "jobs", "(entities)", "(legal forms)", "(areas)",
    "(persons)", "(jobs)", "(memberships)", "(families)", "(households)", "Areas with a published count inside",
    "Headline number", "As things stand", "Open questions", "Open questions and what each answer would change",
    "What has moved since {1}", "What is missing", "What the audit of the figures found", "State of", "Status",
    "Questions, ballots, changes, gaps", "{country}: papers for the national advisory committee",
    "for discussion; nothing here is decided by the project", "What is missing, who brings it, and what it unlocks",
    "What", "Unlocks", "Who", "Until", "no date", "national research team", "national advisory committee",
    "perimeter of the national report", "Before", "Now", "Causes, recomputed one by one", "Legal form", "Definition",
    "Its organizations", "Organization", "Record", "Move", "Why", "none", _NO_FIGURE, _NOT_COMPUTABLE,
)  # fmt: skip


def document(
    country: str, name: str, sections: Iterable[tuple[str, Iterable[Exhibit]]], *, day: str, banner: str = "",
    profile: str = "full",
) -> Document:  # fmt: skip
    """Return the file of a meeting.

    Parameters
    ----------
    sections : iterable of (str, iterable of Exhibit)
        Head of each part and what stands in it; a part without content is left out.
    day : str
        Day the decisions count for.
    profile : {"full", "dossier"}
        A dossier of sheets has no list of contents.
    """
    blocks: list[Block] = []
    for head, exhibits in sections:
        found = [shown(exhibit) for exhibit in exhibits]
        blocks += [Heading(2, (Span(head),)), *found] if found else []
    if not blocks:
        blocks = [Paragraph((Span("There is nothing to decide and nothing to report."),))]
    page = Document(
        title=f"{name}: papers for the national advisory committee", subtitle="Questions, ballots, changes, gaps",
        country=country, country_name=name, analysis="mapping", banner=banner, blocks=tuple(blocks), profile=profile,
        facts=(("State of", day), ("Status", "for discussion; nothing here is decided by the project")),
    )  # fmt: skip
    return arrange(page, printed_title=False)


def shown(exhibit: Exhibit) -> Shown:
    """Return an exhibit as the writers know it: read back from its record, as from a notebook, nobody at risk named."""
    record = cleaned(exhibit.record(), exhibit.country)
    return Shown(revive(record, svg="", cell=1), exhibit.id, 1)


def ballot_table(country: str, ballot: Ballot) -> Table:
    """One sheet a question: every headline number as things stand and under each option, or why there is none."""
    asked = ballot.question
    states = (ballot.now, *ballot.outcomes.values())
    rows, groups = [], []
    for head in ballot.heads:
        still = "does not move" if head.rows else "not known"
        groups.append((len(rows), HEADS[head.name] if head.moves else f"{HEADS[head.name]}: {still}"))
        rows += [
            (_label(row), *(outcome(row, at, states, ballot.absent[at]) for at in range(len(states))))
            for row in head.rows
        ]
        rows += [] if head.rows else [(head.why, *["–"] * len(states))]
    notes = (
        f"Turns on {asked.paragraph}.",
        *(f"{option}: {words}." for option, words in asked.options.items()),
        *(f"Evidence: {item}." for item in asked.evidence),
        *(f"{_NOT_COMPUTABLE.capitalize()}: {why}." for why in _reasons(ballot)),
        *_READING,
    )
    return Table(
        id=f"ballot-{asked.id.lower()}", country=country, title=f"{asked.id}: {asked.question}",
        columns=(Column("Headline number", width=2.4), Column("As things stand", "decimal"),
                 *(Column(f"If: {option}", "decimal") for option in asked.options)),
        rows=_cells(rows), sources=(_COMPUTED,), notes=notes, groups=tuple(groups), sheet=True,
    )  # fmt: skip


def _reasons(ballot: Ballot) -> list[str]:
    """Return why totals of the rows shown cannot be computed, each reason once."""
    shown = {one["id"] for head in ballot.heads for row in head.rows for one in row if one is not None}
    return list(
        dict.fromkeys(why for state in ballot.absent for place, why in state.items() if place in shown)
    )


def _label(row: Row) -> str:
    own = next(one for one in row if one is not None)
    return f"{own['label']} ({own['unit']})"


def outcome(row: Row, at: int, states: Sequence[Mapping[str, Number]], absent: Mapping[str, str]) -> str:
    """Return a number of a state as printed; where it is absent, why: nothing is counted there, or no figure is known."""
    place = next(one for one in row if one is not None)["id"]
    if row[at] is None and place in absent:
        return _NOT_COMPUTABLE
    kind, *rest = place.split("/")
    if row[at] is None and kind in ("forms", "area"):
        return "0"
    if row[at] is None and kind == "perimeter" and f"forms/{rest[0]}/{rest[1]}" not in states[at]:
        return "none"
    years = {one["year"] for one in row if one is not None}
    return _cell(row[at], dated=len(years) > 1)


def _cell(row: Number | None, *, dated: bool = False) -> str:
    """Return a number as printed, with its year where the years of a row differ."""
    if row is None:
        return _NO_FIGURE
    if "margin" in row:
        return f"{exact(row['value']):,.1f} ± {exact(row['margin']):.1f}"
    return f"{exact(row['value']):,.10g}" + (f" ({row['year']})" if dated and row["year"] else "")


def _cells(rows: Iterable[Iterable[str]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(text(cell) for cell in row) for row in rows)


def change_table(
    country: str, moved: Sequence[Change], *, since: str, names: Mapping[str, str] = MappingProxyType({})
) -> Table:
    """One row a number that moved, with its causes; legal forms by their names."""
    rows = []
    for change in moved:
        own = change.after or change.before
        causes = [f"{exact(part):+,.6g} {cause}" for cause, part in change.credits] or list(change.causes)
        rows.append(
            (
                f"{own['label']} ({own['unit']})",
                _cell(change.before),
                _cell(change.after),
                _said("; ".join(causes), names),
            )
        )
    return Table(
        id="dossier-changes", country=country, title=f"Numbers that moved since {since}, and why",
        columns=(Column("Headline number", width=2.0), Column("Before", "decimal"), Column("Now", "decimal"),
                 Column("Causes, recomputed one by one", width=2.6)),
        rows=_cells(rows or [("None", "–", "–", "–")]), sources=(_COMPUTED,),
    )  # fmt: skip


def crossing_table(
    country: str, crossed: Sequence[Crossing], *, since: str, passed: Sequence[Passage] | None = (),
    names: Mapping[str, str] = MappingProxyType({}),
) -> Table:  # fmt: skip
    """One row a legal form that a definition judges otherwise than before: its organizations enter or leave with it."""
    counts = with_form(passed or ())
    rows = [
        (
            _said(row.form, names),
            row.perimeter,
            row.before or "not there",
            row.after or "not there",
            _move(row, counts),
        )
        for row in crossed
    ]
    return Table(
        id="dossier-crossings", country=country, title=f"Legal forms that entered or left since {since}",
        columns=(Column("Legal form", width=2.4), Column("Definition"), Column("Before"), Column("Now"),
                 Column("Its organizations")),
        rows=_cells(rows or [("None", *["–"] * 4)]), sources=(_COMPUTED,),
    )  # fmt: skip


def _said(words: str, names: Mapping[str, str]) -> str:
    """Return words with the names of legal forms for their ids; the longest id first, as one may begin another."""
    for form in sorted(names, key=len, reverse=True):
        words = words.replace(form, names[form])
    return words


def _move(row: Crossing, counts: Mapping[tuple[str, str], int]) -> str:
    was, now = row.before == "in", row.after == "in"
    move = {(False, True): "enter", (True, False): "leave"}.get((was, now), "stay outside")
    count = counts.get((row.form, f"{move}s"), 0) if row.perimeter == "national" else 0
    return f"{move} ({count:,} in the registers)" if count else move


def passage_table(
    country: str,
    passed: Sequence[Passage] | None,
    *,
    since: str,
    names: Mapping[str, str] = MappingProxyType({}),
) -> Table:
    """One row an organization that entered or left by itself; those that moved with their form stand with it."""
    alone = single(passed or ())
    rows = [
        (
            row.name or "without name",
            row.organization,
            _said(row.form, names),
            row.move,
            _said(row.why, names),
        )
        for row in alone[:LISTED]
    ]
    notes = [
        f"National perimeter, organizations of the registers: {counted(passed or ())}, with their legal form or alone."
    ]
    if len(alone) > LISTED:
        notes.append(f"The first {LISTED} of {len(alone):,} that moved by themselves are listed.")
    if passed is None:
        notes = ["Not told: the content of a register or another input of the earlier version was not kept."]
    return Table(
        id="dossier-passages", country=country, title=f"Organizations that entered or left by themselves since {since}",
        columns=(Column("Organization", width=2.0), Column("Record", width=1.4), Column("Legal form", width=1.8),
                 Column("Move"), Column("Why", width=2.0)),
        rows=_cells(rows or [("None" if passed is not None else "Not known", *["–"] * 4)]), notes=tuple(notes),
        sources=(_COMPUTED,),
    )  # fmt: skip


def plan_table(country: str, plan: Sequence[Task]) -> Table:
    """One row a task, by who is responsible."""
    ordered = sorted(plan, key=lambda task: (task.responsible, task.due is None, str(task.due)))
    rows = tuple(
        (
            f"{task.id}: {task.task}" if task.kind == "decision" else task.task,
            _unlocked(task.unlocks),
            task.responsible,
            "no date" if task.due is None else str(task.due),
        )
        for task in ordered
    )
    return Table(
        id="dossier-work-plan", country=country, title="What is missing, who brings it, and what it unlocks",
        columns=(Column("What", width=2.4), Column("Unlocks", width=2.6), Column("Who", width=1.2), Column("Until")),
        rows=_cells(rows or [("None", "–", "–", "–")]), sources=(_COMPUTED,),
        notes=("Tasks have ids, for dates and responsible persons: sse workplan lists them.",),
    )  # fmt: skip


def _unlocked(sections: Sequence[str]) -> str:
    """Return what a task unlocks, by report; of many sections the first ones and the count."""
    by_report: dict[str, list[str]] = {}
    for section in sections:
        report, _, what = section.partition(": ")
        by_report.setdefault(report, []).append(what)
    return ". ".join(
        f"{report}: {'; '.join(what[:SECTIONS])}{_rest(len(what) - SECTIONS)}" if any(what) else report
        for report, what in by_report.items()
    )


def _rest(count: int) -> str:
    return f"; and {count} more" if count > 0 else ""


def printable(country: str, counts: Sequence[tuple[str, int, int]]) -> Statement:
    """Say how much each report can already print: tables and figures, and what is absent."""
    words = tuple(
        f"{analysis}: {shown} tables and figures can be printed, {absent} are absent."
        for analysis, shown, absent in counts
    )
    return Statement(id="dossier-printable", country=country, paragraphs=words, bullets=True)
