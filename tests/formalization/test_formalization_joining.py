"""Formal work before and after joining: by hand, against the truth of the synthetic country, and what is refused."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from sse_analysis import formalization, load_study, paths
from sse_analysis.errors import SchemaError
from sse_analysis.formalization.joining import AFTER, AVERAGE, BEFORE
from sse_analysis.parameters.microdata import Histories
from sse_analysis.results.absence import Absence
from sse_analysis.survey.histories import open_histories

YEARS = (2021, 2022, 2023)
#: Formal persons of 50 a year, by year of joining (0: never, of 100).
FORMAL = {0: (40, 44, 50), 2022: (20, 37, 40), 2023: (25, 27, 35), 2020: (30, 30, 30)}


def described(**changes) -> Histories:
    given = {
        "title": "t", "publisher": "p", "year": 2023, "file": "h.csv", "format": "csv", "outcome": "formal work",
        "design": {"weights": "w", "psu": ("u",)},
        "variables": {"person": {"column": "id"}, "member_since": {"column": "since"}},
        "years": {year: {"column": f"f{year}", "codes": {1: 1, 2: 0}, "missing": [8]} for year in YEARS},
    }  # fmt: skip
    return Histories.model_validate(given | changes, strict=False)


def people() -> pd.DataFrame:
    parts = []
    for since, counts in FORMAL.items():
        size = 100 if since == 0 else 50
        columns = {
            f"f{year}": 2 - (np.arange(size) < count) for year, count in zip(YEARS, counts, strict=True)
        }
        parts.append(pd.DataFrame(columns).assign(since=since or np.nan))
    frame = pd.concat(parts, ignore_index=True)
    return frame.assign(id=[f"P{place}" for place in range(len(frame))], w=1.0, u=np.arange(len(frame)) // 2)


@pytest.fixture
def opened(tmp_path, monkeypatch, project):
    """Return a function that writes a file of histories and opens it through the parameters, as any country does."""
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    (tmp_path / "parameters").mkdir()
    folder = tmp_path / "data" / "xsz"
    folder.mkdir(parents=True)
    (tmp_path / "data" / "common").symlink_to(project / "data" / "common")

    def open_(frame: pd.DataFrame, given: Histories | None = None):
        frame.to_csv(folder / "h.csv", index=False)
        return open_histories("xsz", given or described())

    return open_


def test_effects_by_years_since_joining_by_hand(opened):
    """Never: 40, 44, 50 percent. 2022: 40, 74, 80. 2023: 50, 54, 70. Effects 30, 30 and 10; before joining 0."""
    found = formalization.joining(opened(people()))
    table = found.to_frame().set_index(["group", "label"])["estimate"]
    assert table[AFTER, "the same year"] == pytest.approx((30 + 10) / 2)
    assert table[AFTER, "1 year later"] == pytest.approx(30)
    assert table[BEFORE, "joined 2023, in 2022"] == pytest.approx(0)
    assert table[AVERAGE, "group-time average"] == pytest.approx((30 + 30 + 10) / 3)
    # The tempting number: before and after of those who joined, with the drift of everybody in it.
    assert abs(table[AVERAGE, "group-time average"] - (34 + 40 + 16) / 3) > 5
    assert "cohort 2020" in " ".join(found.notes)
    assert found.to_frame().loc[0, "n"] == 100
    assert "Family of tests: the 1 differences before joining" in " ".join(found.notes)


def test_a_year_not_known_leaves_the_person_out_and_is_counted(opened):
    frame = people()
    frame.loc[[0, 1], "f2022"] = 8
    found = opened(frame)
    assert found.left == 2
    assert len(found.sample.data) == 3 * (len(frame) - 2)
    assert "2 persons with a year not known are left out." in formalization.joining(found).notes


def test_joining_after_the_last_year_is_not_yet_joining(opened):
    frame = people()
    frame.loc[frame["since"].eq(2023), "since"] = 2024
    data = opened(frame).sample.data
    assert sorted(data["joined"].unique()) == [0, 2020, 2022]


def test_years_in_which_few_joined_are_left_out_and_named(opened):
    frame = people()
    few = frame.index[frame["since"].eq(2023)][:25]
    found = formalization.joining(opened(frame.drop(index=few)))
    assert not found.to_frame()["label"].str.contains("2023").any()
    assert "Left out, fewer than 30 joined: 2023." in found.notes


def test_without_anybody_who_never_joined_there_is_no_answer(opened):
    frame = people().dropna(subset=["since"])
    found = formalization.joining(opened(frame))
    assert isinstance(found, Absence)
    assert (found.id, found.reason) == ("formalization-joining", "not_computable")
    assert "nobody to compare with" in found.why


def test_without_sampling_units_the_years_of_a_person_would_be_persons(opened):
    found = formalization.joining(opened(people(), described(design={"weights": "w"})))
    assert isinstance(found, Absence)
    assert "the years of one person would count as independent persons" in found.why


def test_a_person_twice_and_a_code_without_meaning_are_refused(opened):
    frame = people()
    frame.loc[4, "id"] = "P3"
    with pytest.raises(SchemaError) as caught:
        opened(frame)
    assert str(caught.value) == (
        "The histories name a person twice or not at all:\n"
        "  - data/xsz/h.csv, line 6, column 'id': found 'P3', expected each person once"
    )
    frame = people()
    frame.loc[4, "f2022"] = 7
    with pytest.raises(SchemaError, match=r"column 'f2022'.*7 without a code"):
        opened(frame)


def test_a_country_without_histories_gets_the_absence_that_names_the_block():
    missing = formalization.joining(open_histories("khm", None))
    assert (missing.id, missing.country) == ("formalization-joining", "khm")
    assert "block histories of the parameters" in missing.file


def test_the_synthetic_histories_cover_the_truth():
    found = formalization.joining(load_study("xsy").histories)
    truth = json.loads(paths.data_file("xsy", "truth.json").read_text())["values"]
    table = found.to_frame().set_index(["group", "label"])
    row = table.loc[(AVERAGE, "group-time average")]
    assert abs(row["estimate"] - 100 * truth["joining.effect"]) <= 3 * row["se"]
    same = table.loc[(AFTER, "the same year")]
    effects = np.mean([truth[f"joining.effect.{year}"] for year in range(2022, 2026)])
    assert abs(same["estimate"] - 100 * effects) <= 3 * same["se"]
    before = table.loc[BEFORE]
    assert (before["estimate"].abs() <= 3.5 * before["se"]).all()
    assert found.plot().alt.startswith("12 estimates in points of formal work")
    assert found.summary().rows[0][1] == "group-time average"
