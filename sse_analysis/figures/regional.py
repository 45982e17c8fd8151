"""Charts of the regional report."""

from __future__ import annotations

import pandas as pd

from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.theme import INK, MARKERS, MUTED, PALETTE
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.regional import RateLines


@build_chart.register
def rate_lines(result: RateLines) -> Figure:
    """Draw one line a country and segment: a break in the series is a gap, never a slope."""
    import seaborn as sns

    frame = result.frame
    names = list(dict.fromkeys(frame["name"]))
    with style():
        figure, axes = canvas(4.2)
        sns.lineplot(
            data=frame,
            x="year",
            y="value",
            hue="name",
            style="name",
            units="line",
            estimator=None,
            hue_order=names,
            style_order=names,
            palette=list(PALETTE[: len(names)]),
            markers=list(MARKERS[: len(names)]),
            dashes=False,
            legend=False,
            ax=axes,
        )
        _name_the_ends(axes, frame, names)
        axes.set(xlabel="", ylabel=result.unit, ylim=(0, 100))
        axes.set_xlim(frame["year"].min() - 0.5, frame["year"].max() + 4.5)
    return finish(
        figure, result, id="informality-by-country", title=result.title, alt=_rates_in_words(frame, names)
    )


def _name_the_ends(axes, frame: pd.DataFrame, names: list[str]) -> None:
    """Write each country's name at its last value, moved apart where two would touch."""
    ends = frame.sort_values("year").groupby("name").tail(1).sort_values("value")
    floor = -100.0
    for row in ends.itertuples():
        height = max(row.value, floor + 4.5)
        floor = height
        colour = PALETTE[names.index(row.name)]
        place = (frame["year"].max() + 0.7, height)
        line = {"arrowstyle": "-", "color": MUTED, "lw": 0.5}
        label = f"{row.name} {row.value:.1f}"
        axes.annotate(label, (row.year, row.value), place, color=INK, va="center", arrowprops=line)
        axes.plot([place[0] - 0.15], [height], marker="s", color=colour, markersize=5, clip_on=False)


def _rates_in_words(frame: pd.DataFrame, names: list[str]) -> str:
    parts = []
    for name in names:
        own = frame[frame["name"].eq(name)].sort_values("year")
        first, last = own.iloc[0], own.iloc[-1]
        breaks = own["segment"].nunique() - 1
        gap = f", {breaks} break{'s' if breaks != 1 else ''} in the series" if breaks else ""
        parts.append(
            f"{name}: {first.value:.1f} in {first.year}, {last.value:.1f} in {last.year}, {len(own)} years{gap}"
        )
    return "Lines of informal employment in percent, one a country. " + "; ".join(parts) + "."
