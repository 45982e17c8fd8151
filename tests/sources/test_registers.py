"""Registers in: real ones through inspection, description and reading; bad ones refused in one sentence."""

from __future__ import annotations

import gzip
import zipfile

import openpyxl
import pandas as pd
import pytest
from click.testing import CliRunner

from sse_analysis.cli.registering import register_command
from sse_analysis.errors import SourceError
from sse_analysis.sources import inspecting, registers, sheets

HEAD = "title: T\npublisher: P\nreference_date: 2022-06-30\n"
UK = (
    HEAD
    + """file: uk.csv
columns:
  record_id: {column: Identifier}
  name: {column: Name}
  legal_form:
    column: Legal Form
    codes: {Society: society, Company: company, Unincorporated: group, Community Interest Company: cic, LLP: company,
            Scottish Charitable Incorporated Organisation: charity, Limited Partnership: company}
    missing: [Act of Parliament]
  isic: {column: SIC Code}
"""
)
INDIA = (
    HEAD
    + """file: india.csv
columns:
  record_id: {column: id}
  name: {column: name}
  legal_form:
    column: sector
    codes: {Agro: agro, Cooperative Bank: bank, Health/Hospital: health, Credit: credit, Housing: housing, Fisheries: fish,
            Others: other, Federation: union, Industrial/Textile: industry, Marketing: market, Tourism: tourism,
            Construction: building, Dairy: agro}
  registered_on: {column: data_of_registration}
"""
)


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def read(folder, text, name="r"):
    (folder / f"{name}.yml").write_text(text, encoding="utf-8")
    about = registers.describe(folder / f"{name}.yml")
    return registers.read(folder / about.file, about, name=name)


def refusal(folder, text):
    with pytest.raises(SourceError) as caught:
        read(folder, text)
    return str(caught.value).replace(str(folder) + "/", "")


def small(folder, rows, *, delimiter=",", encoding="utf-8", name="a.csv"):
    text = "\n".join(delimiter.join(row) for row in rows)
    (folder / name).write_bytes(text.encode(encoding))


DESCRIBED = (
    HEAD
    + "file: a.csv\ncolumns:\n  record_id: {column: id}\n  name: {column: name}\n  legal_form:\n    column: form\n    codes: {c: coop}\n"
)


def test_the_british_register_is_read_whole(folder, shared):
    packed = (shared / "data/registries/uk_coops_2022Q2.csv.gz").read_bytes()
    (folder / "uk.csv").write_bytes(gzip.decompress(packed))
    found = read(folder, UK)
    assert len(found.frame) == 7272 and found.doubts.empty
    forms = found.frame["legal_form"].value_counts(dropna=False)
    assert (
        forms["society"],
        forms["company"],
        forms["cic"],
        int(found.frame["legal_form"].isna().sum()),
    ) == (6128, 804, 112, 47)
    assert found.frame["record_id"].is_unique and found.frame.loc[0, "name"] == "The Co-operative Group"
    assert registers.unused_codes(found) == {}


def test_a_code_nobody_described_is_named_with_its_row(folder, shared):
    packed = (shared / "data/registries/uk_coops_2022Q2.csv.gz").read_bytes()
    (folder / "uk.csv").write_bytes(gzip.decompress(packed))
    said = refusal(folder, UK.replace("LLP: company,", "").replace("    missing: [Act of Parliament]\n", ""))
    assert "column 'Legal Form': found code 'LLP', expected a code of legal_form, or one of 'missing'" in said
    assert "found code 'Act of Parliament'" in said


INTEREST = "  member_interest:\n    column: seeks\n    codes: {w: worker, u: consumer, m: multi_stakeholder}\n    missing: ['?']\n"


