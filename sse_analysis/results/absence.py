"""Typed absences: what is missing, and which file in which layout would fill it.

A missing input is a result like any other. It is never dropped and never faked.
"""

from __future__ import annotations

import functools
import html
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, get_args

import pandas as pd

from sse_analysis.results.exhibit import Exhibit
from sse_analysis.vocabulary import AbsenceKind

#: SDMX CL_OBS_STATUS 2.3 and CL_CONF_STATUS 1.3 codes of each kind of absence, and the words printed.
ABSENCE_CODES: dict[str, tuple[str, str, str]] = {
    "does_not_exist": ("M", "F", "does not exist here"),
    "no_data": ("L", "F", "exists, no data"),
    "not_released": ("O", "N", "not released"),
    "suppressed": ("Q", "C", "suppressed"),
    "not_computable": ("O", "F", "not computable"),
}


@dataclass(frozen=True, kw_only=True)
class Absence(Exhibit):
    """A section, table or figure that cannot be shown, and why.

    It answers ``to_frame``, ``summary`` and ``plot`` like a result, so a notebook cell works whether or
    not the country has the input.

    Parameters
    ----------
    reason : {"does_not_exist", "no_data", "not_released", "suppressed", "not_computable"}
    what : str
        What would be shown here.
    why : str
        Why it is not, in one sentence.
    file, layout : str
        Which file would fill it, and the columns it needs. Empty where no file can.
    answers : str
        The question it would answer.
    """

    reason: AbsenceKind
    what: str
    why: str
    file: str = ""
    layout: str = ""
    answers: str = ""

    kind = "absence"

    def __post_init__(self):
        if self.reason not in get_args(AbsenceKind):
            raise ValueError(f"absence {self.id}: unknown reason {self.reason!r}")

    @property
    def obs_status(self) -> str:
        return ABSENCE_CODES[self.reason][0]

    @property
    def conf_status(self) -> str:
        return ABSENCE_CODES[self.reason][1]

    @property
    def words(self) -> str:
        return ABSENCE_CODES[self.reason][2]

    def record(self) -> dict[str, Any]:
        return super().record() | {
            "reason": self.reason,
            "words": self.words,
            "obs_status": self.obs_status,
            "conf_status": self.conf_status,
            "what": self.what,
            "why": self.why,
            "file": self.file,
            "layout": self.layout,
            "answers": self.answers,
        }

    def to_frame(self) -> pd.DataFrame:
        """Return one row that says what is absent, with its SDMX codes."""
        keys = ["id", "country", "what", "why", "obs_status", "conf_status"]
        return pd.DataFrame([{key: getattr(self, key) for key in keys}])

    def summary(self) -> Absence:
        return self

    def plot(self) -> Absence:
        return self

    def plain(self) -> str:
        lines = [f"{self.what}: {self.words}", self.why]
        if self.file:
            lines.append(f"To fill it: {self.file} ({self.layout})")
        if self.answers:
            lines.append(f"It would answer: {self.answers}")
        return "\n".join(lines)

    def markup(self) -> str:
        body = "".join(f"<p>{html.escape(line)}</p>" for line in self.plain().splitlines())
        return f"<aside class='absence'>{body}</aside>"


def passes_absence_on(function: Callable) -> Callable:
    """Let a calculation answer with the first absent input instead of failing on it."""

    @functools.wraps(function)
    def calculate(*args, **kwargs):
        for value in (*args, *kwargs.values()):
            if isinstance(value, Absence):
                return value
        return function(*args, **kwargs)

    return calculate
