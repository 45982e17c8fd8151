"""Fixtures of the tests of batch and command line."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from projects import Project, small_project


@pytest.fixture
def home(tmp_path, monkeypatch) -> Project:
    """A small project that this process works in."""
    made = small_project(tmp_path)
    monkeypatch.setenv("SSE_HOME", str(made.home))
    monkeypatch.setenv("SSE_OUTPUTS", str(made.outputs))
    return made


#: Far from the dependencies of the project: it brings fifty packages.
SNAKEMAKE = "snakemake==9.27.1"


@pytest.fixture(scope="module")
def programs(tmp_path_factory):
    """A folder with the program ``snakemake``, in an environment of its own that uv makes for it."""
    folder = tmp_path_factory.mktemp("programs")
    program = folder / "snakemake"
    words = f'"{sys.executable}" -m uv tool run --quiet --from {SNAKEMAKE} snakemake "$@"'
    program.write_text(f'#!/bin/sh\nUV_CACHE_DIR="{folder}/cache" exec {words}\n')
    program.chmod(0o755)
    tried = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=300)
    if tried.returncode:
        message = f"{SNAKEMAKE} cannot be installed: {tried.stderr.strip()[-300:]}"
        if os.environ.get("SSE_REQUIRE_SHARED") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return folder
