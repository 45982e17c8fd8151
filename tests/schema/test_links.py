"""What one table says of another, and what a folder as a whole can get wrong."""

import datetime as dt
import shutil

import pytest

from sse_analysis.errors import ParameterError, SchemaError
from sse_analysis.schema import tables
from sse_analysis.sources import manifest

TODAY = dt.date(2026, 11, 23)


@pytest.mark.parametrize(
    ("partner", "row", "name", "change", "expected"),
    [
        ("regions", {"region": "Battambang"}, "ledger", {"facets": "region=Battambong"}, "column 'facets': found 'Battambong', expected a region of data/khm/regions.csv. Did you mean 'Battambang'?"),
        ("legal_forms", {}, "ledger", {"legal_form_id": "KHM-cooperativ"}, "column 'legal_form_id': found 'KHM-cooperativ', expected a row of data/khm/legal_forms.csv. Did you mean 'KHM-cooperative'?"),
        ("regions", {"region": "Bangkok"}, "informality_series", {"location": "Bankok"}, "column 'location': found 'Bankok', expected national, urban, rural or a region of data/khm/regions.csv. Did you mean 'Bangkok'?"),
        ("areas", {}, "regions", {"unit_code": "KH-01"}, "column 'unit_code': found 'KH-01', expected a row of data/khm/areas.csv. Did you mean 'KH-1'?"),
        ("legal_forms", {}, "member_interests", {"legal_form_id": "KHM-coop"}, "column 'legal_form_id': found 'KHM-coop', expected a row of data/khm/legal_forms.csv. Did you mean 'KHM-cooperative'?"),
        ("areas", {}, "area_changes", {"target_code": "KH-99"}, "column 'target_code': found 'KH-99', expected a row of data/khm/areas.csv. Did you mean 'KH-1'?"),
    ],
)  # fmt: skip
def test_a_word_the_other_table_does_not_know_is_refused(desk, partner, row, name, change, expected):
    desk.write(partner, row)
    desk.write(name, change)
    file = f"data/khm/{tables.LAYOUTS[name].file}"
    assert desk.message(name, SchemaError) == f"{file} has 1 problem:\n  - {file}, line 2, {expected}"


def test_a_table_that_is_absent_is_not_asked(desk):
    desk.write("ledger", {"facets": "region=Anywhere", "legal_form_id": "KHM-any"})
    assert desk.load("ledger")["region"].tolist() == ["Anywhere"]


def test_a_series_is_described_in_its_unit(desk, project):
    (desk.home / "data" / "common").mkdir()
    shutil.copy(project / "data" / "common" / "sdg_indicators.csv", desk.home / "data" / "common")
    desk.write("sdg_series", {"unit": "persons"}, {"series": "SI_POV_EMP2"})
    assert desk.message("sdg_series", SchemaError) == (
        "data/khm/sdg_series.csv has 2 problems:\n"
        "  - data/khm/sdg_series.csv, line 2, column 'unit': found 'persons' for SI_POV_EMP1, "
        "expected 'percent', as in data/common/sdg_indicators.csv\n"
        "  - data/khm/sdg_series.csv, line 3, column 'series': found 'SI_POV_EMP2', "
        "expected a series of data/common/sdg_indicators.csv. Did you mean 'SI_POV_EMP1'?"
    )


def test_a_folder_reports_all_its_files_at_once(desk):
    desk.write("ledger", {"value": "x"})
    desk.write("areas", {"lon": "999"})
    (desk.home / "data" / "khm" / "pathways.csv").write_bytes(b"%PDF-1.7")
    assert [str(failure) for failure in tables.problems("khm", today=TODAY)] == [
        "data/khm/sources.yml: found no file, expected who published each table, and under which terms. "
        "Write it with: sse check khm --write-sources, then name the publishers.",
        "data/khm/ledger.csv, line 2, column 'value': found 'x', expected a number such as 1234.5. "
        "Leave the cell empty if the value is unknown; put words into the note.",
        "data/khm/areas.csv, line 2, column 'lon': found '999', expected 180 or less",
        "data/khm/pathways.csv: found a PDF document, expected comma-separated text. "
        "Open it in its program and save it as CSV, UTF-8.",
    ]


@pytest.mark.parametrize("empty", [False, True])
@pytest.mark.parametrize("file", ["Ledger.csv", "ledgers.csv", "ledger.xlsx"])
def test_a_table_under_a_name_nearly_right_is_not_taken_for_absent(desk, file, empty):
    if empty:
        desk.write("ledger")
    (desk.home / "data" / "khm" / file).write_bytes(b"x")
    found = [str(failure) for failure in tables.problems("khm", today=TODAY)]
    assert (
        f"data/khm/{file}: found a file that no analysis reads, expected the name of a table. "
        "Did you mean 'ledger.csv'? Then save it under that name, as CSV, UTF-8."
    ) in found


@pytest.mark.parametrize("code", ["../../etc", "/etc", "kh", "khm/../tha", "", "khm\x00"])
def test_a_country_code_cannot_lead_out_of_the_project(desk, code):
    for ask in (
        lambda: tables.exists(code, "ledger"),
        lambda: tables.load(code, "ledger", today=TODAY),
        lambda: tables.problems(code, today=TODAY),
    ):
        with pytest.raises(ParameterError) as caught:
            ask()
        assert str(caught.value) == (
            f"'{code}' is not a country code. Expected three letters of ISO 3166-1, such as 'khm'.".replace(
                "\x00", "\ufffd"
            )
        )


def test_a_link_cannot_lead_out_of_the_folder(desk, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside") / "ledger.csv"
    outside.write_text("secret\n", encoding="utf-8")
    (desk.home / "data" / "khm" / "ledger.csv").symlink_to(outside)
    assert desk.message("ledger", ParameterError) == (
        "A path leads out of its folder.\n"
        "  - data/khm: found 'ledger.csv', expected a file inside this folder"
    )


def test_a_new_country_is_sound_as_it_stands(desk):
    folder = desk.home / "data" / "lao"
    folder.mkdir()
    texts = tables.empty_files()
    texts |= {manifest.NAME: manifest.of_new_tables(texts, TODAY)}
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert tables.problems("lao", today=TODAY) == []
    for name in tables.OF_A_COUNTRY:
        assert len(tables.load("lao", name, today=TODAY).frame) == 0


def test_a_judgement_without_author_date_or_status_is_refused(desk):
    (desk.home / "data" / "common").mkdir()
    file = desk.home / "data" / "common" / "weights.csv"
    file.write_text("weight,author,date,status\n1,,2026-13-01,final\n", encoding="utf-8")
    found = [str(failure) for failure in tables.problems("common", today=TODAY) if failure.row]
    assert found == [
        "data/common/weights.csv, line 2, column 'author': found an empty cell, expected a value",
        "data/common/weights.csv, line 2, column 'date': found '2026-13-01', expected a day of the calendar",
        "data/common/weights.csv, line 2, column 'status': found 'final', "
        "expected one of 'proposal', 'approved'",
    ]
    file.write_text("weight,author\n1,project\n", encoding="utf-8")
    found = [failure.column for failure in tables.problems("common", today=TODAY) if failure.row]
    assert found == ["date", "status"]
