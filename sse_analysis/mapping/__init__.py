"""Who belongs to the social and solidarity economy, how many, where, how active, and how sure we are.

Every function takes clean tables or results and returns a frozen result with its table and chart.
"""

from sse_analysis.mapping.absences import not_from_published_figures
from sse_analysis.mapping.activity import registered_to_active
from sse_analysis.mapping.alive import active_organizations
from sse_analysis.mapping.audit import audit
from sse_analysis.mapping.borrowed import borrowed_activity
from sse_analysis.mapping.chains import chain_scores
from sse_analysis.mapping.competing import competing_figures
from sse_analysis.mapping.composition import sizes, specialization
from sse_analysis.mapping.density import density_map
from sse_analysis.mapping.dimensions import dimension_scores
from sse_analysis.mapping.doubts import register_doubts
from sse_analysis.mapping.ecosystem import ecosystem
from sse_analysis.mapping.findings import Limits
from sse_analysis.mapping.geography import area_map, regional_distribution
from sse_analysis.mapping.growth import growth
from sse_analysis.mapping.headline import headline
from sse_analysis.mapping.inside import perimeter_people
from sse_analysis.mapping.interests import cooperative_types
from sse_analysis.mapping.landscape import landscape
from sse_analysis.mapping.legal_forms import legal_form_matrix
from sse_analysis.mapping.lifetimes import lifetimes
from sse_analysis.mapping.memberships import persons_behind
from sse_analysis.mapping.moves import entering_and_leaving, landscape_mosaic
from sse_analysis.mapping.net import net_of_registers, net_organizations
from sse_analysis.mapping.parts import part
from sse_analysis.mapping.places import organizations_by_area
from sse_analysis.mapping.practice import practice_screening
from sse_analysis.mapping.questions import committee_questions
from sse_analysis.mapping.registered import organizations, registers
from sse_analysis.mapping.scorecard import minimum_set_scorecard
from sse_analysis.mapping.screening import perimeter_counts, perimeter_screening
from sse_analysis.mapping.sectors import sectors
from sse_analysis.mapping.self_identified import self_identified
from sse_analysis.mapping.sensitivity import organizations_sensitivity, perimeter_sensitivity
from sse_analysis.mapping.unlisted import not_on_any_list
from sse_analysis.mapping.within import organizations_within
from sse_analysis.mapping.work import work_conditions

__all__ = [
    "Limits",
    "active_organizations",
    "area_map",
    "audit",
    "borrowed_activity",
    "chain_scores",
    "committee_questions",
    "competing_figures",
    "cooperative_types",
    "density_map",
    "dimension_scores",
    "ecosystem",
    "entering_and_leaving",
    "growth",
    "headline",
    "landscape",
    "landscape_mosaic",
    "legal_form_matrix",
    "lifetimes",
    "minimum_set_scorecard",
    "net_of_registers",
    "net_organizations",
    "not_from_published_figures",
    "not_on_any_list",
    "organizations",
    "organizations_by_area",
    "organizations_sensitivity",
    "organizations_within",
    "part",
    "perimeter_counts",
    "perimeter_people",
    "perimeter_screening",
    "perimeter_sensitivity",
    "persons_behind",
    "practice_screening",
    "regional_distribution",
    "register_doubts",
    "registered_to_active",
    "registers",
    "sectors",
    "self_identified",
    "sizes",
    "specialization",
    "work_conditions",
]
