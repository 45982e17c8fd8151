"""Charts of the registers: which lists an organization stands on, and how far models of the unseen differ."""

from __future__ import annotations

from sse_analysis.decimals import exact
from sse_analysis.figures.base import build_chart, canvas, finish, style
from sse_analysis.figures.cells import ink_cells, number_map
from sse_analysis.figures.theme import INK, MUTED, PALETTE, ink_on
from sse_analysis.results.exhibit import Figure
from sse_analysis.results.mapping_registers import (
    ActiveOrganizations,
    Coverage,
    OrganizationsByArea,
    OrganizationsWithin,
    Overlap,
    Sectors,
)


@build_chart.register
def overlap_chart(result: Overlap) -> Figure:
    """Bars of the combinations above a grid of dots that shows which registers each stands for (UpSet)."""
    frame = result.frame
    lists = sorted({name for pattern in frame["pattern"] for name in pattern.split("+")})
    with style():
        figure, (bars, dots) = canvas(3.9, rows=2, sharex=True, height_ratios=(3, 0.42 * len(lists) + 0.3))
        bars.bar(range(len(frame)), frame["organizations"], color=PALETTE[0], width=0.62)
        for place, count in enumerate(frame["organizations"]):
            bars.annotate(f"{count:,}", (place, count), ha="center", va="bottom", fontsize=8)
        bars.set(ylabel="organizations")
        bars.grid(False, axis="x")
        _grid(dots, frame["pattern"], lists)
    return finish(
        figure,
        result,
        id="overlap-chart",
        title="Organizations by the registers they stand in",
        alt=_overlap_alt(result),
    )


def _grid(axes, patterns, lists: list[str]) -> None:
    import seaborn

    for place, pattern in enumerate(patterns):
        held = [row for row, name in enumerate(lists) if name in pattern.split("+")]
        colors = [INK if row in held else "#d9dde2" for row in range(len(lists))]
        seaborn.scatterplot(
            x=[place] * len(lists), y=range(len(lists)), c=colors, s=46, ax=axes, legend=False
        )
        axes.plot([place, place], [held[0], held[-1]], color=INK, linewidth=1.6, zorder=1)
    axes.set(yticks=range(len(lists)), yticklabels=lists, ylim=(len(lists) - 0.5, -0.5), xticks=[], ylabel="")
    axes.grid(False)


def _overlap_alt(result: Overlap) -> str:
    frame = result.frame
    several = int(frame.loc[frame["registers"] > 1, "organizations"].sum())
    total, first = int(frame["organizations"].sum()), frame.iloc[0]
    return (
        f"{total:,} organizations in {len(frame)} combinations of registers; {several:,} stand in two or more. "
        f"The largest group, {int(first['organizations']):,}, stands in {first['pattern'].replace('+', ' and ')} alone."
    ).replace(" alone.", " alone." if "+" not in first["pattern"] else ".")


@build_chart.register
def active_chart(result: ActiveOrganizations) -> Figure:
    """A bar from end to end, and a thin line for what the sample adds."""
    frame = result.frame.dropna(subset=["low"]).reset_index(drop=True)
    places = range(len(frame))
    with style():
        figure, axes = canvas(0.9 + 0.36 * len(frame))
        axes.hlines(places, frame["ci_low"], frame["ci_high"], color=MUTED, linewidth=1.2)
        axes.hlines(places, frame["low"], frame["high"], color=PALETTE[0], linewidth=7)
        for place, row in frame.iterrows():
            ends = f"{exact(row['low']):.0f} to {exact(row['high']):.0f}"
            axes.annotate(
                ends,
                (row["ci_high"], place),
                xytext=(4, 0),
                textcoords="offset points",
                va="center",
                fontsize=8,
            )
        axes.set(
            yticks=list(places), yticklabels=frame["label"], ylim=(len(frame) - 0.5, -0.6), xlim=(0, 112)
        )
        axes.set(
            xlabel="percent of the listed: between the ends; thin line: 95% interval",
            ylabel="",
            xticks=range(0, 101, 20),
        )
        axes.grid(False, axis="y")
    whole = frame[frame["stratum"].eq("all")].iloc[0]
    alt = (
        f"Share of listed organizations that are active, {len(frame)} rows. Of all, between {exact(whole['low']):.0f} and "
        f"{exact(whole['high']):.0f} percent, with the sample {exact(whole['ci_low']):.0f} to "
        f"{exact(whole['ci_high']):.0f}: between "
        f"{exact(whole['count_low']):,.0f} and {exact(whole['count_high']):,.0f} organizations of "
        f"{exact(whole['listed']):,.0f}. "
        f"{int(whole['not_found'])} of {int(whole['invited'])} invited were not found."
    )
    return finish(
        figure, result, id="active-chart", title="Listed organizations that are active, percent", alt=alt,
    )  # fmt: skip


