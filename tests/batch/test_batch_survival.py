"""Ctrl-C, a killed coordinator, a full disk, a folder nobody may write to, two batches at once."""

from __future__ import annotations

import errno
import json
import os
import re
import signal
import threading
import time
from pathlib import Path

import pytest
from projects import FRONT, TABLE, WORDS, small_project

from sse_analysis.batch import files, jobs, keys, performing, records
from sse_analysis.batch.execution import Executed

SLOW = (
    "import os, time\nopen(os.environ['SSE_HOME'] + '/pid-' + country, 'w').write(str(os.getpid()))\n"
    "if country == 'tha' and os.environ.get('SLOW'): time.sleep(60)"
)


def _slow_project(folder):
    project = small_project(folder)
    project.analysis("mapping", FRONT % "mapping", TABLE, SLOW, WORDS)
    project.environment["SLOW"] = "1"
    return project


def _wait_for(file, seconds=60):
    until = time.monotonic() + seconds
    while not (file.is_file() and file.read_text()):
        assert time.monotonic() < until, f"{file.name} did not appear"
        time.sleep(0.05)
    return file.read_text()


def _is_gone(pid):
    for _ in range(100):
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def test_ctrl_c_keeps_finished_work_kills_kernels_and_exits_130(tmp_path):
    project = _slow_project(tmp_path)
    batch = project.start("run", "--all", "--only", "mapping", "--to", "html", "--jobs", "2")
    _wait_for(project.outputs / "khm/mapping.record.json")
    pid = _wait_for(project.home / "pid-tha")
    batch.send_signal(signal.SIGINT)
    said, _ = batch.communicate(timeout=30)
    assert batch.returncode == 130
    assert re.sub(r"[\d.]+ s", "N s", said) == "Interrupted. 2 reports: 1 made, 1 not done, in N s.\n"
    assert _is_gone(pid)
    assert [name for name in project.published() if name.startswith("tha")] == []
    assert not list((project.outputs / ".work").iterdir())


def test_a_killed_coordinator_leaves_no_kernel_and_no_report_and_the_next_run_goes_on(tmp_path):
    project = _slow_project(tmp_path)
    batch = project.start("run", "--all", "--only", "mapping", "--to", "html", "--jobs", "2")
    _wait_for(project.outputs / "khm/mapping.record.json")
    pid = _wait_for(project.home / "pid-tha")
    batch.kill()
    batch.communicate(timeout=30)
    assert _is_gone(pid)
    assert [name for name in project.published() if name.startswith("tha")] == []
    del project.environment["SLOW"]
    done = project.sse("run", "--all", "--only", "mapping", "--to", "html")
    assert done.returncode == 0
    assert "2 reports: 1 made, 1 already up to date" in done.stdout
    assert not list((project.outputs / ".work").iterdir())


def test_two_batches_at_once_with_different_data_do_not_cross(tmp_path):
    projects = [small_project(tmp_path / name) for name in ("one", "two") if not (tmp_path / name).mkdir()]
    projects[1].country("khm", "70")
    projects[1].country("tha", "90")
    batches = [project.start("run", "--all", "--only", "mapping", "--to", "html") for project in projects]
    assert [batch.wait(timeout=90) for batch in batches] == [0, 0]
    for batch in batches:
        batch.communicate()
    found = [
        re.search(r"It says (\d+)\.", (project.outputs / f"{country}/mapping.html").read_text()).group(1)
        for project in projects
        for country in ("khm", "tha")
    ]
    assert found == ["7", "9", "70", "90"]


def test_two_batches_into_the_same_outputs_leave_reports_of_one_of_them_each(tmp_path):
    """The later one wins, report by report; page, notebook, table and record are never of two."""
    projects = [small_project(tmp_path / name) for name in ("one", "two") if not (tmp_path / name).mkdir()]
    projects[1].country("khm", "70")
    for project in projects:
        project.environment["SSE_OUTPUTS"] = str(tmp_path / "shared")
    batches = [project.start("run", "khm", "--to", "html") for project in projects]
    for batch in batches:
        said, errors = batch.communicate(timeout=120)
        assert (batch.returncode, "3 reports: 3 made" in said) == (0, True), said + errors
    for name in ("mapping", "sdg", "formalization"):
        folder = tmp_path / "shared/khm"
        record = json.loads((folder / f"{name}.record.json").read_text())
        digests = {file: keys.digest((folder / file).read_bytes()) for file in record["files"]}
        assert digests == record["files"]
        value = (folder / f"tables/{name}/number.csv").read_text().split(",")[-1].strip()
        assert value in ("7", "70") and f"It says {value}." in (folder / f"{name}.html").read_text()


