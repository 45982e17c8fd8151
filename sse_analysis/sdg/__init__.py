"""Where the country stands on the goals, and what the SSE is said to contribute.

Every function takes clean tables or results and returns a frozen result with its table and chart.
"""

from sse_analysis.sdg.agreement import agreement
from sse_analysis.sdg.assessment import progress as measure_progress
from sse_analysis.sdg.assessment import sdsn_scores
from sse_analysis.sdg.baseline import baseline, goal
from sse_analysis.sdg.claimed import claimed_targets, claims_without_data
from sse_analysis.sdg.claims import claims, claims_about
from sse_analysis.sdg.contribution import alignment_of_activities, contribution
from sse_analysis.sdg.gaps import data_gaps
from sse_analysis.sdg.headline import headline
from sse_analysis.sdg.overview import goal_overview, women_and_men

__all__ = [
    "agreement",
    "alignment_of_activities",
    "baseline",
    "claimed_targets",
    "claims",
    "claims_about",
    "claims_without_data",
    "contribution",
    "data_gaps",
    "goal",
    "goal_overview",
    "headline",
    "measure_progress",
    "sdsn_scores",
    "women_and_men",
]
