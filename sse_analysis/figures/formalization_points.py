"""Charts of the formalization analyses of persons: estimates with their intervals, never without."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.theme import INK, MARKERS, MUTED, PALETTE
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.formalization_persons import Concepts, RuleAudit, Specifications, Surveyed

_LONG = 44


@build_chart.register
def surveyed_chart(result: Surveyed) -> Figure:
    """Draw one row a cell: a point with its interval; a cell that may not be printed says so."""
    frame = result.frame
    places = rows_of(frame)
    with style():
        figure, axes = canvas(0.9 + 0.24 * (places[-1] + 1))
        if result.zero is not None:
            axes.axvline(result.zero, color=INK, linewidth=0.9, zorder=1)
        draw_points(axes, frame, places)
        write_groups(axes, frame, places)
        axes.set(xlabel=result.unit, ylim=(places[-1] + 0.7, -0.9))
    return finish(
        figure,
        result,
        id=f"{result.id}-chart",
        title=f"{result.title} ({_line(frame)})",
        alt=words_of(result),
    )


def rows_of(frame: pd.DataFrame) -> list[float]:
    """Return the height of every row: room for the lines of its label, and for the name of each group above it."""
    named = frame["group"].nunique() > 1
    starts = frame["group"].ne(frame["group"].shift()) & named
    heights, place = [], -0.5
    for label, start in zip(frame["label"], starts, strict=True):
        room = max(1.0, 0.62 * (_short(label).count("\n") + 1))
        place += room / 2 + (1.1 if start else 0.0)
        heights.append(place)
        place += room / 2
    return heights


def draw_points(axes, frame: pd.DataFrame, places: list[float], *, start: float | None = None) -> None:
    """Draw estimates with their intervals, and words where one may not be printed; the axis begins at ``start``."""
    import seaborn as sns

    for row, place in zip(frame.itertuples(), places, strict=True):
        if pd.notna(row.ci_low):
            axes.plot([row.ci_low, row.ci_high], [place, place], color=PALETTE[0], linewidth=1.6)
    known = frame["estimate"].notna().to_numpy()
    heights = pd.Series(places, index=frame.index)
    sns.scatterplot(
        x=frame.loc[known, "estimate"], y=heights[known], color=PALETTE[0], legend=False, ax=axes, s=26, zorder=3,
        edgecolor="white", linewidth=0.4,
    )  # fmt: skip
    low, high = axes.get_xlim()
    low = low if start is None else start
    for place, shown in zip(places, known, strict=True):
        if not shown:
            axes.annotate(
                "not printed",
                (low, place),
                color=MUTED,
                fontsize=7.5,
                va="center",
                xytext=(3, 0),
                textcoords="offset points",
            )
    axes.set_xlim(low, high)
    axes.set_yticks(places, [_short(label) for label in frame["label"]], fontsize=8)
    axes.set_ylabel("")
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y", visible=False)


def write_groups(axes, frame: pd.DataFrame, places: list[float]) -> None:
    """Write the name of every group above its rows."""
    if frame["group"].nunique() < 2:
        return
    first = frame["group"].ne(frame["group"].shift())
    for row, place in zip(
        frame[first].itertuples(), [p for p, new in zip(places, first, strict=True) if new], strict=True
    ):
        axes.annotate(
            _short(str(row.group)), (0, place - 1.0), xycoords=("axes fraction", "data"), xytext=(4, 0),
            textcoords="offset points", fontsize=8, color=MUTED, va="center",
        )  # fmt: skip


def _short(label: str) -> str:
    import textwrap

    return "\n".join(textwrap.wrap(str(label), _LONG)) if len(str(label)) > _LONG else str(label)


def _line(frame: pd.DataFrame) -> str:
    return (
        "line: 95 percent interval"
        if frame["ci_low"].notna().any()
        else "points only: the file has no design"
    )


def words_of(result: Surveyed) -> str:
    """Return what a chart of estimates shows, from its numbers."""
    frame = result.frame
    known = frame[frame["estimate"].notna()]
    if known.empty:
        return f"No cell may be printed; {len(frame)} cells are withheld."
    high, low = known.loc[known["estimate"].idxmax()], known.loc[known["estimate"].idxmin()]
    withheld = len(frame) - len(known)
    names = frame["group"].nunique() > 1
    parts = [
        f"{row.group + ', ' if names else ''}{row.label}: {_number(row)}"
        for row in known.head(24).itertuples()
    ]
    more = f" and {len(known) - 24} more" if len(known) > 24 else ""
    return (
        f"{len(known)} estimates in {result.unit}, from {exact(low['estimate']):,.1f} ({low['label']}) to "
        f"{exact(high['estimate']):,.1f} "
        f"({high['label']}){f', {withheld} withheld' if withheld else ''}. {'; '.join(parts)}{more}."
    )


def _number(row) -> str:
    estimate, low, high = (f"{exact(value):,.1f}" for value in (row.estimate, row.ci_low, row.ci_high))
    return estimate if pd.isna(row.ci_low) else f"{estimate} ({low} to {high})"


@build_chart.register
def concepts_chart(result: Concepts) -> Figure:
    """Draw a point and interval for every concept, and behind it the bounds that answers not given leave."""
    frame = result.frame
    places = [float(place) for place in range(len(frame))]
    with style():
        figure, axes = canvas(1.1 + 0.5 * len(frame))
        for row, place in zip(frame.itertuples(), places, strict=True):
            if pd.notna(row.lowest):
                axes.plot(
                    [row.lowest, row.highest],
                    [place, place],
                    color=PALETTE[4],
                    linewidth=7,
                    alpha=0.45,
                    solid_capstyle="butt",
                )
        draw_points(axes, frame, places)
        for row, place in zip(frame[frame["estimate"].notna()].itertuples(), places, strict=False):
            axes.annotate(
                f"{exact(row.estimate):.1f}",
                (row.estimate, place),
                xytext=(0, 7),
                textcoords="offset points",
                ha="center",
                fontsize=8,
            )
        axes.set(xlabel=result.unit, ylim=(len(frame) - 0.4, -0.7), xlim=(0, 100))
    return finish(
        figure, result, id=f"{result.id}-chart",
        alt=words_of(result),
        title=f"{result.title}. Line: 95 percent interval; band: if all answers not given pointed one way",
    )  # fmt: skip


@build_chart.register
def audit_chart(result: RuleAudit) -> Figure:
    """Draw the share of jobs that every rule decided, in the order of the rules."""
    import seaborn as sns

    frame = result.frame[result.frame["n"].fillna(0) > 0].reset_index(drop=True)
    colours = {"unit": PALETTE[0], "job": PALETTE[5]}
    with style():
        figure, axes = canvas(1.0 + 0.3 * len(frame))
        label = frame["part"] + ": " + frame["words"].map(_short)
        sns.barplot(x=frame["share"], y=label, hue=frame["part"], palette=colours, legend=False, ax=axes)
        for place, row in enumerate(frame.itertuples()):
            axes.annotate(
                f"{exact(row.share):.1f}",
                (row.share, place),
                xytext=(3, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
            )
        axes.set(
            xlabel="percent of jobs decided by the rule", ylabel="", xlim=(0, 1.1 * frame["share"].max())
        )
        axes.grid(axis="y", visible=False)
    listed = "; ".join(f"{row.part}, {row.words}: {exact(row.share):.1f}" for row in frame.itertuples())
    withheld = int(result.frame["conf_status"].ne("F").sum())
    hidden = f", {withheld} withheld" if withheld else ""
    return finish(
        figure, result, id="formalization-rule-audit-chart",
        title=f"Share of jobs that each rule decided, first the unit, then the job: {result.concept}",
        alt=f"Bars for {int(frame['rule'].ne('none').sum())} rules that decided jobs{hidden}. {listed} percent.",
    )  # fmt: skip


@build_chart.register
def specification_chart(result: Specifications) -> Figure:
    """Draw every model in order of its estimate, and under it which controls it has."""
    frame = result.frame
    controls = sorted({name for text in frame["controls"] for name in text.split(", ") if name != "none"})
    concepts = list(dict.fromkeys(frame["concept"]))
    with style():
        figure, (above, below) = canvas(4.6, rows=2, sharex=True, height_ratios=[2, 1])
        for place, concept in enumerate(concepts):
            own = frame[frame["concept"].eq(concept)]
            look = {
                "color": PALETTE[place],
                "markersize": 3,
                "marker": MARKERS[place],
                "elinewidth": 0.8,
                "linestyle": "none",
            }
            errors = [own["estimate"] - own["ci_low"], own["ci_high"] - own["estimate"]]
            above.errorbar(own.index, own["estimate"], yerr=errors, label=own["group"].iloc[0], **look)
        above.axhline(0, color=INK, linewidth=0.9)
        above.set(ylabel="points")
        for row, name in enumerate(controls):
            inside = frame["controls"].str.split(", ").map(lambda names, own=name: own in names)
            below.plot(frame.index[inside], [row] * int(inside.sum()), "|", color=INK, markersize=6)
        below.set_yticks(range(len(controls)), [name.replace("_group", "") for name in controls])
        below.set(xlabel="models, in order of the estimate", ylim=(len(controls) - 0.5, -0.5))
        figure.legend(loc="outside lower center", ncols=1, fontsize=7.5)
    low, high = frame["estimate"].min(), frame["estimate"].max()
    signs = int((frame["ci_low"] > 0).sum() + (frame["ci_high"] < 0).sum())
    return finish(
        figure, result, id=f"{result.id}-chart", title=f"{result.title}: {result.family}. Line: 95 percent interval",
        alt=f"{len(frame)} models with estimates from {exact(low):.1f} to {exact(high):.1f} points; in {signs} "
            f"the interval leaves out 0.",
    )  # fmt: skip
