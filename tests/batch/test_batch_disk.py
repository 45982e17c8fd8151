"""Real disks that are full or may not be written: a file system of its own in a private mount namespace."""

from __future__ import annotations

import os
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


@pytest.mark.parametrize("size", ["8k", "48k", "100k", "200k", "300k", "400k"])
def test_a_disk_that_fills_up_is_told_and_leaves_whole_files_only(run_on, size):
    """Wherever it is full: before the report, while it is published, or while the portal is written."""
    project, done, names = run_on(f"size={size}")
    said = done.stdout + done.stderr
    assert "Traceback" not in said and [name for name in names if ".writing-" in name] == []
    if done.returncode:
        assert done.returncode == 3
        assert (
            ENOSPC.format(project.outputs) in done.stderr
            or "could not be written: No space left" in done.stdout
        )
    published = {"khm/mapping.html", "khm/mapping.pdf", "khm/mapping.record.json"}
    if "1 report: 1 made" in done.stdout:
        assert published <= set(names)
    else:
        assert done.returncode == 3 and "khm/mapping.record.json" not in names
    if size == "8k":
        assert [name for name in names if not name.startswith(".store/")] == []


def test_a_disk_with_room_takes_the_report(run_on):
    _, done, names = run_on("size=64m")
    assert (done.returncode, "khm/mapping.record.json" in names, "index.json" in names) == (0, True, True)


def test_outputs_on_a_read_only_disk_are_named_before_anything_runs(run_on):
    project, done, names = run_on("ro")
    assert (done.returncode, done.stdout, names) == (3, "", [])
    assert done.stderr == ENOSPC.format(project.outputs).replace(
        "No space left on device", "Read-only file system"
    )


def test_two_users_with_one_store(tmp_path):
    """Reading what another made needs no right to write; what may not be written is named; then it goes on.

    Giving files to another user needs root.
    """
    project = small_project(tmp_path)
    assert project.sse("run", "khm", "--only", "mapping", "--to", "html").returncode == 0
    for file in (project.outputs, *project.outputs.rglob("*")):
        os.chown(file, 65534, 65534)
        file.chmod(0o755 if file.is_dir() else 0o644)

    def other(*words):
        rights = ["--bounding-set=-dac_override,-dac_read_search,-fowner", "--inh-caps=-all"]
        command = ["setpriv", *rights, sys.executable, "-m", "sse_analysis", *words]
        return subprocess.run(
            command, capture_output=True, text=True, env=project.environment, cwd=project.home, timeout=120
        )

    fresh = other("run", "khm", "--only", "mapping", "--to", "html")
    assert (fresh.returncode, fresh.stderr) == (0, "") and "1 already up to date" in fresh.stdout
    denied = other("run", "khm", "--only", "sdg", "--to", "html")
    assert (denied.returncode, denied.stdout) == (3, "")
    assert denied.stderr == ENOSPC.format(project.outputs).replace(
        "No space left on device", "Permission denied"
    )
    for folder in (project.outputs, project.outputs / ".store"):
        folder.chmod(0o777)
    part = other("run", "khm", "--only", "sdg", "--to", "html")
    assert part.returncode == 3
    assert "outputs/khm could not be written: Permission denied" in part.stdout
    (project.outputs / "khm").chmod(0o777)
    for folder in (project.outputs / "khm").rglob("tables"):
        folder.chmod(0o777)
    done = other("run", "khm", "--only", "sdg", "--to", "html")
    assert done.returncode == 0 and "1 taken from the store" in done.stdout, done.stdout + done.stderr
