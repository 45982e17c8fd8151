"""Rules between the cells of a row: each broken rule is one sentence, and the sound row passes."""

import datetime as dt

import pytest

from sse_analysis.errors import SchemaError
from sse_analysis.reference import codes
from sse_analysis.reference.units import units_of
from sse_analysis.schema import tables

BROKEN = [
    ("ledger", {"value": "29.378"}, "column 'value': found '29.378', expected a whole number of entities. Is the point a thousands mark? Then write the number without it."),
    ("ledger", {"unit": "persons"}, "column 'unit': found 'persons' for 'entities', expected one of 'entities'"),
    ("ledger", {"measure": "member_households", "unit": "persons"}, "column 'unit': found 'persons' for 'member_households', expected one of 'families', 'households'"),
    ("ledger", {"measure": "share_of_entities", "unit": "percent", "value": "120"}, "column 'value': found '120' percent, expected a share from 0 to 100"),
    ("ledger", {"reference_date": "2020-12-31"}, "column 'reference_date': found '2020-12-31' in a row of the year '2021', expected a day of that year"),
    ("ledger", {"measure": "target_entities"}, "column 'kind': found 'observed' for 'target_entities', expected 'target'"),
    ("ledger", {"facets": "sex=woman"}, "column 'facets': found 'sex=woman', expected one of 'female', 'male'"),
    ("ledger", {"facets": "sex=female;sex=male"}, "column 'facets': found 'sex' twice, expected each facet once"),
    ("ledger", {"facets": "workers=small"}, "column 'facets': found 'workers=small', expected a size such as lt10, 10-49 or ge100"),
    ("ledger", {"facets": "period=2015"}, "column 'facets': found 'period=2015', expected two years such as 2015-2022"),
    ("legal_forms", {"source_publisher": "P ; Q"}, "column 'source_url': found 1 address for 2 publishers, expected one address for each publisher, joined by ' ; '"),
    ("legal_forms", {"valid_from": "2020-01-01", "valid_to": "2019"}, "column 'valid_to': found '2019', expected a day after '2020-01-01' in 'valid_from'"),
    ("sdg_series", {"target": "2.1", "indicator": "2.1.1"}, "column 'target': found '2.1' under goal 1, expected a target such as '1.1' or '1.a'"),
    ("sdg_series", {"indicator": "1.2.1"}, "column 'indicator': found '1.2.1' under target 1.1, expected an indicator such as '1.1.1'"),
    ("sdg_claims", {"source_url": ""}, "column 'source_url': found an empty cell, expected the source of the claim. Name the source, or set 'evidence_type' to 'none'."),
    ("informality_series", {"value": "880"}, "column 'value': found '880' percent, expected a share from 0 to 100"),
    ("areas", {"population": "5", "population_year": "2019"}, "column 'population_source': found an empty cell, expected population, year and source together. Give all three or none."),
    ("areas", {"population": "2.7", "population_year": "2019", "population_source": "S"}, "column 'population': found '2.7', expected a whole number of persons. Is it in thousands or millions? Then write every person."),
    ("ledger", {"value": "-1200"}, "column 'value': found '-1200' entities, expected a count of 0 or more"),
    ("ledger", {"id": "VNM-cooperative-entities-2021-1"}, "column 'id': found 'VNM-cooperative-entities-2021-1', expected an id that begins with 'KHM-'. Is it a figure of Viet Nam? Then it belongs into data/vnm."),
    ("sdg_series", {"value": "840"}, "column 'value': found '840' percent, expected a value from -100 to 100"),
    ("sdg_series", {"location": "National"}, "column 'location': found 'National', expected 'national'"),
    ("sdg_series", {"age": "Total"}, "column 'age': found 'Total', expected 'all'"),
    ("sdg_series", {"age": "14-Jan"}, "column 'age': found '14-Jan', expected an age such as 1-14. A spreadsheet took it for a day; write both ages, and keep the column as text."),
    ("informality_series", {"value": "0.88"}, "column 'value': found '0.88' percent, expected a rate of 1 or more. Is it a fraction? Then write 88."),
    ("terms", {"status": "approved"}, "column 'approver': found an empty cell, expected who approved the term. Name the person, or set 'status' to 'draft'."),
    ("terms", {"language": "Khmer"}, "column 'language': found 'Khmer', expected the code of a language, such as 'ky'"),
    ("pathways", {"how_many": "5"}, "column 'unit': found an empty cell, expected the unit of '5'"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change", "expected"), BROKEN)
def test_a_broken_rule_is_one_sentence(desk, name, change, expected):
    desk.write(name, change)
    file = f"data/khm/{tables.LAYOUTS[name].file}"
    assert desk.message(name, SchemaError) == f"{file} has 1 problem:\n  - {file}, line 2, {expected}"


@pytest.mark.parametrize("name", sorted({name for name, _, _ in BROKEN}))
def test_the_sound_row_passes(desk, name):
    desk.write(name, {})
    assert len(desk.load(name)) == 1


def test_one_figure_under_two_ids_is_one_figure(desk):
    again = {"id": "KHM-cooperative-entities-2021-2", "note": "seen again", "verified": "yes"}
    desk.write("ledger", {}, again)
    assert desk.message("ledger", SchemaError) == (
        "data/khm/ledger.csv has 1 problem:\n  - data/khm/ledger.csv, line 3, column 'id': "
        "found the figure of line 2 again, expected each figure once. Delete one of them."
    )
    desk.write("ledger", {}, again | {"value": "1300"}, again | {"id": "KHM-3", "source_publisher": "Q"})
    assert len(desk.load("ledger")) == 3


def test_a_fraction_among_percentages_is_no_fall(desk):
    desk.write(
        "sdg_series", {"year": "2017", "value": "11"}, {"year": "2018", "value": "0.105"}, {"year": "2019"}
    )
    file = "data/khm/sdg_series.csv"
    assert desk.message("sdg_series", SchemaError) == (
        f"{file} has 1 problem:\n  - {file}, line 3, column 'value': found 0.105 percent beside 11 in 2017 and 10 in 2019, "
        "expected a percentage. Is it a fraction? Then write 10.5."
    )
    growth = {"label": "Growth of output per employed person"}
    desk.write("sdg_series", growth, growth | {"year": "2018", "value": "0.105"})
    assert len(desk.load("sdg_series")) == 2


def test_the_figures_of_a_neighbour_under_the_code_of_this_country(desk):
    rows = [{"year": str(year), "value": str(year - 1990)} for year in range(2010, 2016)]
    desk.write("sdg_series", *({"country_iso3": "VNM"} | row for row in rows), country="vnm")
    desk.write("sdg_series", *rows)
    file = "data/khm/sdg_series.csv"
    assert desk.message("sdg_series", SchemaError) == (
        f"{file} has 1 problem:\n  - {file}, column 'country_iso3': found 6 of 6 rows that stand in data/vnm/sdg_series.csv too, "
        "expected figures of KHM. Whose figures are they? Keep them under one country; only the code tells them apart."
    )
    desk.write("sdg_series", *({**row, "publisher": "Q"} for row in rows))
    assert len(desk.load("sdg_series")) == 6


def test_a_mean_may_have_decimals(desk):
    desk.write("ledger", {"measure": "mean_members_per_entity", "unit": "persons", "value": "29.378"})
    assert desk.load("ledger")["amount"].tolist() == [29.378]


def test_a_count_in_millions_may_have_decimals(desk):
    desk.write("ledger", {"measure": "members", "unit": "persons", "scale": "million", "value": "1.1"})
    assert desk.load("ledger")["amount"].tolist() == [1_100_000.0]


def test_a_claim_without_a_source_read_says_so(desk):
    bare = {"source_title": "", "source_publisher": "", "source_url": "", "source_date": "undated"}
    desk.write("sdg_claims", bare | {"evidence_type": "none", "evidence_grade": ""})
    assert len(desk.load("sdg_claims")) == 1


def test_two_areas_of_one_time_cannot_share_a_tile(desk):
    second = {"unit_code": "KH-2", "name_en": "Two"}
    desk.write("areas", {}, second)
    assert desk.message("areas", SchemaError) == (
        "data/khm/areas.csv has 1 problem:\n"
        "  - data/khm/areas.csv, line 3, column 'tile_row, tile_col': found the cell 1, 1 of 'One' (line 2), "
        "expected a cell of its own"
    )
    desk.write("areas", {"valid_to": "2025-06-30"}, second | {"valid_from": "2025-07-01"})
    assert len(desk.load("areas")) == 2


@pytest.mark.parametrize(
    ("name", "change", "expected"),
    [
        ("ledger", {"value": "12%"}, "column 'value': found '12%', expected a number such as 1234.5. Write the number alone; its unit is 'percent'."),
        ("ledger", {"value": "5.935 nghìn"}, "column 'value': found '5.935 nghìn', expected a number such as 1234.5. Write the number alone; its size belongs into 'scale'."),
        ("ledger", {"value": "68.013,075 tỷ"}, "column 'value': found '68.013,075 tỷ', expected a number such as 1234.5. Write the number alone; its size belongs into 'scale'."),
        ("ledger", {"value": "29.378,5"}, "column 'value': found '29.378,5', expected a number such as 1234.5. A thousands separator? Write the number without one, with a point before decimals."),
        ("ledger", {"value": "12,5"}, "column 'value': found '12,5', expected a number such as 1234.5. Write the decimal mark as a point."),
        ("ledger", {"value": "nan"}, "column 'value': found 'nan', expected a number such as 1234.5. Leave the cell empty if the value is unknown; put words into the note."),
        ("ledger", {"value": "1e999"}, "column 'value': found '1e999', expected a number that a computer can hold"),
        ("ledger", {"year": "๒๕๖๕"}, "column 'year': found '๒๕๖๕', expected a year of four digits. Buddhist era? Write 2022."),
        ("ledger", {"year": "២០២១"}, "column 'year': found '២០២១', expected a year of four digits. Write the digits as 0 to 9: 2021."),
        ("ledger", {"source_date": "2565"}, "column 'source_date': found '2565', expected a year of the common era. Buddhist era? Write 2022."),
        ("ledger", {"source_date": "2027"}, "column 'source_date': found '2027', expected nothing after 2026-11-23"),
        ("ledger", {"source_url": "javascript:alert(1)"}, "column 'source_url': found 'javascript:alert(1)', expected an address that starts with http:// or https://"),
        ("ledger", {"source_url": "https://example.org/a b"}, "column 'source_url': found 'https://example.org/a b', expected an address that starts with http:// or https://"),
        ("ledger", {"scale": "bilion"}, "column 'scale': found 'bilion', expected one of 'billion', 'million', 'one', 'trillion'. Did you mean 'billion'?"),
        ("ledger", {"country_iso3": "../../etc"}, "column 'country_iso3': found '../../etc', expected 'KHM'. Is it a row of this country? Then write 'KHM'."),
        ("informality_series", {"release_date": "2026-12"}, "column 'release_date': found '2026-12', expected nothing after 2026-11-23"),
    ],
)  # fmt: skip
def test_what_people_really_type_gets_its_own_advice(desk, name, change, expected):
    desk.write(name, change)
    file = f"data/khm/{tables.LAYOUTS[name].file}"
    assert desk.message(name, SchemaError) == f"{file} has 1 problem:\n  - {file}, line 2, {expected}"


def test_a_target_cannot_be_published_in_the_future(desk):
    desk.write(
        "ledger", {"kind": "target", "measure": "target_entities", "year": "2030", "source_date": "2031"}
    )
    assert "line 2, column 'source_date': found '2031', expected nothing after" in desk.message(
        "ledger", SchemaError
    )


def test_every_measure_has_its_units_and_every_row_of_them_is_known():
    for measure in codes.codes("measure"):
        assert units_of(measure), measure
    assert [row["measure"] for row in codes.table("measure_units")] == sorted(codes.codes("measure"))


def test_a_missing_value_is_missing_not_zero(desk):
    desk.write("areas", {})
    row = desk.load("areas").iloc[0]
    assert row[["population", "area_km2", "valid_from"]].isna().all()
    assert desk.load("areas")["population"].sum(min_count=1) != 0


def test_a_table_without_rows_is_sound_and_typed(desk):
    desk.write("ledger")
    frame = desk.load("ledger")
    assert len(frame) == 0
    assert (frame["amount"].dtype, frame["year"].dtype) == ("float64", "Int64")


def test_common_rows_name_real_countries(desk):
    desk.write("sdg_claims", {"country_iso3": "ZZQ"}, {"id": "b", "country_iso3": "esp"}, country="common")
    with pytest.raises(SchemaError) as caught:
        tables.load("common", "sdg_claims", today=dt.date(2026, 11, 23))
    assert [str(failure) for failure in caught.value.failures] == [
        "data/common/sdg_claims.csv, line 2, column 'country_iso3': found 'ZZQ', "
        "expected a country of ISO 3166-1 in capital letters",
        "data/common/sdg_claims.csv, line 3, column 'country_iso3': found 'esp', "
        "expected a country of ISO 3166-1 in capital letters. Write 'ESP'.",
    ]


def test_words_on_the_date_of_a_law_are_known_or_refused(desk, project):
    (desk.home / "data" / "common").mkdir()
    rules = "data/common/mapping_rules.yml"
    (desk.home / rules).write_bytes((project / rules).read_bytes())
    desk.write(
        "legal_forms",
        {"valid_from": "2013-07-22", "note": "read; valid_from: day on which the law was signed"},
    )
    said = desk.message("legal_forms", SchemaError)
    assert (
        "line 2, column 'note': found 'valid_from: day on which the law was signed', expected one of" in said
    )
    assert said.endswith("Without such words the day counts as that of the entry into force.")
    desk.write("legal_forms", {"valid_from": "2013-07-22", "note": "read; valid_from is the date of the law"})
    assert len(desk.load("legal_forms")) == 1
