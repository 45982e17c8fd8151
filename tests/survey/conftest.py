"""Real surveys read through ordinary parameter files, in a project of their own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sse_analysis import load_study

FILES = {
    "bra": ("brazil_pnadc_2017q4", ("PNADC_example.txt", "input_PNADC.txt")),
    "arg": (
        "argentina_eph_2016",
        ("eph_individual_2016T3_sample.csv.gz", "eph_individual_2016T4_sample.csv.gz"),
    ),
    "chl": ("chile_ene_2020", ("ene_2020efm_reduced.csv.gz",)),
}


@pytest.fixture(scope="session")
def survey_home(shared: Path, project: Path, tmp_path_factory) -> Path:
    """A project with three countries whose only input is a survey, and the parameter files of tests/data."""
    home = tmp_path_factory.mktemp("surveys")
    shutil.copytree(project / "data" / "common", home / "data" / "common")
    (home / "parameters").mkdir()
    for country, (folder, files) in FILES.items():
        shutil.copy(project / "tests" / "data" / "parameters" / f"{country}.yml", home / "parameters")
        (home / "data" / country).mkdir()
        for name in files:
            shutil.copy(shared / "data" / "lfs_microdata" / folder / name, home / "data" / country)
    return home


@pytest.fixture
def real(survey_home, monkeypatch):
    """Return the study of a country of the survey project."""
    monkeypatch.setenv("SSE_HOME", str(survey_home))
    return load_study
