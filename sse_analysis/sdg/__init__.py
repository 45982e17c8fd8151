"""Where the country stands on the goals, and what the SSE is said to contribute.

Every function takes clean tables or results and returns a frozen result with its table and chart.
"""

from sse_analysis.sdg.agreement import agreement
from sse_analysis.sdg.aligned import alignment_of_work
from sse_analysis.sdg.assessment import progress as measure_progress
from sse_analysis.sdg.assessment import sdsn_scores
from sse_analysis.sdg.baseline import baseline, goal
from sse_analysis.sdg.claimed import claimed_targets, claims_without_data
from sse_analysis.sdg.claims import claims, claims_about
from sse_analysis.sdg.contribution import alignment_of_activities, contribution
from sse_analysis.sdg.gaps import data_gaps
from sse_analysis.sdg.headline import headline
from sse_analysis.sdg.matrix import activity_matrix
from sse_analysis.sdg.norms import context_thresholds, groups_at_thresholds
from sse_analysis.sdg.overview import goal_overview, women_and_men
from sse_analysis.sdg.projections import projections
from sse_analysis.sdg.ranking import goal_ranking
from sse_analysis.sdg.vintages import revision_triangle
from sse_analysis.sdg.wheel import evidence_map, goal_wheel

__all__ = [
    "activity_matrix",
    "agreement",
    "alignment_of_activities",
    "alignment_of_work",
    "baseline",
    "claimed_targets",
    "claims",
    "claims_about",
    "claims_without_data",
    "context_thresholds",
    "contribution",
    "data_gaps",
    "evidence_map",
    "goal",
    "goal_overview",
    "goal_ranking",
    "goal_wheel",
    "groups_at_thresholds",
    "headline",
    "measure_progress",
    "projections",
    "revision_triangle",
    "sdsn_scores",
    "women_and_men",
]
