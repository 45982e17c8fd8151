"""Fixtures of the tests of batch and command line."""

from __future__ import annotations

import pytest
from projects import Project, small_project


@pytest.fixture
def home(tmp_path, monkeypatch) -> Project:
    """A small project that this process works in."""
    made = small_project(tmp_path)
    monkeypatch.setenv("SSE_HOME", str(made.home))
    monkeypatch.setenv("SSE_OUTPUTS", str(made.outputs))
    return made