@build_chart.register
def by_area_chart(result: OrganizationsByArea) -> Figure:
    """A point and its interval for every area; a line where the country stands."""
    import seaborn

    frame = result.frame.dropna(subset=["estimate"]).reset_index(drop=True)
    places = range(len(frame))
    with style():
        figure, axes = canvas(1.0 + 0.3 * max(len(frame), 1))
        if result.national is not None:
            axes.axvline(result.national, color=MUTED, linewidth=0.9)
            country = f"country: {exact(result.national):,.0f}"
            axes.annotate(
                country, (result.national, -0.6), fontsize=8, color=MUTED, va="bottom", xytext=(3, 0),
                textcoords="offset points",
            )  # fmt: skip
        axes.hlines(places, frame["ci_low"], frame["ci_high"], color=PALETTE[0], linewidth=1.6)
        seaborn.scatterplot(x=frame["estimate"], y=places, color=INK, s=28, zorder=3, ax=axes, legend=False)
        axes.set(yticks=list(places), yticklabels=frame["name"], ylim=(len(frame) - 0.4, -1.0))
        axes.set(xlabel="organizations per 100,000 people, 95% interval", ylabel="")
        axes.grid(False, axis="y")
    return finish(
        figure, result, id="organizations-by-area-chart", title="Organizations per 100,000 people by area",
        alt=_by_area_alt(result, frame),
    )  # fmt: skip


def _by_area_alt(result: OrganizationsByArea, frame) -> str:
    if frame.empty:
        return "The population of no area is known, so there is no rate."
    first, last = frame.iloc[0], frame.iloc[-1]
    national = "" if result.national is None else f" The country has {exact(result.national):,.1f}."
    return (
        f"Organizations per 100,000 people in {len(frame)} areas, most first: {first['name']} "
        f"{exact(first['estimate']):,.1f} "
        f"({exact(first['ci_low']):,.1f} to {exact(first['ci_high']):,.1f}), least {last['name']} "
        f"{exact(last['estimate']):,.1f} "
        f"({exact(last['ci_low']):,.1f} to {exact(last['ci_high']):,.1f}).{national}"
    )


@build_chart.register
def sectors_chart(result: Sectors) -> Figure:
    """Share of every section in each legal form, printed in its cell."""

    frame = result.frame
    wide = frame.pivot_table(index="name", columns="label", values="share", aggfunc="sum", fill_value=0.0)
    totals = frame.groupby("label")["organizations"].sum().sort_values(ascending=False, kind="stable")
    wide = wide[totals.index]
    with style():
        figure, axes = canvas(1.6 + 0.34 * len(wide))
        number_map(axes, wide, most=100)
        ink_cells(axes)
        axes.set_xlabel("percent of the organizations of the form")
        axes.set_xticklabels([_wrapped(label) for label in wide.columns], rotation=35, ha="right", fontsize=8)
    top, lead = totals.index[0], frame.sort_values("share", ascending=False, kind="stable").iloc[0]
    alt = (
        f"Sections of ISIC in {len(wide)} legal forms. Most organizations, {int(totals.iloc[0]):,} of "
        f"{int(totals.sum()):,}, are in {top}. The largest share of one form is {exact(lead['share']):.0f} percent: "
        f"{lead['name']} in {lead['label']}."
    )
    return finish(
        figure, result, id="sectors-chart", title="What organizations do, by legal form, percent", alt=alt,
    )  # fmt: skip


