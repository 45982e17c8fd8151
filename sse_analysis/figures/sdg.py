"""Charts of the SDG report: where the country stands."""

from __future__ import annotations

import textwrap

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures import sdg_alignment, sdg_claimed, sdg_claims, sdg_progress, sdg_stability
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.sdg_courses import course_chart
from sse_analysis.figures.sdg_parts import count_grid, goal_names
from sse_analysis.figures.theme import INK, MUTED, PALETTE, PLATE, TONES
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.sdg import Baseline, DataGaps, GoalOverview, SexGap
from sse_analysis.sdg import constants
from sse_analysis.tables.sdg_words import amount

__all__ = ["sdg_alignment", "sdg_claimed", "sdg_claims", "sdg_progress", "sdg_stability"]

#: What the parts of the overview bars mean, in order of drawing, with tone and hatch.
_PARTS = {
    "better": ("Better", TONES["yes"], ""),
    "undirected": ("No clear direction", TONES["partly"], "\\\\\\"),
    "worse": ("Worse", TONES["no"], "///"),
    "no_trend": ("Not known", TONES["unknown"], ""),
}
_NATURES = {
    "C": "country",
    "CA": "country",
    "E": "estimate or model",
    "M": "estimate or model",
    "G": "global monitoring",
}


@build_chart.register
def overview_chart(result: GoalOverview) -> Figure:
    """Draw for each goal how many lines got better, worse, or have no known trend."""
    import seaborn as sns

    frame = result.frame.assign(name=goal_names(result.frame["goal"]))
    long = frame.melt("name", list(_PARTS), "part", "count")
    with style():
        figure, axes = canvas(4.9)
        sns.histplot(
            data=long,
            y="name",
            weights="count",
            hue="part",
            hue_order=list(reversed(_PARTS)),
            multiple="stack",
            palette={part: colour for part, (_, colour, _) in _PARTS.items()},
            shrink=0.72,
            alpha=1,
            edgecolor=MUTED,
            linewidth=0.5,
            legend=False,
            ax=axes,
        )
        _hatch_and_count(axes, len(frame))
        _name_empty_goals(axes, frame)
        axes.set(xlabel="lines of figures held", ylabel="")
        axes.grid(axis="y", visible=False)
        _part_key(figure)
    return finish(
        figure,
        result,
        id="sdg-overview-chart",
        title=f"What is known about each goal: lines by direction since {result.baseline_year}",
        alt=_overview_words(frame, result.baseline_year),
    )


def _hatch_and_count(axes, goals: int) -> None:
    """Hatch each part of the bars and write its count; parts are drawn last to first."""
    parts = list(reversed(_PARTS))
    for place, container in enumerate(axes.containers):
        part = parts[len(parts) - 1 - place]
        for patch in container:
            patch.set_hatch(_PARTS[part][2])
            if patch.get_width() > 0.4:
                centre = patch.get_x() + patch.get_width() / 2, patch.get_y() + patch.get_height() / 2
                plate = PLATE if _PARTS[part][2] else None
                words = f"{exact(patch.get_width()):.0f}"
                axes.annotate(words, centre, ha="center", va="center", fontsize=7.5, color=INK, bbox=plate)


def _name_empty_goals(axes, frame: pd.DataFrame) -> None:
    for place, row in enumerate(frame.itertuples()):
        if row.lines == 0:
            words = "does not apply" if row.obs_status == "M" else "no figure held"
            axes.annotate(words, (0.1, place), va="center", fontsize=8, color=MUTED, style="italic")


def _part_key(figure) -> None:
    from matplotlib.patches import Patch

    handles = [
        Patch(facecolor=colour, hatch=hatch, edgecolor=MUTED, linewidth=0.5, label=label)
        for label, colour, hatch in _PARTS.values()
    ]
    figure.legend(handles=handles, loc="outside upper left", ncols=len(handles))


def _overview_words(frame: pd.DataFrame, baseline_year: int) -> str:
    sums = {part: int(frame[part].sum()) for part in _PARTS}
    total = int(frame["lines"].sum())
    most = frame.loc[frame["lines"].idxmax()]
    empty = [name for name, lines in zip(frame["name"], frame["lines"], strict=True) if lines == 0]
    without = f" Without any figure: {', '.join(empty)}." if empty else ""
    return (
        f"Stacked bars for 17 goals and {total} lines of figures. Since {baseline_year}, {sums['better']} "
        "got better, "
        f"{sums['worse']} worse, {sums['undirected']} show no clear direction, and for {sums['no_trend']} "
        "the trend is not "
        f"known. Most lines, {int(most['lines'])}, stand under goal {most['name']}.{without}"
    )


@build_chart.register
def baseline_chart(result: Baseline) -> Figure:
    """Draw the age of all figures, or the course of each line when one goal is looked at."""
    return _age_chart(result) if result.goal_number is None else course_chart(result)


