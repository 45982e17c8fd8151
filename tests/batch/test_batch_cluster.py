"""Two dask workers, one of them killed: every report is made, and equals the local one byte for byte."""

from __future__ import annotations

import itertools
import json
import os
import re
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from projects import FRONT, TABLE, WORDS, Project, small_project

pytestmark = pytest.mark.slow
pytest.importorskip("distributed", reason="needs the extra 'cluster'")

FORMS = "html,pdf,docx"
CRATE = "ro-crate-metadata.json"
RUN = {"started", "seconds", "execute_seconds", "peak_mib", "attempts", "kernel", "host"}
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


def _contents(outputs):
    """Return everything that a reader can open; of records all but when, where and how long they ran."""
    found = {}
    for name in Project.published(SimpleNamespace(outputs=outputs)):
        data = (outputs / name).read_bytes()
        if name.endswith(".record.json"):
            record = json.loads(data)
            assert record.pop("run").keys() == RUN
            data = json.dumps(record, sort_keys=True).encode()
        if name.endswith(CRATE):
            data = re.sub(rb'"(datePublished|startTime|endTime)": "[^"]*"', rb'"\1"', data)
        found[name] = data
    return found


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
        batch = project.start("run", "--all", "--to", FORMS, "--scheduler", address)
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
    assert project.sse("run", "--all", "--to", FORMS, env=local).returncode == 0
    here, there = _contents(tmp_path / "local"), _contents(project.outputs)
    expected = {f"{country}/{CRATE}" for country in ("khm", "tha")} | {"index.html", "index.json"}
    for country, name in itertools.product(("khm", "tha"), ("mapping", "sdg", "formalization")):
        expected |= {f"{country}/{name}.{end}" for end in (*FORMS.split(","), "ipynb", "record.json")}
        expected.add(f"{country}/tables/{name}/number.csv")
    assert here.keys() == there.keys() == expected
    assert [name for name in here if here[name] != there[name]] == []


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
