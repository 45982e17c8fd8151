"""Goals in order of progress, and how far that order hangs on choices no method can justify."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sse_analysis.decimals import exact
from sse_analysis.results.absence import Absence, passes_absence_on
from sse_analysis.results.base import Provenance
from sse_analysis.results.sdg import Progress, RankStability
from sse_analysis.sdg import composite, constants
from sse_analysis.sdg.composite import AGGREGATIONS, aggregate
from sse_analysis.sources.constants import threshold

#: Points of Saltelli's design for each choice; a power of two.
POINTS = 256
SEED = 20_302
NORMALIZATIONS = ("as they are", "smallest to largest", "standard deviations", "ranks")
IMPUTATIONS = ("mean of the goal", "mean of the method", "left out")
#: Decimals that count: means of the same standings in another order differ in their last digits and are ties all the same.
_ROUNDING = 9
LINES = ("all", "without the best", "without the worst")
CHOICES = ("weights of the methods", "aggregation", "normalization", "missing values", "lines left out")


@dataclass(frozen=True)
class Table:
    """Mean standing (0 to 1) of each goal by each method: of all lines, and without the best or worst one."""

    goals: tuple[int, ...]
    methods: tuple[str, ...]
    values: NDArray
    _normalized: dict[tuple[int, int], NDArray] = field(default_factory=dict, compare=False, repr=False)

    def normalized(self, lines: int, how: int) -> NDArray:
        """Return the values under one choice of lines and one way to normalize; made once and kept."""
        if (lines, how) not in self._normalized:
            self._normalized[lines, how] = _normalized(self.values[lines], how)
        return self._normalized[lines, how]


def ranks(values: NDArray) -> NDArray:
    """Return ranks with 1 for the highest mean; means that differ by their rounding alone share the mean rank."""
    return composite.ranks(np.round(values, _ROUNDING))


@passes_absence_on
def goal_ranking(measured: Progress, *, points: int = POINTS, seed: int = SEED) -> RankStability | Absence:
    """Rank the goals by their mean standing over methods, and vary every choice behind it.

    Parameters
    ----------
    measured : Progress
    points, seed : int
        Of Saltelli's design (SALib); ``points`` a power of two.

    Returns
    -------
    RankStability
        One row a goal: ``score`` and ``rank`` with equal weights, an arithmetic mean, standings as they are and
        missing ones left out; ``rank_low, rank_high`` (5th and 95th percentile over all choices), ``lines``.
        ``shares`` has ``first_order`` and ``total_order`` Sobol indices of the mean shift of ranks by choice.

    References
    ----------
    Saisana, Saltelli and Tarantola 2005; OECD and JRC 2008, Handbook on Constructing Composite Indicators.
    """
    table = table_of(measured)
    if len(table.goals) < 3:
        return _nothing(measured.country)
    base = index_of(table, Choice(np.full(len(table.methods), 1 / len(table.methods))))
    base_ranks = ranks(base)
    drawn, shift, shares = vary(table, base_ranks, points=points, seed=seed)
    low, high = np.percentile(drawn, [5, 95], axis=0)
    lines = measured.frame.drop_duplicates(["series", "sex", "unit"]).groupby("goal").size()
    frame = pd.DataFrame({
        "goal": table.goals, "goal_label": [constants.goal_label(goal) for goal in table.goals], "score": 100 * base,
        "rank": base_ranks, "rank_low": low, "rank_high": high, "median_rank": np.median(drawn, axis=0),
        "lines": [int(lines.get(goal, 0)) for goal in table.goals], "obs_status": "A", "conf_status": "F",
    })  # fmt: skip
    names = ", ".join(name for code, name in measured.methods if code in table.methods)
    return RankStability(
        frame=frame.sort_values(["rank", "goal"], kind="stable").reset_index(drop=True),
        country=measured.country,
        sources=measured.sources,
        notes=(
            f"Mean standing of the lines of a goal by {names}; a goal with few lines says little. Goals are ranked "
            "within the country; it is no score of the country and no order of importance.",
            f"{len(drawn):,} combinations of choices: random weights of the methods, three ways to aggregate, four to "
            "normalize, three to fill gaps, with and without the best or worst line. On average a goal moves by "
            f"{exact(shift.mean()):.1f} ranks. Before a geometric mean, values below "
            f"{exact(threshold('sdg.geometric_floor')):g} are "
            "lifted to it.",
        ),
        provenance=Provenance(
            measured.provenance.inputs, (f"Saltelli design, {points} points, seed {seed}",)
        ),
        shares=shares,
        draws=len(drawn),
    )


def table_of(measured: Progress) -> Table:
    """Return the standings by goal and method; a goal that no method grades is left out."""
    frame = measured.frame.dropna(subset=["standing"])
    frame = frame.assign(
        line=frame[["series", "sex", "unit"]].agg("|".join, axis=1), share=frame["standing"] / 3
    )
    methods = tuple(name for name, _ in measured.methods if name in set(frame["method"]))
    goals = tuple(sorted(int(goal) for goal in frame["goal"].unique()))
    order = frame.groupby(["goal", "line"])["share"].mean()
    best, worst = (order.groupby("goal").agg(pick).map(lambda key: key[1]) for pick in ("idxmax", "idxmin"))
    parts = [frame]
    for ends in (best, worst):
        several = frame.groupby("goal")["line"].transform("nunique") > 1
        parts.append(frame[~((frame["line"] == frame["goal"].map(ends)) & several)])
    values = [
        part.pivot_table(index="goal", columns="method", values="share", aggfunc="mean")
        .reindex(index=list(goals), columns=list(methods)).to_numpy(float)
        for part in parts
    ]  # fmt: skip
    return Table(goals, methods, np.stack(values))


@dataclass(frozen=True)
class Choice:
    """One combination of choices; the numbers are places in the tuples above."""

    weights: NDArray
    aggregation: int = 0
    normalization: int = 0
    imputation: int = 2
    lines: int = 0


def index_of(table: Table, choice: Choice) -> NDArray:
    """Return one number a goal under a combination of choices."""
    values = table.normalized(choice.lines, choice.normalization)
    how = AGGREGATIONS[choice.aggregation]
    held = ~np.isnan(values)
    if choice.imputation == 2:
        return np.array(
            [_one(row[here], choice.weights[here], how) for row, here in zip(values, held, strict=True)]
        )
    filled = np.nanmean(values, axis=1 if choice.imputation == 0 else 0)
    filled = np.broadcast_to(filled[:, None] if choice.imputation == 0 else filled, values.shape)
    return _many(np.where(held, values, filled), choice.weights, how)


def _one(row: NDArray, weights: NDArray, how: str) -> float:
    shares = weights if weights.sum() > 0 else np.ones_like(weights)
    return float(_many(row[None, :], shares, how)[0]) if len(row) else 0.0


def _many(values: NDArray, weights: NDArray, how: str) -> NDArray:
    lifted = np.maximum(values, threshold("sdg.geometric_floor")) if how == "geometric" else values
    return aggregate(lifted, weights=weights, how=how)


def _normalized(values: NDArray, how: int) -> NDArray:
    if how == 0:
        return values
    low, high = np.nanmin(values, axis=0), np.nanmax(values, axis=0)
    width = np.where(high > low, high - low, 1.0)
    if how == 1:
        return (values - low) / width
    if how == 2:
        spread = np.nanstd(values, axis=0)
        z = (values - np.nanmean(values, axis=0)) / np.where(spread > 0, spread, 1.0)
        return np.clip((z + 3) / 6, 0, 1)
    placed = np.full(values.shape, np.nan)
    for column in range(values.shape[1]):
        here = ~np.isnan(values[:, column])
        n = here.sum()
        placed[here, column] = (n - ranks(values[here, column])) / max(n - 1, 1)
    return placed


def vary(table: Table, base: NDArray, *, points: int, seed: int) -> tuple[NDArray, NDArray, pd.DataFrame]:
    """Return ranks under every combination, the mean shift of each, and the Sobol indices of the shift."""
    from SALib.analyze import sobol as analyze
    from SALib.sample import sobol as sample

    k = len(table.methods)
    names = [*(f"weight {name}" for name in table.methods), *CHOICES[1:]]
    problem = {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names),
               "groups": [CHOICES[0]] * k + list(CHOICES[1:])}  # fmt: skip
    design = sample.sample(problem, points, calc_second_order=False, seed=seed)
    found = np.array([ranks(index_of(table, _choice(row, k))) for row in design])
    shift = np.abs(found - base).mean(axis=1)
    if np.ptp(shift) == 0:
        indices = dict.fromkeys(("S1", "S1_conf", "ST", "ST_conf"), 0.0)
    else:
        indices = analyze.analyze(problem, shift, calc_second_order=False, seed=seed)
    shares = pd.DataFrame({"choice": list(CHOICES), "first_order": indices["S1"], "first_width": indices["S1_conf"],
                           "total_order": indices["ST"], "total_width": indices["ST_conf"]})  # fmt: skip
    return found, shift, shares


def _choice(row: NDArray, k: int) -> Choice:
    """Turn a point of the unit cube into choices; weights are uniform on the simplex."""
    spacing = -np.log(np.clip(row[:k], 1e-12, 1.0))
    pick = [min(int(share * size), size - 1) for share, size in
            zip(row[k:], (len(AGGREGATIONS), len(NORMALIZATIONS), len(IMPUTATIONS), len(LINES)), strict=True)]  # fmt: skip
    weights = spacing / spacing.sum() if spacing.sum() > 0 else np.full(k, 1 / k)
    return Choice(weights, *pick)


def _nothing(country: str) -> Absence:
    return Absence(
        id="no-sdg-ranking",
        country=country,
        reason="not_computable",
        what="Order of the goals and its stability",
        why="Fewer than three goals have a line that a method grades.",
        file=f"data/{country}/sdg_series.csv",
        layout="series, year, value, release",
        answers="Which goals lag behind whatever the method, and which only under one.",
    )