def _age_chart(result: Baseline) -> Figure:
    frame = result.frame[result.frame["value"].notna()].astype({"year": int})
    years = range(frame["year"].min(), frame["year"].max() + 1)
    counts = pd.crosstab(frame["goal"].astype(int), frame["year"])
    counts = counts.reindex(index=range(1, 18), columns=years, fill_value=0)
    with style():
        figure, axes = canvas(4.8)
        count_grid(axes, counts)
        if result.baseline_year in years:
            start = result.baseline_year - years[0]
            axes.axvline(start, color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
        axes.set_xticks(
            [place + 0.5 for place in range(len(years))], [f"{year}" for year in years], rotation=90
        )
        axes.set(xlabel=f"year of the latest value (dashed: start of {result.baseline_year})", ylabel="")
    return finish(
        figure,
        result,
        id="sdg-age-chart",
        title="How old the figures are: number of lines by goal and year of their latest value",
        alt=_age_words(frame, result),
    )


def _age_words(frame: pd.DataFrame, result: Baseline) -> str:
    years = frame["year"].astype(int)
    before = int((years < result.baseline_year).sum())
    oldest = frame.loc[years.idxmin()]
    counts = frame["nature"].map(_NATURES).fillna("not stated").value_counts()
    made = ", ".join(f"{kind} {count}" for kind, count in counts.items())
    return (
        f"Table of counts for {len(frame)} lines. The latest values are of {years.min()} to "
        f"{years.max()}, half of them "
        f"of {int(years.median())} or earlier; {before} are older than {result.baseline_year}. The oldest is "
        f"{oldest['label']} ({years.min()}). By how they were made: {made}."
    )


@build_chart.register
def sex_gap_chart(result: SexGap) -> Figure | Absence:
    """Draw women and men on one line for every series in per cent."""
    import seaborn as sns

    frame = result.frame[result.frame["unit"].str.startswith("percent")].reset_index(drop=True)
    if frame.empty:
        return _no_sex_gap(result)
    frame["name"] = [textwrap.fill(f"{row.label} ({row.year})", 44) for row in frame.itertuples()]
    long = frame.melt("name", ["women", "men"], "sex", "value")
    with style():
        figure, axes = canvas(0.42 * len(frame) + 1.0)
        axes.hlines(frame["name"], frame["women"], frame["men"], color=MUTED, linewidth=1.4, zorder=1)
        sns.scatterplot(
            data=long,
            x="value",
            y="name",
            hue="sex",
            style="sex",
            markers={"women": "o", "men": "s"},
            palette={"women": PALETTE[5], "men": PALETTE[0]},
            s=48,
            zorder=2,
            ax=axes,
        )
        axes.set(xlabel="per cent", ylabel="", xlim=(-2, None))
        axes.legend(title="", loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
        axes.margins(y=0.08)
    return finish(
        figure,
        result,
        id="sdg-women-men-chart",
        title="Women and men, latest year with both (series in per cent)",
        alt=_sex_words(frame),
    )


def _no_sex_gap(result: SexGap) -> Absence:
    return Absence(
        id="no-sdg-women-men-chart",
        country=result.country,
        reason="no_data",
        what="Women and men in one chart",
        why="No series in per cent has both sexes; the table has the others.",
    )


def _sex_words(frame: pd.DataFrame) -> str:
    parts = [
        f"{row.label} in {row.year}: women {amount(row.women)}, men {amount(row.men)}"
        for row in frame.itertuples()
    ]
    higher = int((frame["women"] > frame["men"]).sum())
    return f"Women and men for {len(frame)} series; women are higher in {higher}. {'. '.join(parts)}."


@build_chart.register
def gaps_chart(result: DataGaps) -> Figure:
    """Draw how many targets of each goal have no official series."""
    import seaborn as sns

    frame = _targets_without(result)
    look = {"edgecolor": MUTED, "linewidth": 0.5}
    with style():
        figure, axes = canvas(4.6)
        sns.barplot(data=frame, x="targets", y="name", color=TONES["yes"], **look, ax=axes)
        sns.barplot(data=frame, x="without", y="name", color=TONES["no"], hatch="///", **look, ax=axes)
        for place, row in enumerate(frame.itertuples()):
            axes.annotate(
                f"{row.without} of {row.targets}", (row.targets + 0.2, place), va="center", fontsize=8
            )
        axes.set(xlabel="targets (hatched: without an official series here)", ylabel="")
        axes.set_xlim(0, frame["targets"].max() + 2)
        axes.grid(axis="y", visible=False)
    worst = frame.loc[(frame["without"] / frame["targets"]).idxmax()]
    alt = (
        f"Bars for 17 goals. {int(frame['without'].sum())} of {int(frame['targets'].sum())} targets have no "
        f"official series; the largest part is missing for goal {worst['name']} "
        f"({worst['without']} of {worst['targets']})."
    )
    title = "Targets without an official series, by goal"
    return finish(figure, result, id="sdg-data-gaps-chart", title=title, alt=alt)


def _targets_without(result: DataGaps) -> pd.DataFrame:
    every = constants.table("targets").dropna(subset=["target"]).groupby("goal").size()
    absent = result.frame.groupby("goal").size().reindex(every.index, fill_value=0)
    frame = pd.DataFrame({"goal": every.index, "targets": every.to_numpy(), "without": absent.to_numpy()})
    return frame.assign(name=goal_names(frame["goal"]))
