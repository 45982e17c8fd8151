"""The crate of a country under the validator of its profile, and read by the library of its format."""

from __future__ import annotations

import importlib.resources

import pytest
import requests
from projects import small_project

CONTEXT = "https://w3id.org/ro/crate/1.1/context"


@pytest.fixture(scope="module")
def country(tmp_path_factory):
    project = small_project(tmp_path_factory.mktemp("crate"))
    assert project.sse("run", "khm", "--only", "mapping", "--to", "html").returncode == 0
    return project.outputs / "khm"


@pytest.fixture
def offline(monkeypatch):
    """Answer the one address that the validator needs from the copy that a package carries; refuse all others."""

    def answer(_session, _method, url, *_, **__):
        response = requests.Response()
        response.url, response.status_code = url, 504
        if url == CONTEXT:
            response.status_code = 200
            carried = importlib.resources.files("rocrate").joinpath("data/ro-crate.jsonld")
            response._content = carried.read_bytes()
            response.headers["Content-Type"] = "application/ld+json"
        return response

    monkeypatch.setattr(requests.Session, "request", answer)


def faults(folder):
    from rocrate_validator import models, services

    settings = services.ValidationSettings(
        rocrate_uri=str(folder),
        profile_identifier="process-run-crate-0.5",
        requirement_severity=models.Severity.REQUIRED,
    )
    return [issue.message for issue in services.validate(settings).get_issues()]


def test_the_crate_is_a_valid_process_run_crate(country, offline):
    assert faults(country) == []


def test_the_validator_would_see_a_missing_file(country, offline, tmp_path):
    import shutil

    copy = shutil.copytree(country, tmp_path / "khm")
    (copy / "mapping.html").unlink()
    assert any("mapping.html" in message for message in faults(copy))


def test_the_library_of_the_format_reads_it(country):
    from rocrate.rocrate import ROCrate

    crate = ROCrate(country)
    (run,) = [entity for entity in crate.contextual_entities if entity.type == "CreateAction"]
    assert run.id == "#run-mapping"
    assert {"mapping.html", "mapping.ipynb", "mapping.record.json"} <= {file.id for file in run["result"]}
    assert run["instrument"]["name"] == "notebooks/mapping.ipynb"