#: In, undecided, out: from dark to light, so that the order is seen in grey too.
_VERDICTS = {"in": "#0b5394", "undecided": "#8fb4d9", "out": "#d9dde2"}


@build_chart.register
def within_chart(result: OrganizationsWithin) -> Figure:
    """One bar a rule set, cut into in, undecided and out, with the count in each piece that has room."""
    totals = result.totals
    every = float(totals.sum(axis=1).max())
    with style():
        figure, axes = canvas(1.1 + 0.42 * len(totals))
        start = totals["in"] * 0.0
        for verdict, colour in _VERDICTS.items():
            axes.barh(
                range(len(totals)), totals[verdict], left=start, color=colour, height=0.62, label=verdict
            )
            for place, count in enumerate(totals[verdict]):
                if count > 0.06 * every:
                    axes.annotate(
                        f"{count:,}", (start.iloc[place] + count / 2, place), ha="center", va="center", fontsize=8,
                        color=ink_on(colour),
                    )  # fmt: skip
            start = start + totals[verdict]
        axes.set(yticks=range(len(totals)), yticklabels=totals.index, ylim=(len(totals) - 0.5, -0.5))
        axes.set(xlabel="organizations", ylabel="")
        axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3, frameon=False)
        axes.grid(False, axis="y")
    told = "; ".join(
        f"{name}: {row['in']:,} in, {row['undecided']:,} undecided, {row['out']:,} out"
        for name, row in totals.iterrows()
    )
    return finish(
        figure, result, id="organizations-within-chart", title="Organizations within each definition",
        alt=f"Organizations under {len(totals)} rule sets. {told}.",
    )  # fmt: skip


@build_chart.register
def coverage_chart(result: Coverage) -> Figure:
    frame = result.frame
    listed = float(frame["listed"].iloc[0])
    with style():
        figure, axes = canvas(0.9 + 0.36 * len(frame))
        axes.axvline(listed, color=MUTED, linewidth=0.9)
        axes.annotate(
            f"listed: {exact(listed):,.0f}",
            (listed, -0.55),
            fontsize=8,
            color=MUTED,
            ha="left",
            va="bottom",
            xytext=(3, 0),
            textcoords="offset points",
        )
        axes.hlines(range(len(frame)), frame["ci_low"], frame["ci_high"], color=PALETTE[0], linewidth=1.6)
        _points(axes, frame)
        axes.set(
            yticks=range(len(frame)), yticklabels=frame["model"].map(_wrapped), ylim=(len(frame) - 0.4, -0.9)
        )
        axes.set(xlabel="organizations, 95% interval", ylabel="")
        axes.grid(False, axis="y")
    ends = {name: (frame[name].min(), frame[name].max()) for name in ("estimate", "ci_low", "ci_high")}
    alt = (
        f"{len(frame)} models of how many organizations there are; {exact(listed):,.0f} are on a list. The "
        f"estimates run from "
        f"{exact(ends['estimate'][0]):,.0f} to {exact(ends['estimate'][1]):,.0f}, the intervals from "
        f"{exact(ends['ci_low'][0]):,.0f} to "
        f"{exact(ends['ci_high'][1]):,.0f}."
    )
    return finish(
        figure,
        result,
        id="coverage-chart",
        title="How many organizations, with those on no list, by model",
        alt=alt,
    )


def _points(axes, frame) -> None:
    import seaborn

    seaborn.scatterplot(
        x=frame["estimate"], y=range(len(frame)), color=INK, s=28, zorder=3, ax=axes, legend=False
    )


def _wrapped(words: str) -> str:
    import textwrap

    return textwrap.fill(words, 44)
