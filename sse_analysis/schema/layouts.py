"""The tables of the data folders, level 0."""

from __future__ import annotations

from sse_analysis.schema.layout import Column, TableLayout, code, must, number, text, whole

_COUNTRY = must("country_iso3")
_SOURCE = (
    must("source_title"),
    must("source_publisher"),
    must("source_date", "period"),
    must("source_url", "url"),
)
_VERDICTS = ("yes", "partly", "no", "unknown")
_GOALS = tuple(str(goal) for goal in range(1, 18))

LEDGER = TableLayout(
    "ledger",
    "ledger.csv",
    "Published figures on the social and solidarity economy",
    "How many entities and members are published, by whom, and where do figures contradict one another?",
    (
        must("id"),
        _COUNTRY,
        code("form", "form"),
        text("legal_form_id"),
        must("legal_form"),
        code("measure", "measure"),
        Column("facets", "facets"),
        number("value", required=True),
        code("unit", "unit"),
        code("scale", "scale"),
        Column("year", "year"),
        Column("reference_date", "date"),
        code("kind", "kind"),
        code("grade", "grade"),
        code("verified", ("yes",), required=False),
        *_SOURCE,
        text("note"),
    ),
    ("id",),
)
LEGAL_FORMS = TableLayout(
    "legal_forms", "legal_forms.csv", "Legal forms",
    "Which legal forms exist, under which law, and which principles does the law ask for?",
    (
        must("id"), _COUNTRY, code("form_type", "form_type"), must("name_en"), text("name_local"),
        text("law_title"), Column("law_year", "year"), Column("valid_from", "date"),
        Column("valid_to", "date"), text("registering_authority"), text("profit_rule"),
        text("governance_rule"),
        code("voluntary_membership", _VERDICTS), code("democratic_governance", _VERDICTS),
        code("autonomy", _VERDICTS), code("people_over_capital", _VERDICTS), must("evidence"),
        code("tier", "tier"), whole("min_members", low=1),
        must("source_title"), must("source_publisher"), must("source_date", "period"),
        must("source_url", "urls"), text("note"),
    ),
    ("id",),
)  # fmt: skip
_SERIES = (
    must("series"), must("label"), code("sex", "sex"), must("age"), must("location"),
    code("unit", "series_unit"), must("year", "year"), number("value", required=True),
    number("lower"), number("upper"),
    code("nature", "nature", required=False),
    code("obs_status", "obs_status", required=False),
    must("publisher"), must("dataset"), must("release", "period"), must("url", "url"), text("note"),
)  # fmt: skip
SDG_SERIES = TableLayout(
    "sdg_series", "sdg_series.csv", "SDG series", "Where does the country stand on the goals?",
    (_COUNTRY, code("goal", _GOALS), must("target"), must("indicator"), *_SERIES),
    ("series", "sex", "age", "location", "year"),
)  # fmt: skip
CONTEXT_SERIES = TableLayout(
    "context_series", "context_series.csv", "Context series",
    "How large are the population, the labour force and the economy?",
    (_COUNTRY, text("indicator"), *_SERIES), ("series", "sex", "age", "location", "year"),
)  # fmt: skip
SDG_INDICATORS = TableLayout(
    "sdg_indicators", "sdg_indicators.csv", "Meaning of the SDG series",
    "Which direction is better, and which value does the agenda ask for?",
    (
        must("series"), code("goal", _GOALS), must("target"), must("indicator"), must("label"),
        code("unit", "series_unit"), code("direction", "direction"), number("target_value_2030"),
        code("target_basis", "target_basis"),
        number("lower_bound"), number("upper_bound"), text("bounds_source"), text("note"),
    ),
    ("series",),
)  # fmt: skip
INFORMALITY_SERIES = TableLayout(
    "informality_series", "informality_series.csv", "Informality figures, every release",
    "How much work is informal, under which concept, and how far were the figures revised?",
    (
        _COUNTRY, code("concept", "informality_concept"), code("scope", "informality_scope"),
        code("sex", "sex"), must("location"), Column("year", "year"),
        number("value", required=True), code("unit", ("percent", "thousand_persons", "million_persons")),
        must("source_survey"), code("obs_status", "obs_status", required=False), must("publisher"),
        must("dataset"), must("release_date", "period"), must("url", "url"), text("note"),
    ),
    ("concept", "scope", "sex", "location", "year", "unit", "publisher", "dataset", "release_date"),
)  # fmt: skip
AREAS = TableLayout(
    "areas", "areas.csv", "First-level areas", "Where are the entities, and how many people live there?",
    (
        _COUNTRY, must("unit_code"), must("name_en"), must("name_local"), must("type"),
        number("population", low=0), Column("population_year", "year"), text("population_source"),
        number("area_km2", low=0), number("lon", required=True, low=-180, high=180),
        number("lat", required=True, low=-90, high=90), Column("valid_from", "date"),
        Column("valid_to", "date"), whole("tile_row", required=True, low=1, high=60),
        whole("tile_col", required=True, low=1, high=60), Column("source_url", "url"), must("name_source"),
    ),
    ("unit_code", "valid_from"),
)  # fmt: skip
REGIONS = TableLayout(
    "regions", "regions.csv", "Regions of published figures",
    "Which first-level areas make up a published region?",
    (_COUNTRY, code("scheme", "scheme"), must("unit_code"), must("region"), must("source")),
    ("scheme", "unit_code"),
)  # fmt: skip
AREA_CHANGES = TableLayout(
    "area_changes", "area_changes.csv", "Changes of first-level areas",
    "What became of an area that was merged?",
    (
        _COUNTRY, must("source_code"), must("source_name_en"), must("target_code"), must("target_name_en"),
        code("change", ("unchanged", "renamed", "merged")), must("valid_from", "date"),
    ),
    ("source_code",),
)  # fmt: skip
SDG_CLAIMS = TableLayout(
    "sdg_claims", "sdg_claims.csv", "Claims that the SSE serves a goal or target",
    "Who says what the SSE contributes, on what evidence?",
    (
        must("id"), Column("country_iso3"), code("goal", _GOALS), text("target"), must("form"), must("claim"),
        code("evidence_type", "evidence_type"), code("evidence_grade", "evidence_grade", required=False),
        text("source_title"), text("source_publisher"), must("source_date", "period"),
        Column("source_url", "url"), text("note"),
    ),
    ("id",),
)  # fmt: skip
PATHWAYS = TableLayout(
    "pathways", "pathways.csv", "Cases of a move from informal to formal",
    "By which paths did entities and workers become formal, and what did it cost?",
    (
        must("id"), _COUNTRY, must("entity"), must("form"), Column("start_year", "year"),
        Column("event_year", "year"),
        must("trigger"), must("mechanism"), code("r204_area", "r204_area"), must("who_gained"),
        number("how_many", low=0), text("unit"), text("cost_or_barrier"), *_SOURCE, text("note"),
    ),
    ("id",),
)  # fmt: skip
ECOSYSTEM = TableLayout(
    "ecosystem", "ecosystem.csv", "Apex bodies, unions, support organizations and finance",
    "Who belongs to whom, who supports whom, who finances whom, and where are the gaps?",
    (
        _COUNTRY, must("body"), code("kind", "ecosystem_kind"), code("stands_for", ("one", "several")),
        text("member_of"), text("supports"), text("finances"), text("ledger_id"), *_SOURCE, text("note"),
    ),
    ("body", "member_of", "supports", "finances"),
)  # fmt: skip
NOT_COMPARABLE = TableLayout(
    "not_comparable", "not_comparable.csv", "Series that may not be compared between countries",
    "Which figures of two countries must not be set against each other?",
    (
        must("series"), must("reason"), must("author"), must("rationale"), must("date", "date"),
        code("status", ("proposal", "approved")),
    ),
    ("series",),
)  # fmt: skip
MEMBER_INTERESTS = TableLayout(
    "member_interests", "member_interests.csv", "Main interest of members by legal form",
    "For which forms of cooperatives does the name or the law settle what members seek?",
    (
        _COUNTRY, must("legal_form_id"), code("member_interest", "member_interest"), must("rationale"),
        must("author"), must("date", "date"), code("status", ("proposal", "approved")),
    ),
    ("legal_form_id",),
)  # fmt: skip
TERMS = TableLayout(
    "terms", "terms.csv", "National term base",
    "Which national word stands for a term of the reports, and who approved it?",
    (
        _COUNTRY, must("term"), must("language"), must("national_term"), code("status", ("draft", "approved")),
        text("approver"), text("note"),
    ),
    ("term", "language"),
)  # fmt: skip

LAYOUTS = {
    layout.name: layout
    for layout in (
        LEDGER, LEGAL_FORMS, SDG_SERIES, SDG_INDICATORS, CONTEXT_SERIES, INFORMALITY_SERIES,
        AREAS, REGIONS, AREA_CHANGES, SDG_CLAIMS, PATHWAYS, ECOSYSTEM, MEMBER_INTERESTS, NOT_COMPARABLE, TERMS,
    )
}  # fmt: skip
#: Tables of ``data/common`` only.
_COMMON = ("sdg_indicators", "not_comparable")
OF_A_COUNTRY = tuple(name for name in LAYOUTS if name not in _COMMON)
#: Tables of ``data/common``: shared ones, general claims, cases elsewhere.
OF_ALL = (*_COMMON, "sdg_claims", "pathways")
