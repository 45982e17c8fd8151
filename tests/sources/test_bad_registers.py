"""Bad registers: refused in a sentence that says where, or listed as doubts; memory stays bounded while they are read."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import zipfile
from dataclasses import replace

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from sse_analysis.cli.registering import register_command
from sse_analysis.errors import SourceError
from sse_analysis.harmonize import opening
from sse_analysis.results.absence import Absence
from sse_analysis.sources import bounds, registers, sheets

ABOUT = (
    "title: T\npublisher: P\nreference_date: 2022-06-30\nfile: {file}\n{more}columns:\n  record_id: {{column: id}}\n"
    "  name: {{column: name}}\n  legal_form:\n    column: form\n    codes: {{c: coop}}\n"
)
ODS = (
    '<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
    '<office:body><office:spreadsheet><table:table table:name="A"><table:table-row table:number-rows-repeated="1048576">'
    '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="1024"/></table:table-row>'
    "</table:table></office:spreadsheet></office:body></office:document-content>"
)


def read(folder, file="a.csv", more="", fields=""):
    (folder / "r.yml").write_text(ABOUT.format(file=file, more=more) + fields, encoding="utf-8")
    about = registers.describe(folder / "r.yml")
    return registers.read(folder / about.file, about, name="r")


def refusal(task, folder) -> str:
    with pytest.raises(SourceError) as caught:
        task()
    return str(caught.value).replace(f"{folder}/", "")


def lines(folder, *rows, file="a.csv"):
    (folder / file).write_text("\n".join(rows), encoding="utf-8")


def book(folder, *rows):
    made = openpyxl.Workbook()
    for row in rows:
        made.active.append(list(row))
    made.save(folder / "a.xlsx")
    return made


def unpacked(path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(path, parts) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


def test_two_header_rows_say_which_row_has_the_heads(tmp_path):
    lines(tmp_path, "identity,,law", "id,name,form", "1,x,c")
    assert refusal(lambda: read(tmp_path), tmp_path).splitlines()[1] == (
        "  - a.csv, line 1: found no column 'id', expected the column of record_id. The heads stand in row 2: say header_row: 2."
    )
    assert len(read(tmp_path, more="header_row: 2\n").frame) == 1


def test_a_value_that_several_records_share_as_merged_cells_is_told(tmp_path):
    made = book(tmp_path, ["id", "name", "form"], [1, "x", "c"], [2, "y", None], [3, "z", "c"])
    made.active.merge_cells("C2:C3")
    made.save(tmp_path / "a.xlsx")
    assert refusal(lambda: read(tmp_path, "a.xlsx"), tmp_path).splitlines()[1] == (
        "  - a.xlsx, line 2: found the cells C2:C3 as one, expected a value for every record. "
        "Unmerge them and write the value into each."
    )


def test_merged_heads_above_the_heads_are_told_too(tmp_path):
    made = book(tmp_path, ["Members of the register", None, None], ["id", "name", "form"], [1, "x", "c"])
    made.active.merge_cells("A1:C1")
    made.save(tmp_path / "a.xlsx")
    assert "say header_row: 2." in refusal(lambda: read(tmp_path, "a.xlsx"), tmp_path)


@pytest.mark.parametrize("second", ["(1),(2),(3),(4)", "number,name,kind,persons", "id,name,form,members"])
def test_a_second_head_below_is_no_record(tmp_path, second):
    """Numbers of columns, heads in another language, or the heads again: their code is refused with its row."""
    lines(tmp_path, "id,name,form,members", second, "1,x,c,12")
    said = refusal(lambda: read(tmp_path, fields="  members: {column: members}\n"), tmp_path)
    code = second.split(",")[2]
    assert said == (
        "a.csv does not fit r.yml:\n"
        f"  - a.csv, line 2, column 'form': found code '{code}', expected a code of legal_form, or one of 'missing'"
    )


def test_a_thousand_columns_are_refused_by_every_door(tmp_path):
    wide = ",".join(f"c{place}" for place in range(1000))
    lines(tmp_path, wide, wide)
    expected = "found 1,000 columns, expected at most 500. Delete the columns without a head."
    assert expected in refusal(lambda: read(tmp_path), tmp_path)
    done = CliRunner().invoke(register_command, ["inspect", str(tmp_path / "a.csv")], standalone_mode=False)
    assert expected in str(done.exception)


@pytest.mark.parametrize("rows", [(), ("",), (",,", ",,")])
def test_an_empty_file_is_told(tmp_path, rows):
    lines(tmp_path, *rows)
    assert (
        refusal(lambda: read(tmp_path), tmp_path) == "a.csv is empty. Name the sheet that holds the register."
    )


def test_every_id_missing_and_every_number_missing(tmp_path):
    lines(tmp_path, "id,name,form,tax", *(f",x{place},c," for place in range(300)))
    said = refusal(lambda: read(tmp_path), tmp_path)
    assert said.count("\n") == 1 and "column 'id': found no id in any record" in said
    lines(tmp_path, "id,name,form,tax", *(f"{place},x{place},c," for place in range(300)))
    one = read(tmp_path, fields="  tax_id: {column: tax}\n")
    found = opening.open_organizations((replace(one, file="data/khm/registers/a.csv"),))
    assert isinstance(found, Absence) and found.reason == "not_computable"
    assert found.why.startswith("No two records share a registration number")


def test_mixed_calendars_are_doubts_until_they_are_described(tmp_path):
    days = [
        "2565",
        "30/06/2022",
        "2022-06-30",
        "31/12/2564",
        dt.date(2022, 6, 30),
        dt.date(2565, 6, 30),
        "ธ.ค. 65",
        2022,
    ]
    book(tmp_path, ["id", "name", "form", "day"], *([place, "x", "c", day] for place, day in enumerate(days)))
    field = "  registered_on: {{column: day{more}}}\n"
    plain = read(tmp_path, "a.xlsx", fields=field.format(more=""))
    # 2565, 31/12/2564, the cell of 2565, and the Thai month with a year of two digits.
    assert plain.doubts["row"].tolist() == [2, 5, 7, 8]
    assert set(plain.doubts["column"]) == {"day"} and plain.frame["registered_on"].dt.year.max() == 2022
    mixed = read(tmp_path, "a.xlsx", fields=field.format(more=", calendar: mixed"))
    assert mixed.doubts.empty
    assert mixed.frame["registered_on"].dt.year.tolist() == [2022, 2022, 2022, 2021, 2022, 2022, 2022, 2022]
    buddhist = read(tmp_path, "a.xlsx", fields=field.format(more=", calendar: buddhist"))
    assert buddhist.doubts["row"].tolist() == [3, 4, 6, 9]


def test_formulas_without_a_stored_value_are_missing_and_never_computed(tmp_path):
    book(tmp_path, ["id", "name", "form", "members"], [1, "x", "c", "=1+1"], [2, "y", "c", 5])
    found = read(tmp_path, "a.xlsx", fields="  members: {column: members}\n")
    assert pd.isna(found.frame.loc[0, "members"]) and found.frame.loc[1, "members"] == 5


def test_a_bomb_by_ratio_is_refused(tmp_path):
    packed(tmp_path / "a.xlsx", {"xl/worksheets/sheet1.xml": b"0" * 80_000_000})
    said = refusal(lambda: read(tmp_path, "a.xlsx"), tmp_path)
    assert said.startswith(
        "a.xlsx was not opened.\n  - a.xlsx: found 0.1 MB that unpack to 80 MB, expected at most 300 times"
    )


def test_a_bomb_that_lies_about_its_size_is_refused(tmp_path):
    book(tmp_path, ["id"])
    big = (
        b'<?xml version="1.0"?><worksheet><sheetData>'
        + b"<row><c><v>1</v></c></row>" * 300_000
        + b"</sheetData></worksheet>"
    )
    packed(tmp_path / "a.xlsx", unpacked(tmp_path / "a.xlsx") | {"xl/worksheets/sheet1.xml": big})
    data = (tmp_path / "a.xlsx").read_bytes()
    (tmp_path / "a.xlsx").write_bytes(
        data.replace(len(big).to_bytes(4, "little"), (1000).to_bytes(4, "little"))
    )
    said = refusal(lambda: read(tmp_path, "a.xlsx"), tmp_path)
    assert said.startswith("a.xlsx is broken (Bad CRC-32") and said.endswith("Save it again as XLSX or CSV.")


def test_one_cell_far_away_does_not_make_room_for_all_between(tmp_path):
    made = book(tmp_path, ["id", "name", "form"])
    made.active["XFD1048576"] = "x"
    made.save(tmp_path / "a.xlsx")
    assert refusal(lambda: read(tmp_path, "a.xlsx"), tmp_path) == (
        "a.xlsx was not opened.\n  - a.xlsx: found a sheet that reaches over 17,179,869,184 cells, expected at most "
        "40,000,000. Delete what stands far below or beside the table, or save the table as CSV."
    )


def test_cells_that_only_say_how_often_they_repeat_are_counted(tmp_path):
    packed(tmp_path / "a.ods", {"content.xml": ODS.encode()})
    assert "reaches over 1,073,741,824 cells" in refusal(lambda: read(tmp_path, "a.ods"), tmp_path)
    few = ODS.replace('"1048576"', '"3"').replace('"1024"', '"4"')
    packed(tmp_path / "a.ods", {"content.xml": few.encode()})
    bounds.check(tmp_path / "a.ods", "a.ods")
    packed(tmp_path / "a.ods", {"content.xml": ODS[:200].encode()})
    assert "a.ods is broken" in refusal(lambda: read(tmp_path, "a.ods"), tmp_path)
    packed(tmp_path / "a.ods", {"other.xml": b""})
    assert "a.ods is broken (it has no content.xml)" in refusal(lambda: read(tmp_path, "a.ods"), tmp_path)


def test_places_are_found_across_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr(bounds, "_CHUNK", 50)
    made = book(tmp_path, ["id", "name"], *([place, "x"] for place in range(40)))
    made.active["AB77"] = 1
    made.save(tmp_path / "a.xlsx")
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        assert bounds._in_xlsx(archive) == 77 * 28


CODE = """
import resource, sys
from pathlib import Path
import pandas, python_calamine
resource.setrlimit(resource.RLIMIT_DATA, (1_500_000_000, 1_500_000_000))
from sse_analysis.errors import SourceError
from sse_analysis.sources import sheets
for name in sys.argv[1:]:
    try:
        sheets.read(Path(name))
    except SourceError as error:
        print(str(error).splitlines()[0].rsplit("/", 1)[-1])
