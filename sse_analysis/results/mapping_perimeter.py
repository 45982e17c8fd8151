"""What the analyses of the perimeter return."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pandas as pd

from sse_analysis.results.base import Result


@dataclass(frozen=True, kw_only=True, eq=False)
class Sensitivity(Result):
    """Totals under each rule set, and what each decision and all answers together would make of them.

    One row a quantity, unit, rule set and what could move its total: ``quantity, label, unit, rule_set``, ``kind`` (rule
    set, question, reading, counting: a question on how bodies are counted), ``id, name, question, verdict, value, year,
    years, total, low, high, low_answer, high_answer, obs_status, conf_status``. ``low, high`` are changes of the total of
    the rule set. ``years`` are those of a total in words.

    Parameters
    ----------
    combined : DataFrame
        One row a quantity, unit, rule set and combination of answers: ``quantity, label, unit, rule_set, total, upper`` and
        one column a question.
    computed : tuple of (str, int, int)
        Quantity and unit; combinations of answers there are, and those computed.
    rule_sets : tuple of (str, str)
        Code and name in the order of print.
    spans : dict of str to str
        Quantity and unit, and the years of all figures that may be added, in words; empty for counts without a year.
    base : str
        The rule set whose total the chart moves: the one a committee decides on.
    counted : str
        Where the counts come from; parts ids and titles of two such results in one report.
    part : {"decisions", "combinations"}
        Which half is printed.
    """

    combined: pd.DataFrame = field(repr=False)
    computed: tuple[tuple[str, int, int], ...] = ()
    rule_sets: tuple[tuple[str, str], ...] = ()
    spans: dict[str, str] = field(default_factory=dict)
    base: str = "national"
    counted: str = "published"
    part: str = "decisions"

    @property
    def questions(self) -> list[str]:
        """Ids of the questions whose answers were combined, in their order."""
        about = {"quantity", "label", "unit", "rule_set", "total", "upper"}
        return sorted(name for name in self.combined if name not in about)

    @property
    def combinations(self) -> Sensitivity:
        """The half with all answers together: the specification curve."""
        return replace(self, part="combinations")


@dataclass(frozen=True, kw_only=True, eq=False)
class Mosaic(Result):
    """Counted forms by size and by where the definition puts them.

    One row a form: ``line_label, place`` (one of :data:`PLACES`), ``value, year, ledger_id, obs_status, conf_status``.
    """


#: Where two definitions, a narrow and a wide one, put a form; from the inside to the outside.
PLACES = ("core", "broad, core undecided", "broad, not core", "undecided", "out")


@dataclass(frozen=True, kw_only=True, eq=False)
class Moves(Result):
    """Legal forms that enter, leave or change their kind between two rule sets or two days.

    One row a step and form: ``step, between`` (rule sets, days), ``id, name, before, after, move`` (enters, leaves,
    changes its kind, is decided on), ``because, value, year, obs_status, conf_status``.

    Parameters
    ----------
    entities : DataFrame
        One row a step and organization of the registers that enters or leaves: ``step, organization, id, before, after,
        move``; empty without registers.
    """

    entities: pd.DataFrame = field(repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class PracticeScreening(Result):
    """Organizations that hold a form which is in by law and answer that a principle is broken: for somebody to look into.

    One row an organization: ``case_id, legal_form, name, principles, answers, broken`` (principles), ``obs_status,
    conf_status``.

    Parameters
    ----------
    forms : DataFrame
        One row a legal form: ``name, verdict, answered, listed``.
    """

    forms: pd.DataFrame = field(repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class SelfIdentified(Result):
    """Listed organizations that see themselves as part of the SSE: all, by legal form, by what the law says of the form.

    One row a group: ``kind`` (all, form, law), ``group, label, n`` (answers), ``open``; ``estimate, se, ci_low, ci_high,
    lowest, highest`` in percent; ``least, most`` (organizations, every open answer a no, a yes), ``count_low, count_high``
    (with what the sample adds), ``obs_status, conf_status``.
    """

    level: float = 0.95