def test_outputs_that_cannot_be_written_are_named_before_anything_runs(tmp_path):
    project = small_project(tmp_path)
    project.write("outputs", "a file where the folder should be")
    done = project.sse("run", "khm")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == (
        f"Nothing can be written to {project.outputs}: File exists. "
        "Free space, correct its permissions, or set SSE_OUTPUTS to another folder.\n"
    )


@pytest.fixture
def plan(home, monkeypatch):
    """A job whose execution and rendering are given, so that only storing and publishing happen."""
    about = {"title": "T", "exhibits": []}
    made = {
        "html": {"report.html": b"<p>new"},
        "data": {"tables/a.csv": b"a\n", "about.json": json.dumps(about).encode()},
    }
    monkeypatch.setattr(performing, "execute", lambda *_, **__: Executed(b'{"cells": []}', 1024))
    monkeypatch.setattr(
        performing.rendering, "render", lambda job, nb, forms, **_: {f: made[f] for f in forms}
    )
    return records.plan(jobs.select(["khm"], ["mapping"], ["html"])[0])


@pytest.fixture
def room(monkeypatch):
    """A disk with room for a number of files, which the test sets; the next one does not fit."""
    left, real = [99], Path.write_bytes

    def write_bytes(path, data):
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, "No space left on device", os.fspath(path))
        return real(path, data)

    monkeypatch.setattr(Path, "write_bytes", write_bytes)
    return left


def test_a_disk_that_fills_up_leaves_no_half_written_report(home, plan, room):
    """Wherever the disk is full: no file of the report is there, or all of them are."""
    for at in range(10):  # two or three files of three results for the store, then four of the report
        room[0] = at
        outcome = performing.perform(plan, performing.Desk())
        assert (outcome.how, outcome.problem.kind) == ("failed", "environment")
        assert outcome.problem.error.startswith("outputs/")
        assert outcome.problem.error.endswith(" could not be written: No space left on device")
        assert records.standing(plan).state == "absent"
        assert not (home.outputs / "khm" / "mapping.html").exists()
        assert not list(home.outputs.rglob(".writing-*"))
        files.remove(home.outputs / ".store")
    room[0] = 99
    assert performing.perform(plan, performing.Desk()).how == "made"
    assert records.standing(plan).state == "fresh"


def test_a_full_disk_takes_no_earlier_report_away(home, plan, room):
    assert performing.perform(plan, performing.Desk()).how == "made"
    before = {name: (home.outputs / name).read_bytes() for name in home.published()}
    home.country("khm", "8")
    new = records.plan(plan.job)
    for at in range(11):
        files.remove(home.outputs / ".store")
        room[0] = at
        assert performing.perform(new, performing.Desk()).problem.kind == "environment"
        assert {name: (home.outputs / name).read_bytes() for name in before} == before
        assert records.standing(new).state == "stale"


@pytest.mark.parametrize("at", range(5))
def test_a_run_killed_while_it_publishes_leaves_whole_files_and_the_next_one_goes_on(
    home, plan, monkeypatch, at
):
    """Killed at any step of putting four files in place: never a record for files that are not its own."""

    class Killed(BaseException):
        pass

    assert performing.perform(plan, performing.Desk()).how == "made"
    home.country("khm", "8")
    new, steps, real = records.plan(plan.job), iter(range(99)), os.replace

    def replace(source, target):
        if ".store" not in os.fspath(target) and next(steps) == at:
            raise Killed
        real(source, target)

    monkeypatch.setattr(files.os, "replace", replace)
    if at < 4:
        with pytest.raises(Killed):
            performing.perform(new, performing.Desk())
        assert records.standing(new).state == "absent"
        assert performing.perform(new, performing.Desk()).how == "taken"
    else:
        assert performing.perform(new, performing.Desk()).how == "made"
    assert records.standing(new).state == "fresh"


