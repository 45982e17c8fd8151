"""Who belongs: rule sets on what the law says of each legal form, as proposals that a committee approves."""

from sse_analysis.perimeter.rules import RuleSet, authorship, inputs, rule_sets
from sse_analysis.perimeter.screening import screen

__all__ = ["RuleSet", "authorship", "inputs", "rule_sets", "screen"]
