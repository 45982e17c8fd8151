"""Charts of the SDG report: what the SSE is said to contribute."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.sdg_parts import count_grid
from sse_analysis.figures.theme import MUTED, PALETTE
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.sdg import Claims
from sse_analysis.sdg import evidence

_PLACES = {"here": "This country", "general": "General", "elsewhere": "Elsewhere"}
_GRADES = ("A", "B", "C")


@build_chart.register
def claims_chart(result: Claims) -> Figure:
    """Draw claims by goal, place and grade; beside it what is left when each source counts once."""
    frame = result.frame
    goals = sorted(frame["goal"].astype(int).unique())
    counts, mapped = _cells(frame, goals), _mapped_cells(frame, goals)
    with style():
        figure, (left, right) = canvas(0.27 * len(goals) + 1.3, columns=2, width_ratios=[2.6, 1])
        count_grid(left, counts)
        _hatch(left, mapped.to_numpy())
        _heads(left, counts)
        _once(right, frame, goals)
    return finish(
        figure,
        result,
        id=f"sdg-claims-{result.part}-chart",
        title="Claims by goal, place and evidence (hatched: every target in the cell was assigned by this "
        "project); "
        "right, what is left when each source counts once",
        alt=_claims_words(frame),
    )


def _columns(frame: pd.DataFrame) -> list[tuple[str, str]]:
    held = [(place, grade) for place in _PLACES for grade in _GRADES if place in set(frame["place"])]
    return [*held, ("general", "to verify")] if frame["evidence_grade"].isna().any() else held


def _key(frame: pd.DataFrame) -> pd.Series:
    return frame["place"] + "|" + frame["evidence_grade"].fillna("to verify")


def _cells(frame: pd.DataFrame, goals: list[int]) -> pd.DataFrame:
    table = pd.crosstab(frame["goal"].astype(int), _key(frame))
    names = [f"{place}|{grade}" for place, grade in _columns(frame)]
    return table.reindex(index=goals, columns=names, fill_value=0)


def _mapped_cells(frame: pd.DataFrame, goals: list[int]) -> pd.DataFrame:
    """Say in which cells no source names the target or goal itself."""
    cells = _cells(frame, goals)
    named = _cells(frame[frame["claimed_by_source"]], goals).reindex_like(cells).fillna(0)
    return (cells > 0) & (named == 0)


def _hatch(axes, mapped: np.ndarray) -> None:
    from matplotlib.patches import Rectangle

    for row, column in np.argwhere(mapped):
        axes.add_patch(
            Rectangle((column, row), 1, 1, fill=False, hatch="////", edgecolor=MUTED, linewidth=0, alpha=0.55)
        )


def _heads(axes, counts: pd.DataFrame) -> None:
    grades = [name.split("|")[1].replace("to verify", "none") for name in counts.columns]
    places = [name.split("|")[0] for name in counts.columns]
    axes.set_xticks(np.arange(len(grades)) + 0.5, grades, rotation=0)
    for place, words in _PLACES.items():
        at = [number for number, name in enumerate(places) if name == place and grades[number] != "none"]
        if at:
            axes.annotate(
                words, (np.mean(at) + 0.5, 0), (0, 5), textcoords="offset points", ha="center", fontsize=8
            )
            axes.axvline(at[0], color=MUTED, linewidth=0.9)
    if "none" in grades:
        last = grades.index("none")
        axes.axvline(last, color=MUTED, linewidth=0.9)
        axes.annotate(
            "To verify", (last + 0.5, 0), (0, 5), textcoords="offset points", ha="center", fontsize=8
        )
    axes.set(xlabel="grade of evidence", ylabel="")


def _once(axes, frame: pd.DataFrame, goals: list[int]) -> None:
    """Draw the number of claims and what is left when the rows of one source share one count."""
    import seaborn as sns

    read = evidence.claims_in(frame)
    grouped = read.groupby(read["goal"].astype(int))
    table = pd.DataFrame({"claims": grouped.size(), "each source once": grouped["weight"].sum()})
    table = table.reindex(goals, fill_value=0)
    long = table.assign(place=np.arange(len(goals)) + 0.5).melt("place", ignore_index=False)
    axes.hlines(
        np.arange(len(goals)) + 0.5,
        table["each source once"],
        table["claims"],
        color=MUTED,
        linewidth=1,
        zorder=1,
    )
    sns.scatterplot(
        data=long,
        x="value",
        y="place",
        hue="variable",
        style="variable",
        palette=[PALETTE[4], PALETTE[5]],
        markers=["o", "s"],
        s=30,
        zorder=2,
        ax=axes,
    )
    axes.set(ylim=(len(goals), 0), ylabel="", xlabel="number", xlim=(0, None))
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.legend(title="", loc="lower center", bbox_to_anchor=(0.5, 1.0), fontsize=7.5, handletextpad=0.1)


def _claims_words(frame: pd.DataFrame) -> str:
    proposed, frame = len(frame), evidence.claims_in(frame)
    proposed -= len(frame)
    places = ", ".join(
        f"{words.lower()} {int((frame['place'] == place).sum())}" for place, words in _PLACES.items()
    )
    grades = ", ".join(f"{grade} {int((frame['evidence_grade'] == grade).sum())}" for grade in _GRADES)
    goals = frame["goal"].value_counts()
    against = int((frame["finding"] != "for").sum())
    return (
        f"Heat map of {evidence.counted(frame)} on {len(goals)} goals: {places}; and of {proposed} proposals without a "
        f"source that was read. Claims by grade of evidence: {grades}. Goal {goals.idxmax()} has most claims "
        f"({goals.max()}). Sources name "
        f"the goal or target themselves in {int(frame['claimed_by_source'].sum())}; {against} found no "
        "effect or the opposite."
    )
