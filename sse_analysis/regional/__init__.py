"""The countries side by side: what may be compared, and why the rest may not."""

from sse_analysis.regional.figures_side_by_side import sse_figures
from sse_analysis.regional.headline import headline
from sse_analysis.regional.learning import core_perimeter, learn_next
from sse_analysis.regional.lines import claimed_targets, informality_lines, sdg_lines
from sse_analysis.regional.methods import method_agreement
from sse_analysis.regional.side_by_side import holdings, legal_forms_by_kind, pathways_by_area

__all__ = [
    "claimed_targets",
    "core_perimeter",
    "headline",
    "holdings",
    "informality_lines",
    "learn_next",
    "legal_forms_by_kind",
    "method_agreement",
    "pathways_by_area",
    "sdg_lines",
    "sse_figures",
]
