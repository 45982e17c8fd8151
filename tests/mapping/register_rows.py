"""Registers and organizations made by hand."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from sse_analysis.harmonize.entities import Linked
from sse_analysis.parameters.registers import Register
from sse_analysis.sources.registers import Records

_DAYS = ("registered_on", "closed_on", "last_seen_on")


def register(frame: pd.DataFrame, *, opened_on: dt.date | None = None, day: str = "2020-12-31") -> Records:
    about = Register.model_validate({
        "title": "Register", "publisher": "Office", "reference_date": dt.date.fromisoformat(day), "file": "r.csv",
        "opened_on": opened_on, "columns": {name: {"column": name} for name in ("record_id", "name", "legal_form")},
    })  # fmt: skip
    nothing = pd.DataFrame()
    return Records("r", about, frame, nothing, nothing, "data/khm/registers/r.csv", "d")


def linked(rows: list[dict], *, opened_on: dt.date | None = None) -> tuple[Linked, tuple[Records, ...]]:
    """Return organizations of one record each, in one register."""
    frame = pd.DataFrame(rows)
    frame = frame.assign(**{name: pd.to_datetime(frame[name]) for name in _DAYS if name in frame})
    keys = [f"r:{place}" for place in range(len(frame))]
    entities = frame.assign(register="r", key=keys, organization=keys)
    counted = frame.assign(organization=keys, registers="r", records=1)
    nothing = pd.DataFrame({"decided_by": []})
    return Linked(entities, counted, nothing, pd.DataFrame()), (register(frame, opened_on=opened_on),)
