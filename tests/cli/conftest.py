"""Fixtures of the tests of the command line: those of the batch."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "batch"))
from projects import Project, command, small_project


@pytest.fixture
def home(tmp_path, monkeypatch) -> Project:
    """A small project that this process works in."""
    made = small_project(tmp_path)
    monkeypatch.setenv("SSE_HOME", str(made.home))
    monkeypatch.setenv("SSE_OUTPUTS", str(made.outputs))
    return made


@pytest.fixture
def sse(home, capsys):
    """Run a command in this process: exit code, output, errors."""
    return lambda *words: command(*words, capsys=capsys)
