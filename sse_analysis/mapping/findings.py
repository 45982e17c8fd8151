"""What a finding of the audit is, and the limits beyond which a difference becomes one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import pandas as pd

from sse_analysis import reference
from sse_analysis.decimals import exact

#: Results that somebody has to look at; the others are identities that hold.
FAULTS = (
    "does not add up", "incomplete", "doubtful", "contradicts", "constant ratio", "constant value",
    "part exceeds whole", "part grows more than whole",
)  # fmt: skip
HOLDS = ("adds up", "adds up by rounding")


@dataclass(frozen=True)
class Limits:
    """Limits of the audit, each with its reason.

    Parameters
    ----------
    rounding : float
        Parts and total that differ by less than this share agree by rounding (0.1 percent).
    mean : float
        A mean times its count may differ from the total by this share: printed means are rounded (2 percent).
    same : float
        Values that differ by less than this share are the same figure rounded (1 percent).
    near : int
        Years within which figures of different dates are set against each other.
    jump : float
        Factor up or down between neighbouring observations that needs an explanation.
    spread : float
        Factor between an estimate and a count of one form beyond which they mean different things.
    concentration : float
        Share of one region in the national total of a near year that needs an explanation.
    small : int
        Bodies below which a count may be the same in several years without being copied.
    """

    rounding: float = 0.001
    mean: float = 0.02
    same: float = 0.01
    near: int = 3
    jump: float = 1.5
    spread: float = 10.0
    concentration: float = 0.75
    small: int = 100


@dataclass(frozen=True)
class Finding:
    """One finding.

    Parameters
    ----------
    rule : str
        Code of the rule that made it.
    result : str
        One of :data:`FAULTS` or :data:`HOLDS`.
    subject : str
        What is looked at, with its year.
    detail : str
        The arithmetic.
    reading : str
        What may explain it, and what to do.
    ids : tuple of str
        Ledger ids of the figures, each once.
    """

    rule: str
    result: str
    form: str
    subject: str
    year: int | None
    detail: str
    reading: str
    ids: tuple[str, ...]


def as_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return findings as rows, faults first; the same figures under the same rule stand once."""
    unique = {(item.rule, item.result, tuple(sorted(item.ids))): item for item in findings}
    rows = [asdict(item) | {"ids": ";".join(dict.fromkeys(item.ids))} for item in unique.values()]
    names = ["rule", "result", "form", "subject", "year", "detail", "reading", "ids"]
    frame = pd.DataFrame(rows, columns=names).astype({"year": "Int64"})
    order = {result: place for place, result in enumerate((*FAULTS, *HOLDS))}
    frame = frame.assign(fault=frame["result"].isin(FAULTS), place=frame["result"].map(order))
    frame = frame.sort_values(["place", "form", "subject", "rule"], kind="stable").drop(columns="place")
    return frame.reset_index(drop=True).rename_axis("finding").reset_index()


def amount(value: float) -> str:
    """Return an amount as printed in the arithmetic: whole numbers with commas, others with two decimals."""
    if abs(value) >= 1_000_000_000:
        return f"{exact(value / 1e9):,.3f} billion"
    return f"{exact(value):,.0f}" if float(value).is_integer() else f"{exact(value):,.2f}"


def compare(total: float, parts: float, rounding: float) -> str:
    """Return whether parts make up a total: adds up, by rounding, incomplete, or does not add up."""
    if abs(total - parts) < 0.5 and float(total).is_integer():
        return "adds up"
    if abs(total - parts) <= rounding * abs(total):
        return "adds up by rounding"
    return "incomplete" if parts < total else "does not add up"


def year_of(row) -> int | None:
    return None if pd.isna(row["year"]) else int(row["year"])


def counted(row) -> str:
    """Return what a row measures, in words."""
    return reference.labels("measure")[row["measure"]].lower()


def when(year: object) -> str:
    return "undated" if pd.isna(year) else str(int(year))