def test_what_members_seek_is_a_code_of_the_four_types_or_refused(folder):
    rows = [["id", "name", "form", "seeks"], ["1", "x", "c", "w"], ["2", "y", "c", "?"], ["3", "z", "c", "u"]]
    small(folder, rows)
    found = read(folder, DESCRIBED + INTEREST)
    assert found.frame["member_interest"].fillna("").tolist() == ["worker", "", "consumer"]
    assert registers.unused_codes(found) == {"member_interest": ("multi_stakeholder",)}
    small(folder, [*rows, ["4", "v", "c", "p"]])
    said = refusal(folder, DESCRIBED + INTEREST)
    assert (
        "line 5, column 'seeks': found code 'p', expected a code of member_interest, or one of 'missing'"
        in said
    )
    assert (
        "member_interest is one of worker, producer, consumer, multi_stakeholder; found farming"
        in refusal(folder, DESCRIBED + INTEREST.replace("u: consumer", "u: farming"))
    )
    assert "member_interest needs codes" in refusal(
        folder, f"{DESCRIBED}  member_interest: {{column: seeks}}\n"
    )


def test_the_indian_register_has_days_first(folder, shared):
    (folder / "india.csv").write_bytes((shared / "data/registries/india_mscs_2023_extract.csv").read_bytes())
    found = read(folder, INDIA)
    assert len(found.frame) == 100 and int(found.frame["registered_on"].notna().sum()) == 99
    assert found.frame.loc[1, "registered_on"] == pd.Timestamp("2022-10-13")
    wrong = read(
        folder, INDIA.replace("{column: data_of_registration}", "{column: data_of_registration, order: mdy}")
    )
    assert "'13/10/2022' is no day of a calendar" in set(wrong.doubts["why"])


def test_inspection_drafts_what_a_person_corrects(folder, shared):
    packed = (shared / "data/registries/uk_coops_2022Q2.csv.gz").read_bytes()
    (folder / "uk.csv").write_bytes(gzip.decompress(packed))
    done = CliRunner().invoke(register_command, ["inspect", str(folder / "uk.csv")], standalone_mode=False)
    assert '  record_id: {column: "Identifier"}' in done.output
    assert '  name: {column: "Name"}' in done.output
    assert "member_interest," in done.output
    assert "of member_interest: worker, producer, consumer, multi_stakeholder." in done.output
    assert "# Latitude: empty, 0 of 7,272 filled, 0 different" in done.output
    assert (
        "#   Society (6,128), Company (789), Unincorporated (178), Community Interest Company (112)"
        in done.output
    )


def test_a_draft_is_a_description_once_its_codes_are_given(folder):
    rows = [
        ["id", "name", "form"],
        *([f"A-{n}", f"Union {n} of Bakers", "c" if n % 3 else "d"] for n in range(40)),
    ]
    small(folder, rows)
    text = inspecting.draft(folder / "a.csv").replace(": CODE   #", ": coop   #")
    said = refusal(folder, text)
    assert "column 'publisher': found nothing, expected text" in said
    assert "column 'reference_date': found nothing, expected a date such as 2026-11-30" in said
    text = text.replace("publisher:", "publisher: P").replace("reference_date:", "reference_date: 2025-12-31")
    found = read(folder, text)
    assert len(found.frame) == 40 and set(found.frame["legal_form"]) == {"coop"}


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8", ";"), ("utf-8-sig", ","), ("windows-1251", "\t"), ("utf-8", "|")]
)
def test_encoding_and_delimiter_are_found_and_shown(folder, encoding, delimiter):
    names = [f"Кооператив производителей номер {n}" for n in range(30)]
    small(
        folder,
        [["id", "name", "form"], *([str(n), name, "c"] for n, name in enumerate(names))],
        delimiter=delimiter,
        encoding=encoding,
    )
    found = read(folder, DESCRIBED)
    assert found.frame["name"].tolist() == names
    about = sheets.read(folder / "a.csv").about
    assert about[1] == f"delimiter {'tab' if delimiter == chr(9) else delimiter}"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([["id", "name"], ["1", "x"]], "a.csv has not the columns of r.yml:\n  - a.csv, line 1: found no column 'form', expected the column of legal_form"),
        ([["id", "name", "form"], ["", "x", "c"], ["", "y", "c"]], "found no id in any record, expected the number a register gives a record. Name another column, or number the rows."),
        ([["id", "name", "form"], ["1", "x", "c"], ["1", "y", "c"]], "a.csv, line 3, column 'id': found the id '1' again, expected every id once"),
        ([["id", "name", "form"]], "a.csv has 1 rows, so none under the header_row 1."),
        ([["id", "id", "form"], ["1", "1", "c"]], "a.csv: the heads id stand twice in row 1. Rename one."),
    ],
)  # fmt: skip
def test_a_register_that_does_not_fit_is_told(folder, rows, said):
    small(folder, rows)
    assert said in refusal(folder, DESCRIBED)


