"""A project with the synthetic country that a test may write into."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sse_analysis import paths, synthetic


@pytest.fixture
def xsy(tmp_path, monkeypatch):
    """The folder of a project that holds the published figures of the synthetic country, without its registers."""
    synthetic.ensure("xsy")
    real = paths.root()
    heavy = shutil.ignore_patterns(
        "microdata", "truth", "registers", "vintages", "surveys", "geography", ".cache", "user"
    )
    shutil.copytree(real / "data/xsy", tmp_path / "data/xsy", ignore=heavy)
    shutil.copytree(real / "data/common", tmp_path / "data/common")
    (tmp_path / "parameters/xsy").mkdir(parents=True)
    shutil.copy(real / "parameters/xsy.yml", tmp_path / "parameters")
    monkeypatch.setenv("SSE_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def registered(xsy):
    """The same project with the registers, whose records are linked whenever numbers are computed."""
    shutil.copytree(Path(synthetic.__file__).parents[2] / "data/xsy/registers", xsy / "data/xsy/registers")
    return xsy
