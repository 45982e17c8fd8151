"""The same persons under several concepts, side by side."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from sse_analysis.harmonize.informality import INFORMAL, Informality, bounds, classify


def side_by_side(
    persons: pd.DataFrame,
    concepts: Mapping[str, Mapping[str, object]],
    *,
    weights: pd.Series | None = None,
) -> pd.DataFrame:
    """Return the rate of informal jobs under several concepts, with the bounds that missing answers leave.

    Parameters
    ----------
    persons : DataFrame
        See :func:`~sse_analysis.harmonize.informality.classify`.
    concepts : mapping
        Name of a concept, and the arguments of ``classify`` that make it: ``edition``, ``options``.
    weights : Series, optional
        On the index of the persons.

    Returns
    -------
    DataFrame
        ``concept, edition, rate, lowest, highest, jobs, missing, not_asked``; rates in percent of classified
        jobs, ``missing`` the rows without a class.
    """
    rows = []
    for name, given in concepts.items():
        found = classify(persons, **given)
        low, high = bounds(persons, weights, **given)
        rows.append(
            {
                "concept": name,
                "edition": found.edition,
                "rate": found.rate(weights),
                "lowest": low,
                "highest": high,
                "jobs": int(found.frame["job"].notna().sum()),
                "missing": int(found.frame["job"].isna().sum()),
                "not_asked": ", ".join(found.not_asked),
            }
        )
    return pd.DataFrame(rows)


def changes(one: Informality, other: Informality, *, weights: pd.Series | None = None) -> pd.DataFrame:
    """Return the persons who change class between two concepts, by the rules that decided.

    Returns
    -------
    DataFrame
        ``from_rule, to_rule, becomes, n, weight``: ``becomes`` is ``informal`` or ``formal``; rows without a
        class under either concept are left out.
    """
    weight = pd.Series(1.0, index=one.frame.index) if weights is None else weights
    both = one.frame["job"].notna() & other.frame["job"].notna()
    moved = both & one.frame["job"].ne(other.frame["job"]).fillna(False)
    table = pd.DataFrame(
        {
            "from_rule": one.frame.loc[moved, "job_rule"].astype("str"),
            "to_rule": other.frame.loc[moved, "job_rule"].astype("str"),
            "becomes": other.frame.loc[moved, "job"].eq(INFORMAL).map({True: "informal", False: "formal"}),
            "n": 1,
            "weight": weight[moved],
        }
    )
    return table.groupby(["from_rule", "to_rule", "becomes"], as_index=False).sum()
