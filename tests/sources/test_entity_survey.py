"""The survey of organizations: read as it is, refused with every problem, absent where there is none."""

import pandas as pd
import pytest

from sse_analysis.errors import SourceError
from sse_analysis.results.absence import Absence
from sse_analysis.sources import entity_survey


@pytest.fixture
def home(tmp_path, monkeypatch):
    (tmp_path / "parameters").mkdir()
    (tmp_path / "data" / "khm" / "surveys").mkdir(parents=True)
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    return tmp_path / "data" / "khm" / "surveys" / "entities.csv"


HEAD = "case_id,legal_form,stratum,founded,registered,weight,isic\n"


def test_counts_are_numbers_and_codes_stay_text(home):
    home.write_text(HEAD + "S1,KHM-x,cooperative,2010,yes,12.5,01\nS2,KHM-x,cooperative,,no,,0111\n")
    frame = entity_survey.load("khm").frame
    assert frame["isic"].tolist() == ["01", "0111"]
    assert frame["founded"].iloc[0] == 2010
    assert frame["weight"].isna().tolist() == [False, True]
    assert pd.isna(frame["founded"].iloc[1])


def test_every_problem_is_listed_with_its_line(home):
    home.write_text(HEAD.replace("stratum,", "") + "S1,KHM-x,2010,yes,1,01\nS2,KHM-x,old,no,1,01\n")
    with pytest.raises(SourceError) as caught:
        entity_survey.load("khm")
    assert str(caught.value) == (
        "data/khm/surveys/entities.csv has 2 problems:\n"
        "  - data/khm/surveys/entities.csv, column 'stratum': found no such column, expected the column 'stratum'\n"
        "  - data/khm/surveys/entities.csv, line 3, column 'founded': found 'old', expected a number"
    )


def test_no_file_is_a_typed_absence(home):
    found = entity_survey.load("khm")
    assert isinstance(found, Absence)
    assert (found.reason, found.file) == ("no_data", "data/khm/surveys/entities.csv")


BOOK = "item,dimension,text,low,high,reverse,not_applicable\ng1,governance,Members decide,1,5,no,9\n"


def test_answers_are_held_against_their_codebook(home):
    home.write_text(
        HEAD.replace("isic", "g1") + "S1,KHM-x,c,2010,yes,1,9\nS2,KHM-x,c,2010,yes,1,5\nS3,KHM-x,c,,no,1,\n"
    )
    home.with_name("items.csv").write_text(BOOK)
    found = entity_survey.load("khm")
    assert found.frame["g1"].tolist()[:2] == [9.0, 5.0]
    assert [name for name, _ in found.inputs] == [
        "data/khm/surveys/entities.csv",
        "data/khm/surveys/items.csv",
    ]
    assert found.contacts is None and found.items["high"].tolist() == [5]


def test_an_answer_outside_its_scale_and_a_question_without_a_column_are_told(home):
    home.write_text(HEAD.replace("isic", "g1") + "S1,KHM-x,c,2010,yes,1,7\n")
    home.with_name("items.csv").write_text(BOOK + "g2,governance,Accounts are open,1,5,maybe,9\n")
    home.with_name("contacts.csv").write_text("frame_id,stratum,outcome\nF1,c,asleep\n")
    with pytest.raises(SourceError) as caught:
        entity_survey.load("khm")
    assert str(caught.value).splitlines() == [
        "data/khm/surveys/entities.csv has 4 problems:",
        "  - data/khm/surveys/items.csv, line 3, column 'reverse': found 'maybe', expected one of 'yes', 'no'",
        "  - data/khm/surveys/entities.csv, column 'g2': found no such column, expected the column 'g2'",
        "  - data/khm/surveys/entities.csv, line 2, column 'g1': found '7', expected 1 to 5, or 9",
        "  - data/khm/surveys/contacts.csv, line 2, column 'outcome': found 'asleep', expected one of 'complete', 'partial', "
        "'refused', 'not_found', 'defunct'",
    ]


def test_answers_that_a_definition_turns_on_are_yes_or_no_and_shares_are_percentages(home):
    head = HEAD.replace("isic", "self_identified,assets_by_capital,surplus_kept,value_chain")
    home.write_text(
        head
        + "S1,KHM-x,c,2010,yes,1,yes,no,100,rice\nS2,KHM-x,c,2010,yes,1,Yes,,101,\nS3,KHM-x,c,,no,1,,1,-1,7\n"
    )
    with pytest.raises(SourceError) as caught:
        entity_survey.load("khm")
    assert str(caught.value).splitlines()[1:] == [
        "  - data/khm/surveys/entities.csv, line 3, column 'self_identified': found 'Yes', expected one of 'yes', 'no'. Did you mean 'yes'?",
        "  - data/khm/surveys/entities.csv, line 4, column 'assets_by_capital': found '1', expected one of 'yes', 'no'",
        "  - data/khm/surveys/entities.csv, line 3, column 'surplus_kept': found '101', expected a percentage, 0 to 100",
        "  - data/khm/surveys/entities.csv, line 4, column 'surplus_kept': found '-1', expected a percentage, 0 to 100",
    ]


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("weight", "-3", "found '-3', expected a weight above 0, or nothing"),
        ("members", "12.5", "found '12.5', expected a whole number, 0 or more"),
        ("women_members", "900", "found 900 of 12 members, expected a part no larger than its whole"),
        ("grant_share", "180", "found '180', expected a percentage, 0 to 100"),
        ("founded", "2567", "found '2567', expected a year of the common era. Buddhist era? Write 2024."),
        ("tax_registered", "Yes", "found 'Yes', expected one of 'yes', 'no'. Did you mean 'yes'?"),
        (
            "case_id",
            "S1",
            "found 'S1' a second time (first on line 2), expected every answer once. Delete one of them.",
        ),
        (
            "legal_form",
            "KHM-y",
            "found 'KHM-y', expected a row of data/khm/legal_forms.csv. Did you mean 'KHM-x'?",
        ),
        ("area", "VN-63", "found 'VN-63', expected a row of data/khm/areas.csv"),
        (
            "stratum",
            "coperative",
            "found 'coperative', expected one of 'cooperative'. Did you mean 'cooperative'?",
        ),
    ],
)
def test_what_no_organization_can_have_answered_is_told(home, column, value, told):
    row = {
        "case_id": "S2", "legal_form": "KHM-x", "stratum": "cooperative", "founded": "2010", "registered": "yes", "weight": "2",
        "area": "KH-1", "members": "12", "women_members": "5", "grant_share": "18", "tax_registered": "no",
    }  # fmt: skip
    first = row | {"case_id": "S1"}
    (home.parents[1] / "legal_forms.csv").write_text("id\nKHM-x\n")
    (home.parents[1] / "areas.csv").write_text("unit_code\nKH-1\n")
    home.with_name("contacts.csv").write_text("frame_id,stratum,outcome\n1,cooperative,complete\n")
    home.write_text("\n".join(",".join(one) for one in (row, first.values(), row.values())) + "\n")
    assert len(entity_survey.load("khm").frame) == 2
    changed = (row | {column: value}).values()
    home.write_text("\n".join(",".join(one) for one in (row, first.values(), changed)) + "\n")
    with pytest.raises(SourceError) as caught:
        entity_survey.load("khm")
    name = "data/khm/surveys/entities.csv"
    assert str(caught.value).splitlines()[1:] == [f"  - {name}, line 3, column '{column}': {told}"]


def test_another_separator_and_another_encoding_are_told(home):
    home.write_text(HEAD.replace(",", ";"))
    with pytest.raises(SourceError, match="columns parted by semicolons"):
        entity_survey.load("khm")
    home.write_bytes((HEAD + "S1,KHM-x,кооператив,2010,yes,12.5,01\n").encode("cp1251"))
    with pytest.raises(SourceError, match="line 2: found the byte 0xea, which is not UTF-8"):
        entity_survey.load("khm")
