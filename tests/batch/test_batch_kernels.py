"""Kernels forked from the pre-imported parent are ordinary kernels, each with a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from projects import notebook

from sse_analysis.batch import session, zygote
from sse_analysis.batch.execution import Problem, execute
from sse_analysis.batch.jobs import Job
from sse_analysis.batch.notebooks import read
from sse_analysis.batch.records import Plan
from sse_analysis.batch.session import Session, environment
from sse_analysis.parameters.records import Limits

pytestmark = pytest.mark.skipif(not zygote.available(), reason="kernels are forked on Linux only")


@pytest.fixture(scope="module")
def parent():
    """A running parent of kernels."""
    with zygote.Zygote(environment()) as running:
        yield running


@pytest.fixture
def run(home, parent):
    """Execute cells in a forked kernel; return what the code cells showed."""

    def execute_cells(*cells, seconds=60, memory_mb=2048, output_mb=64, **given):
        file = home.write("notebooks/x.ipynb", notebook(*cells))
        job = Job("khm", "x", "notebooks/x.ipynb", (("country", "khm"),))
        plan = Plan(job, read(file), {}, Limits(seconds=seconds, memory_mb=memory_mb, output_mb=output_mb))
        done = execute(plan, home.outputs / ".work", zygote=given.get("zygote", parent))
        cells = json.loads(done.notebook)["cells"]
        return [cell["outputs"] for cell in cells if cell["cell_type"] == "code"][2:]

    return execute_cells


def _texts(outputs):
    return ["".join(o.get("text") or o["data"]["text/plain"]) for cell in outputs for o in cell]


def test_the_parent_has_one_thread_and_leaves_inline_figures_alone():
    """A second thread makes forking unsafe; an imported inline backend loses every figure of pyplot."""
    probe = (
        "import os, sys; from sse_analysis.batch.preloading import preload; preload(); "
        "print(len(os.listdir('/proc/self/task')), 'matplotlib_inline.backend_inline' in sys.modules, "
        "'seaborn' in sys.modules, 'sse_analysis.report.html' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", probe], env=environment(), capture_output=True, text=True, check=True
    )
    assert said.stdout == "1 False True True\n"


def test_figures_of_pyplot_are_there(run):
    (shown,) = run("import matplotlib.pyplot as plt\nplt.plot([1, 2]);")
    assert [sorted(output["data"]) for output in shown] == [["image/png", "text/plain"]]


@pytest.mark.parametrize(("own", "stopped"), [(100, ""), (300, "memory")])
def test_memory_that_a_kernel_shares_with_its_parent_is_not_its_own(tmp_path, monkeypatch, own, stopped):
    """What was imported before the fork is resident in every kernel, and counts in none."""
    sizes = {True: own * 1024, False: 400 * 1024}
    monkeypatch.setattr(session, "memory_kib", lambda _, own=False: sizes[own])
    with session.Session(tmp_path, 60, 256, 64, {}) as running:
        until = time.monotonic() + 10
        while not running.peak_kib and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(0.3)
    assert (running.stopped, running.peak_kib) == (stopped, 400 * 1024)


def test_own_memory_is_less_than_what_is_resident():
    process = SimpleNamespace(pid=os.getpid())
    assert 1024 < session.memory_kib(process, own=True) <= session.memory_kib(process)


def test_nothing_leaks_from_one_notebook_to_the_next(run):
    leaky = "import os, numpy, builtins\nos.environ['LEAK'] = '1'; builtins.leak = 1; numpy.leak = 1"
    run(leaky)
    (shown,) = run(
        "import os, numpy, builtins\n(os.environ.get('LEAK'), hasattr(builtins, 'leak'), hasattr(numpy, 'leak'))"
    )
    assert _texts([shown]) == ["(None, False, False)"]


def test_kernels_do_not_share_random_numbers(run):
    cell = "import numpy, random\n(numpy.random.random(), random.random())"
    assert _texts(run(cell)) != _texts(run(cell))


def test_output_of_a_cell_is_one_piece_however_it_was_written(run):
    (shown,) = run("import time\nfor i in range(3):\n    print(i, flush=True); time.sleep(0.05)")
    assert _texts([shown]) == ["0\n1\n2\n"]


def test_one_thread_and_a_fixed_hash_seed(run):
    (shown,) = run(
        "import os\nos.environ['OMP_NUM_THREADS'], hash('a') == hash('a'), os.environ['PYTHONHASHSEED']"
    )
    assert _texts([shown]) == ["('1', True, '0')"]


def test_every_run_has_a_folder_of_its_own_that_goes_with_it(run, home):
    (first,), (second,) = (
        run("import os\nopen('mine', 'w').close(); os.getcwd()"),
        run("os = __import__('os'); os.listdir(), os.getcwd()"),
    )
    assert _texts([second])[0].startswith("([],") and _texts([first])[0] not in _texts([second])[0]
    assert list((home.outputs / ".work").iterdir()) == []


def _ends(pid):
    for _ in range(200):
        found = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
        if not found.stdout.strip() or found.stdout.startswith("Z"):
            return True
        time.sleep(0.05)
    return False


#: Starts a process the usual way; then one that leaves session, group and parent, as daemons do.
STARTED = "import subprocess\nsubprocess.Popen(['sleep', '60']).pid"
DETACHED = """\
import os
reader, writer = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.write(writer, str(os.getpid()).encode())
        os.execvp("sleep", ["sleep", "60"])
    os._exit(0)
