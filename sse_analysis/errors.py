"""The error tree, and the one wording every message follows.

A message says where the problem is, what was found, what was expected, the
nearest right word when there is one, and what to do. A check never stops at
the first problem: it collects every :class:`Failure` and raises once.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass

#: Characters that no page prints and that a screen obeys: controls, and marks that turn the direction of a text.
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True)
class Failure:
    """One problem of one input.

    Parameters
    ----------
    file : str
        Path as the user knows it, relative to the project where possible.
    found, expected : str
        What stands there, and what should.
    fix : str
        What to do, as an instruction.
    row : int, optional
        Line of the file as an editor or a spreadsheet counts it (the header is line 1).
    column : str, optional
        Column of the table, or dotted key of the parameter file.
    """

    file: str
    found: str
    expected: str
    fix: str = ""
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"line {self.row}")
        if self.column is not None:
            place.append(f"column '{self.column}'")
        text = f"{', '.join(place)}: found {self.found}, expected {self.expected}"
        return CONTROL.sub("\ufffd", f"{text}. {self.fix}" if self.fix else text)


class SSEAnalysisError(Exception):
    """Every error this package raises on purpose.

    Parameters
    ----------
    message : str
        One sentence on what could not be done.
    failures : iterable of Failure, optional
        All problems found, in the order of the file.
    """

    def __init__(self, message: str, failures: Iterable[Failure] = ()):
        self.message = message
        self.failures = tuple(failures)
        super().__init__(message, self.failures)

    def __str__(self) -> str:
        return "\n".join(
            [CONTROL.sub("\ufffd", self.message), *(f"  - {failure}" for failure in self.failures)]
        )


class ParameterError(SSEAnalysisError):
    """A parameter file or a parameter given to a notebook is wrong."""


class SourceError(SSEAnalysisError):
    """A file is missing, unreadable, or not what its name says."""


class SchemaError(SSEAnalysisError):
    """A table does not have the columns, types or codes it must have."""


class CodeError(SSEAnalysisError):
    """A code is not in its closed list."""


class UnitError(SSEAnalysisError):
    """Two kinds of unit (entities, persons, households, memberships ...) were about to be added."""


class DesignError(SSEAnalysisError):
    """A survey design contradicts itself or the data."""


class EstimationError(SSEAnalysisError):
    """An estimate cannot be made from these data."""


class ReportError(SSEAnalysisError):
    """A report cannot be rendered, or what was rendered fails its checks."""


class SetupError(SSEAnalysisError):
    """The environment lacks something: a package, an extra, a kernel, a font."""


def nearest(word: object, choices: Iterable[object]) -> str | None:
    """Return the choice that looks most like ``word``, or None when none is close.

    Case is ignored; the choice is returned as it is written in its list.
    """
    by_lower = {str(choice).lower(): str(choice) for choice in choices}
    close = difflib.get_close_matches(str(word).lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def suggestion(word: object, choices: Iterable[object]) -> str:
    """Return ``"Did you mean 'x'?"``, or an empty string when nothing is close."""
    close = nearest(word, choices)
    return f"Did you mean '{close}'?" if close else ""


#: Where the closed lists stand, for words that cut one short.
CODES = "sse_analysis/reference/tables/codes.csv"


def one_of(choices: Iterable[object], *, limit: int = 12, of: str = "") -> str:
    """Return ``"one of 'a', 'b'"``; a list longer than ``limit`` is cut, with its length and where field ``of`` is whole."""
    words = [f"'{choice}'" for choice in choices]
    shown = ", ".join(words[:limit])
    if len(words) <= limit:
        return f"one of {shown}"
    where = f", field {of} of {CODES}" if of else ""
    return f"one of {shown} ... ({len(words)} codes{where})"


def extra_needed(package: str, extra: str, purpose: str) -> SetupError:
    """Return the error for an optional package that is not installed."""
    return SetupError(
        f"{purpose} needs the package '{package}', which is not installed. "
        f"Install the extra: pip install 'sse_analysis[{extra}]'"
    )
