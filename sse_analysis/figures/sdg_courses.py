"""Small charts of every line of one goal."""

from __future__ import annotations

import textwrap

import pandas as pd

from sse_analysis.figures.base import canvas, finish, style
from sse_analysis.figures.theme import MUTED, PALETTE
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.sdg import Baseline
from sse_analysis.sdg import constants
from sse_analysis.sdg.lines import LINE
from sse_analysis.tables.sdg_words import amount


def course_chart(result: Baseline) -> Figure:
    """Draw every line of one goal on the same span of years."""
    lines = result.frame[result.frame["value"].notna()].reset_index(drop=True)
    years = int(result.history["year"].min()) - 1, int(result.history["year"].max()) + 1
    rows = -(-len(lines) // 3)
    with style():
        figure, grid = canvas(1.55 * rows + 0.5, columns=3, rows=rows, squeeze=False)
        for place, axes in enumerate(grid.flat):
            if place < len(lines):
                _course(axes, lines.loc[place], result)
                axes.set_xlim(*years)
            else:
                axes.set_axis_off()
    return finish(
        figure,
        result,
        id=f"sdg-goal-{result.goal_number:02d}-chart",
        title=f"Goal {result.goal_number}, {result.goal_name}: every value held; a break is a gap, never "
        "a line",
        alt=_course_words(lines, result),
    )


def _past(line: pd.Series, result: Baseline) -> pd.DataFrame:
    keys = result.history[LINE].eq([line[key] for key in LINE]).all(axis=1)
    return result.history[keys & result.history["value"].notna()]


def _course(axes, line: pd.Series, result: Baseline) -> None:
    """Draw one line: solid within a stretch, hollow where a value is unreliable or only an upper limit."""
    import seaborn as sns

    past = _past(line, result)
    usable, doubtful = past[past["usable"]], past[~past["usable"]]
    for _, part in usable.groupby("stretch"):
        sns.lineplot(
            x=part["year"].astype(int), y=part["value"], marker="o", markersize=3.5, color=PALETTE[0], ax=axes
        )
    axes.plot(doubtful["year"].astype(int), doubtful["value"], "o", markersize=4, mfc="none", mec=PALETTE[5])
    for year in past.loc[past["break_reason"].notna() & (past["stretch"] > 0), "year"]:
        axes.axvline(int(year) - 0.5, color=MUTED, linewidth=0.7, linestyle=(0, (2, 2)))
    if pd.notna(line["target_value"]):
        axes.axhline(line["target_value"], color=PALETTE[2], linewidth=1, linestyle=(0, (4, 2)))
    women = " (women)" if line["sex"] == "female" else " (men)" if line["sex"] == "male" else ""
    label = textwrap.fill(
        f"{line['target']} {line['label']}{women}, {constants.unit_words(line['unit'])}", 34
    )
    axes.set_title(label, fontsize=7, loc="left")
    axes.set(xlabel="", ylabel="")
    axes.tick_params(labelsize=6.5)
    axes.locator_params(axis="x", nbins=4, integer=True)
    axes.locator_params(axis="y", nbins=4)


def _course_words(lines: pd.DataFrame, result: Baseline) -> str:
    parts = []
    for line in lines.to_dict("records"):
        past = _past(pd.Series(line), result)
        first, last = past.iloc[0], past.iloc[-1]
        broken = ", with a break" if past["stretch"].max() > 0 else ""
        parts.append(
            f"{line['label']}: "
            f"{amount(first['value'], qualifier='<' if first['obs_status'] == 'censored' else '')} in "
            f"{int(first['year'])}, {amount(last['value'])} in {int(last['year'])}{broken}"
        )
    return f"{len(lines)} small charts. {'. '.join(parts)}."
