"""Charts of the SDG report: revision triangle, projections, stability of ranks."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.cells import heat_map
from sse_analysis.figures.sdg_parts import goal_names
from sse_analysis.figures.theme import INK, MUTED, PALETTE, per_cent
from sse_analysis.results.absence import Absence
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.sdg import Projections, RankStability, RevisionTriangle
from sse_analysis.sdg import constants
from sse_analysis.tables.sdg_words import amount, counted_lines

#: Most years in one triangle, the newest first.
MOST_YEARS = 14


@build_chart.register
def revision_chart(result: RevisionTriangle) -> Figure:
    """Draw the line revised most: years down, releases across, shaded by what the newest release changed."""

    frame = result.frame[result.frame["series"] == result.series]
    first = frame.loc[frame["change"].abs().idxmax()]
    frame = frame[(frame["age"] == first["age"]) & (frame["unit"] == first["unit"])]
    years = sorted(frame["year"].unique())[-MOST_YEARS:]
    frame = frame[frame["year"].isin(years)].astype({"year": int})
    values = frame.pivot(index="year", columns="release", values="value").sort_index(ascending=False)
    change = frame.pivot(index="year", columns="release", values="change").reindex_like(values)
    words = values.map(lambda value: "" if pd.isna(value) else amount(value))
    most = float(np.nanmax(np.abs(change.to_numpy())))
    with style():
        figure, axes = canvas(max(0.27 * len(values) + 1.1, 2.3))
        heat_map(
            axes, change, annot=words.to_numpy(), fmt="", cmap="vlag", center=0, vmin=-most * 1.5, vmax=most * 1.5,
            linewidths=0.8, annot_kws={"color": INK, "fontsize": 8}, cbar=True,
            cbar_kws={"label": "newest release less this value", "shrink": 0.8},
        )  # fmt: skip
        axes.set_xlabel("release")
    unit = constants.unit_words(str(frame["unit"].iloc[0]))
    return finish(
        figure,
        result,
        id="sdg-revisions-chart",
        title=f"Revision triangle: {result.label} ({unit}, {result.series})",
        alt=_revision_words(frame, result),
    )


def _revision_words(frame: pd.DataFrame, result: RevisionTriangle) -> str:
    largest = frame.loc[frame["change"].abs().idxmax()]
    moved = frame.loc[frame["revised"], "year"].nunique()
    releases = ", ".join(sorted(set(frame["release"])))
    return (
        f"{result.label}: {frame['year'].nunique()} years in the releases {releases}. {moved} years were revised, "
        f"most {largest['year']}, from {amount(largest['value'])} in the release of {largest['release']} to "
        f"{amount(largest['newest'])}. {counted_lines(result.revised)} "
        f"{'was' if result.revised == 1 else 'were'} revised in all."
    )


@build_chart.register
def projections_chart(result: Projections) -> Figure | Absence:
    """Draw the latest value, the projection with its interval, and the target of lines in per cent."""
    import seaborn as sns

    share = result.frame["unit"].str.startswith("percent") & result.frame["unit"].ne("percent_per_year")
    frame = result.frame[share].reset_index(drop=True)
    if frame.empty:
        return _no_share(result)
    frame["name"] = [textwrap.fill(f"{row.target} {row.label}", 46) for row in frame.itertuples()]
    with style():
        figure, axes = canvas(0.42 * len(frame) + 1.0)
        axes.hlines(
            frame["name"], frame["low"], frame["high"], color=PALETTE[4], linewidth=6, alpha=0.5, zorder=1
        )
        looks = (("last", "latest value", "o", MUTED), ("projected", f"{result.target_year} at the past pace", "s",
                 PALETTE[0]), ("target_value", "target", "D", PALETTE[2]))  # fmt: skip
        for place, (column, label, marker, colour) in enumerate(looks):
            sns.scatterplot(data=frame, x=column, y="name", marker=marker, color=colour, s=36, label=label,
                            zorder=3 + place, ax=axes)  # fmt: skip
        axes.set(xlabel="per cent (band: 80 per cent prediction interval)", ylabel="")
        axes.set_xlim(per_cent(*(frame[name] for name in ("last", "low", "high", "target_value"))))
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, title="")
        axes.margins(y=0.1)
    parts = "; ".join(
        f"{row.label}: {amount(row.last)} in {row.last_year}, {amount(row.projected)} ({amount(row.low)} to "
        f"{amount(row.high)}) in {result.target_year}, target {exact(row.target_value):g}"
        for row in frame.itertuples()
    )
    title = f"Where the past would lead by {result.target_year} (figures in per cent)"
    alt = f"{len(frame)} lines. {parts}."
    return finish(figure, result, id="sdg-projections-chart", title=title, alt=alt)


def _no_share(result: Projections) -> Absence:
    return Absence(
        id="no-sdg-projections-chart",
        country=result.country,
        reason="no_data",
        what="Projections in one chart",
        why="No line that can be projected is in per cent; the table has the others.",
    )


@build_chart.register
def ranking_chart(result: RankStability) -> Figure:
    """Draw the rank of every goal with the interval of its ranks under all combinations of choices."""
    import seaborn as sns

    frame = result.frame.assign(name=goal_names(result.frame["goal"]))
    frame["name"] = [f"{name} ({lines})" for name, lines in zip(frame["name"], frame["lines"], strict=True)]
    with style():
        figure, axes = canvas(0.27 * len(frame) + 1.0)
        axes.hlines(frame["name"], frame["rank_low"], frame["rank_high"], color=PALETTE[4], linewidth=6, alpha=0.5,
                    zorder=1)  # fmt: skip
        sns.scatterplot(
            data=frame, x="rank", y="name", color=PALETTE[0], s=40, zorder=3, label="equal weights", ax=axes
        )
        sns.scatterplot(data=frame, x="median_rank", y="name", color=INK, marker="|", s=90, zorder=4,
                        label="median of all combinations", ax=axes)  # fmt: skip
        axes.set(
            xlabel="rank among the goals (band: 5th to 95th percentile)",
            ylabel="",
            xlim=(0.3, len(frame) + 0.7),
        )
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2, title="")
    width = frame["rank_high"] - frame["rank_low"]
    worst, best = frame.loc[width.idxmax()], frame.loc[width.idxmin()]
    alt = (
        f"Ranks of {len(frame)} goals under {result.draws:,} combinations of choices. First with equal weights: "
        f"{frame['name'].iloc[0]}; last: {frame['name'].iloc[-1]}. Least certain: {worst['name']}, rank "
        f"{exact(worst['rank_low']):.0f} to {exact(worst['rank_high']):.0f}; most certain: {best['name']}, "
        f"{exact(best['rank_low']):.0f} to "
        f"{exact(best['rank_high']):.0f}."
    )
    title = (
        "Order of the goals by progress, and how far it hangs on the method (in brackets: lines of figures)"
    )
    return finish(figure, result, id="sdg-rank-stability-chart", title=title, alt=alt)
