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
