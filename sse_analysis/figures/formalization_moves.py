"""Charts of moves and of waiting: flows between states, balance before and after weighting, time to a step."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.theme import INK, MARKERS, MUTED, PALETTE, legible
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.formalization_persons import MemberBalance, Moves, Waiting

_COLOURS = (PALETTE[0], PALETTE[5], PALETTE[7])
_GAP = 0.04


@build_chart.register
def moves_chart(result: Moves) -> Figure:
    """Draw the flows between the states of two waves: a band as wide as the persons who take it.

    A withheld flow has no band; what it would take of the states is the last part of both, empty.
    """
    states, waves = list(result.states), result.waves
    flows = result.flows[result.flows["quantity"].eq("flow")].set_index(["origin", "destination"])["estimate"]
    grid = np.array([[flows[one, other] for other in states] for one in states])
    before, after = _totals(result, "before", "origin"), _totals(result, "after", "destination")
    tops = _tops(before / before.sum()), _tops(after / after.sum())
    with style():
        figure, axes = canvas(4.2)
        _bands(axes, grid / before.sum(), tops)
        for side, totals in enumerate((before, after)):
            _bars(axes, float(side), tops[side], totals / totals.sum(), states=states, totals=totals)
            axes.annotate(waves[side], (side, 1.04 + 2 * _GAP), ha="center", fontsize=9, color=INK)
        axes.set(xlim=(-0.42, 1.42), ylim=(-0.04, 1.12 + 2 * _GAP))
        axes.axis("off")
    without = ". A flow of few persons has no band" if np.isnan(grid).any() else ""
    return finish(
        figure, result, id=f"{result.id}-chart", alt=_flow_words(grid, states, waves),
        title=f"Flows between formal work, informal work and no work, {waves[0]} to {waves[1]}. Bands in "
        f"proportion to persons; intervals stand in the table{without}",
    )  # fmt: skip


def _totals(result: Moves, quantity: str, side: str) -> np.ndarray:
    """Return the persons of every state in one wave."""
    rows = result.flows[result.flows["quantity"].eq(quantity)].set_index(side)["estimate"]
    return rows[list(result.states)].to_numpy("float64")


def _tops(shares: np.ndarray) -> np.ndarray:
    """Return the upper end of every state, from the top down, with a gap between states."""
    done = np.concatenate([[0], np.cumsum(shares)[:-1]]) + _GAP * np.arange(len(shares))
    return 1 + _GAP * (len(shares) - 1) - done


def _bands(axes, share: np.ndarray, tops: tuple[np.ndarray, np.ndarray]) -> None:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    left, right = tops[0].copy(), tops[1].copy()
    curve = [
        Path.MOVETO,
        Path.CURVE4,
        Path.CURVE4,
        Path.CURVE4,
        Path.LINETO,
        Path.CURVE4,
        Path.CURVE4,
        Path.CURVE4,
    ]
    for row in range(len(share)):
        for column in range(len(share)):
            size, one, other = share[row, column], left[row], right[column]
            if np.isnan(size):
                continue
            points = [(0.03, one), (0.5, one), (0.5, other), (0.97, other), (0.97, other - size), (0.5, other - size),
                      (0.5, one - size), (0.03, one - size)]  # fmt: skip
            colour, strength = _COLOURS[row], 0.25 if row == column else 0.6
            axes.add_patch(PathPatch(Path(points, curve), facecolor=colour, alpha=strength, edgecolor="none"))
            left[row] -= size
            right[column] -= size


def _bars(
    axes, place: float, tops: np.ndarray, sizes: np.ndarray, *, states: list[str], totals: np.ndarray
) -> None:
    from matplotlib.patches import Rectangle

    outward = -1 if place == 0 else 1
    for number, (top, size) in enumerate(zip(tops, sizes, strict=True)):
        axes.add_patch(Rectangle((place - 0.03, top - size), 0.06, size, color=_COLOURS[number]))
        axes.annotate(
            f"{states[number]}\n{exact(totals[number]):,.0f}", (place + 0.05 * outward, top - size / 2), va="center",
            ha="right" if outward < 0 else "left", fontsize=8.5, color=INK,
        )  # fmt: skip


def _flow_words(grid: np.ndarray, states: list[str], waves: tuple[str, str]) -> str:
    parts = [
        f"from {one} to {other} {_persons(grid[row, column])}"
        for row, one in enumerate(states)
        for column, other in enumerate(states)
    ]
    said = f"Persons: {'; '.join(parts)}."
    if np.isnan(grid).any():
        return said
    stay = 100 * np.trace(grid) / grid.sum()
    return f"{exact(stay):.0f} percent of persons are in the same state in {waves[0]} and {waves[1]}. {said}"


def _persons(flow: float) -> str:
    return "not printed" if np.isnan(flow) else f"{exact(flow):,.0f}"


@build_chart.register
def balance_chart(result: MemberBalance) -> Figure:
    """Draw the standardised differences of every term before and after weighting."""
    frame = result.frame
    places = np.arange(len(frame))
    with style():
        figure, axes = canvas(1.1 + 0.22 * len(frame))
        for name, marker, colour in (("before", MARKERS[1], MUTED), ("after", MARKERS[0], PALETTE[0])):
            axes.plot(frame[name], places, marker, color=colour, label=f"{name} weighting", markersize=4.5)
        axes.axvline(0, color=INK, linewidth=0.9)
        for limit in (-result.limit, result.limit):
            axes.axvline(limit, color=MUTED, linewidth=0.8, linestyle=(0, (2, 2)))
        axes.set_yticks(places, [_term(term) for term in frame["term"]], fontsize=8)
        axes.set(xlabel="members minus others, standard deviations", ylim=(len(frame) - 0.5, -0.5))
        figure.legend(loc="outside lower center", ncols=2)
    before, after = frame["before"].abs().max(), frame["after"].abs().max()
    return finish(
        figure, result, id="formalization-balance-chart",
        title="Difference between members and others in every trait, before and after weighting "
        f"(dotted: {exact(result.limit):g})",
        alt=f"{len(frame)} terms. The largest difference is {exact(before):.2f} standard deviations before and "
            f"{exact(after):.3f} after.",
    )  # fmt: skip


def _term(term: str) -> str:
    name, _, level = term.partition("[T.")
    return f"{name.replace('_group', '')}: {level.rstrip(']')}" if level else name


@build_chart.register
def waiting_chart(result: Waiting) -> Figure:
    """Draw the share still waiting by years, a step line and a band of its interval for every group."""
    frame = result.frame
    with style():
        figure, axes = canvas(3.8)
        ends = []
        for place, (group, own) in enumerate(frame.groupby("group", sort=False)):
            colour = PALETTE[place % len(PALETTE)]
            known = own[own["survival"].notna()]
            axes.step(known["time"], 100 * known["survival"], where="post", color=colour)
            limits = known[["ci_low", "ci_high"]].astype("float64") * 100
            axes.fill_between(
                known["time"], limits["ci_low"], limits["ci_high"], step="post", color=colour, alpha=0.15
            )
            ends.append(
                (float(100 * known["survival"].iloc[-1]), float(known["time"].iloc[-1]), group, colour)
            )
        _names(axes, ends)
        axes.set(xlabel="years since founding", ylabel="percent not yet registered", ylim=(0, 102))
        axes.set_xlim(0, frame["time"].max() * 1.32)
    return finish(
        figure, result, id="formalization-time-to-registration-chart",
        title=f"{result.title} (Kaplan and Meier, delayed entry; band: 95 percent interval)", alt=_wait_words(frame),
    )  # fmt: skip


def _names(axes, ends: list[tuple]) -> None:
    floor = -1e9
    for value, time, group, colour in sorted(ends):
        floor = max(value, floor + 5.5, 3.0)
        axes.annotate(
            group,
            (time, floor),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
            fontsize=8,
            color=legible(colour),
        )


def _wait_words(frame: pd.DataFrame) -> str:
    parts = []
    for group, own in frame.groupby("group", sort=False):
        half = own[own["survival"] <= 0.5]
        middle = (
            f"half registered by year {exact(half['time'].min()):g}"
            if len(half)
            else "fewer than half registered"
        )
        parts.append(f"{group}: {middle}")
    return f"{frame['group'].nunique()} falling lines. {'; '.join(parts)}."
