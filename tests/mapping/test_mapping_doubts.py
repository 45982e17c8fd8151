"""Doubts of the readers are printed with their place; nothing of a row that is no record is."""

from __future__ import annotations

import pytest

from sse_analysis import load_study, mapping
from sse_analysis.results.absence import Absence
from sse_analysis.sources import registers

ABOUT = (
    "title: Register\npublisher: Office\nreference_date: 2022-06-30\nfile: a.csv\nrecords_have: legal_form\ncolumns:\n"
    "  record_id: {column: id}\n  name: {column: name}\n  legal_form:\n    column: form\n    codes: {c: coop}\n"
    "  members: {column: members}\n  registered_on: {column: day}\n"
)


def read(folder, *lines):
    (folder / "r.yml").write_text(ABOUT, encoding="utf-8")
    (folder / "a.csv").write_text("id;name;form;members;day\n" + "\n".join(lines), encoding="utf-8")
    return registers.read(folder / "a.csv", registers.describe(folder / "r.yml"), name="r")


def test_each_doubt_stands_with_row_and_column(tmp_path):
    one = read(tmp_path, "1;x;c;1.254;2565", "2;y;c;17;3.4.2020", "3;Secret circle;;5;", "4;z;c;about 9;")
    found = mapping.register_doubts((one,), country="xsy")
    assert found.frame[["row", "column", "found"]].fillna("").values.tolist() == [
        [2, "members", "1.254"], [2, "day", "2565"], [4, "", ""], [5, "members", "about 9"],
    ]  # fmt: skip
    table = found.summary()
    assert [row[2] for row in table.rows] == ["2", "2", "4", "5"]
    assert "Secret" not in str(table.record())
    assert table.rows[2][5] == "The row is no record: a sum, a note, or a record without its legal_form"
    assert table.rows[1][5] == "'2565' may be of the Buddhist era; say calendar: mixed or buddhist"


def test_beyond_forty_the_rest_is_counted_and_kept_in_the_data(tmp_path):
    one = read(tmp_path, *(f"{place};x;c;about {place};" for place in range(60)))
    table = mapping.register_doubts((one,), country="xsy").summary()
    assert len(table.rows) == 40 and len(table.data_rows) == 60
    assert table.notes[-1] == "20 more stand in the data file."


def test_a_register_without_doubts_says_so(tmp_path):
    found = mapping.register_doubts((read(tmp_path, "1;x;c;12;3.4.2020"),), country="xsy")
    assert isinstance(found, Absence) and found.reason == "does_not_exist"


@pytest.mark.parametrize("country", ["khm", "vnm"])
def test_without_registers_the_absence_names_the_file(country):
    found = mapping.register_doubts(load_study(country).registers, country=country)
    assert (found.id, found.file) == ("no-mapping-registers", f"data/{country}/registers/<register>.csv")


def test_doubts_of_the_synthetic_registers_are_all_listed_and_the_scope_has_a_name():
    study = load_study("xsy")
    found = mapping.register_doubts(study.registers, country="xsy")
    assert len(found.frame) == sum(len(one.doubts) + len(one.left_out) for one in study.registers)
    unlisted = mapping.not_on_any_list(
        study.organizations, study.registers, country="xsy", names=study.legal_forms
    )
    assert unlisted.summary().title == "Organizations with those that no register holds: Producer cooperative"
