"""Kernels forked from the pre-imported parent are ordinary kernels, each with a process of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from projects import notebook

from sse_analysis.batch import zygote
from sse_analysis.batch.execution import Problem, execute
from sse_analysis.batch.jobs import Job
from sse_analysis.batch.notebooks import read
from sse_analysis.batch.records import Plan
from sse_analysis.batch.session import environment

pytestmark = pytest.mark.skipif(not zygote.available(), reason="kernels are forked on Linux only")


@pytest.fixture(scope="module")
def parent():
    """A running parent of kernels."""
    with zygote.Zygote(environment()) as running:
        yield running


@pytest.fixture
def run(home, parent):
    """Execute cells in a forked kernel; return what the code cells showed."""

    def execute_cells(*cells, seconds=60, memory_mb=2048, **given):
        file = home.write("notebooks/x.ipynb", notebook(*cells))
        job = Job("khm", "x", "notebooks/x.ipynb", (("country", "khm"),))
        plan = Plan(job, read(file), {}, seconds, memory_mb)
        done = execute(plan, home.outputs / ".work", zygote=given.get("zygote", parent))
        cells = json.loads(done.notebook)["cells"]
        return [cell["outputs"] for cell in cells if cell["cell_type"] == "code"][2:]

    return execute_cells


def _texts(outputs):
    return ["".join(o.get("text") or o["data"]["text/plain"]) for cell in outputs for o in cell]


def test_the_parent_has_one_thread_and_leaves_inline_figures_alone():
    """A second thread makes forking unsafe; an imported inline backend loses every figure of pyplot."""
    probe = (
        "import os, sys; from sse_analysis.batch.parent import preload; preload(); "
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


def test_what_a_kernel_started_ends_with_it(run):
    (shown,) = run("import subprocess\nsubprocess.Popen(['sleep', '60']).pid")
    pid = int(_texts([shown])[0])
    for _ in range(100):
        state = subprocess.run(
            ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True
        ).stdout.strip()
        if not state or state.startswith("Z"):
            return
        time.sleep(0.05)
    raise AssertionError(f"process {pid} is still there")


def test_a_kernel_that_cannot_be_forked_is_told_with_the_reason(run):
    with zygote.Zygote(environment()) as ended, pytest.raises(Problem) as caught:
        os.kill(ended.pid, signal.SIGKILL)
        run("1", zygote=ended)
    assert caught.value.kind == "kernel" and caught.value.passing
    assert caught.value.error.startswith(
        "the kernel did not start (The process that starts kernels has ended"
    )