os.wait()
int(os.read(reader, 20))"""


@pytest.mark.parametrize("forked", [True, False])
@pytest.mark.parametrize("cell", [STARTED, DETACHED])
def test_what_a_kernel_started_ends_with_it(run, parent, cell, forked):
    (shown,) = run(cell, zygote=parent if forked else None)
    assert _ends(_texts([shown])[0])


def test_what_a_crashing_kernel_had_detached_ends_too(run, home):
    note = f"open({os.fspath(home.home / 'pid')!r}, 'w').write(_)"
    with pytest.raises(Problem) as caught:
        run(
            DETACHED.replace("int(os.read(reader, 20))", "_ = os.read(reader, 20).decode()"),
            note,
            "os._exit(3)",
        )
    assert caught.value.error == "the kernel was lost (it ended with code 3)"
    assert _ends((home.home / "pid").read_text())


def _read_late(monkeypatch, flag):
    """Let outputs be read only when a cell has said that it is done; return the line with which it says so."""
    count = Session.showed

    def slow(session, content):
        until = time.monotonic() + 30
        while not flag.exists() and time.monotonic() < until:
            time.sleep(0.02)
        return count(session, content)

    monkeypatch.setattr(Session, "showed", slow)
    return f"open({os.fspath(flag)!r}, 'w').close()"


@pytest.mark.parametrize("forked", [True, False])
def test_no_output_is_dropped_however_slow_the_reader_is(run, parent, home, monkeypatch, forked):
    """ZeroMQ keeps a thousand messages on either side and drops the rest without a word."""
    told = _read_late(monkeypatch, home.home / "all-sent")
    cell = (
        "from IPython.display import display\n"
        f"for i in range(2500): display({{'text/plain': str(i)}}, raw=True)\n{told}"
    )
    (shown,) = run(cell, zygote=parent if forked else None)
    assert _texts([shown]) == [str(number) for number in range(2500)]


def test_a_notebook_that_shows_too_much_is_stopped_with_its_own_reason(run):
    with pytest.raises(Problem) as caught:
        run("for i in range(100): print('x' * 100_000, flush=True)", output_mb=2)
    assert (caught.value.kind, caught.value.cell, caught.value.passing) == ("output", 3, False)
    assert caught.value.error == (
        "stopped above 2 MiB of output, the limit 'limits.output_mb' of its parameters"
    )
    shown = sum(len(o["text"]) for cell in caught.value.notebook.cells for o in cell.get("outputs", []))
    assert 1_000_000 < shown <= 2 * 2**20


def test_a_last_cell_that_had_shown_too_much_when_it_ended_gives_no_report(run, home, monkeypatch):
    """The reader came late: every message had been sent, the kernel was idle, and only part of it was kept."""
    told = _read_late(monkeypatch, home.home / "all-sent")
    began = time.monotonic()
    with pytest.raises(Problem) as caught:
        run(f"for i in range(100): print('x' * 100_000, flush=True)\n{told}", output_mb=2, seconds=600)
    assert (caught.value.kind, caught.value.cell) == ("output", 3)
    assert time.monotonic() - began < 60, "it waited for a kernel that was gone"


def test_a_kernel_that_cannot_be_forked_is_told_with_the_reason(run):
    with zygote.Zygote(environment()) as ended, pytest.raises(Problem) as caught:
        os.kill(ended.pid, signal.SIGKILL)
        run("1", zygote=ended)
    assert caught.value.kind == "kernel" and caught.value.passing
    assert caught.value.error.startswith(
        "the kernel did not start (The process that starts kernels has ended"
    )