def test_a_clock_that_goes_backwards_hides_no_change(home, plan, monkeypatch):
    """Times are told in the record; what is fresh is decided by content alone, also within one process."""
    assert performing.perform(plan, performing.Desk()).how == "made"
    monkeypatch.setattr(performing.time, "time", lambda: 0.0)
    changed = home.home / "data/khm/numbers.csv"
    stat = changed.stat()
    home.country("khm", "8")  # as many bytes as before
    os.utime(changed, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    new = records.plan(plan.job)
    assert records.standing(new).reasons == ("inputs: data/khm/numbers.csv changed",)
    assert performing.perform(new, performing.Desk()).how == "made"
    assert home.record("khm/mapping")["run"]["started"] == "1970-01-01T00:00:00Z"
    assert home.record("khm/mapping")["run"]["seconds"] >= 0
    assert records.standing(new).state == "fresh"


def test_a_parameter_changed_within_a_process_is_seen_whatever_its_date_says(home, plan):
    file = home.home / "parameters/khm.yml"
    stat, text = file.stat(), file.read_text()
    file.write_text(text.replace("baseline_year: 2015", "baseline_year: 2016"))
    os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert records.plan(plan.job).key != plan.key


def test_a_change_of_the_data_while_a_notebook_runs_is_noticed(home, plan, monkeypatch):
    def execute(*_, **__):
        home.country("khm", "8")
        return Executed(b'{"cells": []}', 1)

    monkeypatch.setattr(performing, "execute", execute)
    outcome = performing.perform(plan, performing.Desk())
    assert (outcome.how, outcome.problem.kind) == ("failed", "changed")
    assert outcome.problem.error == "what it depends on changed while it ran; run again"
    assert outcome.problem.last == ("inputs: data/khm/numbers.csv changed",)
    assert not (home.outputs / "khm/mapping.html").exists()


def _written_and_written_back(home, times):
    """Return an ``execute`` that changes a number and changes it back while it runs, the first so many times."""
    left = [times]

    def execute(*_, **__):
        left[0] -= 1
        if left[0] >= 0:
            file = home.home / "data/khm/numbers.csv"
            stat = file.stat()
            home.country("khm", "8")
            time.sleep(0.02)
            home.country("khm", "7")
            os.utime(file, ns=(stat.st_atime_ns, stat.st_mtime_ns))
        return Executed(b'{"cells": []}', 1)

    return execute


def test_data_changed_and_changed_back_while_a_notebook_runs_have_it_run_again(home, plan, monkeypatch):
    monkeypatch.setattr(performing, "execute", _written_and_written_back(home, 1))
    told = []
    outcome = performing.perform(
        plan, performing.Desk(tell=lambda job, event, **more: told.append((event, more)))
    )
    assert outcome.how == "made" and home.record("khm/mapping")["run"]["attempts"] == 2
    assert told[0] == (
        "retry",
        {"error": "a file it reads was written while it ran, so nobody knows what it read; run again"},
    )


def test_data_that_keep_changing_and_changing_back_give_no_report(home, plan, monkeypatch):
    monkeypatch.setattr(performing, "execute", _written_and_written_back(home, 2))
    outcome = performing.perform(plan, performing.Desk())
    assert (outcome.how, outcome.problem.kind) == ("failed", "touched")
    assert outcome.problem.last == ("data/khm/numbers.csv", "parameters/khm.yml")
    assert not (home.outputs / "khm/mapping.html").exists()


def test_two_workers_on_one_job_do_it_once(home, plan, monkeypatch):
    count, gate = [], threading.Barrier(2, timeout=20)

    def execute(*_, **__):
        count.append(1)
        time.sleep(0.2)
        return Executed(b'{"cells": []}', 1)

    def work():
        gate.wait()
        found.append(performing.perform(plan, performing.Desk()).how)

    monkeypatch.setattr(performing, "execute", execute)
    found: list[str] = []
    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(count) == 1 and sorted(found) == ["made", "taken"]


def test_a_result_that_changes_by_itself_is_told(home, plan, monkeypatch):
    performing.perform(plan, performing.Desk())
    monkeypatch.setattr(performing, "execute", lambda *_, **__: Executed(os.urandom(8).hex().encode(), 1))
    outcome = performing.perform(plan, performing.Desk(force=True))
    assert outcome.notes == (
        "the same inputs gave another result than before: something in it is random or reads a clock",
    )
