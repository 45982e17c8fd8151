"""Who belongs: rule sets on what the law says of each legal form, as proposals that a committee approves."""

from sse_analysis.perimeter.decisions import Correction, Decision, DecisionLog
from sse_analysis.perimeter.decisions import load as load_decisions
from sse_analysis.perimeter.decisions import read as read_decisions
from sse_analysis.perimeter.rules import (
    RuleSet,
    authorship,
    counting,
    form_changes,
    inputs,
    practice,
    reason_of,
    rule_sets,
    version_days,
    versions,
)
from sse_analysis.perimeter.rules import decisions as beforehand
from sse_analysis.perimeter.screening import governance, kinds_changed, kinds_on, screen
from sse_analysis.perimeter.sensitivity import (
    Combinations,
    answers,
    combinations,
    singles,
    sums,
    years_in_words,
)
from sse_analysis.perimeter.verdicts import counting_on, entered_and_left, judge_entities, pseudo, verdicts

__all__ = [
    "Combinations", "Correction", "Decision", "DecisionLog", "RuleSet", "answers", "authorship", "beforehand",
    "combinations", "counting", "counting_on", "entered_and_left", "form_changes", "governance", "inputs",
    "judge_entities", "kinds_changed", "kinds_on", "load_decisions", "practice", "pseudo", "read_decisions",
    "reason_of", "rule_sets", "screen", "singles", "sums", "verdicts", "version_days", "versions", "years_in_words",
]  # fmt: skip
