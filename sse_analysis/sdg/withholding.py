"""Work by target and by goal without the numbers behind which stand few persons of a sample."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sse_analysis.results.disclosure import FEW, printable

#: What a target has besides its numbers.
_NAMES = ("goal", "target", "target_label", "grade", "obs_status", "conf_status")
_HIDDEN = ("C", "D")


def targets_withheld(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the targets of :func:`sse_analysis.sdg.aligned.aligned` as they may be printed beside the sums by goal."""
    return _withheld(frame, ["goal", "target"], [name for name in frame if name not in _NAMES])


def by_goal(frame: pd.DataFrame, cells: pd.DataFrame, persons: Mapping[str, int] | None) -> pd.DataFrame:
    """Return the work by goal, as it may be printed.

    Parameters
    ----------
    frame : DataFrame
        All targets, nothing withheld.
    cells : DataFrame
        Cells of the matrix: ``goal, isic, primary``.
    persons : mapping of division to persons of the sample at work in it, or None
        None where the work is that of organizations of an open register: then nothing is withheld.

    Returns
    -------
    DataFrame, one row a goal
        ``goal, jobs, once, obs_status, conf_status``.
    """
    sums = frame.groupby("goal")[["jobs", "once"]].sum().reset_index().assign(obs_status="A", conf_status="F")
    if persons is None:
        return sums
    for name, part in {"n": cells, "n_once": cells[cells["primary"]]}.items():
        served = part.groupby("goal")["isic"].agg(lambda own: sum(persons.get(one, 0) for one in set(own)))
        sums[name] = sums["goal"].map(served).fillna(0).astype(int)
    return _withheld(sums, ["goal"], ["jobs", "once", "n", "n_once"])


def note(frame: pd.DataFrame) -> tuple[str, ...]:
    """Return the sentence on targets withheld; nothing where all are printed."""
    count = int(frame["conf_status"].isin(_HIDDEN).sum())
    if not count:
        return ()
    return (
        f"{count} targets are withheld: fewer than {FEW} persons of the sample stand behind one of their numbers, or they "
        "would give such a target away beside the sum of its goal.",
    )


def _withheld(frame: pd.DataFrame, names: Sequence[str], numbers: Sequence[str]) -> pd.DataFrame:
    """Blank the numbers of the rows that :func:`sse_analysis.results.disclosure.printable` withholds of their jobs.

    A row counts as many persons as the smaller of ``n`` and ``n_once`` that is not zero. ``conf_status`` is C for a row of
    few persons and D for one that would give such a row away.
    """
    fewest = frame[["n", "n_once"]].where(frame[["n", "n_once"]] > 0).min(axis=1).fillna(0)
    cells = frame[[*names, "jobs", "obs_status", "conf_status"]].rename(columns={"jobs": "estimate"})
    told = printable(cells.assign(n=fewest.astype(int)), additive=True)
    hidden = told["conf_status"].isin(_HIDDEN)
    out = frame.astype({"n": "Int64", "n_once": "Int64"})
    out.loc[hidden, [*numbers]] = pd.NA
    return out.assign(obs_status=told["obs_status"].mask(hidden, "Q"), conf_status=told["conf_status"])
