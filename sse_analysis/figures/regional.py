"""Charts of the regional report."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.formalization_parts import in_stretches
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
        _cross_large_steps(axes, frame)
        _name_the_ends(axes, frame, names)
        axes.set(xlabel="", ylabel=result.unit, ylim=(0, 100))
        axes.set_xlim(frame["year"].min() - 0.5, frame["year"].max() + 8.5)
        first, last = int(frame["year"].min()), int(frame["year"].max())
        axes.set_xticks(range(first + first % 2, last + 1, 2))
    return finish(
        figure, result, id="informality-by-country", title=result.title, alt=_rates_in_words(frame, names)
    )


def _name_the_ends(axes, frame: pd.DataFrame, names: list[str]) -> None:
    """Mark each country's last value where it stands and write name, value and year beside it, apart from the next."""
    ends = frame.sort_values("year").groupby("name").tail(1).sort_values("value")
    floor = -100.0
    for row in ends.itertuples():
        floor = height = max(row.value, floor + 4.5)
        line = {"arrowstyle": "-", "color": MUTED, "lw": 0.5}
        label = f"{row.name} {exact(row.value):.1f} ({row.year})" + (
            ", after a break" if row.after_break else ""
        )
        axes.annotate(
            label, (row.year, row.value), (row.year + 0.4, height), color=INK, va="center", arrowprops=line
        )
        colour = PALETTE[names.index(row.name)]
        axes.plot([row.year], [row.value], marker="s", color=colour, markersize=5, clip_on=False)


def _cross_large_steps(axes, frame: pd.DataFrame) -> None:
    large = frame[frame["kind"].eq("large_step")]
    axes.plot(
        large["year"], large["value"], "X", color=PALETTE[5], markersize=7, markeredgecolor="white", zorder=5
    )


def _rates_in_words(frame: pd.DataFrame, names: list[str]) -> str:
    parts = []
    for name in names:
        own = frame[frame["name"].eq(name)].sort_values("year")
        steps = ", ".join(str(year) for year in own.loc[own["kind"].eq("large_step"), "year"])
        large = f", large steps that nobody flagged in {steps}" if steps else ""
        parts.append(f"{name}: {in_stretches(own, 'segment')}, {len(own)} years{large}")
    return "Lines of informal employment in percent, one a country. " + "; ".join(parts) + "."
