"""One run of the main job, shared by every test that looks into its outputs."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest


def sse(*words, outputs, home=None):
    environment = {**os.environ, "SSE_OUTPUTS": str(outputs)}
    if home:
        environment["SSE_HOME"] = str(home)
    command = [sys.executable, "-m", "sse_analysis", *words]
    return subprocess.run(command, capture_output=True, text=True, env=environment, timeout=540)


@pytest.fixture(scope="session", name="sse")
def command():
    """Run the command line on an outputs folder."""
    return sse


@pytest.fixture(scope="session")
def outputs(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    done = sse("run", "--all", "--log-format", "plain", outputs=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder
