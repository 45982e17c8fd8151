"""How much work is informal, under which concept, who says so, and which paths lead to formal work.

Every function takes clean tables or results and returns a frozen result with its table and chart.
"""

from sse_analysis.formalization.breaks import breaks
from sse_analysis.formalization.cases import pathways
from sse_analysis.formalization.diagnosis import diagnosis
from sse_analysis.formalization.headline import headline
from sse_analysis.formalization.link import sse_link
from sse_analysis.formalization.mechanical import mechanical_link
from sse_analysis.formalization.missing import absent
from sse_analysis.formalization.profile import gender_gap, profile, sector_counts
from sse_analysis.formalization.rates import rates
from sse_analysis.formalization.revisions import revisions

__all__ = [
    "absent",
    "breaks",
    "diagnosis",
    "gender_gap",
    "headline",
    "mechanical_link",
    "pathways",
    "profile",
    "rates",
    "revisions",
    "sector_counts",
    "sse_link",
]
