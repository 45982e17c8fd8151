"""The perimeter by hand, in JupyterLab: choose an answer to every open question and see every headline number move.

A page that is exported holds no widgets: there stands a table of what each answer alone would do, from the same
functions.
"""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sse_analysis.committee.ballot import reached, value_of
from sse_analysis.committee.numbers import Number
from sse_analysis.committee.reach import Reach
from sse_analysis.committee.replaying import Basis, Replay, present_basis
from sse_analysis.errors import ParameterError, SetupError
from sse_analysis.perimeter import Decision
from sse_analysis.report.dossier import outcome
from sse_analysis.results.exhibit import Column, Table
from sse_analysis.study import load_study
from sse_analysis.tables.base import text

_PRINTED = ("perimeter/national/in/", "perimeter/broad/in/")
_AS_IT_STANDS = "as it stands"


class Explorer:
    """Questions with their options, and what the chosen answers would move.

    Parameters
    ----------
    country : str
        ISO3 code.
    on : date, optional
        Day for which decisions count; today by default.

    Raises
    ------
    ParameterError
        If no question of the country is open.
    """

    def __init__(self, country: str, on: dt.date | None = None):
        study = load_study(country)
        day = on or dt.date.today()
        self.questions: dict[str, Decision] = {one.id: one for one in study.decisions.open_on(day)}
        if not self.questions:
            raise ParameterError(f"No question of '{study.country}' is open ({study.decisions.file}).")
        self._replay = Replay(study.country, load_study)
        self._basis: Basis = present_basis(study.country, study.decisions, on=day)
        self._reach = Reach(study)
        self._now = self._numbers(self._basis)

    def outcome(self, answers: Mapping[str, str]) -> list[tuple[str, str, Number | None, Number | None]]:
        """Return every number that the answers together move: id, label, as things stand, then.

        Parameters
        ----------
        answers : dict of str to str
            Id of a question and the option chosen.

        Raises
        ------
        ParameterError
            If a question is not open, or has no such option.
        """
        return self._moved(self._numbers(self._answered(answers)))

    def _moved(self, then: Mapping[str, Number]) -> list[tuple[str, str, Number | None, Number | None]]:
        moved = []
        for place in sorted({*self._now, *then}):
            before, after = self._now.get(place), then.get(place)
            if value_of(before) != value_of(after):
                own = after or before
                moved.append((place, f"{own['label']} ({own['unit']})", before, after))
        return moved

    def _printed(self, answers: Mapping[str, str]) -> list[tuple[str, str, str, str]]:
        """Return every number that moves in the words of a ballot: id, label, as things stand, then."""
        basis = self._answered(answers)
        states = (self._now, self._numbers(basis))
        whys = [self._replay.absent(one) for one in (self._basis, basis)]
        return [
            (place, label, *(_words(row, at, states, whys[at]) for at in (0, 1)))
            for place, label, *row in self._moved(states[1])
        ]

    def _answered(self, answers: Mapping[str, str]) -> Basis:
        chosen = dict(self._basis.decisions)
        for name, option in answers.items():
            asked = self.questions.get(name)
            if asked is None or option not in asked.options:
                known = ", ".join(asked.options) if asked else ", ".join(self.questions)
                raise ParameterError(f"'{option if asked else name}' is not one of: {known}.")
            chosen[asked.topic] = asked.answered(option)
        return replace(self._basis, decisions=chosen)

    def _numbers(self, basis: Basis) -> dict[str, Number]:
        found = self._replay.numbers(basis)
        return found | reached(found, basis, self._reach)

    def table(self, answers: Mapping[str, str]) -> str:
        """Return what moves as a small HTML table, all text escaped."""
        rows = "".join(
            f"<tr><td>{html.escape(label)}</td><td>{html.escape(before)}</td><td>{html.escape(after)}</td></tr>"
            for _, label, before, after in self._printed(answers)
        )
        head = "<tr><th scope='col'>Headline number</th><th scope='col'>As things stand</th><th scope='col'>Then</th></tr>"
        return (
            f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"
            if rows
            else "<p>No headline number moves.</p>"
        )

    def fallback(self) -> Table:
        """Return what each answer alone moves of the national and the broad perimeter: for a page without widgets."""
        rows, groups = [], []
        for name, asked in self.questions.items():
            groups.append((len(rows), f"{name}: {asked.question}"))
            for option, words in asked.options.items():
                moved = [row for row in self._printed({name: option}) if row[0].startswith(_PRINTED)]
                rows += [(words, *said) for _, *said in moved] or [
                    (words, "no number of what is inside moves", "–", "–")
                ]
        cells = tuple(tuple(text(cell) for cell in row) for row in rows)
        return Table(
            id="perimeter-explorer", country=self._replay.country, title="What each answer alone would move",
            columns=(Column("Answer", width=2.0), Column("Headline number", width=2.0),
                     Column("As things stand", "decimal"), Column("Then", "decimal")),
            rows=cells, groups=tuple(groups),
            sources=("Computed by this project from the figures and the log of decisions of the country.",),
        )  # fmt: skip


def explore(country: str, on: dt.date | None = None):
    """Return the explorer as a widget: one menu a question, and under them what moves.

    Raises
    ------
    SetupError
        If ipywidgets is not installed.
    """
    try:
        import ipywidgets
    except ImportError:
        raise SetupError(
            "The explorer needs ipywidgets. Install it with: pip install 'sse_analysis[committee]'"
        ) from None
    made = Explorer(country, on)
    menus = {
        name: ipywidgets.Dropdown(
            options=[(_AS_IT_STANDS, ""), *((words, option) for option, words in one.options.items())],
            description=name, tooltip=one.question, layout={"width": "36em"},
        )
        for name, one in made.questions.items()
    }  # fmt: skip
    shown = ipywidgets.HTML(made.table({}))

    def renew(_change: object) -> None:
        shown.value = made.table({name: menu.value for name, menu in menus.items() if menu.value})

    for menu in menus.values():
        menu.observe(renew, names="value")
    asked = [
        ipywidgets.VBox([ipywidgets.HTML(html.escape(made.questions[name].question)), menu])
        for name, menu in menus.items()
    ]
    return _with_table(ipywidgets.VBox, made.fallback())([*asked, shown])


def _with_table(box: type, table: Table) -> type:
    """Return a kind of box that leaves the table beside the widget, for pages and readers without widgets."""

    class Box(box):
        def _repr_mimebundle_(self, **given: object) -> dict[str, object]:
            return table._repr_mimebundle_() | super()._repr_mimebundle_(**given)

    return Box


def _words(
    row: Sequence[Number | None], at: int, states: Sequence[Mapping[str, Number]], absent: Mapping[str, str]
) -> str:
    """Return what a ballot prints, and why a number cannot be computed."""
    place = next(one for one in row if one is not None)["id"]
    said = outcome(tuple(row), at, states, absent)
    return f"{said}: {absent[place]}" if row[at] is None and place in absent else said
