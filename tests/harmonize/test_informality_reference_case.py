"""The reference case of the informality classes, through the one runner of all reference cases."""

import importlib.util
import json
from pathlib import Path

ORACLES = Path(__file__).resolve().parents[1] / "oracles"


def _runner():
    spec = importlib.util.spec_from_file_location("reference_runner", ORACLES / "runner.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_truth_table_passes_through_the_runner(shared):
    folder = shared / "oracles"
    cases = json.loads((folder / "cases" / "misc_a.json").read_text(encoding="utf-8"))
    (case,) = [case for case in cases if case["calls"][0]["quantity"] == "informality_class"]
    runner = _runner()
    frames = runner.frames_of(case, folder / "inputs")
    (call,) = case["calls"]
    assert runner.compare(case, call, runner.answer(case, call, frames)) == 3


def test_one_wrong_row_would_be_seen(shared):
    folder = shared / "oracles"
    cases = json.loads((folder / "cases" / "misc_a.json").read_text(encoding="utf-8"))
    (case,) = [case for case in cases if case["calls"][0]["quantity"] == "informality_class"]
    runner = _runner()
    (frame,) = runner.frames_of(case, folder / "inputs")
    frame.loc[0, "ife_prod"] = 2
    roles = runner.answer(case, case["calls"][0], [frame])
    assert roles == {"columns": ["ife_nature"], "n_rows": 699}
