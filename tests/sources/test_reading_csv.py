"""A CSV file is read as it stands, or refused with the reason; never half read."""

import csv
import io
import re
import unicodedata

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sse_analysis.errors import SourceError
from sse_analysis.sources.read import read_csv

CELL = st.text(
    st.characters(min_codepoint=32, exclude_categories=("Cs", "Cc")) | st.sampled_from("\n\t\",;'"),
    max_size=12,
)


def refused(path):
    with pytest.raises(SourceError) as caught:
        read_csv(path)
    (failure,) = caught.value.failures
    return str(failure).replace(str(path), "F")


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "F: found an old Excel workbook, expected comma-separated text. Open it in its program and save it as CSV, UTF-8."),
        (b"\x1f\x8b\x08", "F: found a gzip archive, expected comma-separated text. Open it in its program and save it as CSV, UTF-8."),
        (b"<!doctype html><p>", "F: found a web page, expected comma-separated text. Open it in its program and save it as CSV, UTF-8."),
        ("id,value\n".encode("utf-16"), "F: found zero bytes, as in a binary or UTF-16 file, expected UTF-8 text. Save it as CSV, UTF-8."),
        (b"id;value\n1;2\n", "F, line 1: found columns parted by semicolons, expected columns parted by commas. Save it as CSV with commas; a spreadsheet in some languages writes another mark."),
        (b"id\tvalue\n", "F, line 1: found columns parted by tabs, expected columns parted by commas. Save it as CSV with commas; a spreadsheet in some languages writes another mark."),
        (b"id,value\n1,\x1b[2J\n", "F, line 2: found the control character U+001B, expected text that can be printed. Delete the character."),
        ("id,value\n1,\x9b31m\n".encode(), "F, line 2: found the control character U+009B, expected text that can be printed. Delete the character."),
        ("id,value\n1,\u202e41\n".encode(), "F, line 2: found the control character U+202E, expected text that can be printed. Delete the character."),
        (b'id,value\n1,"open\n', "F, line 2: found text that is not CSV (unexpected end of data), expected comma-separated values"),
        (b'id,value\n"a"b,2\n', "F, line 2: found text that is not CSV (',' expected after '\"'), expected comma-separated values"),
        (b"\n\n", "F, line 1: found no header, expected a line with the names of the columns"),
        (b"id,v\n" + b"x" * 100_001 + b",1\n", "F, line 2: found text that is not CSV (field larger than field limit (100000)), expected comma-separated values"),
    ],
)  # fmt: skip
def test_a_file_that_is_not_a_table_is_refused(tmp_path, content, expected):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    assert refused(path) == expected


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    assert refused(tmp_path / "t.csv") == "F: found no file, expected comma-separated text"
    (tmp_path / "d.csv").mkdir()
    assert refused(tmp_path / "d.csv") == "F: found a folder, expected a file"


def test_a_file_too_large_is_refused_before_it_is_held(tmp_path, monkeypatch):
    monkeypatch.setattr("sse_analysis.sources.read.MAX_BYTES", 10)
    path = tmp_path / "t.csv"
    path.write_text("id,value\n1,2\n", encoding="utf-8")
    assert refused(path) == "F: found more than 10 bytes, expected a table of at most that size"


def test_rows_of_empty_cells_are_no_rows_and_lines_still_count(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('id,value\n,\n\na,"two\nlines"\nb,\n', encoding="utf-8")
    table = read_csv(path)
    assert table.rows == (("a", "two\nlines"), ("b", ""))
    assert table.lines == (4, 6)


def test_one_word_is_one_word_whatever_keyboard_wrote_it(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("region,n\nĐồng Nai,1\n".replace("ồ", "o\u0302\u0300"), encoding="utf-8")
    assert read_csv(path).rows[0][0] == "Đồng Nai"


@settings(
    max_examples=60,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(rows=st.lists(st.tuples(CELL, CELL, CELL), max_size=6))
def test_what_was_written_is_read_back(tmp_path, rows):
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerows([("a", "b", "c"), *rows])
    path = tmp_path / "t.csv"
    path.write_bytes(buffer.getvalue().encode())
    expected = [tuple(_as_read(cell) for cell in row) for row in rows if any(row)]
    assert list(read_csv(path).rows) == expected


def _as_read(cell):
    return re.sub(r"[^\S\n\t]+", " ", unicodedata.normalize("NFC", cell))


def test_one_word_is_one_word_whatever_spaces_part_it(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("form,n\nDehkan\u00a0farm,1\nDehkan  farm,2\nDehkan\u2009farm,3\n", encoding="utf-8")
    assert [row[0] for row in read_csv(path).rows] == ["Dehkan farm"] * 3


def test_columns_that_a_spreadsheet_left_behind_are_no_columns(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("id,v,,\na,1,,\nb,,,\n", encoding="utf-8")
    assert (read_csv(path).header, read_csv(path).rows) == (("id", "v"), (("a", "1"), ("b", "")))
    path.write_text("id,v,,\na,1,,x\n", encoding="utf-8")
    assert read_csv(path).rows == (("a", "1", "", "x"),)


@settings(
    max_examples=150,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    content=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "replace"))
)
def test_any_bytes_are_a_table_or_an_error_of_ours(tmp_path, content):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    try:
        table = read_csv(path)
    except SourceError as error:
        assert error.failures
    else:
        assert all(len(row) == len(table.header) for row in table.rows)
        assert len(table.lines) == len(table.rows)
