"""Read reference cases, build what they describe, and compare what we get with what they expect.

A case never reaches our code by its name: only its input, derived columns, design and calls do.
"""

from __future__ import annotations

import importlib.util
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sse_analysis.survey import Calibration, Replicates, SurveyDesign, SurveySample

HERE = Path(__file__).resolve().parent
ATOL = 1e-12
_SPEC_KEYS = {"weights", "strata", "psu", "fpc", "nest", "lonely_psu", "pps", "replicates", "calibration"}


def cases(folder: Path) -> list[tuple[str, dict]]:
    """Return ``<file stem>-<case name>`` and content of every case of a folder."""
    found = []
    for file in sorted((folder / "cases").glob("*.json")):
        found += [
            (f"{file.stem}-{case['name']}", case) for case in json.loads(file.read_text(encoding="utf-8"))
        ]
    return found


@lru_cache(maxsize=1)
def quantities() -> dict[str, tuple[Any, bool]]:
    """Return every quantity we can answer: its function, and whether it takes a sample instead of frames."""
    table: dict[str, tuple[Any, bool]] = {}
    for file in sorted(HERE.glob("quantities_*.py")):
        spec = importlib.util.spec_from_file_location(file.stem, file)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        table |= {name: (function, False) for name, function in getattr(module, "QUANTITIES", {}).items()}
        table |= {name: (function, True) for name, function in getattr(module, "OF_A_SAMPLE", {}).items()}
    return table


def frames_of(case: dict, inputs: Path) -> list[pd.DataFrame]:
    """Return the input files of a case, with its derived columns in the first."""
    files = case.get("input") or []
    frames = [pd.read_csv(inputs / name) for name in ([files] if isinstance(files, str) else files)]
    for column, expression in (case.get("derive") or {}).items():
        scope = {"__builtins__": {}, "df": frames[0], "np": np, "pd": pd}
        frames[0][column] = eval(expression, scope)
    return frames


def design_of(spec: dict) -> SurveyDesign:
    """Return our design for a ``design_spec``; a key nobody knows is an error."""
    unknown = set(spec) - _SPEC_KEYS
    if unknown:
        raise ValueError(f"unknown keys of design_spec: {sorted(unknown)}")
    pps = spec["pps"]
    return SurveyDesign(
        weights=spec["weights"],
        strata=spec["strata"],
        psu=tuple(spec["psu"] or ()),
        fpc=tuple((spec["fpc"] or ())[: max(len(spec["psu"] or ()), 1)]),
        nest=bool(spec["nest"]),
        singleton=spec["lonely_psu"],
        inclusion_probability=pps["inclusion_probability"] if pps else None,
        joint=pps["kind"] if pps else "brewer",
        replicates=_replicates(spec["replicates"]),
        calibration=_calibration(spec["calibration"]),
    )


def _replicates(given: dict | None) -> Replicates | None:
    if given is None:
        return None
    rows = given["half_samples"]
    return Replicates(
        type=given["type"],
        columns=tuple(given["columns"] or ()),
        are_factors=given["columns_are"] == "factors",
        scale=given["scale"],
        rscales=_repeated(given["rscales"], len(given["columns"] or ())),
        rho=given["rho"] or 0.0,
        mse=bool(given["mse"]),
        half_samples=tuple(tuple(row) for row in rows) if rows else None,
    )


def _repeated(value: object, count: int) -> tuple[float, ...] | None:
    if value is None:
        return None
    return tuple(value) if isinstance(value, list) else (float(value),) * count


def _calibration(given: dict | None) -> Calibration | None:
    if given is None:
        return None
    trim = given["trim"]
    return Calibration(
        margins=given["margins"] or {},
        totals=given["totals"] or {},
        formula=given["formula"],
        distance=given["distance"],
        bounds=tuple(given["bounds"]) if given["bounds"] else None,
        trim=(trim["lower"], trim["upper"]) if trim else None,
    )


def answer(case: dict, call: dict, frames: list[pd.DataFrame]) -> dict[str, Any]:
    """Return the roles of one call."""
    if call["quantity"] not in quantities():
        raise KeyError(f"no function answers the quantity '{call['quantity']}'")
    function, takes_sample = quantities()[call["quantity"]]
    if not takes_sample:
        return function(frames, call)
    sample = SurveySample(frames[0], design_of(case["design_spec"]))
    return function(sample, call, domain_of(frames[0], call["domain"]))


def domain_of(frame: pd.DataFrame, query: str | None) -> np.ndarray | None:
    if query is None:
        return None
    inside = frame.query(query, engine="python").index
    return frame.index.isin(inside)


def compare(case: dict, call: dict, roles: dict[str, Any]) -> int:
    """Compare every expected number of a call; return how many there were."""
    compared = 0
    for key, entry in call["expect"].items():
        if entry["is"] == "labels" or entry.get("compare") is False:
            continue
        if entry["is"] not in roles:
            raise KeyError(f"'{call['quantity']}' has no role '{entry['is']}'")
        expected = case["expected"][key]
        if "field" in entry:
            expected = [item[entry["field"]] for item in expected]
        found = _flat(_ordered(roles[entry["is"]], entry.get("labels")))
        wanted = _flat(expected)
        assert len(found) == len(wanted), f"{key}: {len(found)} values for {len(wanted)}"
        rtol = entry.get("rtol", case["rtol"])
        for one, other in zip(found, wanted, strict=True):
            _same(one, other, rtol=rtol, key=key)
            compared += 1
    return compared


def _same(found: Any, wanted: Any, *, rtol: float, key: str) -> None:
    if wanted is None:
        assert pd.isna(found), f"{key}: {found} where nothing is defined"
    elif isinstance(wanted, str | bool):
        assert found == wanted, f"{key}: {found} instead of {wanted}"
    else:
        np.testing.assert_allclose(float(found), wanted, rtol=rtol, atol=ATOL, err_msg=key)


def _key(label: Any) -> Any:
    """Return a label so that 1, 1.0 and "1" are one, and a list is a tuple."""
    if isinstance(label, list | tuple):
        return tuple(_key(part) for part in label)
    if isinstance(label, float | np.floating) and float(label).is_integer():
        label = int(label)
    return str(label)


def _ordered(value: Any, labels: Any) -> Any:
    if labels is None:
        return value
    if isinstance(value, pd.DataFrame):
        rows, columns = labels
        by_key = value.set_axis([_key(name) for name in value.index]).set_axis(
            [_key(name) for name in value.columns], axis=1
        )
        return by_key.loc[[_key(name) for name in rows], [_key(name) for name in columns]].to_numpy()
    if isinstance(value, dict | pd.Series):
        by_key = {_key(label): item for label, item in value.items()}
        return [by_key[_key(label)] for label in labels]
    return value


def _flat(value: Any) -> list:
    if isinstance(value, dict | pd.Series):
        value = list(value.values()) if isinstance(value, dict) else list(value)
    if isinstance(value, pd.DataFrame | np.ndarray):
        value = np.asarray(value).tolist()
    if isinstance(value, list | tuple):
        return [leaf for item in value for leaf in _flat(item)]
    return [value]
