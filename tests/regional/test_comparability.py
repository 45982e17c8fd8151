"""No cell is set against an unlike one."""

import pandas as pd
import pytest

from sse_analysis.regional.comparability import judge


def cells(*rows):
    frame = pd.DataFrame(rows, columns=["country", "concept", "unit", "year", "value"])
    return frame.astype({"year": "Int64", "value": "float64"})


def status(frame, window=3):
    return dict(zip(frame["country"], judge(frame, window=window)["status"], strict=True))


def test_the_largest_like_set_is_comparable_and_the_rest_says_why():
    frame = cells(
        ("khm", "members", "persons", 2022, 155591),
        ("kgz", "members", "persons", 2024, 25670),
        ("mng", "members", "persons", 2014, 1),
        ("tha", "members", "households", 2022, 11),
        ("vnm", "members", "persons", None, 5),
        ("lao", "members", "persons", 2022, None),
    )
    judged = judge(frame, window=3).set_index("country")
    assert judged["status"].to_dict() == {
        "khm": "comparable",
        "kgz": "comparable",
        "mng": "other date",
        "tha": "other unit",
        "vnm": "undated",
        "lao": "no figure",
    }
    assert judged.loc["mng", "reason"] == "it refers to 2014 and the others to 2022 to 2024"
    assert judged.loc["tha", "reason"] == "counted in households; the others in persons"


def test_registered_and_active_are_never_compared():
    frame = cells(("khm", "registered", "entities", 2020, 1), ("kgz", "active", "entities", 2020, 1))
    assert set(status(frame).values()) == {"other concept"}


def test_one_figure_alone_is_not_comparable():
    frame = cells(("khm", "members", "persons", 2020, 1), ("kgz", "members", "persons", 2020, None))
    assert status(frame) == {"khm": "other concept", "kgz": "no figure"}


def test_of_two_sets_of_one_size_the_later_is_taken():
    frame = cells(
        *[
            (name, "m", "persons", year, 1)
            for name, year in [("a", 2010), ("b", 2011), ("c", 2020), ("d", 2021)]
        ]
    )
    assert status(frame) == {"a": "other date", "b": "other date", "c": "comparable", "d": "comparable"}


@pytest.mark.parametrize("window", [0, 5])
def test_nothing_to_compare_is_not_an_error(window):
    assert judge(cells(), window=window).empty


def test_without_a_second_like_figure_every_cell_says_so():
    frame = cells(
        ("a", "m", "persons", 2000, 1), ("b", "m", "persons", 2020, 1), ("c", "x", "persons", 2020, 1)
    )
    judged = judge(frame, window=3)
    assert set(judged["reason"]) == {"what is counted differs; more than 3 years apart"}
    assert set(judged["status"]) == {"other concept"}


@pytest.mark.parametrize(
    ("second", "status", "reason"),
    [
        (("b", "m", "persons", 2006, 1), "other date", "more than 3 years apart"),
        (("b", "m", "households", 2022, 1), "other unit", "units differ"),
        (("b", "x", "persons", 2022, 1), "other concept", "what is counted differs"),
        (("b", "m", "persons", None, 1), "other concept", "no other country has a dated figure"),
    ],
)
def test_two_unlike_figures_say_in_what_they_differ(second, status, reason):
    judged = judge(cells(("a", "m", "persons", 2022, 1), second), window=3).iloc[0]
    assert (judged["status"], judged["reason"]) == (status, reason)


def test_a_concept_of_its_own_may_say_why_in_plain_words():
    frame = cells(*[(name, name[0], "percent", 2024, 1) for name in ("m1", "m2", "x1")])
    judged = judge(frame.assign(why=[None, None, "its definition changed"]), window=3)
    assert judged["reason"].tolist() == ["", "", "its definition changed"]
