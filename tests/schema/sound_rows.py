"""One sound row of each table, for tests to spoil."""

SOUND = {
    "ledger": {
        "id": "KHM-cooperative-entities-2021-1", "country_iso3": "KHM", "form": "cooperative", "legal_form": "AC",
        "measure": "entities", "value": "1200", "unit": "entities", "scale": "one", "year": "2021",
        "kind": "observed", "grade": "A", "source_title": "T", "source_publisher": "P", "source_date": "2022",
        "source_url": "https://example.org/x",
    },
    "legal_forms": {
        "id": "KHM-cooperative", "country_iso3": "KHM", "form_type": "cooperative", "name_en": "Cooperative",
        "voluntary_membership": "yes", "democratic_governance": "unknown", "autonomy": "partly",
        "people_over_capital": "no", "evidence": "art. 1", "tier": "primary", "source_title": "T",
        "source_publisher": "P", "source_date": "undated", "source_url": "https://example.org/x",
    },
    "sdg_series": {
        "country_iso3": "KHM", "goal": "1", "target": "1.1", "indicator": "1.1.1", "series": "SI_POV_EMP1",
        "label": "Working poverty", "sex": "total", "age": "15+", "location": "national", "unit": "percent",
        "year": "2019", "value": "10", "publisher": "P", "dataset": "D", "release": "2020-10",
        "url": "https://example.org/x",
    },
    "informality_series": {
        "country_iso3": "KHM", "concept": "informal_employment_share", "scope": "total", "sex": "total",
        "location": "national", "year": "2019", "value": "88", "unit": "percent", "source_survey": "LFS",
        "publisher": "P", "dataset": "D", "release_date": "2020", "url": "https://example.org/x",
    },
    "areas": {
        "country_iso3": "KHM", "unit_code": "KH-1", "name_en": "One", "name_local": "មួយ", "type": "province",
        "lon": "103", "lat": "13", "tile_row": "1", "tile_col": "1", "name_source": "S",
    },
    "regions": {
        "country_iso3": "KHM", "scheme": "statistical", "unit_code": "KH-1", "region": "One", "source": "S",
    },
    "area_changes": {
        "country_iso3": "KHM", "source_code": "KH-1", "source_name_en": "One", "target_code": "KH-1",
        "target_name_en": "One", "change": "unchanged", "valid_from": "2025-07-01",
    },
    "member_interests": {
        "country_iso3": "KHM", "legal_form_id": "KHM-cooperative", "member_interest": "unknown", "rationale": "the name",
        "author": "project", "date": "2026-11-28", "status": "proposal",
    },
    "terms": {
        "country_iso3": "KHM", "term": "Cooperative", "language": "km", "national_term": "សហករណ៍", "status": "draft",
    },
    "sdg_claims": {
        "id": "SDG-1.1-01", "country_iso3": "KHM", "goal": "1", "target": "1.1", "form": "cooperative",
        "claim": "it helps", "evidence_type": "case", "evidence_grade": "B", "source_title": "T",
        "source_publisher": "P", "source_date": "2020", "source_url": "https://example.org/x",
    },
    "pathways": {
        "id": "PW-KHM-01", "country_iso3": "KHM", "entity": "E", "form": "cooperative", "trigger": "t",
        "mechanism": "m", "r204_area": "rights", "who_gained": "w", "source_title": "T",
        "source_publisher": "P", "source_date": "2020", "source_url": "https://example.org/x",
    },
}  # fmt: skip
