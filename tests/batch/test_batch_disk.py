"""Real disks that are full or may not be written: a file system of its own in a private mount namespace."""

from __future__ import annotations

import subprocess
import sys

import pytest
from projects import small_project

MOUNTED = """
mount -t tmpfs -o "$1" tmpfs "$2" || exit 99
"$3" -m sse_analysis run khm --only mapping --to html,pdf
code=$?
cp -r "$2" "$4"
exit $code
"""
ENOSPC = (
    "Nothing can be written to {}: No space left on device. "
    "Free space, correct its permissions, or set SSE_OUTPUTS to another folder.\n"
)


#: Among the slow tests, because a user may mount nothing on some systems; there they fail with what unshare says.
pytestmark = pytest.mark.slow


@pytest.fixture
def run_on(tmp_path):
    """Return a function that runs a batch on a disk of its own: the project, what was said, what was left."""

    def run(options):
        project = small_project(tmp_path)
        project.outputs.mkdir()
        left = tmp_path / "left"
        words = [options, str(project.outputs), sys.executable, str(left)]
        done = subprocess.run(
            ["unshare", "-rm", "sh", "-c", MOUNTED, "sh", *words],
            capture_output=True, text=True, env=project.environment, cwd=project.home, timeout=120,
        )  # fmt: skip
        assert done.returncode != 99, done.stderr
        names = sorted(str(file.relative_to(left)) for file in left.rglob("*") if file.is_file())
        return project, done, names

    return run


@pytest.mark.parametrize("size", ["8k", "48k"])
def test_a_disk_full_before_the_report_is_published(run_on, size):
    project, done, names = run_on(f"size={size}")
    assert done.returncode == 3
    assert (
        "khm      mapping   environment  -     a file could not be written: No space left on device"
        in done.stdout
    )
    assert done.stderr.endswith(ENOSPC.format(project.outputs))
    assert "Traceback" not in done.stdout + done.stderr
    assert [name for name in names if not name.startswith(".store/")] == []
    assert [name for name in names if ".writing-" in name] == []


def test_a_disk_full_while_the_portal_is_written_keeps_the_report_and_says_so(run_on):
    project, done, names = run_on("size=200k")
    assert done.returncode == 3
    assert "1 report: 1 made" in done.stdout
    assert done.stderr.endswith(ENOSPC.format(project.outputs))
    assert {"khm/mapping.html", "khm/mapping.pdf", "khm/mapping.record.json"} <= set(names)
    assert [name for name in names if ".writing-" in name] == []


def test_outputs_on_a_read_only_disk_are_named_before_anything_runs(run_on):
    project, done, names = run_on("ro")
    assert (done.returncode, done.stdout, names) == (3, "", [])
    assert done.stderr == ENOSPC.format(project.outputs).replace(
        "No space left on device", "Read-only file system"
    )
