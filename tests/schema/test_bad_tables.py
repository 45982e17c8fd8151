"""What is wrong with a table is said all at once, with line, column, what was found and what to do."""

import datetime as dt
import shutil

import pytest

from sse_analysis.errors import SchemaError, SourceError
from sse_analysis.schema import tables

TODAY = dt.date(2026, 11, 23)
HEADER = (
    "id,country_iso3,form,legal_form_id,legal_form,measure,facets,value,unit,scale,year,reference_date,kind,grade,"
    "verified,source_title,source_publisher,source_date,source_url,note"
)
GOOD = {
    "id": "KHM-cooperative-entities-2021-1", "country_iso3": "KHM", "form": "cooperative", "legal_form": "AC",
    "measure": "entities", "value": "1200", "unit": "entities", "scale": "one", "year": "2021", "kind": "observed",
    "grade": "A", "source_title": "T", "source_publisher": "P", "source_date": "2022",
    "source_url": "https://example.org/x",
}  # fmt: skip


@pytest.fixture
def home(tmp_path, monkeypatch, project):
    shutil.copytree(project / "parameters", tmp_path / "parameters")
    (tmp_path / "data" / "khm").mkdir(parents=True)
    (tmp_path / "data" / "common").mkdir()
    shutil.copy(project / "data" / "common" / "mapping_rules.yml", tmp_path / "data" / "common")
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    return tmp_path


def ledger(home, *rows, header=HEADER):
    lines = [header, *(",".join(row.get(name, "") for name in header.split(",")) for row in rows)]
    (home / "data" / "khm" / "ledger.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def message(error=SchemaError):
    with pytest.raises(error) as caught:
        tables.load("khm", "ledger", today=TODAY)
    return str(caught.value)


def test_a_good_row_is_read(home):
    ledger(home, GOOD)
    frame = tables.load("khm", "ledger", today=TODAY).frame
    assert frame.loc[0, "amount"] == 1200 and frame["year"].dtype == "Int64"
    assert frame["note"].isna().all()


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"value": "29.378.000"}, "column 'value': found '29.378.000', expected a number such as 1234.5. A thousands separator? Write the number without one, with a point before decimals."),
        ({"value": "abc"}, "column 'value': found 'abc', expected a number such as 1234.5. Leave the cell empty if the value is unknown; put words into the note."),
        ({"value": "๑๒๓"}, "column 'value': found '๑๒๓', expected a number such as 1234.5. Write the digits as 0 to 9: 123."),
        ({"value": "១២៣"}, "column 'value': found '១២៣', expected a number such as 1234.5. Write the digits as 0 to 9: 123."),
        ({"value": ""}, "column 'value': found an empty cell, expected a number"),
        ({"unit": "entitees"}, "column 'unit': found 'entitees', expected one of 'KGS', 'KHR', 'MNT', 'THB', 'USD', 'VND', 'areas', 'branches', 'employees', 'entities', 'families', 'ha' ... (17 codes, field unit of sse_analysis/reference/tables/codes.csv). Did you mean 'entities'?"),
        ({"year": "2030"}, "column 'year': found '2030', expected nothing after 2026-11-23. Is it a target or a projection? Then say so in 'kind'."),
        ({"year": "2565"}, "column 'year': found '2565', expected a year of the common era. Buddhist era? Write 2022."),
        ({"reference_date": "2565-12-31"}, "column 'reference_date': found '2565-12-31', expected a year of the common era. Buddhist era? Write 2022."),
        ({"reference_date": "2021-02-30"}, "column 'reference_date': found '2021-02-30', expected a day of the calendar"),
        ({"country_iso3": "VNM"}, "column 'country_iso3': found 'VNM', expected 'KHM'. This row belongs into data/vnm, or its code is wrong."),
        ({"country_iso3": "khm"}, "column 'country_iso3': found 'khm', expected 'KHM'. Write 'KHM'."),
        ({"country_iso3": "КHM"}, "column 'country_iso3': found 'КHM', expected 'KHM'. A letter of another script: 'К' is CYRILLIC CAPITAL LETTER KA."),
        ({"country_iso3": "CAM"}, "column 'country_iso3': found 'CAM', expected 'KHM'. Is it a row of this country? Then write 'KHM'."),
        ({"source_url": "example.org"}, "column 'source_url': found 'example.org', expected an address that starts with http:// or https://"),
        ({"source_publisher": ""}, "column 'source_publisher': found an empty cell, expected a value. A figure without its source cannot be published."),
        ({"source_date": ""}, "column 'source_date': found an empty cell, expected a date or 'undated'. A figure without its source cannot be published."),
        ({"source_date": "last year"}, "column 'source_date': found 'last year', expected a year, a month (2020-10), a day, or 'undated'. Write 'undated' if the source prints no date."),
        ({"source_date": "2022-13"}, "column 'source_date': found '2022-13', expected a day of the calendar"),
        ({"source_date": "2022-02-31"}, "column 'source_date': found '2022-02-31', expected a day of the calendar"),
        ({"source_publisher": "-"}, "column 'source_publisher': found '-', expected a value. A sign in its place says nothing."),
        ({"value": "1200 "}, "column 'value': found '1200 ', expected a number without spaces around it. Delete the spaces."),
        ({"year": "2021\u00a0"}, "column 'year': found '2021 ', expected a year without spaces around it. Delete the spaces."),
        ({"year": "21"}, "column 'year': found '21', expected a year of four digits"),
        ({"facets": "regoin=Kep"}, "column 'facets': found 'regoin=Kep', expected facets named one of 'activity', 'attribute', 'base_year', 'bound', 'contract', 'level', 'member_count', 'member_kind', 'period', 'region', 'scope', 'sex' ... (13 codes). Did you mean 'region'?"),
        ({"facets": "region"}, "column 'facets': found 'region', expected pairs name=value joined by ';'"),
    ],
)  # fmt: skip
def test_each_mistake_is_named(home, change, expected):
    ledger(home, GOOD | change)
    assert message() == f"data/khm/ledger.csv has 1 problem:\n  - data/khm/ledger.csv, line 2, {expected}"