"""


def test_memory_is_bounded_whatever_the_workbook_says(tmp_path):
    """A process that may have 1.5 GB refuses each of them and lives."""
    made = book(tmp_path, ["id"])
    made.active["XFD1048576"] = "x"
    made.save(tmp_path / "far.xlsx")
    packed(tmp_path / "repeat.ods", {"content.xml": ODS.encode()})
    packed(tmp_path / "bomb.xlsx", {"xl/worksheets/sheet1.xml": b"0" * 80_000_000})
    names = ["far.xlsx", "repeat.ods", "bomb.xlsx"]
    done = subprocess.run(
        [sys.executable, "-c", CODE, *(str(tmp_path / name) for name in names)],
        capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    assert done.stdout.splitlines() == [f"{name} was not opened." for name in names]


def test_a_sheet_that_breaks_off_is_told(tmp_path):
    book(tmp_path, ["id", "name", "form"], [1, "x", "c"])
    parts = unpacked(tmp_path / "a.xlsx")
    name = "xl/worksheets/sheet1.xml"
    packed(tmp_path / "a.xlsx", parts | {name: parts[name][:-60]})
    with pytest.raises(SourceError, match=r"a\.xlsx"):
        sheets.read(tmp_path / "a.xlsx")


def test_a_part_that_does_not_unpack_is_told(tmp_path):
    book(tmp_path, *(["id", "name", "form"] for _ in range(2000)))
    data = bytearray((tmp_path / "a.xlsx").read_bytes())
    with zipfile.ZipFile(tmp_path / "a.xlsx") as archive:
        start = archive.getinfo("xl/worksheets/sheet1.xml").header_offset + 80
    data[start : start + 40] = b"\xff" * 40
    (tmp_path / "a.xlsx").write_bytes(data)
    assert refusal(lambda: read(tmp_path, "a.xlsx"), tmp_path).startswith("a.xlsx is broken (")
