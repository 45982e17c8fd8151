"""Rule sets of the perimeter, from ``data/common/perimeter_rules.yml``, checked when they are read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from typing import Any

from sse_analysis import reference
from sse_analysis.errors import Failure, SourceError, one_of, suggestion
from sse_analysis.reference.codes import codes
from sse_analysis.sources import constants

_FILE = "perimeter_rules.yml"
_DATED = ("version", "paragraph", "approved_by", "in_force_from", "in_force_to")
_VERDICTS = ("yes", "partly", "no", "unknown")
_KEYS = ("passes", "all_of", "at_least", "of", "strict", "left_to_practice", "asks_organization")


@dataclass(frozen=True)
class Rule:
    """What one kind of form must pass.

    Parameters
    ----------
    passes : tuple of str
        Verdicts on a principle that pass.
    all_of : tuple of str
        Principles that must all pass.
    at_least, of
        How many of some principles must pass, beside ``all_of``.
    strict : tuple of str
        Principles for which only a plain yes passes; partly counts as unknown.
    left_to_practice : tuple of str
        Principles for which a law that asks for nothing decides nothing: no counts as unknown.
    asks_organization : bool
        Whether no law can decide, because only the organization says whether it counts itself in.
    """

    passes: tuple[str, ...] = ()
    all_of: tuple[str, ...] = ()
    at_least: int = 0
    of: tuple[str, ...] = ()
    strict: tuple[str, ...] = ()
    left_to_practice: tuple[str, ...] = ()
    asks_organization: bool = False


@dataclass(frozen=True)
class RuleSet:
    """A definition: its name, why, where from, and the rule for each kind of form (``any`` for the others)."""

    code: str
    name: str
    rationale: str
    source: str
    rules: dict[str, Rule] = field(repr=False)
    version: str = "1"
    paragraph: str = ""
    approved_by: str = ""
    in_force_from: str = ""
    in_force_to: str = ""

    @property
    def asks_only(self) -> bool:
        """Whether only organizations can answer, so that nothing can be said of a form."""
        return all(rule.asks_organization for rule in self.rules.values())

    def rule(self, kind: str) -> Rule:
        return self.rules.get(kind) or self.rules["any"]


def rule_sets() -> tuple[RuleSet, ...]:
    """Return the rule sets in the order of the file.

    Raises
    ------
    SourceError
        If the file has an unknown principle, verdict, kind or key; every problem is listed.
    """
    content = _content()
    wrong = list(_problems(content))
    if wrong:
        count = f"{len(wrong)} problem{'s' if len(wrong) > 1 else ''}"
        raise SourceError(f"data/common/{_FILE} has {count}:", wrong)
    return tuple(
        RuleSet(code, given["name"], given["rationale"], given["source"],
                {kind: _rule(rule) for kind, rule in given["kinds"].items()},
                **{key: str(given.get(key) or "") for key in _DATED})
        for code, given in content["rule_sets"].items()
    )  # fmt: skip


def decisions() -> dict[str, tuple[str, str]]:
    """Return legal form id, and what was decided beforehand with its reason: not a form of its own, or outside."""
    content = _content()
    counted = {row["id"]: ("counted elsewhere", row["reason"]) for row in content["not_a_form_of_its_own"]}
    return counted | {row["id"]: ("outside", row["reason"]) for row in content["outside"]}


def form_changes() -> tuple[dict[str, Any], ...]:
    """Return the forms whose kind changes on a day: ``id, since, kind, reason, source``."""
    return tuple(_content()["form_changes"])


def reason_of(form: str, since: dt.date) -> str:
    """Return why the kind of a form changes on a day, with the source; empty where it does not."""
    found = [row for row in form_changes() if row["id"] == form and row["since"] == since]
    return f"{found[0]['reason']} ({found[0]['source']})" if found else ""


def practice() -> tuple[dict[str, Any], ...]:
    """Return the answers that speak against a principle: ``principle, question, breaks, words, rationale``."""
    return tuple(_content()["practice"])


def options() -> dict[str, dict[str, str]]:
    """Return what a committee may choose for a form: option code, and the verdict it gives under each rule set."""
    return _content()["options"]


def counting() -> dict[str, tuple[str, ...]]:
    """Return how bodies may be counted whatever their form: rule, and its options; the first holds until decided."""
    return {rule: tuple(given) for rule, given in _content()["counting"].items()}


def authorship() -> str:
    """Return whose rules these are, of which day, with which status, as a sentence."""
    given = _content()
    about = f"Rules by {given['author']}, {given['date']}, status {given['status']}"
    return f"{about}: nothing is decided before a committee approves it."


def inputs() -> tuple[tuple[str, str], ...]:
    """Return the file and its digest, for provenance."""
    return constants.inputs(_FILE)


def _rule(given: dict[str, Any]) -> Rule:
    return Rule(**{key: tuple(value) if isinstance(value, list) else value for key, value in given.items()})


def _content() -> dict[str, Any]:
    return constants.settings(_FILE)


def _problems(content: dict[str, Any]):
    kinds, principles = (*reference.labels("form_type"), "any"), codes("principle")
    for code, given in content["rule_sets"].items():
        for kind, rule in given["kinds"].items():
            place = f"rule_sets.{code}.kinds.{kind}"
            yield from _unknown(place, [kind], kinds)
            yield from _unknown(place, rule, _KEYS)
            yield from _unknown(f"{place}.passes", rule.get("passes", ()), _VERDICTS)
            for key in ("all_of", "of", "strict", "left_to_practice"):
                yield from _unknown(f"{place}.{key}", rule.get(key, ()), principles)
    asked = [row["principle"] for row in content["practice"]]
    yield from _unknown("practice", asked, principles)


def _unknown(place: str, words, known):
    for word in words:
        if word not in known:
            yield Failure(
                f"data/common/{_FILE}", f"'{word}'", one_of(known), suggestion(word, known), column=place
            )
