"""From the block ``microdata`` to persons and panel: waves of one file, absences, and blocks that contradict themselves."""

import pytest

from sse_analysis import load_study
from sse_analysis.errors import ParameterError, SourceError
from sse_analysis.results.absence import Absence

BLOCK = """\
schema_version: 1
country: khm
data_cutoff: 2026-11-23
mapping: {areas_valid_on: 2026-11-23}
"""
SURVEY = """\
microdata:
  title: Survey
  publisher: Office
  year: 2025
  file: persons.csv
  format: csv
  wave_column: Q
  wave: {name: second quarter, value: %s}
  design: {weights: W, strata: S, psu: [U], singleton: certainty}
  variables:
    sex: {column: X, codes: {1: 1, 2: 2}}
    status: {column: E, codes: {1: 1}}
    socialsec: {column: I, codes: {1: 1, 2: 0}}
  concepts: [{name: insurance, edition: social_insurance}]
  panel:
    person: [P]
    first: {name: first quarter, value: 1}
    second: {name: second quarter, value: 2}
"""
ROWS = (
    "P,Q,W,S,U,X,E,I\na,1,1,1,1,1,1,1\nb,1,3,1,2,2,1,2\na,2,2,1,1,1,1,2\nb,2,2,1,2,2,1,2\nc,2,4,1,2,2,1,1\n"
)


@pytest.fixture
def home(tmp_path, monkeypatch, project):
    (tmp_path / "parameters").mkdir()
    (tmp_path / "data" / "khm").mkdir(parents=True)
    (tmp_path / "data" / "common").symlink_to(project / "data" / "common")
    (tmp_path / "data" / "khm" / "persons.csv").write_text(ROWS)
    monkeypatch.setenv("SSE_HOME", str(tmp_path))

    def write(text: str):
        (tmp_path / "parameters" / "khm.yml").write_text(BLOCK + text)
        return load_study("khm")

    return write


def test_the_tables_are_of_one_wave(home):
    people = home(SURVEY % "2").persons
    assert len(people.sample.data) == 3
    assert people.sample.mean("informal").frame.loc[0, "estimate"] == pytest.approx(4 / 8)


def test_two_waves_of_one_file_make_a_panel(home):
    panel = home(SURVEY % "2").panel
    assert panel.counts == {"first": 2, "second": 3, "matched": 2, "conflicting": 0}
    assert panel.sample.data["origin"].tolist() == ["formal", "informal"]
    assert panel.sample.data["destination"].tolist() == ["informal", "informal"]


def test_a_wave_that_is_not_in_the_file_is_refused(home):
    with pytest.raises(SourceError) as caught:
        _ = home(SURVEY % "7").persons
    assert str(caught.value) == (
        "The survey has no such wave.\n"
        "  - data/khm/persons.csv, column 'Q': found no row with '7', expected rows of the wave 'second quarter'"
    )


def test_without_a_survey_persons_and_panel_are_typed_absences(home):
    study = home("")
    assert isinstance(study.persons, Absence)
    assert isinstance(study.panel, Absence)
    assert study.persons.file == "data/khm/ and the block 'microdata' of parameters/khm.yml"


def test_a_block_that_contradicts_itself_is_refused_with_its_line(home):
    text = (
        (SURVEY % "2")
        .replace("  wave_column: Q\n", "")
        .replace("second: {name: second", "second: {name: first")
    )
    with pytest.raises(ParameterError) as caught:
        home(text)
    assert "a wave has a value, but 'wave_column' is absent" in str(caught.value)
    assert "the two waves of the panel have the same name" in str(caught.value)


def test_a_misspelt_key_of_the_block_is_named_with_the_nearest(home):
    with pytest.raises(ParameterError, match=r"found the unknown key 'singelton'.*Did you mean 'singleton'"):
        home((SURVEY % "2").replace("singleton: certainty", "singelton: certainty"))
