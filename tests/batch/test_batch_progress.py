"""What is said while a batch works and when it ends."""

import io
import json
import pickle
import re

from sse_analysis.batch import progress, summary
from sse_analysis.batch.execution import Problem
from sse_analysis.batch.performing import Outcome
from sse_analysis.batch.running import Batch

FAILED = Problem("cell", "KeyError: 'b'", cell=5, source="frame['b']", last=("1 frame", "KeyError: 'b'"))


def test_plain_lines_leave_out_cells_and_number_the_reports():
    stream = io.StringIO()
    display = progress.Plain(stream)
    display.begin({"khm/sdg": None, "tha/sdg": 3.0})
    display.event("khm/sdg", "start")
    display.event("khm/sdg", "cell", cell=1, cells=9)
    display.event("khm/sdg", "retry", error="the kernel was lost")
    display.finished(Outcome("khm/sdg", "made", 75.0))
    display.finished(Outcome("tha/sdg", "failed", 1.25, FAILED))
    assert re.sub(r"\[ *[\d.]+ s\]", "[t]", stream.getvalue()) == (
        "[t] khm/sdg: started\n"
        "[t] khm/sdg: the kernel was lost; trying once more\n"
        "[t] khm/sdg: done (1 of 2, 1:15 min)\n"
        "[t] tha/sdg: FAILED (2 of 2, 1.2 s)\n"
    )


def test_json_lines_hold_everything_a_machine_needs():
    stream = io.StringIO()
    display = progress.Json(stream)
    display.event("khm/sdg", "cell", cell=2, cells=9)
    display.finished(Outcome("khm/sdg", "failed", 1.0, FAILED, "outputs/khm/sdg.failed.ipynb"))
    cell, end = (json.loads(line) for line in stream.getvalue().splitlines())
    assert {name: cell[name] for name in ("event", "job", "cell", "cells")} == {
        "event": "cell", "job": "khm/sdg", "cell": 2, "cells": 9
    }  # fmt: skip
    assert (end["error"], end["cell"], end["last"], end["kept"]) == (
        "KeyError: 'b'", 5, ["1 frame", "KeyError: 'b'"], "outputs/khm/sdg.failed.ipynb"
    )  # fmt: skip


def test_the_live_table_has_a_line_for_each_running_notebook():
    display = progress.Rich()
    display.before = {"khm/sdg": 100.0, "tha/sdg": None}
    display.event("khm/sdg", "cell", cell=3, cells=9)
    display.event("tha/sdg", "render")
    from rich.console import Console

    console = Console(file=io.StringIO(), width=100)
    console.print(display._table())
    lines = [" ".join(line.split()) for line in console.file.getvalue().splitlines()]
    assert lines == ["khm/sdg cell 3 of 9 0.0 s about 1:39 min left", "tha/sdg writing pages 0.0 s", "0 of 2"]


def test_the_end_of_an_interrupted_batch_counts_what_is_not_done():
    stopped = Outcome("tha/sdg", "failed", problem=Problem("interrupted", "interrupted"))
    batch = Batch([], [Outcome("khm/sdg", "made"), stopped], interrupted=True, seconds=2.0)
    assert batch.exit_code == 130
    assert summary.lines(batch) == ["Interrupted. 2 reports: 1 made, 1 not done, in 2.0 s."]


def test_the_worst_failure_decides_the_exit_code():
    def code(*kinds):
        return Batch([], [Outcome("a/b", "failed", problem=Problem(kind, "x")) for kind in kinds]).exit_code

    assert code() == 0
    assert code("check", "check") == 4
    assert [code(kind) for kind in ("cell", "time", "memory", "kernel", "changed", "internal")] == [1] * 6
    assert code("check", "cell") == 1
    assert code("check", "cell", "environment") == 3


def test_a_problem_of_the_data_says_how_to_see_all_of_them():
    problem = Problem("cell", "SchemaError: data/khm/ledger.csv has 2 problems:\n  - one\n  - two", cell=4)
    lines = summary.lines(Batch([], [Outcome("khm/sdg", "failed", problem=problem)], seconds=1.0))
    assert lines[4:] == [
        "khm/sdg, cell 4",
        "    SchemaError: data/khm/ledger.csv has 2 problems:",
        "      - one",
        "      - two",
        "    see every problem at once: sse check khm",
        "",
        "1 report: 1 failed, in 1.0 s.",
    ]


def test_a_problem_travels_between_processes_with_all_it_says():
    again = pickle.loads(pickle.dumps(FAILED))
    assert (again.kind, again.error, again.cell, again.source, again.last) == (
        "cell", "KeyError: 'b'", 5, "frame['b']", ("1 frame", "KeyError: 'b'")
    )  # fmt: skip
