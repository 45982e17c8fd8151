"""The validator of crates, without a network."""

from __future__ import annotations

import importlib.resources
from pathlib import Path
from unittest import mock

import requests

CONTEXT = "https://w3id.org/ro/crate/1.1/context"


def _answer(_session, _method, url, *_, **__):
    """Answer the one address that the validator needs from the copy that a package carries; refuse all others."""
    response = requests.Response()
    response.url, response.status_code = url, 504
    if url == CONTEXT:
        response.status_code = 200
        carried = importlib.resources.files("rocrate").joinpath("data/ro-crate.jsonld")
        response._content = carried.read_bytes()
        response.headers["Content-Type"] = "application/ld+json"
    return response


def faults(folder: Path) -> list[str]:
    """Return what the crate of a folder lacks of what its profile requires."""
    from rocrate_validator import models, services

    settings = services.ValidationSettings(
        rocrate_uri=str(folder),
        profile_identifier="process-run-crate-0.5",
        requirement_severity=models.Severity.REQUIRED,
    )
    with mock.patch.object(requests.Session, "request", _answer):
        return [issue.message for issue in services.validate(settings).get_issues()]
