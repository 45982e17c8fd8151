"""Charts of the formalization report: women and men, activities, the informal sector."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.formalization_parts import (
    VINTAGE,
    draw_stretches,
    legend_of,
    mark_breaks,
    plain_years,
    scope_title,
    vintage_style,
    vintages,
)
from sse_analysis.figures.theme import INK, MARKERS, MUTED, PALETTE
from sse_analysis.formalization import constants
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.formalization import GenderGap, Profile, SectorCounts
from sse_analysis.tables.formalization_words import signed

_PANELS = ("total", "agriculture", "nonagriculture")
_WOMEN, _MEN = PALETTE[5], PALETTE[0]


@build_chart.register
def gap_chart(result: GenderGap) -> Figure:
    """Draw women minus men by year, a line of its own for every release, broken at breaks."""
    frame = result.frame[result.frame["kind"].eq("series") & result.frame["scope"].isin(_PANELS)]
    scopes = [scope for scope in _PANELS if scope in set(frame["scope"])]
    names = vintages(frame)
    with style():
        figure, grid = canvas(3.9, columns=max(len(scopes), 1), squeeze=False, sharex=True, sharey=True)
        for axes, scope in zip(grid.flat, scopes, strict=False):
            own = frame[frame["scope"].eq(scope)]
            axes.axhline(0, color=INK, linewidth=0.9)
            mark_breaks(axes, own, names)
            for place, name in enumerate(names):
                rows = own[[key == name for key in own[VINTAGE].itertuples(index=False, name=None)]]
                draw_stretches(axes, rows, value="gap", look=vintage_style(place, len(names)))
            axes.set_title(scope_title(scope), loc="left")
            plain_years(axes)
        grid.flat[0].set(ylabel="women minus men, points")
        legend_of(figure, names)
    return finish(
        figure,
        result,
        id="formalization-gap-chart",
        title="Women's rate of informal employment minus men's, points, by scope and release. Below zero: women "
        "less often informal. Dotted: break",
        alt=_gap_words(frame),
    )


def _gap_words(frame: pd.DataFrame) -> str:
    parts = []
    for row in frame[frame["latest"]].itertuples():
        side = "above" if row.gap > 0 else "below"
        parts.append(
            f"{row.scope_label}, {row.short}, {row.release_date}: women {exact(abs(row.gap)):.1f} points {side} men in "
            f"{row.year}"
        )
    low, high = signed(frame["gap"].min()), signed(frame["gap"].max())
    return f"Lines of {len(frame)} gaps between {low} and {high} points. {'; '.join(parts)}."


@build_chart.register
def profile_chart(result: Profile) -> Figure:
    """Draw one row an activity: women, men and all; hollow where a figure is unreliable."""
    frame = result.frame
    places = _places(frame["classification"])
    with style():
        figure, axes = canvas(1.3 + 0.3 * places[-1])
        axes.hlines(
            places, frame[["female", "male"]].min(axis=1), frame[["female", "male"]].max(axis=1), color=MUTED
        )
        for sex, colour, marker in (("female", _WOMEN, "o"), ("male", _MEN, "s")):
            doubtful = frame["unreliable"].str.split(", ").map(lambda sexes, own=sex: own in sexes)
            _dots(axes, frame[sex], places, colour=colour, marker=marker, hollow=doubtful)
        axes.plot(frame["total"], places, "|", color=INK, markersize=11, markeredgewidth=1.6)
        axes.set_yticks(places, frame["scope_label"])
        axes.invert_yaxis()
        axes.set(xlabel="percent of employment in the activity", xlim=(-2, 102))
        figure.legend(handles=_profile_keys(), loc="outside lower center", ncols=4)
    return finish(
        figure,
        result,
        id="formalization-activities-chart",
        title=f"Informal employment by activity, {result.year}, percent of employment in the activity. Groups of "
        "rows are classifications that overlap",
        alt=_profile_words(result),
    )


def _places(groups: pd.Series) -> list[float]:
    """Return the height of each row, with a space between classifications."""
    changes = groups.ne(groups.shift()).cumsum() - 1
    return [row + 0.6 * change for row, change in enumerate(changes)]


def _dots(
    axes, values: pd.Series, places: list[float], *, colour: str, marker: str, hollow: pd.Series
) -> None:
    for value, place, open_ in zip(values, places, hollow, strict=True):
        if pd.notna(value):
            face = "white" if open_ else colour
            axes.plot(
                [value], [place], marker=marker, color=colour, markersize=6.5, mfc=face, linestyle="none"
            )


def _profile_keys() -> list:
    from matplotlib.lines import Line2D

    bare = {"linestyle": "none", "markersize": 6.5}
    return [
        Line2D([], [], marker="o", color=_WOMEN, label="women", **bare),
        Line2D([], [], marker="s", color=_MEN, label="men", **bare),
        Line2D([], [], marker="|", color=INK, label="all", linestyle="none", markersize=11),
        Line2D([], [], marker="o", color=MUTED, mfc="white", label="hollow: unreliable", **bare),
    ]


def _profile_words(result: Profile) -> str:
    frame = result.frame
    part = frame[~frame["scope"].isin(("total", constants.NOT_STATED))]
    high, low = part.loc[part["total"].idxmax()], part.loc[part["total"].idxmin()]
    words = "; ".join(
        f"{row.scope_label}: {exact(row.total):.1f} (women {exact(row.female):.1f}, men {exact(row.male):.1f})"
        for row in frame.itertuples()
        if pd.notna(row.female) and pd.notna(row.male)
    )
    return (
        f"{len(part)} activities, from {exact(low['total']):.1f} in {low['scope_label']} to {exact(high['total']):.1f} in "
        f"{high['scope_label']}. {words}."
    )


@build_chart.register
def sector_chart(result: SectorCounts) -> Figure:
    """Draw the total and its parts by sex and area over the years."""
    import seaborn as sns

    rows = result.history
    labels = list(dict.fromkeys(rows["label"]))
    with style():
        figure, axes = canvas(3.8)
        for place, label in enumerate(labels):
            own = rows[rows["label"].eq(label)]
            look = {"color": INK if label == "all" else PALETTE[place - 1], "marker": MARKERS[place]}
            for _, part in own.groupby("stretch"):
                sns.lineplot(
                    x=part["year"].astype(int), y=part["value"], ax=axes, errorbar=None, legend=False, **look
                )
        _name_ends(axes, rows, labels)
        axes.set(
            ylabel="thousand persons",
            ylim=(0, None),
            xlim=(rows["year"].min() - 0.5, rows["year"].max() + 2.5),
        )
        plain_years(axes)
    return finish(
        figure,
        result,
        id="formalization-sector-chart",
        title="Persons employed in the informal sector, thousand, by sex and by area (two breakdowns of the same "
        "total; national concept)",
        alt=_sector_words(rows, labels),
    )


def _name_ends(axes, rows: pd.DataFrame, labels: list[str]) -> None:
    """Write each name beside its last value, moved apart where two would touch."""
    ends = rows.sort_values("year").groupby("label").tail(1).sort_values("value")
    step, floor = 0.05 * float(rows["value"].max()), -1e9
    for row in ends.itertuples():
        floor = max(row.value, floor + step)
        place = (int(row.year) + 0.35, floor)
        axes.annotate(f"{row.label} {exact(row.value):,.0f}", place, va="center", color=INK, fontsize=8)


def _sector_words(rows: pd.DataFrame, labels: list[str]) -> str:
    parts = []
    for label in labels:
        own = rows[rows["label"].eq(label)].sort_values("year")
        first, last = own.iloc[0], own.iloc[-1]
        parts.append(
            f"{label}: {exact(first['value']):,.1f} in {first['year']}, {exact(last['value']):,.1f} in {last['year']}"
        )
    return f"{len(labels)} lines of thousand persons. {'; '.join(parts)}."
