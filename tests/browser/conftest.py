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


#: One country for every language of reports.
LANGUAGES = {"khm": "km", "kgz": "ky", "mng": "mn", "tha": "th", "vnm": "vi"}


@pytest.fixture(scope="session")
def outputs(project, tmp_path_factory) -> Path:
    """Pages of every kind as the commands make them; what an earlier run computed is taken from its store."""
    folder = tmp_path_factory.mktemp("outputs")
    store = project / "outputs" / ".store"
    if store.is_dir():
        shutil.copytree(store, folder / ".store", ignore=shutil.ignore_patterns("*.lock"))
    commands = [["run", "khm", "xsy", "regional", "--to", "html"]]
    more = (["--language", "km"], ["--profile", "brief"], ["--profile", "dossier", "--language", "km"])
    commands += [["run", "khm", "--only", "mapping", *words, "--to", "html"] for words in more]
    commands += [
        ["run", country, "--only", "mapping", "--profile", "brief", "--language", language, "--to", "html"]
        for country, language in LANGUAGES.items()
    ]
    for words in (["ballot", "khm", "KHM-01"], ["dossier", "khm"]):
        commands += [[*words, "--output", folder / "khm" / f"{words[0]}.html"]]
        commands += [[*words, "--language", "km", "--output", folder / "khm" / f"{words[0]}.km.html"]]
    for words in commands:
        done = subprocess.run(
            [sys.executable, "-m", "sse_analysis", *map(str, words)], cwd=project, capture_output=True, text=True,
            env=os.environ | {"SSE_OUTPUTS": str(folder)}, timeout=600,
        )  # fmt: skip
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
    return folder
