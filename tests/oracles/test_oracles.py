"""Every reference case, through one runner, at the tolerance the case states.

``SSE_ORACLES`` names another folder of the same layout (``cases/``, ``inputs/``). Stems in ``owed.txt`` are not yet
asked of us; the list may only shrink, and is ignored when ``SSE_ORACLES`` is set.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import runner

OTHER = os.environ.get("SSE_ORACLES")
SHARED = Path(os.environ.get("SSE_SHARED", HERE.parents[1].parent / "shared")) / "oracles"
FOLDER = Path(OTHER) if OTHER else SHARED
OWED = () if OTHER else tuple((HERE / "owed.txt").read_text(encoding="utf-8").split())
ALL = runner.cases(FOLDER) if FOLDER.is_dir() else []
CASES = [(name, case) for name, case in ALL if not name.startswith(tuple(f"{stem}-" for stem in OWED))]


@pytest.mark.parametrize("case", [case for _, case in CASES], ids=[name for name, _ in CASES])
def test_reference_case(case):
    frames = runner.frames_of(case, FOLDER / "inputs")
    compared = sum(runner.compare(case, call, runner.answer(case, call, frames)) for call in case["calls"])
    assert compared > 0


def test_the_reference_cases_are_there(shared):
    assert len(ALL) > 0


def test_an_unknown_quantity_fails():
    call = {"quantity": "phlogiston"}
    with pytest.raises(KeyError, match="no function answers the quantity 'phlogiston'"):
        runner.answer({}, call, [])


def test_a_wrong_number_fails():
    case = {"expected": {"m": 1.0}, "rtol": 1e-8}
    call = {"quantity": "mean", "expect": {"m": {"is": "estimate"}}}
    assert runner.compare(case, call, {"estimate": 1.0}) == 1
    with pytest.raises(AssertionError):
        runner.compare(case, call, {"estimate": 1.0001})
