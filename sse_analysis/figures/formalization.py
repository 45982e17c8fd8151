"""Charts of the formalization report: rates, releases, breaks."""

from __future__ import annotations

import pandas as pd

from sse_analysis.decimals import exact
from sse_analysis.figures import formalization_cases, formalization_people
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.formalization_parts import (
    VINTAGE,
    draw_stretches,
    in_stretches,
    legend_of,
    mark_breaks,
    name_value,
    plain_years,
    scope_title,
    vintage_style,
    vintages,
)
from sse_analysis.figures.theme import INK, MUTED, PALETTE
from sse_analysis.formalization import constants
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.formalization import Breaks, Rates, Revisions

__all__ = ["formalization_cases", "formalization_people"]

_RATE = "informal_employment_share"
_PANELS = ("total", "agriculture", "nonagriculture")
_KIND_LOOK = {"flagged": ("o", PALETTE[0]), "large_step": ("X", PALETTE[5])}
_DECLARED = ("s", PALETTE[1])


@build_chart.register
def rate_fan(result: Rates) -> Figure:
    """Draw every release of the rate as a line of its own, broken at breaks; single figures as points."""
    lines, points = _drawn(result.history)
    scopes = [scope for scope in _PANELS if scope in set(lines["scope"]) | set(points["scope"])]
    names = vintages(lines)
    with style():
        figure, grid = canvas(4.3, columns=max(len(scopes), 1), squeeze=False, sharex=True, sharey=True)
        for axes, scope in zip(grid.flat, scopes, strict=False):
            _panel(axes, lines[lines["scope"].eq(scope)], points[points["scope"].eq(scope)], names=names)
            axes.set_title(scope_title(scope), loc="left")
        grid.flat[0].set(ylabel="percent of employment")
        grid.flat[0].set_ylim(0, 103)
        legend_of(figure, names, extra=_single_key(points))
    return finish(
        figure,
        result,
        id="formalization-rates-chart",
        title="The same country, many rates: informal employment by scope, source and release, percent of "
        "employment, women and men. Dotted: break, never bridged",
        alt=_fan_words(lines, points, scopes),
    )


