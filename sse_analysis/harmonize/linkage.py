"""Which records are the same entity: weights of agreement, and how well links agree with the truth.

A wrong link hides an entity, a missed one invents one. Both are measured on records whose truth is known, and shown
beside every count that rests on links.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sse_analysis.errors import EstimationError

_STEPS = 100_000


@dataclass(frozen=True, eq=False)
class Weights:
    """What agreement on each field is worth.

    Parameters
    ----------
    matched : float
        Share of matches among the pairs compared (lambda).
    fields : DataFrame, index field
        ``m`` (agree among matches), ``u`` (agree among others), ``agreement`` log2(m/u), ``disagreement``
        log2((1-m)/(1-u)).
    probability : float array
        Of a match for each pattern.
    """

    matched: float
    fields: pd.DataFrame
    probability: np.ndarray


@dataclass(frozen=True)
class Quality:
    """Agreement of clusters with the truth, by pairs of records and by records (B-cubed)."""

    precision: float
    recall: float
    f1: float
    b3_precision: float
    b3_recall: float
    b3_f1: float


def fellegi_sunter(
    patterns: pd.DataFrame, *, count: str, start: tuple[float, float, float] = (0.9, 0.1, 0.1),
    tolerance: float = 1e-12,
) -> Weights:  # fmt: skip
    """Estimate the weights of agreement from pairs whose truth is unknown (EM, fields independent given the truth).

    Parameters
    ----------
    patterns : DataFrame
        One row for each pattern of agreement: a column a field, 1 agree, 0 disagree, blank not compared (the field
        then says nothing of that pair); and ``count``, the number of pairs. Three fields at least, or the model
        is not identified.
    start : (float, float, float)
        First m, u and lambda, the same for every field; m above u, so that matches are the class that agrees.
    tolerance : float
        Stop when no parameter moves by more.

    Raises
    ------
    EstimationError
        For other codes, blank or negative counts, fewer than three fields, a start outside 0 to 1, EM that does not
        settle, or matches that agree less than others (the classes were exchanged: blocking was too loose).

    References
    ----------
    Fellegi and Sunter 1969; Winkler 1988.
    """
    names = [name for name in patterns.columns if name != count]
    agree, pairs = _patterns(patterns, names, count, start)
    seen = ~np.isnan(agree)
    filled = np.where(seen, agree, 0.0)
    m, u, matched = np.full(len(names), start[0]), np.full(len(names), start[1]), start[2]
    for _ in range(_STEPS):
        probability = _expected(filled, seen, m, u, matched)
        ours, others = pairs * probability, pairs * (1 - probability)
        before = np.array([*m, *u, matched])
        m, u = ours @ filled / (ours @ seen), others @ filled / (others @ seen)
        matched = ours.sum() / pairs.sum()
        if np.abs(np.array([*m, *u, matched]) - before).max() <= tolerance:
            break
    else:
        raise EstimationError(f"the weights of agreement did not settle in {_STEPS:,} steps.")
    if (m <= u).any():
        worse = ", ".join(f"'{name}'" for name, one, other in zip(names, m, u, strict=True) if one <= other)
        raise EstimationError(
            f"matches agree less often than others on {worse}: these fields do not tell them apart."
        )
    with np.errstate(divide="ignore"):
        worth = {"agreement": np.log2(m) - np.log2(u), "disagreement": np.log2(1 - m) - np.log2(1 - u)}
    fields = pd.DataFrame({"m": m, "u": u, **worth}, index=pd.Index(names, name="field"))
    # The match probabilities are those of the last E step, one step behind the parameters by less than the tolerance.
    return Weights(float(matched), fields, probability)


def _patterns(patterns, names, count, start) -> tuple[np.ndarray, np.ndarray]:
    agree, pairs = patterns[names].to_numpy("float64"), patterns[count].to_numpy("float64")
    problems = []
    if len(names) < 3:
        problems.append(f"three fields are needed, not {len(names)}")
    if not (np.isnan(agree) | (agree == 0) | (agree == 1)).all():
        problems.append("a field holds something else than 0, 1 and blank")
    if np.isnan(agree).all(axis=0).any():
        problems.append("a field was never compared")
    if not np.isfinite(pairs).all() or (pairs < 0).any() or not pairs.sum():
        problems.append(f"'{count}' is blank or negative, or there are no pairs")
    if not 0 < start[1] < start[0] < 1 or not 0 < start[2] < 1:
        problems.append(f"the start must have 0 < u < m < 1 and 0 < lambda < 1, not {start}")
    if problems:
        raise EstimationError(f"the patterns cannot be used: {'; '.join(problems)}.")
    return agree, pairs


def _expected(filled, seen, m, u, matched) -> np.ndarray:
    ours = matched * np.where(seen, m**filled * (1 - m) ** (1 - filled), 1.0).prod(axis=1)
    others = (1 - matched) * np.where(seen, u**filled * (1 - u) ** (1 - filled), 1.0).prod(axis=1)
    return ours / (ours + others)


def cluster_quality(truth: Sequence, predicted: Sequence) -> Quality:
    """Compare clusters of records with the true ones.

    Pairs: precision = true pairs among those put together, recall = pairs put together among the true ones. B-cubed:
    for each record the share of its cluster that is truly its own, and the share of its own that is in its cluster,
    averaged over records.

    Parameters
    ----------
    truth, predicted : sequence, one cluster label a record
        A record alone has a label of its own. No blanks.

    Returns
    -------
    Quality
        Missing where no two records are together.

    Raises
    ------
    EstimationError
        For blanks, lists of different length, or no record.

    References
    ----------
    Bagga and Baldwin 1998.
    """
    table = _table(truth, predicted)
    both, ours, theirs = table["n"], table["predicted_size"], table["true_size"]
    together = _pairs(both).sum()
    precision = _ratio(together, _pairs(table.groupby("predicted")["n"].sum()).sum())
    recall = _ratio(together, _pairs(table.groupby("truth")["n"].sum()).sum())
    b3_precision, b3_recall = (float((both**2 / size).sum() / both.sum()) for size in (ours, theirs))
    return Quality(
        precision,
        recall,
        _harmonic(precision, recall),
        b3_precision,
        b3_recall,
        _harmonic(b3_precision, b3_recall),
    )


def quality_intervals(
    truth: Sequence, predicted: Sequence, *, draws: int = 999, seed: int = 20_240_517, level: float = 0.95
) -> pd.DataFrame:
    """Return percentile intervals of :func:`cluster_quality`.

    Whole groups of records that any cluster joins are drawn again, never single records, whose pairs would be lost.

    Returns
    -------
    DataFrame, index measure
        ``estimate, ci_low, ci_high``. With fewer than about 30 groups the interval is too short.
    """
    table = _table(truth, predicted)
    group = _groups(table)
    generator, found = np.random.default_rng(seed), []
    pieces = {"both": _pairs(table["n"]), "b3p": table["n"] ** 2 / table["predicted_size"],
              "b3r": table["n"] ** 2 / table["true_size"], "records": table["n"]}  # fmt: skip
    sums = pd.DataFrame(pieces).groupby(group).sum()
    for name in ("predicted", "truth"):
        sizes = table.assign(group=group).groupby(["group", name])["n"].sum()
        sums[name] = _pairs(sizes).groupby("group").sum()
    for _ in range(draws):
        times = np.bincount(generator.integers(len(sums), size=len(sums)), minlength=len(sums))
        found.append(_measures(sums.mul(times, axis=0).sum()))
    drawn = pd.DataFrame(found)
    tails = drawn.quantile([(1 - level) / 2, (1 + level) / 2])
    return pd.DataFrame(
        {"estimate": _measures(sums.sum()), "ci_low": tails.iloc[0], "ci_high": tails.iloc[1]}
    ).rename_axis("measure")


def _measures(sums: pd.Series) -> dict[str, float]:
    precision, recall = _ratio(sums["both"], sums["predicted"]), _ratio(sums["both"], sums["truth"])
    b3_precision, b3_recall = sums["b3p"] / sums["records"], sums["b3r"] / sums["records"]
    return {
        "precision": precision, "recall": recall, "f1": _harmonic(precision, recall),
        "b3_precision": b3_precision, "b3_recall": b3_recall, "b3_f1": _harmonic(b3_precision, b3_recall),
    }  # fmt: skip


def _table(truth: Sequence, predicted: Sequence) -> pd.DataFrame:
    """Return the records of every meeting of a true and a predicted cluster, with the sizes of both."""
    if len(truth) != len(predicted) or not len(truth):
        raise EstimationError(
            f"every record needs two clusters: {len(truth)} true, {len(predicted)} predicted."
        )
    records = pd.DataFrame({"truth": list(truth), "predicted": list(predicted)})
    if records.isna().any(axis=None):
        raise EstimationError("a record has no cluster. A record that is alone has a label of its own.")
    table = records.groupby(["truth", "predicted"], sort=False).size().rename("n").reset_index()
    table["true_size"] = table.groupby("truth")["n"].transform("sum")
    table["predicted_size"] = table.groupby("predicted")["n"].transform("sum")
    return table


def _groups(table: pd.DataFrame) -> np.ndarray:
    """Return the group of each meeting: records that true or predicted clusters join, directly or by others."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    left, right = pd.factorize(table["truth"])[0], pd.factorize(table["predicted"])[0]
    size = left.max() + right.max() + 2
    graph = coo_array((np.ones(len(table)), (left, left.max() + 1 + right)), shape=(size, size))
    return connected_components(graph, directed=False)[1][left]


def _pairs(sizes: pd.Series) -> pd.Series:
    return sizes * (sizes - 1) / 2


def _ratio(above: float, below: float) -> float:
    return float(above / below) if below else np.nan


def _harmonic(one: float, other: float) -> float:
    return 2 * one * other / (one + other) if one + other else 0.0
