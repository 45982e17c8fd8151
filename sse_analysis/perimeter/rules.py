"""Rule sets of the perimeter, from ``data/common/perimeter_rules.yml``, checked when they are read."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

from sse_analysis import reference
from sse_analysis.errors import Failure, SourceError, one_of, suggestion
from sse_analysis.perimeter import dating
from sse_analysis.reference.codes import codes
from sse_analysis.sources import constants

_FILE = "perimeter_rules.yml"
_TEXTS = ("version", "paragraph", "approved_by")
_VERDICTS = ("yes", "partly", "no", "unknown")
_SET_KEYS = ("name", "rationale", "source", "kinds", *_TEXTS, *dating.DATES)
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
    """A definition: its name, why, where from, and the rule for each kind of form (``any`` for the others).

    Parameters
    ----------
    in_force_from, in_force_to : date, optional
        First and last day on which this version holds; none is since ever, or until further notice.
    rests : str
        Why nothing can be judged on the day that was asked for: no version is in force. Empty where one is.
    """

    code: str
    name: str
    rationale: str
    source: str
    rules: dict[str, Rule] = field(repr=False)
    version: str = "1"
    paragraph: str = ""
    approved_by: str = ""
    in_force_from: dt.date | None = None
    in_force_to: dt.date | None = None
    rests: str = ""

    @property
    def asks_only(self) -> bool:
        """Whether only organizations can answer, so that nothing can be said of a form."""
        return all(rule.asks_organization for rule in self.rules.values())

    @property
    def cited(self) -> str:
        """The source; where the version has dates, with the version and its dates."""
        dated = self.in_force_from or self.in_force_to
        return f"{self.source} (version {self.version}, in force {span(self)})" if dated else self.source

    def rule(self, kind: str) -> Rule:
        return self.rules.get(kind) or self.rules["any"]

    def holds(self, on: dt.date) -> bool:
        """Tell whether this version is in force on a day."""
        return (self.in_force_from or dt.date.min) <= on <= (self.in_force_to or dt.date.max)


def rule_sets(on: dt.date | None = None) -> tuple[RuleSet, ...]:
    """Return the rule sets in the order of the file, each in the version of a day.

    Parameters
    ----------
    on : date, optional
        The version in force on this day. A rule set without one stands in with ``rests``, and judges nothing. Without
        a day: the newest version.

    Raises
    ------
    SourceError
        If the file has an unknown principle, verdict, kind or key, or two versions of a rule set are in force on one
        day; every problem is listed.
    """
    found: dict[str, list[RuleSet]] = {}
    for one in versions():
        found.setdefault(one.code, []).append(one)
    return tuple(_on(given, on) for given in found.values())


def versions() -> tuple[RuleSet, ...]:
    """Return every version of every rule set: rule sets in the order of the file, versions from old to new.

    Raises
    ------
    SourceError
        As for :func:`rule_sets`.
    """
    content = _content()
    wrong = [*_problems(content)] or [*dating.problems(_given(content), f"data/common/{_FILE}")]
    if wrong:
        count = f"{len(wrong)} problem{'s' if len(wrong) > 1 else ''}"
        raise SourceError(f"data/common/{_FILE} has {count}:", wrong)
    made = [
        RuleSet(code, given["name"], given["rationale"], given["source"],
                {kind: _rule(rule) for kind, rule in given["kinds"].items()},
                **{key: str(given.get(key) or "") for key in _TEXTS}, **{key: given.get(key) for key in dating.DATES})
        for code, _, given in _given(content)
    ]  # fmt: skip
    order = {code: place for place, code in enumerate(content["rule_sets"])}
    return tuple(sorted(made, key=lambda one: (order[one.code], one.in_force_from or dt.date.min)))


def version_days() -> tuple[dt.date, ...]:
    """Return the days on which a version of a rule set begins to hold, or holds no more."""
    starts = {one.in_force_from for one in versions() if one.in_force_from}
    ends = {one.in_force_to + dt.timedelta(days=1) for one in versions() if one.in_force_to}
    return tuple(sorted(starts | ends))


def _on(given: list[RuleSet], on: dt.date | None) -> RuleSet:
    holding = [one for one in given if on is None or one.holds(on)]
    if holding:
        return holding[-1]
    told = "; ".join(f"version {one.version} {span(one)}" for one in given)
    return replace(given[-1], rests=f"no version of this rule set is in force on {on}: {told}")


def span(one: RuleSet) -> str:
    """Return from when to when a version is in force, in words."""
    since = f"from {one.in_force_from}" if one.in_force_from else ""
    until = f"to {one.in_force_to}" if one.in_force_to else ""
    return " ".join(part for part in (since, until) if part) or "without dates"


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
    """Return the answers that speak against a principle: ``principle, question, breaks, words, rationale``.

    ``breaks`` is a list of answers, or ``{"below": number}``.
    """
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
    author = "this project" if given["author"] == "project" else given["author"]
    about = f"Rules by {author}, {given['date']}, status {given['status']}"
    return f"{about}: nothing is decided before a committee approves it."


def inputs() -> tuple[tuple[str, str], ...]:
    """Return the file and its digest, for provenance."""
    return constants.inputs(_FILE)


def _rule(given: dict[str, Any]) -> Rule:
    return Rule(**{key: tuple(value) if isinstance(value, list) else value for key, value in given.items()})


def _content() -> dict[str, Any]:
    return constants.settings(_FILE)


def _given(content: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Return code, place in the file and keys of every version; a rule set of one version may stand without a list."""
    found = []
    for code, given in content["rule_sets"].items():
        several = given if isinstance(given, list) else [given]
        places = [
            f"rule_sets.{code}" + f"[{number}]" * isinstance(given, list) for number in range(len(several))
        ]
        found += [(code, place, one) for place, one in zip(places, several, strict=True)]
    return found


def _problems(content: dict[str, Any]):
    kinds, principles = (*reference.labels("form_type"), "any"), codes("principle")
    for _, here, given in _given(content):
        yield from _unknown(here, given, _SET_KEYS)
        for kind, rule in given["kinds"].items():
            place = f"{here}.kinds.{kind}"
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
