"""Two dask workers, one of them killed: every report is made, and equals the local one byte for byte."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from projects import FRONT, TABLE, WORDS, small_project

pytestmark = pytest.mark.slow
pytest.importorskip("distributed", reason="needs the extra 'cluster'")

#: Slow enough that a worker can be killed while it works, and says which process forked it.
CELL = (
    "import os, time\nopen(os.environ['SSE_HOME'] + '/at-' + country + str(time.monotonic()), 'w').close()\n"
    "time.sleep(1.5)"
)


def _until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def _start(project, *words):
    return subprocess.Popen(
        [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]],
        env=project.environment,
        cwd=project.home,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _pages(project, outputs):
    names = [
        f"{country}/{name}" for country in ("khm", "tha") for name in ("mapping", "sdg", "formalization")
    ]
    return {f"{n}.{end}": (outputs / f"{n}.{end}").read_bytes() for n in names for end in ("html", "ipynb")}


def test_a_killed_worker_loses_no_report(tmp_path):
    project = small_project(tmp_path)
    for name in ("mapping", "sdg", "formalization"):
        project.analysis(name, FRONT % name, TABLE, CELL, WORDS)
    file, port = tmp_path / "scheduler.json", "0"
    processes = [
        _start(project, "dask_scheduler", "--port", port, "--no-dashboard", "--scheduler-file", str(file))
    ]
    try:
        _until(lambda: file.is_file() and file.read_text())
        address = json.loads(file.read_text())["address"]
        for _ in range(2):
            processes.append(
                _start(project, "dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard")
            )
        batch = project.start("run", "--all", "--to", "html", "--scheduler", address)
        _until(lambda: len(list(tmp_path.glob("at-*"))) >= 2)
        processes[1].kill()
        said, errors = batch.communicate(timeout=120)
    finally:
        for process in processes:
            process.kill()
            process.wait()
    assert batch.returncode == 0, said + errors
    assert "6 reports: 6 made" in said
    local = project.environment | {"SSE_OUTPUTS": str(tmp_path / "local")}
    assert project.sse("run", "--all", "--to", "html", env=local).returncode == 0
    assert _pages(project, tmp_path / "local") == _pages(project, project.outputs)


def test_a_local_cluster_does_the_same_and_a_second_run_has_nothing_to_do(tmp_path):
    project = small_project(tmp_path)
    done = project.sse("run", "khm", "--to", "html", "--cluster", "local", "--jobs", "2")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "3 reports: 3 made" in done.stdout
    again = project.sse("run", "khm", "--to", "html", "--cluster", "local")
    assert "3 reports: 3 already up to date" in again.stdout


def test_a_scheduler_that_does_not_answer_is_an_error_of_the_environment(tmp_path):
    project = small_project(tmp_path)
    done = project.sse("run", "khm", "--scheduler", "tcp://127.0.0.1:1")
    assert done.returncode == 3
    assert done.stderr.splitlines()[-1].startswith("No scheduler answers at tcp://127.0.0.1:1: ")
    assert os.listdir(project.outputs / ".work") == [] if (project.outputs / ".work").exists() else True


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_batch_stops_the_kernels_of_its_workers(tmp_path, number):
    project = small_project(tmp_path)
    slow = CELL.replace(
        "close()", "close(); open(os.environ['SSE_HOME'] + '/pid', 'w').write(str(os.getpid()))"
    )
    project.analysis("mapping", FRONT % "mapping", TABLE, slow.replace("1.5", "120"), WORDS)
    batch = project.start(
        "run", "khm", "--only", "mapping", "--to", "html", "--cluster", "local", "--jobs", "1"
    )
    pid = tmp_path / "pid"
    _until(lambda: pid.is_file() and pid.read_text(), seconds=120)
    batch.send_signal(number)
    said, errors = batch.communicate(timeout=120)
    assert batch.returncode == 130, said + errors
    assert said.startswith("Interrupted. 1 report: 1 not done, in ")
    _until(lambda: not os.path.exists(f"/proc/{pid.read_text()}"))
    assert not list((project.outputs / "khm").glob("*")) if (project.outputs / "khm").exists() else True
