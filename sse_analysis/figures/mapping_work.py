"""Chart of the conditions of work: one panel an indicator, one line a group, interval always drawn."""

from __future__ import annotations

import textwrap

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.theme import INK, MUTED, PALETTE
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.mapping_work import WorkConditions

_BOUNDS = "#c3c9d0"


@build_chart.register
def work_chart(result: WorkConditions) -> Figure:
    frame = result.frame[result.frame["unit"].ne("persons")]
    names = list(dict.fromkeys(frame["label"]))
    labels = list(dict.fromkeys(frame["group_label"]))
    with style():
        figure, panels = canvas(1.5 + 0.32 * len(labels), columns=len(names), sharey=True, squeeze=False)
        for axes, name in zip(panels[0], names, strict=True):
            _panel(axes, frame[frame["label"].eq(name)])
            axes.set_title("\n".join(textwrap.wrap(name, 22)), fontsize=8.5)
        panels[0][0].set(yticks=range(len(labels)), yticklabels=[textwrap.fill(text, 20) for text in labels])
        panels[0][0].set_ylim(len(labels) - 0.5, -0.5)
        figure.supxlabel(
            "percent, or amount; blue: 95% interval, grey: bounds for open answers", fontsize=8.5
        )
    return finish(
        figure,
        result,
        id="work-chart",
        title="Conditions of work in listed organizations, by kind",
        alt=_alt(result),
    )


def _panel(axes, rows: pd.DataFrame) -> None:
    places = range(len(rows))
    ends = rows[["lowest", "highest", "ci_low", "ci_high"]].astype("float64")
    axes.hlines(places, ends["lowest"], ends["highest"], color=_BOUNDS, linewidth=8)
    axes.hlines(places, ends["ci_low"], ends["ci_high"], color=PALETTE[0], linewidth=1.6)
    sure = rows["obs_status"].eq("A").to_numpy()
    for marker, kept in (("o", sure), ("D", rows["obs_status"].eq("U").to_numpy())):
        where = [place for place in places if kept[place]]
        axes.scatter(rows["estimate"].iloc[where], where, s=18, color=INK, marker=marker, zorder=3)
    if rows["unit"].iloc[0] == "percent":
        axes.set(xlim=(-3, 103), xticks=(0, 50, 100))
    else:
        axes.set_xlim(left=0)
    for place in places:
        if pd.isna(rows["estimate"].iloc[place]):
            middle = sum(axes.get_xlim()) / 2
            axes.annotate("too few", (middle, place), ha="center", va="center", fontsize=7, color=MUTED)
    axes.tick_params(axis="y", length=0)
    axes.grid(False, axis="y")


def _alt(result: WorkConditions) -> str:
    whole = result.frame[result.frame["group"].eq("all")].set_index("indicator")
    told = [
        f"{row['label'].lower()} {exact(row['estimate']):,.1f}{' percent' if row['unit'] == 'percent' else ''}"
        f" ({exact(row['ci_low']):,.1f} to {exact(row['ci_high']):,.1f})"
        for _, row in whole.iterrows() if row["unit"] != "persons"
    ]  # fmt: skip
    few = result.frame[result.frame["estimate"].isna()]["group_label"].unique()
    groups = result.frame["group_label"].nunique() - 1
    gaps = f" Too few to say anything in part or in all: {', '.join(few)}." if len(few) else ""
    return (
        f"Conditions of work in {groups} kinds of organizations and in all, from {int(whole['organizations'].max()):,} "
        f"organizations with workers. All: {'; '.join(told)}, each with its 95% interval.{gaps}"
    )
