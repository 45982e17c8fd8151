"""Persons of any survey in shared variables: codes both ways, known conventions, groups, and what was not asked."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sse_analysis.errors import SchemaError
from sse_analysis.harmonize.persons import described, harmonize, variables
from sse_analysis.parameters.microdata import Concept, Microdata
from sse_analysis.survey.persons import persons, unanswerable

ABOUT = {"sources": (), "provenance": None}


def given(**changes) -> Microdata:
    return Microdata(
        **({"title": "t", "publisher": "p", "year": 2025, "file": "f.csv", "format": "csv"} | changes)
    )


def read(raw: pd.DataFrame, **changes):
    one = given(**changes)
    return harmonize(raw, one, described(one, raw.columns))


def test_codes_ranges_and_missing_ones_become_shared_codes():
    raw = pd.DataFrame({"S": [1, 2, 9], "K": ["01", "05", "12"], "A": [14, 15, 66]})
    frame = read(raw, variables={
        "sex": {"column": "S", "codes": {1: 1, 2: 2}, "missing": (9,)},
        "labour_status": {"column": "K", "codes": {"1-4": 1, "5-9": 2, "10-20": 3}},
        "age": {"column": "A"},
    }).frame  # fmt: skip
    assert frame["sex"].astype("object").where(frame["sex"].notna(), None).tolist() == ["men", "women", None]
    assert frame["labour_status"].tolist() == ["employed", "unemployed", "outside"]
    assert frame["age_group"].tolist() == ["under 15", "15 to 24", "65 and over"]
    assert frame["employed"].tolist() == [1, 0, 0]


def test_every_value_without_a_code_and_every_code_that_leads_nowhere_is_listed_at_once():
    raw = pd.DataFrame({"S": [1, 2, 3, 7], "R": [1, 2, 1, 1]})
    with pytest.raises(SchemaError) as caught:
        read(raw, variables={
            "sex": {"column": "S", "codes": {1: 1, 2: 2}},
            "registered": {"column": "R", "codes": {1: 1, 2: 5}},
        })  # fmt: skip
    assert str(caught.value) == (
        "The codes of the survey have 2 problems:\n"
        "  - column 'S', column 'sex': found 3, 7 without a code, expected codes that lead to 1 man; 2 woman. Add them to "
        "'codes' of 'sex', or name them among the missing ones.\n"
        "  - column 'R', column 'registered': found 2 without a code, expected codes that lead to 1 yes; 0 no or in process. "
        "Add them to 'codes' of 'registered', or name them among the missing ones."
    )


def test_codes_that_nobody_has_are_reported_and_no_error():
    raw = pd.DataFrame({"S": [1, 1], "K": [3, 4]})
    found = read(raw, variables={
        "sex": {"column": "S", "codes": {1: 1, 2: 2}, "missing": (9,)},
        "labour_status": {"column": "K", "codes": {"1-4": 1, "5-9": 2}},
    })  # fmt: skip
    assert found.unseen == (("sex", "2"), ("sex", "9"), ("labour_status", "5-9"))


def test_a_variable_that_does_not_exist_is_named_with_the_nearest():
    with pytest.raises(SchemaError, match=r"'regstered'.*Did you mean 'registered'"):
        described(given(variables={"regstered": {"column": "R"}}), ["R"])


def test_answers_on_the_job_belong_to_the_employed_only():
    raw = pd.DataFrame({"K": [1, 3], "E": [1, 1], "I": ["0112", "4711"]})
    frame = read(raw, variables={
        "labour_status": {"column": "K", "codes": {1: 1, 3: 3}},
        "status": {"column": "E", "codes": {1: 1}},
        "isic2": {"column": "I", "digits": 2},
    }).frame  # fmt: skip
    assert frame["status"].tolist() == [1, pd.NA]
    assert frame["activity"].astype("object").where(frame["activity"].notna(), None).tolist() == [
        "agriculture",
        None,
    ]
    assert frame["agriculture"].tolist() == [1, pd.NA]


def gld() -> pd.DataFrame:
    return pd.DataFrame({
        "hhid": ["a", "a"], "pid": ["a1", "a2"], "male": [1, 0], "age": [30, 41], "lstatus": [1, 1], "empstat": [1, 4],
        "industrycat_isic": ["0111", "4711"], "socialsec": [1.0, np.nan], "firmsize_l": [5.0, 10.0], "firmsize_u": [9.0, 19.0],
        "weight": [2.0, 3.0],
    })  # fmt: skip


def test_the_names_and_codes_of_gld_are_known():
    frame = read(gld(), convention="gld", design={"weights": "weight"}).frame
    assert frame["sex"].tolist() == ["men", "women"]
    assert frame["status"].tolist() == [1, 3]
    assert frame["isic2"].tolist() == [1, 47]
    assert frame["firmsize"].isna().tolist() == [True, False]
    assert frame["weight"].tolist() == [2.0, 3.0]


def test_gld_alone_cannot_give_the_informality_of_the_17th_icls():
    one = given(convention="gld", design={"weights": "weight"})
    people = persons(harmonize(gld(), one, described(one, gld().columns)), one, country="khm", about=ABOUT)
    assert list(people.classes) == ["insurance"]
    assert people.refused["icls17"] == (
        "registered or bookkeeping not asked (without registration or accounts every unit outside the institutions would "
        "count as informal)"
    )


def test_the_names_of_the_ilo_are_known():
    raw = pd.DataFrame(
        {"ilo_sex": [1, 2], "ilo_age": [20, 30], "ilo_lfs": [1, 2], "ilo_job1_ste_icse93": [4, np.nan]}
    )
    frame = read(raw, convention="ilo").frame
    assert frame["sex"].tolist() == ["men", "women"]
    assert frame["work"].astype("object").iloc[0] == "members of cooperatives"


def test_without_the_questions_nobody_is_called_informal():
    """The rules end in 'nothing shows that the unit is formal': not asking would make everybody informal."""
    frame = pd.DataFrame({"status": pd.array([1, 3], "Int8"), "registered": pd.array([1, 0], "Int8")})
    assert "socialsec or annual_leave not asked" in unanswerable(frame, Concept(name="x"))
    assert unanswerable(frame, Concept(name="x", status=(2, 3))) == ""
    assert "socialsec not asked" in unanswerable(frame, Concept(name="x", edition="social_insurance"))


def test_every_shared_variable_has_a_label_and_every_code_has_words():
    for name, row in variables().items():
        assert row["label"], name
        if row["kind"] == "code":
            assert {part.split()[0] for part in row["codes"].split("; ")} == {
                part.split("=")[0] for part in row["words"].split(";")
            }, name


def test_a_number_that_lost_its_leading_zero_is_not_another_industry():
    raw = pd.DataFrame({"I": [141, 1410, 4711, 999]})  # 0141 is sheep and goats; 14 is clothing
    isic2 = {"column": "I", "digits": 2, "missing": (999,)}
    with pytest.raises(SchemaError) as caught:
        read(raw, variables={"isic2": isic2})
    assert str(caught.value) == (
        "The codes of the survey have 1 problem:\n"
        "  - column 'I', column 'isic2': found 141 beside codes of more digits, none of which begins with 0, expected codes of "
        "one length. If leading zeros were lost, say width: 4 under 'isic2'; else give 'codes'."
    )
    frame = read(raw, variables={"isic2": isic2 | {"width": 4}}).frame
    assert frame["isic2"].astype("object").where(frame["isic2"].notna(), None).tolist() == [1, 14, 47, None]
    text = read(
        pd.DataFrame({"I": ["0141", "1410", "47"]}), variables={"isic2": {"column": "I", "digits": 2}}
    ).frame
    assert text["isic2"].tolist() == [1, 14, 47]


def test_weights_with_another_decimal_sign_are_told():
    raw = pd.DataFrame({"S": [1, 2], "W": pd.Categorical(["100,5", "99"])})
    with pytest.raises(SchemaError) as caught:
        read(raw, variables={"sex": {"column": "S"}}, design={"weights": "W"})
    assert str(caught.value) == (
        "The design of the survey cannot be read:\n  - column 'W': found '100,5', expected numbers. "
        'If decimals have a comma, say decimal: "," beside the format of the file.'
    )