def test_a_target_may_lie_ahead(home):
    ledger(home, GOOD | {"year": "2030", "kind": "target"})
    assert tables.load("khm", "ledger", today=TODAY).frame.loc[0, "year"] == 2030


def test_all_problems_come_at_once_and_duplicates_name_both_lines(home):
    ledger(home, GOOD, GOOD | {"value": "x"}, GOOD | {"id": "other", "grade": "Z"})
    assert message() == (
        "data/khm/ledger.csv has 3 problems:\n"
        "  - data/khm/ledger.csv, line 3, column 'value': found 'x', expected a number such as 1234.5. "
        "Leave the cell empty if the value is unknown; put words into the note.\n"
        "  - data/khm/ledger.csv, line 3, column 'id': found 'KHM-cooperative-entities-2021-1' a second time "
        "(first on line 2), expected each row once. Give the second its own id, or delete it.\n"
        "  - data/khm/ledger.csv, line 4, column 'grade': found 'Z', expected one of 'A', 'B', 'C'"
    )


def test_a_missing_and_a_misspelt_column_are_named(home):
    ledger(home, GOOD, header=HEADER.replace(",unit,", ",unti,"))
    assert message() == (
        "data/khm/ledger.csv has 2 problems:\n"
        "  - data/khm/ledger.csv, line 1, column 'unit': found no such column, expected the column 'unit'. "
        "Add it to the header.\n"
        "  - data/khm/ledger.csv, line 1, column 'unti': found the unknown column 'unti', "
        "expected a column of this table. Did you mean 'unit'?"
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"PK\x03\x04rest", "found a zip archive (an Excel or OpenDocument workbook?), expected comma-separated text. Open it in its program and save it as CSV, UTF-8."),
        (b"%PDF-1.7", "found a PDF document, expected comma-separated text. Open it in its program and save it as CSV, UTF-8."),
        (b"id,\x00", "found zero bytes, as in a binary or UTF-16 file, expected UTF-8 text. Save it as CSV, UTF-8."),
        (b"", "line 1: found no header, expected a line with the names of the columns"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_what_its_name_says(home, content, expected):
    (home / "data" / "khm" / "ledger.csv").write_bytes(content)
    separator = ", " if expected.startswith("line") else ": "
    assert message(SourceError) == (
        f"data/khm/ledger.csv cannot be read:\n  - data/khm/ledger.csv{separator}{expected}"
    )


def test_another_encoding_is_named_with_its_line(home):
    (home / "data" / "khm" / "ledger.csv").write_bytes(HEADER.encode() + b"\nKHM-\xe0\n")
    assert "line 2: found the byte 0xe0, which is not UTF-8, expected UTF-8 text" in message(SourceError)


def test_ragged_rows_are_all_listed(home):
    (home / "data" / "khm" / "ledger.csv").write_text(f"{HEADER}\na,b\n\nc\n", encoding="utf-8")
    assert message(SourceError) == (
        "data/khm/ledger.csv has rows of another length than its header:\n"
        "  - data/khm/ledger.csv, line 2: found 2 cells, expected 20, as in the header. Quote cells that contain commas.\n"
        "  - data/khm/ledger.csv, line 4: found 1 cells, expected 20, as in the header. Quote cells that contain commas."
    )


def test_lines_are_counted_as_an_editor_does(home):
    rows = GOOD | {"note": '"two\nlines"'}, GOOD | {"id": "second", "value": "x"}
    ledger(home, *rows)
    assert "data/khm/ledger.csv, line 4, column 'value'" in message()


def test_a_byte_order_mark_is_no_column(home):
    ledger(home, GOOD)
    file = home / "data" / "khm" / "ledger.csv"
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert len(tables.load("khm", "ledger", today=TODAY).frame) == 1


def test_a_changed_file_is_noticed(home, project):
    shutil.rmtree(home / "data" / "khm")
    shutil.copytree(project / "data" / "khm", home / "data" / "khm")
    file = home / "data" / "khm" / "ledger.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(",155591,", ",155592,"), encoding="utf-8")
    assert text != file.read_text(encoding="utf-8")
    (failure,) = tables.problems("khm", today=TODAY)
    assert failure.file == "data/khm/ledger.csv"
    assert failure.fix == "If the change is meant, accept it with: sse check khm --write-sources"


def test_a_region_nobody_knows_is_refused(home, project):
    shutil.copytree(project / "data" / "khm", home / "data" / "khm", dirs_exist_ok=True)
    ledger(home, GOOD | {"facets": "region=Battambong"})
    found = [str(failure) for failure in tables.problems("khm", today=TODAY) if failure.column == "facets"]
    assert found == [
        "data/khm/ledger.csv, line 2, column 'facets': found 'Battambong', expected a region of data/khm/regions.csv. "
        "Did you mean 'Battambang'?"
    ]