def test_rows_that_are_no_records_are_listed_and_not_read(folder):
    small(
        folder,
        [
            ["id", "name", "form", "members"],
            ["1", "x", "c", "10"],
            ["", "Sub", "", "10"],
            ["* as of June", "", "", ""],
        ],
    )
    text = DESCRIBED.replace("columns:", "records_have: name\ncolumns:") + "  members: {column: members}\n"
    said = refusal(folder, text)
    assert "line 3, column 'id': found no id" in said
    found = read(folder, text.replace("records_have: name", "records_have: legal_form"))
    assert found.left_out.to_dict("list") == {"row": [3, 4], "found": ["Sub | 10", "* as of June"]}
    assert found.frame["members"].tolist() == [10.0]


@pytest.mark.parametrize("word", ["ИТОГО:", "Total", "Tổng cộng", "รวม"])
def test_a_row_that_adds_up_the_others_is_no_organization(folder, word):
    small(folder, [["id", "name", "form", "members"], ["1", "Totalia", "c", "10"], ["2", word, "c", "10"]])
    found = read(folder, DESCRIBED + "  members: {column: members}\n")
    assert found.frame["name"].tolist() == ["Totalia"]
    assert found.left_out["row"].tolist() == [3]


def test_a_file_may_be_called_as_people_call_it_and_must_be_there(folder):
    small(folder, [["id", "name", "form"], ["1", "x", "c"]])
    (folder / "a.csv").rename(folder / "Реестр 2025 (1).csv")
    assert len(read(folder, DESCRIBED.replace("a.csv", '"Реестр 2025 (1).csv"')).frame) == 1
    for name in ("absent.xlsx", "absent.csv"):
        with pytest.raises(SourceError) as caught:
            inspecting.draft(folder / name)
        assert str(caught.value).endswith(f"{name} does not exist.")


def test_doubts_are_listed_with_row_and_column_and_nothing_is_guessed(folder):
    small(
        folder,
        [
            ["id", "name", "form", "members", "day"],
            ["1", "x", "c", "1.254", "2565"],
            ["2", "y", "c", "17", "3.4.2020"],
        ],
        delimiter=";",
    )
    found = read(folder, DESCRIBED + "  members: {column: members}\n  registered_on: {column: day}\n")
    assert found.doubts[["row", "column", "found"]].values.tolist() == [
        [2, "members", "1.254"],
        [2, "day", "2565"],
    ]
    assert found.frame["members"].isna().tolist() == [True, False]
    sure = read(
        folder,
        DESCRIBED
        + '  members: {column: members, decimal: ","}\n  registered_on: {column: day, calendar: mixed}\n',
    )
    assert sure.doubts.empty and sure.frame["members"].tolist() == [1254.0, 17.0]
    assert sure.frame["registered_on"].tolist() == [pd.Timestamp("2022-01-01"), pd.Timestamp("2020-04-03")]


def workbook(path, rows, *, second=False):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if second:
        book.create_sheet("Notes").append(["n"])
    book.save(path)


