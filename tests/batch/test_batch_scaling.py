"""The page on many machines, tried: its shell commands and its Snakefile, in a project of their own."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from projects import FRONT, TABLE, WORDS, small_project

pytestmark = pytest.mark.slow
HOME = Path(__file__).parents[2]
PAGE = (HOME / "docs/scaling.md").read_text(encoding="utf-8")
REPORTS = [f"{country}/{name}" for country in ("khm", "tha") for name in ("mapping", "sdg", "formalization")]


def _shell(project, block, *folders):
    """Run a block of the page word for word; programs are looked for in these folders first."""
    path = os.pathsep.join(map(str, (*folders, Path(sys.executable).parent, os.environ["PATH"])))
    return subprocess.run(
        ["sh", "-ec", block], capture_output=True, text=True, cwd=project.home,
        env=project.environment | {"PATH": path}, timeout=300,
    )  # fmt: skip


def test_the_commands_of_the_page_do_every_job_once(tmp_path):
    block = re.search(r"```bash\n(sse jobs --jsonl.*?)```", PAGE, re.S).group(1)
    assert "xargs" in block and "sse exec --job-file -" in block
    done = _shell(small_project(tmp_path), block)
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert sorted(one["job"] for one in told if one["how"] == "made") == sorted(REPORTS)
    assert [(one["job"], one["how"]) for one in told[6:]] == [("khm/mapping", "fresh")]


@pytest.fixture
def snakemake(programs, tmp_path):
    """A project with the Snakefile of the page, and a function that runs a command of the page there."""
    project = small_project(tmp_path / "a project")
    project.write("docs/scaling/Snakefile", (HOME / "docs/scaling/Snakefile").read_text(encoding="utf-8"))
    return project, lambda line: _shell(project, line, programs)


def _marks(project):
    return {file.stem for file in (project.outputs / ".snakemake").glob("*.done")}


def test_the_snakefile_makes_what_sse_run_makes_and_only_once(snakemake, tmp_path):
    project, run = snakemake
    block = re.search(r"```bash\n(snakemake .*?)```", PAGE, re.S).group(1)
    every, some = [line for line in block.splitlines() if line.startswith("snakemake")]
    done = run(some.replace("mng", "tha"))
    assert done.returncode == 0, done.stderr
    assert sorted({name.rpartition(".")[2] for name in project.published() if name.startswith("khm/m")}) == [
        "html", "ipynb", "json"
    ]  # fmt: skip
    done = run(every)
    assert done.returncode == 0, done.stderr
    local = project.environment | {"SSE_OUTPUTS": str(tmp_path / "local")}
    assert project.sse("run", "--all", env=local).returncode == 0
    pages = [f"{report}.{end}" for report in REPORTS for end in ("html", "pdf", "ipynb")]
    assert [
        name
        for name in pages
        if (project.outputs / name).read_bytes() != (tmp_path / "local" / name).read_bytes()
    ] == []
    again = run(every)
    assert "Nothing to be done" in again.stderr and again.stdout == ""
    before = _marks(project)
    project.country("tha", "10")
    changed = run(every)
    told = [json.loads(line) for line in changed.stdout.splitlines()]
    assert sorted((one["job"], one["how"]) for one in told) == [
        ("tha/formalization", "made"), ("tha/mapping", "made"), ("tha/sdg", "made")
    ]  # fmt: skip
    assert len(_marks(project) - before) == 3
    assert "It says 10." in (project.outputs / "tha/sdg.html").read_text(encoding="utf-8")


def test_what_goes_wrong_is_told_and_gets_no_mark(snakemake):
    project, run = snakemake
    line = 'snakemake -s docs/scaling/Snakefile --cores 2 --config jobs="khm --to html"'
    project.analysis("mapping", FRONT % "mapping", TABLE, "raise ValueError('no rows')", WORDS)
    failed = run(f"{line} --keep-going")
    told = [json.loads(one) for one in failed.stdout.splitlines()]
    assert failed.returncode == 1 and len(_marks(project)) == 2
    assert [one["error"] for one in told if one["how"] == "failed"] == ["ValueError: no rows"]
    project.analysis("mapping")
    done = run(line)
    assert done.returncode == 0 and len(done.stdout.splitlines()) == 1, done.stderr
    shutil.rmtree(project.home / "data/khm")
    (project.home / "parameters/khm.yml").write_text("country: khm\n")
    wrong = run(line)
    assert wrong.returncode == 1 and "parameters/khm.yml has " in wrong.stderr
