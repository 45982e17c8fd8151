"""A project with the synthetic country that a test may write into."""

from __future__ import annotations

import shutil

import pytest

from sse_analysis import paths, synthetic


@pytest.fixture
def xsy(tmp_path, monkeypatch):
    """The folder of a project that holds the synthetic country without persons, surveys and truth."""
    synthetic.ensure("xsy")
    real = paths.root()
    heavy = shutil.ignore_patterns("microdata", "truth", "vintages", "surveys", "geography", ".cache", "user")
    shutil.copytree(real / "data/xsy", tmp_path / "data/xsy", ignore=heavy)
    shutil.copytree(real / "data/common", tmp_path / "data/common")
    (tmp_path / "parameters/xsy").mkdir(parents=True)
    shutil.copy(real / "parameters/xsy.yml", tmp_path / "parameters")
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    return tmp_path
