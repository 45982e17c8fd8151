"""Chart of activity across forms and countries."""

from __future__ import annotations

from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.mapping_parts import wrapped
from sse_analysis.figures.theme import INK, MUTED, PALETTE, RULE
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.mapping_activity import BorrowedActivity


@build_chart.register
def borrowed_chart(result: BorrowedActivity) -> Figure:
    """A pale bar between the ends without a model, a line for the interval, a dot for an own share."""
    import seaborn

    frame = result.frame
    places = range(len(frame))
    colours = [_colour(row) for row in frame[["basis", "usable"]].to_dict("records")]
    lost = (frame["basis"].eq("borrowed") & ~frame["usable"]).any()
    lent = "grey line: lent by others, not usable" if lost else "orange: lent by others, 95%"
    with style():
        drawing, axes = canvas(1.0 + 0.34 * len(frame))
        axes.hlines(places, frame["worst_low"], frame["worst_high"], color=RULE, linewidth=9)
        axes.hlines(places, frame["ci_low"], frame["ci_high"], color=colours, linewidth=3)
        seaborn.scatterplot(x=frame["observed"], y=places, color=INK, s=26, zorder=3, ax=axes, legend=False)
        axes.set_yticks(places, wrapped(frame["line_label"], 44), fontsize=8)
        axes.set(xlim=(0, 100), ylim=(len(frame) - 0.5, -0.5), ylabel="")
        axes.set_xlabel(f"percent active\n(pale: without a model; dot: known; blue: survey, 95%;\n{lent})")
        axes.grid(False, axis="y")
    return finish(
        drawing, result, id="activity-borrowed-chart",
        title="Share of active organizations of every counted form, percent", alt=_in_words(result),
    )  # fmt: skip


def _colour(row: dict) -> str:
    if row["basis"] == "survey":
        return PALETTE[0]
    return PALETTE[1] if row["usable"] else MUTED


def _in_words(result: BorrowedActivity) -> str:
    told = []
    for row in result.frame.to_dict("records"):
        held = "ci" if row["ci_low"] == row["ci_low"] else "worst"
        ends = f"{exact(row[f'{held}_low']):.0f} to {exact(row[f'{held}_high']):.0f}"
        known = f"{exact(row['observed']):.0f} known, " if row["observed"] == row["observed"] else ""
        lost = "" if row["usable"] else ", not a usable figure"
        told.append(f"{row['line_label']}: {known}{ends} ({row['basis']}{lost})")
    return f"Percent active for {len(told)} forms. {'; '.join(told)}."