def test_workbooks_with_several_sheets_ask_which(folder):
    workbook(folder / "a.xlsx", [["id", "name", "form"], [1, "x", "c"]], second=True)
    text = DESCRIBED.replace("a.csv", "a.xlsx")
    assert refusal(folder, text) == "a.xlsx has 2 sheets: Sheet, Notes. Say which one: sheet: Sheet"
    assert "a.xlsx has no sheet 'Sheat'. Did you mean 'Sheet'?" in refusal(
        folder, text.replace("columns:", "sheet: Sheat\ncolumns:")
    )
    assert (
        refusal(folder, text.replace("columns:", "sheet: Notes\ncolumns:"))
        == "a.xlsx has 1 rows, so none under the header_row 1."
    )


def test_formulas_are_counted_and_their_values_read(folder):
    workbook(folder / "a.xlsx", [["id", "name", "form"], [1, "=A2", "c"]])
    assert sheets.read(folder / "a.xlsx").about == ("1 formulas: their last computed values are read",)


def test_too_many_columns_an_empty_sheet_and_a_bomb_are_refused(folder):
    workbook(folder / "a.xlsx", [[f"c{n}" for n in range(1000)], list(range(1000))])
    assert "found 1,000 columns, expected at most 500. Delete the columns without a head." in refusal(
        folder, DESCRIBED.replace("a.csv", "a.xlsx")
    )
    workbook(folder / "a.xlsx", [[]])
    assert (
        refusal(folder, DESCRIBED.replace("a.csv", "a.xlsx"))
        == "a.xlsx, sheet 'Sheet', is empty. Name the sheet that holds the register."
    )
    with zipfile.ZipFile(folder / "a.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 80_000_000)
    assert "a.xlsx was not opened." in refusal(folder, DESCRIBED.replace("a.csv", "a.xlsx"))
    (folder / "a.xlsx").write_text("id,name")
    assert (
        refusal(folder, DESCRIBED.replace("a.csv", "a.xlsx"))
        == "a.xlsx is no workbook, whatever its name says. Save it again as XLSX or CSV."
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("  record_id: {column: id}\n", "", "a register needs the fields record_id"),
        ("record_id:", "recordid:", "unknown fields recordid"),
        ("a.csv", "../a.csv", "found '../a.csv', expected the name of a file in this folder"),
        (
            "title: T\n",
            "",
            "column 'title': found nothing, expected the key 'title'. Add it: Name of the register.",
        ),
        (
            "title: T\n",
            "title: T\ntitel: U\n",
            "line 2, column 'titel': found the unknown key 'titel', expected a key of",
        ),
    ],
)
def test_a_description_that_is_wrong_is_told(folder, old, new, said):
    small(folder, [["id", "name", "form"], ["1", "x", "c"]])
    assert said in refusal(folder, DESCRIBED.replace(old, new))


def test_an_industry_that_may_have_lost_a_leading_zero_is_a_doubt(folder):
    small(
        folder,
        [
            ["id", "name", "form", "isic"],
            ["1", "x", "c", "141"],
            ["2", "y", "c", "1410"],
            ["3", "z", "c", "6419"],
        ],
    )
    text = DESCRIBED + "  isic: {column: isic}\n"
    found = read(folder, text)
    assert found.frame["isic"].isna().tolist() == [True, False, False]
    assert found.doubts.to_dict("records") == [
        {"row": 2, "column": "isic", "found": "141", "why": "'141' may have lost a leading zero; say 'width'"}
    ]
    filled = read(folder, text.replace("{column: isic}", "{column: isic, width: 4}"))
    assert filled.frame["isic"].tolist() == ["0141", "1410", "6419"]
    small(
        folder,
        [
            ["id", "name", "form", "isic"],
            ["1", "x", "c", "01.41"],
            ["2", "y", "c", "14.1"],
            ["3", "z", "c", "64"],
        ],
    )
    assert read(folder, text).frame["isic"].tolist() == ["01.41", "14.1", "64"]


def test_a_name_holds_nothing_that_a_screen_obeys(folder):
    small(folder, [["id", "name", "form"], ["1", "\x1b[31mRed\u202e Union", "c"]])
    assert read(folder, DESCRIBED).frame["name"].tolist() == ["[31mRed Union"]
