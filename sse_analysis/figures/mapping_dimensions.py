"""Chart of the scorecard: one panel a dimension, one line a legal form, interval and bounds always drawn."""

from __future__ import annotations

import textwrap

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.theme import INK, MUTED, PALETTE
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.mapping_dimensions import DimensionScores
from sse_analysis.tables.mapping_dimensions import GROUPS, word


@build_chart.register
def dimension_scores_chart(result: DimensionScores) -> Figure:
    frame = result.frame
    labels = list(dict.fromkeys(frame["label"]))
    names = list(dict.fromkeys(frame["dimension"]))
    with style():
        figure, panels = canvas(1.3 + 0.34 * len(labels), columns=len(names), sharey=True, squeeze=False)
        for axes, name in zip(panels[0], names, strict=True):
            _panel(axes, frame[frame["dimension"].eq(name)], result.scale)
            axes.set_title(word(name), fontsize=9)
        places = range(len(labels))
        panels[0][0].set(yticks=places, yticklabels=[textwrap.fill(text, 20) for text in labels])
        panels[0][0].set_ylim(len(labels) - 0.5, -0.5)
        figure.supxlabel(
            "mean score; blue: 95% interval, grey: bounds for unanswered questions", fontsize=8.5
        )
    return finish(
        figure,
        result,
        id=f"dimensions{GROUPS[result.by][1]}-chart",
        title=f"Scores of the dimensions by {GROUPS[result.by][0].lower()}",
        alt=_alt(result),
    )


def _panel(axes, rows: pd.DataFrame, scale: tuple[float, float]) -> None:
    import seaborn

    places = range(len(rows))
    known = [place for place in places if rows["estimate"].notna().iloc[place]]
    colors = [INK if rows["group"].iloc[place] == "all" else PALETTE[0] for place in known]
    scores = rows["estimate"].dropna().astype("float64")
    ends = rows[["lowest", "highest", "ci_low", "ci_high"]].astype("float64")
    axes.hlines(places, ends["lowest"], ends["highest"], color="#c3c9d0", linewidth=8)
    axes.hlines(places, ends["ci_low"], ends["ci_high"], color=PALETTE[0], linewidth=1.6)
    seaborn.scatterplot(x=scores, y=known, c=colors, s=20, zorder=3, ax=axes, legend=False)
    for place in sorted(set(places) - set(known)):
        axes.annotate("too few", (sum(scale) / 2, place), ha="center", va="center", fontsize=7, color=MUTED)
    axes.set(xlim=(scale[0] - 0.1, scale[1] + 0.1), xlabel="", ylabel="")
    axes.set_xticks([scale[0], sum(scale) / 2, scale[1]])
    axes.tick_params(axis="y", length=0)
    axes.grid(False, axis="y")


def _alt(result: DimensionScores) -> str:
    frame = result.frame
    whole = frame[frame["group"].eq("all")]
    parts = [
        f"{row.dimension} {exact(row.estimate):.2f} ({exact(row.ci_low):.2f} to {exact(row.ci_high):.2f})"
        for row in whole.itertuples()
    ]
    forms = frame[frame["group"].ne("all") & frame["estimate"].notna()]
    low, high = (
        f"On a scale of {exact(result.scale[0]):g} to {exact(result.scale[1]):g}, {int(whole['n'].max()):,} "
        f"organizations score:",
        f" {'; '.join(parts)}, each with its 95% interval.",
    )
    if forms.empty:
        return low + high
    best, least = forms.loc[forms["estimate"].idxmax()], forms.loc[forms["estimate"].idxmin()]
    groups = f"{forms['group'].nunique()} {GROUPS[result.by][0].lower()}s"
    return (
        f"{low}{high} Of {groups} the highest score is {exact(best['estimate']):.2f} "
        f"({best['label']}, {best['dimension']}), the lowest {exact(least['estimate']):.2f} "
        f"({least['label']}, {least['dimension']})."
    )
