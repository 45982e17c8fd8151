"""How much work is informal, under which concept, who says so, and which paths lead to formal work.

Every function takes clean tables or results and returns a frozen result with its table and chart.
"""

from sse_analysis.formalization.breaks import breaks
from sse_analysis.formalization.cases import pathways
from sse_analysis.formalization.decomposition import oaxaca
from sse_analysis.formalization.diagnosis import diagnosis
from sse_analysis.formalization.distribution import quantile_effects
from sse_analysis.formalization.headline import headline
from sse_analysis.formalization.inequality import inequality
from sse_analysis.formalization.link import sse_link
from sse_analysis.formalization.mechanical import mechanical_link
from sse_analysis.formalization.membership import aipw, ipw, ladder
from sse_analysis.formalization.missing import absent
from sse_analysis.formalization.nonlinear import yun
from sse_analysis.formalization.overlap import Support, balance
from sse_analysis.formalization.profile import gender_gap, profile, sector_counts
from sse_analysis.formalization.rates import rates
from sse_analysis.formalization.revisions import revisions
from sse_analysis.formalization.staggered import group_time_effects
from sse_analysis.formalization.transitions import gross_flows, transition_matrix

__all__ = [
    "Support",
    "absent",
    "aipw",
    "balance",
    "breaks",
    "diagnosis",
    "gender_gap",
    "gross_flows",
    "group_time_effects",
    "headline",
    "inequality",
    "ipw",
    "ladder",
    "mechanical_link",
    "oaxaca",
    "pathways",
    "profile",
    "quantile_effects",
    "rates",
    "revisions",
    "sector_counts",
    "sse_link",
    "transition_matrix",
    "yun",
]