def _drawn(history: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return rows of lines and rows of single figures of the rate; undated ones and other concepts in neither."""
    rows = history[history["concept"].eq(_RATE) & history["unit"].eq("percent") & history["stretch"].notna()]
    rows = rows[rows["location"].eq("national") & rows["scope"].isin(_PANELS)]
    series = rows["kind"].eq("series")
    return rows[series], rows[~series]


def _panel(axes, lines: pd.DataFrame, points: pd.DataFrame, *, names: list[tuple[str, str]]) -> None:
    mark_breaks(axes, lines, names)
    for place, name in enumerate(names):
        own = lines[[key == name for key in lines[VINTAGE].itertuples(index=False, name=None)]]
        draw_stretches(axes, own, value="value", look=vintage_style(place, len(names)))
    for row in points.itertuples():
        axes.plot([int(row.year)], [row.value], "D", color=INK, markersize=4.5, mfc="white", zorder=9)
        name_value(axes, int(row.year), row.value, text=f"{exact(row.value):.1f}", below=True)
    if len(lines):
        newest = lines[lines["release_date"].eq(vintages(lines)[-1][1])].sort_values("year").iloc[-1]
        low = newest["value"] > 90
        name_value(
            axes, int(newest["year"]), newest["value"], text=f"{exact(newest['value']):.1f}", below=low
        )
    plain_years(axes)


def _single_key(points: pd.DataFrame) -> list:
    from matplotlib.lines import Line2D

    bare = {"color": INK, "markerfacecolor": "white", "linestyle": "none", "markersize": 4.5}
    return [Line2D([], [], marker="D", label="single figure, quoted", **bare)] if len(points) else []


def _fan_words(lines: pd.DataFrame, points: pd.DataFrame, scopes: list[str]) -> str:
    parts = []
    for scope in scopes:
        own = lines[lines["scope"].eq(scope)]
        for name in reversed(vintages(own)):
            series = own[own["short"].eq(name[0]) & own["release_date"].eq(name[1])].sort_values("year")
            values = "1 value" if len(series) == 1 else f"{len(series)} values"
            parts.append(
                f"{scope_title(scope)}, {name[0]}, release {name[1]}: {in_stretches(series, 'stretch')}, {values}"
            )
    for row in points.itertuples():
        parts.append(
            f"{row.short}: {exact(row.value):.1f} in {row.year} ({constants.concept_label(row.concept).lower()})"
        )
    return f"{len(scopes)} panels of lines. " + "; ".join(parts) + "."


@build_chart.register
def revision_chart(result: Revisions) -> Figure:
    """Draw one row a year: the values of every release, and the distance between them."""
    wide = result.triangle
    names = [(short, release) for _, short, release in wide.columns]
    with style():
        figure, axes = canvas(1.7 + 0.24 * len(wide))
        rows = list(range(len(wide)))
        low, high = wide.min(axis="columns"), wide.max(axis="columns")
        _join_releases(axes, wide)
        for place in range(len(names)):
            look = vintage_style(place, len(names)) | {"linestyle": "none"}
            axes.plot(wide.iloc[:, place], rows, **look)
        _name_spreads(axes, result, high)
        axes.set_yticks(rows, [str(year) for year in wide.index])
        axes.invert_yaxis()
        axes.set(xlabel="percent of employment", xlim=_room(low.min(), high.max()))
        legend_of(figure, names)
    return finish(
        figure,
        result,
        id="formalization-revisions-chart",
        title="What releases say of the same year: informal employment, percent of employment, "
        f"{constants.scope_label(result.scope)}. At the right: spread over releases of one definition, points",
        alt=_revision_words(result),
    )


def _join_releases(axes, wide: pd.DataFrame) -> None:
    """Join the releases of one definition, year by year; an earlier definition stands alone."""
    for _, part in wide.T.groupby(level="family", sort=False):
        axes.hlines(range(len(wide)), part.min(), part.max(), color=MUTED, linewidth=1.1, zorder=1)


def _name_spreads(axes, result: Revisions, high: pd.Series) -> None:
    for row, (year, spread) in enumerate(result.spread.items()):
        if pd.notna(spread):
            axes.annotate(
                f"{exact(spread):.1f}",
                (high[year], row),
                xytext=(9, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
                color=INK,
            )


def _room(low: float, high: float) -> tuple[float, float]:
    """Return limits with room for the numbers at the right."""
    margin = max(1.0, 0.06 * (high - low))
    return low - margin, high + 2.5 * margin


def _revision_words(result: Revisions) -> str:
    wide, spread = result.triangle, result.spread.dropna()
    head = (
        f"Points of {wide.shape[1]} releases for {len(wide)} years, {wide.index.min()} to {wide.index.max()}."
    )
    if spread.empty:
        return f"{head} No year stands in two releases of one definition."
    top = spread.idxmax()
    words = "; ".join(f"{year}: {exact(value):.1f}" for year, value in spread.items())
    return (
        f"{head} Releases of one definition differ most in {top}, by {exact(spread[top]):.1f} points, and on average by "
        f"{exact(spread.mean()):.1f}. By year: {words}."
    )


@build_chart.register
def break_chart(result: Breaks) -> Figure:
    """Draw the step at every break and every large step nobody flagged."""
    frame = result.frame
    scopes = list(dict.fromkeys(frame["scope"]))
    kinds = list(dict.fromkeys(frame["kind_label"]))
    with style():
        figure, axes = canvas(1.4 + 0.5 * len(scopes) + 0.2 * len(kinds))
        for row in frame.itertuples():
            marker, colour = _KIND_LOOK.get(row.kind, _DECLARED)
            place = scopes.index(row.scope)
            axes.plot([int(row.year)], [place], marker=marker, color=colour, linestyle="none", markersize=7)
            name_value(axes, int(row.year), place, text=f"{exact(row.change):+.1f}".replace("-", "−"))
        axes.set_yticks(range(len(scopes)), [scope_title(scope) for scope in scopes])
        axes.set(ylim=(len(scopes) - 0.5, -0.6), xlim=(frame["year"].min() - 1.5, frame["year"].max() + 1.5))
        plain_years(axes)
        figure.legend(handles=_break_keys(frame), loc="outside lower center", ncols=1, fontsize=7.5)
    return finish(
        figure,
        result,
        id="formalization-breaks-chart",
        title="Breaks and large steps in the series of informal employment, step in points against the year before",
        alt=_break_words(frame),
    )


def _break_keys(frame: pd.DataFrame) -> list:
    from matplotlib.lines import Line2D

    keys = []
    for kind, label in frame[["kind", "kind_label"]].drop_duplicates().itertuples(index=False, name=None):
        marker, colour = _KIND_LOOK.get(kind, _DECLARED)
        keys.append(Line2D([], [], marker=marker, color=colour, linestyle="none", label=label))
    return keys


def _break_words(frame: pd.DataFrame) -> str:
    words = "; ".join(
        f"{row.scope_label}, {row.year}: {exact(row.before):.1f} to {exact(row.after):.1f} ({row.kind_label})"
        for row in frame.itertuples()
    )
    return f"{len(frame)} marks on a line of years, one row a scope. {words}."
