"""Charts of the SDG report: goal wheel, evidence map, alignment, thresholds."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.cells import heat_map
from sse_analysis.figures.sdg_parts import goal_names
from sse_analysis.figures.theme import INK, MUTED, PALETTE
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.sdg import (
    ActivityMatrix,
    Alignment,
    EvidenceMap,
    GoalWheel,
    ThresholdGroups,
    Thresholds,
)
from sse_analysis.tables.sdg_words import amount

#: Most targets drawn; the table has all.
MOST = 20


@build_chart.register
def wheel_chart(result: GoalWheel) -> Figure:
    """Draw the goals as two wheels on one scale: everything under every goal, and each thing once."""
    frame = result.frame.fillna({"every": 0.0, "once": 0.0})
    top, (every, once) = float(frame[["every", "once"]].to_numpy().max()), result.in_all
    with style():
        figure, (left, right) = canvas(4.1, columns=2, subplot_kw={"projection": "polar"})
        _wheel(left, frame["every"], top, PALETTE[4])
        _wheel(right, frame["once"], top, PALETTE[0])
        left.set_title(f"Every goal served: {exact(every):.0f} in all", pad=14)
        right.set_title(f"Each once: {exact(once):.0f} in all", pad=14)
        names = textwrap.fill(
            "   ".join(goal_names(frame.loc[frame["once"] + frame["every"] > 0, "goal"])), 118
        )
        figure.supxlabel(names, fontsize=7.5, color=MUTED)
    return finish(
        figure,
        result,
        id="sdg-goal-wheel-chart",
        title=f"Goals with and without multiplicity ({result.unit}; one scale)",
        alt=_wheel_words(result),
    )


def _wheel(axes, values: pd.Series, top: float, colour: str) -> None:
    angles = np.arange(17) * 2 * np.pi / 17
    axes.set_theta_zero_location("N")
    axes.set_theta_direction(-1)
    axes.bar(angles, values, width=2 * np.pi / 17 * 0.86, color=colour, edgecolor=MUTED, linewidth=0.5)
    axes.set_xticks(angles, [str(goal) for goal in range(1, 18)], fontsize=8)
    axes.set(ylim=(0, top * 1.16))
    axes.set_yticks([top / 2, top], [f"{exact(top / 2):.0f}", f"{exact(top):.0f}"], fontsize=7, color=MUTED)
    # On the shortest bar, so that no bar stands behind the numbers of the scale.
    axes.set_rlabel_position(float(np.degrees(angles[int(np.argmin(values))])))
    axes.spines["polar"].set_color(MUTED)
    for angle, value in zip(angles, values, strict=True):
        if value >= top / 6:
            axes.annotate(
                f"{exact(value):.0f}",
                (angle, value + top * 0.07),
                ha="center",
                va="center",
                fontsize=7,
                color=INK,
            )


def _wheel_words(result: GoalWheel) -> str:
    frame, (every, once) = result.frame, result.in_all
    first, second = frame.loc[frame["every"].idxmax()], frame.loc[frame["once"].idxmax()]
    listed = ", ".join(
        f"goal {row.goal}: {exact(row.every):.0f} and {exact(row.once):.0f}"
        for row in frame.itertuples()
        if row.every > 0
    )
    return (
        f"Two wheels of 17 goals, {result.unit}. Counted under every goal: {exact(every):.0f} in all, most "
        f"for goal {first['goal']} ({exact(first['every']):.0f}). Each counted once: "
        f"{exact(once):.0f} in all, most "
        f"for goal {second['goal']} ({exact(second['once']):.0f}). {listed}."
    )


@build_chart.register
def evidence_chart(result: EvidenceMap) -> Figure:
    """Draw claims by form and target; hatched where no claim has statistics or a documented case behind it."""
    import seaborn as sns

    frame = result.frame
    targets = list(dict.fromkeys(frame["target"]))
    counts = frame.pivot(index="form", columns="target", values="claims")[targets]
    counts = counts.loc[counts.sum(axis=1).sort_values(ascending=False, kind="stable").index]
    grades = frame.pivot(index="form", columns="target", values="grade").reindex_like(counts)
    with style():
        figure, axes = canvas(0.26 * len(counts) + 1.2)
        heat_map(
            axes, counts, annot=grades.fillna("").to_numpy(), fmt="", vmin=0, vmax=float(counts.max().max()) * 1.6,
            cmap=sns.light_palette(PALETTE[0], as_cmap=True), annot_kws={"color": INK, "fontsize": 7.5},
        )  # fmt: skip
        _hatched(axes, counts, grades)
        axes.set_xlabel("target (letter: best grade of evidence; hatched: assertion only, or no source read)")
        axes.tick_params(labelsize=7.5)
        axes.tick_params(axis="x", rotation=90)
    return finish(
        figure,
        result,
        id="sdg-evidence-map-chart",
        title="Claims by form and target, darker where there are more, hatched where evidence is weak",
        alt=_evidence_words(frame),
    )


def _hatched(axes, counts: pd.DataFrame, grades: pd.DataFrame) -> None:
    from matplotlib.patches import Rectangle

    weak = counts.notna() & ~grades.isin(["A", "B"])
    for row, column in np.argwhere(weak.to_numpy()):
        axes.add_patch(
            Rectangle((column, row), 1, 1, fill=False, hatch="////", edgecolor=MUTED, linewidth=0, alpha=0.5)
        )


def _evidence_words(frame: pd.DataFrame) -> str:
    weak = frame[~frame["grade"].isin(["A", "B"])]
    most = frame.loc[frame["claims"].idxmax()]
    strong = frame[frame["grade"] == "A"]
    named = ", ".join(f"{row.form} and {row.target}" for row in strong.itertuples())
    return (
        f"Heat map of {int(frame['claims'].sum())} claims and {int(frame['proposed'].sum())} proposals without a source "
        f"in {len(frame)} pairs of form and target. {len(weak)} pairs rest on assertion or on no source read. Most "
        f"claims, {most['claims']} from {most['sources']} {'source' if most['sources'] == 1 else 'sources'}: "
        f"{most['form']} and target {most['target']}. Statistical evidence: {named or 'none'}."
    )


@build_chart.register
def alignment_chart(result: Alignment) -> Figure:
    """Draw jobs by target with the interval of the sample inside the range of sample and matrix."""
    import seaborn as sns

    frame = result.frame[result.frame["jobs"] > 0].nlargest(MOST, "jobs").reset_index(drop=True)
    frame["name"] = [f"{row.target} {row.target_label}" for row in frame.itertuples()]
    with style():
        figure, axes = canvas(0.27 * len(frame) + 1.0)
        axes.hlines(
            frame["name"], frame["low"], frame["high"], color=PALETTE[4], linewidth=5, alpha=0.45, zorder=1
        )
        axes.hlines(frame["name"], frame["ci_low"], frame["ci_high"], color=INK, linewidth=1.2, zorder=2)
        sns.scatterplot(
            data=frame, x="jobs", y="name", color=PALETTE[0], s=34, zorder=3, label="jobs", ax=axes
        )
        look = {"color": "white", "edgecolor": PALETTE[5], "marker": "D", "s": 26, "zorder": 4}
        once = frame[frame["once"] > 0]
        sns.scatterplot(
            data=once, x="once", y="name", label="once, under the primary target", **look, ax=axes
        )
        axes.set(xlabel="jobs (line: sampling; band: sampling and matrix)", ylabel="", xlim=(0, None))
        axes.legend(loc="lower right", title="")
    return finish(
        figure,
        result,
        id="sdg-alignment-chart",
        title="Work of the social and solidarity economy by target: alignment, not impact",
        alt=_alignment_words(frame, result),
    )


def _alignment_words(frame: pd.DataFrame, result: Alignment) -> str:
    parts = "; ".join(
        f"{row.target} {exact(row.jobs):,.0f} ({exact(row.low):,.0f} to {exact(row.high):,.0f}), once {exact(row.once):,.0f}"
        for row in frame.head(6).itertuples()
    )
    return (
        f"{len(frame)} targets with the jobs aligned with them, out of {exact(result.jobs):,.0f} jobs in the social and "
        f"solidarity economy (n {result.n}). Largest: {parts}."
    )


@build_chart.register
def matrix_chart(result: ActivityMatrix) -> Figure:
    """Draw activities by goal: the largest weight of any of its targets, hatched without a claim here or in general."""
    import seaborn as sns

    frame = result.frame.assign(name=result.frame["isic"] + " " + result.frame["isic_label"])
    weights = frame.pivot_table(index="name", columns="goal", values="weight", aggfunc="max")
    claimed = frame.pivot_table(index="name", columns="goal", values="grade", aggfunc="min", dropna=False)
    claimed = claimed.reindex(index=weights.index, columns=weights.columns)
    with style():
        figure, axes = canvas(0.17 * len(weights) + 1.0)
        green = sns.light_palette(PALETTE[2], as_cmap=True)
        heat_map(axes, weights, cmap=green, vmin=0, vmax=1.3, linewidths=0.5)
        _hatched(axes, weights, claimed.replace("C", "B"))
        axes.set_xlabel(
            "goal (dark: serves it; light: may; hatched: no claim read on this country or in general)"
        )
        axes.tick_params(axis="y", labelsize=6.5)
    alt = (
        f"Heat map of {len(frame)} cells: {frame['isic'].nunique()} activities by {frame['goal'].nunique()} goals. "
        f"{int((frame['weight'] == 1).sum())} cells at full weight; {int(frame['grade'].isna().sum())} without a claim "
        "read on this country or in general."
    )
    title = "Activities and the goals they serve: a proposal of this project"
    return finish(figure, result, id="sdg-activity-matrix-chart", title=title, alt=alt)


@build_chart.register
def thresholds_chart(result: Thresholds) -> Figure | Absence:
    """Draw the mean of entities with its interval, the norm, and the share of entities that reach it."""
    import seaborn as sns

    frame = result.frame[result.frame["norm"].notna()].reset_index(drop=True)
    if frame.empty:
        return _no_norm(result)
    frame["name"] = [f"{row.indicator}\n({row.target})" for row in frame.itertuples()]
    with style():
        figure, axes = canvas(0.55 * len(frame) + 1.0)
        axes.hlines(frame["name"], frame["value"], frame["norm"], color=MUTED, linewidth=1.4, zorder=1)
        axes.hlines(
            frame["name"], frame["ci_low"], frame["ci_high"], color=PALETTE[0], linewidth=5, alpha=0.35
        )
        sns.scatterplot(data=frame, x="value", y="name", color=PALETTE[0], s=48, zorder=3, label="mean of entities",
                        ax=axes)  # fmt: skip
        sns.scatterplot(data=frame, x="norm", y="name", color=PALETTE[5], marker="D", s=38, zorder=4,
                        label="norm of the context", ax=axes)  # fmt: skip
        for place, row in enumerate(frame.itertuples()):
            axes.annotate(
                f"{exact(row.reach):.0f}% reach it",
                (104, place),
                va="center",
                fontsize=8,
                annotation_clip=False,
            )
        axes.set(xlabel="per cent", ylabel="", xlim=(0, 102))
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, title="")
        axes.margins(y=0.12)
    return finish(
        figure, result, id="sdg-thresholds-chart", title="Entities against thresholds of their context",
        alt=_threshold_words(frame, result),
    )  # fmt: skip


def _no_norm(result: Thresholds) -> Absence:
    return Absence(
        id="no-sdg-thresholds-chart",
        country=result.country,
        reason="no_data",
        what="Entities against thresholds",
        why="No norm of the country is held.",
    )


def _threshold_words(frame: pd.DataFrame, result: Thresholds) -> str:
    parts = "; ".join(
        f"{row.indicator}: {amount(row.value)} ({amount(row.ci_low)} to {amount(row.ci_high)}), norm {amount(row.norm)}, "
        f"{exact(row.reach):.0f} per cent of entities reach it"
        for row in frame.itertuples()
    )
    return f"{len(frame)} indicators of {result.asked} entities. {parts}."


@build_chart.register
def threshold_groups_chart(result: ThresholdGroups) -> Figure:
    """Draw the share at each norm by legal form with its interval."""
    import seaborn as sns

    frame = result.frame[(result.frame["group"] == "stratum") & result.frame["reach"].notna()].reset_index(
        drop=True
    )
    frame["name"] = frame["part"].str.replace("_", " ")
    norms = list(dict.fromkeys(frame["indicator"]))
    height = 0.24 * frame["name"].nunique() + 1.3
    with style():
        figure, axes = canvas(height, columns=len(norms), sharey=True, squeeze=False)
        for panel, norm in zip(axes[0], norms, strict=True):
            part = frame[frame["indicator"] == norm]
            panel.hlines(
                part["name"], part["reach_low"], part["reach_high"], color=PALETTE[4], linewidth=4, alpha=0.5
            )
            sns.scatterplot(data=part, x="reach", y="name", color=PALETTE[0], s=30, zorder=3, ax=panel)
            panel.set(xlim=(-3, 103), xlabel="", ylabel="")
            panel.set_title(textwrap.fill(norm, 16), fontsize=8.5)
        figure.supxlabel("per cent of entities at the norm (band: 95 per cent interval)", fontsize=8.5)
    parts = "; ".join(
        f"{row.indicator}, {row.name}: {exact(row.reach):.0f}" for row in frame.itertuples(index=False)
    )
    title = "Entities at the norms of their context, by legal form"
    alt = f"Panels for {len(norms)} norms, per cent of entities at each. {parts}."
    return finish(figure, result, id="sdg-threshold-groups-chart", title=title, alt=alt)
