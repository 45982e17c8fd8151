"""What counts as one source of claims: one definition for every sentence, table and chart.

A *claim* is a row for which a source was read. A *source* is a publication (title and publisher), whatever the number of
its claims; two publications of one study count as one where ``sdg_methods_same_study.csv`` says so. A target that is
commonly proposed without a source that was read is a *proposal*: it is no claim and has no source.
"""

from __future__ import annotations

import pandas as pd

from sse_analysis.sdg import constants
from sse_analysis.sources.table import publications

TABLE = "same_study"


def source_of(frame: pd.DataFrame) -> pd.Series:
    """Return the source of each row, ``publisher, title``; missing where none was read.

    Parameters
    ----------
    frame : DataFrame
        Columns ``source_publisher, source_title, evidence_type``.
    """
    names = publications(frame)
    return names.replace(_same()).where(~frame["evidence_type"].eq("none"))


def merged(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return a note for each pair of publications among some claims that count as one source."""
    here = set(publications(frame))
    return tuple(
        f"Counted as one source, a proposal of this project: {one}; {other}."
        for one, other in sorted(_same().items())
        if {one, other} <= here
    )


def _same() -> dict[str, str]:
    table = constants.table(TABLE)
    other = table[["same_as_publisher", "same_as_title"]].set_axis(
        ["source_publisher", "source_title"], axis=1
    )
    return dict(zip(publications(table), publications(other), strict=True))


def claims_in(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that are claims; proposals stay out."""
    return frame[frame["source"].notna()]


def sources_in(frame: pd.DataFrame) -> int:
    """Return the number of different sources behind some rows."""
    return int(frame["source"].nunique())


def counted(frame: pd.DataFrame) -> str:
    """Return "9 claims from 4 sources" of some rows."""
    claims, sources = len(claims_in(frame)), sources_in(frame)
    one, many = ("claim" if claims == 1 else "claims"), ("source" if sources == 1 else "sources")
    return f"{claims} {one} from {sources} {many}"
