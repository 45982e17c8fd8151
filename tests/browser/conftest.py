"""What the browser tests share: Debian's Chromium, driven by Node.

Needs Node, npm and Chromium (``apt-get install nodejs npm chromium``); ``CHROMIUM`` names another browser.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
# The samples of the report tests stand in their folder.
sys.path.append(str(HERE.parent / "report"))


@pytest.fixture(scope="session")
def node() -> Callable[..., Any]:
    """Run a script of this folder in Node and return the JSON it prints."""
    if not (HERE / "node_modules").is_dir():
        subprocess.run(["npm", "ci", "--no-audit", "--no-fund"], cwd=HERE, check=True)
    browser = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert browser, "no Chromium: apt-get install chromium, or set CHROMIUM"

    def run(script: str, *words: object, timeout: int = 300) -> Any:
        command = ["node", script, *map(str, words)]
        environment = os.environ | {"CHROMIUM": browser}
        done = subprocess.run(
            command, cwd=HERE, env=environment, capture_output=True, text=True, timeout=timeout
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        return json.loads(done.stdout)

    return run
