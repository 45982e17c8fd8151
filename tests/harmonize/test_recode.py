"""A survey's own codes into the questions of the engine."""

import pandas as pd
import pytest

from sse_analysis.errors import SchemaError
from sse_analysis.harmonize.informality import classify
from sse_analysis.harmonize.recode import Recode, from_gld, recode, size_from_bracket

NA = float("nan")


def test_codes_are_translated_and_no_answer_is_missing():
    persons = pd.DataFrame({"P12": [1, 2, 9, NA]})
    found = recode(persons, [Recode("registered", "P12", {1: 1, 2: 0}, missing=(9,))])
    assert found.frame["registered"].isna().tolist() == [False, False, True, True]
    assert found.frame["registered"].to_list()[:2] == [1.0, 0.0]
    assert found.unseen == ()


def test_codes_that_nobody_has_are_named():
    persons = pd.DataFrame({"P12": [1, 1]})
    found = recode(persons, [Recode("registered", "P12", {1: 1, 2: 0}, missing=(9,))])
    assert found.unseen == (("registered", "2"), ("registered", "9"))


def test_every_problem_is_listed():
    persons = pd.DataFrame({"P12": [1, 2, 3], "P13": [1, 2, 3]})
    with pytest.raises(SchemaError) as error:
        recode(
            persons,
            [
                Recode("registered", "P12", {1: 1, 2: 0}),
                Recode("sickleave", "P13", {1: 1}),
                Recode("status", "employment", {1: 1}),
                Recode("socialsec", "P13", {1: 1, 2: 0, 3: 2}),
            ],
        )
    text = str(error.value)
    assert text.startswith("The recodes have 4 problems:")
    assert (
        "persons, column 'P12': found 3 without a code, expected a code for every value. Add a code, or name it "
        "among the missing ones." in text
    )
    assert "Did you mean 'sick_leave'?" in text
    assert "persons, column 'status': found no such column, expected the column 'employment'" in text
    assert "recodes, column 'socialsec': found codes 2, expected 1 yes; 0 no" in text


def test_a_question_described_twice_is_refused():
    persons = pd.DataFrame({"a": [1]})
    with pytest.raises(SchemaError, match="'registered' described twice"):
        recode(persons, [Recode("registered", "a", {1: 1})] * 2)


def test_a_bracket_across_the_threshold_is_unknown_and_not_its_middle():
    lower, upper = pd.Series([1.0, 5.0, 6.0, 10.0, 1.0]), pd.Series([4.0, 9.0, 9.0, NA, NA])
    size = size_from_bracket(lower, upper, threshold=6)
    assert size.isna().tolist() == [False, True, False, False, True]
    assert size.dropna().to_list() == [4.0, 6.0, 10.0]


def test_gld_answers_some_questions_and_leaves_the_others_unasked():
    persons = pd.DataFrame(
        {
            "lstatus": [1, 1, 2],
            "empstat": [1, 4, NA],
            "socialsec": [1, NA, NA],
            "industrycat_isic": ["9700", "0111", None],
            "isic_version": ["isic_4", "isic_4", None],
            "firmsize_l": [1, 5, NA],
            "firmsize_u": [4, 9, NA],
        }
    )
    frame = from_gld(persons)
    assert frame["status"].tolist()[:2] == [1.0, 3.0] and pd.isna(frame["status"].iloc[2])
    assert frame["isic2"].tolist()[:2] == [97.0, 1.0]
    assert pd.isna(frame["firmsize"].iloc[1])
    assert "registered" in classify(frame).not_asked


def test_industries_of_another_revision_are_not_read_as_revision_4():
    persons = pd.DataFrame(
        {"lstatus": [1], "empstat": [1], "industrycat_isic": ["9500"], "isic_version": ["isic_3.1"]}
    )
    assert from_gld(persons)["isic2"].isna().all()


def test_another_layout_is_no_gld():
    with pytest.raises(SchemaError) as error:
        from_gld(pd.DataFrame({"ilo_lfs": [1]}))
    assert str(error.value) == (
        "The file is not in the layout of GLD.\n"
        "  - persons, column 'lstatus': found no such column, expected the column 'lstatus'\n"
        "  - persons, column 'empstat': found no such column, expected the column 'empstat'"
    )
