"""How much work is informal, under which concept, who says so, and which paths lead to formal work.

Every function takes clean tables or results and returns a frozen result with its table and chart.
"""

from sse_analysis.formalization.association import member_balance, member_forms, membership
from sse_analysis.formalization.breaks import breaks
from sse_analysis.formalization.cases import pathways
from sse_analysis.formalization.concepts import components, concepts, rule_audit
from sse_analysis.formalization.decomposition import oaxaca
from sse_analysis.formalization.determinants import determinants, specifications, work_outcomes
from sse_analysis.formalization.diagnosis import diagnosis
from sse_analysis.formalization.distribution import quantile_effects
from sse_analysis.formalization.gaps import earnings_quantiles, gap_parts, kitagawa
from sse_analysis.formalization.headline import headline
from sse_analysis.formalization.inequality import inequality
from sse_analysis.formalization.jobs import earnings, indicator_831, jobs_profile, working_conditions
from sse_analysis.formalization.joining import joining
from sse_analysis.formalization.link import sse_link
from sse_analysis.formalization.mechanical import mechanical_link
from sse_analysis.formalization.membership import aipw, ipw, ladder
from sse_analysis.formalization.missing import absent
from sse_analysis.formalization.moves import attrition, entry_to_formal, miscoding, transitions
from sse_analysis.formalization.nonlinear import yun
from sse_analysis.formalization.overlap import Support, balance
from sse_analysis.formalization.profile import gender_gap, profile, sector_counts
from sse_analysis.formalization.rates import rates
from sse_analysis.formalization.revisions import revisions
from sse_analysis.formalization.scenarios import scenarios
from sse_analysis.formalization.staggered import group_time_effects
from sse_analysis.formalization.steps import entity_ladder, time_to_registration
from sse_analysis.formalization.transitions import gross_flows, transition_matrix
from sse_analysis.formalization.units import informal_units

__all__ = [
    "Support",
    "absent",
    "aipw",
    "attrition",
    "balance",
    "breaks",
    "components",
    "concepts",
    "determinants",
    "diagnosis",
    "earnings",
    "earnings_quantiles",
    "entity_ladder",
    "entry_to_formal",
    "gap_parts",
    "gender_gap",
    "gross_flows",
    "group_time_effects",
    "headline",
    "indicator_831",
    "inequality",
    "informal_units",
    "ipw",
    "jobs_profile",
    "joining",
    "kitagawa",
    "ladder",
    "mechanical_link",
    "member_balance",
    "member_forms",
    "membership",
    "miscoding",
    "oaxaca",
    "pathways",
    "profile",
    "quantile_effects",
    "rates",
    "revisions",
    "rule_audit",
    "scenarios",
    "sector_counts",
    "specifications",
    "sse_link",
    "time_to_registration",
    "transition_matrix",
    "transitions",
    "work_outcomes",
    "working_conditions",
    "yun",
]
