"""Every reference case of the SDG room, compared at the tolerance the case states."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

_HERE = Path(__file__).resolve()
_SHARED = Path(os.environ.get("SSE_SHARED", _HERE.parents[2].parent / "shared"))
_FILE = _SHARED / "oracles" / "cases" / "sdg_a.json"
_CASES = {case["name"]: case for case in json.loads(_FILE.read_text())} if _FILE.is_file() else {}


def _quantities():
    spec = importlib.util.spec_from_file_location(
        "quantities_sdg", _HERE.parents[1] / "oracles" / "quantities_sdg.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.QUANTITIES


def _frames(case, folder):
    files = case.get("input") or []
    return [pd.read_csv(folder / name) for name in ([files] if isinstance(files, str) else files)]


def _ordered(value, labels):
    if labels is None:
        return value
    if isinstance(labels[0], list):
        return value
    return [value[label] for label in labels]


def _same(found, expected, rtol):
    expected = list(expected.values()) if isinstance(expected, dict) else expected
    flat = np.array(expected, dtype=object).ravel()
    got = np.array(found, dtype=object).ravel()
    assert len(got) == len(flat)
    for one, other in zip(got, flat, strict=True):
        if other is None:
            assert pd.isna(one)
        elif isinstance(other, str | bool):
            assert one == other
        else:
            np.testing.assert_allclose(float(one), other, rtol=rtol, atol=1e-12)


@pytest.mark.parametrize("name", list(_CASES) or ["no reference files"])
def test_reference_case(shared, name):
    case = _CASES[name]
    frames = _frames(case, shared / "oracles" / "inputs")
    compared = 0
    for call in case["calls"]:
        roles = _quantities()[call["quantity"]](frames, call)
        for key, entry in call["expect"].items():
            if entry["is"] == "labels":
                continue
            _same(_ordered(roles[entry["is"]], entry.get("labels")), case["expected"][key], case["rtol"])
            compared += 1
    assert compared > 0


def test_all_cases_are_here(shared):
    assert len(_CASES) == 15
